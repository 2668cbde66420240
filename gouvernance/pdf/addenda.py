"""The PDF of an addendum: it cites what it corrects, and carries the hash of its own row."""

from typing import Any

from gouvernance.models import Addendum
from gouvernance.pdf.reunions import nom_de_fichier
from pacte.documents.pdf import rendre_pdf
from pacte.documents.scelles import empreinte_contenu


def contenu_addendum(addendum: Addendum) -> dict[str, Any]:
    """Return the row of an addendum as plain data, the hash of the minutes that it corrects with it."""
    compte_rendu = addendum.compte_rendu
    return {
        "compte_rendu": compte_rendu.pk,
        "original": compte_rendu.document.sha256 if compte_rendu.document else "",
        "numero": addendum.numero,
        "date": addendum.date_addendum.isoformat(),
        "point": addendum.point_id,
        "motif": addendum.motif,
        "texte": addendum.texte,
        "par": addendum.par_id,
    }


def empreinte_addendum(addendum: Addendum) -> str:
    """Return the SHA-256 of an addendum's row, written in its PDF."""
    return empreinte_contenu(contenu_addendum(addendum))


def titre_addendum(addendum: Addendum) -> str:
    compte_rendu = addendum.compte_rendu
    titre = compte_rendu.document.titre if compte_rendu.document else str(compte_rendu)
    return f"Addendum n° {addendum.numero} — {titre}"


def nom_addendum(addendum: Addendum) -> str:
    return nom_de_fichier(addendum.compte_rendu.reunion, f"addendum-{addendum.numero}")


def rendre_addendum(addendum: Addendum) -> bytes:
    """Return the PDF of an addendum, before it is sealed."""
    compte_rendu = addendum.compte_rendu
    reunion = compte_rendu.reunion
    return rendre_pdf(
        "gouvernance/pdf/addendum.html",
        {
            "etat_au": addendum.date_addendum,
            "emetteur": f"{reunion.pacte.ville.nom}, {reunion.pacte.titre_court}",
            "addendum": addendum,
            "compte_rendu": compte_rendu,
            "original": compte_rendu.document,
            "reunion": reunion,
            "empreinte_contenu": empreinte_addendum(addendum),
        },
        titre=titre_addendum(addendum),
    )
