"""One mail a centre for all its requests brought from elsewhere."""

from collections.abc import Sequence

from django.urls import reverse

from pacte.accord.models import Organisation, Pacte
from pacte.courrier.models import Nature
from pacte.socle.francais import contracter_de
from subventions.models import Demande
from subventions.notifications.envoi import adresse_demande, adresses_du_centre, envoyer

MONTREES = 10


def annoncer_demandes_importees_annulees(
    pacte: Pacte, centre: Organisation, demandes: Sequence[Demande]
) -> None:
    """Tell a centre that the city takes off requests that it had recorded by mistake."""
    envoyer(
        adresses_du_centre(centre, None),
        f"Subvention {max(demande.exercice for demande in demandes)}, {centre} : "
        "enregistrement annulé",
        "demandes_importees_annulees",
        {
            "centre": centre,
            "demandes": demandes[:MONTREES],
            "nombre": len(demandes),
            "autres": max(len(demandes) - MONTREES, 0),
        },
        "Voir les demandes",
        reverse("lister_demandes", args=[pacte.code]),
        nature=Nature.INFORMATION,
    )


def annoncer_demandes_importees(
    pacte: Pacte, centre: Organisation, demandes: Sequence[Demande]
) -> None:
    """Tell a centre that the city has its requests: nothing to deposit a second time."""
    annees = sorted({demande.exercice for demande in demandes})
    seule = len(demandes) == 1
    envoyer(
        adresses_du_centre(centre, None),
        f"Subvention {annees[-1]}, {centre} : "
        + ("demande reçue" if seule else f"{len(demandes)} demandes reçues"),
        "demandes_importees",
        {
            "du_centre": contracter_de(centre.nom),
            "demandes": demandes[:MONTREES],
            "nombre": len(demandes),
            "autres": max(len(demandes) - MONTREES, 0),
        },
        "Voir la demande" if seule else "Voir les demandes",
        adresse_demande(demandes[0]) if seule else reverse("lister_demandes", args=[pacte.code]),
        nature=Nature.INFORMATION,
    )
