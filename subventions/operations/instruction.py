"""The city's acts: receive, record what came otherwise, propose, award, refuse, pay, campaign."""

import uuid
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from pacte.accord.models import Fonction, Organisation, Pacte
from pacte.documents.televersements import enregistrer_fichier
from pacte.journal.operations import inscrire
from pacte.socle.dates import ecrire_jour_court
from pacte.socle.droits import exiger
from pacte.socle.montants import ZERO, ecrire_montant
from pacte.socle.versions import verifier_version
from pacte.socle.workflow import cible
from subventions import notifications
from subventions.envois import deja_envoye
from subventions.lectures.dossiers import centres_du_pacte
from subventions.lectures.finances import finances
from subventions.models import Attribution, Demande, PieceDemande
from subventions.operations.budgets import ecrire_lignes
from subventions.operations.demandes import numeroter, verrouiller
from subventions.operations.jours import refuser_avenir
from subventions.operations.recalculs import recalculer_avance
from subventions.operations.versements import ajuster_echeancier, proposer_echeancier
from subventions.permissions import (
    can_attribuer,
    can_corriger_attribution,
    can_enregistrer_recue,
    can_proposer,
    can_recevoir,
    can_refuser,
)
from subventions.workflow import TRANSITIONS, EtatDemande, NatureVote


@transaction.atomic
def recevoir(demande: Demande, *, par: Fonction, date_reception: date) -> Demande:
    """Note that the city received a deposited request, and tell the centre."""
    demande = verrouiller(demande)
    exiger(can_recevoir(par, demande, timezone.localdate()))
    refuser_avenir(date_reception=date_reception)
    demande.etat = cible(TRANSITIONS, "recevoir")
    demande.date_reception, demande.reception_par = date_reception, par
    demande.version += 1
    demande.full_clean()
    demande.save()
    inscrire("noter_reception", objet=demande, par=par)
    notifications.annoncer_reception(demande)
    return demande


@transaction.atomic
def enregistrer_recue(
    pacte: Pacte,
    *,
    par: Fonction,
    cle: uuid.UUID,
    centre: Organisation,
    date_reception: date,
    champs: Mapping[str, Any],
    montants: Mapping[tuple[str, str], Decimal] | None = None,
    fichier: UploadedFile | None = None,
) -> Demande:
    """Record a request that came by e-mail or on paper; its legal date is that of its receipt."""
    exiger(can_enregistrer_recue(par, pacte, timezone.localdate()))
    existante = deja_envoye(
        Demande,
        cle,
        par,
        "redige_par",
        pacte=pacte,
        centre=centre,
        date_reception=date_reception,
        **champs,
    )
    if existante is not None:
        return existante
    refuser_avenir(date_reception=date_reception)
    if centre not in centres_du_pacte(pacte):
        raise ValidationError({"centre": "Ce centre n'est pas partie au pacte."})
    demande = Demande(
        pacte=pacte,
        centre=centre,
        etat=EtatDemande.RECUE,
        date_depot=date_reception,
        date_reception=date_reception,
        reception_par=par,
        redige_par=par,
        cle_idempotence=cle,
        **champs,
    )
    demande.numero = numeroter(centre, demande.exercice)
    demande.full_clean()
    demande.save()
    if montants:
        ecrire_lignes(demande, montants)
    if fichier is not None:
        piece = enregistrer_fichier(fichier, compte=par.personne.compte_ouvert)
        PieceDemande.objects.create(demande=demande, fichier=piece, libelle="Demande reçue")
    inscrire("enregistrer_demande_recue", objet=demande, par=par)
    notifications.annoncer_reception(demande)
    return demande


@transaction.atomic
def proposer(
    demande: Demande, *, par: Fonction, montant: Decimal, motif: str, version: int
) -> Demande:
    """Propose an amount for the vote; it may be changed until the vote."""
    demande = verrouiller(demande)
    le = timezone.localdate()
    exiger(can_proposer(par, demande, le))
    verifier_version(version, demande.version)
    demande.etat = cible(TRANSITIONS, "proposer")
    demande.montant_propose, demande.date_proposition = montant, le
    demande.motif_proposition = motif
    demande.version += 1
    demande._change_reason = motif[:100]
    demande.full_clean()
    demande.save()
    inscrire("proposer_montant", objet=demande, par=par, motif=motif)
    return demande


@transaction.atomic
def attribuer(
    demande: Demande, *, par: Fonction, cle: uuid.UUID, champs: Mapping[str, Any]
) -> Attribution:
    """Record the amount voted by a délibération, whole or partial, enforceable or not yet."""
    demande = verrouiller(demande)
    existante = deja_envoye(
        Attribution,
        cle,
        par,
        "enregistree_par",
        demande=demande,
        nature=NatureVote.VOTE,
        montant=champs["montant"],
        valeur_en_nature=champs.get("valeur_en_nature"),
    )
    if existante is not None:
        return existante
    exiger(can_attribuer(par, demande, timezone.localdate()))
    attribution = _enregistrer_vote(demande, par, cle, NatureVote.VOTE, demande.objet, champs)
    demande.etat = cible(TRANSITIONS, "attribuer")
    demande.version += 1
    demande.save()
    inscrire("enregistrer_attribution", objet=demande, par=par, motif=_dire_vote(attribution))
    _recalculer_l_avance(demande, attribution, "Vote")
    notifications.annoncer_attribution(demande, attribution)
    return attribution


@transaction.atomic
def corriger_attribution(
    demande: Demande,
    *,
    par: Fonction,
    cle: uuid.UUID,
    nature: str,
    libelle: str,
    champs: Mapping[str, Any],
) -> Attribution:
    """Record a later vote that changes the award: a row of its own, plus or minus (Q1)."""
    demande = verrouiller(demande)
    existante = deja_envoye(
        Attribution,
        cle,
        par,
        "enregistree_par",
        demande=demande,
        nature=nature,
        montant=champs["montant"],
        valeur_en_nature=champs.get("valeur_en_nature"),
    )
    if existante is not None:
        return existante
    exiger(can_corriger_attribution(par, demande, timezone.localdate()))
    origine = demande.attributions.get(nature=NatureVote.VOTE)
    if champs["date_vote"] < origine.date_vote:
        raise ValidationError({"date_vote": "Ce vote ne précède pas celui de la subvention."})
    _refuser_plus_que_l_accorde(demande, champs)
    herites = {
        "compte_base_avance": origine.compte_base_avance,
        "comprend_avance": origine.comprend_avance,
    }
    attribution = _enregistrer_vote(demande, par, cle, nature, libelle, {**herites, **champs})
    demande.version += 1
    demande.save()
    inscrire("enregistrer_modification", objet=demande, par=par, motif=_dire_vote(attribution))
    ajuster_echeancier(demande, par=par)
    _recalculer_l_avance(demande, attribution, attribution.get_nature_display().capitalize())
    return attribution


def _refuser_plus_que_l_accorde(demande: Demande, champs: Mapping[str, Any]) -> None:
    """Raise ValidationError when a vote takes back more than what is granted at this instant."""
    argent = finances(demande, timezone.localdate())
    en_nature = sum((vote.valeur_en_nature or ZERO for vote in argent.attributions), ZERO)
    for champ, accorde in (("montant", argent.accorde), ("valeur_en_nature", en_nature)):
        if accorde + (champs.get(champ) or ZERO) < 0:
            raise ValidationError(
                {champ: f"{ecrire_montant(accorde)} sont accordés : ce vote en retire davantage."}
            )


def _enregistrer_vote(
    demande: Demande,
    par: Fonction,
    cle: uuid.UUID,
    nature: str,
    libelle: str,
    champs: Mapping[str, Any],
) -> Attribution:
    refuser_avenir(
        **{nom: champs.get(nom) for nom in ("date_vote", "date_transmission", "date_publication")}
    )
    attribution = Attribution(
        pacte=demande.pacte,
        centre=demande.centre,
        exercice=demande.exercice,
        demande=demande,
        nature=nature,
        libelle=libelle,
        enregistree_par=par,
        cle_idempotence=cle,
        **champs,
    )
    attribution.full_clean()
    attribution.save()
    return attribution


def _recalculer_l_avance(demande: Demande, attribution: Attribution, quoi: str) -> None:
    """Write what a vote of N changes to the advance of N+1."""
    recalculer_avance(
        demande.pacte,
        demande.centre,
        demande.exercice + 1,
        f"{quoi} du {ecrire_jour_court(attribution.date_vote)}, {_dire_vote(attribution)}.",
        timezone.localdate(),
    )


def _dire_vote(attribution: Attribution) -> str:
    return f"{attribution.numero_deliberation} : {attribution.montant_dit}"


@transaction.atomic
def completer_attribution(
    attribution: Attribution, *, par: Fonction, version: int, champs: Mapping[str, Any]
) -> Attribution:
    """Complete the dates of a vote: transmitted, published, notified; notified, it is planned."""
    demande = verrouiller(attribution.demande)
    attribution = (
        Attribution.objects.select_for_update(of=("self",))
        .select_related("pacte", "demande__pacte", "centre")
        .get(pk=attribution.pk)
    )
    exiger(can_corriger_attribution(par, attribution.demande, timezone.localdate()))
    verifier_version(version, attribution.version)
    refuser_avenir(**champs)
    for nom, jour in champs.items():
        setattr(attribution, nom, jour)
    attribution.version += 1
    attribution.full_clean()
    attribution.save()
    inscrire("completer_attribution", objet=attribution, par=par)
    if attribution.date_notification is not None:
        proposer_echeancier(demande, par=par)
    return attribution


@transaction.atomic
def refuser_demande(demande: Demande, *, par: Fonction, motif: str, date_refus: date) -> Demande:
    """Record that the city does not grant the request, with its reason."""
    demande = verrouiller(demande)
    exiger(can_refuser(par, demande, timezone.localdate()))
    refuser_avenir(date_refus=date_refus)
    demande.etat = cible(TRANSITIONS, "refuser")
    demande.motif_refus, demande.date_refus = motif, date_refus
    demande.version += 1
    demande._change_reason = motif[:100]
    demande.full_clean()
    demande.save()
    inscrire("refuser_demande", objet=demande, par=par, motif=motif)
    notifications.annoncer_refus(demande)
    return demande
