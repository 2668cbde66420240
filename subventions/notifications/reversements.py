"""The mails about a recovery."""

from django.urls import reverse

from pacte.courrier.models import Nature
from pacte.socle.montants import ecrire_montant
from subventions.models import Reversement
from subventions.notifications.envoi import (
    adresse_personne,
    adresses_du_centre,
    envoyer,
    sans_double,
)


def _adresse(reversement: Reversement) -> str:
    return reverse("voir_reversement", args=[reversement.pacte.code, reversement.pk])


def _objet(reversement: Reversement, suite: str) -> str:
    return f"Subvention {reversement.exercice}, {reversement.centre} : {suite}"


def annoncer_ouverture_reversement(reversement: Reversement) -> None:
    """Tell the centre what the city considers claiming back, and until when it may answer."""
    envoyer(
        adresses_du_centre(reversement.centre, None),
        _objet(reversement, "un reversement est envisagé, vous pouvez répondre"),
        "reversement_ouvert",
        {"reversement": reversement},
        "Lire et répondre",
        _adresse(reversement),
    )


def annoncer_observations(reversement: Reversement) -> None:
    """Tell who opened the recovery that the centre has answered."""
    envoyer(
        sans_double([adresse_personne(reversement.ouvert_par)]),
        _objet(reversement, "observations reçues sur le reversement"),
        "reversement_observe",
        {"reversement": reversement},
        "Lire les observations",
        _adresse(reversement),
    )


def annoncer_decision_reversement(reversement: Reversement) -> None:
    """Tell the centre the city's decision and its reason."""
    montant = ecrire_montant(reversement.montant)
    envoyer(
        adresses_du_centre(reversement.centre, None),
        _objet(reversement, f"décision sur le reversement de {montant}"),
        "reversement_decide",
        {"reversement": reversement},
        "Lire la décision",
        _adresse(reversement),
    )


def annoncer_abandon_reversement(reversement: Reversement, motif: str) -> None:
    """Tell the centre that the city claims nothing any more."""
    envoyer(
        adresses_du_centre(reversement.centre, None),
        _objet(reversement, "le reversement est abandonné"),
        "reversement_abandonne",
        {"reversement": reversement, "motif": motif},
        "Voir la page du reversement",
        _adresse(reversement),
        nature=Nature.INFORMATION,
    )
