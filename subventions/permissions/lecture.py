"""Who reads the city's instruction of a request, and who writes in it.

Whoever of the city also sits at the centre reads what the centre reads: she is flagged, her déport
is proposed, and the legal service says what the law asks.
"""

from datetime import date

from pacte.accord.models import Fonction, Pacte
from pacte.socle.droits import ACCORDE, Droit, premier_refus, refus
from subventions.lectures.sieges import centres_ou_siege
from subventions.models import Demande, EtatDemande, NaturePiece, PieceDemande
from subventions.permissions.commun import (
    REDACTION,
    RESERVE_AVS,
    can_agir,
    can_avant_decision,
    can_avs,
    can_centre,
    can_sans_siege,
    is_au_centre,
)

NON_COMMUNIQUE = refus("L'instruction n'est pas communiquée avant la décision.")
SIEGE_COMPARAISON = refus(
    "Vous exercez aussi une fonction dans un centre de cette comparaison. "
    "L'enveloppe est commune : lire les autres propositions, ce serait lire la sienne."
)
DECIDEES = frozenset({EtatDemande.ACCORDEE, EtatDemande.REFUSEE})


def can_lire_instruction(fonction: Fonction, demande: Demande, le: date) -> Droit:
    """Read notes, opinions and working figures: the city, and nobody who sits at that centre."""
    if fonction.is_centre:
        return NON_COMMUNIQUE
    if not (fonction.is_avs or fonction.is_elu_ville):
        return RESERVE_AVS
    if fonction.organisation_id != demande.pacte.ville_id:
        return RESERVE_AVS
    return premier_refus(can_agir(fonction, le), can_sans_siege(fonction, demande.centre_id, le))


def can_lire_avis(fonction: Fonction, demande: Demande, le: date) -> Droit:
    """Read the opinions received: the city's instruction; after the decision, the centre too."""
    if demande.etat in DECIDEES and (
        (fonction.is_centre and fonction.organisation_id == demande.centre_id)
        or is_au_centre(fonction, demande, le)
    ):
        return ACCORDE
    return can_lire_instruction(fonction, demande, le)


def can_lire_proposition(fonction: Fonction, demande: Demande, le: date) -> Droit:
    """Read the amount proposed: everybody once it is put to the vote, the city alone before.

    An adjourned request is worked upon again: its amount is the city's until it is put to the vote.
    """
    if demande.montant_propose_public is not None:
        return ACCORDE
    return can_lire_instruction(fonction, demande, le)


def can_lire_piece(fonction: Fonction, piece: PieceDemande) -> Droit:
    """Read a document of a request that one sees; a bank statement is not for elected members."""
    if fonction.is_elu_ville and piece.nature == NaturePiece.RIB:
        return refus("Le relevé d'identité bancaire se lit au service qui instruit.")
    return ACCORDE


def can_etudier(fonction: Fonction, demande: Demande, le: date) -> Droit:
    """Examine a request: take it over, date its completeness, ask for corrections and opinions."""
    return premier_refus(
        can_avs(fonction, demande.pacte, le),
        can_avant_decision(demande),
        can_sans_siege(fonction, demande.centre_id, le),
    )


def can_noter(fonction: Fonction, demande: Demande, le: date) -> Droit:
    """Add a note to the instruction; after the decision too, never changed nor removed."""
    return premier_refus(
        can_avs(fonction, demande.pacte, le), can_sans_siege(fonction, demande.centre_id, le)
    )


def can_ecrire_message(fonction: Fonction, demande: Demande, le: date) -> Droit:
    """Write in the exchange about a deposited request: the centre, and who examines it."""
    if demande.date_depot is None or demande.etat == EtatDemande.RETIREE:
        return refus("L'échange s'ouvre au dépôt de la demande, et s'arrête à son retrait.")
    if fonction.is_centre:
        return can_centre(fonction, demande.centre_id, le, REDACTION)
    return can_noter(fonction, demande, le)


def can_enregistrer_deport(fonction: Fonction, demande: Demande, le: date) -> Droit:
    """Record that somebody does not take part in the decision."""
    return can_etudier(fonction, demande, le)


def can_comparer(fonction: Fonction, pacte: Pacte, le: date, centres: frozenset[int]) -> Droit:
    """Read the comparison of requests of these centres: the city, and nobody who sits at one."""
    if not (fonction.is_avs or fonction.is_elu_ville) or fonction.organisation_id != pacte.ville_id:
        return RESERVE_AVS
    siege = centres_ou_siege(fonction, le) & centres
    return premier_refus(can_agir(fonction, le), SIEGE_COMPARAISON if siege else ACCORDE)


def can_proposer_ensemble(
    fonction: Fonction, pacte: Pacte, le: date, centres: frozenset[int]
) -> Droit:
    """Write the amounts of the comparison."""
    return premier_refus(can_avs(fonction, pacte, le), can_comparer(fonction, pacte, le, centres))
