"""The mails of initiative: a request, its answer, a question, its answer, a rhythm near its limit."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse

from gouvernance.lectures.initiative import interlocuteurs, organisations_a_rappeler
from gouvernance.lectures.rythmes import RappelRythme
from gouvernance.models import DemandeReunion, Interpellation
from pacte.accord.models import Fonction
from pacte.courrier.gabarits import composer
from pacte.courrier.models import Nature
from pacte.courrier.operations import mettre_en_file
from pacte.socle.dates import ecrire_jour_court
from pacte.socle.francais import contracter_a


def _ecrire(
    destinataires: Iterable[Fonction],
    objet: str,
    gabarit: str,
    *,
    pacte_code: str,
    bouton_url: str,
    nature: Nature = Nature.ACTION,
    **contexte: Any,
) -> int:
    """Write the same mail to each person, once; return how many."""
    personnes = {f.personne_id: f.personne for f in destinataires if f.personne.courriel}
    texte, html = composer(
        f"gouvernance/courriels/{gabarit}.txt", {"bouton_url": bouton_url, **contexte}
    )
    for personne in personnes.values():
        mettre_en_file(
            destinataire=personne.courriel,
            nom=str(personne),
            objet=objet,
            texte=texte,
            html=html,
            nature=nature,
            lien=bouton_url,
            pacte_code=pacte_code,
        )
    return len(personnes)


def annoncer_demande(demande: DemandeReunion, le: date) -> int:
    """Tell the party that the act entitles that a meeting is asked of it; return how many mails."""
    limite = ecrire_jour_court(demande.date_limite)
    return _ecrire(
        interlocuteurs(demande.adressee_a, le),
        f"{demande.sujet} : réunion demandée, réponse attendue le {limite}",
        "demande_reunion",
        demande=demande,
        pacte_code=demande.pacte.code,
        bouton_libelle="Répondre à la demande",
        bouton_url=reverse("voir_demande_reunion", args=[demande.pacte.code, demande.pk]),
    )


def annoncer_suite(demande: DemandeReunion) -> int:
    """Tell whoever asked for the meeting what came of it; return how many mails."""
    quand = ecrire_jour_court(demande.date_demande)
    return _ecrire(
        [demande.demandee_par],
        f"{demande.sujet} : réponse à votre demande du {quand}",
        "suite_demande_reunion",
        nature=Nature.INFORMATION,
        demande=demande,
        pacte_code=demande.pacte.code,
        bouton_libelle="Voir la demande",
        bouton_url=reverse("voir_demande_reunion", args=[demande.pacte.code, demande.pk]),
    )


def annoncer_question(question: Interpellation, le: date) -> int:
    """Ask the party for its answer, and inform whoever holds the thread; return how many mails."""
    a_repondre = interlocuteurs(question.adressee_a, le)
    connues = {fonction.personne_id for fonction in [*a_repondre, question.posee_par]}
    suivi = question.suivie_par
    a_informer = [suivi] if suivi is not None and suivi.personne_id not in connues else []
    objet = f"{question.sujet}, {ecrire_jour_court(question.date_question)} : question à répondre"
    return sum(
        _ecrire(
            destinataires,
            objet,
            "question",
            nature=nature,
            question=question,
            a_qui=contracter_a(question.adressee_a),
            pacte_code=question.pacte.code,
            bouton_libelle="Lire la question",
            bouton_url=reverse("voir_interpellation", args=[question.pacte.code, question.pk]),
        )
        for destinataires, nature in (
            (a_repondre, Nature.ACTION),
            (a_informer, Nature.INFORMATION),
        )
    )


def annoncer_reponse(question: Interpellation) -> int:
    """Tell the author of a question, and whoever holds its thread, that it has its answer."""
    a_prevenir = [question.posee_par]
    if question.suivie_par is not None and question.suivie_par_id != question.reponse_par_id:
        a_prevenir.append(question.suivie_par)
    return _ecrire(
        a_prevenir,
        f"{question.sujet}, {ecrire_jour_court(question.date_question)} : réponse à une question",
        "reponse_question",
        nature=Nature.INFORMATION,
        question=question,
        pacte_code=question.pacte.code,
        bouton_libelle="Lire la réponse",
        bouton_url=reverse("voir_interpellation", args=[question.pacte.code, question.pk]),
    )


def rappeler_rythme(rappel: RappelRythme, le: date) -> int:
    """Remind whoever holds the initiative that invitations must leave; return how many mails."""
    destinataires = [
        fonction
        for organisation in organisations_a_rappeler(rappel.instance, rappel.centre, rappel.pacte)
        for fonction in interlocuteurs(organisation, le)
    ]
    return _ecrire(
        destinataires,
        f"{rappel.sujet}, {rappel.annee} : invitations avant le {ecrire_jour_court(rappel.inviter)}",
        "rappel_rythme",
        rappel=rappel,
        pacte_code=rappel.pacte.code,
        bouton_libelle="Ouvrir la réunion",
        bouton_url=rappel.url,
    )
