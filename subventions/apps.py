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
    "exporter_budget": "exporter un budget",
    "deposer_demande": "déposer la demande",
    "retirer_demande": "retirer la demande",
    "noter_reception": "noter la réception",
    "enregistrer_demande_recue": "enregistrer une demande reçue",
    "proposer_montant": "proposer un montant au vote",
    "enregistrer_attribution": "enregistrer le vote",
    "enregistrer_modification": "enregistrer une modification votée",
    "completer_attribution": "dater une délibération",
    "refuser_demande": "refuser la demande",
    "ajourner_demande": "ajourner la demande",
    "lister_deliberations": "lire les délibérations",
    "preparer_deliberation": "préparer une délibération",
    "modifier_deliberation": "modifier un projet de délibération",
    "exporter_deliberation": "prendre le document d'une délibération",
    "enregistrer_votes": "enregistrer le vote d'une délibération",
    "dater_deliberation": "dater une délibération entière",
    "ecrire_lettre": "écrire une lettre",
    "ecrire_lettres": "écrire les lettres d'une année",
    "exporter_lettres": "prendre les lettres d'une année",
    "telecharger_lettre": "télécharger une lettre",
    "preparer_convention": "préparer une convention",
    "rediger_convention": "modifier les articles d'une convention",
    "generer_convention": "faire une convention à signer",
    "reprendre_convention": "reprendre une convention avant signature",
    "telecharger_convention_a_signer": "télécharger une convention à signer",
    "deposer_retour": "déposer des conventions signées",
    "confirmer_retour": "ranger une convention signée",
    "enregistrer_paiement": "noter un versement",
    "modifier_echeancier": "planifier les versements",
    "proposer_echeancier": "planifier le solde",
    "ajuster_echeancier": "ajuster l'échéancier au montant accordé",
    "mandater_echeance": "mandater un versement",
    "payer_echeance": "noter le paiement d'un mandat",
    "rejeter_echeance": "noter le rejet d'un mandat",
    "annuler_echeance": "annuler une échéance",
    "ecrire_lettre_avance": "écrire la lettre de l'avance",
    "telecharger_lettre_avance": "lire la lettre de l'avance",
    "exporter_avances": "exporter les avances",
    "reclamer_trop_percu": "réclamer un trop-perçu",
    "lister_paiements": "suivre les paiements",
    "exporter_paiements": "exporter les paiements",
    "enregistrer_versement": "payer l'avance",
    "demander_avance": "demander l'avance",
    "decider_demande_tardive": "décider d'une demande tardive",
    "noter_tache_avance": "dater les tâches de la Ville",
    "enregistrer_convention": "enregistrer une convention",
    "modifier_convention": "compléter une convention",
    "modifier_campagne": "régler la campagne",
    "reprendre_campagne": "reprendre la campagne de l'an dernier",
    "regler_volets": "choisir les genres de demande",
    "ajouter_piece_attendue": "demander un document",
    "modifier_piece_attendue": "modifier un document demandé",
    "retirer_piece_attendue": "ne plus demander un document",
    "ajouter_question": "poser une question",
    "modifier_question": "modifier une question",
    "retirer_question": "ne plus poser une question",
    "ordonner_campagne": "changer l'ordre de la campagne",
    "telecharger_modele": "télécharger un modèle à remplir",
    "ajouter_piece_centre": "ajouter un document au dossier du centre",
    "remplacer_piece_centre": "remplacer un document du dossier",
    "modifier_piece_centre": "modifier un document du dossier",
    "retirer_piece_centre": "retirer un document du dossier",
    "remettre_piece_centre": "remettre un document au dossier",
    "telecharger_piece_centre": "télécharger un document du dossier",
    "exporter_dossier_centre": "exporter le dossier du centre",
    "joindre_piece_demande": "joindre une pièce à la demande",
    "retirer_piece_demande": "retirer une pièce de la demande",
    "regler_centre": "régler ce que le centre confirme",
    "ouvrir_reversement": "demander un reversement",
    "observer_reversement": "répondre à un reversement",
    "decider_reversement": "décider d'un reversement",
    "noter_titre_reversement": "noter un titre de recettes",
    "noter_encaissement_reversement": "noter un encaissement",
    "abandonner_reversement": "abandonner un reversement",
    "exporter_reversements": "exporter les reversements",
    "telecharger_lettre_reversement": "télécharger la lettre d'un reversement",
    "controler_donnees_ouvertes": "préparer les données ouvertes",
    "completer_identite": "compléter l'identité d'un organisme",
    "preparer_import": "apporter un fichier à importer",
    "regler_import": "dire ce que veut dire chaque colonne d'un import",
    "effectuer_import": "importer un fichier",
    "telecharger_import": "télécharger un fichier importé",
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
