"""The check of addenda: the row still says what its sealed PDF says, and none is missing."""

from collections.abc import Iterator
from io import BytesIO

import pikepdf
from django.db.models import Count, F

from gouvernance.models import Addendum
from gouvernance.pdf.addenda import empreinte_addendum
from pacte.documents.scelles import Alteration, DocumentAltere, lire
from pacte.journal.models import Entree, Resultat


def verifier_addenda() -> Iterator[Alteration]:
    """Yield what changed among addenda, by somebody who went around the triggers.

    A row that no longer is what its PDF carries, an addendum erased.
    A PDF that is missing or altered is named by the check of sealed documents.
    """
    addenda = Addendum.objects.select_related("compte_rendu__document", "document").order_by(
        "compte_rendu_id", "numero"
    )
    for addendum in addenda.iterator(chunk_size=200):
        objet = f"addendum {addendum.pk} au compte rendu {addendum.compte_rendu_id}"
        try:
            portee = _empreinte_portee(lire(addendum.document))
        except DocumentAltere:
            continue
        if portee != empreinte_addendum(addendum):
            yield Alteration(objet, "son contenu n'est plus celui de son document scellé")
    yield from _manquants()


def _empreinte_portee(contenu: bytes) -> str:
    """Return the hash of the row that a PDF carries among its keywords."""
    with pikepdf.open(BytesIO(contenu)) as pdf:
        return str(pdf.docinfo.get("/Keywords", ""))


def _manquants() -> Iterator[Alteration]:
    """Addenda that the journal counts, and that are gone."""
    comptes = (
        Addendum.objects.values(pk_reunion=F("compte_rendu__reunion_id"))
        .annotate(nombre=Count("pk"))
        .order_by("pk_reunion")
    )
    presents = {str(ligne["pk_reunion"]): ligne["nombre"] for ligne in comptes}
    actes = (
        Entree.objects.filter(
            action="ajouter_addendum", objet_type="reunion", resultat=Resultat.ACCOMPLI
        )
        .values("objet_id")
        .annotate(nombre=Count("pk"))
        .order_by("objet_id")
    )
    for acte in actes:
        manque = acte["nombre"] - presents.get(acte["objet_id"], 0)
        if manque > 0:
            objet = f"addenda du compte rendu de la réunion {acte['objet_id']}"
            yield Alteration(objet, f"le journal en compte {manque} de plus que la base")
