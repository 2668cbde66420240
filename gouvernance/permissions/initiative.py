"""Who may ask for a meeting, answer a request, put a question to a party, set the calendar."""

from datetime import date

from gouvernance.models import (
    DemandeReunion,
    EtatDemandeReunion,
    EtatInterpellation,
    EtatReunion,
    Interpellation,
    LigneCalendrier,
    Reunion,
)
from gouvernance.permissions.reunions import (
    SANS_FONCTION,
    is_avs_du_pacte,
    is_cote_organisateur,
    is_titulaire,
)
from pacte.accord.models import (
    Fonction,
    GenreOrganisation,
    Initiative,
    Instance,
    Organisation,
    Pacte,
    Portee,
)
from pacte.socle.dates import ecrire_jour_court
from pacte.socle.droits import ACCORDE, Droit, premier_refus, refus
from pacte.socle.francais import contracter_a

# A request that lapsed may still be answered: better late than never, and the dates say so.
ETATS_A_REPONDRE = frozenset({EtatDemandeReunion.EN_ATTENTE, EtatDemandeReunion.SANS_SUITE})
QUESTIONS_OUVERTES = frozenset({EtatInterpellation.POSEE, EtatInterpellation.INSCRITE})


# --- Requests for a meeting ---------------------------------------------------------------------
def can_demander(
    fonction: Fonction | None,
    instance: Instance,
    centre: Organisation | None,
    le: date,
    *,
    pacte: Pacte,
) -> Droit:
    """Whoever the act does not entitle asks; a centre, about itself alone (Q22)."""
    if fonction is None:
        return SANS_FONCTION
    if is_titulaire(fonction, instance, centre, pacte):
        return refus("Vous pouvez ouvrir cette réunion vous-même : l'acte vous en donne le droit.")
    autre = centre is not None and centre.pk != fonction.organisation_id
    if instance.portee == Portee.CENTRE and autre and _is_centre(fonction.organisation):
        return refus("Vous pouvez demander les réunions bilatérales de votre centre seulement.")
    return ACCORDE


def _is_centre(organisation: Organisation) -> bool:
    return organisation.genre == GenreOrganisation.CENTRE


def can_repondre_demande(fonction: Fonction | None, demande: DemandeReunion, le: date) -> Droit:
    """The professionals of the party asked, or the AVS service in its stead; late, it may still."""
    if fonction is None:
        return SANS_FONCTION
    chez_elle = fonction.organisation_id == demande.adressee_a_id
    titulaire = is_titulaire(fonction, demande.instance, demande.centre, demande.pacte)
    if not (chez_elle and titulaire) and not is_avs_du_pacte(fonction, demande.pacte):
        a_qui = contracter_a(demande.adressee_a)
        return refus(f"Cette demande est adressée {a_qui} : la réponse lui revient.")
    etat = demande.etat(le)
    if etat in ETATS_A_REPONDRE:
        return ACCORDE
    return refus(f"Cette demande est déjà {etat.label}.")


def can_retirer_demande(fonction: Fonction | None, demande: DemandeReunion, le: date) -> Droit:
    """Whoever asked takes the request back, until it is answered or lapses."""
    if fonction is None:
        return SANS_FONCTION
    if demande.demandee_par.personne_id != fonction.personne_id:
        return refus(f"Cette demande est celle de {demande.demandee_par.personne}.")
    etat = demande.etat(le)
    if etat == EtatDemandeReunion.EN_ATTENTE:
        return ACCORDE
    return refus(f"Cette demande est déjà {etat.label}.")


# --- Questions between parties ------------------------------------------------------------------
def can_interpeller(fonction: Fonction | None, pacte: Pacte, le: date) -> Droit:
    """Any party of the pact puts a question; a partner without signature does not (C21)."""
    if fonction is None:
        return SANS_FONCTION
    if pacte.parties.filter(organisation=fonction.organisation_id).exists():
        return ACCORDE
    return refus("Les parties du pacte se posent des questions. Votre organisme n'en est pas une.")


def _question_ouverte(question: Interpellation, le: date) -> Droit:
    etat = question.etat(le)
    if etat in QUESTIONS_OUVERTES:
        return ACCORDE
    return refus(f"Cette question est déjà {etat.label}.")


def can_repondre_question(fonction: Fonction | None, question: Interpellation, le: date) -> Droit:
    """The party asked answers; in the city, through the AVS service (C22)."""
    if fonction is None:
        return SANS_FONCTION
    ville = question.adressee_a_id == question.pacte.ville_id
    sienne = fonction.organisation_id == question.adressee_a_id
    if (ville and not is_avs_du_pacte(fonction, question.pacte)) or not sienne:
        a_qui = contracter_a(question.adressee_a)
        return refus(f"Cette question est posée {a_qui} : la réponse lui revient.")
    return _question_ouverte(question, le)


def can_retirer_question(fonction: Fonction | None, question: Interpellation, le: date) -> Droit:
    """Its author takes a question back, until it is answered."""
    if fonction is None:
        return SANS_FONCTION
    if question.posee_par.personne_id != fonction.personne_id:
        return refus(f"Cette question est celle de {question.posee_par.personne}.")
    return _question_ouverte(question, le)


def can_suivre_question(fonction: Fonction | None, question: Interpellation, le: date) -> Droit:
    """The AVS service holds the thread of every question; one of its people takes it up (C22)."""
    if fonction is None:
        return SANS_FONCTION
    if not is_avs_du_pacte(fonction, question.pacte):
        return refus("Le suivi des questions revient au service de la Ville qui anime le pacte.")
    if question.suivie_par_id == fonction.pk:
        return refus("Vous suivez déjà cette question.")
    return _question_ouverte(question, le)


# --- The calendar of thematic meetings ----------------------------------------------------------
def is_fixant_le_calendrier(reunion: Reunion) -> bool:
    """Whether the calendar can be set at this meeting: a collective one, that the city calls (C47)."""
    instance = reunion.instance
    return instance.portee == Portee.PACTE and instance.initiative == Initiative.VILLE


def can_fixer_calendrier(fonction: Fonction | None, reunion: Reunion, le: date) -> Droit:
    """The organiser notes the calendar from the day of the meeting that sets it."""
    if not is_cote_organisateur(fonction, reunion):
        return refus("Le calendrier est noté par le service de la Ville qui anime le pacte.")
    if not is_fixant_le_calendrier(reunion):
        return refus("Le calendrier des rencontres thématiques se fixe au comité de pilotage.")
    if reunion.etat == EtatReunion.ANNULEE:
        return refus("La réunion est annulée.")
    if reunion.date_reunion is None or reunion.date_reunion > le:
        quand = ecrire_jour_court(reunion.date_reunion) if reunion.date_reunion else "sa date"
        return refus(f"Le calendrier se note à partir du jour de la réunion : {quand}.")
    return ACCORDE


def can_retirer_ligne(fonction: Fonction | None, ligne: LigneCalendrier, le: date) -> Droit:
    """A line leaves the calendar with a reason, until its meeting is held or announced."""
    if ligne.date_retrait is not None and ligne.date_retrait <= le:
        return refus("Cette rencontre est déjà retirée du calendrier.")
    en_vie = [r for r in ligne.reunions.all() if r.etat != EtatReunion.ANNULEE]
    return premier_refus(
        ACCORDE
        if is_avs_du_pacte(fonction, ligne.pacte)
        else refus("Le calendrier est tenu par le service de la Ville qui anime le pacte."),
        refus("Une réunion est déjà ouverte pour cette rencontre.") if en_vie else ACCORDE,
    )
