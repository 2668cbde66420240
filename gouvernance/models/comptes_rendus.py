"""The minutes of a meeting, and what freezes them."""

import pgtrigger
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from gouvernance.models.ordre_du_jour import PointOrdreDuJour
from gouvernance.models.reunions import Reunion
from pacte.accord.models import Fonction, Pacte
from pacte.documents.models import DocumentScelle, Fichier
from pacte.socle.declencheurs import insertion_seule, protege_si, sans_troncature
from pacte.socle.etats import AvecTonalite, Tonalite
from pacte.socle.modeles import Idempotent, Versionne
from pacte.socle.texte_riche import assainir, depuis_texte


class EtatCompteRendu(AvecTonalite, models.TextChoices):
    REDACTION = "redaction", "en rédaction"
    PROJET = "projet", "projet soumis"
    DEFINITIF = "definitif", "version définitive"

    __tonalites__ = {
        "redaction": Tonalite.NEUTRE,
        "projet": Tonalite.INFORMATION,
        "definitif": Tonalite.TENU,
    }


# What the invited people see: a text still being written stays with those who write it.
ETATS_PARTAGES = (EtatCompteRendu.PROJET, EtatCompteRendu.DEFINITIF)


class ModeCompteRendu(models.TextChoices):
    SAISI = "saisi", "écrit point par point"
    FICHIER = "fichier", "apporté en fichier"


class Approbation(models.TextChoices):
    """How the minutes were approved; « » while they are not."""

    SEANCE = "seance", "relues et approuvées en séance"
    REUNION = "reunion", "approuvées à la réunion suivante"
    UNANIME = "unanime", "chaque personne invitée a donné son accord"
    TACITE = "tacite", "sans remarque à la fin du délai"


class CompteRendu(Idempotent, Versionne):
    """The minutes of one meeting; once definitive, nothing of them changes."""

    pacte = models.ForeignKey(
        Pacte, verbose_name="pacte", on_delete=models.PROTECT, related_name="comptes_rendus"
    )
    reunion = models.OneToOneField(
        Reunion, verbose_name="réunion", on_delete=models.PROTECT, related_name="compte_rendu"
    )
    etat = models.CharField(
        "état", max_length=12, choices=EtatCompteRendu.choices, default=EtatCompteRendu.REDACTION
    )
    mode = models.CharField(
        "mode", max_length=10, choices=ModeCompteRendu.choices, default=ModeCompteRendu.SAISI
    )
    fichier = models.ForeignKey(
        Fichier,
        verbose_name="fichier apporté",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    conclusion = models.TextField("conclusion et suites", blank=True)
    conclusion_mise_en_forme = models.BooleanField("conclusion mise en forme", default=False)
    redige_par = models.ForeignKey(
        Fonction, verbose_name="rédigé par", on_delete=models.PROTECT, null=True, related_name="+"
    )
    soumis_par = models.ForeignKey(
        Fonction,
        verbose_name="soumis par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    date_soumission = models.DateField("projet soumis le", null=True, blank=True)
    version_projet = models.PositiveSmallIntegerField(
        "version du projet soumise", default=0, editable=False
    )
    date_limite_remarques = models.DateField("remarques jusqu'au", null=True, blank=True)
    approbation = models.CharField(
        "approbation", max_length=12, choices=Approbation.choices, blank=True
    )
    date_approbation = models.DateField("approuvé le", null=True, blank=True)
    approuve_en_reunion = models.ForeignKey(
        Reunion,
        verbose_name="approuvé à la réunion",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="comptes_rendus_approuves",
    )
    rendu_definitif_par = models.ForeignKey(
        Fonction,
        verbose_name="rendu définitif par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    date_definitive = models.DateField("version définitive du", null=True, blank=True)
    document = models.OneToOneField(
        DocumentScelle,
        verbose_name="document définitif",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    empreinte_contenu = models.CharField(
        "empreinte du contenu", max_length=64, blank=True, editable=False
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = "compte rendu"
        verbose_name_plural = "comptes rendus"
        constraints = (
            models.CheckConstraint(
                name="compte_rendu_definitif_a_son_document",
                condition=~Q(etat="definitif")
                | Q(document__isnull=False, date_definitive__isnull=False),
                violation_error_message="Un compte rendu définitif a son document et sa date.",
            ),
            models.CheckConstraint(
                name="compte_rendu_definitif_a_son_empreinte",
                condition=~Q(etat="definitif") | ~Q(empreinte_contenu=""),
                violation_error_message=(
                    "Un compte rendu définitif porte l'empreinte de son contenu."
                ),
            ),
            models.CheckConstraint(
                name="compte_rendu_approuve_a_sa_date",
                condition=Q(approbation="") | Q(date_approbation__isnull=False),
                violation_error_message="Une approbation porte sa date.",
            ),
            models.CheckConstraint(
                name="compte_rendu_fichier_apporte",
                condition=~Q(mode="fichier") | Q(fichier__isnull=False),
                violation_error_message="Joignez le fichier du compte rendu.",
            ),
        )
        triggers = (
            protege_si("compte_rendu_definitif", ancien="OLD.etat = 'definitif'"),
            sans_troncature(),
        )

    def __str__(self) -> str:
        return f"Compte rendu — {self.reunion}"

    @property
    def etat_enum(self) -> EtatCompteRendu:
        return EtatCompteRendu(self.etat)

    @property
    def is_definitif(self) -> bool:
        return self.etat == EtatCompteRendu.DEFINITIF

    @property
    def conclusion_html(self) -> str:
        """The conclusion as structured text, whether it was written as such or as plain text."""
        lire = assainir if self.conclusion_mise_en_forme else depuis_texte
        return lire(self.conclusion)


class Passage(models.Model):
    """What the minutes say on one item of the agenda."""

    compte_rendu = models.ForeignKey(
        CompteRendu, verbose_name="compte rendu", on_delete=models.CASCADE, related_name="passages"
    )
    point = models.ForeignKey(
        PointOrdreDuJour, verbose_name="point", on_delete=models.PROTECT, related_name="passages"
    )
    texte = models.TextField("texte", blank=True)
    mise_en_forme = models.BooleanField("texte mis en forme", default=False)
    version = models.PositiveIntegerField("version", default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "passage de compte rendu"
        verbose_name_plural = "passages de compte rendu"
        ordering = ("point__ordre",)
        constraints = (
            models.UniqueConstraint(
                fields=["compte_rendu", "point"],
                name="passage_un_par_point",
                violation_error_message="Ce point a déjà son passage.",
            ),
        )
        triggers = (
            protege_si(
                "passage_definitif",
                ancien=(
                    "EXISTS (SELECT 1 FROM gouvernance_compterendu c "
                    "WHERE c.id = OLD.compte_rendu_id AND c.etat = 'definitif')"
                ),
                nouveau=(
                    "EXISTS (SELECT 1 FROM gouvernance_compterendu c "
                    "WHERE c.id = NEW.compte_rendu_id AND c.etat = 'definitif')"
                ),
            ),
            sans_troncature(),
        )

    def __str__(self) -> str:
        return f"Passage du point {self.point}"

    @property
    def html(self) -> str:
        """The passage as structured text, whether it was written as such or as plain text.

        Cleaned again: the editor receives it, and a row may have been changed behind the portal.
        """
        return assainir(self.texte) if self.mise_en_forme else depuis_texte(self.texte)


for _modele in (CompteRendu, Passage):
    pgtrigger.register(*insertion_seule())(_modele.history.model)
