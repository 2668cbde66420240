"""Who may agree with a draft, remark on it, deal with remarks, note its approval, add to it."""

from datetime import date

from gouvernance.lectures.approbation import limite_des_remarques, lire_faits
from gouvernance.models import (
    CompteRendu,
    EtatCompteRendu,
    EtatRemarque,
    Remarque,
    Reunion,
)
from gouvernance.permissions.reunions import SANS_FONCTION, can_preparer, etat_compte_rendu
from pacte.accord.models import Fonction
from pacte.socle.dates import ecrire_jour
from pacte.socle.droits import ACCORDE, Droit, premier_refus, refus

# What the organiser may answer to a remark.
SUITES = frozenset({EtatRemarque.PRISE_EN_COMPTE, EtatRemarque.REPONDUE})


def _circule(reunion: Reunion) -> Droit:
    """Whether the draft is before the invited people now."""
    etat = etat_compte_rendu(reunion)
    if etat == EtatCompteRendu.PROJET:
        return ACCORDE
    if etat == EtatCompteRendu.DEFINITIF:
        return refus(
            "Le compte rendu est définitif. Pour le corriger, demandez un addendum à l'organisateur."
        )
    if etat == EtatCompteRendu.REDACTION:
        return refus("Le compte rendu est repris par son auteur : il vous sera soumis de nouveau.")
    return refus("Le compte rendu n'est pas encore écrit.")


def _a_temps(reunion: Reunion, le: date) -> Droit:
    """Remarks and agreements are received until the last day, included."""
    compte_rendu = reunion.compte_rendu_ou_rien
    limite = limite_des_remarques(compte_rendu) if compte_rendu is not None else None
    if limite is None or le <= limite:
        return ACCORDE
    return refus(
        f"Les remarques étaient attendues jusqu'au {ecrire_jour(limite)} inclus. "
        "Écrivez à l'organisateur : il pourra ajouter un addendum à la version définitive."
    )


def can_remarquer(fonction: Fonction | None, reunion: Reunion, le: date) -> Droit:
    """Whoever sees the meeting remarks on its draft, until the last day, included."""
    if fonction is None:
        return SANS_FONCTION
    return premier_refus(_circule(reunion), _a_temps(reunion, le))


def can_donner_accord(fonction: Fonction | None, reunion: Reunion, le: date) -> Droit:
    """As for a remark; once given, an agreement stands for its version."""
    droit = can_remarquer(fonction, reunion, le)
    compte_rendu = reunion.compte_rendu_ou_rien
    if not droit or fonction is None or compte_rendu is None:
        return droit
    soumis_par = compte_rendu.soumis_par
    if soumis_par is not None and soumis_par.personne_id == fonction.personne_id:
        return refus("Vous avez soumis ce projet : votre accord est déjà compté.")
    faits = lire_faits(reunion)
    if faits is not None and fonction.personne_id in {qui for qui, _ in faits.accords}:
        return refus("Vous avez déjà donné votre accord sur ce projet.")
    return ACCORDE


def can_retirer_remarque(fonction: Fonction | None, remarque: Remarque, le: date) -> Droit:
    """The author withdraws her remark while nothing was made of it."""
    if fonction is None:
        return SANS_FONCTION
    if remarque.par.personne_id != fonction.personne_id:
        return refus("Seule la personne qui a fait cette remarque peut la retirer.")
    if remarque.etat != EtatRemarque.A_TRAITER:
        return refus(f"Cette remarque est déjà {remarque.etat_enum.label}.")
    return _pas_definitif(remarque.compte_rendu)


def can_traiter_remarque(fonction: Fonction | None, remarque: Remarque, le: date) -> Droit:
    """The organiser's side takes or answers a remark, also while the text is being rewritten."""
    droit = can_preparer(fonction, remarque.compte_rendu.reunion, le)
    if not droit:
        return droit
    if remarque.etat == EtatRemarque.RETIREE:
        return refus("Cette remarque est retirée par la personne qui l'avait faite.")
    return _pas_definitif(remarque.compte_rendu)


def _pas_definitif(compte_rendu: CompteRendu) -> Droit:
    if compte_rendu.is_definitif:
        return refus("Le compte rendu est définitif : plus rien n'en change.")
    return ACCORDE


def can_noter_approbation(fonction: Fonction | None, reunion: Reunion, le: date) -> Droit:
    """The organiser's side notes the approval of a submitted draft."""
    etat = etat_compte_rendu(reunion)
    if etat == EtatCompteRendu.PROJET:
        soumis = ACCORDE
    elif etat == EtatCompteRendu.DEFINITIF:
        soumis = refus("Le compte rendu est définitif : plus rien n'en change.")
    else:
        soumis = refus("Soumettez d'abord le projet aux personnes invitées.")
    return premier_refus(can_preparer(fonction, reunion, le), soumis)


def can_ajouter_addendum(fonction: Fonction | None, reunion: Reunion, le: date) -> Droit:
    """The organiser's side corrects definitive minutes by an addendum; before, by writing."""
    if etat_compte_rendu(reunion) == EtatCompteRendu.DEFINITIF:
        definitif = ACCORDE
    else:
        definitif = refus(
            "Un addendum corrige une version définitive. Avant elle, modifiez le compte rendu."
        )
    return premier_refus(can_preparer(fonction, reunion, le), definitif)
