"""The calendar of thematic meetings, set at the comité de pilotage (C47)."""

import uuid
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from gouvernance.models import LigneCalendrier, Reunion
from gouvernance.operations.verrou import verrouiller
from gouvernance.permissions import initiative as droits_initiative
from pacte.accord.models import Fonction, Initiative, Theme
from pacte.journal.operations import inscrire
from pacte.socle.droits import ActeRefuse, exiger, refus
from pacte.socle.versions import CleDejaUtilisee


@transaction.atomic
def fixer(
    reunion: Reunion, *, par: Fonction, cle: uuid.UUID, theme: Theme, mois: date, objet: str = ""
) -> LigneCalendrier:
    """Note a thematic meeting of the calendar set at `reunion`; `mois` is the month's first day.

    Repeated with the same key, it returns the line already noted. Raises CleDejaUtilisee when the
    key noted another one, ActeRefuse when the pact has no body that meets by the calendar.
    """
    reunion = verrouiller(reunion)
    exiger(droits_initiative.can_fixer_calendrier(par, reunion, timezone.localdate()))
    instance = reunion.pacte.instances.filter(initiative=Initiative.CALENDRIER).first()
    if instance is None:
        raise ActeRefuse(refus("Ce pacte n'a pas de rencontre réglée par un calendrier."))
    ligne = LigneCalendrier(
        pacte=reunion.pacte,
        instance=instance,
        theme=theme,
        fixee_en=reunion,
        fixee_par=par,
        mois=mois.replace(day=1),
        objet=objet.strip(),
        cle_idempotence=cle,
    )
    try:
        with transaction.atomic():
            ligne.save(force_insert=True)
    except IntegrityError:
        existante = LigneCalendrier.objects.filter(cle_idempotence=cle).first()
        if existante is None:
            raise
        champs = ("fixee_par_id", "fixee_en_id", "theme_id", "mois", "objet")
        if any(getattr(existante, nom) != getattr(ligne, nom) for nom in champs):
            raise CleDejaUtilisee from None
        return existante
    inscrire("fixer_ligne_calendrier", objet=ligne, par=par)
    return ligne


@transaction.atomic
def retirer(ligne: LigneCalendrier, *, par: Fonction, motif: str) -> LigneCalendrier:
    """Take a meeting off the calendar, with its reason; the line stays readable."""
    ligne = (
        LigneCalendrier.objects.select_for_update(of=("self",))
        .select_related("pacte", "theme")
        .get(pk=ligne.pk)
    )
    le = timezone.localdate()
    exiger(droits_initiative.can_retirer_ligne(par, ligne, le))
    if not motif.strip():
        raise ActeRefuse(refus("Dites pourquoi cette rencontre est retirée du calendrier."))
    ligne.date_retrait = le
    ligne.motif_retrait = motif.strip()
    ligne.save()
    inscrire("retirer_ligne_calendrier", objet=ligne, par=par, motif=motif)
    return ligne
