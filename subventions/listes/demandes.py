"""The list of requests: its filters and its table."""

from datetime import date
from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from pacte.accord.models import Fonction, Organisation, Pacte
from pacte.socle.badges import badge_html
from pacte.socle.dates import ecrire_jour_court
from pacte.socle.formulaires import MontantField
from subventions.models import Attribution, Demande, EtatDemande, GenreDemande
from subventions.rules.en_nature import dire_vote

CHIFFRE = {"td": {"class": "nombre"}, "th": {"class": "nombre"}}
MOTS_CHERCHES = 6
SECONDAIRE = {"td": {"class": "secondaire"}}


def demandes_visibles(pacte: Pacte, fonction: Fonction) -> QuerySet[Demande]:
    """The requests of the pact that the function may see, with what was awarded on each.

    A subquery, not a join: the database adds up the votes of the rows that are shown, and counts the
    others without reading them.
    """
    votes = (
        Attribution.objects.filter(demande=OuterRef("pk"))
        .order_by()
        .values("demande")
        .annotate(total=Sum("montant"), en_nature=Sum("valeur_en_nature"))
    )
    return (
        Demande.objects.for_fonction(fonction)
        .filter(pacte=pacte)
        .select_related("centre", "pacte")
        .annotate(
            accorde=Subquery(votes.values("total")),
            accorde_en_nature=Subquery(votes.values("en_nature")),
        )
        .order_by("-exercice", "centre__nom", "-pk")
    )


class FiltreMontant(django_filters.Filter):
    """An amount in the address, as people type it: « 12 345,67 », « 12345.67 »."""

    field_class = MontantField


class FiltreDemandes(django_filters.FilterSet):
    """Filters that write the address: year, centre (for the city alone), kind, state, amount, words.

    An amount that cannot be read is said beside its field, and filters nothing.
    """

    exercice = django_filters.ChoiceFilter(label="Année", empty_label="Toutes les années")
    centre = django_filters.ModelChoiceFilter(
        label="Centre social",
        queryset=Organisation.objects.none(),
        to_field_name="code",
        empty_label="Tous les centres",
    )
    genre = django_filters.ChoiceFilter(
        label="Genre", choices=GenreDemande.choices, empty_label="Tous les genres"
    )
    etat = django_filters.ChoiceFilter(
        label="État", choices=EtatDemande.choices, empty_label="Tous les états"
    )
    montant_min = FiltreMontant(
        label="Demandé, à partir de", field_name="montant_demande", lookup_expr="gte"
    )
    montant_max = FiltreMontant(
        label="Demandé, jusqu'à", field_name="montant_demande", lookup_expr="lte"
    )
    q = django_filters.CharFilter(label="Mots", max_length=100, method="chercher")

    class Meta:
        model = Demande
        fields = ("exercice", "centre", "genre", "etat", "montant_min", "montant_max", "q")

    def __init__(
        self, *args: Any, exercices: list[int], centres: QuerySet[Organisation] | None, **kw: Any
    ) -> None:
        super().__init__(*args, **kw)
        annees = [(str(annee), str(annee)) for annee in exercices]
        self.filters["exercice"].extra["choices"] = annees
        if centres is None:
            del self.filters["centre"]
        else:
            self.filters["centre"].queryset = centres
        for champ in self.form.fields.values():
            liste = isinstance(champ, forms.ChoiceField | forms.ModelChoiceField)
            champ.widget.attrs.setdefault("class", "form-select" if liste else "form-control")
            if isinstance(champ, forms.ModelChoiceField):
                champ.label_from_instance = lambda centre: centre.nom

    def chercher(self, demandes: QuerySet[Demande], nom: str, valeur: str) -> QuerySet[Demande]:
        """Keep the requests that hold every word, whatever the accents: number, object, text."""
        for mot in valeur.split()[:MOTS_CHERCHES]:
            demandes = demandes.filter(
                Q(numero__icontains=mot)
                | Q(objet__unaccent__icontains=mot)
                | Q(presentation__unaccent__icontains=mot)
                | Q(centre__nom__unaccent__icontains=mot)
            )
        return demandes


class TableDemandes(tables.Table):
    """25 requests a page; a card each on a phone, with its three main facts."""

    numero = tables.Column(verbose_name="Demande", order_by=("numero", "pk"), empty_values=())
    centre = tables.Column(verbose_name="Centre social", order_by="centre__nom")
    exercice = tables.Column(verbose_name="Année")
    montant_demande = tables.Column(verbose_name="Demandé", attrs=CHIFFRE)
    accorde = tables.Column(verbose_name="Voté", attrs=CHIFFRE)
    etat = tables.Column(verbose_name="État")
    date_depot = tables.Column(verbose_name="Déposée le", attrs=SECONDAIRE, default="—")

    class Meta:
        orderable = True
        order_by = ()
        template_name = "composants/table.html"

    def __init__(self, *args: Any, code: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.code = code
        # How far the drafts of the page are: read once the page is known.
        self.avancement: dict[int, str] = {}

    def render_date_depot(self, value: date) -> str:
        return ecrire_jour_court(value)

    def render_numero(self, record: Demande) -> SafeString:
        url = reverse("voir_demande", args=[self.code, record.pk])
        return format_html(
            '<a href="{}">{}</a><br><span class="discret small">{}</span>',
            url,
            record.numero or self.avancement.get(record.pk, "En préparation"),
            record.objet or "Sans objet pour le moment",
        )

    def render_montant_demande(self, record: Demande) -> str:
        return record.montant_demande_dit

    def render_accorde(self, value: Any, record: Demande) -> str:
        return dire_vote(value, record.accorde_en_nature)

    def render_etat(self, record: Demande) -> SafeString:
        etat = badge_html(record.etat_enum)
        if record.etat != EtatDemande.BROUILLON or record.date_relecture is None:
            return etat
        suite = "confirmée" if record.date_confirmation else "prête à relire"
        return format_html('{}<br><span class="discret small">{}</span>', etat, suite)
