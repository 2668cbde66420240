"""What a request says of the association that asks, and its answers to the city's questions."""

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from subventions.models.campagnes import QuestionCampagne
from subventions.models.demandes import Demande


class FicheAssociation(models.Model):
    """The first step of a request, as it stood then: identity, people, human means, attestations.

    `exercice_du` and `exercice_au` are the association's own accounting year. `etpt` counts full
    time equivalents over the year.
    """

    demande = models.OneToOneField(
        Demande, verbose_name="demande", on_delete=models.CASCADE, related_name="fiche"
    )
    denomination = models.CharField("nom de l'association", max_length=200, blank=True)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    rna = models.CharField("numéro RNA", max_length=10, blank=True)
    adresse = models.TextField("adresse du siège", blank=True)
    federation = models.CharField("fédération ou réseau", max_length=200, blank=True)
    agrements = models.TextField("agréments", blank=True)
    representante = models.CharField(
        "représentante ou représentant légal", max_length=200, blank=True
    )
    qualite_representante = models.CharField("en qualité de", max_length=120, blank=True)
    contact = models.CharField("personne chargée de la demande", max_length=200, blank=True)
    courriel = models.EmailField("courriel", blank=True)
    telephone = models.CharField("téléphone", max_length=30, blank=True)
    adherents = models.PositiveIntegerField("adhérentes et adhérents", null=True, blank=True)
    benevoles = models.PositiveIntegerField("bénévoles", null=True, blank=True)
    volontaires = models.PositiveIntegerField(
        "volontaires en service civique", null=True, blank=True
    )
    salaries = models.PositiveIntegerField("salariées et salariés", null=True, blank=True)
    etpt = models.DecimalField(
        "équivalents temps plein travaillé", max_digits=7, decimal_places=2, null=True, blank=True
    )
    mis_a_disposition = models.PositiveIntegerField(
        "personnes mises à disposition", null=True, blank=True
    )
    exercice_du = models.DateField("exercice comptable, du", null=True, blank=True)
    exercice_au = models.DateField("au (inclus)", null=True, blank=True)
    obligations_a_jour = models.BooleanField("à jour de ses obligations", default=False)
    date_engagement = models.DateField(
        "contrat d'engagement républicain souscrit le", null=True, blank=True
    )
    version_engagement = models.CharField("texte souscrit", max_length=60, blank=True)
    engagement_par = models.CharField("souscrit par", max_length=200, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "fiche de l'association"
        verbose_name_plural = "fiches de l'association"
        constraints = (
            models.CheckConstraint(
                name="fiche_siret_14_chiffres",
                condition=Q(siret="") | Q(siret__regex=r"^\d{14}$"),
                violation_error_message="Le SIRET compte 14 chiffres.",
            ),
            models.CheckConstraint(
                name="fiche_exercice_ordonne",
                condition=Q(exercice_du__isnull=True)
                | Q(exercice_au__isnull=True)
                | Q(exercice_au__gt=F("exercice_du")),
                violation_error_message="La fin de l'exercice suit son début.",
            ),
            models.CheckConstraint(
                name="fiche_etpt_positif",
                condition=Q(etpt__isnull=True) | Q(etpt__gte=0),
                violation_error_message="Ce nombre ne peut pas être négatif.",
            ),
        )

    def __str__(self) -> str:
        return self.denomination or f"Fiche de {self.demande}"


class ReponseQuestion(models.Model):
    """The answer of a request to one question of its campaign, as it was typed."""

    demande = models.ForeignKey(
        Demande, verbose_name="demande", on_delete=models.CASCADE, related_name="reponses"
    )
    question = models.ForeignKey(
        QuestionCampagne, verbose_name="question", on_delete=models.PROTECT, related_name="reponses"
    )
    valeur = models.TextField("réponse", blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "réponse à une question"
        verbose_name_plural = "réponses aux questions"
        ordering = ("question__ordre", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["demande", "question"],
                name="reponse_une_par_question",
                violation_error_message="Cette question a déjà sa réponse.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.question} : {self.valeur}"
