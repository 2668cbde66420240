"""The register on paper."""

from collections.abc import Iterable
from datetime import date

from gouvernance.models import Decision
from pacte.accord.models import Pacte
from pacte.documents.pdf import rendre_pdf


def rendre_registre(pacte: Pacte, decisions: Iterable[Decision], le: date) -> bytes:
    """Return the PDF of these decisions, as they stand on day `le`."""
    return rendre_pdf(
        "gouvernance/pdf/registre.html",
        {
            "etat_au": le,
            "emetteur": f"{pacte.ville.nom}, {pacte.titre_court}",
            "pacte": pacte,
            "lignes": [(decision, decision.etat(le)) for decision in decisions],
        },
        titre=f"Registre des décisions, {pacte.titre_court}",
    )
