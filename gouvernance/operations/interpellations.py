"""Putting a question to a party, and what comes of it (C21); the AVS service holds the thread (C22)."""

import uuid

from django.db import IntegrityError, transaction
from django.utils import timezone

from gouvernance.lectures.initiative import interlocuteurs
from gouvernance.models import Interpellation
from gouvernance.notifications import initiative as notifications_initiative
from gouvernance.operations.inscriptions import retirer_de_l_ordre_du_jour
from gouvernance.operations.verrou import verrouiller
from gouvernance.permissions import initiative as droits_initiative
from pacte.accord.models import Fonction, GenreOrganisation, Instance, Organisation, Pacte, Portee
from pacte.journal.operations import inscrire
from pacte.socle.droits import ACCORDE, ActeRefuse, Droit, exiger, refus
from pacte.socle.versions import CleDejaUtilisee


def verifier_parties(
    pacte: Pacte,
    auteur: Organisation,
    instance: Instance,
    centre: Organisation | None,
    adressee_a: Organisation,
) -> Droit:
    """Whether a question of `auteur` to `adressee_a` may go to this body.

    Both are parties of the pact, and not the same. About one centre, that centre is one of the two
    and no other centre is: the thread stays between them (Q22).
    """
    if adressee_a == auteur:
        return refus("Une question se pose à une autre partie que la vôtre.")
    if not pacte.parties.filter(organisation=adressee_a).exists():
        return refus("Une question se pose à une partie du pacte.")
    if instance.portee != Portee.CENTRE:
        return ACCORDE
    if centre is None:
        return refus("Choisissez le centre concerné.")
    centres = {o.pk for o in (auteur, adressee_a) if o.genre == GenreOrganisation.CENTRE}
    if centres != {centre.pk}:
        return refus("Dans une réunion avec un centre, la question est posée par lui ou à lui.")
    return ACCORDE


@transaction.atomic
def poser(
    pacte: Pacte,
    *,
    instance: Instance,
    centre: Organisation | None,
    adressee_a: Organisation,
    par: Fonction,
    cle: uuid.UUID,
    objet: str,
    question: str,
) -> Interpellation:
    """Put a dated question to a party; it is told, and somebody of the AVS service holds the thread.

    Repeated with the same key, it returns the question already put and tells nobody twice. Raises
    CleDejaUtilisee when the key put another one.
    """
    le = timezone.localdate()
    exiger(droits_initiative.can_interpeller(par, pacte, le))
    exiger(verifier_parties(pacte, par.organisation, instance, centre, adressee_a))
    posee = Interpellation(
        pacte=pacte,
        instance=instance,
        centre=centre,
        adressee_a=adressee_a,
        posee_par=par,
        suivie_par=_suivi_par_defaut(pacte, par),
        date_question=le,
        objet=objet.strip(),
        question=question.strip(),
        cle_idempotence=cle,
    )
    if not posee.objet or not posee.question:
        raise ActeRefuse(refus("Écrivez l'objet et la question."))
    try:
        with transaction.atomic():
            posee.save(force_insert=True)
    except IntegrityError:
        existante = Interpellation.objects.filter(cle_idempotence=cle).first()
        if existante is None:
            raise
        champs = (
            "posee_par_id",
            "pacte_id",
            "instance_id",
            "centre_id",
            "adressee_a_id",
            "question",
        )
        if any(getattr(existante, nom) != getattr(posee, nom) for nom in champs):
            raise CleDejaUtilisee from None
        return existante
    notifications_initiative.annoncer_question(posee, le)
    inscrire("poser_interpellation", objet=posee, par=par)
    return posee


def _suivi_par_defaut(pacte: Pacte, auteur: Fonction) -> Fonction | None:
    """The author when she is of the AVS service, else the first of its people; None without any."""
    if auteur.is_avs and auteur.organisation_id == pacte.ville_id:
        return auteur
    return next(iter(interlocuteurs(pacte.ville, timezone.localdate())), None)


def _verrouiller(question: Interpellation) -> Interpellation:
    """Lock the meeting whose agenda holds the question, then the question: always in that order."""
    posee = Interpellation.objects.select_related("point").get(pk=question.pk)
    if posee.point is not None:
        verrouiller(posee.point.reunion)
    verrouillee = (
        Interpellation.objects.select_for_update(of=("self",))
        .select_related(
            "pacte__ville",
            "instance",
            "centre",
            "adressee_a",
            "suivie_par__personne",
            "point__reunion",
            "posee_par__personne",
            "posee_par__organisation",
        )
        .get(pk=question.pk)
    )
    if verrouillee.point_id != posee.point_id:
        raise ActeRefuse(refus("L'ordre du jour vient de changer : recommencez."))
    return verrouillee


@transaction.atomic
def repondre(question: Interpellation, *, par: Fonction, reponse: str) -> Interpellation:
    """Answer; the author is told, and the item leaves the agenda of a meeting still in preparation."""
    question = _verrouiller(question)
    if (question.reponse, question.reponse_par_id) == (reponse.strip(), par.pk):
        return question
    le = timezone.localdate()
    exiger(droits_initiative.can_repondre_question(par, question, le))
    if not reponse.strip():
        raise ActeRefuse(refus("Écrivez votre réponse."))
    retirer_de_l_ordre_du_jour(question)
    question.reponse = reponse.strip()
    question.date_reponse = le
    question.reponse_par = par
    question.save()
    notifications_initiative.annoncer_reponse(question)
    inscrire("repondre_interpellation", objet=question, par=par)
    return question


@transaction.atomic
def retirer(question: Interpellation, *, par: Fonction, motif: str = "") -> Interpellation:
    """Take one's question back; its item leaves the agenda of a meeting still in preparation."""
    question = _verrouiller(question)
    if question.date_retrait is not None:
        return question
    le = timezone.localdate()
    exiger(droits_initiative.can_retirer_question(par, question, le))
    retirer_de_l_ordre_du_jour(question)
    question.date_retrait = le
    question.save()
    inscrire("retirer_interpellation", objet=question, par=par, motif=motif)
    return question


@transaction.atomic
def suivre(question: Interpellation, *, par: Fonction) -> Interpellation:
    """Take up the thread of a question, in the AVS service."""
    question = _verrouiller(question)
    if question.suivie_par_id == par.pk:
        return question
    exiger(droits_initiative.can_suivre_question(par, question, timezone.localdate()))
    question.suivie_par = par
    question.save()
    inscrire("suivre_interpellation", objet=question, par=par)
    return question
