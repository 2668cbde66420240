"""Every advance of a year at once: the same dates, the letters; and what was received above."""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from pacte.accord.models import Fonction, Organisation, Pacte
from pacte.journal.operations import inscrire
from pacte.socle.droits import exiger
from pacte.socle.montants import ecrire_montant
from subventions.lectures.avances import suite_de_l_avance
from subventions.lectures.dossiers import DossierAvance, dossiers_avance
from subventions.models import Avance, MotifReversement, Reversement
from subventions.notifications.avances import annoncer_lettre_avance
from subventions.operations.jours import refuser_avenir
from subventions.operations.recalculs import recalculer_avance
from subventions.operations.reversements import ouvrir_reversement
from subventions.pdf.avance import sceller_lettre_avance
from subventions.permissions.avances_lot import (
    can_ecrire_lettre_avance,
    can_reclamer_trop_percu,
    can_suivre_avances,
)
from subventions.workflow import EtatAvance

DATES = ("date_credits_ouverts", "date_deliberation", "date_executoire")


@transaction.atomic
def dater_avances(
    pacte: Pacte, exercice: int, *, par: Fonction, champs: Mapping[str, Any]
) -> list[Avance]:
    """Give the same credits and délibération to every ready advance; return those that changed.

    Only what is still empty is filled: sent twice, or after somebody dated one advance apart, it
    changes nothing more.
    """
    le = timezone.localdate()
    exiger(can_suivre_avances(par, pacte, le))
    refuser_avenir(**{nom: champs.get(nom) for nom in DATES})
    dossiers = _verrouiller(pacte, exercice, le)
    changees = []
    for dossier in dossiers:
        avance = dossier.avance
        if avance is None or dossier.etat != EtatAvance.PRETE:
            continue
        nouveaux = {n: v for n, v in champs.items() if v and not getattr(avance, n)}
        if not nouveaux:
            continue
        for nom, valeur in nouveaux.items():
            setattr(avance, nom, valeur)
        avance.version += 1
        avance.full_clean()
        avance.save()
        inscrire("noter_tache_avance", objet=avance, par=par, motif="Toutes les avances prêtes.")
        if "date_deliberation" in nouveaux:
            recalculer_avance(
                pacte, dossier.centre, exercice, "La délibération de l'avance fixe sa base.", le
            )
        changees.append(avance)
    return changees


@transaction.atomic
def ecrire_lettre(dossier: DossierAvance, *, par: Fonction) -> Avance:
    """Seal the letter of an advance and tell the centre; written once."""
    le = timezone.localdate()
    (relu,) = _verrouiller(dossier.pacte, dossier.exercice, le, dossier.centre)
    exiger(can_ecrire_lettre_avance(par, relu, le))
    return _ecrire(relu, par, le)


@transaction.atomic
def ecrire_lettres(pacte: Pacte, exercice: int, *, par: Fonction) -> list[Avance]:
    """Seal every letter that can be written; sent twice, it writes none a second time."""
    le = timezone.localdate()
    exiger(can_suivre_avances(par, pacte, le))
    return [
        _ecrire(dossier, par, le)
        for dossier in _verrouiller(pacte, exercice, le)
        if can_ecrire_lettre_avance(par, dossier, le)
    ]


def _ecrire(dossier: DossierAvance, par: Fonction, le: date) -> Avance:
    avance = dossier.avance
    if avance is None:
        raise ValidationError("Le centre n'a pas encore demandé l'avance.")
    avance.lettre = sceller_lettre_avance(dossier, le)
    avance.version += 1
    avance.save()
    inscrire("ecrire_lettre_avance", objet=avance, par=par, motif=ecrire_montant(dossier.montant))
    annoncer_lettre_avance(dossier)
    return avance


@transaction.atomic
def reclamer_trop_percu(dossier: DossierAvance, *, par: Fonction, cle: uuid.UUID) -> Reversement:
    """Open the recovery of what the advance paid above the subsidy of its year, as computed today."""
    le = timezone.localdate()
    (relu,) = _verrouiller(dossier.pacte, dossier.exercice, le, dossier.centre)
    deja = Reversement.objects.filter(cle_idempotence=cle, avance=relu.avance).first()
    if deja is not None:
        return deja
    suite = suite_de_l_avance(relu, le)
    exiger(can_reclamer_trop_percu(par, relu, suite, le))
    montant = suite.trop_percu if suite else None
    if not montant or relu.versement is None:
        raise ValidationError("Rien n'est versé en trop.")
    accorde = ecrire_montant(suite.accorde) if suite else ""
    return ouvrir_reversement(
        par=par,
        cle=cle,
        pacte=relu.pacte,
        centre=relu.centre,
        exercice=relu.exercice,
        motif=MotifReversement.TROP_PERCU,
        montant=montant,
        explication=(
            f"L'avance {relu.exercice} de {ecrire_montant(relu.versement.montant)} est une part de "
            f"la subvention {relu.exercice}. Cette subvention est de {accorde}."
        ),
        avance=relu.avance,
    )


def _verrouiller(
    pacte: Pacte, exercice: int, le: date, centre: Organisation | None = None
) -> list[DossierAvance]:
    """The advances read again under the lock of their centres, taken in one order."""
    dossiers = dossiers_avance(pacte, exercice, le, centre=centre)
    cles = sorted(dossier.centre.pk for dossier in dossiers)
    list(Organisation.objects.select_for_update().filter(pk__in=cles).order_by("pk"))
    relus = dossiers_avance(pacte, exercice, le, centre=centre)
    if centre is not None and not relus:
        raise ValidationError("Le pacte ne prévoit pas d'avance pour ce centre.")
    return relus
