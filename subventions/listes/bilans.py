"""The lists of what closes a subsidy: financial reports and recoveries, their filters and exports."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from pacte.accord.models import Fonction, Organisation, Pacte
from subventions import rules
from subventions.lectures import comptes_rendus as comptes_rendus_lus
from subventions.lectures.comptes_rendus import CompteRenduAttendu
from subventions.lectures.conservation import conservation_du_bilan
from subventions.models import (
    Attribution,
    EtatCompteRenduFinancier,
    MotifReversement,
    Reversement,
)
from subventions.workflow import EtatReversement, SituationCompteRendu


class _FiltreBilans(django_filters.FilterSet):
    """Filters that write the address: year, and centre for the city alone."""

    exercice = django_filters.ChoiceFilter(label="Année", empty_label="Toutes les années")
    centre = django_filters.ModelChoiceFilter(
        label="Centre social",
        queryset=Organisation.objects.none(),
        to_field_name="code",
        empty_label="Tous les centres",
    )

    def __init__(
        self, data: Any, queryset: QuerySet[Any], *, fonction: Fonction, **kwargs: Any
    ) -> None:
        super().__init__(data, queryset, **kwargs)
        annees = queryset.order_by("-exercice").values_list("exercice", flat=True).distinct()
        self.filters["exercice"].extra["choices"] = [(str(a), str(a)) for a in annees]
        if fonction.is_centre:
            del self.filters["centre"]
        else:
            self.filters["centre"].queryset = Organisation.objects.filter(
                pk__in=queryset.order_by().values("centre")
            ).order_by("nom")
        for champ in self.form.fields.values():
            champ.widget.attrs.setdefault("class", "form-select")
            if isinstance(champ, forms.ModelChoiceField):
                champ.label_from_instance = lambda centre: centre.nom


# --- Financial reports --------------------------------------------------------------------------
def attributions_visibles(pacte: Pacte, fonction: Fonction) -> QuerySet[Attribution]:
    """The awards of the pact to account for that the function may see, soonest due last."""
    visibles = Attribution.objects.for_fonction(fonction).filter(pacte=pacte)
    return comptes_rendus_lus.attributions_a_justifier(visibles).order_by(
        "-fin", "centre__nom", "pk"
    )


class FiltreComptesRendus(_FiltreBilans):
    """Filters of the financial reports; « late » is computed at the day of reading."""

    situation = django_filters.ChoiceFilter(
        label="Situation",
        choices=SituationCompteRendu.choices,
        empty_label="Toutes les situations",
        method="filtrer_situation",
    )

    class Meta:
        model = Attribution
        fields = ("exercice", "centre")

    def filtrer_situation(
        self, attributions: QuerySet[Attribution], nom: str, valeur: str
    ) -> QuerySet[Attribution]:
        """Keep what `CompteRenduAttendu.situation` says."""
        le = timezone.localdate()
        if valeur == SituationCompteRendu.EN_RETARD:
            return comptes_rendus_lus.en_retard(attributions, le)
        if valeur in comptes_rendus_lus.RENDUS:
            return attributions.filter(compte_rendu_financier__etat=valeur)
        a_temps = attributions.filter(fin__gt=rules.derniere_fin_avant(le))
        if valeur == SituationCompteRendu.ATTENDU:
            return a_temps.filter(compte_rendu_financier__isnull=True)
        return a_temps.filter(compte_rendu_financier__etat=valeur)


ENTETES_COMPTES_RENDUS = (
    "Centre social",
    "Exercice",
    "Subvention",
    "Délibération",
    "Montant accordé",
    "Fin de l'exercice",
    "À rendre au plus tard le",
    "Situation",
    "Déposé le",
    "Accepté le",
    "Subvention utilisée",
    "Non dépensé",
    "Conservation jusqu'au",
    "Sort final",
)


def lignes_comptes_rendus(lignes: Iterable[CompteRenduAttendu]) -> Iterable[tuple[Any, ...]]:
    """Yield the exported cells of each expected report."""
    for ligne in lignes:
        compte_rendu, attribution = ligne.compte_rendu, ligne.attribution
        utilise = compte_rendu.montant_utilise if _is_lisible(compte_rendu) else None
        conservation = conservation_du_bilan(ligne)
        yield (
            attribution.centre.nom,
            attribution.exercice,
            attribution.libelle,
            attribution.numero_deliberation,
            ligne.accorde,
            ligne.fin,
            ligne.echeance,
            ligne.situation.label,
            compte_rendu.date_depot if compte_rendu else None,
            compte_rendu.date_acceptation if compte_rendu else None,
            utilise,
            rules.reliquat(ligne.accorde, utilise) if utilise is not None else None,
            conservation.fin if conservation else None,
            conservation.sort if conservation else "",
        )


def _is_lisible(compte_rendu: Any) -> bool:
    """Whether the report's figures are handed in: a draft stays with the centre."""
    return compte_rendu is not None and compte_rendu.etat != EtatCompteRenduFinancier.BROUILLON


# --- Recoveries -----------------------------------------------------------------------------------
def reversements_visibles(pacte: Pacte, fonction: Fonction) -> QuerySet[Reversement]:
    """The recoveries of the pact that the function may see, latest first."""
    return (
        Reversement.objects.for_fonction(fonction)
        .filter(pacte=pacte)
        .select_related("centre", "attribution")
        .order_by("-date_information", "-pk")
    )


# Each state is its dates: `Reversement.etat_enum` says the same, one row at a time.
_DATES = {
    EtatReversement.ABANDONNE: {"date_abandon__isnull": False},
    EtatReversement.ENCAISSE: {"date_abandon__isnull": True, "date_encaissement__isnull": False},
    EtatReversement.TITRE: {
        "date_abandon__isnull": True,
        "date_encaissement__isnull": True,
        "date_titre__isnull": False,
    },
    EtatReversement.DECIDE: {
        "date_abandon__isnull": True,
        "date_titre__isnull": True,
        "date_decision__isnull": False,
    },
    EtatReversement.CONTRADICTOIRE: {"date_abandon__isnull": True, "date_decision__isnull": True},
}


class FiltreReversements(_FiltreBilans):
    """Filters of the recoveries."""

    etat = django_filters.ChoiceFilter(
        label="État",
        choices=EtatReversement.choices,
        empty_label="Tous les états",
        method="filtrer_etat",
    )
    motif = django_filters.ChoiceFilter(
        label="Motif", choices=MotifReversement.choices, empty_label="Tous les motifs"
    )

    class Meta:
        model = Reversement
        fields = ("exercice", "centre", "motif")

    def filtrer_etat(
        self, reversements: QuerySet[Reversement], nom: str, valeur: str
    ) -> QuerySet[Reversement]:
        """Keep what `Reversement.etat_enum` says."""
        return reversements.filter(**_DATES[EtatReversement(valeur)])


ENTETES_REVERSEMENTS = (
    "Centre social",
    "Exercice",
    "Motif",
    "Montant",
    "État",
    "Centre informé le",
    "Observations jusqu'au",
    "Observations reçues le",
    "Décidé le",
    "Titre de recettes",
    "Titre émis le",
    "Encaissé le",
    "Abandonné le",
)


def lignes_reversements(reversements: Iterable[Reversement]) -> Iterable[tuple[Any, ...]]:
    """Yield the exported cells of each recovery."""
    for reversement in reversements:
        jours: tuple[date | None, ...] = (
            reversement.date_information,
            reversement.echeance_observations,
            reversement.date_observations,
            reversement.date_decision,
        )
        yield (
            reversement.centre.nom,
            reversement.exercice,
            reversement.get_motif_display(),
            reversement.montant,
            reversement.etat_enum.label,
            *jours,
            reversement.numero_titre,
            reversement.date_titre,
            reversement.date_encaissement,
            reversement.date_abandon,
        )
