"""The centre's acts on its requests: start, write, deposit, withdraw."""

import uuid
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from pacte.accord.models import Fonction, Organisation, Pacte
from pacte.journal.operations import inscrire
from pacte.socle.droits import exiger, refus
from pacte.socle.versions import verifier_version
from pacte.socle.workflow import cible
from subventions import notifications, pdf, plan_comptable, rules
from subventions.envois import attendre, deja_envoye
from subventions.manques import manques, totaux_de
from subventions.models import Campagne, Demande, LigneBudget
from subventions.permissions import can_deposer, can_modifier, can_preparer, can_retirer
from subventions.workflow import TRANSITIONS


def verrouiller(demande: Demande) -> Demande:
    """Return the request as it is stored, locked until the end of the transaction."""
    return (
        Demande.objects.select_for_update(of=("self",))
        .select_related("pacte__ville", "centre", "theme")
        .get(pk=demande.pk)
    )


def numeroter(centre: Organisation, exercice: int) -> str:
    """Return the next number of a centre's year, under the lock of the centre."""
    Organisation.objects.select_for_update().get(pk=centre.pk)
    debut = rules.numero_demande(exercice, centre.code, 1).rpartition("-")[0]
    pris = Demande.objects.filter(numero__startswith=f"{debut}-").values_list("numero", flat=True)
    rangs = [int(numero.rpartition("-")[2]) for numero in pris]
    return rules.numero_demande(exercice, centre.code, max(rangs, default=0) + 1)


@transaction.atomic
def preparer(
    pacte: Pacte, *, par: Fonction, cle: uuid.UUID, exercice: int, genre: str, objet: str
) -> Demande:
    """Start a draft for the acting centre; the same key sent twice makes one draft."""
    exiger(can_preparer(par, pacte, timezone.localdate()))
    existante = deja_envoye(Demande, cle, par, "redige_par", pacte=pacte, exercice=exercice)
    if existante is not None:
        return existante
    demande = Demande(
        pacte=pacte,
        centre=par.organisation,
        exercice=exercice,
        genre=genre,
        objet=objet,
        redige_par=par,
        cle_idempotence=cle,
    )
    demande.full_clean()
    demande.save()
    inscrire("preparer_demande", objet=demande, par=par)
    return demande


@transaction.atomic
def modifier(
    demande: Demande, *, par: Fonction, version: int, champs: Mapping[str, Any]
) -> Demande:
    """Save the draft's fields; raises ConflitDeVersion when somebody saved it meanwhile."""
    demande = verrouiller(demande)
    exiger(can_modifier(par, demande, timezone.localdate()))
    verifier_version(version, demande.version)
    for nom, valeur in champs.items():
        setattr(demande, nom, valeur)
    demande.version += 1
    demande.full_clean()
    demande.save()
    inscrire("modifier_demande", objet=demande, par=par)
    return demande


@transaction.atomic
def modifier_budget(
    demande: Demande,
    *,
    par: Fonction,
    version: int,
    montants: Mapping[tuple[str, str], Decimal],
) -> Demande:
    """Save the draft's budget: `montants` by (section, account); a zero empties the line."""
    demande = verrouiller(demande)
    exiger(can_modifier(par, demande, timezone.localdate()))
    verifier_version(version, demande.version)
    ecrire_lignes(demande, montants)
    demande.version += 1
    demande.save()
    inscrire("modifier_budget", objet=demande, par=par)
    return demande


def ecrire_lignes(demande: Demande, montants: Mapping[tuple[str, str], Decimal]) -> None:
    """Make the stored lines those of `montants`, in the order of the plan; unchanged ones stay."""
    anciennes = {(ligne.section, ligne.compte): ligne for ligne in demande.lignes.all()}
    nouvelles, changees = [], []
    plan = plan_comptable.plan_pour(demande.exercice)
    for ordre, (groupe, compte) in enumerate(plan.lignes(projet=True)):
        cle = (groupe.section, compte.code)
        montant = montants.get(cle, plan_comptable.ZERO)
        ligne = anciennes.get(cle)
        if ligne is None and montant:
            libelle = compte.ecrire(demande.pacte.ville.nom)
            nouvelles.append(
                LigneBudget(
                    demande=demande,
                    section=groupe.section,
                    compte=compte.code,
                    libelle=libelle,
                    montant=montant,
                    ordre=ordre,
                )
            )
        elif ligne is not None and ligne.montant != montant:
            ligne.montant = montant
            changees.append(ligne)
    if nouvelles:
        bulk_create_with_history(nouvelles, LigneBudget)
    if changees:
        bulk_update_with_history(changees, LigneBudget, ["montant"])


@transaction.atomic
def deposer(demande: Demande, *, par: Fonction, cle: uuid.UUID) -> Demande:
    """Deposit a complete draft: number, date, sealed receipt, mails; the same key deposits once."""
    attendre(cle)
    demande = verrouiller(demande)
    if demande.cle_depot == cle and demande.depot_par_id == par.pk:
        return demande
    le = timezone.localdate()
    campagne = Campagne.objects.filter(pacte=demande.pacte_id, exercice=demande.exercice).first()
    exiger(can_deposer(par, demande, le, campagne))
    totaux = totaux_de(demande)
    incomplete = manques(demande, totaux)
    if incomplete:
        exiger(refus(f"La demande n'est pas complète. {incomplete[0].phrase}"))
    demande.etat = cible(TRANSITIONS, "deposer")
    demande.numero = numeroter(demande.centre, demande.exercice)
    demande.date_depot, demande.depot_par, demande.cle_depot = le, par, cle
    demande.version += 1
    demande.accuse = pdf.sceller_accuse(demande, totaux, campagne)
    demande.full_clean()
    demande.save()
    inscrire("deposer_demande", objet=demande, par=par)
    notifications.annoncer_depot(demande, campagne)
    return demande


@transaction.atomic
def retirer(demande: Demande, *, par: Fonction, motif: str, le: date | None = None) -> Demande:
    """Withdraw a request that no vote has decided, with its reason when it was deposited."""
    le = le or timezone.localdate()
    demande = verrouiller(demande)
    exiger(can_retirer(par, demande, le))
    demande.etat = cible(TRANSITIONS, "retirer")
    demande.date_retrait, demande.motif_retrait = le, motif
    demande.version += 1
    demande._change_reason = motif[:100]
    demande.full_clean()
    demande.save()
    inscrire("retirer_demande", objet=demande, par=par, motif=motif)
    return demande
