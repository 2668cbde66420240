"""Who may do what to a meeting, its minutes and its decisions, and why not.

The right to call a body together (its initiative) is information, never a bar (Q25): see
`remarque_initiative`.
"""

from datetime import date

from gouvernance import workflow
from gouvernance.lectures.approbation import is_approuve
from gouvernance.models import (
    ETATS_PARTAGES,
    CompteRendu,
    Decision,
    EtatCompteRendu,
    EtatReunion,
    GenreReleve,
    ModeCompteRendu,
    Participation,
    Reunion,
)
from pacte.accord.models import (
    Fonction,
    GenreOrganisation,
    Initiative,
    Instance,
    Organisation,
    Pacte,
    Portee,
    Qualite,
)
from pacte.socle.dates import ecrire_jour_court
from pacte.socle.droits import ACCORDE, Droit, premier_refus, refus
from pacte.socle.francais import contracter_a
from pacte.socle.workflow import can_transiter

PREPARATEURS_CENTRE = frozenset({Qualite.DIRECTION, Qualite.PROFESSIONNEL})
# The professionals of the other signatories (C36); in the city, the AVS service (C22).
PREPARATEURS_AILLEURS = {
    GenreOrganisation.CAF: Qualite.CONSEIL_CAF,
    GenreOrganisation.FEDERATION: Qualite.FEDERATION,
}
SANS_FONCTION = refus("Votre compte n'a pas de fonction en cours dans ce pacte.")


def is_avs_du_pacte(fonction: Fonction | None, pacte: Pacte) -> bool:
    """Whether the function runs this pact for its city."""
    return fonction is not None and fonction.is_avs and fonction.organisation_id == pacte.ville_id


def is_preparateur_centre(fonction: Fonction | None) -> bool:
    """Whether the function prepares meetings for a centre: its direction or a professional."""
    return (
        fonction is not None
        and fonction.qualite in PREPARATEURS_CENTRE
        and fonction.organisation.genre == GenreOrganisation.CENTRE
    )


def is_preparateur(fonction: Fonction | None) -> bool:
    """Whether the function is a professional of a signatory other than the city (C36)."""
    if fonction is None:
        return False
    genre = GenreOrganisation(fonction.organisation.genre)
    return is_preparateur_centre(fonction) or PREPARATEURS_AILLEURS.get(genre) == fonction.qualite


def is_cote_organisateur(fonction: Fonction | None, reunion: Reunion) -> bool:
    """Whether the function works on the organiser's side: the AVS service always does."""
    if is_avs_du_pacte(fonction, reunion.pacte):
        return True
    return (
        fonction is not None
        and is_preparateur(fonction)
        and fonction.organisation_id == reunion.organisateur_id
    )


def _cote_organisateur(fonction: Fonction | None, reunion: Reunion) -> Droit:
    if fonction is None:
        return SANS_FONCTION
    if is_cote_organisateur(fonction, reunion):
        return ACCORDE
    if reunion.organisateur_id == reunion.pacte.ville_id:
        return refus("Cette action revient au service de la Ville qui anime le pacte.")
    return refus(
        f"Cette action revient {contracter_a(reunion.organisateur)} "
        "ou au service de la Ville qui anime le pacte."
    )


def can_preparer(fonction: Fonction | None, reunion: Reunion, le: date) -> Droit:
    """Whether the function works on the meeting at all, whatever its state."""
    return _cote_organisateur(fonction, reunion)


def etat_compte_rendu(reunion: Reunion) -> str:
    """The state of the minutes, « à écrire » while there are none."""
    compte_rendu = reunion.compte_rendu_ou_rien
    return compte_rendu.etat if compte_rendu is not None else workflow.A_ECRIRE


def _pas_definitif(reunion: Reunion) -> Droit:
    if etat_compte_rendu(reunion) == EtatCompteRendu.DEFINITIF:
        return refus("Le compte rendu est définitif : plus rien n'en change.")
    return ACCORDE


def _sur_place(acte: str, reunion: Reunion) -> Droit:
    if reunion.etat in workflow.SUR_PLACE[acte]:
        return ACCORDE
    return refus(f"Cette action n'est pas possible à l'état « {reunion.etat_enum.label} ».")


def _transition(acte: str, reunion: Reunion) -> Droit:
    return can_transiter(workflow.REUNION, acte, reunion.etat, reunion.etat_enum.label)


def _jour_venu(reunion: Reunion, le: date) -> Droit:
    if reunion.date_reunion is None:
        return refus("Fixez d'abord la date de la réunion.")
    if reunion.date_reunion > le:
        jour = ecrire_jour_court(reunion.date_reunion)
        return refus(f"Cette action s'ouvre le jour de la réunion, le {jour}.")
    return ACCORDE


# --- Opening -------------------------------------------------------------------


def is_titulaire(
    fonction: Fonction | None, instance: Instance, centre: Organisation | None, pacte: Pacte
) -> bool:
    """Whether the act gives the initiative of this body to the function (C36, C40, C43, C47).

    « ville »: the AVS service. « centre »: the professionals of that very centre. « professionnel »
    and « calendrier »: those of any signatory, a centre for its own bilateral meetings alone.
    """
    if fonction is None:
        return False
    avs = is_avs_du_pacte(fonction, pacte)
    if instance.initiative == Initiative.VILLE:
        return avs
    du_centre = is_preparateur_centre(fonction) and (
        instance.portee != Portee.CENTRE
        or (centre is not None and centre.pk == fonction.organisation_id)
    )
    if instance.initiative == Initiative.CENTRE:
        return du_centre
    ailleurs = is_preparateur(fonction) and not is_preparateur_centre(fonction)
    return avs or du_centre or ailleurs


def can_ouvrir(
    fonction: Fonction | None,
    instance: Instance,
    centre: Organisation | None,
    le: date,
    *,
    pacte: Pacte,
) -> Droit:
    """Whoever the act entitles opens a meeting; the AVS service too, in its stead, with a reason."""
    if fonction is None:
        return SANS_FONCTION
    if is_avs_du_pacte(fonction, pacte) or is_titulaire(fonction, instance, centre, pacte):
        return ACCORDE
    if instance.portee == Portee.CENTRE and is_preparateur_centre(fonction):
        return refus("Vous pouvez ouvrir les réunions bilatérales de votre centre seulement.")
    a_qui = contracter_a(Initiative(instance.initiative).label)
    return refus(f"L'acte donne l'initiative de cette réunion {a_qui}. Vous pouvez la demander.")


def can_ouvrir_une_reunion(fonction: Fonction | None, pacte: Pacte, le: date) -> Droit:
    """Whether the function opens at least some meetings of the pact: shows the button of the list."""
    if fonction is None:
        return SANS_FONCTION
    if is_avs_du_pacte(fonction, pacte) or is_preparateur(fonction):
        return ACCORDE
    return refus(
        "Une réunion est ouverte par le service de la Ville, ou par les professionnels "
        "d'un signataire. Vous pouvez la demander, depuis la page des réunions."
    )


def remarque_initiative(instance: Instance, organisateur: Organisation) -> str:
    """Return the remark to show when the organiser is not who the act gives the initiative to (Q25).

    It is information: nothing is blocked by it. "" when all is as the act says.
    """
    genre = organisateur.genre
    if instance.initiative == Initiative.VILLE and genre != GenreOrganisation.VILLE:
        return "L'acte prévoit que la Ville organise cette réunion. C'est une remarque, sans effet."
    if instance.initiative == Initiative.CENTRE and genre != GenreOrganisation.CENTRE:
        return (
            "L'acte prévoit que le centre organise cette réunion. C'est une remarque, sans effet."
        )
    return ""


# --- Before --------------------------------------------------------------------


def can_modifier(fonction: Fonction | None, reunion: Reunion, le: date) -> Droit:
    return premier_refus(
        _cote_organisateur(fonction, reunion),
        _sur_place("modifier", reunion),
        _pas_definitif(reunion),
    )


def can_modifier_ordre_du_jour(fonction: Fonction | None, reunion: Reunion, le: date) -> Droit:
    return premier_refus(
        _cote_organisateur(fonction, reunion),
        _sur_place("modifier_ordre_du_jour", reunion),
        _pas_definitif(reunion),
    )


def can_modifier_participants(fonction: Fonction | None, reunion: Reunion, le: date) -> Droit:
    return premier_refus(
        _cote_organisateur(fonction, reunion),
        _sur_place("modifier_participants", reunion),
        _pas_definitif(reunion),
    )


def can_inviter(fonction: Fonction | None, reunion: Reunion, le: date) -> Droit:
    """The invitations leave once date, time, place and people are known; again for newcomers."""
    return premier_refus(
        _cote_organisateur(fonction, reunion),
        _transition("inviter", reunion),
        _prete_a_inviter(reunion, le),
    )


def _prete_a_inviter(reunion: Reunion, le: date) -> Droit:
    if reunion.date_reunion is None or reunion.debut is None:
        return refus("Fixez d'abord la date et l'heure de la réunion.")
    if reunion.date_reunion < le:
        return refus("La date de la réunion est passée : les invitations ne partent plus.")
    if not reunion.lieu and not reunion.visioconference:
        return refus("Indiquez d'abord le lieu, ou le lien de visioconférence.")
    participations = list(reunion.participations.all())
    if not participations:
        return refus("Choisissez d'abord les personnes à inviter.")
    if reunion.etat == EtatReunion.INVITEE and not any(map(_reste_a_ecrire, participations)):
        return refus("Chaque personne qui a un courriel a déjà son invitation.")
    return ACCORDE


def _reste_a_ecrire(participation: Participation) -> bool:
    """Whether the person, or her secretariat, has an address that no invitation reached."""
    personne = participation.fonction.personne
    return bool(
        (personne.courriel and not participation.courriel_id)
        or (personne.secretariat_courriel and not participation.courriel_secretariat_id)
    )


def can_imprimer_lettre(fonction: Fonction | None, reunion: Reunion, le: date) -> Droit:
    """Letters are for those without e-mail: they need the same facts as the invitations."""
    if reunion.date_reunion is None or reunion.debut is None:
        pret = refus("Fixez d'abord la date et l'heure de la réunion.")
    else:
        pret = ACCORDE
    return premier_refus(
        _cote_organisateur(fonction, reunion), _sur_place("imprimer_lettre", reunion), pret
    )


def can_annuler(fonction: Fonction | None, reunion: Reunion, le: date) -> Droit:
    return premier_refus(_cote_organisateur(fonction, reunion), _transition("annuler", reunion))


# --- During and after -----------------------------------------------------------


def can_imprimer_emargement(fonction: Fonction | None, reunion: Reunion, le: date) -> Droit:
    if reunion.etat == EtatReunion.ANNULEE:
        return refus("La réunion est annulée.")
    return _cote_organisateur(fonction, reunion)


def can_noter_presences(fonction: Fonction | None, reunion: Reunion, le: date) -> Droit:
    return premier_refus(
        _cote_organisateur(fonction, reunion),
        _transition("noter_tenue", reunion),
        _pas_definitif(reunion),
        _jour_venu(reunion, le),
    )


def _transition_compte_rendu(acte: str, reunion: Reunion) -> Droit:
    etat = etat_compte_rendu(reunion)
    libelle = "pas encore écrit" if etat == workflow.A_ECRIRE else EtatCompteRendu(etat).label
    return can_transiter(workflow.COMPTE_RENDU, acte, etat, libelle)


def can_ecrire(fonction: Fonction | None, reunion: Reunion, le: date) -> Droit:
    """Minutes are written from the day of the meeting, and until they are definitive."""
    return premier_refus(
        _cote_organisateur(fonction, reunion),
        _pas_definitif(reunion),
        _transition_compte_rendu("ecrire", reunion),
        _transition("noter_tenue", reunion),
        _jour_venu(reunion, le),
    )


def can_apporter(fonction: Fonction | None, reunion: Reunion, le: date) -> Droit:
    """Minutes written elsewhere are brought from the day of the meeting, until definitive ones."""
    return premier_refus(
        _cote_organisateur(fonction, reunion),
        _pas_definitif(reunion),
        _transition_compte_rendu("apporter", reunion),
        _transition("noter_tenue", reunion),
        _jour_venu(reunion, le),
    )


def can_soumettre(fonction: Fonction | None, reunion: Reunion, le: date) -> Droit:
    return premier_refus(
        _cote_organisateur(fonction, reunion),
        _pas_definitif(reunion),
        _transition_compte_rendu("soumettre", reunion),
        _dit_quelque_chose(reunion),
    )


def can_rendre_definitif(fonction: Fonction | None, reunion: Reunion, le: date) -> Droit:
    """Minutes become definitive once approved, and once every remark is dealt with."""
    if etat_compte_rendu(reunion) == EtatCompteRendu.REDACTION:
        etape = refus("Soumettez d'abord le projet aux personnes invitées.")
    else:
        etape = ACCORDE
    return premier_refus(
        _cote_organisateur(fonction, reunion),
        _pas_definitif(reunion),
        etape,
        _transition_compte_rendu("rendre_definitif", reunion),
        _jour_venu(reunion, le),
        _dit_quelque_chose(reunion),
        is_approuve(reunion, le),
    )


def _dit_quelque_chose(reunion: Reunion) -> Droit:
    compte_rendu = reunion.compte_rendu_ou_rien
    if compte_rendu is None:
        return refus("Écrivez ou apportez d'abord le compte rendu.")
    if compte_rendu.mode == ModeCompteRendu.FICHIER or compte_rendu.conclusion.strip():
        return ACCORDE
    ecrit = any(passage.texte.strip() for passage in compte_rendu.passages.all())
    if ecrit or len(reunion.decisions.all()):
        return ACCORDE
    return refus("Écrivez d'abord au moins un point, une décision ou une conclusion.")


# --- Documents ------------------------------------------------------------------


def can_lire_compte_rendu(
    fonction: Fonction | None, reunion: Reunion, le: date, compte_rendu: CompteRendu | None
) -> Droit:
    """Whoever sees the meeting reads its submitted minutes; a text being written, its writers."""
    if compte_rendu is None:
        return refus("Le compte rendu n'est pas encore écrit.")
    if compte_rendu.etat in ETATS_PARTAGES or is_cote_organisateur(fonction, reunion):
        return ACCORDE
    return refus("Le compte rendu est en cours de rédaction.")


def can_telecharger_compte_rendu(
    fonction: Fonction | None, reunion: Reunion, le: date, compte_rendu: CompteRendu | None
) -> Droit:
    if compte_rendu is None or compte_rendu.document_id is None:
        return refus("Le compte rendu n'est pas encore définitif.")
    return can_lire_compte_rendu(fonction, reunion, le, compte_rendu)


# --- Decisions -------------------------------------------------------------------


def can_realiser(fonction: Fonction | None, decision: Decision, le: date) -> Droit:
    """The person in charge says that it is done, or the AVS service in her stead; both may undo."""
    if fonction is None:
        return SANS_FONCTION
    if decision.reunion.compte_rendu.etat not in ETATS_PARTAGES:
        return refus("La décision vaut quand le compte rendu est soumis.")
    if decision.genre == GenreReleve.INFORMATION:
        return refus("Une information ne se réalise pas. Faites-en une action.")
    responsable = decision.porteur
    a_moi = responsable is not None and responsable.personne_id == fonction.personne_id
    if a_moi or is_avs_du_pacte(fonction, decision.pacte):
        return ACCORDE
    if responsable is None:
        return refus("Cette décision est suivie par le service de la Ville qui anime le pacte.")
    return refus(f"Cette décision revient à {responsable.personne}.")
