"""Where the money of a request is: awarded, paid, remaining. Amounts are Decimal euros."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pacte.socle.montants import ZERO
from subventions import rules
from subventions.lectures.dossiers import lire_avance_payee, lire_vote
from subventions.lectures.reversements import avec_reversements, reversements_decides
from subventions.models import (
    Attribution,
    Demande,
    EtatDemande,
    EtatEcheance,
    GenreVersement,
    Versement,
)
from subventions.rules.reversements import net_accorde, total_reverse
from subventions.rules.valeurs import Reste


@dataclass(frozen=True, slots=True)
class Finances:
    """What was awarded on a request, what was paid, what remains."""

    attributions: tuple[Attribution, ...]
    versements: tuple[Versement, ...]
    avance: Versement | None
    accorde: Decimal
    avance_imputee: Decimal
    reste: Reste
    # Every vote of the city for this centre and this year, this request's among them.
    annee: tuple[Attribution, ...]
    # What the city has decided to claim back on it.
    reverse: Decimal = ZERO

    @property
    def is_executoire(self) -> bool:
        """Whether the award's own vote is enforceable."""
        return bool(self.attributions) and self.attributions[0].is_executoire

    @property
    def is_tout_en_nature(self) -> bool:
        """Whether the award gives help in kind and no money: there is nothing to pay."""
        return bool(self.attributions) and all(v.is_tout_en_nature for v in self.attributions)

    @property
    def net(self) -> Decimal:
        """What remains of the award once what is claimed back is taken off."""
        return net_accorde(self.accorde, self.reverse)

    @property
    def etat_avance(self) -> EtatEcheance:
        """The state of the advance's own line, once there is one: it is written when it is paid."""
        return EtatEcheance.PAYEE

    @property
    def verse(self) -> Decimal:
        return self.avance_imputee + sum((v.montant for v in self.versements), ZERO)


def finances(demande: Demande, au: date) -> Finances:
    """The money of one request on day `au`; the year's advance is imputed in the order of votes.

    Two queries; one when nothing is voted on the request: nothing is paid then; none for a draft.
    The votes come with their letter and their financial report, for who reads the decision.
    """
    if demande.etat == EtatDemande.BROUILLON:
        return _sans_vote(())
    annee = tuple(
        avec_reversements(
            Attribution.objects.filter(
                # The city of this pact: what it gives by another one counts for the convention.
                pacte__ville__pactes_portes=demande.pacte_id,
                centre=demande.centre_id,
                exercice=demande.exercice,
            )
        )
        .select_related("lettre", "compte_rendu_financier")
        .order_by("date_vote", "pk")
    )
    votes = [vote for vote in annee if vote.pacte_id == demande.pacte_id]
    miennes = tuple(vote for vote in votes if vote.demande_id == demande.pk)
    if not miennes:
        return _sans_vote(annee)
    versements = list(
        Versement.objects.filter(
            pacte=demande.pacte_id, centre=demande.centre_id, exercice=demande.exercice
        ).order_by("date_paiement", "pk")
    )
    avance = next((v for v in versements if v.genre == GenreVersement.AVANCE), None)
    ids = {vote.pk for vote in miennes}
    payes = tuple(v for v in versements if v.attribution_id in ids)
    imputee, ajoutee = _part_de_l_avance(demande.pk, votes, avance, au)
    accorde = sum((vote.montant for vote in miennes), ZERO) + ajoutee
    return Finances(
        attributions=miennes,
        versements=payes,
        avance=avance if imputee else None,
        accorde=accorde,
        avance_imputee=imputee,
        reste=rules.reste_a_verser(accorde, imputee, [v.montant for v in payes]),
        annee=annee,
        reverse=total_reverse([lu for vote in miennes for lu in reversements_decides(vote)], au),
    )


def _sans_vote(annee: tuple[Attribution, ...]) -> Finances:
    return Finances((), (), None, ZERO, ZERO, rules.reste_a_verser(ZERO, ZERO), annee)


def _part_de_l_avance(
    demande_id: int, votes: Sequence[Attribution], avance: Versement | None, au: date
) -> tuple[Decimal, Decimal]:
    """The part of the advance imputed on this request, and what it adds to its awards (Q2)."""
    if avance is None:
        return ZERO, ZERO
    comptes = [vote for vote in votes if vote.compte_base_avance and vote.demande_id]
    ordre = list(dict.fromkeys(vote.demande_id for vote in comptes))
    if demande_id not in ordre:
        return ZERO, ZERO
    totaux = {cle: sum((v.montant for v in comptes if v.demande_id == cle), ZERO) for cle in ordre}
    a_ajouter = rules.is_avance_a_ajouter(
        [lire_vote(vote) for vote in comptes], lire_avance_payee(avance), au
    )
    if a_ajouter:
        # The votes are the remainders: the advance adds to the first one, and is paid on it.
        part = avance.montant if ordre[0] == demande_id else ZERO
        return part, part
    parts = rules.imputer_avance(avance.montant, [totaux[cle] for cle in ordre])
    return parts[ordre.index(demande_id)], ZERO
