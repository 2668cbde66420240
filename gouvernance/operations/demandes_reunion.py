"""Asking for a meeting, and what the party that the act entitles makes of it (C36, C40, C43, Q25)."""

import uuid
from datetime import date, time

from django.db import IntegrityError, transaction
from django.utils import timezone

from gouvernance.lectures.initiative import DELAI_REPONSE, destinataire_de_la_demande
from gouvernance.models import DemandeReunion, Reunion, SuiteDemande
from gouvernance.notifications import initiative as notifications_initiative
from gouvernance.operations.reunions import ouvrir
from gouvernance.permissions import initiative as droits_initiative
from pacte.accord.models import Fonction, Instance, Organisation, Pacte, Theme
from pacte.journal.operations import inscrire
from pacte.socle.droits import ActeRefuse, exiger, refus
from pacte.socle.versions import CleDejaUtilisee


@transaction.atomic
def demander(
    pacte: Pacte,
    *,
    instance: Instance,
    par: Fonction,
    cle: uuid.UUID,
    motif: str,
    centre: Organisation | None = None,
    theme: Theme | None = None,
    periode_souhaitee: str = "",
) -> DemandeReunion:
    """File a dated request; the party that the act entitles is told, and has three weeks to answer.

    Repeated with the same key, it returns the request already filed and tells nobody twice. Raises
    CleDejaUtilisee when the key filed another one.
    """
    le = timezone.localdate()
    exiger(droits_initiative.can_demander(par, instance, centre, le, pacte=pacte))
    demande = DemandeReunion(
        pacte=pacte,
        instance=instance,
        centre=centre,
        theme=theme,
        adressee_a=destinataire_de_la_demande(instance, centre, pacte, par),
        demandee_par=par,
        date_demande=le,
        motif=motif.strip(),
        periode_souhaitee=periode_souhaitee.strip(),
        date_limite=le + DELAI_REPONSE,
        cle_idempotence=cle,
    )
    if not demande.motif:
        raise ActeRefuse(refus("Dites pourquoi vous demandez cette réunion."))
    try:
        with transaction.atomic():
            demande.save(force_insert=True)
    except IntegrityError:
        existante = DemandeReunion.objects.filter(cle_idempotence=cle).first()
        if existante is None:
            raise
        champs = ("demandee_par_id", "pacte_id", "instance_id", "centre_id", "theme_id", "motif")
        if any(getattr(existante, nom) != getattr(demande, nom) for nom in champs):
            raise CleDejaUtilisee from None
        return existante
    notifications_initiative.annoncer_demande(demande, le)
    inscrire("demander_reunion", objet=demande, par=par)
    return demande


def _verrouiller(demande: DemandeReunion) -> DemandeReunion:
    return (
        DemandeReunion.objects.select_for_update(of=("self",))
        .select_related(
            "pacte__ville",
            "instance",
            "centre",
            "theme",
            "adressee_a",
            "reunion",
            "demandee_par__personne",
            "demandee_par__organisation",
        )
        .get(pk=demande.pk)
    )


@transaction.atomic
def accepter(
    demande: DemandeReunion,
    *,
    par: Fonction,
    cle: uuid.UUID,
    date_reunion: date | None = None,
    heure: time | None = None,
    lieu: str = "",
    reponse: str = "",
    tenue_autrement: str = "",
) -> Reunion:
    """Accept a request: it opens the meeting, and the asker is told. Repeated, the same meeting."""
    demande = _verrouiller(demande)
    if demande.reunion is not None and demande.reunion.cle_idempotence == cle:
        if demande.reponse_par_id != par.pk:
            raise CleDejaUtilisee
        return demande.reunion
    exiger(droits_initiative.can_repondre_demande(par, demande, timezone.localdate()))
    reunion = ouvrir(
        demande.pacte,
        instance=demande.instance,
        centre=demande.centre,
        theme=demande.theme,
        par=par,
        cle=cle,
        date_reunion=date_reunion,
        heure=heure,
        lieu=lieu,
        tenue_autrement=tenue_autrement,
    )
    demande.reunion = reunion
    _suivre(demande, SuiteDemande.ACCEPTEE, par, reponse)
    notifications_initiative.annoncer_suite(demande)
    inscrire("accepter_demande_reunion", objet=demande, par=par, motif=reponse)
    return reunion


def _suivre(demande: DemandeReunion, suite: SuiteDemande, par: Fonction, reponse: str) -> None:
    demande.suite = suite
    demande.reponse = reponse.strip()
    demande.date_reponse = timezone.localdate()
    demande.reponse_par = par
    demande.save()


@transaction.atomic
def repondre(demande: DemandeReunion, *, par: Fonction, reponse: str) -> DemandeReunion:
    """Answer a request without a meeting, in words; the asker reads them."""
    demande = _verrouiller(demande)
    if (demande.suite, demande.reponse, demande.reponse_par_id) == (
        SuiteDemande.REPONDUE,
        reponse.strip(),
        par.pk,
    ):
        return demande
    exiger(droits_initiative.can_repondre_demande(par, demande, timezone.localdate()))
    if not reponse.strip():
        raise ActeRefuse(refus("Écrivez votre réponse."))
    _suivre(demande, SuiteDemande.REPONDUE, par, reponse)
    notifications_initiative.annoncer_suite(demande)
    inscrire("repondre_demande_reunion", objet=demande, par=par, motif=demande.reponse)
    return demande


@transaction.atomic
def retirer(demande: DemandeReunion, *, par: Fonction, motif: str = "") -> DemandeReunion:
    """Take one's request back; it stays on the portal, with its reason when one is given."""
    demande = _verrouiller(demande)
    if demande.suite == SuiteDemande.RETIREE and demande.reponse_par_id == par.pk:
        return demande
    exiger(droits_initiative.can_retirer_demande(par, demande, timezone.localdate()))
    _suivre(demande, SuiteDemande.RETIREE, par, motif)
    inscrire("retirer_demande_reunion", objet=demande, par=par, motif=motif)
    return demande
