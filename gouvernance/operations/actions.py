"""Actions that come out of the record: information turned into one, or one drawn from a decision."""

import uuid
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from gouvernance.models import Decision, EtatCompteRendu, GenreReleve
from gouvernance.notifications import decisions as notifications_decisions
from gouvernance.operations.decisions import verrouiller as verrouiller_ligne
from gouvernance.operations.releve import verifier_responsable
from gouvernance.operations.verrou import compte_rendu_de, verrouiller
from gouvernance.permissions import decisions as droits_decisions
from gouvernance.workflow import COMPTE_RENDU
from pacte.accord.models import Fonction
from pacte.journal.operations import inscrire
from pacte.socle.droits import ActeRefuse, exiger, refus
from pacte.socle.versions import CleDejaUtilisee
from pacte.socle.workflow import cible


@transaction.atomic
def faire_une_action(
    decision: Decision,
    *,
    par: Fonction,
    texte: str,
    responsable: Fonction | None = None,
    echeance: date | None = None,
    cle: uuid.UUID,
) -> Decision:
    """Return the action made of a line of the record.

    While the minutes are open, information becomes the action itself, in place, and a decision gets
    an action beside it; a submitted draft goes back to writing, as for any change. Once they are
    definitive, the action is added, dated, and says what it comes from: the minutes do not change.
    The same sending repeated makes one action.
    """
    reunion = verrouiller(decision.reunion)
    decision = verrouiller_ligne(decision)
    faite = _deja_faite(decision, par, cle)
    if faite is not None:
        return faite
    le = timezone.localdate()
    exiger(droits_decisions.can_faire_une_action(par, decision, le))
    verifier_responsable(reunion, responsable)
    if decision.reunion.compte_rendu.etat == EtatCompteRendu.DEFINITIF:
        action = Decision(date_ajout=le, ajout_par=par)
    else:
        compte_rendu = compte_rendu_de(reunion)
        if compte_rendu is None:
            raise ActeRefuse(refus("Le compte rendu n'est pas encore écrit."))
        compte_rendu.etat = cible(COMPTE_RENDU, "ecrire")
        compte_rendu.version += 1
        compte_rendu.save()
        action = decision if decision.genre == GenreReleve.INFORMATION else Decision()
    if action is not decision:
        dernier = reunion.decisions.aggregate(rang=Max("ordre"))["rang"]
        action.pacte_id, action.reunion_id = decision.pacte_id, decision.reunion_id
        action.point_id, action.ordre = decision.point_id, (dernier or 0) + 1
        action.issue_de = decision
    action.genre = GenreReleve.ACTION
    action.texte, action.responsable, action.echeance = texte, responsable, echeance
    action.date_revue = None
    action.cle_ajout = cle
    action.save()
    inscrire("faire_une_action", objet=action, par=par, motif=str(decision))
    if action.date_ajout is not None:
        action.reunion = reunion
        notifications_decisions.annoncer_action(action, par=par)
    return action


def _deja_faite(decision: Decision, par: Fonction, cle: uuid.UUID) -> Decision | None:
    """The action that this very sending made already; raises when its key made another (R2)."""
    faite = Decision.objects.filter(cle_ajout=cle).first()
    if faite is None:
        return None
    auteur = faite.ajout_par_id if faite.date_ajout is not None else par.pk
    if decision.pk not in {faite.pk, faite.issue_de_id} or auteur != par.pk:
        raise CleDejaUtilisee
    return faite
