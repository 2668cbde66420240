"""Correcting definitive minutes: a dated, numbered addendum, sealed on its own; nothing is rewritten."""

import uuid

from django.db import transaction
from django.utils import timezone

from gouvernance.models import Addendum, PointOrdreDuJour, Reunion
from gouvernance.notifications import circulation as courriels
from gouvernance.operations.circulation import present
from gouvernance.operations.verrou import compte_rendu_de, verrouiller
from gouvernance.pdf.addenda import nom_addendum, rendre_addendum, titre_addendum
from gouvernance.permissions import circulation as droits
from pacte.accord.models import Fonction
from pacte.documents.models import GenreDocument
from pacte.documents.scelles import sceller
from pacte.journal.operations import inscrire
from pacte.socle.droits import ActeRefuse, exiger, refus
from pacte.socle.versions import CleDejaUtilisee


@transaction.atomic
def ajouter_addendum(
    reunion: Reunion,
    *,
    par: Fonction,
    cle: uuid.UUID,
    motif: str,
    texte: str,
    point: PointOrdreDuJour | None = None,
) -> Addendum:
    """Add a correction to definitive minutes, sealed at once; everybody invited is told.

    The PDF is wholly on the disk before its row exists; the minutes and their PDF do not change. The
    same key sent twice makes one addendum. Raises CleDejaUtilisee when it made another one.
    """
    reunion = verrouiller(reunion)
    le = timezone.localdate()
    compte_rendu = present(compte_rendu_de(reunion))
    existant = Addendum.objects.filter(cle_idempotence=cle).first()
    if existant is not None:
        if (existant.par_id, existant.compte_rendu_id) != (par.pk, compte_rendu.pk):
            raise CleDejaUtilisee
        return existant
    exiger(droits.can_ajouter_addendum(par, reunion, le))
    if point is not None and point.reunion_id != reunion.pk:
        raise ActeRefuse(refus("Ce point est celui d'une autre réunion."))
    dernier = compte_rendu.addenda.order_by("-numero").first()
    addendum = Addendum(
        compte_rendu=compte_rendu,
        numero=(dernier.numero if dernier else 0) + 1,
        date_addendum=le,
        point=point,
        motif=motif,
        texte=texte,
        par=par,
        cle_idempotence=cle,
    )
    sceller_addendum(addendum)
    prevenues = courriels.annoncer_addendum(addendum, sauf=par)
    suite = f", {prevenues} personnes prévenues" if prevenues else ""
    inscrire("ajouter_addendum", objet=reunion, par=par, motif=f"n° {addendum.numero}{suite}")
    return addendum


def sceller_addendum(addendum: Addendum) -> Addendum:
    """Render, seal and keep an addendum; called inside the act's transaction."""
    addendum.document = sceller(
        rendre_addendum(addendum),
        genre=GenreDocument.ADDENDUM,
        titre=titre_addendum(addendum)[:300],
        nom=nom_addendum(addendum),
    )
    addendum.save(force_insert=True)
    return addendum
