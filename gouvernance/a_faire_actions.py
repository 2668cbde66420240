"""What actions ask of the acting function: hers to carry out, and those of others to unblock."""

from datetime import date

from django.db.models import Count, F, Min
from django.urls import reverse

from gouvernance.actions import actions_portees
from gouvernance.models import Decision, GenreReleve
from pacte.accord.models import Fonction, Pacte
from pacte.socle.a_faire import AFaire
from pacte.socle.templatetags.socle import accorder


def actions_a_faire(fonction: Fonction, le: date, pacte: Pacte | None) -> list[AFaire]:
    """What the person carries in this function: the same lines as « Mes actions »."""
    lignes = (
        actions_portees([fonction], pacte)
        .ouvertes()
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


def actions_a_debloquer(fonction: Fonction, le: date, pacte: Pacte | None) -> list[AFaire]:
    """Tell the AVS service, in one line a pact, how many actions of others are stuck."""
    if not fonction.is_avs:
        return []
    bloquees = (
        Decision.objects.bloquees()
        .engagees()
        .filter(pacte__ville=fonction.organisation_id)
        .exclude(pk__in=Decision.objects.portees_par(fonction.personne_id).order_by().values("pk"))
    )
    if pacte is not None:
        bloquees = bloquees.filter(pacte=pacte)
    par_pacte = (
        bloquees.order_by()
        .values("pacte__code", "pacte__titre_court")
        .annotate(nombre=Count("pk"), depuis=Min("date_blocage"))
    )
    return [
        AFaire(
            f"Aider à débloquer {accorder(ligne['nombre'], 'action,actions')} : "
            f"{ligne['pacte__titre_court']}.",
            None,
            f"{reverse('lister_decisions', args=[ligne['pacte__code']])}?etat=bloquee",
            "Voir ce qui bloque",
        )
        for ligne in par_pacte
    ]
