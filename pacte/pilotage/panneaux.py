"""What this room adds to the pages of lower rooms."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from pacte.accord.models import Pacte
from pacte.pilotage.clauses import agreger, evaluer
from pacte.pilotage.faits import CENTRE
from pacte.pilotage.instantane import lire_instantane
from pacte.pilotage.permissions import can_lister_clauses, regard
from pacte.pilotage.regards import visibles


def statuts_des_engagements(request: HttpRequest, pacte: Pacte) -> dict[str, dict[str, Any]]:
    """Return {code: {statut, motif, url}} for the margin of the act; nothing for a visitor.

    Statuses belong to those who take part in this pact, each with what she may see of the centres.
    """
    fonction = getattr(request, "fonction", None)
    le = timezone.localdate()
    if fonction is None or not can_lister_clauses(fonction, pacte, le):
        return {}
    if not Pacte.objects.for_fonction(fonction).filter(pk=pacte.pk).exists():
        return {}
    registre = reverse("lister_clauses", args=[pacte.code])
    evaluations = evaluer(lire_instantane(pacte), le)
    vue = regard(fonction, pacte)
    if vue.mon_centre:
        evaluations = visibles(evaluations, vue)
        motifs = {e.code: e.motif for e in evaluations if e.sujet.genre == CENTRE}
    else:
        motifs = {}
    return {
        agregat.code: {
            "statut": agregat.statut,
            "motif": motifs.get(agregat.code, agregat.motif),
            "url": f"{registre}#{agregat.code.lower()}",
        }
        for agregat in agreger(evaluations)
    }
