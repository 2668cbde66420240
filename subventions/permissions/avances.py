"""The rights on the advance (C30)."""

from datetime import date

from pacte.accord.models import Fonction
from pacte.socle.dates import ecrire_jour_court
from pacte.socle.droits import ACCORDE, Droit, premier_refus, refus
from subventions.lectures.dossiers import HABILITEES, DossierAvance
from subventions.models import Avance
from subventions.permissions.commun import (
    can_avs,
    can_centre,
)
from subventions.rules.valeurs import BASE_NULLE, TARDIVE


def can_demander_avance(fonction: Fonction, dossier: DossierAvance, le: date) -> Droit:
    """Ask for the advance; after the last day it is late, and the city decides."""
    exercice = dossier.exercice
    if dossier.avance is not None:
        deja = ecrire_jour_court(dossier.avance.date_demande)
        etat = refus(f"L'avance {exercice} est déjà demandée depuis le {deja}.")
    elif le.year < exercice - 1:
        etat = refus(f"L'avance {exercice} se demande à partir du 1er janvier {exercice - 1}.")
    elif le.year > exercice:
        etat = refus(f"L'année {exercice} est finie : son avance ne se demande plus.")
    else:
        etat = ACCORDE
    return premier_refus(can_centre(fonction, dossier.centre.pk, le, HABILITEES), etat)


def can_decider_tardive(fonction: Fonction, dossier: DossierAvance, le: date) -> Droit:
    """Decide on a late request, with a reason."""
    attendue = dossier.calcul.demande.etat == TARDIVE
    etat = ACCORDE if attendue else refus("Aucune demande tardive n'attend de décision.")
    return premier_refus(can_avs(fonction, dossier.pacte, le), etat)


def can_noter_tache(fonction: Fonction, dossier: DossierAvance, le: date) -> Droit:
    """Date the city's own tasks: credits, vote, enforceable."""
    return premier_refus(
        can_avs(fonction, dossier.pacte, le),
        refus("Le centre n'a pas encore demandé l'avance.") if dossier.avance is None else ACCORDE,
        refus("L'avance est payée.") if dossier.versement is not None else ACCORDE,
    )


def can_payer_avance(fonction: Fonction, dossier: DossierAvance, le: date) -> Droit:
    """Record the payment: both conditions met, then the city's tasks, in their order."""
    return premier_refus(
        can_avs(fonction, dossier.pacte, le),
        refus("L'avance est déjà payée.") if dossier.versement is not None else ACCORDE,
        can_au_vu_des_conditions(dossier),
        _can_au_vu_des_taches(dossier.avance),
        refus(f"L'avance se paie à partir du 1er janvier {dossier.exercice}.")
        if le.year < dossier.exercice
        else ACCORDE,
    )


def can_au_vu_des_conditions(dossier: DossierAvance) -> Droit:
    calcul = dossier.calcul
    for condition in calcul.conditions:
        if not condition.is_remplie:
            return refus(condition.phrase)
    if BASE_NULLE in calcul.motifs:
        return refus("La base de l'avance est nulle : il n'y a rien à payer.")
    return ACCORDE


def _can_au_vu_des_taches(avance: Avance | None) -> Droit:
    if avance is None:
        return refus("Le centre n'a pas encore demandé l'avance.")
    attendus = (
        (avance.date_credits_ouverts, "Notez d'abord la date d'ouverture des crédits."),
        (avance.date_deliberation, "Notez d'abord la délibération qui vote l'avance."),
        (avance.date_executoire, "Notez d'abord le jour où la délibération est exécutoire."),
    )
    return next((refus(motif) for jour, motif in attendus if jour is None), ACCORDE)
