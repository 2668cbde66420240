from importlib import import_module

from django.apps import AppConfig

from pacte.journal.actions import nommer


class AccordConfig(AppConfig):
    name = "pacte.accord"
    label = "accord"
    verbose_name = "accord"

    def ready(self) -> None:
        # The journal of sign-ins listens from the start.
        import_module("pacte.accord.signals")
        nommer(
            administrer="modifier dans l'administration technique",
            accepter_acces="accepter son accès",
            ajouter_fonction="ajouter une fonction",
            ajouter_personne="ajouter une personne",
            changer_mot_de_passe="changer son mot de passe",
            charger_demo="charger la démonstration",
            charger_pacte="charger le pacte",
            choisir_fonction="choisir sa fonction",
            enregistrer_avenant="enregistrer un avenant",
            exporter_journal="exporter le journal",
            fermer_acces="fermer un accès",
            fixer_date_effet="fixer la date d'effet",
            lister_courriels="lire la liste des courriels",
            lister_journal="lire le journal",
            lister_personnes="lire la liste des personnes",
            modifier_personne="modifier une personne",
            regler_secretariat="indiquer son secrétariat",
            noter_signatures="noter les signatures",
            ouvrir_acces="ouvrir un accès",
            reinitialiser_mot_de_passe="choisir un nouveau mot de passe",
            renvoyer_courriel="renvoyer un courriel",
            renvoyer_acces="renvoyer un lien d'accès",
            revoquer_ouverture="révoquer un lien d'accès",
            se_connecter="se connecter",
            se_deconnecter="se déconnecter",
            terminer_fonction="terminer une fonction",
            voir_personne="voir une personne",
        )
