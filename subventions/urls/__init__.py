"""The addresses of subsidies."""

from django.urls import include, path

from subventions.urls.bilans import bilans
from subventions.urls.budget import budget
from subventions.urls.campagnes import campagnes
from subventions.urls.decisions import decisions
from subventions.urls.decisions import demande as decision_demande
from subventions.urls.donnees import donnees
from subventions.urls.etude import etude_demande, etude_pacte, par_lien
from subventions.urls.saisie import saisies
from subventions.views import (
    avances,
    avances_lot,
    conventions,
    demandes,
    depot,
    instruction,
    paiements,
    tresorerie,
    versements,
)

demande = [
    path("", demandes.voir_demande, name="voir_demande"),
    path("entiere/", demandes.lire_demande, name="lire_demande"),
    *saisies,
    *decision_demande,
    *budget,
    *etude_demande,
    path("deposer/", depot.deposer_demande, name="deposer_demande"),
    path("accuse/", depot.telecharger_accuse, name="telecharger_accuse"),
    path("pieces/<int:piece>/", depot.telecharger_piece, name="telecharger_piece"),
    path("retirer/", depot.retirer_demande, name="retirer_demande"),
    path("reception/", instruction.noter_reception, name="noter_reception"),
    path("proposition/", instruction.proposer_montant, name="proposer_montant"),
    path("vote/", instruction.enregistrer_attribution, name="enregistrer_attribution"),
    path(
        "vote/modification/", instruction.enregistrer_modification, name="enregistrer_modification"
    ),
    path("vote/<int:vote>/", instruction.completer_attribution, name="completer_attribution"),
    path("refus/", instruction.refuser_demande, name="refuser_demande"),
    path("versement/", instruction.enregistrer_paiement, name="enregistrer_paiement"),
    path("echeancier/", versements.modifier_echeancier, name="modifier_echeancier"),
    path("echeances/<int:ligne>/mandat/", versements.mandater_echeance, name="mandater_echeance"),
    path("echeances/<int:ligne>/paiement/", versements.payer_echeance, name="payer_echeance"),
    path("echeances/<int:ligne>/rejet/", versements.rejeter_echeance, name="rejeter_echeance"),
    path("echeances/<int:ligne>/annulation/", versements.annuler_echeance, name="annuler_echeance"),
]
avance = [
    path("", avances.voir_avance, name="voir_avance"),
    path("demander/", avances.demander_avance, name="demander_avance"),
    path("decision/", avances.decider_demande_tardive, name="decider_demande_tardive"),
    path("taches/", avances.noter_tache_avance, name="noter_tache_avance"),
    path("paiement/", avances.enregistrer_versement, name="enregistrer_versement"),
    path("lettre/", avances_lot.telecharger_lettre_avance, name="telecharger_lettre_avance"),
    path("lettre/ecrire/", avances_lot.ecrire_lettre_avance, name="ecrire_lettre_avance"),
    path("trop-percu/", avances_lot.reclamer_trop_percu, name="reclamer_trop_percu"),
]
pacte = [
    *decisions,
    *etude_pacte,
    path("demandes/", demandes.lister_demandes, name="lister_demandes"),
    path("demandes/export.<slug:extension>", demandes.exporter_demandes, name="exporter_demandes"),
    path("demandes/preparer/", demandes.preparer_demande, name="preparer_demande"),
    path(
        "demandes/enregistrer/",
        instruction.enregistrer_demande_recue,
        name="enregistrer_demande_recue",
    ),
    path("demandes/<int:pk>/", include(demande)),
    *campagnes,
    path("conventions/", conventions.lister_conventions, name="lister_conventions"),
    path(
        "conventions/enregistrer/",
        conventions.enregistrer_convention,
        name="enregistrer_convention",
    ),
    path(
        "conventions/<int:pk>/modifier/",
        conventions.modifier_convention,
        name="modifier_convention",
    ),
    path(
        "conventions/<int:pk>/fichier/",
        conventions.telecharger_convention,
        name="telecharger_convention",
    ),
    *bilans,
    *donnees,
    path("avances/<int:exercice>/", avances.lister_avances, name="lister_avances"),
    path("avances/<int:exercice>/lot/dates/", avances_lot.dater_avances, name="dater_avances"),
    path(
        "avances/<int:exercice>/lot/lettres/",
        avances_lot.ecrire_lettres_avances,
        name="ecrire_lettres_avances",
    ),
    path(
        "avances/<int:exercice>/export.<slug:extension>",
        avances_lot.exporter_avances,
        name="exporter_avances",
    ),
    path("avances/<int:exercice>/<slug:centre>/", include(avance)),
    path("paiements/", paiements.lister_paiements, name="lister_paiements"),
    path(
        "paiements/export.<slug:extension>",
        paiements.exporter_paiements,
        name="exporter_paiements",
    ),
    path("versements/", paiements.suivre_versements, name="suivre_versements"),
    path("tresorerie/<int:exercice>/", tresorerie.voir_tresorerie, name="voir_tresorerie"),
    path(
        "tresorerie/<int:exercice>/modifier/",
        tresorerie.modifier_tresorerie,
        name="modifier_tresorerie",
    ),
    path("financeurs/<int:exercice>/", tresorerie.lister_financements, name="lister_financements"),
    path(
        "financeurs/<int:exercice>/declarer/",
        tresorerie.ajouter_financement,
        name="ajouter_financement",
    ),
    path(
        "financements/<int:pk>/modifier/",
        tresorerie.modifier_financement,
        name="modifier_financement",
    ),
    path(
        "financements/<int:pk>/retirer/",
        tresorerie.supprimer_financement,
        name="supprimer_financement",
    ),
    path(
        "financements/<int:pk>/retablir/",
        tresorerie.retablir_financement,
        name="retablir_financement",
    ),
    path("annexe/<int:exercice>/", tresorerie.suivre_annexe, name="suivre_annexe"),
]
urlpatterns = [path("pactes/<slug:code>/", include(pacte)), *par_lien]
