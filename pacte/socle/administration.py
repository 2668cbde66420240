"""Pieces of Django's admin: rows that can be looked at, never touched."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest


class LectureSeuleAdmin(admin.ModelAdmin):
    """Shows the rows of a model that only the portal's own acts may write."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False
