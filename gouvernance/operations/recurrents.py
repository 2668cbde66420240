"""Items that come back on each agenda of a body."""

import uuid
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from gouvernance.models import PointRecurrent
from gouvernance.permissions import ordre_du_jour as droits
from pacte.accord.models import Fonction, Instance, Organisation, Pacte
from pacte.journal.operations import inscrire
from pacte.socle.droits import ActeRefuse, exiger, refus
from pacte.socle.versions import CleDejaUtilisee


@dataclass(frozen=True, slots=True)
class RecurrentEcrit:
    """A recurring item as the form gives it."""

    titre: str
    duree_minutes: int
    genre: str
    rapporteur: str
    date_debut: date
    cle: uuid.UUID


@transaction.atomic
def ajouter_recurrent(
    pacte: Pacte,
    *,
    par: Fonction,
    instance: Instance,
    centre: Organisation | None,
    ecrit: RecurrentEcrit,
) -> PointRecurrent:
    """Add an item to each agenda of a body, from one day on; the same key makes one.

    Agendas opened already are left as they are.
    """
    exiger(droits.can_ajouter_recurrent(par, pacte, instance, centre, timezone.localdate()))
    recurrent = PointRecurrent(
        pacte=pacte,
        instance=instance,
        centre=centre,
        titre=ecrit.titre,
        duree_minutes=ecrit.duree_minutes,
        genre=ecrit.genre,
        rapporteur=ecrit.rapporteur,
        date_debut=ecrit.date_debut,
        cle_idempotence=ecrit.cle,
    )
    try:
        with transaction.atomic():
            recurrent.save(force_insert=True)
    except IntegrityError:
        existant = PointRecurrent.objects.filter(cle_idempotence=ecrit.cle).first()
        if existant is None:
            raise
        if (existant.pacte_id, existant.instance_id) != (pacte.pk, instance.pk):
            raise CleDejaUtilisee from None
        return existant
    inscrire("ajouter_point_recurrent", objet=recurrent, par=par, motif=ecrit.titre)
    return recurrent


@transaction.atomic
def terminer_recurrent(recurrent: PointRecurrent, *, par: Fonction, date_fin: date) -> None:
    """Say the last day on which an item still comes back; agendas opened already keep it."""
    recurrent = (
        PointRecurrent.objects.select_for_update(of=("self",))
        .select_related("pacte__ville", "instance", "centre")
        .get(pk=recurrent.pk)
    )
    exiger(droits.can_terminer_recurrent(par, recurrent, timezone.localdate()))
    if date_fin < recurrent.date_debut:
        raise ActeRefuse(refus("La fin vient après le début."))
    recurrent.date_fin = date_fin
    recurrent.save()
    inscrire("terminer_point_recurrent", objet=recurrent, par=par, motif=recurrent.titre)
