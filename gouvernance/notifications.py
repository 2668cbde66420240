"""The mails of governance: composed here, written in the outbox in the transaction of the act."""

from collections.abc import Iterable

from django.urls import reverse

from gouvernance.models import Decision, Reunion
from pacte.courrier.gabarits import composer
from pacte.courrier.operations import mettre_en_file
from pacte.socle.dates import ecrire_jour

LONGUEUR_OBJET = 200


def objet(reunion: Reunion, action: str) -> str:
    """Return a subject: body, subject, date, then what it is about (U19). One line, at most 200."""
    sujet = f", {reunion.sujet}" if reunion.sujet else ""
    quand = f", {ecrire_jour(reunion.date_reunion)}" if reunion.date_reunion else ""
    debut = " ".join(f"{reunion.instance.nom}{sujet}{quand}".split())
    return f"{debut[: LONGUEUR_OBJET - len(action) - 3]} : {action}"


def adresse_de(reunion: Reunion) -> str:
    return reverse("voir_reunion", args=[reunion.pacte.code, reunion.pk])


def prevenir_responsables(reunion: Reunion, decisions: Iterable[Decision]) -> int:
    """Write to each person in charge, once for all her decisions, when minutes become definitive."""
    par_personne: dict[int, list[Decision]] = {}
    for decision in decisions:
        responsable = decision.responsable
        if responsable is not None and responsable.personne.courriel:
            par_personne.setdefault(responsable.personne_id, []).append(decision)
    for les_siennes in par_personne.values():
        responsable = les_siennes[0].responsable
        if responsable is None:
            continue
        nombre = len(les_siennes)
        texte, html = composer(
            "gouvernance/courriels/decision.txt",
            {
                "reunion": reunion,
                "decisions": les_siennes,
                "bouton_libelle": "Suivre la décision" if nombre == 1 else "Suivre mes décisions",
                "bouton_url": reverse("lister_decisions", args=[reunion.pacte.code])
                + "?a_qui=moi&etat=ouverte",
            },
        )
        action = (
            "une décision vous revient" if nombre == 1 else f"{nombre} décisions vous reviennent"
        )
        mettre_en_file(
            destinataire=responsable.personne.courriel,
            nom=str(responsable.personne),
            objet=objet(reunion, action),
            texte=texte,
            html=html,
        )
    return len(par_personne)
