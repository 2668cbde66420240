"""The rights on a financial report: the centre writes and hands it in, the city reads and answers."""

from datetime import date

from pacte.accord.models import Fonction
from pacte.socle.droits import ACCORDE, Droit, premier_refus, refus
from pacte.socle.workflow import can_transiter
from subventions.lectures.dossiers import HABILITEES
from subventions.models import Attribution, CompteRenduFinancier, EtatCompteRenduFinancier
from subventions.permissions.commun import REDACTION, can_avs, can_centre, can_sans_siege
from subventions.workflow import TRANSITIONS_COMPTE_RENDU

Rapport = CompteRenduFinancier | None


def _can_depuis(rapport: Rapport, action: str) -> Droit:
    """Whether the act starts from the report's state; one that nobody began is a draft."""
    etat = EtatCompteRenduFinancier(rapport.etat if rapport else "brouillon")
    return can_transiter(TRANSITIONS_COMPTE_RENDU, action, etat, etat.label)


def can_rediger_compte_rendu(
    fonction: Fonction, attribution: Attribution, rapport: Rapport, le: date
) -> Droit:
    """Write the report, until it is handed in; again when the city asks."""
    return premier_refus(
        can_centre(fonction, attribution.centre_id, le, REDACTION), _can_depuis(rapport, "deposer")
    )


def can_deposer_compte_rendu(
    fonction: Fonction, attribution: Attribution, rapport: Rapport, le: date
) -> Droit:
    """Hand the report in; late is late, not forbidden."""
    return premier_refus(
        can_centre(fonction, attribution.centre_id, le, HABILITEES),
        refus("Le compte rendu n'est pas encore commencé.") if rapport is None else ACCORDE,
        _can_depuis(rapport, "deposer"),
    )


def can_enregistrer_compte_rendu(
    fonction: Fonction, attribution: Attribution, rapport: Rapport, le: date
) -> Droit:
    """Record a report received on paper or by e-mail."""
    return premier_refus(can_avs(fonction, attribution.pacte, le), _can_depuis(rapport, "deposer"))


def can_accepter_compte_rendu(
    fonction: Fonction, attribution: Attribution, rapport: Rapport, le: date
) -> Droit:
    """Accept a report, and say what becomes of what was not spent."""
    return premier_refus(
        can_avs(fonction, attribution.pacte, le),
        _can_depuis(rapport, "accepter"),
        can_sans_siege(fonction, attribution.centre_id, le),
    )


def can_demander_reprise(
    fonction: Fonction, attribution: Attribution, rapport: Rapport, le: date
) -> Droit:
    """Ask the centre to do its report again, with a reason."""
    return premier_refus(
        can_avs(fonction, attribution.pacte, le),
        _can_depuis(rapport, "demander_reprise"),
        can_sans_siege(fonction, attribution.centre_id, le),
    )
