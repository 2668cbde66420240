"""Who is invited to a meeting, what they answered, who came."""

import pgtrigger
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from gouvernance.models.reunions import REUNION_DEFINITIVE, Reunion
from pacte.accord.models import CategorieParticipant, Fonction
from pacte.courrier.models import Courriel
from pacte.socle.declencheurs import insertion_seule, protege_si, sans_troncature
from pacte.socle.etats import AvecTonalite, Tonalite


class Presence(AvecTonalite, models.TextChoices):
    ATTENDUE = "attendue", "non renseignée"
    PRESENTE = "presente", "présente ou présent"
    A_DISTANCE = "a_distance", "à distance"
    REPRESENTEE = "representee", "représentée ou représenté"
    EXCUSEE = "excusee", "excusée ou excusé"
    ABSENTE = "absente", "absente ou absent"

    __tonalites__ = {
        "presente": Tonalite.TENU,
        "a_distance": Tonalite.TENU,
        "representee": Tonalite.TENU,
    }


class EtatEnvoi(AvecTonalite, models.TextChoices):
    """Where the invitation of one person stands; computed from its mail or its letter."""

    A_INVITER = "a_inviter", "pas encore invitée"
    LETTRE_A_IMPRIMER = "lettre_a_imprimer", "lettre à imprimer"
    LETTRE_IMPRIMEE = "lettre_imprimee", "lettre imprimée"
    EN_FILE = "en_file", "courriel en file"
    ENVOYE = "envoye", "courriel envoyé"
    REFUSE = "refuse", "courriel refusé"

    __tonalites__ = {
        "lettre_a_imprimer": Tonalite.ATTENTION,
        "lettre_imprimee": Tonalite.TENU,
        "en_file": Tonalite.INFORMATION,
        "envoye": Tonalite.TENU,
        "refuse": Tonalite.ALERTE,
    }


class ReponseInvitation(AvecTonalite, models.TextChoices):
    """What the person answered to her invitation, before the meeting."""

    ATTENDUE = "attendue", "pas encore de réponse"
    PRESENTE = "presente", "sera là"
    A_DISTANCE = "a_distance", "à distance"
    REPRESENTEE = "representee", "sera représentée ou représenté"
    EXCUSEE = "excusee", "excusée ou excusé"

    __tonalites__ = {
        "presente": Tonalite.TENU,
        "a_distance": Tonalite.TENU,
        "representee": Tonalite.INFORMATION,
        "excusee": Tonalite.NEUTRE,
    }


class VoieReponse(models.TextChoices):
    """How an answer came."""

    PORTAIL = "portail", "sur le portail"
    LIEN = "lien", "par son lien personnel"
    SECRETARIAT = "secretariat", "par son secrétariat"
    ORGANISATEUR = "organisateur", "notée par l'organisateur"


PRESENCES_COMPTEES = frozenset({Presence.PRESENTE, Presence.A_DISTANCE, Presence.REPRESENTEE})


class Participation(models.Model):
    """One person invited to a meeting, in one function: her invitation, her attendance."""

    reunion = models.ForeignKey(
        Reunion, verbose_name="réunion", on_delete=models.CASCADE, related_name="participations"
    )
    fonction = models.ForeignKey(
        Fonction, verbose_name="personne et qualité", on_delete=models.PROTECT, related_name="+"
    )
    categorie = models.ForeignKey(
        CategorieParticipant,
        verbose_name="catégorie",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    courriel = models.ForeignKey(
        Courriel,
        verbose_name="invitation envoyée",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    lettre_imprimee_le = models.DateTimeField("lettre imprimée le", null=True, blank=True)
    presence = models.CharField(
        "présence", max_length=12, choices=Presence.choices, default=Presence.ATTENDUE
    )
    represente_par = models.CharField("représentée par", max_length=120, blank=True)
    reponse = models.CharField(
        "réponse",
        max_length=12,
        choices=ReponseInvitation.choices,
        default=ReponseInvitation.ATTENDUE,
    )
    repondu_le = models.DateTimeField("réponse reçue le", null=True, blank=True)
    repondu_par = models.ForeignKey(
        Fonction,
        verbose_name="réponse notée par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    voie_reponse = models.CharField(
        "voie de la réponse", max_length=12, choices=VoieReponse.choices, blank=True
    )
    representant_nom = models.CharField("nom de qui représente", max_length=120, blank=True)
    representant_courriel = models.EmailField("courriel de qui représente", blank=True)
    courriel_representant = models.ForeignKey(
        Courriel,
        verbose_name="invitation de qui représente",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    representant_reponse = models.CharField(
        "réponse de qui représente",
        max_length=12,
        choices=ReponseInvitation.choices,
        default=ReponseInvitation.ATTENDUE,
    )
    representant_repondu_le = models.DateTimeField(
        "réponse de qui représente reçue le", null=True, blank=True
    )
    courriel_secretariat = models.ForeignKey(
        Courriel,
        verbose_name="invitation envoyée au secrétariat",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    relance_le = models.DateTimeField("dernière relance le", null=True, blank=True)
    relance_automatique_le = models.DateTimeField("relance automatique le", null=True, blank=True)
    arrivee = models.TimeField("arrivée à", null=True, blank=True)
    depart = models.TimeField("départ à", null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "participation"
        verbose_name_plural = "participations"
        ordering = ("categorie__ordre", "fonction__organisation__nom", "fonction__personne__nom")
        constraints = (
            models.UniqueConstraint(
                fields=["reunion", "fonction"],
                name="participation_une_fois",
                violation_error_message="Cette personne est déjà invitée en cette qualité.",
            ),
            models.CheckConstraint(
                name="participation_repondue_a_sa_date",
                condition=Q(reponse="attendue")
                | (Q(repondu_le__isnull=False) & ~Q(voie_reponse="")),
                violation_error_message="Une réponse porte sa date et dit comment elle est venue.",
            ),
            models.CheckConstraint(
                name="participation_representee_par_quelqu_un",
                condition=~Q(reponse="representee") | ~Q(representant_nom=""),
                violation_error_message="Dites qui représente la personne.",
            ),
            models.CheckConstraint(
                name="participation_representant_pour_lui_meme",
                condition=Q(representant_reponse="attendue")
                | (
                    Q(representant_reponse__in=["presente", "a_distance", "excusee"])
                    & Q(representant_repondu_le__isnull=False)
                ),
                violation_error_message="Qui représente dit si elle ou il vient, à sa date.",
            ),
            models.CheckConstraint(
                name="participation_depart_apres_arrivee",
                condition=Q(arrivee__isnull=True)
                | Q(depart__isnull=True)
                | Q(depart__gte=models.F("arrivee")),
                violation_error_message="Le départ vient après l'arrivée.",
            ),
        )
        triggers = (
            protege_si(
                "participation_definitive",
                ancien=REUNION_DEFINITIVE.format(ligne="OLD", colonne="reunion_id"),
                nouveau=REUNION_DEFINITIVE.format(ligne="NEW", colonne="reunion_id"),
            ),
            sans_troncature(),
        )

    def __str__(self) -> str:
        return str(self.fonction)

    @property
    def presence_enum(self) -> Presence:
        return Presence(self.presence)

    @property
    def reponse_enum(self) -> ReponseInvitation:
        return ReponseInvitation(self.reponse)

    @property
    def representant_reponse_enum(self) -> ReponseInvitation:
        return ReponseInvitation(self.representant_reponse)

    @property
    def etat_envoi(self) -> EtatEnvoi:
        """Where the person's invitation stands."""
        if self.courriel is not None:
            return EtatEnvoi(self.courriel.etat)
        if self.lettre_imprimee_le is not None:
            return EtatEnvoi.LETTRE_IMPRIMEE
        sans_courriel = not self.fonction.personne.courriel
        return EtatEnvoi.LETTRE_A_IMPRIMER if sans_courriel else EtatEnvoi.A_INVITER

    @property
    def presence_annoncee(self) -> tuple[str, str]:
        """The presence that the answer announces, and who stands for the person; to be confirmed.

        « Non renseignée » without an answer, or when whoever represents her said that she cannot come.
        """
        if self.reponse != ReponseInvitation.REPRESENTEE:
            return Presence(self.reponse), ""
        if self.representant_reponse == ReponseInvitation.EXCUSEE:
            return Presence.ATTENDUE, ""
        return Presence.REPRESENTEE, self.representant_nom

    @property
    def is_comptee(self) -> bool:
        """Whether the person counts as present, herself or by somebody who stands for her."""
        return self.presence in PRESENCES_COMPTEES


pgtrigger.register(*insertion_seule())(Participation.history.model)
