"""The délibération: its draft, then what the council made of it, recorded once for all its lines."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from pacte.accord.models import Fonction, Pacte
from pacte.journal.operations import inscrire
from pacte.socle.droits import exiger
from pacte.socle.versions import CleDejaUtilisee, verifier_version
from pacte.socle.workflow import cible
from subventions import notifications
from subventions.envois import deja_envoye
from subventions.models import Attribution, Demande, LigneProjet, NatureVote, ProjetDeliberation
from subventions.operations.demandes import verrouiller
from subventions.operations.instruction import attribuer, refuser_demande
from subventions.operations.jours import refuser_avenir
from subventions.permissions import (
    can_ajourner,
    can_dater_deliberation,
    can_enregistrer_votes,
    can_modifier_deliberation,
    can_preparer_deliberation,
)
from subventions.votes import ACCORDEE, REFUSEE, DecisionVotee, LigneVoulue
from subventions.workflow import TRANSITIONS, EtatDemande


@transaction.atomic
def preparer_deliberation(
    pacte: Pacte,
    *,
    par: Fonction,
    cle: uuid.UUID,
    exercice: int,
    champs: Mapping[str, Any],
    lignes: Sequence[LigneVoulue],
) -> ProjetDeliberation:
    """Start a draft with its texts and its requests; the same key sent twice makes one draft."""
    exiger(can_preparer_deliberation(par, pacte, timezone.localdate()))
    existant = deja_envoye(
        ProjetDeliberation, cle, par, "prepare_par", pacte=pacte, exercice=exercice
    )
    if existant is not None:
        return existant
    projet = ProjetDeliberation(
        pacte=pacte, exercice=exercice, prepare_par=par, cle_idempotence=cle, **champs
    )
    projet.full_clean()
    projet.save()
    _ecrire_lignes(projet, lignes)
    inscrire("preparer_deliberation", objet=projet, par=par)
    return projet


@transaction.atomic
def modifier_deliberation(
    projet: ProjetDeliberation,
    *,
    par: Fonction,
    version: int,
    champs: Mapping[str, Any],
    lignes: Sequence[LigneVoulue],
) -> ProjetDeliberation:
    """Save the draft and its table; raises ConflitDeVersion when somebody saved it meanwhile."""
    projet = _verrouiller(projet)
    exiger(can_modifier_deliberation(par, projet, timezone.localdate()))
    verifier_version(version, projet.version)
    for nom, valeur in champs.items():
        setattr(projet, nom, valeur)
    projet.version += 1
    projet.full_clean()
    projet.save()
    _ecrire_lignes(projet, lignes)
    inscrire("modifier_deliberation", objet=projet, par=par)
    return projet


def _verrouiller(projet: ProjetDeliberation) -> ProjetDeliberation:
    return (
        ProjetDeliberation.objects.select_for_update(of=("self",))
        .select_related("pacte__ville")
        .get(pk=projet.pk)
    )


def _ecrire_lignes(projet: ProjetDeliberation, voulues: Sequence[LigneVoulue]) -> None:
    """Make the table of the draft that which is wanted, in its order; unchanged lines stay."""
    anciennes = {ligne.demande_id: ligne for ligne in projet.lignes.order_by("ordre", "pk")}
    for ordre, voulue in enumerate(voulues, start=1):
        demande = voulue.demande
        if (demande.pacte_id, demande.exercice) != (projet.pacte_id, projet.exercice):
            raise ValidationError("Cette demande n'est pas de ce pacte et de cet exercice.")
        ligne = anciennes.pop(demande.pk, None) or LigneProjet(projet=projet, demande=demande)
        nouvelle = (voulue.montant, voulue.valeur_en_nature, voulue.conditions, ordre)
        if ligne.pk is None:
            _refuser_deja_prise(projet, demande)
        ancienne = (ligne.montant, ligne.valeur_en_nature, ligne.conditions, ligne.ordre)
        if ligne.pk is None or ancienne != nouvelle:
            ligne.montant, ligne.valeur_en_nature, ligne.conditions, ligne.ordre = nouvelle
            ligne.full_clean()
            ligne.save()
    for retiree in anciennes.values():
        retiree.delete()


def _refuser_deja_prise(projet: ProjetDeliberation, demande: Demande) -> None:
    """A request stands in one open draft only: it is voted once."""
    ailleurs = LigneProjet.objects.filter(demande=demande, projet__date_vote__isnull=True)
    if ailleurs.exclude(projet=projet).exists():
        raise ValidationError(f"La demande {demande.numero} est déjà dans un autre projet.")


@transaction.atomic
def enregistrer_votes(
    projet: ProjetDeliberation,
    *,
    par: Fonction,
    champs: Mapping[str, Any],
    decisions: Sequence[DecisionVotee],
) -> ProjetDeliberation:
    """Record the vote of a whole draft at once: every award, refusal, adjournment, or nothing.

    Sent again with the same content it answers as the first time; with another content it raises
    CleDejaUtilisee. `champs` are the number, the day, the result, the transmitted and published days.
    Raises ValidationError when a request is no longer open to a vote (withdrawn meanwhile).
    """
    projet = _verrouiller(projet)
    lignes = {ligne.demande_id: ligne for ligne in projet.lignes.select_related("demande")}
    if projet.date_vote is not None and _est_le_meme(projet, champs, decisions):
        return projet
    exiger(can_enregistrer_votes(par, projet, timezone.localdate(), len(lignes)))
    if {decision.demande.pk for decision in decisions} != set(lignes):
        raise ValidationError("Le projet a changé : rouvrez la page et relisez chaque ligne.")
    refuser_avenir(
        **{nom: champs.get(nom) for nom in ("date_vote", "date_transmission", "date_publication")}
    )
    for nom, valeur in champs.items():
        setattr(projet, nom, valeur)
    projet.version += 1
    projet.full_clean()
    projet.save()
    for decision in sorted(decisions, key=lambda d: d.demande.pk):
        _appliquer(projet, decision, par)
    inscrire("enregistrer_votes", objet=projet, par=par, motif=f"{len(decisions)} demandes")
    return projet


def _appliquer(projet: ProjetDeliberation, decision: DecisionVotee, par: Fonction) -> None:
    demande = verrouiller(decision.demande)
    if demande.etat != EtatDemande.PROPOSEE:
        raise ValidationError(
            f"La demande {demande.numero} est {demande.get_etat_display()} : "
            "ôtez-la du projet, puis enregistrez le vote des autres."
        )
    if decision.sort == ACCORDEE:
        attribuer(
            demande,
            par=par,
            cle=uuid.uuid5(projet.cle_idempotence, str(demande.pk)),
            champs={
                "projet": projet,
                "numero_deliberation": projet.numero,
                "date_vote": projet.date_vote,
                "resultat_vote": projet.resultat_vote,
                "date_transmission": projet.date_transmission,
                "date_publication": projet.date_publication,
                **decision.champs,
            },
        )
    elif decision.sort == REFUSEE:
        refuser_demande(demande, par=par, motif=decision.motif, date_refus=projet.date_vote)
    else:
        ajourner(demande, par=par, motif=decision.motif, date_ajournement=projet.date_vote)


def _est_le_meme(
    projet: ProjetDeliberation, champs: Mapping[str, Any], decisions: Sequence[DecisionVotee]
) -> bool:
    """Whether this sending says what is already recorded; raises CleDejaUtilisee otherwise."""
    votes = {
        demande: (montant, en_nature)
        for demande, montant, en_nature in Attribution.objects.filter(
            projet=projet, nature=NatureVote.VOTE
        ).values_list("demande_id", "montant", "valeur_en_nature")
    }
    envoyes = {
        d.demande.pk: (d.champs["montant"], d.champs.get("valeur_en_nature"))
        for d in decisions
        if d.sort == ACCORDEE
    }
    memes = all(
        getattr(projet, nom) == champs.get(nom) for nom in ("numero", "date_vote", "resultat_vote")
    )
    if memes and votes == envoyes:
        return True
    raise CleDejaUtilisee


@transaction.atomic
def dater_deliberation(
    projet: ProjetDeliberation, *, par: Fonction, version: int, champs: Mapping[str, date | None]
) -> ProjetDeliberation:
    """Note the transmitted and published days once, for the délibération and each of its awards."""
    projet = _verrouiller(projet)
    exiger(can_dater_deliberation(par, projet, timezone.localdate()))
    verifier_version(version, projet.version)
    refuser_avenir(**champs)
    projet.date_transmission = champs["date_transmission"]
    projet.date_publication = champs["date_publication"]
    projet.version += 1
    projet.full_clean()
    projet.save()
    votes = Attribution.objects.select_for_update(of=("self",)).filter(projet=projet)
    for vote in votes.order_by("pk"):
        vote.date_transmission = projet.date_transmission
        vote.date_publication = projet.date_publication
        vote.version += 1
        vote.full_clean()
        vote.save()
    inscrire("dater_deliberation", objet=projet, par=par)
    return projet


@transaction.atomic
def ajourner(demande: Demande, *, par: Fonction, motif: str, date_ajournement: date) -> Demande:
    """Record that the council put the proposal off, with its reason; it may be proposed again."""
    demande = verrouiller(demande)
    exiger(can_ajourner(par, demande, timezone.localdate()))
    refuser_avenir(date_ajournement=date_ajournement)
    demande.etat = cible(TRANSITIONS, "ajourner")
    demande.motif_ajournement, demande.date_ajournement = motif, date_ajournement
    demande.version += 1
    demande._change_reason = motif[:100]
    demande.full_clean()
    demande.save()
    inscrire("ajourner_demande", objet=demande, par=par, motif=motif)
    notifications.annoncer_ajournement(demande)
    return demande
