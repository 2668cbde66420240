"""The rules of governance: pure functions, no clock, no ORM."""

from gouvernance.rules.instances import (
    bornes,
    depuis_l_entree,
    dernier_jour_de_reunion,
    dernier_jour_pour_inviter,
    dernier_jour_utile,
    du_sujet,
    evaluer_cadence,
    evaluer_ordre,
    hors_du_pacte,
    prevues_de_l_annee,
    tenues_de_l_annee,
)

__all__ = [
    "bornes",
    "depuis_l_entree",
    "dernier_jour_de_reunion",
    "dernier_jour_pour_inviter",
    "dernier_jour_utile",
    "du_sujet",
    "evaluer_cadence",
    "evaluer_ordre",
    "hors_du_pacte",
    "prevues_de_l_annee",
    "tenues_de_l_annee",
]
