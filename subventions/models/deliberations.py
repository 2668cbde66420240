"""The draft of a délibération that the AVS service prepares for the assemblies' service."""

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from pacte.accord.models import Fonction, Pacte
from pacte.socle.modeles import Idempotent, Versionne
from pacte.socle.montants import ZERO
from subventions.models.demandes import Demande
from subventions.rules import en_nature
from subventions.workflow import EtatDeliberation


class ProjetDeliberationQuerySet(models.QuerySet["ProjetDeliberation"]):
    def for_fonction(self, fonction: Fonction | None) -> "ProjetDeliberationQuerySet":
        """Drafts of the AVS service's own pacts, and nobody else's before the vote."""
        if fonction is None or not fonction.is_avs:
            return self.none()
        return self.filter(pacte__ville=fonction.organisation_id)


class ProjetDeliberation(Idempotent, Versionne):
    """A title, visas, recitals and a table of amounts; then what the council made of it."""

    pacte = models.ForeignKey(
        Pacte, verbose_name="pacte", on_delete=models.PROTECT, related_name="projets_deliberation"
    )
    exercice = models.PositiveSmallIntegerField("exercice")
    titre = models.CharField("titre", max_length=300)
    visas = models.TextField("visas", blank=True)
    considerants = models.TextField("considérants", blank=True)
    dispositif = models.TextField("ce que le conseil décide", blank=True)
    date_conseil = models.DateField("conseil prévu le", null=True, blank=True)
    rapporteur = models.CharField("rapporteure ou rapporteur", max_length=120, blank=True)
    numero = models.CharField("numéro de la délibération", max_length=40, blank=True)
    date_vote = models.DateField("votée le", null=True, blank=True)
    resultat_vote = models.CharField("résultat du vote", max_length=200, blank=True)
    date_transmission = models.DateField("transmise le", null=True, blank=True)
    date_publication = models.DateField("publiée le", null=True, blank=True)
    prepare_par = models.ForeignKey(
        Fonction, verbose_name="préparé par", on_delete=models.PROTECT, related_name="+"
    )

    objects = ProjetDeliberationQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "projet de délibération"
        verbose_name_plural = "projets de délibération"
        ordering = ("-exercice", "-pk")
        constraints = (
            models.CheckConstraint(
                name="projet_deliberation_vote_numerote",
                condition=Q(date_vote__isnull=True) | ~Q(numero=""),
                violation_error_message="Une délibération votée porte un numéro.",
            ),
            models.CheckConstraint(
                name="projet_deliberation_dates_apres_vote",
                condition=(
                    Q(date_transmission__isnull=True) | Q(date_transmission__gte=F("date_vote"))
                )
                & (Q(date_publication__isnull=True) | Q(date_publication__gte=F("date_vote"))),
                violation_error_message="Transmission et publication suivent le vote.",
            ),
        )

    def __str__(self) -> str:
        return self.titre

    @property
    def is_executoire(self) -> bool:
        """Whether it is voted, transmitted and published."""
        return None not in (self.date_vote, self.date_transmission, self.date_publication)

    @property
    def etat_enum(self) -> EtatDeliberation:
        """Where it stands."""
        if self.date_vote is None:
            return EtatDeliberation.PROJET
        return EtatDeliberation.EXECUTOIRE if self.is_executoire else EtatDeliberation.VOTEE


class LigneProjet(models.Model):
    """A request written in a draft, with the amount proposed to the council."""

    projet = models.ForeignKey(
        ProjetDeliberation,
        verbose_name="projet de délibération",
        on_delete=models.CASCADE,
        related_name="lignes",
    )
    demande = models.ForeignKey(
        Demande, verbose_name="demande", on_delete=models.PROTECT, related_name="lignes_projet"
    )
    montant = models.DecimalField("montant proposé", max_digits=12, decimal_places=2, default=ZERO)
    valeur_en_nature = models.DecimalField(
        "aides en nature proposées", max_digits=12, decimal_places=2, null=True, blank=True
    )
    conditions = models.CharField("conditions", max_length=256, blank=True)
    ordre = models.PositiveSmallIntegerField("ordre", default=0)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "ligne du projet de délibération"
        verbose_name_plural = "lignes du projet de délibération"
        ordering = ("ordre", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["projet", "demande"],
                name="ligne_projet_une_par_demande",
                violation_error_message="Cette demande figure déjà dans le projet.",
            ),
            models.CheckConstraint(
                name="ligne_projet_montant_positif",
                condition=Q(montant__gte=0),
                violation_error_message="Le montant proposé ne peut pas être négatif.",
            ),
            models.CheckConstraint(
                name="ligne_projet_en_nature_positive",
                condition=Q(valeur_en_nature__isnull=True) | Q(valeur_en_nature__gte=0),
                violation_error_message="La valeur des aides en nature n'est pas négative.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.demande} : {self.montant_dit}"

    @property
    def montant_dit(self) -> str:
        """What is proposed, in words."""
        return en_nature.dire_vote(self.montant, self.valeur_en_nature)
