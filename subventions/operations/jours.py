"""The days of acts: a fact is never dated in the future."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone


def refuser_avenir(**jours: date | None) -> None:
    """Raise ValidationError, by field, for a day that has not come yet."""
    le = timezone.localdate()
    erreurs = {
        nom: "Cette date n'est pas encore passée."
        for nom, jour in jours.items()
        if jour is not None and jour > le
    }
    if erreurs:
        raise ValidationError(erreurs)
