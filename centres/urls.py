"""Addresses of the centres."""

from django.urls import path

from centres import views

urlpatterns = [
    path("pactes/<slug:code>/centres/", views.lister_centres, name="lister_centres"),
    path("pactes/<slug:code>/centres/<slug:centre>/", views.voir_centre, name="voir_centre"),
    path(
        "pactes/<slug:code>/centres/<slug:centre>/agrements/enregistrer/",
        views.enregistrer_agrement,
        name="enregistrer_agrement",
    ),
]
