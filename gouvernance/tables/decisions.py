"""The two lists of the record: what is to be followed, and the register. Three facts on a phone."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_tables2 import Column, Table

from gouvernance.models import Decision
from gouvernance.tables.reunions import PRINCIPALE, SECONDAIRE, jour_html
from pacte.socle.badges import badge_html

A_DESIGNER = format_html('<div><span class="discret">{}</span></div>', "à désigner")
PERSONNE = format_html('<div><span class="discret">{}</span></div>', "sans suite à donner")


def _reunion(decision: Decision) -> SafeString:
    return format_html(
        '<a class="small" href="{}#decision-{}">{}</a>',
        reverse("voir_reunion", args=[decision.pacte.code, decision.reunion_id]),
        decision.pk,
        decision.reunion.titre,
    )


class _TableDuReleve(Table):
    """What both lists show of a line."""

    def __init__(self, *args: Any, le: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.le = le

    def render_texte(self, record: Decision) -> SafeString:
        page = reverse("voir_decision", args=[record.pacte.code, record.pk])
        suite = (
            format_html('<br><span class="discret small">Suite : {}</span>', record.suite)
            if record.suite
            else ""
        )
        return format_html(
            '<div><a href="{}">{}</a><br>{}{}</div>', page, record.texte, _reunion(record), suite
        )

    def render_responsable(self, record: Decision) -> SafeString:
        porteur = record.porteur
        if porteur is None:
            return A_DESIGNER if record.genre == "action" else PERSONNE
        return format_html(
            '<div>{}<br><span class="discret small">{}</span></div>',
            porteur.personne,
            porteur.organisation,
        )

    def render_etat(self, record: Decision) -> SafeString:
        if record.blocage:
            return format_html(
                '<div>{}<br><span class="discret small">{}</span></div>',
                badge_html(record.etat(self.le)),
                record.blocage,
            )
        return badge_html(record.etat(self.le))


class DecisionsTable(_TableDuReleve):
    """What somebody has to carry out: actions, and decisions given to somebody."""

    texte = Column(verbose_name="Action ou décision", orderable=False, attrs=PRINCIPALE)
    genre = Column(verbose_name="Nature", order_by=("genre", "pk"), attrs=SECONDAIRE)
    responsable = Column(
        verbose_name="Revient à", order_by=("responsable__personne__nom", "pk"), empty_values=()
    )
    echeance = Column(verbose_name="Échéance", order_by=("jour_du_terme", "pk"), empty_values=())
    etat = Column(verbose_name="État", orderable=False, empty_values=())

    class Meta:
        model = Decision
        fields = ("texte", "genre", "responsable", "echeance", "etat")

    def render_echeance(self, record: Decision) -> SafeString:
        if record.terme is None:
            return format_html('<div><span class="discret">{}</span></div>', "sans échéance")
        if record.echeance_reportee is not None:
            return format_html(
                '<div>{}<br><span class="discret small">changée</span></div>',
                jour_html(record.terme),
            )
        return format_html("<div>{}</div>", jour_html(record.terme))


class RegistreTable(_TableDuReleve):
    """The numbered register."""

    numero = Column(
        verbose_name="Numéro",
        accessor="inscription",
        order_by=("inscription__annee", "inscription__numero"),
    )
    texte = Column(verbose_name="Décision", orderable=False, attrs=PRINCIPALE)
    date = Column(
        verbose_name="Prise le",
        accessor="reunion__date_reunion",
        order_by=("reunion__date_reunion", "pk"),
        attrs=SECONDAIRE,
    )
    responsable = Column(
        verbose_name="Revient à", order_by=("responsable__personne__nom", "pk"), empty_values=(),
        attrs=SECONDAIRE,
    )  # fmt: skip
    date_revue = Column(verbose_name="À revoir le", empty_values=())
    etat = Column(verbose_name="État", orderable=False, empty_values=())

    class Meta:
        model = Decision
        fields = ("numero", "texte", "date", "responsable", "date_revue", "etat")

    def render_numero(self, record: Decision) -> SafeString:
        return format_html('<span class="registre-numero">{}</span>', record.numero)

    def render_date(self, record: Decision) -> SafeString:
        jour = record.reunion.date_reunion
        return format_html("<div>{}</div>", jour_html(jour) if jour else "")

    def render_date_revue(self, record: Decision) -> SafeString:
        jour = record.date_revue
        if jour is None:
            return format_html('<div><span class="discret">{}</span></div>', "pas de revue")
        if jour <= self.le:
            return format_html(
                '<div>{}<br><strong class="registre-revue small">à revoir maintenant</strong></div>',
                jour_html(jour),
            )
        return format_html("<div>{}</div>", jour_html(jour))
