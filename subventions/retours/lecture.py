"""What a scan of signed conventions holds: read apart, then shown to be confirmed.

Nothing is written before the confirmation: a signed token, held by the page's address, says where the
scan waits and which convention each page belongs to. Never confirmed, the scan is swept after a day.
"""

import io
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError

from pacte.accord.models import Pacte
from pacte.documents import stockage
from pacte.documents.models import Fichier
from pacte.documents.televersements import FichierAConfirmer
from subventions.models import Convention
from subventions.retours.code import lire_code
from subventions.retours.codes_lus import PAGES_MAXIMUM

SEL = "subventions.retours"
DELAI = 120
MODULE = "subventions.retours.codes_lus"
ERREURS = {
    "trop_de_pages": (
        f"Ce fichier a plus de {PAGES_MAXIMUM} pages. Numérisez les conventions en plusieurs fois."
    ),
    "illisible": "Ce fichier ne se lit pas. Numérisez de nouveau les conventions, en PDF.",
    "trop_long": "Ce fichier est trop long à lire. Numérisez les conventions en plusieurs fois.",
}


@dataclass(frozen=True, slots=True)
class Lecture:
    """A scan that was read: its file, and the convention (or None) of each page, in order."""

    fichier: FichierAConfirmer
    pacte: int
    conventions: tuple[int | None, ...]

    @property
    def jeton(self) -> str:
        """The signed writing of this reading, short enough for an address."""
        return signing.dumps(
            [list(astuple(self.fichier)), self.pacte, list(self.conventions)],
            salt=SEL,
            compress=True,
        )

    @property
    def sans_code(self) -> list[int]:
        """The numbers of the pages whose code was not read, counted from 1."""
        return [rang for rang, cle in enumerate(self.conventions, start=1) if cle is None]

    def pages_de(self, cle: int) -> list[int]:
        """The numbers of the pages of a convention, counted from 1."""
        return [rang for rang, lue in enumerate(self.conventions, start=1) if lue == cle]


@dataclass(frozen=True, slots=True)
class PagesReconnues:
    """A convention found in a scan, with its pages and how many its document has."""

    convention: Convention
    pages: tuple[int, ...]

    @property
    def manquantes(self) -> int:
        """How many pages of the document the scan does not show."""
        return max((self.convention.nombre_pages or 0) - len(self.pages), 0)


@dataclass(frozen=True, slots=True)
class RetourVoulu:
    """A convention to attach: its pages in the scan (from 1) and the days of its signatures."""

    convention: Convention
    pages: tuple[int, ...]
    date_signature_ville: date | None
    date_signature_centre: date | None


def relire_jeton(jeton: str) -> Lecture | None:
    """Return the reading that an address holds, or None: not signed here, or its scan is gone."""
    try:
        fichier, pacte, conventions = signing.loads(jeton, salt=SEL, max_age=stockage.UN_JOUR)
    except signing.BadSignature:
        return None
    return Lecture(FichierAConfirmer(*fichier), pacte, tuple(conventions))


def lire_pages(fichier: FichierAConfirmer, pacte: Pacte) -> Lecture:
    """Read a scan and find the convention of each page, in this pact alone.

    Raises ValidationError, in French, when the file cannot be read or has too many pages.
    """
    with _copie(fichier) as chemin:
        reponse = _lancer([chemin])
    if "erreur" in reponse:
        raise ValidationError({"fichier": ERREURS[reponse["erreur"]]})
    codes = [
        next((code for code in map(lire_code, textes) if code), "") for textes in reponse["pages"]
    ]
    par_code = dict(
        Convention.objects.filter(pacte=pacte, code_retour__in=set(codes) - {""}).values_list(
            "code_retour", "pk"
        )
    )
    return Lecture(fichier, pacte.pk, tuple(par_code.get(code) for code in codes))


def dessiner_page(fichier: FichierAConfirmer, rang: int) -> bytes | None:
    """Return a page of a scan as a PNG, or None when it has no such page."""
    with _copie(fichier) as chemin, tempfile.TemporaryDirectory(prefix="vignette-") as dossier:
        cible = Path(dossier) / "page.png"
        reponse = _lancer([chemin, str(rang), str(cible)])
        return cible.read_bytes() if "faite" in reponse else None


def pages_reconnues(lecture: Lecture, conventions: Sequence[Convention]) -> list[PagesReconnues]:
    """Return the conventions found, in the order of the scan."""
    par_cle = {convention.pk: convention for convention in conventions}
    presentes = [cle for cle in Counter(lecture.conventions) if cle in par_cle]
    return [PagesReconnues(par_cle[cle], tuple(lecture.pages_de(cle))) for cle in presentes]


def extraire(fichier: Fichier, pages: Sequence[int]) -> bytes:
    """Return a PDF of some pages of a scan, in order."""
    with _copie(fichier) as chemin, pikepdf.open(chemin) as source, pikepdf.new() as cible:
        for rang in pages:
            cible.pages.append(source.pages[rang - 1])
        flux = io.BytesIO()
        cible.save(flux)
    return flux.getvalue()


@contextmanager
def _copie(fichier: Fichier | FichierAConfirmer) -> Iterator[str]:
    """Give the stored file as a path on this machine, wherever files are kept."""
    with tempfile.NamedTemporaryFile(prefix="retour-", suffix=".pdf") as temporaire:
        temporaire.write(stockage.lire(fichier.chemin))
        temporaire.flush()
        yield temporaire.name


def _lancer(arguments: list[str]) -> dict[str, Any]:
    try:
        reponse = subprocess.run(
            [sys.executable, "-m", MODULE, *arguments],
            cwd=settings.RACINE,
            capture_output=True,
            text=True,
            timeout=DELAI,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"erreur": "trop_long"}
    if reponse.returncode != 0 or not reponse.stdout:
        # The process dies without a word when a bomb meets its bounds.
        return {"erreur": "illisible"}
    return dict(json.loads(reponse.stdout))
