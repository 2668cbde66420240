"""Who may do what to a date poll, and why not.

A poll lives while its meeting is in preparation: once invitations have left, or the meeting is
cancelled, nothing of it moves any more.
"""

from collections.abc import Mapping
from datetime import date

from django.utils import timezone

from gouvernance.models import (
    ChoixCreneau,
    EnvoiSondage,
    EtatReunion,
    EtatSondage,
    Reunion,
    Sondage,
)
from gouvernance.permissions.reunions import SANS_FONCTION, can_preparer
from pacte.accord.models import Fonction
from pacte.socle.dates import ecrire_jour_court
from pacte.socle.droits import ACCORDE, Droit, premier_refus, refus

OUVERT, CLOS = EtatSondage.OUVERT, EtatSondage.CLOS
# The state is computed from dates: acts have source states, and write a date.
SOURCES: Mapping[str, frozenset[EtatSondage]] = {
    "repondre": frozenset({OUVERT}),
    "noter": frozenset({OUVERT, CLOS}),
    "relancer": frozenset({OUVERT}),
    "prolonger": frozenset({OUVERT, CLOS}),
    "ajouter": frozenset({OUVERT}),
    "choisir": frozenset({OUVERT, CLOS}),
    "abandonner": frozenset({OUVERT, CLOS}),
}
CRENEAUX_MAXIMUM = 8


def _etat(acte: str, sondage: Sondage, le: date) -> Droit:
    reunion = sondage.reunion
    etat = sondage.etat(le)
    if etat in SOURCES[acte]:
        if reunion.etat == EtatReunion.BROUILLON:
            return ACCORDE
        return refus(
            f"La réunion est à l’état « {reunion.etat_enum.label} » : le sondage est fini."
        )
    if etat == EtatSondage.CLOS:
        jour = ecrire_jour_court(sondage.date_cloture)
        return refus(f"Les réponses sont closes depuis le {jour}.")
    if etat == EtatSondage.DATE_CHOISIE:
        return refus("La date est choisie : le sondage est fini.")
    return refus("Le sondage est abandonné.")


def can_ouvrir_sondage(fonction: Fonction | None, reunion: Reunion, le: date) -> Droit:
    """The organiser's side, for a draft with people on its list and no poll going on."""
    preparer = can_preparer(fonction, reunion, le)
    if reunion.etat != EtatReunion.BROUILLON:
        trop_tard = refus("Un sondage se propose avant d’envoyer les invitations.")
        return premier_refus(preparer, trop_tard)
    return premier_refus(
        preparer,
        _sans_sondage_en_cours(reunion, le),
        _quelqu_un_a_interroger(reunion),
    )


def _sans_sondage_en_cours(reunion: Reunion, le: date) -> Droit:
    if any(sondage.etat(le) in {OUVERT, CLOS} for sondage in reunion.sondages.all()):
        return refus("Cette réunion a déjà un sondage en cours.")
    return ACCORDE


def _quelqu_un_a_interroger(reunion: Reunion) -> Droit:
    personnes = (p.fonction.personne for p in reunion.participations.all())
    if any(personne.courriel or personne.secretariat_courriel for personne in personnes):
        return ACCORDE
    return refus("Choisissez d’abord des personnes qui ont un courriel.")


def can_voir_sondage(fonction: Fonction | None, reunion: Reunion, le: date) -> Droit:
    """The results, name by name, are for those who choose."""
    return can_preparer(fonction, reunion, le)


def can_repondre(fonction: Fonction | None, envoi: EnvoiSondage, le: date) -> Droit:
    """The person asked herself, until the closing date included."""
    if fonction is None:
        return SANS_FONCTION
    if envoi.participation.fonction.personne_id != fonction.personne_id:
        return refus("Cette question est posée à une autre personne.")
    return _etat("repondre", envoi.sondage, le)


def can_repondre_par_lien(envoi: EnvoiSondage, le: date) -> Droit:
    """Whoever holds the personal link, until the closing date included."""
    return _etat("repondre", envoi.sondage, le)


def can_noter_disponibilites(fonction: Fonction | None, sondage: Sondage, le: date) -> Droit:
    """The organiser's side types an answer received by phone, after the closing date too."""
    return premier_refus(can_preparer(fonction, sondage.reunion, le), _etat("noter", sondage, le))


def can_relancer_sondage(fonction: Fonction | None, sondage: Sondage, le: date) -> Droit:
    """Once a day at most, so that a second click writes to nobody."""
    deja = sondage.relance_le is not None and timezone.localdate(sondage.relance_le) == le
    return premier_refus(
        can_preparer(fonction, sondage.reunion, le),
        _etat("relancer", sondage, le),
        refus("Un rappel est déjà parti aujourd’hui.") if deja else ACCORDE,
    )


def can_prolonger_sondage(fonction: Fonction | None, sondage: Sondage, le: date) -> Droit:
    return premier_refus(
        can_preparer(fonction, sondage.reunion, le), _etat("prolonger", sondage, le)
    )


def can_ajouter_creneau(fonction: Fonction | None, sondage: Sondage, le: date) -> Droit:
    complet = ACCORDE
    if len(sondage.creneaux.all()) >= CRENEAUX_MAXIMUM:
        complet = refus(f"Un sondage propose {CRENEAUX_MAXIMUM} créneaux au plus.")
    return premier_refus(
        can_preparer(fonction, sondage.reunion, le), _etat("ajouter", sondage, le), complet
    )


def can_choisir_creneau(fonction: Fonction | None, sondage: Sondage, le: date) -> Droit:
    return premier_refus(can_preparer(fonction, sondage.reunion, le), _etat("choisir", sondage, le))


def can_abandonner_sondage(fonction: Fonction | None, sondage: Sondage, le: date) -> Droit:
    return premier_refus(
        can_preparer(fonction, sondage.reunion, le), _etat("abandonner", sondage, le)
    )


def is_complete(choix: dict[int, str], creneaux: set[int]) -> bool:
    """Whether every proposed time has its answer, a known one."""
    return set(choix) == creneaux and set(choix.values()) <= set(ChoixCreneau.values)
