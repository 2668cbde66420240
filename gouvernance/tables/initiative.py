"""The lists of requests and of questions: three main facts each on a phone."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_tables2 import Column, Table

from gouvernance.models import DemandeReunion, EtatDemandeReunion, Interpellation
from gouvernance.tables.reunions import PRINCIPALE, SECONDAIRE, jour_html
from pacte.socle.badges import badge_html
from pacte.socle.dates import ecrire_jour_court


class _TableDatee(Table):
    """A table that says where each row stands on day `le`."""

    def __init__(self, *args: Any, le: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.le = le


class DemandesReunionTable(_TableDatee):
    """Requests: which meeting, who asks, whom, by when."""

    instance = Column(
        verbose_name="Réunion demandée", order_by=("instance__ordre",), attrs=PRINCIPALE
    )
    demandee_par = Column(verbose_name="Demandée par", orderable=False, attrs=SECONDAIRE)
    date_demande = Column(verbose_name="Le")
    adressee_a = Column(verbose_name="Revient à", orderable=False)
    etat = Column(verbose_name="État", orderable=False, empty_values=())

    class Meta:
        model = DemandeReunion
        fields = ("instance", "demandee_par", "date_demande", "adressee_a", "etat")

    def render_instance(self, record: DemandeReunion) -> SafeString:
        url = reverse("voir_demande_reunion", args=[record.pacte.code, record.pk])
        return format_html('<a href="{}">{}</a>', url, record.sujet)

    def render_demandee_par(self, record: DemandeReunion) -> str:
        return f"{record.demandee_par.personne}, {record.demandee_par.organisation}"

    def render_date_demande(self, record: DemandeReunion) -> SafeString:
        return jour_html(record.date_demande)

    def render_etat(self, record: DemandeReunion) -> SafeString:
        etat = record.etat(self.le)
        if etat != EtatDemandeReunion.EN_ATTENTE:
            return badge_html(etat)
        return format_html(
            '<div>{} <span class="discret">jusqu’au {}</span></div>',
            badge_html(etat),
            ecrire_jour_court(record.date_limite),
        )


class QuestionsTable(_TableDatee):
    """Questions between parties: what, who asks, whom, where it stands."""

    objet = Column(verbose_name="Question", orderable=False, attrs=PRINCIPALE)
    posee_par = Column(verbose_name="Posée par", orderable=False, attrs=SECONDAIRE)
    date_question = Column(verbose_name="Le")
    adressee_a = Column(verbose_name="Posée à", orderable=False)
    etat = Column(verbose_name="État", orderable=False, empty_values=())

    class Meta:
        model = Interpellation
        fields = ("objet", "posee_par", "date_question", "adressee_a", "etat")

    def render_objet(self, record: Interpellation) -> SafeString:
        url = reverse("voir_interpellation", args=[record.pacte.code, record.pk])
        return format_html(
            '<a href="{}">{}</a><br><span class="discret small">{}</span>',
            url,
            record.objet,
            record.sujet,
        )

    def render_posee_par(self, record: Interpellation) -> str:
        return f"{record.posee_par.personne}, {record.posee_par.organisation}"

    def render_date_question(self, record: Interpellation) -> SafeString:
        return jour_html(record.date_question)

    def render_etat(self, record: Interpellation) -> SafeString:
        return badge_html(record.etat(self.le))
