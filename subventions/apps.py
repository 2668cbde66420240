"""Subsidies: campaigns, requests, awards, conventions, advances, payments."""

from importlib import import_module

from django.apps import AppConfig

from pacte.socle import panneaux

# What the journal keeps, in words.
ACTES = {
    "preparer_demande": "commencer une demande",
    "modifier_demande": "modifier la demande",
    "modifier_association": "modifier la fiche de l'association",
    "proposer_relecture": "proposer la demande à la relecture",
    "reprendre_redaction": "reprendre la rédaction",
    "confirmer_demande": "confirmer la demande",
    "annuler_confirmation": "annuler la confirmation",
    "passer_la_main": "passer la main",
    "modifier_budget": "modifier le budget",
    "deposer_demande": "déposer la demande",
    "retirer_demande": "retirer la demande",
    "noter_reception": "noter la réception",
    "enregistrer_demande_recue": "enregistrer une demande reçue",
    "proposer_montant": "proposer un montant au vote",
    "enregistrer_attribution": "enregistrer le vote",
    "enregistrer_modification": "enregistrer une modification votée",
    "completer_attribution": "dater une délibération",
    "refuser_demande": "refuser la demande",
    "enregistrer_paiement": "noter un versement",
    "modifier_echeancier": "planifier les versements",
    "proposer_echeancier": "planifier le solde",
    "ajuster_echeancier": "ajuster l'échéancier au montant accordé",
    "mandater_echeance": "mandater un versement",
    "payer_echeance": "noter le paiement d'un mandat",
    "rejeter_echeance": "noter le rejet d'un mandat",
    "annuler_echeance": "annuler une échéance",
    "enregistrer_versement": "payer l'avance",
    "demander_avance": "demander l'avance",
    "decider_demande_tardive": "décider d'une demande tardive",
    "noter_tache_avance": "dater les tâches de la Ville",
    "enregistrer_convention": "enregistrer une convention",
    "modifier_convention": "compléter une convention",
    "modifier_campagne": "dater la campagne",
    "ouvrir_reversement": "demander un reversement",
    "observer_reversement": "répondre à un reversement",
    "decider_reversement": "décider d'un reversement",
    "noter_titre_reversement": "noter un titre de recettes",
    "noter_encaissement_reversement": "noter un encaissement",
    "abandonner_reversement": "abandonner un reversement",
    "exporter_reversements": "exporter les reversements",
    "telecharger_lettre_reversement": "télécharger la lettre d'un reversement",
    "exporter_demandes": "exporter les demandes",
    "telecharger_accuse": "télécharger l'accusé de dépôt",
    "telecharger_piece": "télécharger une pièce de la demande",
    "telecharger_convention": "télécharger la convention signée",
}


class SubventionsConfig(AppConfig):
    name = "subventions"
    verbose_name = "subventions"

    def ready(self) -> None:
        # Models are there only once the registry is ready.
        places = import_module("subventions.panneaux")
        panneaux.enregistrer("centre", places.subventions_du_centre)
        panneaux.enregistrer("reunion", places.demandes_de_la_reunion)
        notes = import_module("gouvernance.chiffres")
        notes.enregistrer(import_module("subventions.chiffres").montants_votes)
        actions = import_module("pacte.journal.actions")
        actions.nommer(**ACTES)
