"""The reminders of financial reports: before their day, then after it (R20)."""

from datetime import date, timedelta

from django.db import transaction

from pacte.courrier.periodique import une_seule_fois
from subventions import rules
from subventions.lectures import comptes_rendus as comptes_rendus_lus
from subventions.models import Attribution
from subventions.notifications.comptes_rendus import rappeler_compte_rendu
from subventions.rules.comptes_rendus import RAPPELS_APRES, RAPPELS_AVANT


def rappeler_comptes_rendus(le: date) -> int:
    """Remind the centres of the reports that are due or late on day `le`; return how many mails.

    Sixty and fifteen days before, then the day after, and up to three months later. A reminder
    missed while nothing ran leaves once; of several, the latest alone.
    """
    premiere = rules.derniere_fin_avant(le - timedelta(days=RAPPELS_APRES[-1] + 10))
    derniere = rules.derniere_fin_avant(le + timedelta(days=RAPPELS_AVANT[0] + 1))
    dues = (
        comptes_rendus_lus.attributions_a_justifier(Attribution.objects.order_by("pk"))
        .filter(fin__gt=premiere, fin__lte=derniere)
        .exclude(compte_rendu_financier__etat__in=comptes_rendus_lus.RENDUS)
    )
    envoyes = 0
    for attendu in comptes_rendus_lus.lire(dues, le):
        jours = rules.rappel_du(attendu.echeance, le)
        if jours is None:
            continue
        with transaction.atomic():
            cle = f"compte rendu financier {attendu.attribution.pk} {jours:+d}"
            if une_seule_fois(cle, attendu.echeance):
                rappeler_compte_rendu(attendu, jours)
                envoyes += 1
    return envoyes
