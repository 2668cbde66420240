"""The technical administration: superusers alone, signed in by the same door as everybody."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator


class SiteTechnique(AdminSite):
    """A superuser holds no function: nothing here stands for an act of the pact."""

    site_header = "Administration technique"
    site_title = "Administration technique"
    index_title = "Tables du portail"

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_superuser

    @method_decorator(secure_admin_login)
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().login(request, extra_context)
