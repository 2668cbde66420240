"""Asking for opinions, giving one with an account or by a link, reminding, withdrawing."""

import uuid
from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone

from pacte.accord.models import Fonction, Organisation
from pacte.courrier.periodique import une_seule_fois
from pacte.journal.operations import inscrire
from pacte.socle.droits import ActeRefuse, exiger, refus
from pacte.socle.versions import CleDejaUtilisee, verifier_version
from subventions.acces_avis import revoquer_liens
from subventions.envois import attendre
from subventions.models import Avis, Demande, EtatAvis, LienAvis, SensAvis
from subventions.notifications import avis as courriels
from subventions.operations.verrou import verrouiller
from subventions.permissions import (
    can_annuler_avis,
    can_demander_avis,
    can_ouvrir_lien,
    can_relancer_avis,
    can_rendre_avis,
)


@transaction.atomic
def demander_avis(
    demande: Demande,
    *,
    par: Fonction,
    cle: uuid.UUID,
    destinataires: Mapping[Organisation, str],
    message: str,
    echeance: date,
    avec_budget: bool,
    avec_pieces: bool,
) -> list[Avis]:
    """Ask several organisations at once, each at its address; the same key asks once."""
    attendre(cle)
    demande = verrouiller(demande)
    cles = {organisation: uuid.uuid5(cle, str(organisation.pk)) for organisation in destinataires}
    deja = list(Avis.objects.filter(cle_idempotence__in=cles.values()).order_by("pk"))
    if deja:
        meme = {(a.organisation_id, a.demande_id, a.demande_par_id) for a in deja}
        if meme != {(o.pk, demande.pk, par.pk) for o in destinataires}:
            raise CleDejaUtilisee
        return deja
    le = timezone.localdate()
    exiger(can_demander_avis(par, demande, le))
    demandes = []
    for organisation, courriel in destinataires.items():
        avis = Avis(
            demande=demande,
            organisation=organisation,
            courriel=courriel,
            message=message,
            date_demande=le,
            demande_par=par,
            echeance=echeance,
            avec_budget=avec_budget,
            avec_pieces=avec_pieces,
            cle_idempotence=cles[organisation],
        )
        avis.full_clean()
        avis.save()
        courriels.demander(avis)
        demandes.append(avis)
    noms = ", ".join(str(organisation) for organisation in destinataires)
    inscrire("demander_avis", objet=demande, par=par, motif=noms)
    return demandes


def _verrouille(avis: Avis) -> Avis:
    """The opinion as it is stored, behind the lock of its request."""
    demande = verrouiller(avis.demande)
    relu = (
        Avis.objects.select_for_update(of=("self",))
        .select_related("organisation", "demande_par__personne")
        .get(pk=avis.pk)
    )
    relu.demande = demande
    return relu


@transaction.atomic
def rendre_avis(
    avis: Avis, *, par: Fonction, version: int, sens: str, texte: str, signataire: str
) -> Avis:
    """Give, or change, the opinion of one's organisation, signed in."""
    avis = _verrouille(avis)
    exiger(can_rendre_avis(par, avis, timezone.localdate()))
    verifier_version(version, avis.version)
    avis.rendu_par = par
    _ecrire(avis, sens, texte, signataire)
    # The words stay out of the journal, which others read.
    inscrire("rendre_avis", objet=avis.demande, par=par)
    return avis


@transaction.atomic
def rendre_avis_par_lien(
    lien: LienAvis, *, version: int, sens: str, texte: str, signataire: str
) -> Avis:
    """Give, or change, an opinion with a personal link; the name is that of who answers."""
    avis = _verrouille(lien.avis)
    lien = LienAvis.objects.select_for_update(of=("self",)).get(pk=lien.pk)
    lien.avis = avis
    if not can_ouvrir_lien(lien, timezone.now()):
        raise ActeRefuse(refus("Ce lien n'ouvre plus rien : l'avis n'est plus attendu."))
    verifier_version(version, avis.version)
    avis.rendu_par = None
    _ecrire(avis, sens, texte, signataire)
    nom = f"{signataire}, {avis.organisation} (lien)"
    inscrire("rendre_avis", objet=avis.demande, nom=nom)
    return avis


def _ecrire(avis: Avis, sens: str, texte: str, signataire: str) -> None:
    premier = avis.date_avis is None
    avis.sens, avis.texte, avis.signataire = sens, texte, signataire
    avis.date_avis = timezone.localdate()
    avis.version += 1
    avis._change_reason = f"{signataire} : {SensAvis(sens).label}"[:100]
    avis.full_clean()
    avis.save()
    courriels.annoncer_rendu(avis, premier=premier)


@transaction.atomic
def annuler_avis(avis: Avis, *, par: Fonction, version: int) -> Avis:
    """Withdraw the question: its links open nothing more, the organisation is told."""
    avis = _verrouille(avis)
    exiger(can_annuler_avis(par, avis, timezone.localdate()))
    verifier_version(version, avis.version)
    avis.date_annulation = timezone.localdate()
    avis.version += 1
    avis.full_clean()
    avis.save()
    revoquer_liens(avis)
    inscrire("annuler_avis", objet=avis.demande, par=par, motif=str(avis.organisation))
    courriels.annuler(avis)
    return avis


@transaction.atomic
def relancer_avis(demande: Demande, *, par: Fonction) -> int:
    """Write again to those who have not answered, once a day each; return how many."""
    demande = verrouiller(demande)
    le = timezone.localdate()
    exiger(can_demander_avis(par, demande, le))
    nombre = 0
    for avis in demande.avis.select_related("organisation").order_by("pk"):
        if avis.etat_enum != EtatAvis.ATTENDU or not avis.courriel:
            continue
        avis.demande = demande
        exiger(can_relancer_avis(par, avis, le))
        if une_seule_fois(f"relance de l'avis {avis.pk}", le):
            courriels.relancer(avis)
            nombre += 1
    if nombre:
        inscrire("relancer_avis", objet=demande, par=par, motif=f"{nombre} relances")
    return nombre
