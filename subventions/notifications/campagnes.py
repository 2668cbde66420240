"""The mails of a campaign: its opening, its closing day near, the advance, documents that end."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.urls import reverse

from pacte.accord.models import Fonction, Organisation, Pacte, Partie
from pacte.courrier.models import Nature
from pacte.socle.dates import ecrire_jour_court
from pacte.socle.francais import contracter_de
from subventions.lectures.dossiers import HABILITEES, DossierAvance
from subventions.models import Campagne, Demande, PieceCentre
from subventions.notifications.envoi import (
    adresse_avance,
    adresse_demande,
    adresse_personne,
    envoyer,
    sans_double,
)


def centres_en_cours(pacte: Pacte, le: date) -> list[Organisation]:
    """The centres that are parties to the pact on day `le`, by name."""
    parties = Partie.objects.filter(pacte=pacte, organisation__genre="centre").filter(
        Q(date_sortie__isnull=True) | Q(date_sortie__gte=le),
        Q(date_entree__isnull=True) | Q(date_entree__lte=le),
    )
    return [
        partie.organisation
        for partie in parties.select_related("organisation").order_by("organisation__nom")
    ]


def adresses_habilitees(
    centre: Organisation, le: date, *aussi: Fonction | None
) -> list[tuple[str, str]]:
    """The centre's own address, those who engage it on day `le`, and whoever follows the matter."""
    fonctions = Fonction.objects.filter(organisation=centre, qualite__in=HABILITEES).select_related(
        "personne"
    )
    en_cours = [fonction for fonction in fonctions.order_by("pk") if fonction.is_en_cours(le)]
    suivi = [fonction for fonction in aussi if fonction and fonction.is_en_cours(le)]
    return sans_double(
        [(centre.courriel, centre.nom), *(adresse_personne(f) for f in (*suivi, *en_cours))]
    )


def annoncer_campagne(campagne: Campagne, le: date) -> None:
    """Tell each centre of the pact that it may ask, and until when."""
    url = reverse("voir_campagne", args=[campagne.pacte.code, campagne.exercice])
    volets = list(campagne.volets.order_by("pk"))
    pieces = list(campagne.pieces_attendues.filter(obligatoire=True).order_by("ordre", "pk"))
    for centre in centres_en_cours(campagne.pacte, le):
        envoyer(
            adresses_habilitees(centre, le),
            f"Subventions {campagne.exercice}, {centre} : préparez votre demande "
            f"d'ici le {ecrire_jour_court(campagne.date_cloture)}",
            "campagne_ouverte",
            {
                "campagne": campagne,
                "du_centre": contracter_de(centre.nom),
                "volets": volets,
                "pieces": pieces,
            },
            "Voir la campagne",
            url,
        )


def rappeler_cloture(
    campagne: Campagne, centre: Organisation, brouillon: Demande | None, le: date
) -> None:
    """Remind a centre that has not deposited its operating request."""
    if brouillon is not None:
        libelle, url = "Continuer la demande", adresse_demande(brouillon)
        suivi = (brouillon.suivie_par, brouillon.redige_par)
    else:
        libelle, url = (
            "Préparer la demande",
            reverse("preparer_demande", args=[campagne.pacte.code]),
        )
        suivi = ()
    envoyer(
        adresses_habilitees(centre, le, *suivi),
        f"Subventions {campagne.exercice}, {centre} : déposez votre demande "
        f"d'ici le {ecrire_jour_court(campagne.date_cloture)}",
        "rappel_cloture",
        {
            "campagne": campagne,
            "centre": centre,
            "brouillon": brouillon,
            "jours": (campagne.date_cloture - le).days,
        },
        libelle,
        url,
    )


def rappeler_avance(dossier: DossierAvance, le: date) -> None:
    """Remind a centre that may ask for the advance and has not."""
    envoyer(
        adresses_habilitees(dossier.centre, le),
        f"Avance {dossier.exercice}, {dossier.centre} : demandez-la "
        f"d'ici le {ecrire_jour_court(dossier.regles.dernier_jour_demande)}",
        "rappel_avance",
        {"dossier": dossier, "du_centre": contracter_de(dossier.centre.nom)},
        "Voir l'avance",
        adresse_avance(dossier.pacte.code, dossier.exercice, dossier.centre),
    )


def annoncer_fins_de_validite(
    pacte: Pacte, centre: Organisation, pieces: Iterable[PieceCentre], le: date
) -> None:
    """Tell a centre which of its documents end soon."""
    envoyer(
        adresses_habilitees(centre, le),
        f"Dossier du centre, {centre} : documents à renouveler",
        "pieces_a_renouveler",
        {"du_centre": contracter_de(centre.nom), "pieces": list(pieces)},
        "Voir le dossier",
        reverse("lister_pieces_centre", args=[pacte.code]),
        nature=Nature.INFORMATION,
    )
