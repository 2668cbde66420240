"""The follow-up of decisions and actions: one dated line for each act, and where it has led."""

import uuid
from datetime import date

from django.db import transaction
from django.utils import timezone

from gouvernance import permissions
from gouvernance.models import Decision, GenreSuivi, SuiviDecision
from gouvernance.notifications import decisions as notifications_decisions
from gouvernance.operations.releve import verifier_responsable
from gouvernance.permissions import decisions as droits_decisions
from pacte.accord.models import Fonction
from pacte.journal.operations import inscrire
from pacte.socle.dates import ecrire_jour_court
from pacte.socle.droits import ActeRefuse, exiger, refus
from pacte.socle.versions import CleDejaUtilisee

RIEN = "sans échéance"


def verrouiller(decision: Decision) -> Decision:
    """Return the line as it is now, its row locked for the time of the act."""
    return (
        Decision.objects.select_for_update(of=("self",))
        .select_related(
            "pacte__ville",
            "reunion__pacte",
            "reunion__instance",
            "reunion__centre",
            "reunion__theme",
            "reunion__organisateur",
            "reunion__compte_rendu",
            "responsable__personne",
            "responsable__organisation",
            "relais__personne",
            "relais__organisation",
        )
        .get(pk=decision.pk)
    )


def _is_deja_note(decision: Decision, par: Fonction, cle: uuid.UUID) -> bool:
    """Whether this very sending was written already; raises when its key belongs to another (R2)."""
    deja = SuiviDecision.objects.filter(cle_idempotence=cle).first()
    if deja is None:
        return False
    if (deja.decision_id, deja.note_par_id) != (decision.pk, par.pk):
        raise CleDejaUtilisee
    return True


def _noter(
    decision: Decision,
    genre: GenreSuivi,
    *,
    par: Fonction,
    texte: str,
    cle: uuid.UUID | None,
    le: date | None = None,
    acte: str,
) -> None:
    """Save where the line stands, the dated line that says why, and the journal."""
    decision.save()
    SuiviDecision.objects.create(
        decision=decision,
        genre=genre,
        texte=texte,
        date_suivi=le or timezone.localdate(),
        note_par=par,
        cle_idempotence=cle or uuid.uuid4(),
    )
    inscrire(acte, objet=decision, par=par, motif=texte)


def _jour_passe(le: date) -> None:
    if le > timezone.localdate():
        raise ActeRefuse(refus("Le jour de la réalisation n'est pas encore venu."))


@transaction.atomic
def avancer(
    decision: Decision, *, par: Fonction, texte: str, cle: uuid.UUID | None = None
) -> Decision:
    """Note what was done on the way; what was blocked no longer is."""
    decision = verrouiller(decision)
    if cle is not None and _is_deja_note(decision, par, cle):
        return decision
    le = timezone.localdate()
    exiger(droits_decisions.can_avancer(par, decision, le))
    decision.date_avancee = le
    decision.date_blocage, decision.blocage = None, ""
    _noter(decision, GenreSuivi.AVANCEE, par=par, texte=texte, cle=cle, acte="avancer_decision")
    return decision


@transaction.atomic
def signaler_blocage(
    decision: Decision, *, par: Fonction, texte: str, cle: uuid.UUID | None = None
) -> Decision:
    """Say what blocks: the AVS service is told by mail, and the page says it until it is lifted."""
    decision = verrouiller(decision)
    if cle is not None and _is_deja_note(decision, par, cle):
        return decision
    le = timezone.localdate()
    exiger(droits_decisions.can_signaler_blocage(par, decision, le))
    decision.date_blocage, decision.blocage = decision.date_blocage or le, texte
    _noter(decision, GenreSuivi.BLOCAGE, par=par, texte=texte, cle=cle, acte="signaler_blocage")
    notifications_decisions.signaler_blocage(decision, par=par)
    return decision


@transaction.atomic
def realiser(
    decision: Decision,
    *,
    par: Fonction,
    le: date,
    suite: str = "",
    cle: uuid.UUID | None = None,
) -> Decision:
    """Note that it was carried out on day `le`, and what came of it; said again, it is corrected."""
    decision = verrouiller(decision)
    if cle is not None and _is_deja_note(decision, par, cle):
        return decision
    exiger(permissions.can_realiser(par, decision, timezone.localdate()))
    _jour_passe(le)
    if (decision.date_realisation, decision.suite) == (le, suite):
        return decision
    decision.date_realisation = le
    decision.realisation_par = par
    decision.suite = suite
    decision.date_blocage, decision.blocage = None, ""
    _noter(
        decision,
        GenreSuivi.REALISATION,
        par=par,
        texte=suite,
        cle=cle,
        le=le,
        acte="realiser_decision",
    )
    return decision


@transaction.atomic
def reprendre(
    decision: Decision, *, par: Fonction, texte: str = "", cle: uuid.UUID | None = None
) -> Decision:
    """Undo: it is still to be carried out, or no longer blocked; what was noted stays below."""
    decision = verrouiller(decision)
    if cle is not None and _is_deja_note(decision, par, cle):
        return decision
    exiger(permissions.can_realiser(par, decision, timezone.localdate()))
    if decision.date_realisation is None and decision.date_blocage is None:
        return decision
    decision.date_realisation = None
    decision.realisation_par = None
    decision.date_blocage, decision.blocage = None, ""
    _noter(decision, GenreSuivi.REPRISE, par=par, texte=texte, cle=cle, acte="reprendre_decision")
    return decision


@transaction.atomic
def reporter(
    decision: Decision,
    *,
    par: Fonction,
    echeance: date,
    motif: str,
    cle: uuid.UUID | None = None,
) -> Decision:
    """Put the day off (or forward) after the fact; the minutes keep the one that they gave."""
    decision = verrouiller(decision)
    if cle is not None and _is_deja_note(decision, par, cle):
        return decision
    exiger(droits_decisions.can_reporter(par, decision, timezone.localdate()))
    if decision.terme == echeance:
        return decision
    avant = ecrire_jour_court(decision.terme) if decision.terme else RIEN
    decision.echeance_reportee = echeance
    texte = f"Du {avant} au {ecrire_jour_court(echeance)}. {motif}"
    if avant == RIEN:
        texte = f"Pour le {ecrire_jour_court(echeance)}. {motif}"
    _noter(decision, GenreSuivi.REPORT, par=par, texte=texte, cle=cle, acte="reporter_decision")
    return decision


@transaction.atomic
def confier(
    decision: Decision,
    *,
    par: Fonction,
    a: Fonction,
    motif: str,
    cle: uuid.UUID | None = None,
) -> Decision:
    """Hand it over after the fact; the minutes keep the name that they gave.

    The line stays one line: with its number, its follow-up and its day, and it is counted once.
    The newcomer is told by mail.
    """
    decision = verrouiller(decision)
    if cle is not None and _is_deja_note(decision, par, cle):
        return decision
    exiger(droits_decisions.can_confier(par, decision, timezone.localdate()))
    verifier_responsable(decision.reunion, a)
    if decision.porteur == a:
        return decision
    avant = decision.porteur
    decision.relais = a
    de_qui = f"De {avant.personne} à {a.personne}." if avant else f"À {a.personne}."
    texte = f"{de_qui} {motif}"
    _noter(decision, GenreSuivi.RELAIS, par=par, texte=texte, cle=cle, acte="confier_decision")
    notifications_decisions.annoncer_relais(decision, par=par, motif=motif)
    return decision
