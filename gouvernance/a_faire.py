"""What governance asks of the acting function: for its home page. A constant number of queries."""

from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse

from gouvernance.models import (
    Decision,
    EtatCompteRendu,
    EtatReunion,
    Reunion,
)
from gouvernance.permissions import is_cote_organisateur
from pacte.accord.models import Fonction, Pacte
from pacte.socle.a_faire import AFaire, FaitRecent
from pacte.socle.dates import ecrire_jour_court

JOURS_RECENTS = 45


def _reunions(fonction: Fonction, pacte: Pacte | None) -> "list[Reunion]":
    """Meetings that may still ask something of those who prepare them."""
    visibles = Reunion.objects.for_fonction(fonction)
    if pacte is not None:
        visibles = visibles.filter(pacte=pacte)
    return list(
        visibles.exclude(etat=EtatReunion.ANNULEE)
        .exclude(compte_rendu__etat=EtatCompteRendu.DEFINITIF)
        .select_related("pacte", "instance", "centre", "theme", "organisateur", "compte_rendu")
        .order_by("date_reunion", "pk")
    )


def choses_a_faire(fonction: Fonction, le: date, pacte: Pacte | None = None) -> list[AFaire]:
    """Return what the function has to do about meetings and decisions, most urgent first.

    Meetings ask their organiser's side for the next step; a decision asks the person in charge.
    """
    choses = [
        chose
        for reunion in _reunions(fonction, pacte)
        if is_cote_organisateur(fonction, reunion)
        for chose in [_prochain_pas(reunion, le)]
        if chose is not None
    ]
    choses += _decisions(fonction, le, pacte)
    return sorted(choses, key=lambda chose: (chose.echeance or date.max, chose.phrase))


def _prochain_pas(reunion: Reunion, le: date) -> AFaire | None:
    """The one thing that a meeting waits for, or None."""
    code, pk, nom = reunion.pacte.code, reunion.pk, str(reunion)
    jour = reunion.date_reunion
    if jour is None:
        phrase = f"Fixer la date : {nom}."
        return AFaire(phrase, None, reverse("modifier_reunion", args=[code, pk]), "Fixer la date")
    quand = ecrire_jour_court(jour)
    page = reverse("voir_reunion", args=[code, pk])
    if reunion.etat == EtatReunion.BROUILLON and jour >= le:
        echeance = jour - timedelta(days=reunion.instance.delai_invitation)
        phrase = f"Envoyer les invitations : {nom}, le {quand}."
        url = reverse("envoyer_invitations", args=[code, pk])
        return AFaire(phrase, echeance, url, "Préparer l’envoi")
    if jour > le:
        return None
    echeance = jour + timedelta(days=reunion.instance.delai_projet)
    compte_rendu = reunion.compte_rendu_ou_rien
    if compte_rendu is None:
        if reunion.etat != EtatReunion.TENUE:
            url = reverse("noter_presences", args=[code, pk])
            return AFaire(
                f"Noter les présences : {nom}, {quand}.", jour, url, "Noter les présences"
            )
        return AFaire(
            f"Écrire le compte rendu : {nom}, {quand}.", echeance, page, "Ouvrir la réunion"
        )
    if compte_rendu.etat == EtatCompteRendu.REDACTION:
        phrase = f"Terminer et soumettre le compte rendu : {nom}, {quand}."
        url = reverse("ecrire_compte_rendu", args=[code, pk])
        return AFaire(phrase, echeance, url, "Continuer")
    soumis = compte_rendu.date_soumission or jour
    echeance = soumis + timedelta(days=reunion.instance.delai_remarques)
    phrase = f"Rendre définitif le compte rendu : {nom}, {quand}."
    url = reverse("rendre_definitif", args=[code, pk])
    return AFaire(phrase, echeance, url, "Relire et confirmer")


def _decisions(fonction: Fonction, le: date, pacte: Pacte | None) -> list[AFaire]:
    decisions = (
        Decision.objects.for_fonction(fonction)
        .ouvertes()
        .filter(
            responsable__personne=fonction.personne_id,
            reunion__compte_rendu__etat=EtatCompteRendu.DEFINITIF,
        )
    )
    if pacte is not None:
        decisions = decisions.filter(pacte=pacte)
    return [
        AFaire(
            f"Réaliser la décision : « {decision} »",
            decision.echeance,
            reverse("realiser_decision", args=[decision.pacte.code, decision.pk]),
            "Noter la suite",
        )
        for decision in decisions.select_related("pacte").order_by("echeance", "pk")
    ]


def prochaines_reunions(
    fonction: Fonction, le: date, nombre: int, pacte: Pacte | None = None
) -> list[Reunion]:
    """Return the next announced meetings that concern the function, soonest first."""
    reunions = Reunion.objects.for_fonction(fonction).a_venir(le)
    if pacte is not None:
        reunions = reunions.filter(pacte=pacte)
    return list(reunions.select_related("pacte", "instance", "centre", "theme")[:nombre])


def recemment(
    fonction: Fonction, le: date, nombre: int, pacte: Pacte | None = None
) -> list[FaitRecent]:
    """Return what happened to meetings over the last weeks, latest first."""
    depuis = le - timedelta(days=JOURS_RECENTS)
    reunions = Reunion.objects.for_fonction(fonction).filter(
        Q(date_reunion__range=(depuis, le), etat=EtatReunion.TENUE)
        | Q(date_annulation__range=(depuis, le))
        | Q(compte_rendu__date_definitive__range=(depuis, le))
        | Q(compte_rendu__date_soumission__range=(depuis, le))
    )
    if pacte is not None:
        reunions = reunions.filter(pacte=pacte)
    lues = reunions.select_related("pacte", "instance", "centre", "theme", "compte_rendu")
    faits = [_dernier_fait(reunion, le) for reunion in lues.order_by("-date_reunion")]
    return sorted(faits, key=lambda fait: fait.le, reverse=True)[:nombre]


def _dernier_fait(reunion: Reunion, le: date) -> FaitRecent:
    """The latest thing that happened to a meeting."""
    compte_rendu = reunion.compte_rendu_ou_rien
    url = reverse("voir_reunion", args=[reunion.pacte.code, reunion.pk])
    if reunion.date_annulation is not None:
        return FaitRecent(f"Réunion annulée : {reunion.titre}.", reunion.date_annulation, url)
    if compte_rendu is not None and compte_rendu.date_definitive is not None:
        phrase = f"Compte rendu définitif : {reunion.titre}."
        return FaitRecent(phrase, compte_rendu.date_definitive, url)
    if compte_rendu is not None and compte_rendu.etat == EtatCompteRendu.PROJET:
        soumis = compte_rendu.date_soumission or reunion.date_reunion or le
        return FaitRecent(f"Projet de compte rendu à lire : {reunion.titre}.", soumis, url)
    return FaitRecent(f"Réunion tenue : {reunion.titre}.", reunion.date_reunion or le, url)
