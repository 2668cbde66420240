"""The advance: asked by the centre, decided when late, prepared and paid by the city (C30)."""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from pacte.accord.models import Fonction, Organisation, Pacte
from pacte.journal.operations import inscrire
from pacte.socle.droits import ActeRefuse, exiger, refus
from pacte.socle.montants import ecrire_montant
from pacte.socle.versions import verifier_version
from subventions import notifications
from subventions.envois import deja_envoye
from subventions.lectures.dossiers import DossierAvance, dossier_avance
from subventions.models import Avance, GenreVersement, Versement
from subventions.operations.jours import refuser_avenir
from subventions.operations.recalculs import recalculer_avance
from subventions.permissions import (
    can_decider_tardive,
    can_demander_avance,
    can_noter_tache,
    can_payer_avance,
)


@transaction.atomic
def demander_avance(dossier: DossierAvance, *, par: Fonction, cle: uuid.UUID) -> Avance:
    """Ask for the advance today, in the name of the centre; the same key asks once."""
    dossier = _relire(dossier)
    existante = deja_envoye(Avance, cle, par, "demandee_par", **_sujet(dossier))
    if existante is not None:
        return existante
    le = timezone.localdate()
    exiger(can_demander_avance(par, dossier, le))
    avance = Avance(
        pacte=dossier.pacte,
        centre=dossier.centre,
        exercice=dossier.exercice,
        date_demande=le,
        demandee_par=par,
        cle_idempotence=cle,
    )
    avance.full_clean()
    avance.save()
    inscrire("demander_avance", objet=avance, par=par)
    recalculer_avance(*_cles(dossier), "Premier calcul, le jour de la demande.", le)
    notifications.annoncer_demande_avance(_relire(dossier))
    return avance


@transaction.atomic
def decider_tardive(
    dossier: DossierAvance, *, par: Fonction, decision: str, motif: str, version: int
) -> Avance:
    """Accept or refuse a late request, with a reason that the centre reads."""
    dossier = _relire(dossier)
    le = timezone.localdate()
    exiger(can_decider_tardive(par, dossier, le))
    avance = _attendue(dossier)
    verifier_version(version, avance.version)
    avance.decision_tardive, avance.motif_decision = decision, motif
    avance.date_decision, avance.decision_par = le, par
    avance.version += 1
    avance._change_reason = motif[:100]
    avance.full_clean()
    avance.save()
    inscrire("decider_demande_tardive", objet=avance, par=par, motif=f"{decision} : {motif}")
    notifications.annoncer_decision_tardive(_relire(dossier))
    return avance


@transaction.atomic
def noter_taches(
    dossier: DossierAvance, *, par: Fonction, version: int, champs: Mapping[str, Any]
) -> Avance:
    """Date the city's own tasks: credits open, délibération voted, enforceable."""
    dossier = _relire(dossier)
    exiger(can_noter_tache(par, dossier, timezone.localdate()))
    avance = _attendue(dossier)
    verifier_version(version, avance.version)
    refuser_avenir(
        **{
            nom: champs.get(nom)
            for nom in ("date_credits_ouverts", "date_deliberation", "date_executoire")
        }
    )
    deliberation = avance.date_deliberation
    for nom, valeur in champs.items():
        setattr(avance, nom, valeur)
    avance.version += 1
    avance.full_clean()
    avance.save()
    inscrire("noter_tache_avance", objet=avance, par=par)
    if avance.date_deliberation != deliberation:
        fixe = "La délibération de l'avance fixe sa base."
        recalculer_avance(*_cles(dossier), fixe, timezone.localdate())
    return avance


@transaction.atomic
def payer_avance(
    dossier: DossierAvance, *, par: Fonction, cle: uuid.UUID, date_paiement: date, reference: str
) -> Versement:
    """Record the payment of the advance; its amount is computed on the day of payment, not typed."""
    dossier = _relire(dossier)
    existant = deja_envoye(
        Versement,
        cle,
        par,
        "enregistre_par",
        **_sujet(dossier),
        date_paiement=date_paiement,
        reference=reference,
    )
    if existant is not None:
        return existant
    le = timezone.localdate()
    exiger(can_payer_avance(par, dossier, le))
    refuser_avenir(date_paiement=date_paiement)
    avance = _attendue(dossier)
    if date_paiement.year < dossier.exercice:
        debut = f"L'avance se paie à partir du 1er janvier {dossier.exercice}."
        raise ValidationError({"date_paiement": debut})
    if avance.date_executoire is not None and date_paiement < avance.date_executoire:
        raise ValidationError(
            {"date_paiement": "Le paiement ne précède pas le jour où le vote est exécutoire."}
        )
    ce_jour = dossier_avance(dossier.pacte, dossier.centre, dossier.exercice, date_paiement)
    if ce_jour is None or not ce_jour.calcul.is_du:
        raise ValidationError(
            {"date_paiement": "Les deux conditions n'étaient pas remplies ce jour-là."}
        )
    versement = Versement(
        pacte=dossier.pacte,
        centre=dossier.centre,
        exercice=dossier.exercice,
        genre=GenreVersement.AVANCE,
        montant=ce_jour.calcul.montant,
        date_paiement=date_paiement,
        reference=reference,
        avance=avance,
        enregistre_par=par,
        cle_idempotence=cle,
    )
    # What changed since the last calculation is written before the amount is frozen.
    recalculer_avance(*_cles(dossier), "Dernier calcul, le jour du paiement.", date_paiement)
    versement.full_clean()
    versement.save()
    inscrire(
        "enregistrer_versement", objet=versement, par=par, motif=ecrire_montant(versement.montant)
    )
    # The advance of a year is in the base of the next one, unless a vote already holds it (Q2).
    pacte, centre, exercice = _cles(dossier)
    recalculer_avance(
        pacte, centre, exercice + 1, f"L'avance {exercice} est payée : elle compte une fois.", le
    )
    notifications.annoncer_avance_payee(versement)
    return versement


def _sujet(dossier: DossierAvance) -> dict[str, Any]:
    """What an advance is about: a sending repeated is about the same."""
    return {"pacte": dossier.pacte, "centre": dossier.centre, "exercice": dossier.exercice}


def _cles(dossier: DossierAvance) -> tuple[Pacte, Organisation, int]:
    return dossier.pacte, dossier.centre, dossier.exercice


def _relire(dossier: DossierAvance) -> DossierAvance:
    """Read the file again under the lock of the centre, which all acts on its advance take."""
    Organisation.objects.select_for_update().get(pk=dossier.centre.pk)
    relu = dossier_avance(dossier.pacte, dossier.centre, dossier.exercice, timezone.localdate())
    if relu is None:
        raise ActeRefuse(refus("Le pacte ne prévoit pas d'avance pour ce centre."))
    return relu


def _attendue(dossier: DossierAvance) -> Avance:
    if dossier.avance is None:
        raise ActeRefuse(refus("Le centre n'a pas encore demandé l'avance."))
    return dossier.avance
