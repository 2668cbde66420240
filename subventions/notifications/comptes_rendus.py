"""The mails about a financial report."""

from django.urls import reverse

from pacte.courrier.models import Nature
from subventions.lectures.comptes_rendus import CompteRenduAttendu
from subventions.models import Attribution, CompteRenduFinancier
from subventions.notifications.envoi import (
    adresse_personne,
    adresses_du_centre,
    envoyer,
    sans_double,
)


def _adresse(attribution: Attribution) -> str:
    return reverse("voir_compte_rendu_financier", args=[attribution.pacte.code, attribution.pk])


def _objet(attribution: Attribution, suite: str) -> str:
    return f"Subvention {attribution.exercice}, {attribution.centre} : {suite}"


def annoncer_depot_compte_rendu(rapport: CompteRenduFinancier) -> None:
    """Confirm to the centre that its report is handed in, and tell the city's service."""
    attribution, ville = rapport.attribution, rapport.pacte.ville
    envoyer(
        sans_double(
            [adresse_personne(rapport.depot_par), (rapport.centre.courriel, rapport.centre.nom)]
        ),
        _objet(attribution, "compte rendu financier déposé"),
        "compte_rendu_depose",
        {"rapport": rapport, "attribution": attribution},
        "Voir le compte rendu",
        _adresse(attribution),
        nature=Nature.INFORMATION,
    )
    envoyer(
        sans_double([(ville.courriel, ville.nom)]),
        _objet(attribution, "compte rendu financier à lire"),
        "compte_rendu_a_lire",
        {"rapport": rapport, "attribution": attribution},
        "Lire le compte rendu",
        _adresse(attribution),
    )


def annoncer_reprise_compte_rendu(rapport: CompteRenduFinancier) -> None:
    """Tell the centre what the city asks it to do again."""
    envoyer(
        adresses_du_centre(rapport.centre, rapport.depot_par),
        _objet(rapport.attribution, "compte rendu financier à reprendre"),
        "compte_rendu_a_reprendre",
        {"rapport": rapport, "attribution": rapport.attribution},
        "Reprendre le compte rendu",
        _adresse(rapport.attribution),
    )


def annoncer_acceptation_compte_rendu(rapport: CompteRenduFinancier) -> None:
    """Tell the centre that the city accepts its report."""
    envoyer(
        adresses_du_centre(rapport.centre, rapport.depot_par),
        _objet(rapport.attribution, "compte rendu financier accepté"),
        "compte_rendu_accepte",
        {"rapport": rapport, "attribution": rapport.attribution},
        "Voir le compte rendu",
        _adresse(rapport.attribution),
        nature=Nature.INFORMATION,
    )


def rappeler_compte_rendu(attendu: CompteRenduAttendu, jours: int) -> None:
    """Remind the centre of a report: `jours` before its day when negative, after it otherwise."""
    attribution = attendu.attribution
    quand = "à rendre" if jours < 0 else "en retard"
    envoyer(
        adresses_du_centre(attribution.centre, None),
        _objet(attribution, f"compte rendu financier {quand}"),
        "compte_rendu_rappel",
        {"attendu": attendu, "attribution": attribution, "is_apres": jours > 0},
        "Remplir le compte rendu",
        _adresse(attribution),
    )
