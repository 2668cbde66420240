"""What every right of subsidies rests on: who acts, for whom, until when, from which state."""

from datetime import date

from pacte.accord.models import Fonction, Pacte, Qualite
from pacte.socle.droits import ACCORDE, Droit, premier_refus, refus
from pacte.socle.workflow import can_transiter
from subventions.lectures.dossiers import HABILITEES
from subventions.lectures.sieges import centres_ou_siege
from subventions.models import Demande
from subventions.workflow import A_DECIDER, TRANSITIONS

REDACTION = frozenset(
    {Qualite.DIRECTION, Qualite.PROFESSIONNEL, Qualite.PRESIDENCE, Qualite.TRESORERIE}
)

RESERVE_AVS = refus("Cette action revient au service de la Ville qui anime le pacte.")
RESERVE_CENTRE = refus("Cette action revient au centre social.")
SIEGE = refus(
    "Vous exercez aussi une fonction dans ce centre : sa demande revient à une autre personne. "
    "Le service juridique de la Ville vous dira ce que la loi demande."
)
FONCTION_FINIE = refus("La fonction au nom de laquelle vous agissez n'est plus en cours.")


def is_habilitee(fonction: Fonction) -> bool:
    """Whether the function engages its centre: direction, presidency, treasury (C30)."""
    return fonction.is_centre and fonction.qualite in HABILITEES


def can_agir(fonction: Fonction, le: date) -> Droit:
    return ACCORDE if fonction.is_en_cours(le) else FONCTION_FINIE


def can_avs(fonction: Fonction, pacte: Pacte, le: date) -> Droit:
    if not fonction.is_avs or fonction.organisation_id != pacte.ville_id:
        return RESERVE_AVS
    return can_agir(fonction, le)


def can_centre(fonction: Fonction, centre_id: int, le: date, qualites: frozenset[str]) -> Droit:
    if not fonction.is_centre or fonction.organisation_id != centre_id:
        return RESERVE_CENTRE
    if fonction.qualite not in qualites:
        if qualites == HABILITEES:
            return refus("Cette action revient à la direction, à la présidence ou à la trésorerie.")
        return refus("Votre qualité permet de lire ces pages, pas d'y écrire.")
    return can_agir(fonction, le)


def can_depuis(demande: Demande, action: str) -> Droit:
    return can_transiter(TRANSITIONS, action, demande.etat, demande.get_etat_display())


def une_fois_complete(deposer: Droit, nombre_manques: int) -> Droit:
    """The right to deposit, held back with its reason while `nombre_manques` points are missing."""
    if not deposer or not nombre_manques:
        return deposer
    points = "ce point est complété" if nombre_manques == 1 else "ces points sont complétés"
    return refus(f"Le dépôt devient possible quand {points}.")


def can_avant_decision(demande: Demande) -> Droit:
    """Whether the request is deposited and not decided yet."""
    if demande.etat in A_DECIDER:
        return ACCORDE
    return refus(f"Cette demande est déjà « {demande.get_etat_display()} ».")


def is_au_centre(fonction: Fonction, demande: Demande, le: date) -> bool:
    """Whether somebody of the city also holds a function at the centre that asks."""
    return demande.centre_id in centres_ou_siege(fonction, le)


def can_sans_siege(fonction: Fonction, centre_id: int, le: date) -> Droit:
    """Whether who acts for the city has no function at the centre concerned (domain, 1.1)."""
    return SIEGE if centre_id in centres_ou_siege(fonction, le) else ACCORDE


def can_instruire(fonction: Fonction, demande: Demande, le: date, action: str) -> Droit:
    """An act of the city on a request; before its decision, not by who sits at the centre."""
    return premier_refus(
        can_avs(fonction, demande.pacte, le),
        can_depuis(demande, action),
        can_sans_siege(fonction, demande.centre_id, le) if demande.etat in A_DECIDER else ACCORDE,
    )
