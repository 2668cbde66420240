"""Inviting and cancelling: what people receive."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from gouvernance import permissions
from gouvernance.acces_par_lien import revoquer_liens_de_la_reunion, suivre_la_date
from gouvernance.models import EtatReunion, Participation, Reunion
from gouvernance.notifications import invitations as notifications_invitations
from gouvernance.operations.inscriptions import inscrire_questions, liberer_questions
from gouvernance.operations.verrou import verrouiller
from gouvernance.workflow import REUNION
from pacte.accord.models import Fonction
from pacte.journal.operations import inscrire
from pacte.socle.droits import ActeRefuse, exiger, refus
from pacte.socle.workflow import cible


@transaction.atomic
def inviter(reunion: Reunion, *, par: Fonction) -> list[Participation]:
    """Send the invitations that have not left yet; return those that were put in the outbox.

    Sent twice, the second sending finds nobody left and writes nothing.
    """
    le = timezone.localdate()
    reunion = verrouiller(reunion)
    exiger(permissions.can_preparer(par, reunion, le))
    participations = reunion.participations.select_related("fonction__personne")
    a_ecrire = [p for p in participations if notifications_invitations.a_inviter(p)]
    if reunion.etat == EtatReunion.INVITEE and not a_ecrire:
        return []
    exiger(permissions.can_inviter(par, reunion, le))
    if reunion.etat == EtatReunion.BROUILLON:
        inscrire_questions(reunion)
    suivre_la_date(reunion)
    envoyees = notifications_invitations.inviter(reunion, a_ecrire)
    reunion.etat = cible(REUNION, "inviter")
    reunion.date_invitation = reunion.date_invitation or le
    reunion.version += 1
    reunion.save()
    inscrire("inviter_reunion", objet=reunion, par=par, motif=f"{len(envoyees)} invitations")
    return envoyees


@transaction.atomic
def annuler(reunion: Reunion, *, par: Fonction, motif: str) -> int:
    """Cancel a meeting, with its reason; return how many people were told."""
    le = timezone.localdate()
    reunion = verrouiller(reunion)
    exiger(permissions.can_preparer(par, reunion, le))
    if reunion.etat == EtatReunion.ANNULEE:
        return 0
    exiger(permissions.can_annuler(par, reunion, le))
    if not motif.strip():
        raise ActeRefuse(refus("Dites pourquoi la réunion est annulée."))
    annoncee = reunion.etat == EtatReunion.INVITEE
    reunion.etat = cible(REUNION, "annuler")
    reunion.date_annulation = le
    reunion.motif_annulation = motif
    reunion.sequence += 1
    reunion.version += 1
    reunion._change_reason = motif[:100]
    reunion.save()
    liberer_questions(reunion)
    revoquer_liens_de_la_reunion(reunion)
    prevenues = notifications_invitations.annoncer_annulation(reunion) if annoncee else 0
    inscrire("annuler_reunion", objet=reunion, par=par, motif=motif)
    return prevenues


@transaction.atomic
def noter_lettres(
    reunion: Reunion, *, par: Fonction, participations: Iterable[Participation]
) -> None:
    """Keep that the letters of these people were printed, and when."""
    reunion = verrouiller(reunion)
    exiger(permissions.can_imprimer_lettre(par, reunion, timezone.localdate()))
    maintenant = timezone.now()
    for participation in participations:
        participation.lettre_imprimee_le = maintenant
        participation.save()
    inscrire("imprimer_lettres", objet=reunion, par=par)
