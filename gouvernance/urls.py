from django.urls import path

from gouvernance.views import (
    calendrier,
    comptes_rendus,
    decisions,
    listes,
    ordre_du_jour,
    preparation,
    reunions,
    seance,
)

PACTE = "pactes/<slug:code>"
REUNION = f"{PACTE}/reunions/<int:pk>"
DECISION = f"{PACTE}/decisions/<int:pk>"

urlpatterns = [
    path(f"{PACTE}/calendrier/", calendrier.voir_calendrier, name="voir_calendrier"),
    path(f"{PACTE}/reunions/", listes.lister_reunions, name="lister_reunions"),
    path(f"{PACTE}/reunions/export.csv", listes.exporter_reunions, name="exporter_reunions"),
    path(f"{PACTE}/reunions/ouvrir/", preparation.ouvrir_reunion, name="ouvrir_reunion"),
    path(f"{REUNION}/", reunions.voir_reunion, name="voir_reunion"),
    path(f"{REUNION}/modifier/", preparation.modifier_reunion, name="modifier_reunion"),
    path(
        f"{REUNION}/ordre-du-jour/",
        ordre_du_jour.modifier_ordre_du_jour,
        name="modifier_ordre_du_jour",
    ),
    path(
        f"{REUNION}/ordre-du-jour/reprendre/",
        ordre_du_jour.reprendre_points,
        name="reprendre_points",
    ),
    path(
        f"{REUNION}/ordre-du-jour/<int:point>/reporter/",
        ordre_du_jour.marquer_a_reporter,
        name="marquer_a_reporter",
    ),
    path(
        f"{REUNION}/participants/", preparation.modifier_participants, name="modifier_participants"
    ),
    path(f"{REUNION}/invitations/", preparation.envoyer_invitations, name="envoyer_invitations"),
    path(f"{REUNION}/annuler/", preparation.annuler_reunion, name="annuler_reunion"),
    path(f"{REUNION}/lettres/", seance.imprimer_lettres, name="imprimer_lettres"),
    path(f"{REUNION}/lettres/<int:participation>/", seance.imprimer_lettre, name="imprimer_lettre"),
    path(f"{REUNION}/emargement.pdf", seance.imprimer_emargement, name="imprimer_emargement"),
    path(f"{REUNION}/presences/", seance.noter_presences, name="noter_presences"),
    path(
        f"{REUNION}/compte-rendu/ecrire/",
        comptes_rendus.ecrire_compte_rendu,
        name="ecrire_compte_rendu",
    ),
    path(
        f"{REUNION}/compte-rendu/soumettre/",
        comptes_rendus.soumettre_compte_rendu,
        name="soumettre_compte_rendu",
    ),
    path(
        f"{REUNION}/compte-rendu/definitif/",
        comptes_rendus.rendre_definitif,
        name="rendre_definitif",
    ),
    path(
        f"{REUNION}/compte-rendu/projet.pdf",
        comptes_rendus.telecharger_projet,
        name="telecharger_projet",
    ),
    path(
        f"{REUNION}/compte-rendu.pdf",
        comptes_rendus.telecharger_compte_rendu,
        name="telecharger_compte_rendu",
    ),
    path(
        f"{REUNION}/compte-rendu/fichier/",
        comptes_rendus.telecharger_fichier_compte_rendu,
        name="telecharger_fichier_compte_rendu",
    ),
    path(
        f"{PACTE}/comptes-rendus/apporter/",
        comptes_rendus.apporter_compte_rendu,
        name="apporter_compte_rendu",
    ),
    path(f"{PACTE}/decisions/", listes.lister_decisions, name="lister_decisions"),
    path(f"{PACTE}/decisions/export.csv", listes.exporter_decisions, name="exporter_decisions"),
    path(f"{DECISION}/realiser/", decisions.realiser_decision, name="realiser_decision"),
    path(f"{DECISION}/reprendre/", decisions.reprendre_decision, name="reprendre_decision"),
]
