"""The acts of subsidies, one function each: one transaction, journalled, mailed when it matters."""

from subventions.operations.avances import (
    decider_tardive,
    demander_avance,
    noter_taches,
    payer_avance,
)
from subventions.operations.brouillons import enregistrer_saisie
from subventions.operations.budgets import modifier_budget
from subventions.operations.campagnes import (
    ajouter_piece_attendue,
    ajouter_question,
    annoncer_ouverture,
    enregistrer_campagne,
    modifier_piece_attendue,
    modifier_question,
    monter_ligne,
    regler_volets,
    reprendre_campagne,
    retirer_ligne,
)
from subventions.operations.conventions import enregistrer_convention, modifier_convention
from subventions.operations.conventions_a_signer import (
    generer_convention,
    preparer_convention,
    rediger_convention,
    reprendre_convention,
)
from subventions.operations.deliberations import (
    ajourner,
    dater_deliberation,
    enregistrer_votes,
    modifier_deliberation,
    preparer_deliberation,
)
from subventions.operations.demandes import (
    deposer,
    modifier,
    preparer,
    retirer,
)
from subventions.operations.instruction import (
    attribuer,
    completer_attribution,
    corriger_attribution,
    enregistrer_recue,
    proposer,
    recevoir,
    refuser_demande,
)
from subventions.operations.lettres import ecrire_lettre, ecrire_lettres
from subventions.operations.pieces import (
    FichierApporte,
    ajouter_piece,
    joindre,
    joindre_fichier,
    modifier_piece_centre,
    regler_centre,
    remettre_piece_centre,
    remplacer_piece,
    retirer_piece,
    retirer_piece_centre,
)
from subventions.operations.pieces_demande import reprendre_pieces
from subventions.operations.relectures import (
    confirmer,
    passer_la_main,
    proposer_relecture,
    reprendre_redaction,
)
from subventions.operations.retours import confirmer_retour, deposer_retour
from subventions.operations.versements import (
    annuler_echeance,
    mandater,
    modifier_echeancier,
    payer,
    payer_echeance,
    proposer_echeancier,
    rejeter_echeance,
)

__all__ = [
    "FichierApporte",
    "ajourner",
    "ajouter_piece",
    "ajouter_piece_attendue",
    "ajouter_question",
    "annoncer_ouverture",
    "annuler_echeance",
    "attribuer",
    "completer_attribution",
    "confirmer",
    "confirmer_retour",
    "corriger_attribution",
    "dater_deliberation",
    "decider_tardive",
    "demander_avance",
    "deposer",
    "deposer_retour",
    "ecrire_lettre",
    "ecrire_lettres",
    "enregistrer_campagne",
    "enregistrer_convention",
    "enregistrer_recue",
    "enregistrer_saisie",
    "enregistrer_votes",
    "generer_convention",
    "joindre",
    "joindre_fichier",
    "mandater",
    "modifier",
    "modifier_budget",
    "modifier_convention",
    "modifier_deliberation",
    "modifier_echeancier",
    "modifier_piece_attendue",
    "modifier_piece_centre",
    "modifier_question",
    "monter_ligne",
    "noter_taches",
    "passer_la_main",
    "payer",
    "payer_avance",
    "payer_echeance",
    "preparer",
    "preparer_convention",
    "preparer_deliberation",
    "proposer",
    "proposer_echeancier",
    "proposer_relecture",
    "recevoir",
    "rediger_convention",
    "refuser_demande",
    "regler_centre",
    "regler_volets",
    "rejeter_echeance",
    "remettre_piece_centre",
    "remplacer_piece",
    "reprendre_campagne",
    "reprendre_convention",
    "reprendre_pieces",
    "reprendre_redaction",
    "retirer",
    "retirer_ligne",
    "retirer_piece",
    "retirer_piece_centre",
]
