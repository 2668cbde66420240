"""The acts on the agreement, by noun. Each is one transaction: lock, right, rules, write, journal."""

from pacte.accord.operations.acces import (
    accepter_acces,
    choisir_fonction,
    fermer_acces,
    ouvrir_acces,
    renvoyer_acces,
    revoquer_ouverture,
    trouver_ouverture,
)
from pacte.accord.operations.avenants import NouvellePartie, enregistrer_avenant
from pacte.accord.operations.personnes import (
    ajouter_fonction,
    ajouter_personne,
    modifier_personne,
    terminer_fonction,
)
from pacte.accord.operations.signatures import (
    fixer_date_effet,
    noter_signatures,
    proposer_date_effet,
)

__all__ = [
    "NouvellePartie",
    "accepter_acces",
    "ajouter_fonction",
    "ajouter_personne",
    "choisir_fonction",
    "enregistrer_avenant",
    "fermer_acces",
    "fixer_date_effet",
    "modifier_personne",
    "noter_signatures",
    "ouvrir_acces",
    "proposer_date_effet",
    "renvoyer_acces",
    "revoquer_ouverture",
    "terminer_fonction",
    "trouver_ouverture",
]
