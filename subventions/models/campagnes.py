"""The yearly call for requests: its days, its kinds, its documents, its questions."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from pacte.accord.models import Pacte
from pacte.documents.models import Fichier
from pacte.socle.modeles import Versionne
from pacte.socle.montants import ZERO


class DepotTardif(models.TextChoices):
    SIGNALE = "signale", "le dépôt reste possible, et se voit"
    REFUSE = "refuse", "le dépôt n'est plus possible"


class SansCompteRendu(models.TextChoices):
    AVERTIT = "avertit", "avertir au dépôt"
    BLOQUE = "bloque", "empêcher le dépôt"


def jours_de_rappel() -> list[int]:
    """The reminders of a new campaign: a month, then a week before its closing."""
    return [30, 7]


class Campagne(Versionne):
    """The yearly call for requests: its opening, its closing."""

    pacte = models.ForeignKey(
        Pacte, verbose_name="pacte", on_delete=models.PROTECT, related_name="campagnes"
    )
    exercice = models.PositiveSmallIntegerField("exercice")
    date_ouverture = models.DateField("ouverture")
    date_cloture = models.DateField("clôture")
    date_vote_prevue = models.DateField("vote prévu", null=True, blank=True)
    presentation = models.TextField("mot d'accueil", blank=True)
    depot_tardif = models.CharField(
        "après la clôture",
        max_length=10,
        choices=DepotTardif.choices,
        default=DepotTardif.SIGNALE,
    )
    jours_de_rappel = ArrayField(
        models.PositiveSmallIntegerField(),
        verbose_name="rappels, en jours avant la clôture",
        default=jours_de_rappel,
        blank=True,
    )
    rappel_avance = models.DateField(
        "rappel de l'avance",
        null=True,
        blank=True,
        help_text="Le jour où les centres qui ne l'ont pas demandée reçoivent un rappel.",
    )
    sans_compte_rendu = models.CharField(
        "si un compte rendu financier manque",
        max_length=10,
        choices=SansCompteRendu.choices,
        default=SansCompteRendu.AVERTIT,
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = "campagne"
        verbose_name_plural = "campagnes"
        ordering = ("-exercice",)
        constraints = (
            models.UniqueConstraint(
                fields=["pacte", "exercice"],
                name="campagne_une_par_exercice",
                violation_error_message="Cet exercice a déjà sa campagne.",
            ),
            models.CheckConstraint(
                name="campagne_cloture_apres_ouverture",
                condition=Q(date_cloture__gte=F("date_ouverture")),
                violation_error_message="La clôture ne précède pas l'ouverture.",
            ),
        )

    def __str__(self) -> str:
        return f"Campagne {self.exercice}"


class GenreDemande(models.TextChoices):
    FONCTIONNEMENT = "fonctionnement", "fonctionnement global"
    PROJET = "projet", "projet"
    INVESTISSEMENT = "investissement", "investissement"
    EXCEPTIONNELLE = "exceptionnelle", "exceptionnelle"
    AIDE_EN_NATURE = "aide_en_nature", "aide en nature"


class VoletCampagne(models.Model):
    """A kind of request that the campaign opens, and whether it counts for the advance (Q1)."""

    campagne = models.ForeignKey(
        Campagne, verbose_name="campagne", on_delete=models.CASCADE, related_name="volets"
    )
    genre = models.CharField("genre", max_length=15, choices=GenreDemande.choices)
    compte_base_avance = models.BooleanField("compte dans la base de l'avance", default=False)
    enveloppe = models.DecimalField(
        "enveloppe",
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(ZERO)],
    )
    consigne = models.TextField("consigne", blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "volet de campagne"
        verbose_name_plural = "volets de campagne"
        ordering = ("campagne", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["campagne", "genre"],
                name="volet_un_par_genre",
                violation_error_message="Ce genre de demande est déjà ouvert.",
            ),
            models.CheckConstraint(
                name="volet_enveloppe_positive",
                condition=Q(enveloppe__isnull=True) | Q(enveloppe__gte=0),
                violation_error_message="L'enveloppe ne peut pas être négative.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_genre_display()}, {self.campagne}"


class NaturePiece(models.TextChoices):
    """What a document is: its nature says how long it stays good and where it is reused."""

    STATUTS = "statuts", "statuts"
    DIRIGEANTS = "dirigeants", "liste des dirigeantes et dirigeants"
    RIB = "rib", "relevé d'identité bancaire"
    COMPTES = "comptes", "comptes approuvés"
    RAPPORT_ACTIVITE = "rapport_activite", "rapport d'activité"
    RAPPORT_COMMISSAIRE = "rapport_commissaire", "rapport du commissaire aux comptes"
    ASSURANCE = "assurance", "attestation d'assurance"
    POUVOIR = "pouvoir", "pouvoir donné à la personne qui signe"
    AUTRE = "autre", "autre document"


class PieceAttendue(models.Model):
    """A document that the campaign asks for, with the city's model to fill when there is one."""

    campagne = models.ForeignKey(
        Campagne, verbose_name="campagne", on_delete=models.CASCADE, related_name="pieces_attendues"
    )
    genre = models.CharField(
        "pour", max_length=15, choices=GenreDemande.choices, blank=True, help_text="Vide : toutes."
    )
    nature = models.CharField("nature", max_length=20, choices=NaturePiece.choices)
    libelle = models.CharField("libellé", max_length=200)
    aide = models.TextField("précision", blank=True)
    obligatoire = models.BooleanField("nécessaire au dépôt", default=True)
    modele = models.ForeignKey(
        Fichier,
        verbose_name="modèle à remplir",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    ordre = models.PositiveSmallIntegerField("ordre", default=0)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "pièce attendue"
        verbose_name_plural = "pièces attendues"
        ordering = ("campagne", "ordre", "pk")

    def __str__(self) -> str:
        return self.libelle


class GenreReponse(models.TextChoices):
    LIGNE = "ligne", "une ligne"
    TEXTE = "texte", "un texte"
    NOMBRE = "nombre", "un nombre"
    OUI_NON = "oui_non", "oui ou non"
    CHOIX = "choix", "un choix dans une liste"


class QuestionCampagne(models.Model):
    """A question that the city adds to the requests of a kind."""

    campagne = models.ForeignKey(
        Campagne, verbose_name="campagne", on_delete=models.CASCADE, related_name="questions"
    )
    genre = models.CharField(
        "pour", max_length=15, choices=GenreDemande.choices, blank=True, help_text="Vide : toutes."
    )
    libelle = models.CharField("question", max_length=300)
    aide = models.TextField("précision", blank=True)
    reponse = models.CharField(
        "réponse attendue", max_length=10, choices=GenreReponse.choices, default=GenreReponse.TEXTE
    )
    choix = ArrayField(
        models.CharField(max_length=200), verbose_name="choix", default=list, blank=True
    )
    obligatoire = models.BooleanField("nécessaire au dépôt", default=False)
    ordre = models.PositiveSmallIntegerField("ordre", default=0)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "question de campagne"
        verbose_name_plural = "questions de campagne"
        ordering = ("campagne", "ordre", "pk")
        constraints = (
            models.CheckConstraint(
                name="question_choix_proposes",
                condition=~Q(reponse="choix") | Q(choix__len__gt=1),
                violation_error_message="Proposez au moins deux choix.",
            ),
        )

    def __str__(self) -> str:
        return self.libelle
