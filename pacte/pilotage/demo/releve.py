"""The record of the demonstration's meetings, its follow-up over the years, a topic, what blocks."""

from collections.abc import Sequence
from datetime import date, timedelta

from gouvernance.models import (
    CompteRendu,
    Decision,
    EtatCompteRendu,
    GenreReleve,
    GenreSuivi,
    PointOrdreDuJour,
    Reunion,
    SuiviDecision,
    Sujet,
)
from pacte.accord.models import Fonction, Pacte
from pacte.pilotage.demo import textes
from pacte.pilotage.demo.calendrier import tirage

# A decision of the comité de pilotage is looked at again after a year.
JOURS_AVANT_REVUE = 365
NOMBRE_DU_SUJET = 3


def ecrire_releve(
    pacte: Pacte,
    reunion: Reunion,
    points: Sequence[PointOrdreDuJour],
    fonctions: Sequence[Fonction],
    rang: int,
    au: date,
) -> None:
    """Write the lines of one meeting: a decision, an action or two, what was said for information."""
    responsables = [
        fonction
        for fonction in fonctions
        if fonction.organisation_id in {reunion.centre_id, pacte.ville_id}
        or (reunion.centre_id is None and fonction.qualite in {"direction", "conseil_caf"})
    ]
    choix = textes.DECISIONS[reunion.instance.code]
    collective = reunion.instance.code == "comite-pilotage"
    # One decision in three is given to somebody, and is carried out within two months.
    confiee = responsables[0] if rang % 3 == 1 else None
    executee = reunion.date_reunion + timedelta(days=50)
    realisee = confiee is not None and executee <= au
    lignes = [
        Decision(
            genre=GenreReleve.DECISION,
            texte=choix[rang % len(choix)],
            responsable=confiee,
            echeance=reunion.date_reunion + timedelta(days=60) if confiee else None,
            date_realisation=executee if realisee else None,
            realisation_par=confiee if realisee else None,
            suite=textes.SUITE if realisee else "",
            date_revue=reunion.date_reunion + timedelta(days=JOURS_AVANT_REVUE)
            if collective
            else None,
        )
    ]
    actions = textes.ACTIONS[reunion.instance.code]
    for numero in range(1, 3):
        responsable = responsables[tirage(len(responsables), "responsable", rang, numero)]
        echeance = reunion.date_reunion + timedelta(
            days=45 + 15 * tirage(4, "echeance", rang, numero)
        )
        # One recent action in six is still open after its date.
        recente = echeance > au - timedelta(days=540)
        oubliee = recente and tirage(6, "oubli", rang, numero) == 0
        faite = echeance <= au and not oubliee
        realisation = echeance - timedelta(days=tirage(20, "realisation", rang, numero))
        lignes.append(
            Decision(
                genre=GenreReleve.ACTION,
                texte=actions[(rang + numero) % len(actions)],
                responsable=responsable,
                echeance=echeance,
                date_realisation=realisation if faite else None,
                realisation_par=responsable if faite else None,
            )
        )
    if rang % 2 == 0:
        informations = textes.INFORMATIONS
        lignes.append(
            Decision(genre=GenreReleve.INFORMATION, texte=informations[rang % len(informations)])
        )
    for ordre, ligne in enumerate(lignes, start=1):
        ligne.pacte, ligne.reunion, ligne.ordre = pacte, reunion, ordre
        ligne.point = points[-1] if ordre == 2 and points else None
        ligne.save()
        if ligne.date_realisation is not None and ligne.responsable is not None:
            _noter(
                ligne,
                GenreSuivi.REALISATION,
                ligne.responsable,
                ligne.date_realisation,
                ligne.suite,
            )


def _noter(ligne: Decision, genre: GenreSuivi, par: Fonction, le: date, texte: str) -> None:
    SuiviDecision(decision=ligne, genre=genre, note_par=par, date_suivi=le, texte=texte).save()


def suivre(pacte: Pacte, agent: Fonction, au: date) -> None:
    """Follow up what is open: one blocked, one put off, one on its way, one action drawn later."""
    ouvertes = list(
        Decision.objects.filter(pacte=pacte)
        .ouvertes()
        .engagees()
        .select_related("responsable__personne", "reunion")
        .order_by("echeance", "pk")
    )
    for geste, ligne in zip((_bloquer, _reporter, _avancer), ouvertes, strict=False):
        geste(ligne, agent, au)
    _tirer_une_action(pacte, agent, au)
    _suivre_un_sujet(pacte)


def _bloquer(ligne: Decision, agent: Fonction, au: date) -> None:
    ligne.date_blocage = au - timedelta(days=9)
    ligne.blocage = textes.BLOCAGE
    ligne.save()
    par = ligne.responsable or agent
    _noter(ligne, GenreSuivi.AVANCEE, par, au - timedelta(days=40), textes.AVANCEE)
    _noter(ligne, GenreSuivi.BLOCAGE, par, au - timedelta(days=9), textes.BLOCAGE)


def _reporter(ligne: Decision, agent: Fonction, au: date) -> None:
    ligne.echeance_reportee = au + timedelta(days=4)
    ligne.save()
    _noter(ligne, GenreSuivi.REPORT, agent, au - timedelta(days=12), textes.REPORT)


def _avancer(ligne: Decision, agent: Fonction, au: date) -> None:
    ligne.date_avancee = au - timedelta(days=6)
    ligne.save()
    par = ligne.responsable or agent
    _noter(ligne, GenreSuivi.AVANCEE, par, au - timedelta(days=6), textes.AVANCEE)


def _tirer_une_action(pacte: Pacte, agent: Fonction, au: date) -> None:
    """An action drawn from the latest definitive decision of the comité de pilotage."""
    mere = (
        Decision.objects.filter(
            pacte=pacte,
            genre=GenreReleve.DECISION,
            reunion__instance__code="comite-pilotage",
            reunion__compte_rendu__etat=EtatCompteRendu.DEFINITIF,
        )
        .select_related("reunion")
        .order_by("-reunion__date_reunion", "-pk")
        .first()
    )
    if mere is None:
        return
    Decision(
        pacte=pacte,
        reunion=mere.reunion,
        ordre=mere.reunion.decisions.count() + 1,
        genre=GenreReleve.ACTION,
        texte=textes.ACTION_TIREE,
        issue_de=mere,
        responsable=agent,
        echeance=au + timedelta(days=25),
        date_ajout=au - timedelta(days=3),
        ajout_par=agent,
    ).save()


def _suivre_un_sujet(pacte: Pacte) -> None:
    """One topic over the last meetings of the comité de pilotage whose minutes can be read."""
    lus = (
        CompteRendu.objects.filter(
            pacte=pacte,
            reunion__instance__code="comite-pilotage",
            etat=EtatCompteRendu.DEFINITIF,
        )
        .select_related("reunion__instance")
        .order_by("-reunion__date_reunion")[:NOMBRE_DU_SUJET]
    )
    reunions = [compte_rendu.reunion for compte_rendu in lus]
    if not reunions:
        return
    premiere = reunions[-1]
    sujet = Sujet(
        pacte=pacte,
        instance=premiere.instance,
        titre=textes.SUJET,
        ouvert_le=premiere.date_reunion,
    )
    sujet.save()
    for reunion in reunions:
        point = reunion.points.order_by("-ordre").first()
        if point is not None:
            point.sujet = sujet
            point.save()
