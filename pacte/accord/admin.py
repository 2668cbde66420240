"""The tables of the agreement, for technical superusers.

Only organisations are corrected here: everything else is written by the portal's acts, which check
rights and keep the journal, or by the pact's file.
"""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from simple_history.admin import SimpleHistoryAdmin

from pacte.accord.models import (
    Article,
    Avenant,
    Deliberation,
    Engagement,
    Fonction,
    Instance,
    Interpretation,
    LigneSignature,
    Organisation,
    OuvertureAcces,
    Pacte,
    Partie,
    Personne,
    Theme,
    User,
)
from pacte.journal.operations import inscrire
from pacte.socle.administration import LectureSeuleAdmin


class LectureAvecHistoriqueAdmin(LectureSeuleAdmin, SimpleHistoryAdmin):
    """Rows to look at, with their history."""


@admin.register(Organisation)
class OrganisationAdmin(SimpleHistoryAdmin):
    list_display = ("code", "nom", "genre", "siret")
    list_filter = ("genre", "fictive")
    search_fields = ("code", "nom", "sigle")

    def get_readonly_fields(
        self, request: HttpRequest, obj: models.Model | None = None
    ) -> tuple[str, ...]:
        # Addresses and the pact's file know an organisation by its code.
        return ("code",) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def log_addition(self, request: HttpRequest, obj: models.Model, message: Any) -> Any:
        inscrire("administrer", objet=obj, compte=request.user, motif="ajout")
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: models.Model, message: Any) -> Any:
        inscrire("administrer", objet=obj, compte=request.user, motif="modification")
        return super().log_change(request, obj, message)


@admin.register(Personne)
class PersonneAdmin(LectureAvecHistoriqueAdmin):
    list_display = ("nom", "prenom", "courriel")
    search_fields = ("nom", "prenom", "courriel")


@admin.register(Fonction)
class FonctionAdmin(LectureAvecHistoriqueAdmin):
    list_display = ("personne", "organisation", "qualite", "date_debut", "date_fin")
    list_filter = ("qualite",)
    list_select_related = ("personne", "organisation")


@admin.register(User)
class UserAdmin(LectureSeuleAdmin):
    list_display = ("email", "personne", "is_active", "is_superuser", "last_login")
    list_select_related = ("personne",)
    search_fields = ("email",)
    exclude = ("password", "groups", "user_permissions")


@admin.register(OuvertureAcces)
class OuvertureAccesAdmin(LectureSeuleAdmin):
    list_display = ("personne", "courriel", "creee_le", "expire_le", "utilisee_le", "revoquee_le")
    list_select_related = ("personne",)
    exclude = ("empreinte",)


@admin.register(Pacte)
class PacteAdmin(LectureAvecHistoriqueAdmin):
    list_display = ("code", "titre_court", "ville", "date_effet")
    list_select_related = ("ville",)


@admin.register(Partie, LigneSignature, Deliberation, Avenant)
class ActeAdmin(LectureAvecHistoriqueAdmin):
    """Who signs the pact, and what its council voted."""


@admin.register(Article, Engagement, Interpretation, Instance, Theme)
class FichierAdmin(LectureAvecHistoriqueAdmin):
    """What the pact's file says; a new version of the file changes it."""
