"""Personal links, as operations make and close them: see `gouvernance.acces_par_lien`."""

from gouvernance.acces_par_lien import (
    JOURS_APRES_LA_REUNION,
    JOURS_SANS_DATE,
    creer_lien,
    fin_de_validite,
    revoquer_liens,
    trouver_lien,
)

__all__ = [
    "JOURS_APRES_LA_REUNION",
    "JOURS_SANS_DATE",
    "creer_lien",
    "fin_de_validite",
    "revoquer_liens",
    "trouver_lien",
]
