"""The acts of governance: each one locks its row, checks right and table, writes, journals."""

from gouvernance.operations.actions import faire_une_action
from gouvernance.operations.addenda import ajouter_addendum
from gouvernance.operations.circulation import (
    donner_accord,
    noter_approbation,
    remarquer,
    retirer_remarque,
    soumettre,
    traiter_remarque,
)
from gouvernance.operations.comptes_rendus import (
    Apport,
    Redaction,
    apporter,
    apporter_a_une_nouvelle_reunion,
    ecrire,
)
from gouvernance.operations.decisions import (
    avancer,
    confier,
    realiser,
    reporter,
    reprendre,
    signaler_blocage,
)
from gouvernance.operations.definitif import rendre_definitif, sceller_compte_rendu
from gouvernance.operations.invitations import annuler, inviter, noter_lettres
from gouvernance.operations.ordre_du_jour import (
    PointEcrit,
    marquer_a_reporter,
    modifier_ordre_du_jour,
    reprendre_points,
)
from gouvernance.operations.pieces import (
    PieceApportee,
    annoncer_pieces,
    joindre_piece,
    modifier_piece,
    retirer_piece,
)
from gouvernance.operations.presences import noter_presences
from gouvernance.operations.propositions import (
    PointPropose,
    ecarter_proposition,
    proposer_point,
    retenir_proposition,
    retirer_proposition,
)
from gouvernance.operations.rappels import relancer_retards
from gouvernance.operations.recurrents import (
    RecurrentEcrit,
    ajouter_recurrent,
    terminer_recurrent,
)
from gouvernance.operations.releve import DecisionEcrite
from gouvernance.operations.reunions import (
    modifier,
    modifier_participants,
    ouvrir,
)
from gouvernance.operations.sujets import suivre_un_sujet

__all__ = [
    "Apport",
    "DecisionEcrite",
    "PieceApportee",
    "PointEcrit",
    "PointPropose",
    "RecurrentEcrit",
    "Redaction",
    "ajouter_addendum",
    "ajouter_recurrent",
    "annoncer_pieces",
    "annuler",
    "apporter",
    "apporter_a_une_nouvelle_reunion",
    "avancer",
    "confier",
    "donner_accord",
    "ecarter_proposition",
    "ecrire",
    "faire_une_action",
    "inviter",
    "joindre_piece",
    "marquer_a_reporter",
    "modifier",
    "modifier_ordre_du_jour",
    "modifier_participants",
    "modifier_piece",
    "noter_approbation",
    "noter_lettres",
    "noter_presences",
    "ouvrir",
    "proposer_point",
    "realiser",
    "relancer_retards",
    "remarquer",
    "rendre_definitif",
    "reporter",
    "reprendre",
    "reprendre_points",
    "retenir_proposition",
    "retirer_piece",
    "retirer_proposition",
    "retirer_remarque",
    "sceller_compte_rendu",
    "signaler_blocage",
    "soumettre",
    "suivre_un_sujet",
    "terminer_recurrent",
    "traiter_remarque",
]
