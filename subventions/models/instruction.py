"""How the city examines a request: corrections, notes, exchanges, opinions, déports."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from pacte.accord.models import Fonction, Organisation, Personne
from pacte.documents.models import Fichier
from pacte.socle.declencheurs import insertion_seule
from pacte.socle.modeles import Idempotent, Versionne
from subventions.models.demandes import Demande
from subventions.workflow import EtatAvis, EtatCorrection


class ObjetCorrection(models.TextChoices):
    """The part of a request that a correction unlocks, and that part alone."""

    ASSOCIATION = "association", "l'association"
    PROJET = "projet", "le projet"
    MONTANT = "montant", "le montant demandé"
    BUDGET = "budget", "le budget"
    PIECE = "piece", "une pièce"


class Correction(Idempotent, Versionne):
    """Something the city asks the centre to correct or to join after the deposit, by a date."""

    demande = models.ForeignKey(
        Demande, verbose_name="demande", on_delete=models.CASCADE, related_name="corrections"
    )
    objet = models.CharField(
        "ce qui est à reprendre", max_length=15, choices=ObjetCorrection.choices
    )
    champ = models.CharField("champ ou pièce", max_length=60, blank=True)
    motif = models.TextField("ce qui est attendu")
    date_demande = models.DateField("demandée le")
    demandee_par = models.ForeignKey(
        Fonction, verbose_name="demandée par", on_delete=models.PROTECT, related_name="+"
    )
    echeance = models.DateField("attendue le")
    date_reponse = models.DateField("répondue le", null=True, blank=True)
    reponse_par = models.ForeignKey(
        Fonction,
        verbose_name="répondue par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    reponse = models.TextField("réponse du centre", blank=True)
    date_levee = models.DateField("levée le", null=True, blank=True)
    levee_par = models.ForeignKey(
        Fonction,
        verbose_name="levée par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = "demande de correction"
        verbose_name_plural = "demandes de correction"
        ordering = ("echeance", "pk")
        constraints = (
            models.CheckConstraint(
                name="correction_echeance_apres_demande",
                condition=Q(echeance__gte=F("date_demande")),
                violation_error_message="La date attendue ne précède pas la demande.",
            ),
            models.CheckConstraint(
                name="correction_motivee",
                condition=~Q(motif=""),
                violation_error_message="Dites ce qui est attendu.",
            ),
            models.CheckConstraint(
                name="correction_reponse_apres_demande",
                condition=Q(date_reponse__isnull=True) | Q(date_reponse__gte=F("date_demande")),
                violation_error_message="La réponse ne précède pas la demande.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_objet_display()} — {self.demande}"

    @property
    def etat_enum(self) -> EtatCorrection:
        """Whether it waits for the centre, for the city, or is done."""
        if self.date_levee is not None:
            return EtatCorrection.LEVEE
        return EtatCorrection.ATTENDUE if self.date_reponse is None else EtatCorrection.REPONDUE


class NoteInstruction(Idempotent):
    """A note of the city's staff on a request, which the centre does not read before the decision."""

    INSERTION_SEULE = True

    demande = models.ForeignKey(
        Demande, verbose_name="demande", on_delete=models.PROTECT, related_name="notes"
    )
    auteur = models.ForeignKey(
        Fonction, verbose_name="par", on_delete=models.PROTECT, related_name="+"
    )
    texte = models.TextField("note")
    ecrite_le = models.DateTimeField("écrite le", auto_now_add=True)

    class Meta:
        verbose_name = "note d'instruction"
        verbose_name_plural = "notes d'instruction"
        ordering = ("ecrite_le", "pk")
        triggers = tuple(insertion_seule())

    def __str__(self) -> str:
        return f"Note sur {self.demande}"


class MessageDemande(Idempotent):
    """A message of the exchange between the centre and the city about a request."""

    INSERTION_SEULE = True

    demande = models.ForeignKey(
        Demande, verbose_name="demande", on_delete=models.PROTECT, related_name="messages"
    )
    auteur = models.ForeignKey(
        Fonction, verbose_name="par", on_delete=models.PROTECT, related_name="+"
    )
    texte = models.TextField("message")
    fichier = models.ForeignKey(
        Fichier,
        verbose_name="document joint",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    ecrit_le = models.DateTimeField("écrit le", auto_now_add=True)

    class Meta:
        verbose_name = "message sur une demande"
        verbose_name_plural = "messages sur une demande"
        ordering = ("ecrit_le", "pk")
        triggers = tuple(insertion_seule())

    def __str__(self) -> str:
        return f"Message sur {self.demande}"


class SensAvis(models.TextChoices):
    FAVORABLE = "favorable", "favorable"
    RESERVE = "reserve", "favorable avec réserves"
    DEFAVORABLE = "defavorable", "défavorable"
    SANS_AVIS = "sans_avis", "ne se prononce pas"


class AvisQuerySet(models.QuerySet["Avis"]):
    def for_fonction(self, fonction: Fonction | None) -> "AvisQuerySet":
        """Opinions asked of the acting function's organisation; all those of its pacts for AVS."""
        if fonction is None or fonction.is_centre:
            return self.none()
        if fonction.is_avs:
            return self.filter(demande__pacte__ville=fonction.organisation_id)
        return self.filter(organisation=fonction.organisation_id, date_annulation__isnull=True)


class Avis(Idempotent, Versionne):
    """The opinion of the CAF or of another funder on a request, asked by the city.

    It is not communicated before the decision.
    """

    demande = models.ForeignKey(
        Demande, verbose_name="demande", on_delete=models.CASCADE, related_name="avis"
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name="organisme", on_delete=models.PROTECT, related_name="avis_rendus"
    )
    courriel = models.EmailField("demandé à", blank=True)
    message = models.TextField("message", blank=True)
    date_demande = models.DateField("demandé le")
    demande_par = models.ForeignKey(
        Fonction, verbose_name="demandé par", on_delete=models.PROTECT, related_name="+"
    )
    echeance = models.DateField("attendu le")
    avec_budget = models.BooleanField("le budget est partagé", default=True)
    avec_pieces = models.BooleanField("les pièces sont partagées", default=False)
    sens = models.CharField("avis", max_length=12, choices=SensAvis.choices, blank=True)
    texte = models.TextField("motif de l'avis", blank=True)
    date_avis = models.DateField("rendu le", null=True, blank=True)
    rendu_par = models.ForeignKey(
        Fonction,
        verbose_name="rendu par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    signataire = models.CharField("nom de qui répond", max_length=200, blank=True)
    date_annulation = models.DateField("retiré le", null=True, blank=True)

    objects = AvisQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "avis"
        verbose_name_plural = "avis"
        ordering = ("echeance", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["demande", "organisation"],
                condition=Q(date_annulation__isnull=True),
                name="avis_un_par_organisme",
                violation_error_message="Cet organisme est déjà sollicité sur cette demande.",
            ),
            models.CheckConstraint(
                name="avis_echeance_apres_demande",
                condition=Q(echeance__gte=F("date_demande")),
                violation_error_message="La date attendue ne précède pas la demande d'avis.",
            ),
            models.CheckConstraint(
                name="avis_rendu_complet",
                condition=Q(date_avis__isnull=True, sens="")
                | (Q(date_avis__isnull=False) & ~Q(sens="") & ~Q(signataire="")),
                violation_error_message="Un avis rendu donne son sens, sa date et qui répond.",
            ),
        )

    def __str__(self) -> str:
        return f"Avis de {self.organisation} — {self.demande}"

    @property
    def etat_enum(self) -> EtatAvis:
        """Whether it is awaited, given, or no longer asked."""
        if self.date_annulation is not None:
            return EtatAvis.ANNULE
        return EtatAvis.ATTENDU if self.date_avis is None else EtatAvis.RENDU


class LienAvis(models.Model):
    """A secret address that opens one opinion to fill, without an account, until its last day (S13).

    Only the SHA-256 of the secret is kept: the mail that carries it is the only copy.
    """

    avis = models.ForeignKey(
        Avis, verbose_name="avis", on_delete=models.CASCADE, related_name="liens"
    )
    courriel = models.EmailField("envoyé à")
    empreinte = models.CharField("empreinte du lien", max_length=64, unique=True)
    cree_le = models.DateTimeField("créé le", auto_now_add=True)
    expire_le = models.DateTimeField("expire le")
    revoque_le = models.DateTimeField("révoqué le", null=True, blank=True)

    class Meta:
        verbose_name = "lien vers un avis"
        verbose_name_plural = "liens vers un avis"
        ordering = ("-cree_le",)

    def __str__(self) -> str:
        return f"Lien vers {self.avis}"

    def is_utilisable(self, maintenant: datetime) -> bool:
        """Whether the link still opens something at that instant."""
        return self.revoque_le is None and maintenant < self.expire_le


class Deport(models.Model):
    """Somebody of the city who also sits at the centre, and does not take part in the decision.

    The portal records it; the legal service says what the law asks.
    """

    demande = models.ForeignKey(
        Demande, verbose_name="demande", on_delete=models.PROTECT, related_name="deports"
    )
    personne = models.ForeignKey(
        Personne, verbose_name="personne", on_delete=models.PROTECT, related_name="deports"
    )
    date_deport = models.DateField("déport du")
    motif = models.TextField("motif", blank=True)
    enregistre_par = models.ForeignKey(
        Fonction, verbose_name="enregistré par", on_delete=models.PROTECT, related_name="+"
    )
    enregistre_le = models.DateTimeField("enregistré le", auto_now_add=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "déport"
        verbose_name_plural = "déports"
        ordering = ("date_deport", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["demande", "personne"],
                name="deport_une_fois_par_personne",
                violation_error_message="Ce déport est déjà enregistré.",
            ),
        )

    def __str__(self) -> str:
        return f"Déport de {self.personne} — {self.demande}"
