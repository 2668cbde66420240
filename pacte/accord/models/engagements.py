"""Articles, numbered commitments bound to a kind of rule, readings, and the act's full text."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from simple_history.models import HistoricalRecords

from pacte.accord.genres import GENRES
from pacte.accord.models.pactes import Pacte


class Article(models.Model):
    """An article of the act; number 0 is its preamble."""

    pacte = models.ForeignKey(
        Pacte, verbose_name="pacte", on_delete=models.CASCADE, related_name="articles"
    )
    numero = models.PositiveSmallIntegerField("numéro")
    titre = models.CharField("titre", max_length=200)
    resume = models.TextField("résumé", blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "article"
        verbose_name_plural = "articles"
        ordering = ("numero",)
        constraints = (
            models.UniqueConstraint(
                fields=["pacte", "numero"],
                name="article_numero_unique",
                violation_error_message="Cet article existe déjà dans le pacte.",
            ),
        )

    def __str__(self) -> str:
        return f"Article {self.numero}" if self.numero else "Préambule"


class Verification(models.TextChoices):
    AUTOMATIQUE = "automatique", "calculé par le portail"
    APPUYEE = "appuyee", "appuyé sur une pièce ou une saisie"
    DECLARATIVE = "declarative", "suivi sans calcul"


class Engagement(models.Model):
    """One commitment: said in our words, bound to a kind of rule with its parameters."""

    pacte = models.ForeignKey(
        Pacte, verbose_name="pacte", on_delete=models.CASCADE, related_name="engagements"
    )
    article = models.ForeignKey(
        Article, verbose_name="article", on_delete=models.CASCADE, related_name="engagements"
    )
    code = models.CharField("code", max_length=10)
    ordre = models.PositiveSmallIntegerField("ordre")
    titre = models.CharField("titre", max_length=150)
    enonce = models.TextField("énoncé")
    citation = models.TextField("citation de l'acte", blank=True)
    revient_a = ArrayField(
        models.CharField(max_length=40),
        verbose_name="revient à",
        default=list,
        help_text="Codes d'organisations parties, ou genres : ville, caf, federation, centre.",
    )
    verification = models.CharField("vérification", max_length=15, choices=Verification.choices)
    genre_regle = models.CharField(
        "genre de règle", max_length=20, choices=[(g, g) for g in GENRES]
    )
    parametres = models.JSONField("paramètres de la règle", default=dict, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "engagement"
        verbose_name_plural = "engagements"
        ordering = ("article__numero", "ordre")
        constraints = (
            models.UniqueConstraint(
                fields=["pacte", "code"],
                name="engagement_code_unique",
                violation_error_message="Ce code d'engagement existe déjà dans le pacte.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} — {self.titre}"

    @property
    def ancre(self) -> str:
        """The commitment's anchor on the pact's page."""
        return self.code.lower()


class Interpretation(models.Model):
    """A reading retained where the act is silent or ambiguous (Q1 to Q30), shown to users."""

    pacte = models.ForeignKey(
        Pacte, verbose_name="pacte", on_delete=models.CASCADE, related_name="interpretations"
    )
    code = models.CharField("code", max_length=10)
    ordre = models.PositiveSmallIntegerField("ordre")
    question = models.TextField("question")
    lecture = models.TextField("interprétation retenue")
    raison = models.TextField("raison", blank=True)
    valeur = models.JSONField("valeur du réglage", null=True, blank=True)
    date_effet = models.DateField("retenue depuis le", null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "interprétation"
        verbose_name_plural = "interprétations"
        ordering = ("ordre",)
        constraints = (
            models.UniqueConstraint(
                fields=["pacte", "code"],
                name="interpretation_code_unique",
                violation_error_message="Cette interprétation existe déjà dans le pacte.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} — {self.question}"


class ParagrapheActe(models.Model):
    """A paragraph of the act's full text, as it is; without article, it could not be placed."""

    pacte = models.ForeignKey(
        Pacte, verbose_name="pacte", on_delete=models.CASCADE, related_name="paragraphes"
    )
    article = models.ForeignKey(
        Article,
        verbose_name="article",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="paragraphes",
    )
    ordre = models.PositiveIntegerField("ordre")
    ligne = models.PositiveIntegerField("ligne du fichier")
    texte = models.TextField("texte")

    class Meta:
        verbose_name = "paragraphe de l'acte"
        verbose_name_plural = "paragraphes de l'acte"
        ordering = ("ordre",)
        constraints = (
            models.UniqueConstraint(
                fields=["pacte", "ordre"],
                name="paragraphe_ordre_unique",
                violation_error_message="Deux paragraphes portent le même rang.",
            ),
        )

    def __str__(self) -> str:
        return self.texte[:80]
