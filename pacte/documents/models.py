"""Uploaded files and sealed documents. The app that owns a file serves it, with its own right."""

import uuid

from django.conf import settings
from django.db import models

from pacte.socle.declencheurs import insertion_seule


class Fichier(models.Model):
    """A file that somebody brought, checked before it was kept; stored under its uuid."""

    INSERTION_SEULE = True

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    chemin = models.CharField("chemin", max_length=200, unique=True)
    nom = models.CharField("nom", max_length=200)
    type_mime = models.CharField("type", max_length=100)
    taille = models.PositiveBigIntegerField("taille en octets")
    sha256 = models.CharField("empreinte SHA-256", max_length=64)
    depose_le = models.DateTimeField("déposé le", auto_now_add=True)
    depose_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="déposé par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = "fichier"
        verbose_name_plural = "fichiers"
        triggers = tuple(insertion_seule())

    def __str__(self) -> str:
        return self.nom


class VerdictAnalyse(models.TextChoices):
    SAIN = "sain", "sain"
    INFECTE = "infecte", "refusé par l'antivirus"


class AnalyseFichier(models.Model):
    """What the antivirus said of a file, once and for all; without a row, it has not read it."""

    INSERTION_SEULE = True

    fichier = models.OneToOneField(
        Fichier, verbose_name="fichier", on_delete=models.PROTECT, related_name="analyse"
    )
    verdict = models.CharField("verdict", max_length=10, choices=VerdictAnalyse.choices)
    signature = models.CharField("ce qui a été trouvé", max_length=200, blank=True)
    analyse_le = models.DateTimeField("analysé le", auto_now_add=True)

    class Meta:
        verbose_name = "analyse de fichier"
        verbose_name_plural = "analyses de fichier"
        triggers = tuple(insertion_seule())

    def __str__(self) -> str:
        return f"{self.fichier} : {self.get_verdict_display()}"


class GenreDocument(models.TextChoices):
    COMPTE_RENDU = "compte_rendu", "compte rendu"
    ADDENDUM = "addendum", "addendum à un compte rendu"
    ACCUSE_DEPOT = "accuse_depot", "accusé de dépôt"
    LETTRE_ATTRIBUTION = "lettre_attribution", "lettre de notification"
    LETTRE_REFUS = "lettre_refus", "lettre de refus"
    LETTRE_AVANCE = "lettre_avance", "lettre d'avance"
    LETTRE_REVERSEMENT = "lettre_revers", "lettre de reversement"
    CONVENTION = "convention", "convention à signer"
    COMPTE_RENDU_FINANCIER = "crf", "compte rendu financier"


class DocumentScelle(models.Model):
    """A PDF that counts: rendered once, stored with its hash, never regenerated."""

    INSERTION_SEULE = True

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    genre = models.CharField("genre", max_length=20, choices=GenreDocument.choices)
    titre = models.CharField("titre", max_length=300)
    nom = models.CharField("nom du fichier", max_length=200)
    chemin = models.CharField("chemin", max_length=200, unique=True)
    taille = models.PositiveBigIntegerField("taille en octets")
    sha256 = models.CharField("empreinte SHA-256", max_length=64, unique=True)
    sceau = models.CharField("empreinte de la ligne", max_length=64)
    scelle_le = models.DateTimeField("scellé le")

    class Meta:
        verbose_name = "document scellé"
        verbose_name_plural = "documents scellés"
        triggers = tuple(insertion_seule())

    def __str__(self) -> str:
        return self.titre
