"""The acts on a centre."""

import uuid
from datetime import date

from django.db import transaction
from django.utils import timezone

from centres import permissions
from centres.models import Agrement
from pacte.accord.models import Fonction, Organisation, Pacte
from pacte.accord.operations.verrous import deja_cree
from pacte.journal.operations import inscrire
from pacte.socle.droits import ActeRefuse, exiger, refus


@transaction.atomic
def enregistrer_agrement(
    centre: Organisation,
    *,
    pacte: Pacte,
    par: Fonction,
    cle: uuid.UUID,
    projet_social: str,
    date_debut: date,
    date_fin: date,
    reference: str = "",
) -> Agrement:
    """Record the CAF's agrément of a centre; the same key gives the agrément already recorded."""
    centre = Organisation.objects.select_for_update(of=("self",)).get(pk=centre.pk)
    deja = deja_cree(centre.agrements, cle)
    if deja is not None:
        return deja
    exiger(permissions.can_enregistrer_agrement(par, pacte, timezone.localdate()))
    if date_fin <= date_debut:
        raise ActeRefuse(refus("Le dernier jour d'un agrément suit son premier jour."))
    if centre.agrements.filter(date_debut=date_debut).exists():
        raise ActeRefuse(refus("Ce centre a déjà un agrément qui commence ce jour-là."))
    agrement = Agrement(
        cle_idempotence=cle,
        centre=centre,
        projet_social=projet_social,
        reference=reference,
        date_debut=date_debut,
        date_fin=date_fin,
    )
    agrement.save()
    inscrire("enregistrer_agrement", objet=agrement, par=par, pacte_code=pacte.code)
    return agrement
