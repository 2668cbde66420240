"""A draft read by several at the centre: ready to be read again, confirmed, handed over."""

from django.db import transaction
from django.utils import timezone

from pacte.accord.models import Fonction
from pacte.journal.operations import inscrire
from pacte.socle.droits import ActeRefuse, exiger, refus
from pacte.socle.versions import verifier_version
from subventions import notifications
from subventions.lectures.collegues import collegues
from subventions.models import Demande
from subventions.operations.verrou import verrouiller
from subventions.permissions import (
    can_confirmer,
    can_passer_la_main,
    can_proposer_relecture,
    can_reprendre_redaction,
)


@transaction.atomic
def proposer_relecture(demande: Demande, *, par: Fonction) -> Demande:
    """Say that a draft is ready to be read again, and tell the presidency and the treasury.

    Asked twice by the same person, it is said once.
    """
    demande = verrouiller(demande)
    if demande.date_relecture is not None and demande.relecture_par_id == par.pk:
        return demande
    le = timezone.localdate()
    exiger(can_proposer_relecture(par, demande, le))
    demande.date_relecture, demande.relecture_par = le, par
    demande.version += 1
    demande.full_clean()
    demande.save()
    inscrire("proposer_relecture", objet=demande, par=par)
    notifications.annoncer_relecture(demande, par)
    return demande


@transaction.atomic
def reprendre_redaction(demande: Demande, *, par: Fonction) -> Demande:
    """Say that a draft is not ready after all; a confirmation goes with it."""
    demande = verrouiller(demande)
    exiger(can_reprendre_redaction(par, demande, timezone.localdate()))
    demande.date_relecture = demande.relecture_par = None
    demande.date_confirmation = demande.confirmation_par = None
    demande.version += 1
    demande.full_clean()
    demande.save()
    inscrire("reprendre_redaction", objet=demande, par=par)
    return demande


@transaction.atomic
def confirmer(demande: Demande, *, par: Fonction, version: int) -> Demande:
    """Confirm the draft as it was read: a version saved meanwhile is to be read first.

    Asked twice by the same person, it is done once. Raises ConflitDeVersion.
    """
    demande = verrouiller(demande)
    if demande.date_confirmation is not None and demande.confirmation_par_id == par.pk:
        return demande
    le = timezone.localdate()
    exiger(can_confirmer(par, demande, le))
    verifier_version(version, demande.version)
    demande.date_confirmation, demande.confirmation_par = le, par
    demande.version += 1
    demande.full_clean()
    demande.save()
    inscrire("confirmer_demande", objet=demande, par=par)
    notifications.annoncer_confirmation(demande, par)
    return demande


@transaction.atomic
def passer_la_main(demande: Demande, *, par: Fonction, a: Fonction, mot: str = "") -> Demande:
    """Hand a request over to a colleague of the same centre, who is told; it changes no state.

    Handed twice to the same person, it is done once.
    """
    demande = verrouiller(demande)
    le = timezone.localdate()
    exiger(can_passer_la_main(par, demande, le))
    if demande.suivie_par_id == a.pk:
        return demande
    if not collegues(demande.centre, le).filter(pk=a.pk).exists():
        raise ActeRefuse(refus("Choisissez une personne du centre qui écrit ses demandes."))
    demande.suivie_par = a
    demande.version += 1
    demande.full_clean()
    demande.save()
    inscrire("passer_la_main", objet=demande, par=par, motif=f"À {a.personne}. {mot}".strip())
    notifications.annoncer_passage(demande, par, a, mot)
    return demande
