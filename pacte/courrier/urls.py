"""Addresses of the mail room: the reader's own choice. A URL's name is its view's name."""

from django.urls import path

from pacte.courrier import views

urlpatterns = [
    path("mes-courriels/<str:jeton>/", views.regler_courriels, name="regler_courriels"),
    path("mes-courriels/<str:jeton>/arret/", views.arreter_courriels, name="arreter_courriels"),
]
