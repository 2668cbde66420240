"""Who may do what with subsidies, and why not: each right says its reason in French.

The scope comes first (`for_fonction`: what is not yours is a 404); these functions answer for what
one may see. `le` is the day of the act.
"""

from datetime import date

from pacte.accord.models import Fonction, Pacte, Qualite
from pacte.socle.dates import ecrire_jour_court
from pacte.socle.droits import ACCORDE, Droit, premier_refus, refus
from pacte.socle.workflow import can_transiter
from subventions.dossiers import HABILITEES, DossierAvance
from subventions.finances import Finances
from subventions.models import Avance, Campagne, Convention, Demande
from subventions.valeurs import BASE_NULLE, TARDIVE
from subventions.workflow import TRANSITIONS

REDACTION = frozenset(
    {Qualite.DIRECTION, Qualite.PROFESSIONNEL, Qualite.PRESIDENCE, Qualite.TRESORERIE}
)

RESERVE_AVS = refus("Cette action revient au service de la Ville qui anime le pacte.")
RESERVE_CENTRE = refus("Cette action revient au centre social.")
FONCTION_FINIE = refus("La fonction au nom de laquelle vous agissez n'est plus en cours.")


def is_habilitee(fonction: Fonction) -> bool:
    """Whether the function engages its centre: direction, presidency, treasury (C30)."""
    return fonction.is_centre and fonction.qualite in HABILITEES


def _can_agir(fonction: Fonction, le: date) -> Droit:
    return ACCORDE if fonction.is_en_cours(le) else FONCTION_FINIE


def _can_avs(fonction: Fonction, pacte: Pacte, le: date) -> Droit:
    if not fonction.is_avs or fonction.organisation_id != pacte.ville_id:
        return RESERVE_AVS
    return _can_agir(fonction, le)


def _can_centre(fonction: Fonction, centre_id: int, le: date, qualites: frozenset[str]) -> Droit:
    if not fonction.is_centre or fonction.organisation_id != centre_id:
        return RESERVE_CENTRE
    if fonction.qualite not in qualites:
        if qualites == HABILITEES:
            return refus("Cette action revient à la direction, à la présidence ou à la trésorerie.")
        return refus("Votre qualité permet de lire les demandes, pas de les écrire.")
    return _can_agir(fonction, le)


def _can_depuis(demande: Demande, action: str) -> Droit:
    return can_transiter(TRANSITIONS, action, demande.etat, demande.get_etat_display())


# --- The centre's acts ---------------------------------------------------------------------------
def can_preparer(fonction: Fonction, pacte: Pacte, le: date) -> Droit:
    """Start a draft: a writing quality of a centre (its being party to the pact is its scope)."""
    return _can_centre(fonction, fonction.organisation_id, le, REDACTION)


def can_modifier(fonction: Fonction, demande: Demande, le: date) -> Droit:
    """Write a draft and its budget."""
    return premier_refus(
        _can_centre(fonction, demande.centre_id, le, REDACTION), _can_depuis(demande, "modifier")
    )


def can_deposer(
    fonction: Fonction, demande: Demande, le: date, campagne: Campagne | None = None
) -> Droit:
    """Deposit a draft, from the opening of the year's campaign on; late is late, not forbidden."""
    if campagne is not None and le < campagne.date_ouverture:
        ouverture = refus(
            f"La campagne {campagne.exercice} ouvre le {ecrire_jour_court(campagne.date_ouverture)}."
        )
    else:
        ouverture = ACCORDE
    return premier_refus(
        _can_centre(fonction, demande.centre_id, le, HABILITEES),
        _can_depuis(demande, "deposer"),
        ouverture,
    )


def can_retirer(fonction: Fonction, demande: Demande, le: date) -> Droit:
    """Withdraw a request that no vote has decided."""
    return premier_refus(
        _can_centre(fonction, demande.centre_id, le, HABILITEES), _can_depuis(demande, "retirer")
    )


# --- The city's acts -----------------------------------------------------------------------------
def can_enregistrer_recue(fonction: Fonction, pacte: Pacte, le: date) -> Droit:
    """Record a request that came by another way."""
    return _can_avs(fonction, pacte, le)


def can_recevoir(fonction: Fonction, demande: Demande, le: date) -> Droit:
    """Note that a deposited request is received."""
    return _can_instruire(fonction, demande, le, "recevoir")


def can_proposer(fonction: Fonction, demande: Demande, le: date) -> Droit:
    """Propose an amount for the vote."""
    return _can_instruire(fonction, demande, le, "proposer")


def can_attribuer(fonction: Fonction, demande: Demande, le: date) -> Droit:
    """Record the amount voted by the council."""
    return _can_instruire(fonction, demande, le, "attribuer")


def can_corriger_attribution(fonction: Fonction, demande: Demande, le: date) -> Droit:
    """Record a later vote that changes the award, or complete its dates."""
    return _can_instruire(fonction, demande, le, "corriger_attribution")


def can_refuser(fonction: Fonction, demande: Demande, le: date) -> Droit:
    """Record that the request is refused."""
    return _can_instruire(fonction, demande, le, "refuser")


def _can_instruire(fonction: Fonction, demande: Demande, le: date, action: str) -> Droit:
    return premier_refus(_can_avs(fonction, demande.pacte, le), _can_depuis(demande, action))


def can_payer(fonction: Fonction, demande: Demande, le: date, finances: Finances) -> Droit:
    """Record a payment of an award: enforceable vote, and something left to pay."""
    return premier_refus(
        _can_instruire(fonction, demande, le, "payer"),
        ACCORDE
        if finances.is_executoire
        else refus("Notez d'abord la transmission et la publication de la délibération."),
        ACCORDE if finances.reste.a_verser > 0 else refus("Il ne reste rien à verser."),
    )


def can_gerer_campagnes(fonction: Fonction, pacte: Pacte, le: date) -> Droit:
    """Set the days of a year's campaign."""
    return _can_avs(fonction, pacte, le)


def can_enregistrer_convention(fonction: Fonction, pacte: Pacte, le: date) -> Droit:
    """Record a convention."""
    return _can_avs(fonction, pacte, le)


def can_modifier_convention(fonction: Fonction, convention: Convention, le: date) -> Droit:
    """Complete a convention: signatures, scan, termination."""
    if convention.date_resiliation is not None and convention.date_resiliation <= le:
        return premier_refus(
            _can_avs(fonction, convention.pacte, le),
            refus("Cette convention est résiliée et ne se modifie plus."),
        )
    return _can_avs(fonction, convention.pacte, le)


# --- The advance -----------------------------------------------------------------------------------
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
    return premier_refus(_can_centre(fonction, dossier.centre.pk, le, HABILITEES), etat)


def can_decider_tardive(fonction: Fonction, dossier: DossierAvance, le: date) -> Droit:
    """Decide on a late request, with a reason."""
    attendue = dossier.calcul.demande.etat == TARDIVE
    etat = ACCORDE if attendue else refus("Aucune demande tardive n'attend de décision.")
    return premier_refus(_can_avs(fonction, dossier.pacte, le), etat)


def can_noter_tache(fonction: Fonction, dossier: DossierAvance, le: date) -> Droit:
    """Date the city's own tasks: credits, vote, enforceable."""
    return premier_refus(
        _can_avs(fonction, dossier.pacte, le),
        refus("Le centre n'a pas encore demandé l'avance.") if dossier.avance is None else ACCORDE,
        refus("L'avance est payée.") if dossier.versement is not None else ACCORDE,
    )


def can_payer_avance(fonction: Fonction, dossier: DossierAvance, le: date) -> Droit:
    """Record the payment: both conditions met, then the city's tasks, in their order."""
    return premier_refus(
        _can_avs(fonction, dossier.pacte, le),
        refus("L'avance est déjà payée.") if dossier.versement is not None else ACCORDE,
        _can_au_vu_des_conditions(dossier),
        _can_au_vu_des_taches(dossier.avance),
        refus(f"L'avance se paie à partir du 1er janvier {dossier.exercice}.")
        if le.year < dossier.exercice
        else ACCORDE,
    )


def _can_au_vu_des_conditions(dossier: DossierAvance) -> Droit:
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
