"""The letter that opens a recovery: what is claimed back, why, and until when one may answer."""

from pacte.documents.models import DocumentScelle, GenreDocument
from pacte.documents.scelles import sceller
from subventions.models import Reversement
from subventions.pdf.rendu import rendre


def sceller_lettre_reversement(reversement: Reversement) -> DocumentScelle:
    """Render and seal the letter, inside the transaction that opens the recovery."""
    ville = reversement.pacte.ville
    titre = f"Reversement envisagé, subvention {reversement.exercice}"
    contenu = rendre(
        "lettre_reversement",
        {
            "reversement": reversement,
            "contact": ", ".join(filter(None, (ville.courriel, ville.telephone, ville.adresse))),
            "emetteur": ville.nom,
            "etat_au": reversement.date_information,
        },
        titre=titre,
    )
    return sceller(
        contenu,
        genre=GenreDocument.LETTRE_REVERSEMENT,
        titre=f"{titre}, {reversement.centre.nom}",
        nom=f"reversement-{reversement.exercice}-{reversement.centre.code}.pdf",
    )
