"""Following a decision: done, or not after all."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from gouvernance import permissions
from gouvernance.models import Decision
from gouvernance.operations.verrou import exiger
from pacte.accord.models import Fonction
from pacte.journal.operations import inscrire
from pacte.socle.droits import ActeRefuse, refus


def _verrouiller(decision: Decision) -> Decision:
    return (
        Decision.objects.select_for_update(of=("self",))
        .select_related("pacte", "reunion__compte_rendu", "responsable__personne")
        .get(pk=decision.pk)
    )


@transaction.atomic
def realiser(decision: Decision, *, par: Fonction, le: date, suite: str = "") -> Decision:
    """Note that a decision was carried out on day `le`, and what came of it."""
    decision = _verrouiller(decision)
    exiger(permissions.can_realiser(par, decision, timezone.localdate()))
    if le > timezone.localdate():
        raise ActeRefuse(refus("Le jour de la réalisation n'est pas encore venu."))
    if (decision.date_realisation, decision.suite) == (le, suite):
        return decision
    decision.date_realisation = le
    decision.realisation_par = par
    decision.suite = suite
    decision.save()
    inscrire("realiser_decision", objet=decision, par=par, motif=suite)
    return decision


@transaction.atomic
def reprendre(decision: Decision, *, par: Fonction) -> Decision:
    """Undo: the decision is still to be carried out; what was noted stays in the history."""
    decision = _verrouiller(decision)
    exiger(permissions.can_realiser(par, decision, timezone.localdate()))
    if decision.date_realisation is None:
        return decision
    decision.date_realisation = None
    decision.realisation_par = None
    decision.save()
    inscrire("reprendre_decision", objet=decision, par=par)
    return decision
