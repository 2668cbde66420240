"""People, their dated functions, and the account that some of them have."""

import uuid
from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from simple_history.models import HistoricalRecords

from pacte.accord.models.organisations import GenreOrganisation, Organisation
from pacte.socle.etats import AvecTonalite, Tonalite
from pacte.socle.modeles import Idempotent, Versionne


class EtatAcces(AvecTonalite, models.TextChoices):
    """Whether somebody can sign in; computed, never stored."""

    OUVERT = "ouvert", "accès ouvert"
    INVITE = "invite", "lien envoyé"
    EXPIRE = "expire", "lien expiré"
    FERME = "ferme", "accès fermé"
    AUCUN = "aucun", "sans accès"

    __tonalites__ = {
        "ouvert": Tonalite.TENU,
        "invite": Tonalite.INFORMATION,
        "expire": Tonalite.ATTENTION,
    }


class PersonneQuerySet(models.QuerySet["Personne"]):
    def for_organisations(
        self, organisations: "models.QuerySet[Organisation]"
    ) -> "PersonneQuerySet":
        """People who hold, held or will hold a function in these organisations, or sign for one."""
        return self.filter(
            Q(pk__in=Fonction.objects.filter(organisation__in=organisations).values("personne"))
            | Q(signatures__partie__organisation__in=organisations)
        ).distinct()


class Personne(Idempotent, Versionne):
    """Somebody. The e-mail is optional: a co-president may have none."""

    prenom = models.CharField("prénom", max_length=100)
    nom = models.CharField("nom", max_length=100)
    cle = models.SlugField("clé dans le fichier du pacte", max_length=120, blank=True)
    courriel = models.EmailField("courriel", blank=True)
    telephone = models.CharField("téléphone", max_length=30, blank=True)
    secretariat_nom = models.CharField("nom du secrétariat", max_length=120, blank=True)
    secretariat_courriel = models.EmailField("courriel du secrétariat", blank=True)

    objects = PersonneQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "personne"
        verbose_name_plural = "personnes"
        ordering = ("nom", "prenom")
        constraints = (
            models.UniqueConstraint(
                fields=["cle"],
                condition=~Q(cle=""),
                name="personne_cle_unique",
                violation_error_message="Cette clé désigne déjà une personne.",
            ),
            models.CheckConstraint(
                name="personne_secretariat_a_son_courriel",
                condition=Q(secretariat_nom="") | ~Q(secretariat_courriel=""),
                violation_error_message="Indiquez le courriel du secrétariat.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.prenom} {self.nom}"

    @property
    def compte_ouvert(self) -> "User | None":
        """The person's account, or None."""
        return getattr(self, "compte", None)

    @property
    def etat_acces(self) -> EtatAcces:
        """Where the person's access stands now (read `compte` and `ouvertures` beforehand)."""
        compte = self.compte_ouvert
        if compte is not None and compte.is_active:
            return EtatAcces.OUVERT
        attendues = [o for o in self.ouvertures.all() if not (o.utilisee_le or o.revoquee_le)]
        if any(ouverture.is_utilisable() for ouverture in attendues):
            return EtatAcces.INVITE
        if attendues:
            return EtatAcces.EXPIRE
        return EtatAcces.AUCUN if compte is None else EtatAcces.FERME


class Qualite(models.TextChoices):
    AGENT_AVS = "agent_avs", "agente ou agent du service AVS"
    CHEF_SERVICE = "chef_service", "cheffe ou chef de service"
    AGENT_SERVICE = "agent_service", "agente ou agent d'un autre service"
    ELU = "elu", "élue ou élu"
    DIRECTION = "direction", "direction"
    PROFESSIONNEL = "professionnel", "professionnelle ou professionnel"
    MEMBRE_CA = "membre_ca", "membre du conseil d'administration"
    PRESIDENCE = "presidence", "présidence"
    TRESORERIE = "tresorerie", "trésorerie"
    CONSEIL_CAF = "conseil_caf", "conseil technique CAF"
    FEDERATION = "federation", "fédération"
    FINANCEUR = "financeur", "financeur"


QUALITES_AVS = frozenset({Qualite.AGENT_AVS, Qualite.CHEF_SERVICE})
QUALITES_CENTRE = frozenset(
    {
        Qualite.DIRECTION,
        Qualite.PROFESSIONNEL,
        Qualite.MEMBRE_CA,
        Qualite.PRESIDENCE,
        Qualite.TRESORERIE,
    }
)


class FonctionQuerySet(models.QuerySet["Fonction"]):
    def en_cours(self, le: date) -> "FonctionQuerySet":
        """Functions held on day `le`, both ends included."""
        return self.filter(
            Q(date_debut__isnull=True) | Q(date_debut__lte=le),
            Q(date_fin__isnull=True) | Q(date_fin__gte=le),
        )


class Fonction(Idempotent):
    """A person's dated quality within an organisation: rights come from it alone (Q30)."""

    personne = models.ForeignKey(
        Personne, verbose_name="personne", on_delete=models.PROTECT, related_name="fonctions"
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name="organisation",
        on_delete=models.PROTECT,
        related_name="fonctions",
    )
    qualite = models.CharField("qualité", max_length=20, choices=Qualite.choices)
    intitule = models.CharField("intitulé", max_length=120, blank=True)
    date_debut = models.DateField("à partir du", null=True, blank=True)
    date_fin = models.DateField("jusqu'au (inclus)", null=True, blank=True)

    objects = FonctionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "fonction"
        verbose_name_plural = "fonctions"
        ordering = ("organisation__nom", "personne__nom")
        constraints = (
            models.CheckConstraint(
                name="fonction_fin_apres_debut",
                condition=Q(date_debut__isnull=True)
                | Q(date_fin__isnull=True)
                | Q(date_fin__gte=F("date_debut")),
                violation_error_message="La fin d'une fonction ne précède pas son début.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.personne}, {self.libelle_qualite}, {self.organisation}"

    @property
    def libelle_qualite(self) -> str:
        """The function's own title when it has one, else the quality's label."""
        return self.intitule or self.get_qualite_display()

    def is_en_cours(self, le: date) -> bool:
        """Whether the function is held on day `le`."""
        return (self.date_debut is None or self.date_debut <= le) and (
            self.date_fin is None or le <= self.date_fin
        )

    @property
    def is_avs(self) -> bool:
        """Whether the function runs the pact for the city (agent or head of the AVS service)."""
        return self.qualite in QUALITES_AVS and self.organisation.genre == GenreOrganisation.VILLE

    @property
    def is_ville(self) -> bool:
        return self.organisation.genre == GenreOrganisation.VILLE

    @property
    def is_elu_ville(self) -> bool:
        return self.qualite == Qualite.ELU and self.is_ville

    @property
    def is_centre(self) -> bool:
        return (
            self.qualite in QUALITES_CENTRE and self.organisation.genre == GenreOrganisation.CENTRE
        )


class UserManager(BaseUserManager["User"]):
    """Accounts are known by their e-mail."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **champs: Any) -> "User":
        """Create an account; `password=None` makes one that cannot sign in yet."""
        compte = self.model(email=self.normalize_email(email).lower(), **champs)
        compte.set_password(password)
        compte.save(using=self._db)
        return compte

    def create_superuser(self, email: str, password: str | None = None, **champs: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **champs)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractUser):
    """The account of a person, or of a technical superuser who holds no function."""

    username = None
    first_name = None
    last_name = None
    email = models.EmailField("courriel", unique=True)
    personne = models.OneToOneField(
        Personne,
        verbose_name="personne",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="compte",
    )
    derniere_fonction = models.ForeignKey(
        Fonction,
        verbose_name="dernière fonction choisie",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    class Meta:
        verbose_name = "compte"
        verbose_name_plural = "comptes"
        constraints = (
            models.UniqueConstraint(
                Lower("email"),
                name="compte_courriel_unique",
                violation_error_message="Ce courriel a déjà un compte.",
            ),
        )

    def __str__(self) -> str:
        return str(self.personne) if self.personne_id else self.email

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return self.personne.prenom if self.personne_id else self.email


class OuvertureAccesQuerySet(models.QuerySet["OuvertureAcces"]):
    def en_attente(self) -> "OuvertureAccesQuerySet":
        """Links that nobody used and nobody revoked, expired ones included."""
        return self.filter(utilisee_le=None, revoquee_le=None)


class OuvertureAcces(Idempotent):
    """An invitation to open one's account: a hashed, expiring, single-use link (S13)."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    personne = models.ForeignKey(
        Personne, verbose_name="personne", on_delete=models.CASCADE, related_name="ouvertures"
    )
    courriel = models.EmailField("courriel")
    empreinte = models.CharField("empreinte du lien", max_length=64, unique=True)
    creee_le = models.DateTimeField("créée le", auto_now_add=True)
    creee_par = models.ForeignKey(
        Fonction,
        verbose_name="créée par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    expire_le = models.DateTimeField("expire le")
    utilisee_le = models.DateTimeField("utilisée le", null=True, blank=True)
    revoquee_le = models.DateTimeField("révoquée le", null=True, blank=True)

    objects = OuvertureAccesQuerySet.as_manager()

    class Meta:
        verbose_name = "ouverture d'accès"
        verbose_name_plural = "ouvertures d'accès"
        ordering = ("-creee_le",)

    def __str__(self) -> str:
        return f"Ouverture d'accès de {self.personne}"

    def is_utilisable(self) -> bool:
        """Whether the link still opens the account now."""
        return self.utilisee_le is self.revoquee_le is None and timezone.now() < self.expire_le
