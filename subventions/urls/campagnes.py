"""The addresses of the yearly campaign, and of a centre's file of documents."""

from django.urls import include, path

from subventions.views import campagne_lignes as lignes
from subventions.views import campagnes as vues
from subventions.views import dossier

campagne = [
    path("", vues.voir_campagne, name="voir_campagne"),
    path("dates/", vues.modifier_campagne, name="modifier_campagne"),
    path("reprendre/", vues.reprendre_campagne, name="reprendre_campagne"),
    path("genres/", vues.regler_volets, name="regler_volets"),
    path("documents/ajouter/", lignes.ajouter_piece_attendue, name="ajouter_piece_attendue"),
    path("documents/<int:piece>/", lignes.modifier_piece_attendue, name="modifier_piece_attendue"),
    path(
        "documents/<int:piece>/retirer/",
        lignes.retirer_piece_attendue,
        name="retirer_piece_attendue",
    ),
    path(
        "documents/<int:piece>/monter/",
        lignes.monter_piece_attendue,
        name="monter_piece_attendue",
    ),
    path("documents/<int:piece>/modele/", lignes.telecharger_modele, name="telecharger_modele"),
    path("questions/ajouter/", lignes.ajouter_question, name="ajouter_question"),
    path("questions/<int:question>/", lignes.modifier_question, name="modifier_question"),
    path("questions/<int:question>/retirer/", lignes.retirer_question, name="retirer_question"),
    path("questions/<int:question>/monter/", lignes.monter_question, name="monter_question"),
]
piece = [
    path("", dossier.telecharger_piece_centre, name="telecharger_piece_centre"),
    path("modifier/", dossier.modifier_piece_centre, name="modifier_piece_centre"),
    path("remplacer/", dossier.remplacer_piece_centre, name="remplacer_piece_centre"),
    path("retirer/", dossier.retirer_piece_centre, name="retirer_piece_centre"),
    path("remettre/", dossier.remettre_piece_centre, name="remettre_piece_centre"),
]
campagnes = [
    path("campagnes/<int:exercice>/", include(campagne)),
    path("dossier/", dossier.lister_pieces_centre, name="lister_pieces_centre"),
    path("dossier/ajouter/", dossier.ajouter_piece_centre, name="ajouter_piece_centre"),
    path("dossier/regles/", dossier.regler_centre, name="regler_centre"),
    path("dossier/export.zip", dossier.exporter_dossier_centre, name="exporter_dossier_centre"),
    path("dossier/<int:piece>/", include(piece)),
]
