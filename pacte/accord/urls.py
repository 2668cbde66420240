"""Addresses of the agreement. A URL's name is its view's name."""

from django.urls import path

from pacte.accord.views import (
    acces,
    avenants,
    comptes,
    courriels,
    journal,
    pactes,
    personnes,
    secretariats,
    signatures,
)

urlpatterns = [
    path("pactes/", pactes.lister_pactes, name="lister_pactes"),
    path("pactes/<slug:code>/", pactes.voir_pacte, name="voir_pacte"),
    path("pactes/<slug:code>/signatures/", signatures.noter_signatures, name="noter_signatures"),
    path("pactes/<slug:code>/date-d-effet/", signatures.fixer_date_effet, name="fixer_date_effet"),
    path(
        "pactes/<slug:code>/avenants/enregistrer/",
        avenants.enregistrer_avenant,
        name="enregistrer_avenant",
    ),
    path("pactes/<slug:code>/personnes/", personnes.lister_personnes, name="lister_personnes"),
    path(
        "pactes/<slug:code>/personnes/ajouter/",
        personnes.ajouter_personne,
        name="ajouter_personne",
    ),
    path(
        "pactes/<slug:code>/personnes/<int:personne>/",
        personnes.voir_personne,
        name="voir_personne",
    ),
    path(
        "pactes/<slug:code>/personnes/<int:personne>/modifier/",
        personnes.modifier_personne,
        name="modifier_personne",
    ),
    path(
        "pactes/<slug:code>/personnes/<int:personne>/fonctions/ajouter/",
        personnes.ajouter_fonction,
        name="ajouter_fonction",
    ),
    path(
        "pactes/<slug:code>/fonctions/<int:fonction>/terminer/",
        personnes.terminer_fonction,
        name="terminer_fonction",
    ),
    path(
        "pactes/<slug:code>/personnes/<int:personne>/acces/ouvrir/",
        acces.ouvrir_acces,
        name="ouvrir_acces",
    ),
    path(
        "pactes/<slug:code>/personnes/<int:personne>/acces/fermer/",
        acces.fermer_acces,
        name="fermer_acces",
    ),
    path(
        "pactes/<slug:code>/ouvertures/<uuid:ouverture>/revoquer/",
        acces.revoquer_ouverture,
        name="revoquer_ouverture",
    ),
    path("pactes/<slug:code>/journal/", journal.lister_journal, name="lister_journal"),
    path("pactes/<slug:code>/journal/export/", journal.exporter_journal, name="exporter_journal"),
    path("pactes/<slug:code>/courriels/", courriels.lister_courriels, name="lister_courriels"),
    path(
        "pactes/<slug:code>/courriels/<uuid:courriel>/renvoyer/",
        courriels.renvoyer_courriel,
        name="renvoyer_courriel",
    ),
    path("acces/<str:jeton>/", acces.accepter_acces, name="accepter_acces"),
    path("acces/<str:jeton>/renvoyer/", acces.renvoyer_acces, name="renvoyer_acces"),
    path("fonction/", comptes.choisir_fonction, name="choisir_fonction"),
    path("mon-compte/", comptes.mon_compte, name="mon_compte"),
    path(
        "mon-compte/secretariat/",
        secretariats.regler_mon_secretariat,
        name="regler_mon_secretariat",
    ),
    path("mon-compte/courriels/", courriels.regler_mes_courriels, name="regler_mes_courriels"),
]
