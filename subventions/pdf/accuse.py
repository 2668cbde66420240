"""The receipt of a deposit."""

from pacte.documents.models import DocumentScelle, GenreDocument
from pacte.documents.scelles import sceller
from subventions import rules
from subventions.lectures.recapitulatif import recapituler
from subventions.models import Campagne, Demande
from subventions.pdf.rendu import rendre
from subventions.rules.plan_comptable import Totaux
from subventions.textes.mentions import mentions_accuse


def sceller_accuse(demande: Demande, totaux: Totaux, campagne: Campagne | None) -> DocumentScelle:
    """Render and seal the receipt of a deposit, inside the transaction of the deposit."""
    ville = demande.pacte.ville
    titre = f"Accusé de dépôt de la demande {demande.numero}"
    contenu = rendre(
        "accuse",
        {
            "demande": demande,
            "vote_prevu": rules.jour_du_vote(
                campagne.date_vote_prevue if campagne else None, demande.date_depot
            ),
            "recap": recapituler(demande, totaux),
            "mentions": mentions_accuse(demande.pacte, demande.date_depot),
            "contact": ", ".join(filter(None, (ville.courriel, ville.telephone, ville.adresse))),
            "emetteur": ville.nom,
            "etat_au": demande.date_depot,
        },
        titre=titre,
    )
    return sceller(
        contenu,
        genre=GenreDocument.ACCUSE_DEPOT,
        titre=titre,
        nom=f"accuse-{demande.numero}.pdf",
    )
