"""The acts of governance: each one locks its row, checks right and table, writes, journals."""

from gouvernance.operations.comptes_rendus import (
    Apport,
    DecisionEcrite,
    Redaction,
    apporter,
    apporter_a_une_nouvelle_reunion,
    ecrire,
    rendre_definitif,
    sceller_compte_rendu,
    soumettre,
)
from gouvernance.operations.decisions import realiser, reprendre
from gouvernance.operations.invitations import annuler, inviter, noter_lettres
from gouvernance.operations.ordre_du_jour import (
    PointEcrit,
    marquer_a_reporter,
    modifier_ordre_du_jour,
    reprendre_points,
)
from gouvernance.operations.reunions import (
    modifier,
    modifier_participants,
    noter_presences,
    ouvrir,
)

__all__ = [
    "Apport",
    "DecisionEcrite",
    "PointEcrit",
    "Redaction",
    "annuler",
    "apporter",
    "apporter_a_une_nouvelle_reunion",
    "ecrire",
    "inviter",
    "marquer_a_reporter",
    "modifier",
    "modifier_ordre_du_jour",
    "modifier_participants",
    "noter_lettres",
    "noter_presences",
    "ouvrir",
    "realiser",
    "rendre_definitif",
    "reprendre",
    "reprendre_points",
    "sceller_compte_rendu",
    "soumettre",
]
