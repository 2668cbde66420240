"""What the request page shows of its money: the schedule, each line with the acts of its reader."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from pacte.accord.models import Fonction
from pacte.socle.droits import Droit
from subventions.lectures.echeanciers import EcheancierLu, LigneEcheance, lire_echeancier
from subventions.lectures.finances import Finances
from subventions.models import Demande
from subventions.permissions.versements import (
    can_annuler_echeance,
    can_mandater,
    can_payer_echeance,
    can_rejeter_echeance,
)


@dataclass(frozen=True, slots=True)
class ActeLigne:
    """A quiet link of a line."""

    libelle: str
    url: str


@dataclass(frozen=True, slots=True)
class LigneMontree:
    """A line of the schedule with what its reader may do about it."""

    ligne: LigneEcheance
    actes: tuple[ActeLigne, ...]


@dataclass(frozen=True, slots=True)
class EcheancierMontre:
    """The schedule as the request page shows it."""

    lu: EcheancierLu
    lignes: tuple[LigneMontree, ...]


def echeancier_de(
    fonction: Fonction, demande: Demande, argent: Finances, le: date
) -> EcheancierMontre | None:
    """The schedule of a request for this reader, in one query; None before its vote."""
    lu = lire_echeancier(demande, argent, le)
    if lu is None:
        return None
    return EcheancierMontre(
        lu,
        tuple(
            LigneMontree(ligne, _actes(fonction, demande, ligne, argent, le)) for ligne in lu.lignes
        ),
    )


def _actes(
    fonction: Fonction, demande: Demande, ligne: LigneEcheance, argent: Finances, le: date
) -> tuple[ActeLigne, ...]:
    echeance = ligne.echeance
    possibles: tuple[tuple[Droit, str, str], ...] = (
        (can_mandater(fonction, demande, echeance, le, argent), "Mandater", "mandater_echeance"),
        (
            can_payer_echeance(fonction, demande, echeance, le),
            "Noter le paiement",
            "payer_echeance",
        ),
        (
            can_rejeter_echeance(fonction, demande, echeance, le),
            "Noter un rejet",
            "rejeter_echeance",
        ),
        (can_annuler_echeance(fonction, demande, echeance, le), "Annuler", "annuler_echeance"),
    )
    args = [demande.pacte.code, demande.pk, echeance.pk]
    return tuple(
        ActeLigne(libelle, reverse(nom, args=args)) for droit, libelle, nom in possibles if droit
    )
