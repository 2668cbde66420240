"""The financial reports that are expected, handed in or late: one line per award that was voted.

A report is expected of every award that the portal followed; an award imported from past years is
history, and asks for nothing. The scope comes first (`for_fonction`): one reads what one may see.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import (
    Case,
    DateField,
    DurationField,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, ExtractYear

from pacte.accord.models import Organisation, Pacte
from pacte.socle.montants import ZERO
from subventions import rules
from subventions.lectures.finances import Finances, finances
from subventions.models import (
    Attribution,
    CompteRenduFinancier,
    Demande,
    EtatCompteRenduFinancier,
    NatureVote,
)
from subventions.workflow import SituationCompteRendu

# What no longer waits for the centre.
RENDUS = (EtatCompteRenduFinancier.DEPOSE, EtatCompteRenduFinancier.ACCEPTE)


@dataclass(frozen=True, slots=True)
class CompteRenduAttendu:
    """One award with its report, begun or not; `accorde` is what its votes come to, in euros."""

    attribution: Attribution
    compte_rendu: CompteRenduFinancier | None
    fin: date
    echeance: date
    accorde: Decimal
    is_en_retard: bool

    @property
    def situation(self) -> SituationCompteRendu:
        """Where the report stands, in one word."""
        etat = self.compte_rendu.etat if self.compte_rendu else None
        if self.is_en_retard:
            return SituationCompteRendu.EN_RETARD
        return SituationCompteRendu(etat) if etat else SituationCompteRendu.ATTENDU

    @property
    def libelle(self) -> str:
        """The award in words: its object, and its year when the object does not say it."""
        objet, annee = self.attribution.libelle, str(self.attribution.exercice)
        return objet if annee in objet else f"{objet}, {annee}"


def _fin_sql() -> Case:
    """The end of the exercise as `rules.fin_exercice` says it, in SQL (tested to be the same)."""
    au = F("demande__fiche__exercice_au")
    annee = ExtractYear(au)
    anniversaire = Cast(
        au
        + Func(
            Cast(F("exercice") - annee, IntegerField()),
            function="make_interval",
            output_field=DurationField(),
        ),
        DateField(),
    )
    return Case(
        When(compte_rendu_financier__isnull=False, then=F("compte_rendu_financier__fin_exercice")),
        When(
            demande__fiche__exercice_au__year__gte=F("exercice"),
            demande__fiche__exercice_au__year__lte=F("exercice") + 1,
            then=au,
        ),
        When(demande__fiche__exercice_au__isnull=False, then=anniversaire),
        default=Func(
            Cast(F("exercice"), IntegerField()),
            Value(12),
            Value(31),
            function="make_date",
            output_field=DateField(),
        ),
        output_field=DateField(),
    )


def attributions_a_justifier(attributions: QuerySet[Attribution]) -> QuerySet[Attribution]:
    """Keep the awards that a report accounts for, with `fin` and `accorde`; one query.

    The vote itself, not its amendments; something left after them; not an imported history.
    """
    votes = (
        Attribution.objects.filter(demande=OuterRef("demande"))
        .order_by()
        .values("demande")
        .annotate(total=Sum("montant"))
        .values("total")
    )
    return (
        attributions.filter(nature=NatureVote.VOTE)
        .filter(Q(cle_import="") | Q(compte_rendu_financier__isnull=False))
        .select_related("centre", "pacte", "demande__fiche", "compte_rendu_financier")
        .annotate(accorde=Coalesce(Subquery(votes), F("montant")), fin=_fin_sql())
        .filter(accorde__gt=0)
    )


def en_retard(attributions: QuerySet[Attribution], le: date) -> QuerySet[Attribution]:
    """Keep, among those of `attributions_a_justifier`, what is late on day `le`."""
    return attributions.filter(fin__lte=rules.derniere_fin_avant(le)).exclude(
        compte_rendu_financier__etat__in=RENDUS
    )


def lire(attributions: Iterable[Attribution], le: date) -> list[CompteRenduAttendu]:
    """Turn the awards of `attributions_a_justifier` into lines."""
    return [
        _lire(
            attribution,
            getattr(attribution, "compte_rendu_financier", None),
            attribution.fin,
            attribution.accorde,
            le,
        )
        for attribution in attributions
    ]


def _lire(
    attribution: Attribution,
    compte_rendu: CompteRenduFinancier | None,
    fin: date,
    accorde: Decimal,
    le: date,
) -> CompteRenduAttendu:
    echeance = rules.echeance_compte_rendu(fin)
    rendu = compte_rendu is not None and compte_rendu.etat in RENDUS
    return CompteRenduAttendu(
        attribution, compte_rendu, fin, echeance, accorde, echeance < le and not rendu
    )


def attendus_de(demande: Demande, argent: Finances, le: date) -> list[CompteRenduAttendu]:
    """The report of a request whose votes are read: what `attributions_a_justifier` finds.

    Without a query when the request came with its `fiche`.
    """
    votes = argent.attributions
    accorde = sum((vote.montant for vote in votes), ZERO)
    fiche = getattr(demande, "fiche", None)
    attendus = []
    for vote in votes:
        compte_rendu = getattr(vote, "compte_rendu_financier", None)
        if vote.nature != NatureVote.VOTE or accorde <= 0:
            continue
        if vote.cle_import and compte_rendu is None:
            continue
        fin = (
            compte_rendu.fin_exercice
            if compte_rendu
            else rules.fin_exercice(vote.exercice, fiche.exercice_au if fiche else None)
        )
        attendus.append(_lire(vote, compte_rendu, fin, accorde, le))
    return attendus


def comptes_rendus_en_retard(
    centre: Organisation, le: date, *, pacte: Pacte | None = None
) -> list[CompteRenduAttendu]:
    """The reports of a centre that are late on day `le`, oldest first; one query.

    Late: due before `le`, and neither handed in nor accepted; one to do again is late too. `pacte`
    keeps those of one pact. It is what the campaign's rule `sans_compte_rendu` reads at a deposit.
    """
    attributions = Attribution.objects.filter(centre=centre)
    if pacte is not None:
        attributions = attributions.filter(pacte=pacte)
    dus = en_retard(attributions_a_justifier(attributions), le).order_by("fin", "pk")
    return lire(dus, le)


def accorde_exact(attribution: Attribution, le: date) -> Decimal:
    """What the report accounts for, in euros: the votes, and the advance when they leave it out."""
    if attribution.demande is None:
        return max(attribution.montant, ZERO)
    return finances(attribution.demande, le).accorde
