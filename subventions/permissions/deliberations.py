"""Who prepares a délibération, records its vote, and writes the letters that follow."""

from datetime import date

from pacte.accord.models import Fonction, Pacte
from pacte.socle.droits import ACCORDE, Droit, premier_refus, refus
from subventions.models import Attribution, Demande, ProjetDeliberation
from subventions.permissions.commun import can_avs, can_instruire
from subventions.workflow import EtatDemande

VOTE_NOTE = refus("Le vote de ce projet est enregistré : il ne se modifie plus.")


def can_preparer_deliberation(fonction: Fonction, pacte: Pacte, le: date) -> Droit:
    """Start the draft of a délibération, read those of one's pact."""
    return can_avs(fonction, pacte, le)


def can_modifier_deliberation(fonction: Fonction, projet: ProjetDeliberation, le: date) -> Droit:
    """Write a draft, until its vote is recorded."""
    return premier_refus(
        can_avs(fonction, projet.pacte, le), ACCORDE if projet.date_vote is None else VOTE_NOTE
    )


def can_enregistrer_votes(
    fonction: Fonction, projet: ProjetDeliberation, le: date, nombre: int | None = None
) -> Droit:
    """Record once what the council made of a draft; `nombre` is how many requests it holds."""
    vide = refus("Ce projet ne contient encore aucune demande.") if nombre == 0 else ACCORDE
    return premier_refus(can_modifier_deliberation(fonction, projet, le), vide)


def can_dater_deliberation(fonction: Fonction, projet: ProjetDeliberation, le: date) -> Droit:
    """Note that a voted délibération was transmitted and published."""
    attente = refus("Enregistrez d'abord le vote.") if projet.date_vote is None else ACCORDE
    return premier_refus(can_avs(fonction, projet.pacte, le), attente)


def can_ajourner(fonction: Fonction, demande: Demande, le: date) -> Droit:
    """Record that the council put a proposal off to another day."""
    return can_instruire(fonction, demande, le, "ajourner")


def can_ecrire_lettres(fonction: Fonction, pacte: Pacte, le: date) -> Droit:
    """Write the letters of notification and of refusal of a year."""
    return can_avs(fonction, pacte, le)


def can_ecrire_lettre(
    fonction: Fonction, demande: Demande, le: date, vote: Attribution | None
) -> Droit:
    """Write the letter of one request: decided, and with none yet."""
    if demande.etat == EtatDemande.ACCORDEE and vote is not None:
        deja = vote.lettre_id is not None
    elif demande.etat == EtatDemande.REFUSEE:
        deja = demande.lettre_refus_id is not None
    else:
        return premier_refus(
            can_avs(fonction, demande.pacte, le),
            refus("La lettre s'écrit après la décision sur la demande."),
        )
    faite = refus("La lettre de cette demande est déjà faite.") if deja else ACCORDE
    return premier_refus(can_avs(fonction, demande.pacte, le), faite)
