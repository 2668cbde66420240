"""What subsidies show on the pages of lower rooms: a centre's, a meeting's, a pact's."""

from typing import Any

from django.db.models import Sum
from django.http import HttpRequest
from django.utils import timezone

from centres.presentation import CentreDuPacte
from gouvernance.models import PointOrdreDuJour, Reunion
from pacte.accord.models import Pacte
from subventions.lectures.donnees_ouvertes import EXECUTOIRE
from subventions.lectures.dossiers import dossier_avance, exercice_de_l_avance
from subventions.models import Attribution, Demande

NOMBRE = 5
# The objective, in a pact's file, of the item where requests are deposited.
OBJECTIF_DU_DEPOT = "depot-demande"


def subventions_du_centre(
    request: HttpRequest, vue: CentreDuPacte
) -> tuple[str, dict[str, Any]] | None:
    """The latest requests of a centre and its advance; None for whoever may not see them."""
    fonction = request.fonction
    if fonction is None or not _concerne(fonction, vue):
        return None
    demandes = list(
        Demande.objects.for_fonction(fonction)
        .filter(pacte=vue.pacte, centre=vue.centre)
        .order_by("-exercice", "-pk")[:NOMBRE]
    )
    le = timezone.localdate()
    exercice = exercice_de_l_avance(vue.pacte, le)
    dossier = dossier_avance(vue.pacte, vue.centre, exercice, le) if exercice else None
    contexte = {
        "demandes_du_centre": demandes,
        "avance_du_centre": dossier,
        "code_du_pacte": vue.pacte.code,
    }
    return "subventions/_panneau_centre.html", contexte


def _concerne(fonction: Any, vue: CentreDuPacte) -> bool:
    if fonction.is_avs:
        return fonction.organisation_id == vue.pacte.ville_id
    return fonction.is_centre and fonction.organisation_id == vue.centre.pk


def demandes_de_la_reunion(
    request: HttpRequest, reunion: Reunion
) -> tuple[str, dict[str, Any]] | None:
    """The requests deposited at a meeting, for whoever may see them (C35); None without any."""
    demandes = _deposees(request, reunion.pk)
    if not demandes:
        return None
    contexte = {"demandes_de_la_reunion": demandes, "code_du_pacte": reunion.pacte.code}
    return "subventions/_panneau_reunion.html", contexte


def demandes_du_point(
    request: HttpRequest, point: PointOrdreDuJour
) -> tuple[str, dict[str, Any]] | None:
    """The same requests, under the item of the agenda where they are deposited (C35)."""
    if point.objectif != OBJECTIF_DU_DEPOT:
        return None
    demandes = _deposees(request, point.reunion_id)
    if not demandes:
        return None
    return "subventions/_panneau_point.html", {"demandes_du_point": demandes}


def _deposees(request: HttpRequest, reunion: int) -> list[Demande]:
    """The requests of a meeting, read once a page."""
    lues: dict[int, list[Demande]] = getattr(request, "demandes_des_reunions", {})
    if reunion not in lues:
        lues[reunion] = list(
            Demande.objects.for_fonction(request.fonction)
            .filter(comite_technique=reunion)
            .select_related("centre", "pacte")
            .order_by("-exercice", "pk")
        )
        request.demandes_des_reunions = lues
    return lues[reunion]


def votes_du_pacte(request: HttpRequest, pacte: Pacte) -> tuple[str, dict[str, Any]]:
    """What was voted in total for the latest year, for everybody: amounts voted are public."""
    derniere = (
        Attribution.objects.filter(EXECUTOIRE, pacte=pacte)
        .order_by("-exercice")
        .values("exercice")
        .annotate(total=Sum("montant"))
        .first()
    )
    return "subventions/_panneau_pacte.html", {
        "annee_votee": derniere["exercice"] if derniere else None,
        "total_vote": derniere["total"] if derniere else None,
        "code_du_pacte": pacte.code,
    }
