from django.urls import path

from gouvernance.views import (
    abonnements,
    actions,
    addenda,
    calendrier,
    circulation,
    circulation_par_lien,
    comptes_rendus,
    decisions,
    demandes_reunion,
    disponibilites,
    dossier,
    interpellations,
    lignes_calendrier,
    listes,
    ordre_du_jour,
    par_lien,
    pieces,
    preparation,
    presences,
    propositions,
    redaction,
    registre,
    reponses,
    reunions,
    seance,
    sondages,
    sujets,
)

PACTE = "pactes/<slug:code>"
REUNION = f"{PACTE}/reunions/<int:pk>"
DECISION = f"{PACTE}/decisions/<int:pk>"
DEMANDE = f"{PACTE}/demandes-de-reunion/<int:pk>"
QUESTION = f"{PACTE}/questions/<int:pk>"

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
    path(f"{REUNION}/points/proposer/", propositions.proposer_point, name="proposer_point"),
    path(
        f"{REUNION}/propositions/<int:proposition>/examiner/",
        propositions.examiner_proposition,
        name="examiner_proposition",
    ),
    path(
        f"{REUNION}/propositions/<int:proposition>/retirer/",
        propositions.retirer_proposition,
        name="retirer_proposition",
    ),
    path(
        f"{PACTE}/points-recurrents/",
        propositions.gerer_points_recurrents,
        name="gerer_points_recurrents",
    ),
    path(
        f"{PACTE}/points-recurrents/<int:point>/arreter/",
        propositions.terminer_point_recurrent,
        name="terminer_point_recurrent",
    ),
    path(f"{REUNION}/note/", dossier.voir_note, name="voir_note"),
    path(f"{REUNION}/note.pdf", dossier.imprimer_note, name="imprimer_note"),
    path(f"{REUNION}/dossier.pdf", dossier.telecharger_dossier, name="telecharger_dossier"),
    path(
        f"{REUNION}/dossier.zip",
        dossier.telecharger_dossier_zip,
        name="telecharger_dossier_zip",
    ),
    path(f"{REUNION}/documents/joindre/", pieces.joindre_piece, name="joindre_piece"),
    path(f"{REUNION}/documents/annoncer/", pieces.annoncer_pieces, name="annoncer_pieces"),
    path(
        f"{REUNION}/documents/<int:piece>/modifier/", pieces.modifier_piece, name="modifier_piece"
    ),
    path(f"{REUNION}/documents/<int:piece>/retirer/", pieces.retirer_piece, name="retirer_piece"),
    path(
        f"{REUNION}/documents/<int:piece>/",
        pieces.telecharger_piece_reunion,
        name="telecharger_piece_reunion",
    ),
    path(
        f"{REUNION}/participants/", preparation.modifier_participants, name="modifier_participants"
    ),
    path(f"{REUNION}/invitations/", preparation.envoyer_invitations, name="envoyer_invitations"),
    path(f"{REUNION}/annuler/", preparation.annuler_reunion, name="annuler_reunion"),
    path(f"{REUNION}/lettres/", seance.imprimer_lettres, name="imprimer_lettres"),
    path(f"{REUNION}/lettres/<int:participation>/", seance.imprimer_lettre, name="imprimer_lettre"),
    path(f"{REUNION}/emargement.pdf", seance.imprimer_emargement, name="imprimer_emargement"),
    path(f"{REUNION}/presences/", presences.noter_presences, name="noter_presences"),
    path(f"{REUNION}/presences/une/", presences.enregistrer_presence, name="enregistrer_presence"),
    path(
        f"{REUNION}/compte-rendu/ecrire/",
        redaction.ecrire_compte_rendu,
        name="ecrire_compte_rendu",
    ),
    path(
        f"{REUNION}/compte-rendu/passage/",
        redaction.enregistrer_passage,
        name="enregistrer_passage",
    ),
    path(
        f"{REUNION}/compte-rendu/qui-ecrit/",
        redaction.signaler_redaction,
        name="signaler_redaction",
    ),
    path(
        f"{REUNION}/compte-rendu/etats/",
        redaction.lister_etats_compte_rendu,
        name="lister_etats_compte_rendu",
    ),
    path(
        f"{REUNION}/compte-rendu/soumettre/",
        circulation.soumettre_compte_rendu,
        name="soumettre_compte_rendu",
    ),
    path(
        f"{REUNION}/compte-rendu/definitif/",
        circulation.rendre_definitif,
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
    path(f"{REUNION}/reponse/", reponses.repondre_reunion, name="repondre_reunion"),
    path(f"{REUNION}/reponses/", reponses.lister_reponses, name="lister_reponses"),
    path(f"{REUNION}/reponses/export.csv", reponses.exporter_reponses, name="exporter_reponses"),
    path(f"{REUNION}/reponses/relancer/", reponses.relancer_invites, name="relancer_invites"),
    path(
        f"{REUNION}/reponses/<int:participation>/noter/",
        reponses.noter_reponse,
        name="noter_reponse",
    ),
    path(
        f"{REUNION}/reponses/<int:participation>/renvoyer/",
        reponses.renvoyer_invitation,
        name="renvoyer_invitation",
    ),
    path(f"{REUNION}/compte-rendu/accord/", circulation.donner_accord, name="donner_accord"),
    path(f"{REUNION}/compte-rendu/remarquer/", circulation.remarquer, name="remarquer"),
    path(
        f"{REUNION}/compte-rendu/remarques/<int:remarque>/retirer/",
        circulation.retirer_remarque,
        name="retirer_remarque",
    ),
    path(
        f"{REUNION}/compte-rendu/remarques/<int:remarque>/traiter/",
        circulation.traiter_remarque,
        name="traiter_remarque",
    ),
    path(
        f"{REUNION}/compte-rendu/approbation/",
        circulation.noter_approbation,
        name="noter_approbation",
    ),
    path(
        f"{REUNION}/compte-rendu/addenda/ajouter/",
        addenda.ajouter_addendum,
        name="ajouter_addendum",
    ),
    path(
        f"{REUNION}/compte-rendu/addenda/<int:numero>.pdf",
        addenda.telecharger_addendum,
        name="telecharger_addendum",
    ),
    path("invitations/<str:jeton>/", par_lien.repondre_invitation, name="repondre_invitation"),
    path(
        "invitations/<str:jeton>/relecture/",
        circulation_par_lien.lire_compte_rendu_par_lien,
        name="lire_compte_rendu_par_lien",
    ),
    path(
        "invitations/<str:jeton>/relecture/accord/",
        circulation_par_lien.donner_accord_par_lien,
        name="donner_accord_par_lien",
    ),
    path(
        "invitations/<str:jeton>/relecture/remarquer/",
        circulation_par_lien.remarquer_par_lien,
        name="remarquer_par_lien",
    ),
    path(
        "invitations/<str:jeton>/addenda/<int:numero>/",
        circulation_par_lien.telecharger_addendum_par_lien,
        name="telecharger_addendum_par_lien",
    ),
    path(
        "invitations/<str:jeton>/reunion.ics",
        par_lien.telecharger_rendez_vous,
        name="telecharger_rendez_vous",
    ),
    path(
        "invitations/<str:jeton>/compte-rendu/",
        par_lien.telecharger_compte_rendu_par_lien,
        name="telecharger_compte_rendu_par_lien",
    ),
    path(
        "invitations/<str:jeton>/documents/<int:piece>/",
        par_lien.telecharger_piece_par_lien,
        name="telecharger_piece_par_lien",
    ),
    # What was decided, what is to be done, and the topics followed.
    path(f"{PACTE}/decisions/", registre.lister_decisions, name="lister_decisions"),
    path(f"{PACTE}/decisions/relancer/", actions.relancer_retards, name="relancer_retards"),
    path(
        f"{PACTE}/decisions/export.<slug:extension>",
        registre.exporter_decisions,
        name="exporter_decisions",
    ),
    path(f"{PACTE}/registre/", registre.lister_registre, name="lister_registre"),
    path(f"{PACTE}/registre.pdf", registre.imprimer_registre, name="imprimer_registre"),
    path(
        f"{PACTE}/registre/export.<slug:extension>",
        registre.exporter_registre,
        name="exporter_registre",
    ),
    path(f"{DECISION}/", decisions.voir_decision, name="voir_decision"),
    path(f"{DECISION}/avancer/", decisions.avancer_decision, name="avancer_decision"),
    path(f"{DECISION}/blocage/", decisions.signaler_blocage, name="signaler_blocage"),
    path(f"{DECISION}/realiser/", decisions.realiser_decision, name="realiser_decision"),
    path(f"{DECISION}/reprendre/", decisions.reprendre_decision, name="reprendre_decision"),
    path(f"{DECISION}/reporter/", decisions.reporter_decision, name="reporter_decision"),
    path(f"{DECISION}/confier/", decisions.confier_decision, name="confier_decision"),
    path(f"{DECISION}/action/", decisions.faire_une_action, name="faire_une_action"),
    path("mes-actions/", actions.mes_actions, name="mes_actions"),
    path("mes-actions/<int:pk>/fait/", actions.faire_mon_action, name="faire_mon_action"),
    path("mes-actions/<int:pk>/annuler/", actions.annuler_mon_action, name="annuler_mon_action"),
    path(f"{PACTE}/sujets/", sujets.lister_sujets, name="lister_sujets"),
    path(f"{PACTE}/sujets/<int:pk>/", sujets.voir_sujet, name="voir_sujet"),
    path(f"{REUNION}/points/<int:point>/sujet/", sujets.suivre_sujet, name="suivre_sujet"),
    # --- Date polls
    path(f"{REUNION}/sondage/", sondages.voir_sondage, name="voir_sondage"),
    path(f"{REUNION}/sondage/ouvrir/", sondages.ouvrir_sondage, name="ouvrir_sondage"),
    path(f"{REUNION}/sondage/relancer/", sondages.relancer_sondage, name="relancer_sondage"),
    path(f"{REUNION}/sondage/prolonger/", sondages.prolonger_sondage, name="prolonger_sondage"),
    path(f"{REUNION}/sondage/creneau/", sondages.ajouter_creneau, name="ajouter_creneau"),
    path(
        f"{REUNION}/sondage/creneaux/<int:creneau>/choisir/",
        sondages.choisir_creneau,
        name="choisir_creneau",
    ),
    path(
        f"{REUNION}/sondage/reponses/<int:envoi>/",
        sondages.noter_disponibilites,
        name="noter_disponibilites",
    ),
    path(f"{REUNION}/sondage/abandonner/", sondages.abandonner_sondage, name="abandonner_sondage"),
    path(
        f"{REUNION}/disponibilites/",
        disponibilites.donner_disponibilites,
        name="donner_disponibilites",
    ),
    # --- Calendars to subscribe to
    path("mon-calendrier/", abonnements.voir_mes_calendriers, name="voir_mes_calendriers"),
    path("mon-calendrier/creer/", abonnements.creer_abonnement, name="creer_abonnement"),
    path(
        "mon-calendrier/<int:pk>/renouveler/",
        abonnements.renouveler_abonnement,
        name="renouveler_abonnement",
    ),
    path(
        "mon-calendrier/<int:pk>/fermer/",
        abonnements.revoquer_abonnement,
        name="revoquer_abonnement",
    ),
    path("calendriers/<str:jeton>.ics", abonnements.lire_calendrier, name="lire_calendrier"),
    path("sondages/<str:jeton>/", disponibilites.repondre_sondage, name="repondre_sondage"),
    # Who asks for a meeting, who puts a question, the calendar of thematic meetings.
    path(
        f"{PACTE}/demandes-de-reunion/",
        demandes_reunion.lister_demandes_reunion,
        name="lister_demandes_reunion",
    ),
    path(
        f"{PACTE}/demandes-de-reunion/demander/",
        demandes_reunion.demander_reunion,
        name="demander_reunion",
    ),
    path(f"{DEMANDE}/", demandes_reunion.voir_demande_reunion, name="voir_demande_reunion"),
    path(
        f"{DEMANDE}/accepter/",
        demandes_reunion.accepter_demande_reunion,
        name="accepter_demande_reunion",
    ),
    path(
        f"{DEMANDE}/repondre/",
        demandes_reunion.repondre_demande_reunion,
        name="repondre_demande_reunion",
    ),
    path(
        f"{DEMANDE}/retirer/",
        demandes_reunion.retirer_demande_reunion,
        name="retirer_demande_reunion",
    ),
    path(
        f"{PACTE}/questions/", interpellations.lister_interpellations, name="lister_interpellations"
    ),
    path(
        f"{PACTE}/questions/poser/",
        interpellations.poser_interpellation,
        name="poser_interpellation",
    ),
    path(f"{QUESTION}/", interpellations.voir_interpellation, name="voir_interpellation"),
    path(
        f"{QUESTION}/repondre/",
        interpellations.repondre_interpellation,
        name="repondre_interpellation",
    ),
    path(
        f"{QUESTION}/retirer/",
        interpellations.retirer_interpellation,
        name="retirer_interpellation",
    ),
    path(
        f"{QUESTION}/suivre/", interpellations.suivre_interpellation, name="suivre_interpellation"
    ),
    path(
        f"{REUNION}/calendrier-thematique/",
        lignes_calendrier.fixer_calendrier,
        name="fixer_calendrier",
    ),
    path(
        f"{PACTE}/calendrier/lignes/<int:pk>/retirer/",
        lignes_calendrier.retirer_ligne_calendrier,
        name="retirer_ligne_calendrier",
    ),
]
