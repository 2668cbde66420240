"""The addresses of a request being written: its five steps, and what its writers do together."""

from django.urls import path

from subventions.views import brouillons, pieces_demande, relectures, saisie

PIECES = "pieces/"
saisies = [
    path("modifier/", saisie.modifier_demande, name="modifier_demande"),
    path("association/", saisie.modifier_association, name="modifier_association"),
    path("projet/", saisie.modifier_projet, name="modifier_projet"),
    path("brouillon/<slug:etape>/", brouillons.enregistrer_brouillon, name="enregistrer_brouillon"),
    path(PIECES, pieces_demande.joindre_pieces, name="joindre_pieces"),
    path(f"{PIECES}reprendre/", pieces_demande.reprendre_pieces, name="reprendre_pieces"),
    path(
        f"{PIECES}attendues/<int:attendue>/reprendre/<int:piece>/",
        pieces_demande.reprendre_piece,
        name="reprendre_piece",
    ),
    path(
        f"{PIECES}attendues/<int:attendue>/apporter/",
        pieces_demande.apporter_piece,
        name="apporter_piece",
    ),
    path(
        f"{PIECES}attendues/<int:attendue>/modele/",
        pieces_demande.telecharger_modele_attendu,
        name="telecharger_modele_attendu",
    ),
    path(f"{PIECES}apporter/", pieces_demande.apporter_piece, name="apporter_piece"),
    path(
        f"{PIECES}<int:piece>/retirer/",
        pieces_demande.retirer_piece_demande,
        name="retirer_piece_demande",
    ),
    path("recapitulatif/", relectures.relire_demande, name="relire_demande"),
    path("relecture/", relectures.proposer_relecture, name="proposer_relecture"),
    path("redaction/", relectures.reprendre_redaction, name="reprendre_redaction"),
    path("confirmation/", relectures.confirmer_demande, name="confirmer_demande"),
    path("main/", relectures.passer_la_main, name="passer_la_main"),
]
