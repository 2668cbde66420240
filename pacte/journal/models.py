"""The journal's only table: one line per act, refusal, sign-in, export and download."""

from django.conf import settings
from django.db import models

from pacte.socle.declencheurs import insertion_seule


class Resultat(models.TextChoices):
    ACCOMPLI = "accompli", "accompli"
    REFUSE = "refuse", "refusé"


class Entree(models.Model):
    """One act, as it was known when it happened: names are copied, not joined."""

    INSERTION_SEULE = True

    instant = models.DateTimeField("instant", auto_now_add=True)
    action = models.CharField("action", max_length=60)
    resultat = models.CharField(
        "résultat", max_length=10, choices=Resultat.choices, default=Resultat.ACCOMPLI
    )
    compte = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="compte",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    personne = models.CharField("personne", max_length=200, blank=True)
    qualite = models.CharField("qualité", max_length=200, blank=True)
    organisation = models.CharField("organisation", max_length=200, blank=True)
    fonction_id = models.BigIntegerField("fonction", null=True, blank=True)
    pacte_code = models.CharField("pacte", max_length=60, blank=True)
    objet_type = models.CharField("type d'objet", max_length=60, blank=True)
    objet_id = models.CharField("identifiant de l'objet", max_length=60, blank=True)
    objet_libelle = models.CharField("objet", max_length=300, blank=True)
    motif = models.TextField("motif", blank=True)
    adresse = models.GenericIPAddressField("adresse", null=True, blank=True)

    class Meta:
        verbose_name = "entrée du journal"
        verbose_name_plural = "entrées du journal"
        ordering = ("-instant", "-pk")
        indexes = (
            models.Index(fields=["pacte_code", "-instant"], name="entree_pacte_instant"),
            models.Index(fields=["objet_type", "objet_id"], name="entree_objet"),
        )
        triggers = tuple(insertion_seule())

    def __str__(self) -> str:
        return f"{self.action} — {self.objet_libelle}"
