"""Reminders about actions: one before the day, one after, and the AVS service's own at will."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from gouvernance.models import Decision, DecisionQuerySet
from gouvernance.notifications import decisions as notifications_decisions
from gouvernance.permissions import decisions as droits_decisions
from pacte.accord.models import Fonction, Pacte
from pacte.courrier.periodique import une_seule_fois
from pacte.journal.operations import inscrire
from pacte.socle.droits import exiger

# The first reminder leaves this many days before the day, or as soon after as it can.
JOURS_AVANT = 7
# Later than that, nobody is reminded of it any more: the late list shows it.
JOURS_APRES = 30


def _a_rappeler() -> DecisionQuerySet:
    return (
        Decision.objects.ouvertes()
        .engagees()
        .avec_terme()
        .filter(date_blocage__isnull=True)
        .select_related(
            "pacte",
            "reunion__instance",
            "reunion__centre",
            "reunion__theme",
            "responsable__personne",
            "relais__personne",
        )
        .order_by("jour_du_terme", "pk")
    )


def _par_personne(decisions: Iterable[Decision], le: date) -> list[list[Decision]]:
    """Group lines by the person who carries them, who can be written to and is still in office."""
    groupes: dict[int, list[Decision]] = {}
    for decision in decisions:
        porteur = decision.porteur
        if porteur is not None and porteur.personne.courriel and porteur.is_en_cours(le):
            groupes.setdefault(porteur.personne_id, []).append(decision)
    return list(groupes.values())


def rappeler_actions(le: date) -> int:
    """Send the reminders of day `le`; return how many mails.

    Each line gives one reminder in the week before its day, and one once the day has gone by; one
    mail gathers those of a person. A day put off gives its own. A reminder missed while nothing
    ran leaves on the next day; after JOURS_APRES days it no longer does.
    """
    lignes = _a_rappeler().filter(
        jour_du_terme__gte=le - timedelta(days=JOURS_APRES),
        jour_du_terme__lte=le + timedelta(days=JOURS_AVANT),
    )
    envoyes = 0
    for groupe in _par_personne(lignes, le):
        with transaction.atomic():
            dues = [decision for decision in groupe if _is_premier_rappel(decision, le)]
            if dues:
                _ecrire(dues, le)
                envoyes += 1
    return envoyes


def _is_premier_rappel(decision: Decision, le: date) -> bool:
    """Take the reminder of one line, before or after its day; False when it has already left."""
    terme = decision.terme
    if terme is None:
        return False
    moment = "après" if terme < le else "avant"
    return une_seule_fois(f"rappel {moment} l'échéance {decision.pk}", terme)


def _ecrire(decisions: list[Decision], le: date) -> None:
    porteur = decisions[0].porteur
    if porteur is not None:
        notifications_decisions.rappeler(porteur.personne, decisions, le)


@transaction.atomic
def relancer_retards(pacte: Pacte, *, par: Fonction) -> int:
    """Write to everybody who is late in this pact, once a day each; return how many mails.

    Pressed again the same day, it writes only to those who became late since.
    """
    le = timezone.localdate()
    exiger(droits_decisions.can_relancer(par, pacte, le))
    lignes = _a_rappeler().filter(pacte=pacte, jour_du_terme__lt=le)
    envoyes = 0
    for groupe in _par_personne(lignes, le):
        dues = [d for d in groupe if une_seule_fois(f"relance du retard {d.pk}", le)]
        if dues:
            _ecrire(dues, le)
            envoyes += 1
    if envoyes:
        mot = "courriel" if envoyes == 1 else "courriels"
        inscrire("relancer_retards", objet=pacte, par=par, motif=f"{envoyes} {mot}")
    return envoyes
