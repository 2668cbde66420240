"""Items that participants propose, and what the organiser's side makes of them."""

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from gouvernance.models import EtatProposition, PropositionPoint, Reunion
from gouvernance.notifications import ordre_du_jour as notifications
from gouvernance.operations.ordre_du_jour import ajouter_point, placer_point
from gouvernance.operations.verrou import verrouiller
from gouvernance.permissions import ordre_du_jour as droits
from pacte.accord.models import Fonction
from pacte.journal.operations import inscrire
from pacte.socle.droits import ActeRefuse, exiger, refus
from pacte.socle.versions import CleDejaUtilisee


@dataclass(frozen=True, slots=True)
class PointPropose:
    """An item as a participant writes it."""

    titre: str
    genre: str
    duree_minutes: int
    motif: str
    cle: uuid.UUID


@transaction.atomic
def proposer_point(reunion: Reunion, *, par: Fonction, propose: PointPropose) -> PropositionPoint:
    """Propose an item; the organiser is told. The same key makes one proposal."""
    reunion = verrouiller(reunion)
    deja = PropositionPoint.objects.filter(cle_idempotence=propose.cle).first()
    if deja is not None:
        if (deja.reunion_id, deja.proposee_par_id) != (reunion.pk, par.pk):
            raise CleDejaUtilisee
        return deja
    le = timezone.localdate()
    exiger(droits.can_proposer(par, reunion, le))
    proposition = PropositionPoint(
        reunion=reunion,
        proposee_par=par,
        date_proposition=le,
        titre=propose.titre,
        genre=propose.genre,
        duree_minutes=propose.duree_minutes,
        motif=propose.motif,
        cle_idempotence=propose.cle,
    )
    proposition.save()
    notifications.prevenir_organisateur(proposition)
    # The history of the meeting shows to all: what is proposed stays with author and organiser.
    inscrire("proposer_point", objet=reunion, par=par)
    return proposition


def _verrouillee(proposition: PropositionPoint) -> PropositionPoint:
    reunion = verrouiller(proposition.reunion)
    ligne = PropositionPoint.objects.select_related(
        "proposee_par__personne", "proposee_par__organisation"
    ).get(pk=proposition.pk)
    ligne.reunion = reunion
    return ligne


@transaction.atomic
def retenir_proposition(
    proposition: PropositionPoint, *, par: Fonction, apres: int | None, reponse: str = ""
) -> PropositionPoint:
    """Make a proposal an item of the agenda, after item `apres` (first when None); tell its author."""
    proposition = _verrouillee(proposition)
    reunion = proposition.reunion
    le = timezone.localdate()
    exiger(droits.can_examiner(par, proposition, le))
    if apres is not None and not reunion.points.filter(pk=apres).exists():
        raise ActeRefuse(refus("Ce point n'est pas de cette réunion."))
    point = ajouter_point(
        reunion,
        titre=proposition.titre,
        duree_minutes=proposition.duree_minutes,
        genre=proposition.genre,
        rapporteur=str(proposition.proposee_par.personne),
    )
    placer_point(reunion, point, apres=apres)
    proposition.point = point
    _repondre(proposition, EtatProposition.RETENUE, par, reponse)
    reunion.version += 1
    reunion.save()
    inscrire("retenir_proposition", objet=reunion, par=par, motif=proposition.titre)
    return proposition


@transaction.atomic
def ecarter_proposition(
    proposition: PropositionPoint, *, par: Fonction, reponse: str
) -> PropositionPoint:
    """Set a proposal aside, with the reason that its author will read."""
    proposition = _verrouillee(proposition)
    exiger(droits.can_examiner(par, proposition, timezone.localdate()))
    if not reponse.strip():
        raise ActeRefuse(refus("Dites pourquoi le point n'est pas retenu."))
    _repondre(proposition, EtatProposition.ECARTEE, par, reponse)
    inscrire("ecarter_proposition", objet=proposition.reunion, par=par)
    return proposition


def _repondre(
    proposition: PropositionPoint, etat: EtatProposition, par: Fonction, reponse: str
) -> None:
    proposition.etat = etat
    proposition.reponse = reponse
    proposition.reponse_par = par
    proposition.date_reponse = timezone.localdate()
    proposition.save()
    notifications.repondre_a_l_auteur(proposition)


@transaction.atomic
def retirer_proposition(proposition: PropositionPoint, *, par: Fonction) -> None:
    """Its author takes a proposal back, before anybody looked at it."""
    proposition = _verrouillee(proposition)
    exiger(droits.can_retirer_proposition(par, proposition, timezone.localdate()))
    proposition.etat = EtatProposition.RETIREE
    proposition.save()
    inscrire("retirer_proposition", objet=proposition.reunion, par=par)
