"""What actions ask of the acting function: hers to carry out, and those of others to unblock."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Subquery
from django.urls import reverse

from gouvernance.lectures.actions import actions_portees
from gouvernance.models import Decision, GenreReleve
from pacte.accord.models import Fonction, Pacte
from pacte.socle.a_faire import AFaire
from pacte.socle.templatetags.socle import accorder


def colonnes(fonction: Fonction) -> dict[str, Any]:
    """Whether the function carries something in a pact, and how many actions are stuck there."""
    lues: dict[str, Any] = {
        "a_des_actions": Exists(actions_portees([fonction]).ouvertes().filter(pacte=OuterRef("pk")))
    }
    if fonction.is_avs:
        siennes = Decision.objects.portees_par(fonction.personne_id).order_by().values("pk")
        bloquees = (
            Decision.objects.bloquees()
            .engagees()
            .filter(pacte=OuterRef("pk"), pacte__ville=fonction.organisation_id)
            .exclude(pk__in=siennes)
        )
        nombre = bloquees.order_by().values("pacte").annotate(nombre=Count("pk")).values("nombre")
        lues["actions_bloquees"] = Subquery(nombre)
    return lues


def actions_a_faire(fonction: Fonction, pactes: Iterable[Pacte]) -> list[AFaire]:
    """What the person carries in this function: the same lines as « Mes actions »."""
    occupee = [pacte for pacte in pactes if pacte.a_des_actions]
    if not occupee:
        return []
    lignes = (
        actions_portees([fonction])
        .ouvertes()
        .filter(pacte__in=occupee)
        .select_related("pacte")
        .order_by(F("jour_du_terme").asc(nulls_last=True), "pk")
    )
    return [
        AFaire(
            _phrase(ligne),
            ligne.terme,
            reverse("voir_decision", args=[ligne.pacte.code, ligne.pk]),
            "Suivre",
        )
        for ligne in lignes
    ]


def _phrase(ligne: Decision) -> str:
    quoi = "la décision" if ligne.genre == GenreReleve.DECISION else "l’action"
    if ligne.date_blocage is not None:
        return f"Débloquer {quoi} : « {ligne} »"
    return f"Réaliser {quoi} : « {ligne} »"


def actions_a_debloquer(fonction: Fonction, pactes: Iterable[Pacte]) -> list[AFaire]:
    """Tell the AVS service, in one line a pact, how many actions of others are stuck."""
    if not fonction.is_avs:
        return []
    return [
        AFaire(
            f"Aider à débloquer {accorder(pacte.actions_bloquees, 'action,actions')} : "
            f"{pacte.titre_court}.",
            None,
            f"{reverse('lister_decisions', args=[pacte.code])}?etat=bloquee",
            "Voir ce qui bloque",
        )
        for pacte in pactes
        if pacte.actions_bloquees
    ]
