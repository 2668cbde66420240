"""The tables of the lists: three main facts each on a phone."""

from datetime import date
from typing import Any

from django_tables2 import Column, Table, TemplateColumn

from gouvernance.models import Decision, EtatDecision, Reunion
from gouvernance.permissions import can_realiser
from pacte.accord.models import Fonction
from pacte.socle.droits import Droit

PRINCIPALE, SECONDAIRE = {"td": {"class": "principale"}}, {"td": {"class": "secondaire"}}


class ReunionsTable(Table):
    """Meetings: what, when, where it stands."""

    instance = TemplateColumn(
        template_name="gouvernance/_cellule_reunion.html",
        verbose_name="Réunion",
        order_by=("instance__ordre", "centre__nom", "theme__numero"),
        attrs=PRINCIPALE,
    )
    date_reunion = TemplateColumn(
        template_name="gouvernance/_cellule_date.html", verbose_name="Date"
    )
    lieu = Column(verbose_name="Lieu", orderable=False, default="à préciser", attrs=SECONDAIRE)
    etat = TemplateColumn(
        "{% badge record.etat_enum %}", verbose_name="État", order_by=("etat", "-date_reunion")
    )
    compte_rendu = TemplateColumn(
        template_name="gouvernance/_cellule_compte_rendu.html",
        verbose_name="Compte rendu",
        orderable=False,
        empty_values=(),
    )

    class Meta:
        model = Reunion
        fields = ("instance", "date_reunion", "lieu", "etat", "compte_rendu")


class DecisionsTable(Table):
    """The register of decisions."""

    texte = TemplateColumn(
        template_name="gouvernance/_cellule_decision.html",
        verbose_name="Décision",
        orderable=False,
        attrs=PRINCIPALE,
    )
    responsable = TemplateColumn(
        template_name="gouvernance/_cellule_responsable.html",
        verbose_name="Revient à",
        order_by=("responsable__personne__nom", "pk"),
        empty_values=(),
    )
    echeance = TemplateColumn(
        "{{ record.echeance|jour_court }}", verbose_name="Échéance", empty_values=()
    )
    etat = TemplateColumn(
        template_name="gouvernance/_cellule_etat_decision.html",
        verbose_name="État",
        orderable=False,
        empty_values=(),
    )

    class Meta:
        model = Decision
        fields = ("texte", "responsable", "echeance", "etat")

    def __init__(self, *args: Any, fonction: Fonction, le: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fonction = fonction
        self.le = le

    def etat_de(self, decision: Decision) -> EtatDecision:
        """Where a row stands today."""
        return decision.etat(self.le)

    def droit_de(self, decision: Decision) -> Droit:
        """Whether the reader may follow a row."""
        return can_realiser(self.fonction, decision, self.le)
