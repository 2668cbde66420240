"""A submitted draft whose meeting changes is written again: nobody agreed with the new one."""

from gouvernance.models import EtatCompteRendu, Reunion
from gouvernance.operations.verrou import compte_rendu_de
from gouvernance.workflow import COMPTE_RENDU
from pacte.socle.workflow import cible


def rouvrir_le_projet(reunion: Reunion) -> None:
    """Take a submitted draft back to writing, on a locked meeting; do nothing in another state."""
    compte_rendu = compte_rendu_de(reunion)
    if compte_rendu is None or compte_rendu.etat != EtatCompteRendu.PROJET:
        return
    compte_rendu.etat = cible(COMPTE_RENDU, "reprendre")
    compte_rendu.version += 1
    compte_rendu.save()
