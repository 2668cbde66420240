"""Addresses of the pages that read several rooms."""

from django.urls import path

from pacte.pilotage.views.composants import montrer_composants

urlpatterns = [
    path("composants/", montrer_composants, name="montrer_composants"),
]
