"""Who may follow, move or hand over a line of the record, and follow a topic; why not."""

from collections.abc import Iterable
from datetime import date

from gouvernance.models import (
    ETATS_PARTAGES,
    Decision,
    EtatCompteRendu,
    GenreReleve,
    Reunion,
)
from gouvernance.permissions.reunions import (
    SANS_FONCTION,
    can_ecrire,
    can_preparer,
    can_realiser,
    is_avs_du_pacte,
    is_cote_organisateur,
)
from pacte.accord.models import Fonction, Pacte
from pacte.socle.droits import ACCORDE, Droit, premier_refus, refus


def _engagee(decision: Decision) -> Droit:
    if decision.reunion.compte_rendu.etat == EtatCompteRendu.DEFINITIF:
        return ACCORDE
    return refus("Le compte rendu n'est pas définitif : corrigez la ligne dans le compte rendu.")


def _pas_realisee(decision: Decision) -> Droit:
    if decision.date_realisation is None:
        return ACCORDE
    return refus("C'est déjà réalisé. Reprenez d'abord, si ce n'est pas fait.")


def can_avancer(fonction: Fonction | None, decision: Decision, le: date) -> Droit:
    """Say what was done on the way: the person in charge, or the AVS service in her stead."""
    return premier_refus(can_realiser(fonction, decision, le), _pas_realisee(decision))


def can_signaler_blocage(fonction: Fonction | None, decision: Decision, le: date) -> Droit:
    """Say what blocks; said again, it replaces what was said before."""
    return premier_refus(can_realiser(fonction, decision, le), _pas_realisee(decision))


def can_reprendre(fonction: Fonction | None, decision: Decision, le: date) -> Droit:
    """Take up again what was done or blocked."""
    if decision.date_realisation is None and decision.date_blocage is None:
        return premier_refus(
            can_realiser(fonction, decision, le),
            refus("Ce n'est ni réalisé ni bloqué : il n'y a rien à reprendre."),
        )
    return can_realiser(fonction, decision, le)


def can_reporter(fonction: Fonction | None, decision: Decision, le: date) -> Droit:
    """Change the day after the fact, with a reason; the minutes keep the first one."""
    return premier_refus(
        can_realiser(fonction, decision, le), _engagee(decision), _pas_realisee(decision)
    )


def can_confier(fonction: Fonction | None, decision: Decision, le: date) -> Droit:
    """Hand it over to somebody else, with a reason; the minutes keep the first name."""
    return premier_refus(
        can_realiser(fonction, decision, le), _engagee(decision), _pas_realisee(decision)
    )


def can_faire_une_action(fonction: Fonction | None, decision: Decision, le: date) -> Droit:
    """Turn information into an action, or draw an action from a decision.

    While the minutes are open, whoever writes them; afterwards, the organiser's side, and the
    person in charge of the decision.
    """
    if fonction is None:
        return SANS_FONCTION
    if decision.genre == GenreReleve.ACTION:
        return refus("C'est déjà une action.")
    if decision.reunion.compte_rendu.etat != EtatCompteRendu.DEFINITIF:
        return can_ecrire(fonction, decision.reunion, le)
    porteur = decision.porteur
    if porteur is not None and porteur.personne_id == fonction.personne_id:
        return ACCORDE
    return can_preparer(fonction, decision.reunion, le)


def can_relancer(fonction: Fonction | None, pacte: Pacte, le: date) -> Droit:
    """Write to those who are late: the service that runs the pact."""
    if fonction is None:
        return SANS_FONCTION
    if is_avs_du_pacte(fonction, pacte):
        return ACCORDE
    return refus("Les rappels reviennent au service de la Ville qui anime le pacte.")


def can_suivre_un_sujet(fonction: Fonction | None, reunion: Reunion, le: date) -> Droit:
    """Follow an item from one meeting to the next: the organiser's side, at any time."""
    return can_preparer(fonction, reunion, le)


def is_ligne_visible(fonction: Fonction | None, decision: Decision) -> bool:
    """Whether a line of a meeting in scope shows: shared minutes, or those of one's own side."""
    return decision.reunion.compte_rendu.etat in ETATS_PARTAGES or is_cote_organisateur(
        fonction, decision.reunion
    )


def fonction_pour_agir(decision: Decision, fonctions: Iterable[Fonction]) -> Fonction | None:
    """Return which of one person's functions in office follows this line: the one in charge first.

    « Mes actions » gathers all the functions of a person: an act made there is made as the function
    to which the line comes, and the journal says so.
    """
    en_cours = list(fonctions)
    porteur = decision.porteur
    if porteur is None:
        return None
    exacte = [f for f in en_cours if f.pk == porteur.pk]
    siennes = [f for f in en_cours if f.personne_id == porteur.personne_id]
    return next(iter([*exacte, *siennes]), None)
