"""The technical administration: superusers alone, signed in by the same door as everybody."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite, ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator

# An address added here would sign in as somebody else; groups give no right in this portal.
FERMES = frozenset({"account.EmailAddress", "auth.Group"})


class SiteTechnique(AdminSite):
    """A superuser holds no function: nothing here stands for an act of the pact."""

    site_header = "Administration technique"
    site_title = "Administration technique"
    index_title = "Tables du portail"

    def register(
        self, model_or_iterable: Any, admin_class: type[ModelAdmin] | None = None, **options: Any
    ) -> None:
        """Show the rooms' tables; those of libraries that give rights or addresses stay closed."""
        modeles = [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable
        montres = [modele for modele in modeles if modele._meta.label not in FERMES]
        super().register(montres, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_superuser

    @method_decorator(secure_admin_login)
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().login(request, extra_context)
