"""« Mes actions »: what one person carries, over bodies and pacts; the home page reads it too."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Q

from gouvernance.models import Decision, DecisionQuerySet, EtatDecision
from pacte.accord.models import Fonction, Pacte

JOURS_RECENTS = 30


def actions_portees(fonctions: Sequence[Fonction], pacte: Pacte | None = None) -> DecisionQuerySet:
    """Return what a person carries in these functions of hers, of definitive minutes."""
    if not fonctions:
        return Decision.objects.none()
    en_portee = Q(pk__in=[])
    for fonction in fonctions:
        en_portee |= Q(pk__in=Decision.objects.for_fonction(fonction).order_by().values("pk"))
    lignes = (
        Decision.objects.a_suivre()
        .engagees()
        .portees_par(fonctions[0].personne_id)
        .filter(en_portee)
        .avec_terme()
    )
    return lignes if pacte is None else lignes.filter(pacte=pacte)


@dataclass(frozen=True, slots=True)
class MonAction:
    """One action of mine: where it stands, and whether its page opens as I act now."""

    decision: Decision
    etat: EtatDecision
    ouvrable: bool


@dataclass(frozen=True, slots=True)
class GroupeActions:
    """A group of the page: its name, what is in it."""

    code: str
    titre: str
    actions: tuple[MonAction, ...]


GROUPES = (
    ("en_retard", "En retard"),
    ("bloquees", "Bloquées"),
    ("cette_semaine", "Cette semaine"),
    ("plus_tard", "Plus tard"),
    ("faites", "Faites récemment"),
)


def groupe_de(decision: Decision, le: date) -> str:
    """Return the group of one action on day `le`; the week ends on Sunday."""
    etat = decision.etat(le)
    if etat == EtatDecision.REALISEE:
        return "faites"
    if etat == EtatDecision.BLOQUEE:
        return "bloquees"
    terme = decision.terme
    if terme is None:
        return "plus_tard"
    if terme < le:
        return "en_retard"
    dimanche = le + timedelta(days=6 - le.weekday())
    return "cette_semaine" if terme <= dimanche else "plus_tard"


def mes_groupes(
    fonctions: Sequence[Fonction], actuelle: Fonction | None, le: date
) -> list[GroupeActions]:
    """Return the groups of « Mes actions », those without anything left out. Two queries."""
    recentes = Q(date_realisation__isnull=True) | Q(
        date_realisation__gte=le - timedelta(days=JOURS_RECENTS)
    )
    lignes = list(
        actions_portees(fonctions)
        .filter(recentes)
        .select_related(
            "pacte",
            "reunion__instance",
            "reunion__centre",
            "reunion__theme",
            "responsable__personne",
            "responsable__organisation",
            "relais__personne",
            "relais__organisation",
            "inscription",
        )
        .order_by(F("jour_du_terme").asc(nulls_last=True), "pk")
    )
    visibles = set(
        Decision.objects.for_fonction(actuelle)
        .filter(pk__in=[ligne.pk for ligne in lignes])
        .values_list("pk", flat=True)
    )
    par_code: dict[str, list[MonAction]] = {}
    for ligne in lignes:
        action = MonAction(ligne, ligne.etat(le), ligne.pk in visibles)
        par_code.setdefault(groupe_de(ligne, le), []).append(action)
    par_code.get("faites", []).sort(
        key=lambda action: action.decision.date_realisation or date.min, reverse=True
    )
    return [
        GroupeActions(code, titre, tuple(par_code[code]))
        for code, titre in GROUPES
        if code in par_code
    ]
