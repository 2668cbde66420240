from importlib import import_module

from django.apps import AppConfig

from pacte.socle import panneaux

# What the journal keeps, in words.
ACTES = {
    "ouvrir_reunion": "ouvrir la réunion",
    "modifier_reunion": "modifier la date, le lieu ou le message",
    "modifier_ordre_du_jour": "modifier l'ordre du jour",
    "reprendre_points": "reprendre des points de la réunion précédente",
    "marquer_a_reporter": "reporter un point à la réunion suivante",
    "proposer_point": "proposer un point",
    "retenir_proposition": "retenir un point proposé",
    "ecarter_proposition": "écarter un point proposé",
    "retirer_proposition": "retirer sa proposition de point",
    "examiner_proposition": "examiner un point proposé",
    "ajouter_point_recurrent": "ajouter un point récurrent",
    "terminer_point_recurrent": "arrêter un point récurrent",
    "joindre_piece": "joindre un document",
    "modifier_piece": "renommer ou déplacer un document",
    "retirer_piece": "retirer un document",
    "annoncer_pieces": "annoncer des documents par courriel",
    "telecharger_piece_reunion": "télécharger un document de la réunion",
    "telecharger_dossier": "télécharger le dossier de la réunion",
    "imprimer_note": "imprimer la note d'une page",
    "modifier_participants": "modifier les personnes invitées",
    "inviter_reunion": "envoyer les invitations",
    "repondre_invitation": "répondre à une invitation",
    "repondre_en_representation": "répondre en qualité de représentante ou représentant",
    "noter_reponse": "noter une réponse à une invitation",
    "renvoyer_invitation": "renvoyer une invitation",
    "relancer_invites": "relancer les personnes invitées",
    "relancer_invites_automatiquement": "relancer les personnes invitées (relance automatique)",
    "exporter_reponses": "exporter les réponses à une invitation",
    "telecharger_rendez_vous": "télécharger le rendez-vous par un lien personnel",
    "telecharger_compte_rendu_par_lien": "télécharger le compte rendu par un lien personnel",
    "telecharger_piece_par_lien": "télécharger un document par un lien personnel",
    "imprimer_lettres": "imprimer des lettres d'invitation",
    "annuler_reunion": "annuler la réunion",
    "noter_presences": "noter les présences",
    "ecrire_compte_rendu": "écrire le compte rendu",
    "apporter_compte_rendu": "apporter un compte rendu",
    "soumettre_compte_rendu": "soumettre le projet de compte rendu",
    "donner_accord": "donner son accord sur le projet",
    "remarquer": "faire une remarque sur le projet",
    "retirer_remarque": "retirer sa remarque",
    "traiter_remarque": "donner une suite à une remarque",
    "noter_approbation": "noter l'approbation du compte rendu",
    "rappeler_projet": "rappeler le projet de compte rendu à relire",
    "ajouter_addendum": "ajouter un addendum",
    "telecharger_addendum": "télécharger un addendum",
    "telecharger_addendum_par_lien": "télécharger un addendum par un lien personnel",
    "rendre_definitif": "rendre le compte rendu définitif",
    "realiser_decision": "noter une décision réalisée",
    "reprendre_decision": "reprendre une décision",
    "avancer_decision": "noter une avancée",
    "signaler_blocage": "signaler un blocage",
    "reporter_decision": "changer une échéance",
    "confier_decision": "confier à quelqu'un d'autre",
    "faire_une_action": "faire une action d'une ligne du relevé",
    "faire_mon_action": "noter une action faite",
    "annuler_mon_action": "annuler « c'est fait »",
    "relancer_retards": "rappeler les actions en retard",
    "suivre_un_sujet": "suivre un sujet",
    "exporter_registre": "exporter le registre des décisions",
    "telecharger_projet": "télécharger le projet de compte rendu",
    "telecharger_compte_rendu": "télécharger le compte rendu définitif",
    "telecharger_fichier_compte_rendu": "télécharger le fichier du compte rendu",
    "imprimer_emargement": "imprimer la feuille d'émargement",
    "demander_reunion": "demander une réunion",
    "accepter_demande_reunion": "accepter une demande de réunion",
    "repondre_demande_reunion": "répondre à une demande de réunion",
    "retirer_demande_reunion": "retirer une demande de réunion",
    "poser_interpellation": "poser une question",
    "repondre_interpellation": "répondre à une question",
    "retirer_interpellation": "retirer une question",
    "suivre_interpellation": "prendre le suivi d'une question",
    "fixer_ligne_calendrier": "noter une rencontre au calendrier",
    "retirer_ligne_calendrier": "retirer une rencontre du calendrier",
    "exporter_reunions": "exporter les réunions",
    "exporter_decisions": "exporter les décisions",
    "creer_abonnement": "créer l'adresse d'un calendrier",
    "revoquer_abonnement": "fermer l'adresse d'un calendrier",
    "renouveler_abonnement": "renouveler l'adresse d'un calendrier",
    "ouvrir_sondage": "proposer plusieurs dates",
    "repondre_sondage": "répondre à un sondage de date",
    "relancer_sondage": "relancer les personnes sans réponse",
    "prolonger_sondage": "laisser plus de temps pour répondre",
    "ajouter_creneau": "ajouter un créneau au sondage",
    "choisir_creneau": "choisir la date de la réunion",
    "abandonner_sondage": "abandonner le sondage de date",
}


class GouvernanceConfig(AppConfig):
    name = "gouvernance"
    verbose_name = "gouvernance"

    def ready(self) -> None:
        # Models are there only once the registry is ready.
        places = import_module("gouvernance.panneaux")
        panneaux.enregistrer("centre", places.reunions_du_centre)
        actions = import_module("pacte.journal.actions")
        actions.nommer(**ACTES)
        scelles = import_module("pacte.documents.scelles")
        scellement = import_module("gouvernance.scellement.comptes_rendus")
        scelles.enregistrer_verification(
            "comptes rendus définitifs", scellement.verifier_comptes_rendus
        )
        addenda = import_module("gouvernance.scellement.addenda")
        scelles.enregistrer_verification("addenda", addenda.verifier_addenda)
        panneaux.enregistrer("verification", places.complements_du_document)
