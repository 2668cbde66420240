"""The reminder of conventions that end: nine months before, to both sides, once each."""

from datetime import date

from django.db import transaction

from pacte.accord.models import Pacte
from pacte.courrier.periodique import une_seule_fois
from subventions import notifications, rules
from subventions.lectures.conventions import conventions_qui_finissent


def rappeler_fins_de_convention(le: date) -> int:
    """Warn both sides of each convention that ends within nine months; return how many."""
    envoyes = 0
    pactes = Pacte.objects.order_by("pk")
    for convention, fin in conventions_qui_finissent(pactes, le):
        jour = rules.jour_de_l_avertissement(fin)
        with transaction.atomic():
            if une_seule_fois(f"fin de convention {convention.pk}", jour):
                notifications.annoncer_fin_de_convention(convention, fin)
                envoyes += 1
    return envoyes
