"""What a centre writes of its own money: its treasury, the funders it declares."""

import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from pacte.accord.models import Fonction, Organisation
from pacte.journal.operations import inscrire
from pacte.socle.droits import exiger
from pacte.socle.versions import verifier_version
from subventions.envois import deja_envoye
from subventions.models import FinancementRecu, MoisTresorerie, PlanTresorerie
from subventions.permissions.tresorerie import can_tenir_tresorerie


@transaction.atomic
def enregistrer_tresorerie(
    centre: Organisation,
    exercice: int,
    *,
    par: Fonction,
    version: int,
    solde_initial: Decimal,
    mois: Mapping[int, tuple[Decimal, Decimal]],
) -> PlanTresorerie:
    """Write the year's treasury: the first balance, then (receipts, spending) of each month."""
    exiger(can_tenir_tresorerie(par, centre.pk, timezone.localdate()))
    # The centre's row makes two first savings wait for each other.
    Organisation.objects.select_for_update().get(pk=centre.pk)
    plan = PlanTresorerie.objects.filter(centre=centre, exercice=exercice).first()
    if plan is None:
        plan = PlanTresorerie(centre=centre, exercice=exercice)
    else:
        verifier_version(version, plan.version)
        plan.version += 1
    plan.solde_initial = solde_initial
    plan.full_clean()
    plan.save()
    ecrits = {ligne.mois: ligne for ligne in plan.mois.order_by("mois")}
    for numero, (recettes, depenses) in mois.items():
        ligne = ecrits.get(numero) or MoisTresorerie(plan=plan, mois=numero)
        if ligne.pk and (ligne.recettes, ligne.depenses) == (recettes, depenses):
            continue
        ligne.recettes, ligne.depenses = recettes, depenses
        ligne.full_clean()
        ligne.save()
    inscrire("modifier_tresorerie", objet=centre, par=par, motif=str(exercice))
    return plan


@transaction.atomic
def ajouter_financement(
    centre: Organisation, *, par: Fonction, cle: uuid.UUID, champs: Mapping[str, Any]
) -> FinancementRecu:
    """Declare money that another funder notified."""
    existant = deja_envoye(FinancementRecu, cle, par, "declare_par", centre=centre, **champs)
    if existant is not None:
        return existant
    exiger(can_tenir_tresorerie(par, centre.pk, timezone.localdate()))
    financement = FinancementRecu(centre=centre, declare_par=par, cle_idempotence=cle, **champs)
    financement.full_clean()
    financement.save()
    inscrire("ajouter_financement", objet=centre, par=par, motif=str(financement.exercice))
    return financement


@transaction.atomic
def modifier_financement(
    financement: FinancementRecu, *, par: Fonction, version: int, champs: Mapping[str, Any]
) -> FinancementRecu:
    """Correct what was declared."""
    financement = FinancementRecu.objects.select_for_update(of=("self",)).get(pk=financement.pk)
    exiger(can_tenir_tresorerie(par, financement.centre_id, timezone.localdate()))
    verifier_version(version, financement.version)
    for nom, valeur in champs.items():
        setattr(financement, nom, valeur)
    financement.version += 1
    financement.full_clean()
    financement.save()
    inscrire("modifier_financement", objet=financement, par=par)
    return financement


@transaction.atomic
def supprimer_financement(financement: FinancementRecu, *, par: Fonction) -> int:
    """Remove what was declared; return its number, by which it may be put back."""
    exiger(can_tenir_tresorerie(par, financement.centre_id, timezone.localdate()))
    pk = financement.pk
    inscrire("supprimer_financement", objet=financement, par=par)
    financement.delete()
    return int(pk)


@transaction.atomic
def retablir_financement(centre: Organisation, pk: int, *, par: Fonction) -> FinancementRecu:
    """Put back what was removed, as it was; sent twice, it is put back once."""
    exiger(can_tenir_tresorerie(par, centre.pk, timezone.localdate()))
    Organisation.objects.select_for_update().get(pk=centre.pk)
    present = FinancementRecu.objects.filter(centre=centre, pk=pk).first()
    if present is not None:
        return present
    retire = (
        FinancementRecu.history.filter(centre=centre, id=pk, history_type="-")
        .order_by("-history_id")
        .first()
    )
    if retire is None:
        raise ValidationError("Ce financement n'est plus à rétablir.")
    financement: FinancementRecu = retire.instance
    financement.version += 1
    financement.save(force_insert=True)
    inscrire("retablir_financement", objet=financement, par=par)
    return financement
