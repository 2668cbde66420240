"""Addresses of the pages that read several rooms."""

from django.urls import path

from pacte.pilotage.views.accueil import accueil
from pacte.pilotage.views.clauses import lister_clauses
from pacte.pilotage.views.composants import montrer_composants
from pacte.pilotage.views.recherche import rechercher
from pacte.pilotage.views.tableau import voir_tableau

urlpatterns = [
    path("", accueil, name="accueil"),
    path("pactes/<slug:code>/tableau/", voir_tableau, name="voir_tableau"),
    path("pactes/<slug:code>/clauses/", lister_clauses, name="lister_clauses"),
    path("pactes/<slug:code>/rechercher/", rechercher, name="rechercher"),
    path("composants/", montrer_composants, name="montrer_composants"),
]
