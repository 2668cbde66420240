"""The addresses of the instruction: of a request, of a pact, and of a personal link."""

from django.urls import path

from subventions.views import avis, avis_par_lien, comparaison, corrections, etude

etude_demande = [
    path("instruction/", etude.instruire_demande, name="instruire_demande"),
    path("instruction/prendre/", etude.prendre_instruction, name="prendre_instruction"),
    path("instruction/completude/", etude.noter_completude, name="noter_completude"),
    path("instruction/notes/", etude.ajouter_note, name="ajouter_note"),
    path("instruction/deports/", etude.enregistrer_deport, name="enregistrer_deport"),
    path("messages/", etude.ecrire_message, name="ecrire_message"),
    path("messages/<int:message>/", etude.telecharger_message, name="telecharger_message"),
    path("corrections/", corrections.demander_correction, name="demander_correction"),
    path("corrections/<int:correction>/", corrections.voir_correction, name="voir_correction"),
    path(
        "corrections/<int:correction>/reponse/",
        corrections.repondre_correction,
        name="repondre_correction",
    ),
    path(
        "corrections/<int:correction>/suite/",
        corrections.lever_correction,
        name="lever_correction",
    ),
    path("avis/", avis.demander_avis, name="demander_avis"),
    path("avis/relance/", avis.relancer_avis, name="relancer_avis"),
    path("avis/<int:avis>/annulation/", avis.annuler_avis, name="annuler_avis"),
]
etude_pacte = [
    path("avis/", avis.lister_avis_demandes, name="lister_avis_demandes"),
    path("avis/<int:pk>/", avis.rendre_avis, name="rendre_avis"),
    path(
        "avis/<int:pk>/pieces/<int:piece>/",
        avis.telecharger_piece_avis,
        name="telecharger_piece_avis",
    ),
    path("comparaison/", comparaison.ouvrir_comparaison, name="ouvrir_comparaison"),
    path(
        "comparaison/<int:exercice>/<slug:genre>/",
        comparaison.comparer_demandes,
        name="comparer_demandes",
    ),
    path(
        "comparaison/<int:exercice>/<slug:genre>/enveloppe/",
        comparaison.calculer_enveloppe,
        name="calculer_enveloppe",
    ),
    path(
        "comparaison/<int:exercice>/<slug:genre>/export.xlsx",
        comparaison.exporter_comparaison,
        name="exporter_comparaison",
    ),
]
par_lien = [
    path("avis/<str:jeton>/", avis_par_lien.rendre_avis_par_lien, name="rendre_avis_par_lien"),
    path(
        "avis/<str:jeton>/pieces/<int:piece>/",
        avis_par_lien.telecharger_piece_avis_par_lien,
        name="telecharger_piece_avis_par_lien",
    ),
]
