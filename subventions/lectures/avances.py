"""What follows an advance: what changed its amount, and how it stands on the subsidy of its year."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pacte.socle.montants import ZERO
from subventions import rules
from subventions.lectures.dossiers import DossierAvance, lire_avance_payee, lire_vote
from subventions.models import (
    Attribution,
    Demande,
    EtatDemande,
    MotifReversement,
    RecalculAvance,
    Reversement,
    Versement,
)
from subventions.rules.versements import trop_percu_avance

SANS_SUITE = (EtatDemande.REFUSEE, EtatDemande.RETIREE)


@dataclass(frozen=True, slots=True)
class Changement:
    """A line of « Ce qui a changé »; `ecart` is None for the first calculation."""

    recalcul: RecalculAvance
    ecart: Decimal | None


@dataclass(frozen=True, slots=True)
class SuiteAvance:
    """A paid advance on the subsidy of its year: `trop_percu` is None while that is not known."""

    accorde: Decimal
    autres_verses: Decimal
    trop_percu: Decimal | None
    reversement: Reversement | None

    @property
    def a_reclamer(self) -> bool:
        """Whether a sum is to claim back, and nothing claims it yet."""
        return bool(self.trop_percu) and self.reversement is None


def changements(dossier: DossierAvance) -> list[Changement]:
    """What changed the amount since the request, first to last (one query)."""
    if dossier.avance is None:
        return []
    suite, avant = [], None
    for recalcul in dossier.avance.recalculs.order_by("pk"):
        suite.append(Changement(recalcul, None if avant is None else recalcul.montant - avant))
        avant = recalcul.montant
    return suite


def suite_de_l_avance(dossier: DossierAvance, au: date) -> SuiteAvance | None:
    """How a paid advance stands on the subsidy of its own year; None before its payment."""
    paiement = dossier.versement
    if paiement is None or paiement.date_paiement > au:
        return None
    ou = {"pacte": dossier.pacte, "centre": dossier.centre, "exercice": dossier.exercice}
    votes = list(Attribution.objects.filter(**ou, compte_base_avance=True, date_vote__lte=au))
    autres = _total(
        Versement.objects.filter(attribution__in=votes, date_paiement__lte=au).values_list(
            "montant", flat=True
        )
    )
    accorde = rules.total_accorde(
        [lire_vote(vote) for vote in votes], au, lire_avance_payee(paiement)
    )
    connu = bool(votes) or au.year > dossier.exercice or _sans_suite(dossier)
    return SuiteAvance(
        accorde=accorde if votes else ZERO,
        autres_verses=autres,
        trop_percu=trop_percu_avance(
            paiement.montant, accorde if votes else ZERO, autres, is_connu=connu
        ),
        reversement=Reversement.objects.filter(
            avance=dossier.avance, motif=MotifReversement.TROP_PERCU, date_abandon__isnull=True
        )
        .order_by("pk")
        .last(),
    )


def _sans_suite(dossier: DossierAvance) -> bool:
    """Whether every request that the advance could be a part of was refused or withdrawn."""
    etats = list(
        Demande.objects.filter(
            pacte=dossier.pacte,
            centre=dossier.centre,
            exercice=dossier.exercice,
            genre="fonctionnement",
        )
        .order_by()
        .values_list("etat", flat=True)
    )
    return bool(etats) and all(etat in SANS_SUITE for etat in etats)


def _total(montants: Iterable[Decimal]) -> Decimal:
    return sum(montants, ZERO)
