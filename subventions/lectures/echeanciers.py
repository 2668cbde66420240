"""Reading the schedule of an award: its lines, what is planned, what is late. It decides nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pacte.socle.montants import ZERO
from subventions.lectures.finances import Finances
from subventions.models import Attribution, Demande, Echeance, Versement
from subventions.rules.versements import (
    LignePrevue,
    Repartition,
    date_limite_paiement,
    echeancier_par_defaut,
    is_paiement_en_retard,
    repartir_accorde,
)
from subventions.workflow import EtatEcheance


@dataclass(frozen=True, slots=True)
class LigneEcheance:
    """A line with its last day by law, and whether that day is past."""

    echeance: Echeance
    limite: date | None
    is_en_retard: bool

    @property
    def etat(self) -> EtatEcheance:
        return self.echeance.etat_enum


@dataclass(frozen=True, slots=True)
class EcheancierLu:
    """The schedule of a request: every line, and where the awarded amount stands."""

    lignes: tuple[LigneEcheance, ...]
    sans_echeance: tuple[Versement, ...]
    repartition: Repartition
    vote: Attribution

    def dans(self, *etats: EtatEcheance) -> list[Echeance]:
        """The lines in these states, in the order of their days."""
        return [ligne.echeance for ligne in self.lignes if ligne.etat in etats]

    @property
    def prevues(self) -> list[Echeance]:
        return self.dans(EtatEcheance.PREVUE)

    @property
    def mandatees(self) -> list[Echeance]:
        return self.dans(EtatEcheance.MANDATEE)

    def proposees(self, au: date) -> list[LignePrevue]:
        """What the portal proposes for the amount that no line plans yet."""
        return echeancier_par_defaut(self.repartition, self.vote.date_notification, au)


def limite_de(echeance: Echeance, date_notification: date | None) -> date | None:
    """The last day to pay a line: its own when the convention fixes it, else that of the law."""
    return date_limite_paiement(
        date_notification, echeance.date_prevue if echeance.condition else None
    )


def lire_echeancier(demande: Demande, argent: Finances, au: date) -> EcheancierLu | None:
    """The schedule of a request (one query); None before its vote."""
    if not argent.attributions:
        return None
    vote = argent.attributions[0]
    echeances = list(
        Echeance.objects.filter(attribution__demande=demande.pk)
        .select_related("versement")
        .order_by("date_prevue", "pk")
    )
    return EcheancierLu(
        lignes=tuple(_lire_ligne(echeance, vote.date_notification, au) for echeance in echeances),
        sans_echeance=_sans_echeance(argent.versements, echeances),
        repartition=repartir_accorde(
            argent.accorde,
            argent.avance_imputee,
            [versement.montant for versement in argent.versements],
            _montants(echeances, EtatEcheance.MANDATEE),
            _montants(echeances, EtatEcheance.PREVUE),
        ),
        vote=vote,
    )


def _montants(echeances: Iterable[Echeance], etat: EtatEcheance) -> list[Decimal]:
    return [echeance.montant for echeance in echeances if echeance.etat_enum == etat]


def _sans_echeance(
    versements: Sequence[Versement], echeances: Iterable[Echeance]
) -> tuple[Versement, ...]:
    """The payments of past years, recorded before schedules were kept."""
    suivis = {echeance.versement_id for echeance in echeances}
    return tuple(versement for versement in versements if versement.pk not in suivis)


def _lire_ligne(echeance: Echeance, date_notification: date | None, au: date) -> LigneEcheance:
    limite = limite_de(echeance, date_notification)
    vivante = echeance.etat_enum in {EtatEcheance.PREVUE, EtatEcheance.MANDATEE}
    paiement = echeance.versement.date_paiement if echeance.versement else None
    retard = (vivante or paiement is not None) and is_paiement_en_retard(limite, paiement, au)
    return LigneEcheance(echeance, limite, retard)


def total(echeances: Iterable[Echeance]) -> Decimal:
    """The sum of lines, in euros."""
    return sum((echeance.montant for echeance in echeances), ZERO)
