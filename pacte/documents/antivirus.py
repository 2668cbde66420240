"""ClamAV, when the settings name its service: what is not known to be sound is not given out.

Without the setting `CLAMAV`, files are checked by their form alone (see `televersements`). With it,
each file is read by clamd before it is kept. While clamd does not answer, a file is kept « en
attente »: nobody downloads it until the sweep has had it read (S18, fail closed).
"""

from dataclasses import dataclass
from http import HTTPStatus
from typing import IO
from urllib.parse import urlsplit

from clamav_client.clamd import ClamdError, ClamdNetworkSocket, ClamdUnixSocket
from django.conf import settings
from django.db import transaction

from pacte.documents import stockage
from pacte.documents.models import AnalyseFichier, Fichier, VerdictAnalyse
from pacte.socle.empechements import Empechement

DELAI = 30


class AntivirusInjoignable(Exception):
    """clamd does not answer, or not as it should: nothing is known of the file."""


class FichierEnAttente(Empechement):
    """The file has not been read by the antivirus yet."""

    code_http = HTTPStatus.CONFLICT
    titre = "Ce fichier est en cours d'analyse"

    def __init__(self) -> None:
        super().__init__(
            "L'antivirus du portail ne l'a pas encore lu. Il s'ouvrira dès que ce sera fait, "
            "en général dans les dix minutes."
        )


class FichierInfecte(Empechement):
    """The antivirus found something in the file."""

    code_http = HTTPStatus.GONE
    titre = "Ce fichier est refusé"

    def __init__(self) -> None:
        super().__init__(
            "L'antivirus y a trouvé un programme dangereux : le portail ne le donne plus. "
            "Demandez une autre copie à la personne qui l'a déposé."
        )


@dataclass(frozen=True, slots=True)
class Lecture:
    """What the antivirus says of a file: its verdict, and the name of what it found."""

    verdict: VerdictAnalyse
    signature: str = ""


def is_actif() -> bool:
    """Whether the settings name an antivirus."""
    return bool(settings.CLAMAV)


def lire(flux: IO[bytes]) -> Lecture:
    """Have clamd read the bytes from here to the end. Raises AntivirusInjoignable."""
    try:
        reponse = _client().instream(flux)
    except (ClamdError, OSError, ValueError) as erreur:
        raise AntivirusInjoignable(str(erreur)) from erreur
    etat, detail = reponse.get("stream", ("", None))
    if etat == "OK":
        return Lecture(VerdictAnalyse.SAIN)
    if etat == "FOUND":
        return Lecture(VerdictAnalyse.INFECTE, (detail or "inconnue")[:200])
    raise AntivirusInjoignable(f"Réponse inattendue : {etat} {detail}")


def _client() -> ClamdNetworkSocket | ClamdUnixSocket:
    adresse = urlsplit(settings.CLAMAV)
    if adresse.scheme == "unix":
        return ClamdUnixSocket(adresse.path, timeout=DELAI)
    return ClamdNetworkSocket(adresse.hostname or "localhost", adresse.port or 3310, timeout=DELAI)


def noter(fichier: Fichier, lecture: Lecture) -> AnalyseFichier:
    """Keep for good what the antivirus said of a stored file."""
    return AnalyseFichier.objects.create(
        fichier=fichier, verdict=lecture.verdict, signature=lecture.signature
    )


def exiger_sain(fichier: Fichier) -> None:
    """Raise FichierEnAttente or FichierInfecte unless the file may be given out.

    A file found infected stays refused even when the antivirus is no longer configured.
    """
    verdict = AnalyseFichier.objects.filter(fichier=fichier).values_list("verdict", flat=True)
    connu = verdict.first()
    if connu == VerdictAnalyse.INFECTE:
        raise FichierInfecte
    if connu is None and is_actif():
        raise FichierEnAttente


@dataclass(frozen=True, slots=True)
class BilanAnalyse:
    """What a sweep of the files still to be read did; `reste` counts those without a verdict."""

    sains: int
    infectes: tuple[Fichier, ...]
    reste: int


def analyser_en_attente() -> BilanAnalyse:
    """Have every file without a verdict read, oldest first; stops when clamd does not answer."""
    sains = 0
    infectes: list[Fichier] = []
    en_attente = Fichier.objects.filter(analyse__isnull=True).order_by("depose_le", "pk")
    for fichier in en_attente.iterator(chunk_size=100):
        try:
            with stockage.ouvrir(fichier.chemin) as flux:
                lecture = lire(flux)
        except AntivirusInjoignable:
            break
        except OSError:
            # No longer on the disk: verifier_scelles names it; there is nothing to read.
            continue
        with transaction.atomic():
            noter(fichier, lecture)
        if lecture.verdict == VerdictAnalyse.SAIN:
            sains += 1
        else:
            infectes.append(fichier)
    return BilanAnalyse(sains, tuple(infectes), en_attente.count())
