"""Sealed documents: rendered once, stored with their hash, never regenerated; and their checks."""

import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.utils import timezone

from pacte.documents import stockage
from pacte.documents.models import DocumentScelle, Fichier

DOSSIER = "scelles"


class DocumentAltere(Exception):
    """The stored file is no longer the one that was sealed; the message says in what, in French."""


@dataclass(frozen=True, slots=True)
class Alteration:
    """One sealed thing that no longer is what it was: what, and how one sees it."""

    objet: str
    motif: str

    def __str__(self) -> str:
        return f"{self.objet} : {self.motif}"


Verification = Callable[[], Iterable[Alteration]]
_VERIFICATIONS: dict[str, Verification] = {}


def enregistrer_verification(nom: str, fonction: Verification) -> None:
    """Add the check of a room to `verifier_scelles`: called from that app's `ready()`; idempotent.

    `fonction` takes nothing and yields one `Alteration` per altered thing. `nom` is a French plural
    shown to the person who runs the command (« comptes rendus définitifs »).
    """
    _VERIFICATIONS[nom] = fonction


def verifications() -> tuple[tuple[str, Verification], ...]:
    """Return every registered check with its name, in the order of registration."""
    return tuple(_VERIFICATIONS.items())


def empreinte_contenu(donnees: Any) -> str:
    """Return the SHA-256 of plain data (dict, list, text, number, date) in one canonical writing.

    For a room that seals the content of its rows: keep the result beside the sealed document, then
    compute it again from the rows in a registered check.
    """
    ecriture = json.dumps(
        donnees, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str
    )
    return hashlib.sha256(ecriture.encode()).hexdigest()


def sceller(contenu: bytes, *, genre: str, titre: str, nom: str) -> DocumentScelle:
    """Store `contenu` for good and return its row; called inside the transaction of the act.

    The file is complete on the disk before the row exists, so that a sealed row never lacks its
    file; when the transaction fails, the file is an orphan that the sweep puts aside. `nom` is the
    file name offered at download. Raises EcritureImpossible when the file cannot be written.
    """
    identifiant = uuid.uuid4()
    chemin = stockage.chemin_neuf(DOSSIER, identifiant, "pdf")
    taille, sha256 = stockage.ecrire(chemin, (contenu,), droits=0o440)
    document = DocumentScelle(
        id=identifiant,
        genre=genre,
        titre=titre,
        nom=nom,
        chemin=chemin,
        taille=taille,
        sha256=sha256,
        scelle_le=timezone.now(),
    )
    document.sceau = sceau(document)
    document.save(force_insert=True)
    return document


def sceau(document: DocumentScelle) -> str:
    """Return the hash of the row itself: title, name and date are sealed as the file is."""
    return empreinte_contenu(
        {
            "id": str(document.id),
            "genre": document.genre,
            "titre": document.titre,
            "nom": document.nom,
            "chemin": document.chemin,
            "taille": document.taille,
            "sha256": document.sha256,
            "scelle_le": document.scelle_le.astimezone(UTC).isoformat(),
        }
    )


def lire(document: DocumentScelle) -> bytes:
    """Return the bytes of a sealed document, verified. Raises DocumentAltere when they changed."""
    try:
        contenu = stockage.lire(document.chemin)
    except (OSError, ValueError) as erreur:
        raise DocumentAltere(f"Le fichier {document.chemin} est introuvable.") from erreur
    if hashlib.sha256(contenu).hexdigest() != document.sha256:
        raise DocumentAltere(f"Le fichier {document.chemin} n'est plus celui qui a été scellé.")
    return contenu


def verifier_documents() -> Iterator[Alteration]:
    """Yield what changed among sealed documents: a file missing or altered, a row edited."""
    for document in DocumentScelle.objects.order_by("scelle_le", "pk").iterator(chunk_size=500):
        yield from _alterations(document)


def _alterations(document: DocumentScelle) -> Iterator[Alteration]:
    ligne = f"document scellé {document.pk} « {document.titre} »"
    if sceau(document) != document.sceau:
        yield Alteration(ligne, "la ligne de la base a été modifiée depuis le scellement")
    yield from verifier_fichier(document, ligne)


def verifier_fichier(objet: DocumentScelle | Fichier, nom: str) -> Iterator[Alteration]:
    """Yield how the stored file differs from its row: absent, of another size, of other bytes.

    `nom` says what the file belongs to. For a file that somebody brought and that counts since.
    """
    fichier = f"{nom}, fichier {objet.chemin}"
    try:
        taille, sha256 = stockage.empreinte(objet.chemin)
    except (OSError, ValueError):
        yield Alteration(fichier, "le fichier manque ou est illisible")
        return
    if taille != objet.taille:
        yield Alteration(fichier, f"le fichier fait {taille} octets au lieu de {objet.taille}")
    elif sha256 != objet.sha256:
        yield Alteration(fichier, "l'empreinte du fichier n'est plus celle de la ligne")


def verifier_scelles() -> Iterator[Alteration]:
    """Yield every alteration found by every registered check, this room's own first."""
    for _, verification in verifications():
        yield from verification()


enregistrer_verification("documents scellés", verifier_documents)
