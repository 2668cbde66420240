"""The addresses of what closes a subsidy: financial reports and recoveries."""

from django.urls import include, path

from subventions.views import reversements

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
bilans = [
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
