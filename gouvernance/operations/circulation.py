"""The draft goes round: submitted, agreed with, remarked on; remarks taken, answered, withdrawn."""

import uuid
from datetime import date

from django.db import transaction
from django.utils import timezone

from gouvernance import permissions
from gouvernance.lectures.approbation import reunions_d_approbation
from gouvernance.models import (
    AccordCompteRendu,
    Approbation,
    CompteRendu,
    EtatCompteRendu,
    EtatRemarque,
    PointOrdreDuJour,
    Remarque,
    Reunion,
)
from gouvernance.notifications import circulation as courriels
from gouvernance.operations.presentation import presenter
from gouvernance.operations.verrou import compte_rendu_de, verrouiller
from gouvernance.permissions import circulation as droits
from gouvernance.workflow import COMPTE_RENDU
from pacte.accord.models import Fonction
from pacte.journal.operations import inscrire
from pacte.socle.droits import ActeRefuse, exiger, refus
from pacte.socle.versions import CleDejaUtilisee, ConflitDeVersion, verifier_version
from pacte.socle.workflow import cible


def present(compte_rendu: CompteRendu | None) -> CompteRendu:
    """Return minutes that exist. Raises ActeRefuse when there are none."""
    if compte_rendu is None:
        raise ActeRefuse(refus("Écrivez ou apportez d'abord le compte rendu."))
    return compte_rendu


@transaction.atomic
def soumettre(
    reunion: Reunion, *, par: Fonction, limite: date | None = None, version: int | None = None
) -> CompteRendu:
    """Submit the minutes: the invited people read them, agree or remark until `limite`, included.

    `limite` is the usual delay of the body when it is not given; `version` is the one that was read
    on the page of confirmation. Repeated, it changes nothing and tells nobody twice.
    """
    reunion = verrouiller(reunion)
    le = timezone.localdate()
    exiger(permissions.can_preparer(par, reunion, le))
    compte_rendu = compte_rendu_de(reunion)
    if compte_rendu is not None and compte_rendu.etat == EtatCompteRendu.PROJET:
        return compte_rendu
    exiger(permissions.can_soumettre(par, reunion, le))
    lu = present(compte_rendu)
    if version is not None:
        verifier_version(version, lu.version)
    lu.etat = cible(COMPTE_RENDU, "soumettre")
    presentation = presenter(lu, par=par, le=le, limite=limite)
    lu.version += 1
    lu.save()
    motif = "" if presentation.nouvelle else "sans changement : les accords restent"
    inscrire("soumettre_compte_rendu", objet=reunion, par=par, motif=motif)
    return lu


@transaction.atomic
def donner_accord(reunion: Reunion, *, par: Fonction, version: int) -> AccordCompteRendu:
    """Agree with the draft as it was submitted in version `version`; repeated, the same agreement.

    Raises ConflitDeVersion when another version was submitted since the page was opened.
    """
    reunion = verrouiller(reunion)
    compte_rendu = present(compte_rendu_de(reunion))
    donne = AccordCompteRendu.objects.filter(
        compte_rendu=compte_rendu, par=par, version=version
    ).first()
    if donne is not None and version == compte_rendu.version_projet:
        return donne
    exiger(droits.can_donner_accord(par, reunion, timezone.localdate()))
    if version != compte_rendu.version_projet:
        raise ConflitDeVersion(version, compte_rendu.version_projet)
    accord = AccordCompteRendu(
        compte_rendu=compte_rendu, par=par, date_accord=timezone.localdate(), version=version
    )
    accord.save(force_insert=True)
    inscrire("donner_accord", objet=reunion, par=par, motif=f"version {version} du projet")
    return accord


@transaction.atomic
def remarquer(
    reunion: Reunion,
    *,
    par: Fonction,
    cle: uuid.UUID,
    texte: str,
    point: PointOrdreDuJour | None = None,
) -> Remarque:
    """Remark on one item, or on the whole draft; the same key sent twice makes one remark."""
    reunion = verrouiller(reunion)
    compte_rendu = present(compte_rendu_de(reunion))
    existante = Remarque.objects.filter(cle_idempotence=cle).first()
    if existante is not None:
        if (existante.par_id, existante.compte_rendu_id) != (par.pk, compte_rendu.pk):
            raise CleDejaUtilisee
        return existante
    exiger(droits.can_remarquer(par, reunion, timezone.localdate()))
    if point is not None and point.reunion_id != reunion.pk:
        raise ActeRefuse(refus("Ce point est celui d'une autre réunion."))
    remarque = Remarque(
        compte_rendu=compte_rendu,
        point=point,
        par=par,
        texte=texte,
        date_remarque=timezone.localdate(),
        cle_idempotence=cle,
    )
    remarque.save(force_insert=True)
    inscrire("remarquer", objet=reunion, par=par, motif=point.titre if point else "")
    return remarque


def _verrouiller_remarque(remarque: Remarque) -> tuple[Remarque, Reunion]:
    """Lock the meeting, then read the remark again: whoever came first has decided."""
    reunion = verrouiller(Reunion(pk=remarque.compte_rendu.reunion_id))
    compte_rendu = present(compte_rendu_de(reunion))
    relue = Remarque.objects.select_related("par__personne", "point").get(pk=remarque.pk)
    relue.compte_rendu = compte_rendu
    return relue, reunion


@transaction.atomic
def retirer_remarque(remarque: Remarque, *, par: Fonction) -> Remarque:
    """Withdraw one's own remark, while it is not dealt with."""
    relue, reunion = _verrouiller_remarque(remarque)
    if relue.etat == EtatRemarque.RETIREE and relue.par_id == par.pk:
        return relue
    exiger(droits.can_retirer_remarque(par, relue, timezone.localdate()))
    relue.etat = EtatRemarque.RETIREE
    relue.date_reponse = timezone.localdate()
    relue.reponse_par = par
    relue.save()
    inscrire("retirer_remarque", objet=reunion, par=par)
    return relue


@transaction.atomic
def traiter_remarque(
    remarque: Remarque, *, par: Fonction, etat: EtatRemarque, reponse: str = ""
) -> Remarque:
    """Take a remark into account, or answer it without change; its author is told.

    Repeated with the same words, it tells nobody twice.
    """
    relue, reunion = _verrouiller_remarque(remarque)
    if etat not in droits.SUITES:
        raise ActeRefuse(refus("Une remarque est prise en compte, ou reçoit une réponse."))
    if (relue.etat, relue.reponse) == (etat, reponse):
        return relue
    exiger(droits.can_traiter_remarque(par, relue, timezone.localdate()))
    if etat == EtatRemarque.REPONDUE and not reponse.strip():
        raise ActeRefuse(refus("Écrivez votre réponse : l'auteur de la remarque la lira."))
    relue.etat = etat
    relue.reponse = reponse
    relue.date_reponse = timezone.localdate()
    relue.reponse_par = par
    relue.save()
    courriels.prevenir_auteur(reunion, relue, sauf=par)
    inscrire("traiter_remarque", objet=reunion, par=par, motif=str(relue.etat_enum.label))
    return relue


@transaction.atomic
def noter_approbation(
    reunion: Reunion, *, par: Fonction, voie: Approbation, suivante: Reunion | None = None
) -> CompteRendu:
    """Note that the draft was approved at the meeting's end, or at a later meeting of the same body.

    The legal day is that of the meeting that approved it. Unanimity and the delay are never noted:
    they are computed. Raises ActeRefuse when `suivante` is not a later meeting held of the body.
    """
    reunion = verrouiller(reunion)
    le = timezone.localdate()
    exiger(permissions.can_preparer(par, reunion, le))
    compte_rendu = present(compte_rendu_de(reunion))
    exiger(droits.can_noter_approbation(par, reunion, le))
    if voie == Approbation.SEANCE:
        jour, suivante = reunion.date_reunion, None
    elif voie == Approbation.REUNION:
        possibles = reunions_d_approbation(reunion, le)
        suivante = possibles.filter(pk=suivante.pk).first() if suivante is not None else None
        if suivante is None:
            raise ActeRefuse(refus("Choisissez une réunion suivante de la même instance, tenue."))
        jour = suivante.date_reunion
    else:
        raise ActeRefuse(refus("Cette approbation se calcule : elle ne se note pas."))
    if (compte_rendu.approbation, compte_rendu.date_approbation) == (voie, jour):
        return compte_rendu
    compte_rendu.approbation = voie
    compte_rendu.date_approbation = jour
    compte_rendu.approuve_en_reunion = suivante
    compte_rendu.version += 1
    compte_rendu.save()
    inscrire("noter_approbation", objet=reunion, par=par, motif=str(Approbation(voie).label))
    return compte_rendu
