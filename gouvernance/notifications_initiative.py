"""The mails of initiative: a request, its answer, a question, its answer, a rhythm near its limit."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse

from gouvernance.initiative import interlocuteurs
from gouvernance.models import DemandeReunion, Interpellation
from pacte.accord.models import Fonction
from pacte.courrier.gabarits import composer
from pacte.courrier.operations import mettre_en_file
from pacte.socle.dates import ecrire_jour_court
from pacte.socle.francais import contracter_a


def _ecrire(destinataires: Iterable[Fonction], objet: str, gabarit: str, **contexte: Any) -> int:
    """Write the same mail to each person, once; return how many."""
    personnes = {f.personne_id: f.personne for f in destinataires if f.personne.courriel}
    texte, html = composer(f"gouvernance/courriels/{gabarit}.txt", contexte)
    for personne in personnes.values():
        mettre_en_file(
            destinataire=personne.courriel,
            nom=str(personne),
            objet=objet,
            texte=texte,
            html=html,
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
        demande=demande,
        bouton_libelle="Voir la demande",
        bouton_url=reverse("voir_demande_reunion", args=[demande.pacte.code, demande.pk]),
    )


def annoncer_question(question: Interpellation, le: date) -> int:
    """Tell the party asked, and whoever holds the thread in the city; return how many mails."""
    a_prevenir = interlocuteurs(question.adressee_a, le)
    suivi = question.suivie_par
    if suivi is not None and suivi.pk != question.posee_par_id:
        a_prevenir = [*a_prevenir, suivi]
    return _ecrire(
        a_prevenir,
        f"{question.sujet}, {ecrire_jour_court(question.date_question)} : question à répondre",
        "question",
        question=question,
        a_qui=contracter_a(question.adressee_a),
        bouton_libelle="Lire la question",
        bouton_url=reverse("voir_interpellation", args=[question.pacte.code, question.pk]),
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
        question=question,
        bouton_libelle="Lire la réponse",
        bouton_url=reverse("voir_interpellation", args=[question.pacte.code, question.pk]),
    )
