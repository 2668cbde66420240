"""Sealing under kill -9: a sealed row always has its file, and sealing again succeeds (R8)."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection

from pacte.documents.balayage import balayer_orphelins
from pacte.documents.models import DocumentScelle, GenreDocument
from pacte.documents.scelles import lire, sceller, verifier_scelles

CONTENU = b"%PDF-1.7 compte rendu" * 5000
PROGRAMME = """
import os, signal, sys
import django
django.setup()
from pathlib import Path
from django.db import transaction
from pacte.documents import depot_local, scelles
from pacte.documents.models import DocumentScelle

def tuer(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

etape, taille = sys.argv[1], int(sys.argv[2])
cibles = {
    "ecriture": (os, "fsync"),
    "relecture": (depot_local, "empreinte"),
    "renommage": (Path, "rename"),
    "ligne": (DocumentScelle, "save"),
}
if etape in cibles:
    setattr(*cibles[etape], tuer)
contenu = (b"%PDF-1.7 compte rendu" * 5000)[:taille]
with transaction.atomic():
    scelles.sceller(contenu, genre="compte_rendu", titre="Comité", nom="cr.pdf")
    if etape == "validation":
        tuer()
if etape == "apres":
    tuer()
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "etape", ["ecriture", "relecture", "renommage", "ligne", "validation", "apres"]
)
def test_processus_tue_pendant_le_scellement(fichiers: Path, etape: str) -> None:
    base = connection.settings_dict
    adresse = f"postgres://{base['USER']}:{base['PASSWORD']}@/{base['NAME']}"
    tue = subprocess.run(
        [sys.executable, "-c", PROGRAMME, etape, str(len(CONTENU))],
        cwd=settings.RACINE,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "pacte.settings",
            "DATABASE_URL": f"{adresse}?{urlencode({'host': base['HOST'], 'port': base['PORT']})}",
            "DOSSIER_FICHIERS": str(fichiers),
        },
        capture_output=True,
        timeout=180,
        check=False,
    )
    assert tue.returncode == -signal.SIGKILL, tue.stderr.decode()
    assert list(verifier_scelles()) == []
    attendus = 1 if etape == "apres" else 0
    assert DocumentScelle.objects.count() == attendus
    if not attendus:
        document = sceller(CONTENU, genre=GenreDocument.COMPTE_RENDU, titre="Comité", nom="cr.pdf")
        assert lire(document) == CONTENU
    document = DocumentScelle.objects.get()
    assert lire(document) == CONTENU
    # What the killed process left goes away with the next sweep; the sealed file stays.
    for reste in (fichiers / "scelles").rglob("*.p*"):
        os.utime(reste, (0, 0))
    balayer_orphelins()
    assert [p for p in (fichiers / "scelles").rglob("*") if p.is_file()] == [
        fichiers / document.chemin
    ]
    assert list(verifier_scelles()) == []
