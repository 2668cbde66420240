"""The mails of governance: composed here, written in the outbox in the transaction of the act."""

from collections.abc import Iterable
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from gouvernance.models import Decision, Participation, PointOrdreDuJour, Reunion
from pacte.accord.models import Personne
from pacte.courrier.calendrier import evenement_ics
from pacte.courrier.gabarits import adresse_absolue, composer
from pacte.courrier.models import Courriel
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


def _organisateur(reunion: Reunion) -> tuple[str, str]:
    """Name and address of the organiser, as calendars show them."""
    courriel = reunion.organisateur.courriel or reunion.pacte.ville.courriel
    return reunion.organisateur.nom, courriel or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def calendrier(
    reunion: Reunion, personne: Personne, points: Iterable[PointOrdreDuJour], methode: str
) -> str:
    """Return the meeting's calendar event for one person; `methode` is REQUEST or CANCEL."""
    nom, courriel = _organisateur(reunion)
    lignes = [f"{point.ordre}. {point.titre} ({point.duree_minutes} min)" for point in points]
    if reunion.visioconference:
        lignes = [f"Visioconférence : {reunion.visioconference}", "", *lignes]
    if reunion.debut is None or reunion.fin is None:
        raise ValueError("Une réunion sans heure n'entre pas dans un agenda.")
    return evenement_ics(
        uid=f"{reunion.uid}@{parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition('@')[2]}",
        sequence=reunion.sequence,
        methode=methode,
        debut=reunion.debut,
        fin=reunion.fin,
        titre=str(reunion),
        lieu=reunion.lieu or ("Visioconférence" if reunion.visioconference else ""),
        description="\n".join(lignes),
        url=adresse_absolue(adresse_de(reunion)),
        organisateur_nom=nom,
        organisateur_courriel=courriel,
        participant_nom=str(personne),
        participant_courriel=personne.courriel,
        horodatage=timezone.now(),
    )


def _ecrire(
    reunion: Reunion,
    personne: Personne,
    *,
    gabarit: str,
    action: str,
    points: list[PointOrdreDuJour],
    methode: str,
    **contexte: Any,
) -> Courriel:
    texte, html = composer(
        gabarit,
        {
            "reunion": reunion,
            "personne": personne,
            "points": points,
            "bouton_libelle": "Voir la réunion",
            "bouton_url": adresse_de(reunion),
            **contexte,
        },
    )
    return mettre_en_file(
        destinataire=personne.courriel,
        nom=str(personne),
        objet=objet(reunion, action),
        texte=texte,
        html=html,
        calendrier=calendrier(reunion, personne, points, methode),
        methode=methode,
    )


def _ecrire_a(
    reunion: Reunion, participations: Iterable[Participation], **courriel: Any
) -> list[Participation]:
    """Write to each participation that has an e-mail, and keep the mail on it; return those."""
    points = list(reunion.points.order_by("ordre"))
    ecrites = []
    for participation in participations:
        personne = participation.fonction.personne
        if personne.courriel:
            participation.courriel = _ecrire(reunion, personne, points=points, **courriel)
            participation.save()
            ecrites.append(participation)
    return ecrites


def _invitees(reunion: Reunion) -> Iterable[Participation]:
    return reunion.participations.filter(courriel__isnull=False).select_related(
        "fonction__personne"
    )


def inviter(reunion: Reunion, participations: Iterable[Participation]) -> list[Participation]:
    """Send the invitation to those who have an e-mail; return them."""
    return _ecrire_a(
        reunion,
        participations,
        gabarit="gouvernance/courriels/invitation.txt",
        action="invitation",
        methode="REQUEST",
    )


def annoncer_changement(reunion: Reunion, motif: str) -> int:
    """Tell everybody invited that the meeting moved; return how many mails."""
    ecrites = _ecrire_a(
        reunion,
        _invitees(reunion),
        gabarit="gouvernance/courriels/changement.txt",
        action="changement à noter",
        methode="REQUEST",
        motif=motif,
    )
    return len(ecrites)


def annoncer_annulation(reunion: Reunion) -> int:
    """Tell everybody invited that the meeting is cancelled; return how many mails."""
    ecrites = _ecrire_a(
        reunion,
        _invitees(reunion),
        gabarit="gouvernance/courriels/annulation.txt",
        action="réunion annulée",
        methode="CANCEL",
    )
    return len(ecrites)


def annoncer_retrait(reunion: Reunion, participations: Iterable[Participation]) -> None:
    """Tell people invited before that they no longer are, and clear their calendar."""
    points = list(reunion.points.order_by("ordre"))
    for participation in participations:
        personne = participation.fonction.personne
        if personne.courriel and reunion.debut is not None:
            _ecrire(
                reunion,
                personne,
                gabarit="gouvernance/courriels/retrait.txt",
                action="invitation retirée",
                points=points,
                methode="CANCEL",
                bouton_url="",
            )


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
