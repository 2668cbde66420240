"""The pact: its term, its parties and signatures, its themes, its délibération, its avenants."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from pacte.accord import rules
from pacte.accord.models.organisations import Organisation
from pacte.accord.models.personnes import Fonction, Personne
from pacte.socle.modeles import Idempotent, Versionne

if TYPE_CHECKING:
    from collections.abc import Iterable


class PacteQuerySet(models.QuerySet["Pacte"]):
    def for_fonction(self, fonction: Fonction | None) -> "PacteQuerySet":
        """Pacts whose party, or funder, is the function's organisation; none without a function."""
        if fonction is None:
            return self.none()
        return self.filter(
            Q(parties__organisation=fonction.organisation_id)
            | Q(partenaires=fonction.organisation_id)
        ).distinct()

    def avec_colonnes(self, fonction: Fonction, **colonnes: Any) -> "PacteQuerySet":
        """Those pacts by code, with `colonnes`, their city and their avenants: two queries.

        Each column is computed once a pact, whatever the number of its parties.
        """
        siens = self.for_fonction(fonction).order_by().values("pk")
        return (
            self.filter(pk__in=siens)
            .annotate(**colonnes)
            .select_related("ville")
            .prefetch_related("avenants")
            .order_by("code")
        )


class Pacte(Versionne):
    """A cooperation pact, loaded from its file and completed by city staff (dates, avenants)."""

    code = models.SlugField("code", max_length=60, unique=True)
    titre = models.CharField("titre", max_length=300)
    titre_court = models.CharField("titre court", max_length=100)
    ville = models.ForeignKey(
        Organisation, verbose_name="ville", on_delete=models.PROTECT, related_name="pactes_portes"
    )
    service_ville = models.CharField("service de la ville", max_length=200, blank=True)
    generation = models.PositiveSmallIntegerField("génération", default=1)
    duree_annees = models.PositiveSmallIntegerField("durée en années")
    ambition = models.TextField("ambition", blank=True)
    partenaires = models.ManyToManyField(
        Organisation,
        verbose_name="partenaires sans signature",
        blank=True,
        related_name="pactes_partenaires",
    )
    date_effet = models.DateField(
        "date de signature (T0)",
        null=True,
        blank=True,
        help_text="Le jour où la dernière partie a signé, sauf si l'acte porte une date écrite.",
    )
    date_ecrite = models.DateField("date écrite « Fait à…, le »", null=True, blank=True)
    fictif = models.BooleanField("fictif", default=False)
    empreinte_fichier = models.CharField("empreinte du fichier", max_length=64, blank=True)

    objects = PacteQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[partenaires])

    class Meta:
        verbose_name = "pacte"
        verbose_name_plural = "pactes"
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                name="pacte_duree_positive",
                condition=Q(duree_annees__gte=1),
                violation_error_message="La durée du pacte est d'au moins un an.",
            ),
        )

    def __str__(self) -> str:
        return self.titre_court

    def organisations(self) -> models.QuerySet[Organisation]:
        """Its parties and its partners without signature."""
        return Organisation.objects.filter(
            Q(parties__pacte=self) | Q(pactes_partenaires=self)
        ).distinct()

    def date_fin(self, avenants: "Iterable[Avenant] | None" = None) -> date | None:
        """The pact's last day, included, avenants counted; None while T0 is unknown (C51)."""
        if avenants is None:
            avenants = self.avenants.all()
        prolongations = [(a.date_signature, a.nouvelle_fin) for a in avenants if a.nouvelle_fin]
        return rules.fin_du_pacte(self.date_effet, self.duree_annees, prolongations)


class Deliberation(models.Model):
    """The city council's vote on the pact, as published (C01 to C05)."""

    pacte = models.OneToOneField(
        Pacte, verbose_name="pacte", on_delete=models.CASCADE, related_name="deliberation"
    )
    numero = models.CharField("numéro", max_length=40)
    rang = models.CharField("rang à l'ordre du jour", max_length=20, blank=True)
    objet = models.TextField("objet")
    date_convocation = models.DateField("convocation du conseil", null=True, blank=True)
    date_seance = models.DateField("séance")
    en_exercice = models.PositiveSmallIntegerField("en exercice")
    presents = models.PositiveSmallIntegerField("présents")
    pouvoirs = models.PositiveSmallIntegerField("pouvoirs")
    absents = models.PositiveSmallIntegerField("absents", default=0)
    vote = models.CharField("vote", max_length=100)
    rapporteur = models.CharField("rapporteur", max_length=120, blank=True)
    president_seance = models.CharField("présidence de séance", max_length=120, blank=True)
    secretaire_seance = models.CharField("secrétaire de séance", max_length=120, blank=True)
    date_transmission = models.DateField("transmission en préfecture", null=True, blank=True)
    date_publication = models.DateField("publication", null=True, blank=True)
    date_fin_publication = models.DateField("fin de publication", null=True, blank=True)
    tribunal = models.CharField("tribunal administratif", max_length=120, blank=True)
    identifiant_acte = models.CharField("télétransmission de l'acte", max_length=80, blank=True)
    identifiant_annexe = models.CharField("télétransmission de l'annexe", max_length=80, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "délibération"
        verbose_name_plural = "délibérations"
        constraints = (
            models.CheckConstraint(
                name="deliberation_membres_comptes",
                condition=Q(en_exercice=F("presents") + F("pouvoirs") + F("absents")),
                violation_error_message=(
                    "Présents, pouvoirs et absents font ensemble le nombre en exercice."
                ),
            ),
        )

    def __str__(self) -> str:
        return f"Délibération {self.numero}"


class Partie(models.Model):
    """An organisation that signs the pact, from the start or by an avenant."""

    pacte = models.ForeignKey(
        Pacte, verbose_name="pacte", on_delete=models.CASCADE, related_name="parties"
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name="organisation", on_delete=models.PROTECT, related_name="parties"
    )
    ordre = models.PositiveSmallIntegerField("ordre", default=1)
    designation = models.CharField("désignation dans l'acte", max_length=200, blank=True)
    representee_par = models.TextField("représentée par", blank=True)
    instance_validation = models.CharField("instance de validation", max_length=200, blank=True)
    date_validation = models.DateField("validation", null=True, blank=True)
    precision_validation = models.CharField("précision de date", max_length=100, blank=True)
    date_entree = models.DateField("entrée par avenant", null=True, blank=True)
    date_sortie = models.DateField("sortie", null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "partie"
        verbose_name_plural = "parties"
        ordering = ("ordre",)
        constraints = (
            models.UniqueConstraint(
                fields=["pacte", "organisation"],
                name="partie_une_fois_par_pacte",
                violation_error_message="Cette organisation est déjà partie au pacte.",
            ),
        )

    def __str__(self) -> str:
        return str(self.organisation)


class LigneSignature(models.Model):
    """One signature line of the act: its date is entered by city staff, never guessed."""

    partie = models.ForeignKey(
        Partie, verbose_name="partie", on_delete=models.CASCADE, related_name="lignes"
    )
    personne = models.ForeignKey(
        Personne, verbose_name="signataire", on_delete=models.PROTECT, related_name="signatures"
    )
    ordre = models.PositiveSmallIntegerField("ordre", default=1)
    intitule = models.CharField("en qualité de", max_length=120)
    requise = models.BooleanField("requise", default=True)
    date_signature = models.DateField("signée le", null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "ligne de signature"
        verbose_name_plural = "lignes de signature"
        ordering = ("ordre",)
        constraints = (
            models.UniqueConstraint(
                fields=["partie", "personne"],
                name="ligne_signature_une_par_personne",
                violation_error_message="Cette personne signe déjà pour cette partie.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.personne}, {self.intitule}"


class Theme(models.Model):
    """A theme of cooperation (C25)."""

    pacte = models.ForeignKey(
        Pacte, verbose_name="pacte", on_delete=models.CASCADE, related_name="themes"
    )
    code = models.SlugField("code", max_length=40)
    numero = models.PositiveSmallIntegerField("numéro")
    titre = models.CharField("titre", max_length=200)
    titre_court = models.CharField("titre court", max_length=60)
    objet = models.TextField("objet", blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "thème"
        verbose_name_plural = "thèmes"
        ordering = ("numero",)
        constraints = (
            models.UniqueConstraint(
                fields=["pacte", "code"],
                name="theme_code_unique",
                violation_error_message="Ce thème existe déjà dans le pacte.",
            ),
        )

    def __str__(self) -> str:
        return self.titre_court


class Jalon(models.Model):
    """A date of the pact's preparation, as precise as the act gives it."""

    pacte = models.ForeignKey(
        Pacte, verbose_name="pacte", on_delete=models.CASCADE, related_name="jalons"
    )
    ordre = models.PositiveSmallIntegerField("ordre")
    date = models.DateField("date de tri")
    date_affichee = models.CharField("date affichée", max_length=60)
    titre = models.CharField("titre", max_length=200)
    texte = models.TextField("texte", blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "jalon"
        verbose_name_plural = "jalons"
        ordering = ("ordre",)
        constraints = (
            models.UniqueConstraint(
                fields=["pacte", "ordre"],
                name="jalon_ordre_unique",
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message="Deux jalons portent le même rang.",
            ),
        )

    def __str__(self) -> str:
        return self.titre


class ObjetAvenant(models.TextChoices):
    PROLONGATION = "prolongation", "prolongation"
    NOUVELLE_PARTIE = "nouvelle_partie", "nouvelle partie"


class Avenant(Idempotent):
    """A signed change to the pact: a longer term, or a new party (Q26)."""

    pacte = models.ForeignKey(
        Pacte, verbose_name="pacte", on_delete=models.PROTECT, related_name="avenants"
    )
    numero = models.PositiveSmallIntegerField("numéro")
    objet = models.CharField("objet", max_length=20, choices=ObjetAvenant.choices)
    date_signature = models.DateField("signé le")
    nouvelle_fin = models.DateField("nouveau dernier jour (inclus)", null=True, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name="nouvelle partie",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    motif = models.TextField("motif", blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "avenant"
        verbose_name_plural = "avenants"
        ordering = ("numero",)
        constraints = (
            models.UniqueConstraint(
                fields=["pacte", "numero"],
                name="avenant_numero_unique",
                violation_error_message="Ce numéro d'avenant existe déjà.",
            ),
            models.CheckConstraint(
                name="avenant_dit_ce_qu_il_change",
                condition=Q(objet="prolongation", nouvelle_fin__isnull=False)
                | Q(objet="nouvelle_partie", organisation__isnull=False),
                violation_error_message=(
                    "Une prolongation donne le nouveau dernier jour, "
                    "une nouvelle partie donne son organisation."
                ),
            ),
        )

    def __str__(self) -> str:
        return f"Avenant n° {self.numero} ({self.get_objet_display()})"
