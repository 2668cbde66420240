"""kill -9 of the web server while people work (R7): what was acknowledged is there, nothing is half done."""

import http.client
import random
import re
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse

from gouvernance.models import CompteRendu, EtatReunion, PieceReunion, Reunion
from gouvernance.operations.redaction import CONCLUSION, textes_lus
from pacte.accord.models import Fonction
from pacte.courrier.models import Courriel
from pacte.documents.balayage import balayer_orphelins
from pacte.documents.models import DocumentScelle, Fichier
from pacte.documents.scelles import verifier_scelles
from tests.epreuves.processus import HOTE, Site
from tests.factories_accord import compte, equipe, un_pacte
from tests.factories_gouvernance import (
    un_approuve,
    un_brouillon,
    un_pdf,
    une_invitee,
    une_redaction,
)

pytestmark = pytest.mark.django_db(transaction=True)
CLE_CSRF = "c" * 32
RETOUR = 5


class Personne(threading.Thread):
    """Somebody who does the same act over and over, and sends it again until it is acknowledged."""

    attendu = 302

    def __init__(self, site: Site, qui: Fonction, actes: list[Callable[[], tuple[str, dict]]]):
        super().__init__(daemon=True)
        navigateur = Client()
        navigateur.force_login(compte(qui))
        session = navigateur.cookies[settings.SESSION_COOKIE_NAME].value
        self.entetes = {
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; csrftoken={CLE_CSRF}",
            "X-CSRFToken": CLE_CSRF,
            "Content-Type": MULTIPART_CONTENT,
        }
        self.site, self.actes = site, actes
        self.faits, self.reprises = 0, 0
        self.codes: list[int] = []
        self.fin = threading.Event()
        self.derniere = b""

    def run(self) -> None:
        for acte in self.actes:
            adresse, corps = acte()
            while not self.fin.is_set() and not self._envoyer(adresse, corps):
                self.reprises += 1
                time.sleep(0.05)
            if self.fin.is_set():
                return
            self.faits += 1

    def _envoyer(self, adresse: str, corps: dict) -> bool:
        """Whether the server acknowledged (2xx, 3xx); a cut connection is no answer."""
        for valeur in corps.values():
            if isinstance(valeur, SimpleUploadedFile):
                valeur.seek(0)
        connexion = http.client.HTTPConnection(HOTE, self.site.port, timeout=20)
        try:
            with closing(connexion):
                connexion.request("POST", adresse, encode_multipart(BOUNDARY, corps), self.entetes)
                reponse = connexion.getresponse()
                self.derniere = reponse.read()
        except (OSError, http.client.HTTPException):
            return False
        self.codes.append(reponse.status)
        # A 200 in answer to a form is that form again, with its errors: nothing is acknowledged.
        return reponse.status == self.attendu


@pytest.fixture
def p(transactional_db: None) -> SimpleNamespace:
    pacte = un_pacte()
    pacte.gens = equipe(pacte)
    pacte.avs = pacte.gens["agent_avs"]
    return pacte


def _adresse(nom: str, reunion: Reunion) -> str:
    return reverse(nom, args=["essai", reunion.pk])


@pytest.mark.parametrize(
    ("coups", "actes"),
    [
        pytest.param(3, 12, id="court"),
        pytest.param(200, 400, id="long", marks=pytest.mark.drill),
    ],
)
def test_r7_serveur_tue(
    p: SimpleNamespace,
    fichiers: Path,
    horloge: Any,
    dire: Callable[[str], None],
    coups: int,
    actes: int,
) -> None:
    a_inviter = [un_brouillon(p, p.avs, dans=20 + rang % 200) for rang in range(actes // 4)]
    a_sceller = [un_approuve(p, p.avs, dans=-3 - rang) for rang in range(actes // 4)]
    avec_pieces, ecrite = une_invitee(p, p.avs), une_redaction(p, p.avs)
    version = {r.pk: CompteRendu.objects.get(reunion=r).version for r in a_sceller}
    site = Site()
    ecriture = Redactrice(site, p.avs, ecrite, actes)
    gens = {
        "invitations": Personne(
            site, p.avs, [lambda r=r: (_adresse("envoyer_invitations", r), {}) for r in a_inviter]
        ),
        "versions définitives": Personne(
            site,
            p.avs,
            [
                lambda r=r: (_adresse("rendre_definitif", r), {"version": version[r.pk]})
                for r in a_sceller
            ],
        ),
        "pièces": Personne(
            site,
            p.avs,
            [
                lambda rang=rang: (_adresse("joindre_piece", avec_pieces), _piece(rang))
                for rang in range(actes)
            ],
        ),
        "textes": ecriture,
    }
    connections.close_all()
    retours = [site.demarrer()]
    hasard = random.Random(7)
    for personne in gens.values():
        personne.start()
    try:
        for _ in range(coups):
            time.sleep(hasard.uniform(0.1, 0.9))
            site.tuer()
            retours.append(site.demarrer())
        for personne in gens.values():
            personne.join(0.3 * actes + 20)
            dit = re.sub(rb"(?s)<head>.*?</head>|<[^>]+>|\s+", b" ", personne.derniere).decode()
            assert personne.faits == len(personne.actes), (personne.codes[-5:], dit)
    finally:
        for personne in gens.values():
            personne.fin.set()
        for personne in gens.values():
            personne.join(25)
        site.tuer()
    dire(
        f"R7 : {coups} kill -9 ; "
        + ", ".join(f"{nom} {q.faits} (reprises {q.reprises})" for nom, q in gens.items())
        + f" ; retour en {max(retours):.1f} s au plus"
    )
    assert all(code < 500 for personne in gens.values() for code in personne.codes)
    assert max(retours) <= RETOUR
    assert sum(q.reprises for q in gens.values()) > 0, "aucun coup n'est tombé sur un acte"
    _verifier_invitations(a_inviter, gens["invitations"].faits)
    _verifier_scelles(a_sceller, gens["versions définitives"].faits)
    # Files carry the hours of the disk: the sweep has to read the same clock.
    horloge.move_to(time_machine.escape_hatch.time.time())
    _verifier_pieces(fichiers, gens["pièces"].faits)
    ecriture.verifier()


def _piece(rang: int) -> dict[str, object]:
    contenu = un_pdf().read()
    fichier = SimpleUploadedFile(f"piece-{rang}.pdf", contenu, content_type="application/pdf")
    return {"cle_idempotence": str(uuid.uuid5(uuid.NAMESPACE_OID, str(rang))), "fichier": fichier}


class Redactrice(Personne):
    """She types one text: each saving tells the mark of the one before, as the page's script does."""

    attendu = 200

    def __init__(self, site: Site, qui: Fonction, reunion: Reunion, actes: int) -> None:
        super().__init__(site, qui, [lambda rang=rang: self._frappe(rang) for rang in range(actes)])
        self.reunion = reunion
        lus = textes_lus(CompteRendu.objects.filter(reunion=reunion).first())
        self.base = lus[CONCLUSION].base
        self.acquis = -1

    def _frappe(self, rang: int) -> tuple[str, dict]:
        return _adresse("enregistrer_passage", self.reunion), {
            "base": self.base,
            "html": f"<p>Conclusion numéro {rang}.</p>",
        }

    def _envoyer(self, adresse: str, corps: dict) -> bool:
        if not super()._envoyer(adresse, corps | {"base": self.base}):
            return False
        self.base = re.search(rb'"base": "([^"]+)"', self.derniere).group(1).decode()
        self.acquis += 1
        return True

    def verifier(self) -> None:
        """The text is the last acknowledged one, or the one that was being sent."""
        texte = CompteRendu.objects.get(reunion=self.reunion).conclusion_html
        ecrit = int(re.search(r"numéro (\d+)", texte).group(1))
        assert ecrit in {self.acquis, self.acquis + 1}


def _verifier_invitations(reunions: list[Reunion], faites: int) -> None:
    """Each meeting is wholly invited or not at all; those acknowledged are."""
    for rang, reunion in enumerate(
        Reunion.objects.filter(pk__in=[r.pk for r in reunions]).order_by("pk")
    ):
        avec = reunion.participations.exclude(fonction__personne__courriel="")
        ecrits = avec.filter(courriel__isnull=False).count()
        invitee = reunion.etat == EtatReunion.INVITEE
        assert ecrits == (avec.count() if invitee else 0)
        assert invitee or rang >= faites, "une invitation confirmée est perdue"
    liees = Courriel.objects.filter(objet__contains="invitation")
    assert liees.count() == liees.values("destinataire", "objet", "calendrier").distinct().count()


def _verifier_scelles(reunions: list[Reunion], faites: int) -> None:
    assert list(verifier_scelles()) == []
    definitifs = CompteRendu.objects.filter(
        reunion__in=[r.pk for r in reunions], etat="definitif"
    ).count()
    assert faites <= definitifs <= faites + 1
    assert DocumentScelle.objects.count() == definitifs


def _verifier_pieces(fichiers: Path, faites: int) -> None:
    """Each acknowledged file is one row and one file; the sweep takes what no row names."""
    assert faites <= PieceReunion.objects.count() <= faites + 1
    presents = {str(f.relative_to(fichiers)) for f in fichiers.rglob("*") if f.is_file()}
    lies = set(Fichier.objects.values_list("chemin", flat=True))
    scelles = set(DocumentScelle.objects.values_list("chemin", flat=True))
    assert lies | scelles <= presents
    balayer_orphelins(age=0)
    restants = {
        str(f.relative_to(fichiers))
        for f in fichiers.rglob("*")
        if f.is_file() and "orphelins" not in f.parts
    }
    assert restants == lies | scelles
