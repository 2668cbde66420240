"""The rights on the letters of advances, on all of them at once, and on a sum received above."""

from datetime import date

from pacte.accord.models import Fonction, Pacte
from pacte.socle.droits import ACCORDE, Droit, premier_refus, refus
from subventions.lectures.avances import SuiteAvance
from subventions.lectures.dossiers import DossierAvance
from subventions.permissions.avances import can_au_vu_des_conditions
from subventions.permissions.commun import can_avs


def can_suivre_avances(fonction: Fonction, pacte: Pacte, le: date) -> Droit:
    """Act on every advance of a year at once."""
    return can_avs(fonction, pacte, le)


def can_ecrire_lettre_avance(fonction: Fonction, dossier: DossierAvance, le: date) -> Droit:
    """Seal the letter of an advance: its conditions met and its délibération voted."""
    avance = dossier.avance
    return premier_refus(
        can_avs(fonction, dossier.pacte, le),
        refus("Le centre n'a pas encore demandé l'avance.") if avance is None else ACCORDE,
        refus("La lettre est déjà écrite.") if avance and avance.lettre_id else ACCORDE,
        ACCORDE if dossier.versement else can_au_vu_des_conditions(dossier),
        ACCORDE
        if avance and avance.date_deliberation
        else refus("Notez d'abord la délibération qui vote l'avance."),
    )


def can_reclamer_trop_percu(
    fonction: Fonction, dossier: DossierAvance, suite: SuiteAvance | None, le: date
) -> Droit:
    """Open the recovery of what an advance paid above the subsidy of its year."""
    return premier_refus(
        can_avs(fonction, dossier.pacte, le),
        refus("L'avance n'est pas encore payée.") if suite is None else ACCORDE,
        refus("Le reversement est déjà ouvert.") if suite and suite.reversement else ACCORDE,
        ACCORDE if suite and suite.trop_percu else refus("Rien n'est versé en trop."),
    )
