"""The financial report as it is handed in: the three leaflets of Cerfa 15059."""

from decimal import Decimal

from pacte.documents.models import DocumentScelle, GenreDocument
from pacte.documents.scelles import sceller
from subventions.models import CompteRenduFinancier
from subventions.pdf.rendu import rendre
from subventions.presentation.compte_rendu import tableaux_compte_rendu


def sceller_compte_rendu(rapport: CompteRenduFinancier, accorde: Decimal) -> DocumentScelle:
    """Render and seal the report, inside the transaction of its deposit."""
    attribution = rapport.attribution
    titre = f"Compte rendu financier {attribution.exercice}"
    contenu = rendre(
        "compte_rendu_financier",
        {
            "rapport": rapport,
            "attribution": attribution,
            "accorde": accorde,
            "tableaux": tableaux_compte_rendu(rapport),
            "emetteur": rapport.centre.nom,
            "etat_au": rapport.date_depot,
        },
        titre=titre,
    )
    return sceller(
        contenu,
        genre=GenreDocument.COMPTE_RENDU_FINANCIER,
        titre=f"{titre}, {rapport.centre.nom}",
        nom=f"compte-rendu-financier-{attribution.exercice}-{rapport.centre.code}.pdf",
    )
