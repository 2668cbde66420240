"""The letters that follow a decision: sealed once, mailed, dated; one or all those of a year."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from pacte.accord.models import Fonction, Pacte
from pacte.documents.models import DocumentScelle
from pacte.journal.operations import inscrire
from pacte.socle.droits import exiger
from subventions import notifications, pdf
from subventions.lectures.lettres import lettres_de_l_annee
from subventions.models import Attribution, Demande, NatureVote
from subventions.operations.demandes import verrouiller
from subventions.operations.jours import refuser_avenir
from subventions.operations.versements import proposer_echeancier
from subventions.permissions import can_ecrire_lettre, can_ecrire_lettres

# A letter takes about a third of a second: one sending stays well under a minute.
LOT = 60


@transaction.atomic
def ecrire_lettre(
    demande: Demande, *, par: Fonction, date_lettre: date, signataire: str
) -> DocumentScelle:
    """Seal the letter of a decided request, date its notification and mail it.

    Asked again, it gives the letter that exists: a sealed letter is never made twice.
    """
    demande = verrouiller(demande)
    vote = (
        Attribution.objects.select_for_update(of=("self",))
        .select_related("lettre")
        .filter(demande=demande, nature=NatureVote.VOTE)
        .first()
    )
    existante = demande.lettre_refus if vote is None else vote.lettre
    if existante is not None and can_ecrire_lettres(par, demande.pacte, timezone.localdate()):
        return existante
    exiger(can_ecrire_lettre(par, demande, timezone.localdate(), vote))
    refuser_avenir(date_lettre=date_lettre)
    decision = demande.date_refus if vote is None else vote.date_vote
    if decision is not None and date_lettre < decision:
        raise ValidationError({"date_lettre": "La lettre ne précède pas la décision."})
    document = pdf.sceller_lettre(demande, vote, date_lettre, signataire)
    if vote is None:
        demande.lettre_refus = document
        demande.version += 1
        demande.full_clean()
        demande.save()
    else:
        vote.lettre = document
        vote.date_notification = vote.date_notification or date_lettre
        vote.version += 1
        vote.full_clean()
        vote.save()
        # The notification starts the sixty days: what is to pay gets its day.
        proposer_echeancier(demande, par=par)
    inscrire("ecrire_lettre", objet=demande, par=par, motif=document.titre)
    notifications.annoncer_lettre(demande, vote)
    return document


def ecrire_lettres(
    pacte: Pacte, exercice: int, *, par: Fonction, date_lettre: date, signataire: str
) -> int:
    """Write the letters of a year that are still missing, LOT at most; return how many were made.

    Each stands in its own transaction: what is done stays done when a later one fails.
    """
    exiger(can_ecrire_lettres(par, pacte, timezone.localdate()))
    dues = [due for due in lettres_de_l_annee(pacte, exercice) if due.lettre is None]
    for due in dues[:LOT]:
        ecrire_lettre(due.demande, par=par, date_lettre=date_lettre, signataire=signataire)
    return len(dues[:LOT])
