"""Who may do what with subsidies, and why not: each right says its reason in French.

The scope comes first (`for_fonction`: what is not yours is a 404); these functions answer for what
one may see. `le` is the day of the act.
"""

from subventions.permissions.avances import (
    can_decider_tardive,
    can_demander_avance,
    can_noter_tache,
    can_payer_avance,
)
from subventions.permissions.campagnes import (
    can_gerer_campagnes,
)
from subventions.permissions.commun import (
    FONCTION_FINIE,
    REDACTION,
    RESERVE_AVS,
    RESERVE_CENTRE,
    can_agir,
    can_avant_decision,
    can_avs,
    can_centre,
    can_depuis,
    can_instruire,
    is_habilitee,
)
from subventions.permissions.conventions import (
    can_enregistrer_convention,
    can_modifier_convention,
    can_preparer_convention,
    can_recevoir_retours,
    can_rediger_convention,
    can_reprendre_convention,
)
from subventions.permissions.corrections import (
    can_corriger,
    can_demander_correction,
    can_lever_correction,
    can_repondre_correction,
    corrections_attendues,
    parties_ouvertes,
    pieces_ouvertes,
)
from subventions.permissions.deliberations import (
    can_ajourner,
    can_dater_deliberation,
    can_ecrire_lettre,
    can_ecrire_lettres,
    can_enregistrer_votes,
    can_modifier_deliberation,
    can_preparer_deliberation,
)
from subventions.permissions.demandes import (
    can_deposer,
    can_ecrire_partie,
    can_modifier,
    can_preparer,
    can_retirer,
)
from subventions.permissions.instruction import (
    can_attribuer,
    can_corriger_attribution,
    can_enregistrer_recue,
    can_payer,
    can_proposer,
    can_recevoir,
    can_refuser,
)
from subventions.permissions.pieces import (
    can_joindre_piece,
    can_lire_dossier,
    can_modifier_piece_centre,
    can_regler_centre,
    can_remettre_piece,
    can_tenir_dossier,
)

__all__ = [
    "FONCTION_FINIE",
    "REDACTION",
    "RESERVE_AVS",
    "RESERVE_CENTRE",
    "can_agir",
    "can_ajourner",
    "can_attribuer",
    "can_avant_decision",
    "can_avs",
    "can_centre",
    "can_corriger",
    "can_corriger_attribution",
    "can_dater_deliberation",
    "can_decider_tardive",
    "can_demander_avance",
    "can_demander_correction",
    "can_deposer",
    "can_depuis",
    "can_ecrire_lettre",
    "can_ecrire_lettres",
    "can_ecrire_partie",
    "can_enregistrer_convention",
    "can_enregistrer_recue",
    "can_enregistrer_votes",
    "can_gerer_campagnes",
    "can_instruire",
    "can_joindre_piece",
    "can_lever_correction",
    "can_lire_dossier",
    "can_modifier",
    "can_modifier_convention",
    "can_modifier_deliberation",
    "can_modifier_piece_centre",
    "can_noter_tache",
    "can_payer",
    "can_payer_avance",
    "can_preparer",
    "can_preparer_convention",
    "can_preparer_deliberation",
    "can_proposer",
    "can_recevoir",
    "can_recevoir_retours",
    "can_rediger_convention",
    "can_refuser",
    "can_regler_centre",
    "can_remettre_piece",
    "can_repondre_correction",
    "can_reprendre_convention",
    "can_retirer",
    "can_tenir_dossier",
    "corrections_attendues",
    "is_habilitee",
    "parties_ouvertes",
    "pieces_ouvertes",
]
