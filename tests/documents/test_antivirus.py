"""The antivirus: a real clamd dialogue over a socket; nothing given out that it has not cleared."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from pacte.documents import antivirus
from pacte.documents.models import AnalyseFichier, Fichier, VerdictAnalyse
from pacte.documents.reponses import reponse_fichier
from pacte.documents.taches import analyser_fichiers
from pacte.documents.televersements import controler, enregistrer_fichier
from pacte.journal.models import Entree
from tests.documents.fabriques import pdf, televerse

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Clamd(socketserver.StreamRequestHandler):
    """The part of clamd that answers INSTREAM: finds EICAR in the bytes that it receives."""

    def handle(self) -> None:
        commande = b""
        while not commande.endswith((b"\n", b"\0")):
            commande += self.rfile.read(1)
        recu = b""
        while taille := struct.unpack("!L", self.rfile.read(4))[0]:
            recu += self.rfile.read(taille)
        self.server.recus.append(recu)
        reponse = self.server.force or (
            b"stream: Eicar-Test-Signature FOUND\n" if EICAR in recu else b"stream: OK\n"
        )
        self.wfile.write(reponse)


class Serveur(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    force = b""


@pytest.fixture
def clamd(settings: Any) -> Iterator[Serveur]:
    with Serveur(("127.0.0.1", 0), Clamd) as serveur:
        serveur.recus = []
        threading.Thread(target=serveur.serve_forever, daemon=True).start()
        settings.CLAMAV = f"tcp://127.0.0.1:{serveur.server_address[1]}"
        yield serveur
        serveur.shutdown()


@pytest.fixture
def arrete(settings: Any) -> None:
    with Serveur(("127.0.0.1", 0), Clamd) as serveur:
        port = serveur.server_address[1]
    settings.CLAMAV = f"tcp://127.0.0.1:{port}"


def _avec_eicar() -> bytes:
    return pdf() + b"\n%" + EICAR


def _deposer(contenu: bytes) -> Fichier:
    return enregistrer_fichier(televerse(contenu, "Note.pdf"), compte=None)


def _telecharger(fichier: Fichier) -> bytes:
    reponse = reponse_fichier(fichier)
    contenu = b"".join(reponse.streaming_content)
    # The answer's own close() would end the request, hence the test's connection.
    reponse.file_to_stream.close()
    return contenu


@pytest.mark.django_db
def test_fichier_sain_lu_en_entier_puis_donne(clamd: Serveur) -> None:
    contenu = pdf()
    fichier = _deposer(contenu)
    assert clamd.recus == [contenu]
    assert fichier.analyse.verdict == VerdictAnalyse.SAIN
    assert _telecharger(fichier) == contenu


def test_eicar_refuse_avant_d_etre_garde(clamd: Serveur) -> None:
    with pytest.raises(ValidationError, match="programme dangereux"):
        controler(televerse(_avec_eicar(), "Note.pdf"))


@pytest.mark.django_db
@pytest.mark.parametrize("force", [b"stream: INSTREAM trop gros ERROR\n", b"n'importe quoi\n", b""])
def test_reponse_incomprise_ne_vaut_pas_un_fichier_sain(clamd: Serveur, force: bytes) -> None:
    clamd.force = force or b"\n"
    fichier = _deposer(pdf())
    with pytest.raises(antivirus.FichierEnAttente):
        reponse_fichier(fichier)


@pytest.mark.django_db
def test_antivirus_arrete_le_fichier_attend_puis_se_donne(
    arrete: None, settings: Any, request: pytest.FixtureRequest
) -> None:
    contenu = pdf()
    fichier = _deposer(contenu)
    assert not AnalyseFichier.objects.exists()
    with pytest.raises(antivirus.FichierEnAttente):
        reponse_fichier(fichier)
    analyser_fichiers(0)
    with pytest.raises(antivirus.FichierEnAttente):
        reponse_fichier(fichier)
    with pytest.raises(CommandError, match="pas tout lu"):
        call_command("analyser_fichiers")
    request.getfixturevalue("clamd")
    analyser_fichiers(0)
    assert _telecharger(fichier) == contenu


@pytest.mark.django_db
def test_infecte_trouve_plus_tard_jamais_donne(
    arrete: None, settings: Any, request: pytest.FixtureRequest
) -> None:
    fichier = _deposer(_avec_eicar())
    request.getfixturevalue("clamd")
    analyser_fichiers(0)
    fichier = Fichier.objects.get()
    assert fichier.analyse.signature == "Eicar-Test-Signature"
    assert Entree.objects.get(action="refuser_fichier").motif == "Eicar-Test-Signature"
    for adresse in (settings.CLAMAV, ""):
        settings.CLAMAV = adresse
        with pytest.raises(antivirus.FichierInfecte):
            reponse_fichier(fichier)


@pytest.mark.django_db
def test_sans_antivirus_rien_n_attend(settings: Any) -> None:
    contenu = pdf()
    assert _telecharger(_deposer(contenu)) == contenu
    with pytest.raises(CommandError, match="CLAMAV"):
        call_command("analyser_fichiers")
    analyser_fichiers(0)
    assert not AnalyseFichier.objects.exists()


@pytest.mark.django_db
def test_verdict_jamais_modifie(clamd: Serveur) -> None:
    analyse = _deposer(pdf()).analyse
    analyse.verdict = VerdictAnalyse.INFECTE
    with pytest.raises(DatabaseError), transaction.atomic():
        analyse.save()
