"""The bodies of the pact: who meets whom, how often, at whose initiative."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from pacte.accord.models.pactes import Pacte
from pacte.socle.historique import Historique


class Portee(models.TextChoices):
    CENTRE = "centre", "bilatérale, avec chaque centre"
    PACTE = "pacte", "multilatérale"
    THEME = "theme", "multilatérale, par thème"


class Initiative(models.TextChoices):
    VILLE = "ville", "la Ville"
    CENTRE = "centre", "le centre social"
    PROFESSIONNEL = "professionnel", "les professionnels des signataires"
    CALENDRIER = "calendrier", "le calendrier du premier comité de pilotage"


class Instance(models.Model):
    """A body, wholly described by the pact's file: no code knows its name (article 4)."""

    pacte = models.ForeignKey(
        Pacte, verbose_name="pacte", on_delete=models.CASCADE, related_name="instances"
    )
    code = models.SlugField("code", max_length=40)
    ordre = models.PositiveSmallIntegerField("ordre")
    nom = models.CharField("nom", max_length=120)
    nom_court = models.CharField("nom court", max_length=60)
    alias = ArrayField(
        models.CharField(max_length=120), verbose_name="autres noms", default=list, blank=True
    )
    portee = models.CharField("portée", max_length=10, choices=Portee.choices)
    initiative = models.CharField("initiative", max_length=15, choices=Initiative.choices)
    rythme = models.CharField("rythme, dans les mots de l'acte", max_length=200)
    minimum = models.PositiveSmallIntegerField("minimum par an", default=1)
    cible = models.PositiveSmallIntegerField("cible par an", null=True, blank=True)
    maximum = models.PositiveSmallIntegerField("maximum par an", null=True, blank=True)
    objet = models.TextField("objet", blank=True)
    objectifs = models.JSONField("objectifs", default=list)
    ordre_du_jour = models.JSONField("ordre du jour type", default=list)
    duree_minutes = models.PositiveSmallIntegerField("durée habituelle en minutes", default=120)
    delai_invitation = models.PositiveSmallIntegerField("délai d'invitation en jours", default=10)
    delai_documents = models.PositiveSmallIntegerField("délai des documents en jours", default=7)
    delai_projet = models.PositiveSmallIntegerField("délai du projet de compte rendu", default=8)
    delai_remarques = models.PositiveSmallIntegerField("délai des remarques", default=15)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "instance"
        verbose_name_plural = "instances"
        ordering = ("ordre",)
        constraints = (
            models.UniqueConstraint(
                fields=["pacte", "code"],
                name="instance_code_unique",
                violation_error_message="Cette instance existe déjà dans le pacte.",
            ),
            models.CheckConstraint(
                name="instance_rythme_ordonne",
                condition=(Q(cible__isnull=True) | Q(cible__gte=F("minimum")))
                & (Q(maximum__isnull=True) | Q(maximum__gte=F("minimum"))),
                violation_error_message="Le minimum ne dépasse ni la cible ni le maximum.",
            ),
        )

    def __str__(self) -> str:
        return self.nom


class CategorieParticipant(models.Model):
    """A category of people that a body expects: from which organisations, in which qualities."""

    instance = models.ForeignKey(
        Instance, verbose_name="instance", on_delete=models.CASCADE, related_name="categories"
    )
    code = models.SlugField("code", max_length=40)
    ordre = models.PositiveSmallIntegerField("ordre")
    libelle = models.CharField("libellé", max_length=200)
    genres_organisation = ArrayField(
        models.CharField(max_length=20), verbose_name="genres d'organisation"
    )
    qualites = ArrayField(
        models.CharField(max_length=20),
        verbose_name="qualités",
        default=list,
        blank=True,
        help_text="Vide : toute qualité.",
    )
    attendue = models.BooleanField(
        "attendue", default=True, help_text="Faux : possible, jamais comptée comme absente."
    )
    chaque_centre = models.BooleanField("pour chacun des centres", default=False)

    history = Historique()

    class Meta:
        verbose_name = "catégorie de participants"
        verbose_name_plural = "catégories de participants"
        ordering = ("ordre",)
        constraints = (
            models.UniqueConstraint(
                fields=["instance", "code"],
                name="categorie_code_unique",
                violation_error_message="Cette catégorie existe déjà dans l'instance.",
            ),
        )

    def __str__(self) -> str:
        return self.libelle
