"""Doors without an account: a personal link to one meeting, a secret calendar address."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from gouvernance.models.participations import Participation
from pacte.accord.models import Fonction, Instance, Pacte, Personne


class PorteurLien(models.TextChoices):
    """Who holds the link."""

    PERSONNE = "personne", "la personne invitée"
    SECRETARIAT = "secretariat", "son secrétariat"
    REPRESENTANT = "representant", "la personne qui la représente"


class LienPersonnel(models.Model):
    """A secret address limited to one participation of one meeting, until its last day (S13).

    Only the SHA-256 of the secret is kept: the mail that carries it is the only copy.
    """

    participation = models.ForeignKey(
        Participation, verbose_name="participation", on_delete=models.CASCADE, related_name="liens"
    )
    porteur = models.CharField(
        "porteur", max_length=12, choices=PorteurLien.choices, default=PorteurLien.PERSONNE
    )
    courriel = models.EmailField("envoyé à")
    empreinte = models.CharField("empreinte du lien", max_length=64, unique=True)
    cree_le = models.DateTimeField("créé le", auto_now_add=True)
    expire_le = models.DateTimeField("expire le")
    revoque_le = models.DateTimeField("révoqué le", null=True, blank=True)
    dernier_usage = models.DateTimeField("dernière réponse par ce lien", null=True, blank=True)

    class Meta:
        verbose_name = "lien personnel"
        verbose_name_plural = "liens personnels"
        ordering = ("-cree_le",)

    def __str__(self) -> str:
        return f"Lien de {self.participation}"

    def is_utilisable(self, maintenant: datetime) -> bool:
        """Whether the link still opens something at that instant."""
        return self.revoque_le is None and maintenant < self.expire_le


class AbonnementCalendrier(models.Model):
    """A revocable secret address that a calendar application reads: one's own, or one body's."""

    personne = models.ForeignKey(
        Personne, verbose_name="personne", on_delete=models.CASCADE, related_name="abonnements"
    )
    pacte = models.ForeignKey(
        Pacte,
        verbose_name="pacte",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
    )
    instance = models.ForeignKey(
        Instance,
        verbose_name="instance",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
    )
    cree_par = models.ForeignKey(
        Fonction,
        verbose_name="créé par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    empreinte = models.CharField("empreinte de l'adresse", max_length=64, unique=True)
    cree_le = models.DateTimeField("créé le", auto_now_add=True)
    revoque_le = models.DateTimeField("révoqué le", null=True, blank=True)

    class Meta:
        verbose_name = "abonnement à un calendrier"
        verbose_name_plural = "abonnements à un calendrier"
        ordering = ("-cree_le",)
        constraints = (
            models.UniqueConstraint(
                fields=["personne", "instance"],
                condition=Q(revoque_le__isnull=True),
                nulls_distinct=False,
                name="abonnement_un_seul_en_cours",
                violation_error_message="Vous avez déjà une adresse pour ce calendrier.",
            ),
        )

    def __str__(self) -> str:
        return f"Calendrier de {self.personne}" if self.instance_id is None else str(self.instance)
