"""What the page of one line of the record shows, in a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from gouvernance import permissions
from gouvernance.lectures.fil import fil_de_decision
from gouvernance.models import Decision, EtatDecision, GenreReleve, SuiviDecision
from gouvernance.permissions import decisions as droits_decisions
from pacte.accord.models import Fonction
from pacte.journal.actions import libelle
from pacte.journal.models import Entree, Resultat
from pacte.socle.dates import ecrire_jour
from pacte.socle.droits import Droit
from pacte.socle.elements import Acte, Etape, Evenement

HISTORIQUE_MONTRE = 12


@dataclass(frozen=True, slots=True)
class Issue:
    """A line drawn from another, and where it stands."""

    decision: Decision
    etat: EtatDecision


@dataclass(frozen=True, slots=True)
class FicheDecision:
    """The whole page. `a_faire` is what is expected of the reader, "" when nothing is."""

    decision: Decision
    etat: EtatDecision
    titre: str
    a_faire: str
    etapes: Sequence[Etape]
    principale: Acte | None
    actes: Sequence[Acte]
    raison: str
    suivis: Sequence[SuiviDecision]
    issues: Sequence[Issue]
    historique: Sequence[Evenement]


def composer_fiche_decision(decision: Decision, fonction: Fonction, le: date) -> FicheDecision:
    """Read the line once and prepare its page for the acting function."""
    etat = decision.etat(le)
    droit = permissions.can_realiser(fonction, decision, le)
    principale, actes = _actes(decision, fonction, le, droit)
    issues = [
        Issue(issue, issue.etat(le))
        for issue in decision.suites.select_related(
            "responsable__personne", "relais__personne"
        ).order_by("ordre")
    ]
    suivis = decision.suivis.select_related("note_par__personne", "note_par__organisation")
    return FicheDecision(
        decision=decision,
        etat=etat,
        titre=_titre(decision),
        a_faire=_attente(decision, fonction, le, etat),
        etapes=fil_de_decision(decision, le),
        principale=principale,
        actes=actes,
        raison="" if droit or decision.genre == GenreReleve.INFORMATION else droit.motif,
        suivis=list(suivis.order_by("-note_le", "-pk")),
        issues=issues,
        historique=_historique(decision),
    )


def _titre(decision: Decision) -> str:
    if decision.numero:
        return f"Décision {decision.numero}"
    return decision.get_genre_display().capitalize()


def _attente(decision: Decision, fonction: Fonction, le: date, etat: EtatDecision) -> str:
    """What is expected of whoever carries it."""
    porteur = decision.porteur
    if porteur is None or porteur.personne_id != fonction.personne_id:
        return ""
    match etat:
        case EtatDecision.EN_RETARD:
            return "L’échéance est passée. Dites ce qui est fait, ou ce qui bloque."
        case EtatDecision.BLOQUEE:
            return "Le service de la Ville sait ce qui bloque. Reprenez dès que c’est levé."
        case EtatDecision.A_FAIRE | EtatDecision.EN_COURS if decision.terme is not None:
            return f"À faire avant le {ecrire_jour(decision.terme)} inclus."
        case EtatDecision.A_FAIRE | EtatDecision.EN_COURS:
            return "Notez ce qui avance, puis dites quand c’est fait."
    return ""


def _actes(
    decision: Decision, fonction: Fonction, le: date, droit: Droit
) -> tuple[Acte | None, list[Acte]]:
    """The main act and the quiet ones; nothing for whoever may do none of them."""

    def url(nom: str) -> str:
        return reverse(nom, args=[decision.pacte.code, decision.pk])

    en_faire = droits_decisions.can_faire_une_action(fonction, decision, le)
    information = decision.genre == GenreReleve.INFORMATION
    action = Acte(
        en_faire, "En faire une action" if information else "En tirer une action",
        url("faire_une_action"),
    )  # fmt: skip
    if information:
        principale = Acte(en_faire, action.libelle, action.url, "principale") if en_faire else None
        return principale, []
    tirer = [action] if en_faire else []
    if not droit:
        return None, tirer
    faite = decision.date_realisation is not None
    bloquee = decision.date_blocage is not None
    reprendre = Acte(
        droits_decisions.can_reprendre(fonction, decision, le),
        "Reprendre",
        url("reprendre_decision"),
    )
    actes = [
        Acte(droits_decisions.can_avancer(fonction, decision, le), "Noter une avancée",
             url("avancer_decision")),
        Acte(droits_decisions.can_signaler_blocage(fonction, decision, le),
             "Corriger ce qui bloque" if bloquee else "Signaler un blocage",
             url("signaler_blocage")),
        *([reprendre] if faite or bloquee else []),
        Acte(droits_decisions.can_reporter(fonction, decision, le), "Changer l’échéance",
             url("reporter_decision")),
        Acte(droits_decisions.can_confier(fonction, decision, le), "Confier à quelqu’un d’autre",
             url("confier_decision")),
        *tirer,
    ]  # fmt: skip
    marquer = "Corriger la suite" if faite else "Marquer réalisée"
    realiser = Acte(
        droit, marquer, url("realiser_decision"), "secondaire" if faite else "principale"
    )
    return (None, [realiser, *actes]) if faite else (realiser, actes)


def _historique(decision: Decision) -> list[Evenement]:
    entrees = Entree.objects.filter(
        objet_type="decision", objet_id=str(decision.pk), resultat=Resultat.ACCOMPLI
    )
    return [
        Evenement(
            entree.instant,
            libelle(entree.action).capitalize(),
            ", ".join(mot for mot in (entree.personne, entree.qualite, entree.organisation) if mot),
            entree.motif,
        )
        for entree in entrees.order_by("-instant", "-pk")[:HISTORIQUE_MONTRE]
    ]
