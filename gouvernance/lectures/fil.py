"""The thread of one need: asked, met, decided, done; shown as a line of steps."""

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from gouvernance.models import (
    Decision,
    DemandeReunion,
    EtatReunion,
    GenreReleve,
    Interpellation,
    Reunion,
)
from pacte.accord.models import Fonction
from pacte.socle.dates import ecrire_jour_court
from pacte.socle.elements import Etape


def fil_de_decision(decision: Decision, le: date) -> list[Etape]:
    """Return « demandée → réunion → décision → réalisée » for one line of the record."""
    mere = decision.issue_de
    reunion = decision.reunion
    pas = [*_besoin(reunion, decision.point_id), _reunion(reunion, le)]
    if mere is not None:
        nom = f"Décision {mere.numero}" if mere.numero else mere.get_genre_display().capitalize()
        url = reverse("voir_decision", args=[reunion.pacte.code, mere.pk])
        pas.append(Etape(nom, "faite", reunion.date_reunion, url=url))
    nom = decision.get_genre_display().capitalize()
    if decision.numero:
        nom = f"Décision {decision.numero}"
    pas.append(Etape(nom, "faite", decision.date_ajout or reunion.date_reunion))
    if decision.is_a_suivre:
        pas.append(_resultat(decision, le))
    return pas


def _resultat(decision: Decision, le: date) -> Etape:
    if decision.date_realisation is not None and decision.date_realisation <= le:
        return Etape("Réalisée", "faite", decision.date_realisation)
    if decision.date_blocage is not None:
        return Etape("Bloquée", "en-cours", decision.date_blocage)
    if decision.terme is not None:
        return Etape(
            "À réaliser", "en-cours", None, f"avant le {ecrire_jour_court(decision.terme)}"
        )
    return Etape("À réaliser", "en-cours", None, "sans échéance")


def fil_de_reunion(
    reunion: Reunion, lignes: Sequence[Decision], demandes: Sequence[DemandeReunion], le: date
) -> list[Etape]:
    """Return the thread of a meeting; [] while it says nothing more than its own steps.

    `demandes` are the requests that opened it, the first one first.
    """
    besoin = [_demandee(demande) for demande in demandes[:1]]
    suites = _suites(reunion, lignes, le)
    return [*besoin, _reunion(reunion, le), *suites] if besoin or suites else []


def _suites(reunion: Reunion, lignes: Sequence[Decision], le: date) -> list[Etape]:
    """What a meeting decided, and how much of it is done."""
    suivies = [ligne for ligne in lignes if ligne.is_a_suivre]
    decidees = [ligne for ligne in lignes if ligne.genre == GenreReleve.DECISION]
    pas = []
    if len(decidees) == 1:
        numero = decidees[0].numero
        url = reverse("voir_decision", args=[reunion.pacte.code, decidees[0].pk])
        nom = f"Décision {numero}" if numero else "Une décision"
        pas.append(Etape(nom, "faite", reunion.date_reunion, url=url))
    elif decidees:
        adresse = reverse("voir_reunion", args=[reunion.pacte.code, reunion.pk])
        pas.append(
            Etape(
                f"{len(decidees)} décisions",
                "faite",
                reunion.date_reunion,
                url=f"{adresse}#compte-rendu",
            )
        )
    faites = [
        ligne.date_realisation
        for ligne in suivies
        if ligne.date_realisation is not None and ligne.date_realisation <= le
    ]
    if suivies and len(faites) == len(suivies):
        pas.append(Etape("Tout est réalisé", "faite", max(faites)))
    elif suivies:
        mot = "réalisée" if len(faites) <= 1 else "réalisées"
        pas.append(Etape("Suites", "en-cours", None, f"{len(faites)} {mot} sur {len(suivies)}"))
    return pas


def fil_de_demande(
    demande: DemandeReunion, fonction: Fonction, le: date, *, visible: bool
) -> list[Etape]:
    """Return the thread of a request for a meeting.

    `visible` says whether the reader sees the meeting that it opened: nothing of it shows otherwise.
    """
    pas = [_demandee(demande)]
    reunion = demande.reunion
    if reunion is None:
        faite = demande.date_reponse is not None
        return [*pas, Etape("Réponse", "faite" if faite else "en-cours", demande.date_reponse,
                            "attendue")]  # fmt: skip
    if not visible:
        return [*pas, Etape("Réunion ouverte", "faite", demande.date_reponse)]
    lignes = (
        Decision.objects.for_fonction(fonction)
        .filter(reunion=reunion)
        .select_related("inscription")
        .order_by("ordre")
    )
    return [*pas, _reunion(reunion, le), *_suites(reunion, list(lignes), le)]


def demandes_de(reunion: Reunion) -> QuerySet[DemandeReunion]:
    """The requests that opened a meeting, the first one first, whoever reads them."""
    return (
        DemandeReunion.objects.filter(reunion=reunion)
        .select_related("demandee_par__personne", "demandee_par__organisation")
        .order_by("date_demande", "pk")
    )


def _besoin(reunion: Reunion, point: int | None) -> list[Etape]:
    """Who asked for the meeting, or put the question that an item answers."""
    demande = demandes_de(reunion).first()
    if demande is not None:
        return [_demandee(demande)]
    if point is None:
        return []
    question = (
        Interpellation.objects.filter(point=point)
        .select_related("posee_par__organisation")
        .order_by("date_question", "pk")
        .first()
    )
    if question is None:
        return []
    qui = f"par {question.posee_par.organisation}"
    return [Etape("Question posée", "faite", question.date_question, complement=qui)]


def _demandee(demande: DemandeReunion) -> Etape:
    qui = demande.demandee_par
    return Etape("Demandée", "faite", demande.date_demande, complement=f"par {qui.organisation}")


def _reunion(reunion: Reunion, le: date) -> Etape:
    url = reverse("voir_reunion", args=[reunion.pacte.code, reunion.pk])
    if reunion.etat == EtatReunion.ANNULEE:
        return Etape("Réunion annulée", "faite", reunion.date_annulation, url=url)
    tenue = reunion.etat == EtatReunion.TENUE
    nom = "Réunion" if tenue or reunion.date_reunion else "Réunion à dater"
    return Etape(nom, "faite" if tenue else "en-cours", reunion.date_reunion, url=url)
