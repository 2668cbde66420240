"""The finance department's list of payments: its filters, its cells, its bank details."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import django_filters
from django import forms
from django.db.models import Case, DateField, ExpressionWrapper, F, Q, QuerySet, Sum, When
from django.db.models.functions import Coalesce

from pacte.accord.models import Fonction, Organisation, Pacte
from pacte.socle.formulaires import JourField
from pacte.socle.montants import ZERO
from subventions import rules
from subventions.lectures.dossiers import DossierAvance
from subventions.lectures.echeanciers import limite_de
from subventions.lectures.pieces import ribs_des_centres
from subventions.models import (
    Attribution,
    Echeance,
    EtatEcheance,
    GenreVersement,
    Versement,
)
from subventions.rules.versements import DELAI_PAIEMENT, is_paiement_en_retard

SANS_RIB = "RIB manquant"
VIVANTE = Q(versement__isnull=True, date_annulation__isnull=True, date_rejet__isnull=True)
# The states, as SQL: the same reading as `Echeance.etat_enum`.
PAR_ETAT = {
    EtatEcheance.PAYEE: Q(versement__isnull=False),
    EtatEcheance.ANNULEE: Q(versement__isnull=True, date_annulation__isnull=False),
    EtatEcheance.REJETEE: Q(
        versement__isnull=True, date_annulation__isnull=True, date_rejet__isnull=False
    ),
    EtatEcheance.MANDATEE: VIVANTE & Q(date_ordonnancement__isnull=False),
    EtatEcheance.PREVUE: VIVANTE & Q(date_ordonnancement__isnull=True),
}
EN_RETARD = "en_retard"
COMMUNES = (
    "Bénéficiaire",
    "SIRET",
    "IBAN",
    "BIC",
    "Montant",
    "Libellé",
    "Référence",
    "À payer le",
    "Au plus tard le",
    "État",
    "Exercice",
)
ENTETES = (*COMMUNES, "Délibération", "Mandatée le", "Payée le")
ENTETES_AVANCES = (*COMMUNES, "Base", "Demandée le", "Délibération", "Ce qui manque")


def echeances_visibles(pacte: Pacte, fonction: Fonction) -> QuerySet[Echeance]:
    """The lines of every schedule that the function may see, with the last day of each."""
    limite = ExpressionWrapper(
        F("attribution__date_notification") + DELAI_PAIEMENT, output_field=DateField()
    )
    return (
        Echeance.objects.for_fonction(fonction)
        .filter(pacte=pacte)
        .select_related("centre", "attribution__demande", "versement")
        .annotate(
            limite_legale=limite,
            # What is still to pay first, the soonest first; then the rest, the latest first.
            a_venir=Case(When(VIVANTE, then=F("date_prevue")), output_field=DateField()),
        )
        .order_by(F("a_venir").asc(nulls_last=True), "-date_prevue", "centre__nom", "pk")
    )


class FiltrePaiements(django_filters.FilterSet):
    """Filters that write the address: year, centre, state, due before a day."""

    exercice = django_filters.ChoiceFilter(
        label="Année", empty_label="Toutes les années", field_name="attribution__exercice"
    )
    centre = django_filters.ModelChoiceFilter(
        label="Centre social",
        queryset=Organisation.objects.none(),
        to_field_name="code",
        empty_label="Tous les centres",
    )
    etat = django_filters.ChoiceFilter(
        label="État",
        choices=[(EN_RETARD, "en retard"), *EtatEcheance.choices],
        empty_label="Tous les états",
        method="filtrer_etat",
    )
    avant = django_filters.DateFilter(
        label="À payer avant le", field_name="date_prevue", lookup_expr="lte"
    )

    class Meta:
        model = Echeance
        fields = ("exercice", "centre", "etat", "avant")

    def __init__(
        self,
        *args: Any,
        au: date,
        exercices: Iterable[int],
        centres: QuerySet[Organisation],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.au = au
        annees = [(str(annee), str(annee)) for annee in exercices]
        self.filters["exercice"].extra["choices"] = annees
        self.filters["centre"].queryset = centres
        widget = JourField().widget
        self.filters["avant"].extra["widget"] = widget
        for champ in self.form.fields.values():
            classe = "form-control" if isinstance(champ, forms.DateField) else "form-select"
            champ.widget.attrs.setdefault("class", classe)
            if isinstance(champ, forms.ModelChoiceField):
                champ.label_from_instance = lambda centre: centre.nom

    def filtrer_etat(
        self, echeances: QuerySet[Echeance], nom: str, valeur: str
    ) -> QuerySet[Echeance]:
        if valeur != EN_RETARD:
            return echeances.filter(PAR_ETAT[EtatEcheance(valeur)])
        sans_modalite = Q(condition="", limite_legale__lt=self.au)
        return echeances.filter(
            VIVANTE & (sans_modalite | ~Q(condition="") & Q(date_prevue__lt=self.au))
        )


@dataclass(frozen=True, slots=True)
class LignePaiement:
    """A row of the list: the line, its last day, the masked bank account."""

    echeance: Echeance
    limite: date | None
    is_en_retard: bool
    iban: str


def lignes_de_la_page(echeances: Iterable[Echeance], le: date) -> list[LignePaiement]:
    """The rows of one page, with masked accounts (one query more)."""
    lues = list(echeances)
    ribs = ribs_des_centres({e.centre_id for e in lues}, le)
    lignes = []
    for echeance in lues:
        rib = ribs.get(echeance.centre_id)
        limite = limite_de(echeance, echeance.attribution.date_notification)
        paiement = echeance.versement.date_paiement if echeance.versement else None
        vivante = echeance.etat_enum in {EtatEcheance.PREVUE, EtatEcheance.MANDATEE}
        retard = (vivante or paiement is not None) and is_paiement_en_retard(limite, paiement, le)
        lignes.append(
            LignePaiement(
                echeance, limite, retard, rules.masquer_iban(rib.iban) if rib else SANS_RIB
            )
        )
    return lignes


def total_de(echeances: QuerySet[Echeance]) -> Decimal:
    """The sum of what the list shows, refused and cancelled lines apart; by SQL."""
    vives = echeances.filter(date_rejet__isnull=True, date_annulation__isnull=True)
    return vives.aggregate(total=Coalesce(Sum("montant"), ZERO))["total"]


def lignes_paiements(echeances: Iterable[Echeance], le: date) -> Iterable[tuple[Any, ...]]:
    """Yield the exported cells: what a transfer file needs, whole accounts included."""
    lues = list(echeances)
    ribs = ribs_des_centres({e.centre_id for e in lues}, le)
    for echeance in lues:
        vote = echeance.attribution
        rib = ribs.get(echeance.centre_id)
        yield (
            (rib.titulaire if rib else "") or echeance.centre.nom,
            echeance.centre.siret,
            rib.iban if rib else "",
            rib.bic if rib else "",
            echeance.montant,
            _libelle(echeance, vote),
            echeance.reference,
            echeance.date_prevue,
            limite_de(echeance, vote.date_notification),
            echeance.etat_enum.label,
            vote.exercice,
            vote.numero_deliberation,
            echeance.date_ordonnancement,
            echeance.versement.date_paiement if echeance.versement else None,
        )


def _libelle(echeance: Echeance, vote: Attribution) -> str:
    numero = vote.demande.numero if vote.demande else vote.numero_deliberation
    return f"{echeance.get_genre_display().capitalize()} subvention {vote.exercice} {numero}"


def lignes_avances(dossiers: Iterable[DossierAvance], le: date) -> Iterable[tuple[Any, ...]]:
    """Yield the exported cells of the advances of a year, ready for a transfer file."""
    lus = list(dossiers)
    ribs = ribs_des_centres({lu.centre.pk for lu in lus}, le)
    for lu in lus:
        rib = ribs.get(lu.centre.pk)
        avance = lu.avance
        yield (
            (rib.titulaire if rib else "") or lu.centre.nom,
            lu.centre.siret,
            rib.iban if rib else "",
            rib.bic if rib else "",
            lu.montant,
            f"Avance subvention {lu.exercice}",
            lu.versement.reference if lu.versement else "",
            lu.regles.paiement_vise,
            lu.regles.paiement_limite,
            lu.etat.label,
            lu.exercice,
            lu.calcul.base.total,
            avance.date_demande if avance else None,
            avance.numero_deliberation if avance else "",
            " ".join(f"{phrase} Revient {cote}." for cote, phrase in lu.attentes),
        )


@dataclass(frozen=True, slots=True)
class AnneeVersements:
    """What a centre sees of a year: the advance, the lines, the payments, two totals."""

    exercice: int
    versements: list[Versement]
    lignes: list[LignePaiement]
    paye: Decimal
    a_venir: Decimal


def annees_du_centre(pacte: Pacte, fonction: Fonction, le: date) -> list[AnneeVersements]:
    """The payments of the acting centre, year by year, latest first; two queries."""
    versements = list(
        Versement.objects.for_fonction(fonction)
        .filter(pacte=pacte, echeance__isnull=True)
        .select_related("attribution__demande")
        .order_by("date_paiement", "pk")
    )
    lignes = [
        _ligne_du_centre(echeance, le)
        for echeance in echeances_visibles(pacte, fonction).exclude(PAR_ETAT[EtatEcheance.ANNULEE])
    ]
    annees = {v.exercice for v in versements} | {
        ligne.echeance.attribution.exercice for ligne in lignes
    }
    return [_annee(annee, versements, lignes) for annee in sorted(annees, reverse=True)]


def _ligne_du_centre(echeance: Echeance, le: date) -> LignePaiement:
    limite = limite_de(echeance, echeance.attribution.date_notification)
    vivante = echeance.etat_enum in {EtatEcheance.PREVUE, EtatEcheance.MANDATEE}
    return LignePaiement(echeance, limite, vivante and is_paiement_en_retard(limite, None, le), "")


def _annee(
    annee: int, versements: Iterable[Versement], lignes: Iterable[LignePaiement]
) -> AnneeVersements:
    siens = [v for v in versements if v.exercice == annee]
    siennes = [ligne for ligne in lignes if ligne.echeance.attribution.exercice == annee]
    payees = [li.echeance.montant for li in siennes if li.echeance.etat_enum == EtatEcheance.PAYEE]
    attendus = {EtatEcheance.PREVUE, EtatEcheance.MANDATEE}
    return AnneeVersements(
        exercice=annee,
        versements=sorted(siens, key=lambda v: (v.genre != GenreVersement.AVANCE, v.date_paiement)),
        lignes=sorted(siennes, key=lambda li: (li.echeance.date_prevue, li.echeance.pk)),
        paye=sum(payees, sum((v.montant for v in siens), ZERO)),
        a_venir=sum(
            (li.echeance.montant for li in siennes if li.echeance.etat_enum in attendus), ZERO
        ),
    )
