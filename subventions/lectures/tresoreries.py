"""Reading the treasury of a centre and the funders it declares: for that centre alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from pacte.accord.models import Organisation, Pacte
from pacte.socle.dates import MOIS as NOMS_MOIS
from pacte.socle.montants import ZERO, ecrire_montant
from subventions.lectures.dossiers import centres_du_pacte, dossier_avance
from subventions.lectures.manques import totaux_de
from subventions.listes.paiements import VIVANTE
from subventions.models import (
    Attribution,
    Demande,
    Echeance,
    EtatDemande,
    FinancementRecu,
    GenreDemande,
    GenreVersement,
    PlanTresorerie,
    Versement,
)
from subventions.rules.seuils_financeurs import (
    Financement,
    SeuilAnnexe,
    SeuilCommissaire,
    seuil_annexe,
    seuil_commissaire,
)
from subventions.rules.tresorerie import (
    MOIS,
    Courbe,
    MoisPrevu,
    PointBas,
    SoldeDuMois,
    VersementPlace,
    point_bas,
    repartir_par_mois,
    semaines_couvertes,
    soldes_par_mois,
    tracer,
)


# --- The treasury --------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class TresorerieLue:
    """A year of treasury: its twelve balances both ways, their lowest points, the weeks covered."""

    plan: PlanTresorerie | None
    versements: tuple[VersementPlace, ...]
    soldes: tuple[SoldeDuMois, ...]
    courbe: Courbe
    bas_avec: PointBas
    bas_sans: PointBas
    semaines_avec: int | None
    semaines_sans: int | None

    @property
    def lignes(self) -> list[tuple[str, SoldeDuMois]]:
        """Each month with its name."""
        return [(NOMS_MOIS[solde.mois - 1], solde) for solde in self.soldes]

    @property
    def avance(self) -> Decimal:
        """The advance placed in the year, zero without one."""
        return sum((v.montant for v in self.versements if v.is_avance), ZERO)

    @property
    def mois_bas_avec(self) -> str:
        return NOMS_MOIS[self.bas_avec.mois - 1]

    @property
    def mois_bas_sans(self) -> str:
        return NOMS_MOIS[self.bas_sans.mois - 1]

    @property
    def description(self) -> str:
        """The sentence read in place of the drawing."""
        return (
            f"Avec l'avance, le point le plus bas est de {ecrire_montant(self.bas_avec.solde)} en "
            f"{self.mois_bas_avec}. Sans l'avance, il est de {ecrire_montant(self.bas_sans.solde)} "
            f"en {self.mois_bas_sans}."
        )


def lire_tresorerie(pacte: Pacte, centre: Organisation, exercice: int, au: date) -> TresorerieLue:
    """The treasury of a centre's year, the city's payments placed at their days."""
    plan = (
        PlanTresorerie.objects.filter(centre=centre, exercice=exercice)
        .prefetch_related("mois")
        .first()
    )
    mois = [MoisPrevu(m.mois, m.recettes, m.depenses) for m in plan.mois.all()] if plan else []
    versements = versements_de_la_ville(pacte, centre, exercice, au)
    soldes = soldes_par_mois(plan.solde_initial if plan else ZERO, mois, versements, exercice)
    bas_avec = point_bas([solde.solde_avec for solde in soldes])
    bas_sans = point_bas([solde.solde_sans for solde in soldes])
    depenses = sum((ligne.depenses for ligne in mois), ZERO)
    return TresorerieLue(
        plan=plan,
        versements=tuple(versements),
        soldes=tuple(soldes),
        courbe=tracer(soldes),
        bas_avec=bas_avec,
        bas_sans=bas_sans,
        semaines_avec=semaines_couvertes(bas_avec.solde, depenses),
        semaines_sans=semaines_couvertes(bas_sans.solde, depenses),
    )


def versements_de_la_ville(
    pacte: Pacte, centre: Organisation, exercice: int, au: date
) -> list[VersementPlace]:
    """What the city paid or is to pay in a civil year, each at its day."""
    payes = Versement.objects.filter(
        pacte=pacte, centre=centre, date_paiement__year=exercice
    ).order_by("date_paiement", "pk")
    places = [
        VersementPlace(v.date_paiement, v.montant, v.genre == GenreVersement.AVANCE) for v in payes
    ]
    attendues = Echeance.objects.filter(
        VIVANTE, pacte=pacte, centre=centre, date_prevue__year=exercice
    ).order_by("date_prevue", "pk")
    places += [VersementPlace(e.date_prevue, e.montant) for e in attendues]
    if not any(place.is_avance for place in places):
        dossier = dossier_avance(pacte, centre, exercice, au)
        if dossier is not None and dossier.versement is None and dossier.calcul.theorique > 0:
            places.append(
                VersementPlace(dossier.regles.paiement_vise, dossier.calcul.theorique, True)
            )
    return places


def mois_du_budget(
    pacte: Pacte, centre: Organisation, exercice: int
) -> dict[int, tuple[Decimal, Decimal]] | None:
    """A twelfth of the budget per month: (receipts without the city's, spending); None without one."""
    demande = (
        Demande.objects.filter(
            pacte=pacte,
            centre=centre,
            exercice=exercice,
            genre=GenreDemande.FONCTIONNEMENT,
        )
        .exclude(etat__in=(EtatDemande.REFUSEE, EtatDemande.RETIREE))
        .order_by("-pk")
        .first()
    )
    totaux = totaux_de(demande) if demande else None
    if totaux is None or totaux.charges == 0:
        return None
    recettes = repartir_par_mois(max(totaux.produits - totaux.ville, ZERO))
    depenses = repartir_par_mois(totaux.charges)
    return {mois: (recettes[mois - 1], depenses[mois - 1]) for mois in MOIS}


# --- Thresholds across funders ---------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class FinanceursLus:
    """What a centre declares of a year, the city's own votes added, and what both thresholds say."""

    exercice: int
    declares: tuple[FinancementRecu, ...]
    ville: Decimal
    commissaire: SeuilCommissaire
    annexe: SeuilAnnexe


def lire_financeurs(pacte: Pacte, centre: Organisation, exercice: int) -> FinanceursLus:
    """The funders that a centre declares for a year, and the thresholds; in four queries."""
    declares = tuple(FinancementRecu.objects.filter(centre=centre, exercice=exercice))
    ville = _votes_de_la_ville(pacte, [centre], exercice).get(centre.pk, ZERO)
    financements = [Financement(f.montant, f.en_nature, f.compte_seuil) for f in declares]
    return FinanceursLus(
        exercice=exercice,
        declares=declares,
        ville=ville,
        commissaire=seuil_commissaire([*financements, Financement(ville)]),
        annexe=seuil_annexe(ville, ressources_connues(pacte, centre, exercice)),
    )


def lire_annexe(pacte: Pacte, exercice: int) -> list[tuple[Organisation, SeuilAnnexe]]:
    """The city's own duty, centre by centre: what it gives against what it knows of each budget."""
    centres = centres_du_pacte(pacte)
    verses = _votes_de_la_ville(pacte, centres, exercice)
    ressources = _ressources(pacte, centres, exercice)
    return [
        (centre, seuil_annexe(verses.get(centre.pk, ZERO), ressources.get(centre.pk)))
        for centre in centres
    ]


def ressources_connues(pacte: Pacte, centre: Organisation, exercice: int) -> Decimal | None:
    """The total of the deposited budget of a year, None when none was deposited."""
    return _ressources(pacte, [centre], exercice).get(centre.pk)


def _votes_de_la_ville(
    pacte: Pacte, centres: Sequence[Organisation], exercice: int
) -> dict[int, Decimal]:
    return dict(
        Attribution.objects.filter(pacte=pacte, centre__in=centres, exercice=exercice)
        .order_by()
        .values_list("centre")
        .annotate(total=Sum("montant"))
    )


def _ressources(pacte: Pacte, centres: Sequence[Organisation], exercice: int) -> dict[int, Decimal]:
    """The deposited budget's total of resources, by centre; the last request speaks."""
    demandes = (
        Demande.objects.filter(
            pacte=pacte,
            centre__in=centres,
            exercice=exercice,
            genre=GenreDemande.FONCTIONNEMENT,
            date_depot__isnull=False,
        )
        .exclude(etat=EtatDemande.RETIREE)
        .prefetch_related("lignes")
        .select_related("pacte__ville")
        .order_by("pk")
    )
    totaux = {d.centre_id: totaux_de(d, list(d.lignes.all())).produits for d in demandes}
    return {centre: total for centre, total in totaux.items() if total > 0}
