"""The comparison of the requests of a kind and a year: one row a centre's request, no ranking.

Read in a constant number of queries. Rows go by the centre's name.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Sum
from django.db.models.functions import Coalesce

from pacte.accord.models import Pacte
from pacte.socle.montants import ZERO
from subventions.lectures.deliberations import valeur_des_aides
from subventions.models import (
    Attribution,
    Avis,
    Demande,
    EtatDemande,
    GenreDemande,
    LigneBudget,
    Section,
    VoletCampagne,
)
from subventions.rules import plan_comptable
from subventions.rules.comparaison import evolution, reste_enveloppe, taux
from subventions.rules.en_nature import valeur_totale
from subventions.workflow import A_DECIDER

ANNEES_PASSEES = 3
COMPTES_SALAIRES = ("64", "631")


@dataclass(frozen=True, slots=True)
class LigneComparee:
    """A request beside the others; rates are fractions, None where they cannot be computed."""

    demande: Demande
    # What is asked, counted as what is voted: with the value of help in kind on that kind.
    demandee: Decimal
    passes: tuple[tuple[int, Decimal | None], ...]
    accorde: Decimal | None
    part_ville: Decimal | None
    evolution: Decimal | None
    masse_salariale: Decimal | None
    avis: tuple[Avis, ...]

    @property
    def is_ouverte(self) -> bool:
        """Whether an amount may still be proposed."""
        return self.demande.etat in (A_DECIDER - {EtatDemande.DEPOSEE})

    @property
    def retenu(self) -> Decimal | None:
        """What the request takes of the envelope: the vote, else the proposal; none if refused."""
        if self.demande.etat == EtatDemande.REFUSEE:
            return None
        return self.accorde if self.accorde is not None else self.demande.montant_propose


@dataclass(frozen=True, slots=True)
class Comparaison:
    """The rows of a kind and a year, their totals, and what remains of the envelope."""

    exercice: int
    genre: str
    annees: tuple[int, ...]
    lignes: tuple[LigneComparee, ...]
    enveloppe: Decimal | None

    @property
    def is_en_nature(self) -> bool:
        """Whether what is voted is help in kind first: its value then counts with its money."""
        return self.genre == GenreDemande.AIDE_EN_NATURE

    @property
    def centres(self) -> frozenset[int]:
        return frozenset(ligne.demande.centre_id for ligne in self.lignes)

    @property
    def demande(self) -> Decimal:
        return sum((ligne.demandee for ligne in self.lignes), ZERO)

    @property
    def passes(self) -> list[Decimal]:
        """The total awarded in each past year, in the order of `annees`."""
        return [
            sum((ligne.passes[rang][1] or ZERO for ligne in self.lignes), ZERO)
            for rang in range(len(self.annees))
        ]

    @property
    def is_modifiable(self) -> bool:
        return any(ligne.is_ouverte for ligne in self.lignes)

    def solde(self, saisis: Mapping[int, Decimal | None] | None = None) -> "Solde":
        """The proposals and what remains; `saisis` are amounts being typed, by request."""
        retenus = [
            (saisis or {}).get(ligne.demande.pk, ligne.retenu) if ligne.is_ouverte else ligne.retenu
            for ligne in self.lignes
        ]
        propose = sum((montant or ZERO for montant in retenus), ZERO)
        return Solde(
            propose=propose,
            enveloppe=self.enveloppe,
            reste=reste_enveloppe(self.enveloppe, retenus),
            sans_montant=sum(montant is None for montant in retenus),
        )


@dataclass(frozen=True, slots=True)
class Solde:
    """What is proposed in all, and what remains of the envelope when there is one."""

    propose: Decimal
    enveloppe: Decimal | None
    reste: Decimal | None
    sans_montant: int

    @property
    def is_depasse(self) -> bool:
        return self.reste is not None and self.reste < 0

    @property
    def depassement(self) -> Decimal:
        """By how much the envelope is exceeded, in euros."""
        return -self.reste if self.reste is not None and self.reste < 0 else ZERO


def comparaison(pacte: Pacte, exercice: int, genre: str) -> Comparaison:
    """Read the deposited requests of a kind and a year: five queries."""
    demandes = list(
        Demande.objects.filter(
            pacte=pacte, exercice=exercice, genre=genre, date_depot__isnull=False
        )
        .exclude(etat=EtatDemande.RETIREE)
        .select_related("centre")
        .annotate(valeur_aides=valeur_des_aides())
        .order_by("centre__nom", "pk")
    )
    annees = tuple(range(exercice - ANNEES_PASSEES, exercice))
    centres = {demande.centre_id for demande in demandes}
    votes = _votes(pacte, genre, annees, centres)
    accordes = _accordes(demandes, genre)
    budgets = _budgets(demandes)
    avis = _avis(demandes)
    enveloppe = (
        VoletCampagne.objects.filter(
            campagne__pacte=pacte, campagne__exercice=exercice, genre=genre
        )
        .values_list("enveloppe", flat=True)
        .first()
    )
    return Comparaison(
        exercice=exercice,
        genre=genre,
        annees=annees,
        enveloppe=enveloppe,
        lignes=tuple(
            _ligne(
                demande,
                tuple((annee, votes.get((demande.centre_id, annee))) for annee in annees),
                accordes.get(demande.pk),
                budgets[demande.pk],
                tuple(avis[demande.pk]),
            )
            for demande in demandes
        ),
    )


def _ligne(
    demande: Demande,
    passes: tuple[tuple[int, Decimal | None], ...],
    accorde: Decimal | None,
    budget: list[LigneBudget],
    avis: tuple[Avis, ...],
) -> LigneComparee:
    plan = plan_comptable.plan_pour(demande.exercice)
    totaux = plan_comptable.totaliser(
        plan,
        [plan_comptable.Ligne(ligne.section, ligne.compte, ligne.montant) for ligne in budget],
    )
    salaires = sum(
        (
            ligne.montant
            for ligne in budget
            if ligne.section == Section.CHARGE and ligne.compte.startswith(COMPTES_SALAIRES)
        ),
        ZERO,
    )
    demandee = demande.montant_demande
    if demande.is_aide_en_nature:
        demandee = valeur_totale(demandee, demande.valeur_aides)
    return LigneComparee(
        demande=demande,
        demandee=demandee,
        passes=passes,
        accorde=accorde,
        part_ville=taux(totaux.ville, totaux.produits),
        evolution=evolution(passes[-1][1] or ZERO, demandee),
        masse_salariale=taux(salaires, totaux.produits),
        avis=avis,
    )


def _somme(genre: str) -> Sum:
    """The money of votes; on help in kind, which often has none, its value too."""
    if genre != GenreDemande.AIDE_EN_NATURE:
        return Sum("montant")
    return Sum(F("montant") + Coalesce(F("valeur_en_nature"), ZERO))


def _votes(
    pacte: Pacte, genre: str, annees: Iterable[int], centres: Iterable[int]
) -> dict[tuple[int, int], Decimal]:
    """What each centre was awarded each past year, on requests of the same kind."""
    votes = (
        Attribution.objects.filter(
            pacte=pacte, exercice__in=list(annees), centre__in=list(centres), demande__genre=genre
        )
        .order_by()
        .values_list("centre", "exercice")
        .annotate(total=_somme(genre))
    )
    return {(centre, annee): total for centre, annee, total in votes}


def _accordes(demandes: Iterable[Demande], genre: str) -> dict[int, Decimal]:
    votes = (
        Attribution.objects.filter(demande__in=[demande.pk for demande in demandes])
        .order_by()
        .values_list("demande")
        .annotate(total=_somme(genre))
    )
    return dict(votes)


def _budgets(demandes: Iterable[Demande]) -> defaultdict[int, list[LigneBudget]]:
    budgets: defaultdict[int, list[LigneBudget]] = defaultdict(list)
    for ligne in LigneBudget.objects.filter(demande__in=[demande.pk for demande in demandes]):
        budgets[ligne.demande_id].append(ligne)
    return budgets


def _avis(demandes: Iterable[Demande]) -> defaultdict[int, list[Avis]]:
    avis: defaultdict[int, list[Avis]] = defaultdict(list)
    demandes_ = [demande.pk for demande in demandes]
    for lu in (
        Avis.objects.filter(demande__in=demandes_, date_annulation__isnull=True)
        .select_related("organisation")
        .order_by("organisation__nom")
    ):
        avis[lu.demande_id].append(lu)
    return avis
