"""The draft minutes going round: who writes, who agrees or remarks, and what is added later."""

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from gouvernance.models.comptes_rendus import CompteRendu
from gouvernance.models.ordre_du_jour import PointOrdreDuJour
from pacte.accord.models import Fonction
from pacte.documents.models import DocumentScelle
from pacte.socle.declencheurs import insertion_seule, protege_si, sans_troncature
from pacte.socle.etats import AvecTonalite, Tonalite
from pacte.socle.modeles import Idempotent

CIRCULATION_DEFINITIVE = (
    "EXISTS (SELECT 1 FROM gouvernance_compterendu c "
    "WHERE c.id = {ligne}.compte_rendu_id AND c.etat = 'definitif')"
)


class PresenceRedaction(models.Model):
    """Who has the minutes open for writing, and when the page last said so. Transient."""

    compte_rendu = models.ForeignKey(
        CompteRendu, verbose_name="compte rendu", on_delete=models.CASCADE, related_name="+"
    )
    fonction = models.ForeignKey(
        Fonction, verbose_name="personne", on_delete=models.CASCADE, related_name="+"
    )
    onglet = models.UUIDField("onglet")
    point = models.ForeignKey(
        PointOrdreDuJour,
        verbose_name="point",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
    )
    vue_le = models.DateTimeField("vue le")

    class Meta:
        verbose_name = "présence à la rédaction"
        verbose_name_plural = "présences à la rédaction"
        constraints = (
            models.UniqueConstraint(
                fields=["compte_rendu", "fonction", "onglet"],
                name="presence_redaction_une_fois",
                violation_error_message="Cette page est déjà ouverte.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.fonction} écrit"


class EtatRemarque(AvecTonalite, models.TextChoices):
    """What was made of a remark; stored, since a person decides it."""

    A_TRAITER = "a_traiter", "à traiter"
    PRISE_EN_COMPTE = "prise_en_compte", "prise en compte"
    REPONDUE = "repondue", "répondue sans changement"
    RETIREE = "retiree", "retirée"

    __tonalites__ = {
        "a_traiter": Tonalite.ATTENTION,
        "prise_en_compte": Tonalite.TENU,
        "repondue": Tonalite.INFORMATION,
        "retiree": Tonalite.NEUTRE,
    }


class Remarque(Idempotent):
    """What a participant remarks on the draft, on one item or on the whole."""

    compte_rendu = models.ForeignKey(
        CompteRendu, verbose_name="compte rendu", on_delete=models.PROTECT, related_name="remarques"
    )
    point = models.ForeignKey(
        PointOrdreDuJour,
        verbose_name="point",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    par = models.ForeignKey(
        Fonction, verbose_name="par", on_delete=models.PROTECT, related_name="+"
    )
    date_remarque = models.DateField("faite le")
    texte = models.TextField("remarque")
    etat = models.CharField(
        "état", max_length=16, choices=EtatRemarque.choices, default=EtatRemarque.A_TRAITER
    )
    reponse = models.TextField("réponse", blank=True)
    date_reponse = models.DateField("traitée le", null=True, blank=True)
    reponse_par = models.ForeignKey(
        Fonction,
        verbose_name="traitée par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = "remarque"
        verbose_name_plural = "remarques"
        ordering = ("point__ordre", "date_remarque", "pk")
        constraints = (
            models.CheckConstraint(
                name="remarque_dit_quelque_chose",
                condition=~Q(texte=""),
                violation_error_message="Écrivez votre remarque.",
            ),
            models.CheckConstraint(
                name="remarque_repondue_dit_quoi",
                condition=~Q(etat="repondue") | ~Q(reponse=""),
                violation_error_message="Écrivez votre réponse.",
            ),
            models.CheckConstraint(
                name="remarque_traitee_a_sa_date",
                condition=Q(etat="a_traiter") | Q(date_reponse__isnull=False),
                violation_error_message="Une remarque traitée porte sa date.",
            ),
        )
        triggers = (
            protege_si(
                "remarque_definitive",
                ancien=CIRCULATION_DEFINITIVE.format(ligne="OLD"),
                nouveau=CIRCULATION_DEFINITIVE.format(ligne="NEW"),
            ),
            sans_troncature(),
        )

    def __str__(self) -> str:
        return self.texte if len(self.texte) <= 80 else f"{self.texte[:79]}…"

    @property
    def etat_enum(self) -> EtatRemarque:
        return EtatRemarque(self.etat)


class VersionProjet(models.Model):
    """The draft as it was submitted on one day: what agreements and remarks were given on."""

    INSERTION_SEULE = True

    compte_rendu = models.ForeignKey(
        CompteRendu, verbose_name="compte rendu", on_delete=models.PROTECT, related_name="versions"
    )
    numero = models.PositiveSmallIntegerField("numéro")
    date_soumission = models.DateField("soumise le")
    soumise_par = models.ForeignKey(
        Fonction, verbose_name="soumise par", on_delete=models.PROTECT, related_name="+"
    )
    date_limite = models.DateField("remarques jusqu'au")
    contenu = models.JSONField("contenu")

    class Meta:
        verbose_name = "version d'un projet"
        verbose_name_plural = "versions d'un projet"
        ordering = ("numero",)
        constraints = (
            models.UniqueConstraint(
                fields=["compte_rendu", "numero"],
                name="version_projet_unique",
                violation_error_message="Cette version existe déjà.",
            ),
        )
        triggers = tuple(insertion_seule())

    def __str__(self) -> str:
        return f"Version {self.numero} du projet"


class AccordCompteRendu(models.Model):
    """A participant agrees with the draft as it was submitted on one day."""

    compte_rendu = models.ForeignKey(
        CompteRendu, verbose_name="compte rendu", on_delete=models.PROTECT, related_name="accords"
    )
    par = models.ForeignKey(
        Fonction, verbose_name="par", on_delete=models.PROTECT, related_name="+"
    )
    date_accord = models.DateField("donné le")
    version = models.PositiveIntegerField("version du projet")

    class Meta:
        verbose_name = "accord sur un compte rendu"
        verbose_name_plural = "accords sur un compte rendu"
        ordering = ("date_accord", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["compte_rendu", "par", "version"],
                name="accord_compte_rendu_une_fois",
                violation_error_message="Cette personne a déjà donné son accord.",
            ),
        )
        triggers = tuple(insertion_seule())

    INSERTION_SEULE = True

    def __str__(self) -> str:
        return f"Accord de {self.par}"


class Addendum(Idempotent):
    """What corrects definitive minutes: dated, numbered, sealed on its own; nothing is rewritten."""

    INSERTION_SEULE = True

    compte_rendu = models.ForeignKey(
        CompteRendu, verbose_name="compte rendu", on_delete=models.PROTECT, related_name="addenda"
    )
    numero = models.PositiveSmallIntegerField("numéro")
    date_addendum = models.DateField("date")
    point = models.ForeignKey(
        PointOrdreDuJour,
        verbose_name="point corrigé",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    motif = models.CharField("pourquoi", max_length=200)
    texte = models.TextField("texte")
    par = models.ForeignKey(
        Fonction, verbose_name="par", on_delete=models.PROTECT, related_name="+"
    )
    document = models.OneToOneField(
        DocumentScelle, verbose_name="document", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "addendum"
        verbose_name_plural = "addenda"
        ordering = ("numero",)
        constraints = (
            models.UniqueConstraint(
                fields=["compte_rendu", "numero"],
                name="addendum_numero_unique",
                violation_error_message="Cet addendum existe déjà.",
            ),
            models.CheckConstraint(
                name="addendum_dit_quelque_chose",
                condition=~Q(texte="") & ~Q(motif=""),
                violation_error_message="Dites pourquoi, et ce qui est corrigé.",
            ),
        )
        triggers = tuple(insertion_seule())

    def __str__(self) -> str:
        return f"Addendum n° {self.numero}"
