"""The outbox: a row written in the business transaction proves that a mail had to leave."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from pacte.socle.declencheurs import insertion_seule
from pacte.socle.etats import AvecTonalite, Tonalite


class EtatCourriel(AvecTonalite, models.TextChoices):
    EN_FILE = "en_file", "En file"
    ENVOYE = "envoye", "Envoyé"
    REFUSE = "refuse", "Refusé"
    A_REGROUPER = "a_regrouper", "À regrouper"
    REGROUPE = "regroupe", "Regroupé"
    NON_ENVOYE = "non_envoye", "Non envoyé"

    __tonalites__ = {
        "en_file": Tonalite.INFORMATION,
        "envoye": Tonalite.TENU,
        "refuse": Tonalite.ALERTE,
        "regroupe": Tonalite.TENU,
    }


class Nature(models.TextChoices):
    """What a mail is for its reader: ACTION leaves at once, INFORMATION as the reader chose."""

    ACTION = "action", "Vous demande d'agir"
    INFORMATION = "information", "Vous informe"
    RECAPITULATIF = "recapitulatif", "Récapitulatif"


class Rythme(models.TextChoices):
    """When somebody receives what asks nothing of her."""

    QUOTIDIEN = "quotidien", "chaque jour, en un seul courriel"
    HEBDOMADAIRE = "hebdomadaire", "chaque semaine, en un seul courriel"
    JAMAIS = "jamais", "jamais"


class Courriel(models.Model):
    """One mail to one person. Delivered at least once, always with the same Message-ID."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    destinataire = models.EmailField("destinataire")
    nom_destinataire = models.CharField("nom du destinataire", max_length=200, blank=True)
    objet = models.CharField("objet", max_length=200)
    texte = models.TextField("texte")
    html = models.TextField("texte mis en forme", blank=True)
    calendrier = models.TextField("pièce de calendrier (ICS)", blank=True)
    methode_calendrier = models.CharField("méthode du calendrier", max_length=10, blank=True)
    nature = models.CharField(
        "nature", max_length=15, choices=Nature.choices, default=Nature.ACTION
    )
    resume = models.CharField("résumé d'une ligne", max_length=300, blank=True)
    lien = models.CharField("lien", max_length=500, blank=True)
    pacte_code = models.CharField("pacte", max_length=60, blank=True)
    regroupe_dans = models.ForeignKey(
        "self",
        verbose_name="récapitulatif qui le porte",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="regroupes",
    )
    confidentiel = models.BooleanField(
        "confidentiel",
        default=False,
        help_text="Il porte un lien personnel : son texte est effacé dès qu'il est parti.",
    )
    message_id = models.CharField("identifiant du message", max_length=200, unique=True)
    etat = models.CharField(
        "état", max_length=12, choices=EtatCourriel.choices, default=EtatCourriel.EN_FILE
    )
    tentatives = models.PositiveSmallIntegerField("tentatives", default=0)
    prochain_essai = models.DateTimeField("prochain essai", default=timezone.now)
    dernier_echec = models.TextField("dernier échec", blank=True)
    cree_le = models.DateTimeField("créé le", auto_now_add=True)
    envoye_le = models.DateTimeField("envoyé le", null=True, blank=True)

    class Meta:
        verbose_name = "courriel"
        verbose_name_plural = "courriels"
        ordering = ("-cree_le",)
        indexes = (
            models.Index(fields=["etat", "cree_le"], name="courriel_etat_cree"),
            models.Index(fields=["pacte_code", "-cree_le"], name="courriel_pacte_cree"),
        )
        constraints = (
            models.CheckConstraint(
                name="courriel_envoye_a_sa_date",
                condition=Q(etat="envoye", envoye_le__isnull=False) | ~Q(etat="envoye"),
                violation_error_message="Un courriel envoyé porte sa date d'envoi.",
            ),
            models.CheckConstraint(
                name="courriel_regroupe_a_son_recapitulatif",
                condition=Q(etat="regroupe", regroupe_dans__isnull=False)
                | (~Q(etat="regroupe") & Q(regroupe_dans__isnull=True)),
                violation_error_message="Un courriel regroupé l'est dans un récapitulatif.",
            ),
            models.CheckConstraint(
                name="courriel_confidentiel_part_seul",
                condition=Q(confidentiel=False)
                | ~Q(etat__in=("a_regrouper", "regroupe", "non_envoye")),
                violation_error_message="Un courriel confidentiel part seul, et tout de suite.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.objet} → {self.destinataire}"

    @property
    def etat_enum(self) -> EtatCourriel:
        """The state as the badge wants it."""
        return EtatCourriel(self.etat)


class PreferenceCourriel(models.Model):
    """What the reader of one address chose; without a row, one digest a day."""

    adresse = models.EmailField("adresse", unique=True)
    rythme = models.CharField(
        "rythme", max_length=15, choices=Rythme.choices, default=Rythme.QUOTIDIEN
    )
    modifiee_le = models.DateTimeField("modifiée le", auto_now=True)

    class Meta:
        verbose_name = "préférence de courriel"
        verbose_name_plural = "préférences de courriel"
        ordering = ("adresse",)
        constraints = (
            models.CheckConstraint(
                name="preference_adresse_en_minuscules",
                condition=Q(adresse=Lower("adresse")),
                violation_error_message="Une préférence vaut pour l'adresse, quelles que soient ses majuscules.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.adresse} : {self.get_rythme_display()}"


class Passage(models.Model):
    """A thing done once for a day: the row that a second try finds (see periodique)."""

    INSERTION_SEULE = True

    cle = models.CharField("clé", max_length=200)
    jour = models.DateField("jour")
    cree_le = models.DateTimeField("créé le", auto_now_add=True)

    class Meta:
        verbose_name = "passage"
        verbose_name_plural = "passages"
        ordering = ("-cree_le",)
        constraints = (
            models.UniqueConstraint(
                fields=["cle", "jour"],
                name="passage_unique",
                violation_error_message="Cela est déjà fait pour ce jour.",
            ),
        )
        triggers = tuple(insertion_seule())

    def __str__(self) -> str:
        return f"{self.cle}, {self.jour}"
