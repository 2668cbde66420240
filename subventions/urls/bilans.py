"""The addresses of what closes a subsidy: financial reports and recoveries."""

from django.urls import include, path

from subventions.views import comptes_rendus, reversements

reversement = [
    path("", reversements.voir_reversement, name="voir_reversement"),
    path(
        "lettre/",
        reversements.telecharger_lettre_reversement,
        name="telecharger_lettre_reversement",
    ),
    path("observations/", reversements.observer_reversement, name="observer_reversement"),
    path("decision/", reversements.decider_reversement, name="decider_reversement"),
    path("titre/", reversements.noter_titre_reversement, name="noter_titre_reversement"),
    path(
        "encaissement/",
        reversements.noter_encaissement_reversement,
        name="noter_encaissement_reversement",
    ),
    path("abandon/", reversements.abandonner_reversement, name="abandonner_reversement"),
]
compte_rendu = [
    path("", comptes_rendus.voir_compte_rendu_financier, name="voir_compte_rendu_financier"),
    path(
        "rediger/",
        comptes_rendus.rediger_compte_rendu_financier,
        name="rediger_compte_rendu_financier",
    ),
    path(
        "deposer/",
        comptes_rendus.deposer_compte_rendu_financier,
        name="deposer_compte_rendu_financier",
    ),
    path(
        "document/",
        comptes_rendus.telecharger_compte_rendu_financier,
        name="telecharger_compte_rendu_financier",
    ),
    path(
        "recu/",
        comptes_rendus.enregistrer_compte_rendu_recu,
        name="enregistrer_compte_rendu_recu",
    ),
    path(
        "accepter/",
        comptes_rendus.accepter_compte_rendu_financier,
        name="accepter_compte_rendu_financier",
    ),
    path(
        "reprise/",
        comptes_rendus.demander_reprise_compte_rendu,
        name="demander_reprise_compte_rendu",
    ),
]
bilans = [
    path(
        "comptes-rendus-financiers/",
        comptes_rendus.lister_comptes_rendus_financiers,
        name="lister_comptes_rendus_financiers",
    ),
    path(
        "comptes-rendus-financiers/export.<slug:extension>",
        comptes_rendus.exporter_comptes_rendus_financiers,
        name="exporter_comptes_rendus_financiers",
    ),
    path("comptes-rendus-financiers/<int:vote>/", include(compte_rendu)),
    path("reversements/", reversements.lister_reversements, name="lister_reversements"),
    path(
        "reversements/export.<slug:extension>",
        reversements.exporter_reversements,
        name="exporter_reversements",
    ),
    path(
        "reversements/ouvrir/<int:vote>/",
        reversements.ouvrir_reversement,
        name="ouvrir_reversement",
    ),
    path("reversements/<int:pk>/", include(reversement)),
]
