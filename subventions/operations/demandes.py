"""The centre's acts on its requests: start, write, deposit, withdraw."""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from pacte.accord.models import Fonction, Organisation, Pacte
from pacte.journal.operations import inscrire
from pacte.socle.droits import exiger, refus
from pacte.socle.workflow import cible
from subventions import notifications, pdf, rules
from subventions.envois import attendre, deja_envoye
from subventions.lectures.campagnes import campagne_de, exiger_genre_ouvert
from subventions.lectures.manques import manques, totaux_de
from subventions.lectures.precedentes import demande_precedente
from subventions.models import Campagne, Demande
from subventions.operations.brouillons import enregistrer_saisie
from subventions.operations.reprises import preremplir_fiche, reprendre
from subventions.operations.saisies import PROJET
from subventions.operations.verrou import verrouiller
from subventions.permissions import can_deposer, can_preparer, can_retirer
from subventions.permissions.campagnes import can_commencer
from subventions.workflow import TRANSITIONS


def numeroter(centre: Organisation, exercice: int) -> str:
    """Return the next number of a centre's year, under the lock of the centre."""
    Organisation.objects.select_for_update().get(pk=centre.pk)
    debut = rules.numero_demande(exercice, centre.code, 1).rpartition("-")[0]
    pris = Demande.objects.filter(numero__startswith=f"{debut}-").values_list("numero", flat=True)
    rangs = [int(numero.rpartition("-")[2]) for numero in pris]
    return rules.numero_demande(exercice, centre.code, max(rangs, default=0) + 1)


@transaction.atomic
def preparer(
    pacte: Pacte,
    *,
    par: Fonction,
    cle: uuid.UUID,
    exercice: int,
    genre: str,
    objet: str,
    is_reprise: bool = False,
) -> Demande:
    """Start a draft for the acting centre; the same key sent twice makes one draft.

    What is known of the association is filled in; `is_reprise` also takes up last year's words.
    """
    exiger(can_preparer(par, pacte, timezone.localdate()))
    existante = deja_envoye(Demande, cle, par, "redige_par", pacte=pacte, exercice=exercice)
    if existante is not None:
        return existante
    exiger(can_commencer(campagne_de(pacte, exercice), timezone.localdate()))
    exiger_genre_ouvert(pacte, exercice, genre)
    demande = Demande(
        pacte=pacte,
        centre=par.organisation,
        exercice=exercice,
        genre=genre,
        objet=objet,
        redige_par=par,
        suivie_par=par,
        cle_idempotence=cle,
    )
    demande.full_clean()
    demande.save()
    preremplir_fiche(demande, par)
    precedente = demande_precedente(demande) if is_reprise else None
    if precedente is not None:
        reprendre(demande, precedente, par)
    inscrire("preparer_demande", objet=demande, par=par)
    return demande


def modifier(
    demande: Demande,
    *,
    par: Fonction,
    version: int,
    champs: Mapping[str, Any],
    marques: Mapping[str, str] | None = None,
) -> Demande:
    """Save the fields of the project; raises ConflitDeVersion when somebody saved the same ones."""
    return enregistrer_saisie(
        demande, PROJET, par=par, version=version, valeurs=champs, marques=marques or {}
    ).demande


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
    incomplete = manques(demande, totaux, campagne)
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
