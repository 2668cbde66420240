"""Claiming a sum back: letter, observations, reasoned decision, titre de recettes (domain, 1.7)."""

import uuid
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from pacte.accord.models import Fonction, Organisation, Pacte
from pacte.journal.operations import inscrire
from pacte.socle.dates import ecrire_jour_court
from pacte.socle.droits import exiger
from pacte.socle.montants import ZERO, ecrire_montant
from pacte.socle.versions import verifier_version
from subventions import rules
from subventions.envois import deja_envoye
from subventions.lectures.comptes_rendus import accorde_exact
from subventions.models import Attribution, Avance, Reversement
from subventions.notifications.reversements import (
    annoncer_abandon_reversement,
    annoncer_decision_reversement,
    annoncer_observations,
    annoncer_ouverture_reversement,
)
from subventions.operations.instruction import refuser_avenir
from subventions.operations.recalculs import recalculer_avance
from subventions.pdf.reversement import sceller_lettre_reversement
from subventions.permissions.reversements import (
    can_abandonner_reversement,
    can_decider_reversement,
    can_noter_encaissement,
    can_noter_titre,
    can_observer_reversement,
    can_ouvrir_reversement,
)


def _verrouiller(reversement: Reversement) -> Reversement:
    return (
        Reversement.objects.select_for_update(of=("self",))
        .select_related(
            "pacte__ville",
            "centre",
            "attribution",
            "avance",
            "lettre",
            "ouvert_par__personne",
            "ouvert_par__organisation",
        )
        .get(pk=reversement.pk)
    )


@transaction.atomic
def ouvrir_reversement(
    *,
    par: Fonction,
    cle: uuid.UUID,
    pacte: Pacte,
    centre: Organisation,
    exercice: int,
    motif: str,
    montant: Decimal,
    explication: str,
    attribution: Attribution | None = None,
    avance: Avance | None = None,
    echeance_observations: date | None = None,
) -> Reversement:
    """Open a recovery: its sealed letter leaves at once, and the centre has a delay to answer.

    `montant` in euros, above zero; `motif` a MotifReversement; one of `attribution` and `avance` at
    least. Without `echeance_observations`, the usual delay. The same key sent twice opens one. Raises
    ValidationError when the delay leaves the centre no real time, or what is claimed is not its own.
    """
    existant = deja_envoye(
        Reversement, cle, par, "ouvert_par", pacte=pacte, centre=centre, montant=montant
    )
    if existant is not None:
        return existant
    le = timezone.localdate()
    exiger(can_ouvrir_reversement(par, pacte, centre.pk, le))
    echeance = echeance_observations or rules.echeance_observations(le)
    if echeance < rules.echeance_minimale(le):
        minimum = ecrire_jour_court(rules.echeance_minimale(le))
        raise ValidationError(
            {"echeance_observations": f"Laissez au centre jusqu'au {minimum} au moins."}
        )
    for piece in (attribution, avance):
        if piece is not None and (piece.centre_id, piece.pacte_id) != (centre.pk, pacte.pk):
            raise ValidationError("Cette subvention n'est pas celle de ce centre.")
    if attribution is not None:
        _refuser_plus_que_l_accorde(attribution, montant, le)
    reversement = Reversement(
        pacte=pacte,
        centre=centre,
        exercice=exercice,
        attribution=attribution,
        avance=avance,
        motif=motif,
        explication=explication,
        montant=montant,
        date_information=le,
        echeance_observations=echeance,
        ouvert_par=par,
        cle_idempotence=cle,
    )
    reversement.full_clean()
    reversement.lettre = sceller_lettre_reversement(reversement)
    reversement.save()
    inscrire("ouvrir_reversement", objet=reversement, par=par, motif=ecrire_montant(montant))
    annoncer_ouverture_reversement(reversement)
    return reversement


def _refuser_plus_que_l_accorde(attribution: Attribution, montant: Decimal, le: date) -> None:
    """Raise ValidationError when all that is claimed on an award exceeds it."""
    reclame = (
        Reversement.objects.filter(attribution=attribution, date_abandon__isnull=True).aggregate(
            total=Sum("montant")
        )["total"]
        or ZERO
    )
    reste = max(accorde_exact(attribution, le) - reclame, ZERO)
    if montant > reste:
        raise ValidationError({"montant": f"Au plus {ecrire_montant(reste)} sur cette subvention."})


def _enregistrer(
    reversement: Reversement, par: Fonction, action: str, motif: str, **champs: Any
) -> Reversement:
    for nom, valeur in champs.items():
        setattr(reversement, nom, valeur)
    reversement.version += 1
    reversement._change_reason = motif[:100]
    reversement.full_clean()
    reversement.save()
    inscrire(action, objet=reversement, par=par, motif=motif)
    return reversement


@transaction.atomic
def observer_reversement(
    reversement: Reversement, *, par: Fonction, version: int, observations: str
) -> Reversement:
    """Keep the centre's observations; it may complete them until the city decides."""
    reversement = _verrouiller(reversement)
    le = timezone.localdate()
    exiger(can_observer_reversement(par, reversement, le))
    verifier_version(version, reversement.version)
    premiere = reversement.date_observations is None
    _enregistrer(
        reversement,
        par,
        "observer_reversement",
        "",
        observations=observations,
        date_observations=le,
    )
    if premiere:
        annoncer_observations(reversement)
    return reversement


@transaction.atomic
def decider_reversement(
    reversement: Reversement,
    *,
    par: Fonction,
    version: int,
    montant: Decimal,
    decision: str,
    date_decision: date,
) -> Reversement:
    """Decide with a reason, for the sum announced or a smaller one."""
    reversement = _verrouiller(reversement)
    exiger(can_decider_reversement(par, reversement, timezone.localdate()))
    verifier_version(version, reversement.version)
    refuser_avenir(date_decision=date_decision)
    if date_decision < reversement.date_information:
        raise ValidationError({"date_decision": "La décision ne précède pas la lettre."})
    if montant > reversement.montant:
        annonce = ecrire_montant(reversement.montant)
        raise ValidationError({"montant": f"La lettre annonçait {annonce} : pas davantage."})
    _enregistrer(
        reversement,
        par,
        "decider_reversement",
        decision,
        montant=montant,
        decision=decision,
        date_decision=date_decision,
    )
    _recalculer_l_avance(reversement, f"Reversement décidé le {ecrire_jour_court(date_decision)}.")
    annoncer_decision_reversement(reversement)
    return reversement


def _recalculer_l_avance(reversement: Reversement, motif: str) -> None:
    """What is claimed back on the award of N lowers the base of the advance of N+1 (Q1)."""
    if reversement.attribution is not None:
        recalculer_avance(
            reversement.pacte,
            reversement.centre,
            reversement.attribution.exercice + 1,
            motif,
            timezone.localdate(),
        )


@transaction.atomic
def noter_titre(
    reversement: Reversement, *, par: Fonction, version: int, champs: Mapping[str, Any]
) -> Reversement:
    """Note the titre de recettes: its number and its date."""
    reversement = _verrouiller(reversement)
    exiger(can_noter_titre(par, reversement, timezone.localdate()))
    verifier_version(version, reversement.version)
    refuser_avenir(date_titre=champs["date_titre"])
    return _enregistrer(
        reversement, par, "noter_titre_reversement", champs["numero_titre"], **champs
    )


@transaction.atomic
def noter_encaissement(
    reversement: Reversement, *, par: Fonction, version: int, date_encaissement: date
) -> Reversement:
    """Note that the sum was received: the recovery is over."""
    reversement = _verrouiller(reversement)
    exiger(can_noter_encaissement(par, reversement, timezone.localdate()))
    verifier_version(version, reversement.version)
    refuser_avenir(date_encaissement=date_encaissement)
    return _enregistrer(
        reversement,
        par,
        "noter_encaissement_reversement",
        "",
        date_encaissement=date_encaissement,
    )


@transaction.atomic
def abandonner_reversement(
    reversement: Reversement, *, par: Fonction, version: int, motif: str
) -> Reversement:
    """Give the recovery up, with a reason that the centre reads."""
    reversement = _verrouiller(reversement)
    le = timezone.localdate()
    exiger(can_abandonner_reversement(par, reversement, le))
    verifier_version(version, reversement.version)
    _enregistrer(reversement, par, "abandonner_reversement", motif, date_abandon=le)
    if reversement.date_decision is not None:
        _recalculer_l_avance(reversement, f"Reversement abandonné le {ecrire_jour_court(le)}.")
    annoncer_abandon_reversement(reversement, motif)
    return reversement
