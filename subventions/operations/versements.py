"""The payments of an award: planned, ordered, paid, refused by the accountant, cancelled.

Every act locks the request first: two of them on the same award wait for each other. What is paid,
ordered and planned never exceeds what was awarded.
"""

import uuid
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from pacte.accord.models import Fonction
from pacte.journal.operations import inscrire
from pacte.socle.dates import ecrire_jour_court
from pacte.socle.droits import exiger
from pacte.socle.montants import ZERO, ecrire_montant
from pacte.socle.versions import verifier_version
from subventions.envois import deja_envoye
from subventions.lectures.echeanciers import EcheancierLu, lire_echeancier, total
from subventions.lectures.finances import Finances, finances
from subventions.models import Demande, Echeance, GenreVersement, Versement
from subventions.operations.demandes import verrouiller
from subventions.operations.jours import refuser_avenir
from subventions.permissions import can_payer
from subventions.permissions.versements import (
    can_annuler_echeance,
    can_mandater,
    can_modifier_echeancier,
    can_payer_echeance,
    can_rejeter_echeance,
)
from subventions.rules.versements import (
    LignePrevue,
    LigneSaisie,
    ecart_echeancier,
    reduire_echeancier,
)
from subventions.workflow import EtatEcheance


# --- The schedule ------------------------------------------------------------------------------------
@transaction.atomic
def modifier_echeancier(
    demande: Demande, *, par: Fonction, version: int, lignes: Sequence[LigneSaisie]
) -> list[Echeance]:
    """Replace the lines not ordered yet; together they make exactly what remains to pay."""
    demande, _, lu = _ouvrir(demande)
    exiger(can_modifier_echeancier(par, demande, timezone.localdate()))
    lu = _voter(lu)
    verifier_version(version, lu.vote.version)
    ecart = ecart_echeancier([ligne.prevue for ligne in lignes], lu.repartition)
    if ecart:
        sens = "Il manque" if ecart > 0 else "Il y a en trop"
        attendu = ecrire_montant(lu.repartition.planifiable)
        raise ValidationError(
            f"{sens} {ecrire_montant(abs(ecart))} : les lignes à payer font ensemble {attendu}."
        )
    prevues = {echeance.pk: echeance for echeance in lu.prevues}
    gardees = []
    for ligne in lignes:
        if ligne.pk is not None and ligne.pk not in prevues:
            raise ValidationError("Une ligne a été mandatée entre-temps : rouvrez l'échéancier.")
        echeance = prevues.pop(ligne.pk, None) if ligne.pk is not None else None
        gardees.append(_ecrire_ligne(lu, echeance, ligne.prevue, par))
    for retiree in prevues.values():
        _annuler(retiree, "Retirée de l'échéancier.")
    lu.vote.version += 1
    lu.vote.save()
    inscrire("modifier_echeancier", objet=demande, par=par, motif=_dire(gardees))
    return gardees


@transaction.atomic
def proposer_echeancier(demande: Demande, *, par: Fonction | None) -> list[Echeance]:
    """Plan what no line plans yet, as the law says: its whole, sixty days after the notification.

    Does nothing when everything is planned: it may be called again.
    """
    demande, _, lu = _ouvrir(demande)
    if lu is None:
        return []
    lignes = [_ecrire_ligne(lu, None, prevue, par) for prevue in lu.proposees(timezone.localdate())]
    if lignes:
        inscrire("proposer_echeancier", objet=demande, par=par, motif=_dire(lignes))
    return lignes


@transaction.atomic
def ajuster_echeancier(demande: Demande, *, par: Fonction | None) -> None:
    """After a vote that lowers the award, or the payment of the advance: plan no more than it."""
    demande, _, lu = _ouvrir(demande)
    if lu is None or lu.repartition.en_trop == 0:
        return
    prevues = lu.prevues
    nouveaux = reduire_echeancier([e.montant for e in prevues], lu.repartition.en_trop)
    _reduire(prevues, nouveaux, "Le montant accordé a baissé.")
    inscrire("ajuster_echeancier", objet=demande, par=par, motif="Le montant accordé a baissé.")


# --- A line ------------------------------------------------------------------------------------------
@transaction.atomic
def mandater(
    echeance: Echeance, *, par: Fonction, version: int, date_ordonnancement: date, reference: str
) -> Echeance:
    """Order the payment of a planned line: the day and the reference of the payment order."""
    echeance, demande, argent, lu = _ouvrir_ligne(echeance)
    exiger(can_mandater(par, demande, echeance, timezone.localdate(), argent))
    verifier_version(version, echeance.version)
    refuser_avenir(date_ordonnancement=date_ordonnancement)
    executoire = argent.attributions[0].date_executoire
    if executoire is not None and date_ordonnancement < executoire:
        raise ValidationError(
            {"date_ordonnancement": "Le mandat ne précède pas le jour où le vote est exécutoire."}
        )
    if lu.repartition.en_trop:
        trop = ecrire_montant(lu.repartition.en_trop)
        raise ValidationError(f"L'échéancier dépasse de {trop} le montant accordé : revoyez-le.")
    echeance.date_ordonnancement, echeance.reference = date_ordonnancement, reference
    _enregistrer(echeance)
    inscrire(
        "mandater_echeance", objet=demande, par=par, motif=f"{reference} : {_dire([echeance])}"
    )
    return echeance


@transaction.atomic
def payer_echeance(
    echeance: Echeance, *, par: Fonction, cle: uuid.UUID, date_paiement: date
) -> Versement:
    """Note that an ordered line is paid: the payment is written in the same transaction."""
    echeance, demande, argent, _ = _ouvrir_ligne(echeance)
    existant = deja_envoye(
        Versement,
        cle,
        par,
        "enregistre_par",
        attribution=echeance.attribution,
        montant=echeance.montant,
        date_paiement=date_paiement,
        reference=echeance.reference,
    )
    if existant is not None:
        return existant
    exiger(can_payer_echeance(par, demande, echeance, timezone.localdate()))
    refuser_avenir(date_paiement=date_paiement)
    if echeance.date_ordonnancement and date_paiement < echeance.date_ordonnancement:
        quand = ecrire_jour_court(echeance.date_ordonnancement)
        raise ValidationError({"date_paiement": f"Le paiement suit le mandat du {quand}."})
    if echeance.montant > argent.reste.a_verser:
        reste = ecrire_montant(argent.reste.a_verser)
        raise ValidationError(f"Il reste {reste} à verser, pas davantage : annulez ce mandat.")
    versement = _verser(demande, echeance, par=par, cle=cle, date_paiement=date_paiement)
    inscrire("payer_echeance", objet=demande, par=par, motif=ecrire_montant(versement.montant))
    return versement


@transaction.atomic
def rejeter_echeance(
    echeance: Echeance, *, par: Fonction, version: int, date_rejet: date, motif: str
) -> Echeance:
    """Note that the accountant refused the payment order; return the new line, to order again.

    Where the award went down since the order, the new line plans no more than what remains of it.
    """
    echeance, demande, _, lu = _ouvrir_ligne(echeance)
    exiger(can_rejeter_echeance(par, demande, echeance, timezone.localdate()))
    verifier_version(version, echeance.version)
    refuser_avenir(date_rejet=date_rejet)
    echeance.date_rejet, echeance.motif_rejet = date_rejet, motif
    _enregistrer(echeance, motif)
    nouvelle = _ecrire_ligne(
        lu,
        None,
        LignePrevue(echeance.genre, echeance.montant, echeance.date_prevue, echeance.condition),
        par,
    )
    inscrire("rejeter_echeance", objet=demande, par=par, motif=f"{echeance.reference} : {motif}")
    ajuster_echeancier(demande, par=par)
    nouvelle.refresh_from_db()
    return nouvelle


@transaction.atomic
def annuler_echeance(echeance: Echeance, *, par: Fonction, version: int, motif: str) -> Echeance:
    """Cancel a line that is not paid; its amount is to be planned again."""
    echeance, demande, _, _ = _ouvrir_ligne(echeance)
    exiger(can_annuler_echeance(par, demande, echeance, timezone.localdate()))
    verifier_version(version, echeance.version)
    _annuler(echeance, motif)
    inscrire("annuler_echeance", objet=demande, par=par, motif=f"{_dire([echeance])}. {motif}")
    return echeance


@transaction.atomic
def payer(
    demande: Demande,
    *,
    par: Fonction,
    cle: uuid.UUID,
    genre: str,
    montant: Decimal,
    date_paiement: date,
    reference: str,
) -> Versement:
    """Record a payment that was not planned: it takes its amount off the planned lines."""
    demande, argent, lu = _ouvrir(demande)
    existant = deja_envoye(
        Versement,
        cle,
        par,
        "enregistre_par",
        attribution=argent.attributions[0] if argent.attributions else None,
        genre=genre,
        montant=montant,
        date_paiement=date_paiement,
        reference=reference,
    )
    if existant is not None:
        return existant
    exiger(can_payer(par, demande, timezone.localdate(), argent))
    lu = _voter(lu)
    refuser_avenir(date_paiement=date_paiement)
    if montant > argent.reste.a_verser:
        reste = ecrire_montant(argent.reste.a_verser)
        raise ValidationError({"montant": f"Il reste {reste} à verser, pas davantage."})
    if montant > lu.repartition.planifiable:
        mandate = ecrire_montant(lu.repartition.mandate)
        raise ValidationError(
            {"montant": f"{mandate} sont déjà mandatés : notez leur paiement sur leur ligne."}
        )
    if lu.vote.date_executoire is not None and date_paiement < lu.vote.date_executoire:
        raise ValidationError(
            {"date_paiement": "Le paiement ne précède pas le jour où le vote est exécutoire."}
        )
    _prendre_sur_les_prevues(lu, montant)
    echeance = _ecrire_ligne(lu, None, LignePrevue(genre, montant, date_paiement), par)
    echeance.date_ordonnancement, echeance.reference = date_paiement, reference
    versement = _verser(demande, echeance, par=par, cle=cle, date_paiement=date_paiement)
    inscrire("enregistrer_paiement", objet=versement, par=par, motif=ecrire_montant(montant))
    return versement


# --- Pieces -----------------------------------------------------------------------------------------
def _ouvrir(demande: Demande) -> tuple[Demande, Finances, EcheancierLu | None]:
    """The request under its lock, its money and its schedule."""
    demande = verrouiller(demande)
    le = timezone.localdate()
    argent = finances(demande, le)
    return demande, argent, lire_echeancier(demande, argent, le)


def _ouvrir_ligne(echeance: Echeance) -> tuple[Echeance, Demande, Finances, EcheancierLu]:
    """A line read again under the lock of its request."""
    demande, argent, lu = _ouvrir(echeance.attribution.demande)
    lu = _voter(lu)
    relue = next(ligne.echeance for ligne in lu.lignes if ligne.echeance.pk == echeance.pk)
    return relue, demande, argent, lu


def _voter(lu: EcheancierLu | None) -> EcheancierLu:
    if lu is None:
        raise ValidationError("Aucune subvention n'est votée sur cette demande.")
    return lu


def _ecrire_ligne(
    lu: EcheancierLu, echeance: Echeance | None, prevue: LignePrevue, par: Fonction | None
) -> Echeance:
    if echeance is None:
        echeance = Echeance(
            pacte_id=lu.vote.pacte_id,
            centre_id=lu.vote.centre_id,
            attribution=lu.vote,
            enregistree_par=par,
            version=0,
        )
    elif (echeance.genre, echeance.montant, echeance.date_prevue, echeance.condition) == (
        prevue.genre,
        prevue.montant,
        prevue.date_prevue,
        prevue.condition,
    ):
        return echeance
    echeance.genre, echeance.montant = prevue.genre, prevue.montant
    echeance.date_prevue, echeance.condition = prevue.date_prevue, prevue.condition
    return _enregistrer(echeance)


def _verser(
    demande: Demande, echeance: Echeance, *, par: Fonction, cle: uuid.UUID, date_paiement: date
) -> Versement:
    versement = Versement(
        pacte=demande.pacte,
        centre=demande.centre,
        exercice=demande.exercice,
        genre=GenreVersement(echeance.genre),
        montant=echeance.montant,
        date_paiement=date_paiement,
        reference=echeance.reference,
        attribution=echeance.attribution,
        enregistre_par=par,
        cle_idempotence=cle,
    )
    versement.full_clean()
    versement.save()
    echeance.versement = versement
    _enregistrer(echeance)
    return versement


def _prendre_sur_les_prevues(lu: EcheancierLu, montant: Decimal) -> None:
    """Take a payment off the planned lines: the next one first."""
    prevues = lu.prevues[::-1]
    trop = total(prevues) + montant - lu.repartition.planifiable
    nouveaux = reduire_echeancier([e.montant for e in prevues], max(trop, ZERO))
    _reduire(prevues, nouveaux, "Un versement a été noté à part.")


def _reduire(echeances: Sequence[Echeance], montants: Sequence[Decimal], motif: str) -> None:
    for echeance, montant in zip(echeances, montants, strict=True):
        if montant == 0:
            _annuler(echeance, motif)
        elif montant != echeance.montant:
            echeance.montant = montant
            _enregistrer(echeance, motif)


def _annuler(echeance: Echeance, motif: str) -> None:
    echeance.date_annulation = timezone.localdate()
    _enregistrer(echeance, motif)


def _enregistrer(echeance: Echeance, motif: str = "") -> Echeance:
    echeance.version += 1
    echeance._change_reason = motif[:100]
    echeance.full_clean()
    echeance.save()
    return echeance


def _dire(echeances: Sequence[Echeance]) -> str:
    return " ; ".join(
        f"{echeance.get_genre_display()} de {ecrire_montant(echeance.montant)}, "
        f"{EtatEcheance(echeance.etat_enum).label}"
        for echeance in echeances
    )
