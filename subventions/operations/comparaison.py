"""Writing the amounts of a comparison, all its rows at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from pacte.accord.models import Fonction, Pacte
from pacte.journal.operations import inscrire
from pacte.socle.droits import exiger
from pacte.socle.versions import verifier_version
from pacte.socle.workflow import cible
from subventions.models import Demande, EtatDemande
from subventions.permissions import can_proposer, can_proposer_ensemble
from subventions.workflow import TRANSITIONS


@dataclass(frozen=True, slots=True)
class MontantSaisi:
    """An amount typed on a row, with the version of the request that the page showed."""

    montant: Decimal | None
    version: int


@transaction.atomic
def proposer_ensemble(
    pacte: Pacte, *, par: Fonction, saisis: Mapping[int, MontantSaisi], au_vote: bool
) -> int:
    """Write the amounts of these requests of the pact; return how many changed.

    All or none: raises ConflitDeVersion when somebody wrote one of them meanwhile. A request that is
    not yet put to the vote keeps a working figure, which the centre does not read; with `au_vote`
    the requests that have an amount are proposed.
    """
    le = timezone.localdate()
    demandes = list(
        Demande.objects.select_for_update(of=("self",))
        .select_related("pacte__ville", "centre")
        .filter(pacte=pacte, pk__in=saisis)
        .order_by("pk")
    )
    centres = frozenset(demande.centre_id for demande in demandes)
    exiger(can_proposer_ensemble(par, pacte, le, centres))
    nombre = 0
    for demande in demandes:
        saisi = saisis[demande.pk]
        vers_le_vote = (
            au_vote and saisi.montant is not None and demande.etat != EtatDemande.PROPOSEE
        )
        if saisi.montant == demande.montant_propose and not vers_le_vote:
            continue
        exiger(can_proposer(par, demande, le))
        verifier_version(saisi.version, demande.version)
        _ecrire(demande, saisi.montant, vers_le_vote=vers_le_vote)
        action = "proposer_montant" if vers_le_vote or _is_public(demande) else "travailler_montant"
        inscrire(action, objet=demande, par=par)
        nombre += 1
    return nombre


def _is_public(demande: Demande) -> bool:
    return demande.etat == EtatDemande.PROPOSEE


def _ecrire(demande: Demande, montant: Decimal | None, *, vers_le_vote: bool) -> None:
    demande.montant_propose = montant
    if vers_le_vote:
        demande.etat = cible(TRANSITIONS, "proposer")
    if _is_public(demande):
        demande.date_proposition = timezone.localdate()
    demande.version += 1
    demande.full_clean()
    demande.save()
