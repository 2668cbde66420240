"""A draft that moves while others act: real threads, real requests, real kills (R1, R4, R8, R20)."""

import os
import signal
import subprocess
import sys
import threading
import uuid
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from gouvernance import operations
from gouvernance.models import (
    AccordCompteRendu,
    Addendum,
    Approbation,
    CompteRendu,
    EtatRemarque,
    Remarque,
    Reunion,
    VersionProjet,
)
from gouvernance.operations.rappels_circulation import rappeler_projets
from pacte.accord.middleware import CLE_SESSION
from pacte.accord.models import Fonction
from pacte.courrier.models import Courriel
from pacte.documents.balayage import balayer_orphelins
from pacte.documents.models import DocumentScelle
from pacte.documents.scelles import lire, verifier_scelles
from tests.conftest import AUJOURDHUI
from tests.factories_accord import compte, equipe, un_pacte
from tests.factories_gouvernance import relue, un_approuve, un_projet, une_definitive
from tests.gouvernance.test_circulation import LIMITE, projet_de, reecrire, remarque_de
from tests.gouvernance.test_concurrence import ensemble

VINGT = 20


@pytest.fixture
def p(transactional_db: None) -> SimpleNamespace:
    pacte = un_pacte()
    pacte.gens = equipe(pacte)
    pacte.avs = pacte.gens["agent_avs"]
    pacte.direction = pacte.gens["direction"]
    return pacte


def connectee(fonction: Fonction) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(compte(fonction))
    session = client.session
    session[CLE_SESSION] = fonction.pk
    session.save()
    return client


def envoyer_ensemble(clients: list[Client], url: str, donnees: dict[str, object]) -> list[int]:
    """Send the same form at the same moment; return the status of each answer."""
    depart = threading.Barrier(len(clients))
    statuts = [0] * len(clients)

    def envoyer(rang: int) -> None:
        depart.wait()
        statuts[rang] = clients[rang].post(url, donnees).status_code
        connections.close_all()

    fils = [threading.Thread(target=envoyer, args=(rang,)) for rang in range(len(clients))]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(120)
    return statuts


def copies(client: Client, nombre: int) -> list[Client]:
    """Several tabs of one browser."""
    onglets = []
    for _ in range(nombre):
        onglet = Client(raise_request_exception=False)
        onglet.cookies = client.cookies
        onglets.append(onglet)
    return onglets


def test_vingt_confirmations_ne_scellent_qu_une_fois(p: SimpleNamespace) -> None:
    reunion = un_approuve(p, p.avs)
    client = connectee(p.avs)
    avant = Courriel.objects.count()
    statuts = envoyer_ensemble(
        copies(client, VINGT),
        reverse("rendre_definitif", args=["essai", reunion.pk]),
        {"version": projet_de(reunion).version},
    )
    assert set(statuts) == {302}
    assert DocumentScelle.objects.count() == 1
    adresses = list(Courriel.objects.order_by("cree_le")[avant:].values_list("destinataire"))
    assert adresses
    assert len(adresses) == len(set(adresses))
    assert list(verifier_scelles()) == []


def test_vingt_envois_ne_font_qu_un_addendum(p: SimpleNamespace) -> None:
    reunion = une_definitive(p, p.avs)
    client = connectee(p.avs)
    avant = Courriel.objects.count()
    statuts = envoyer_ensemble(
        copies(client, VINGT),
        reverse("ajouter_addendum", args=["essai", reunion.pk]),
        {
            "cle_idempotence": str(uuid.uuid4()),
            "motif": "Un montant mal noté.",
            "texte": "Lire 12 000 €.",
            "confirme": "on",
        },
    )
    assert set(statuts) == {302}
    assert Addendum.objects.count() == 1
    assert DocumentScelle.objects.filter(genre="addendum").count() == 1
    adresses = list(Courriel.objects.order_by("cree_le")[avant:].values_list("destinataire"))
    assert adresses
    assert len(adresses) == len(set(adresses))
    assert list(verifier_scelles()) == []


def test_sceller_pendant_qu_on_remarque(p: SimpleNamespace) -> None:
    """Either the remark stops the seal, or it comes too late: never inside, never lost."""
    reunion = un_approuve(p, p.avs)
    version = projet_de(reunion).version
    ensemble(
        lambda: operations.rendre_definitif(reunion, par=p.avs, version=version),
        lambda: remarque_de(reunion, p.direction),
    )
    definitif = projet_de(reunion).etat == "definitif"
    assert Remarque.objects.count() == (0 if definitif else 1)
    assert list(verifier_scelles()) == []


def test_deux_addenda_en_meme_temps_se_suivent(p: SimpleNamespace) -> None:
    reunion = une_definitive(p, p.avs)

    def ajouter() -> Addendum:
        return operations.ajouter_addendum(
            reunion, par=p.avs, cle=uuid.uuid4(), motif="Une erreur.", texte="Le texte."
        )

    ensemble(*[ajouter] * 4)
    assert list(Addendum.objects.values_list("numero", flat=True)) == [1, 2, 3, 4]
    assert list(verifier_scelles()) == []


def test_le_rappel_part_une_fois_en_parallele(p: SimpleNamespace) -> None:
    """R20: twice, in parallel, then three days late: each person is reminded once."""
    reunion = un_projet(p, p.avs)
    operations.donner_accord(reunion, par=p.direction, version=1)
    avant = Courriel.objects.count()
    jour = LIMITE.replace(day=LIMITE.day - 3)
    assert rappeler_projets(jour.replace(day=jour.day - 1)) == 0
    envoyes = ensemble(*[lambda: rappeler_projets(jour)] * 4)
    attendus = {
        participation.fonction.personne.courriel
        for participation in reunion.participations.select_related("fonction__personne")
    } - {"", p.avs.personne.courriel, p.direction.personne.courriel}
    assert sum(envoyes) == len(attendus)
    assert rappeler_projets(jour) == rappeler_projets(LIMITE) == 0
    ecrits = Courriel.objects.order_by("cree_le")[avant:]
    assert sorted(c.destinataire for c in ecrits) == sorted(attendus)
    for courriel in ecrits:
        assert courriel.objet.endswith(": encore quelques jours pour relire")


def test_le_rappel_en_retard_part_encore_jamais_apres(p: SimpleNamespace) -> None:
    """Workers stopped three days: sent on the last day; after it, nothing."""
    un_projet(p, p.avs)
    assert rappeler_projets(LIMITE.replace(month=7, day=1)) == 0
    assert rappeler_projets(LIMITE) > 0
    assert rappeler_projets(LIMITE) == 0
    assert rappeler_projets(AUJOURDHUI) == 0


def un_tour(p: SimpleNamespace, reunion: Reunion, tour: int) -> None:
    """Agree ∥ remark ∥ (submit again, or seal), then put the draft back on its feet."""
    compte_rendu = projet_de(reunion)
    version, numero = compte_rendu.version, compte_rendu.version_projet

    def resoumettre() -> None:
        reecrire(reunion, p.avs, f"Fin {tour}.")
        operations.soumettre(reunion, par=p.avs)

    def sceller() -> object:
        return operations.rendre_definitif(reunion, par=p.avs, version=version)

    ensemble(
        lambda: operations.donner_accord(reunion, par=p.direction, version=numero),
        lambda: remarque_de(reunion, p.gens["elu"]),
        sceller if tour % 3 == 2 else resoumettre,
    )
    verifier_invariants()
    if projet_de(reunion).is_definitif:
        return
    for remarque in Remarque.objects.filter(
        compte_rendu__reunion=reunion, etat=EtatRemarque.A_TRAITER
    ):
        operations.retirer_remarque(remarque, par=p.gens["elu"])
    if projet_de(reunion).etat == "redaction":
        operations.soumettre(reunion, par=p.avs)
    operations.noter_approbation(relue(reunion), par=p.avs, voie=Approbation.SEANCE)


def courses(p: SimpleNamespace, fois: int) -> None:
    """Race round after round, on a new draft each time that one is sealed."""
    reunion = un_approuve(p, p.avs)
    for tour in range(fois):
        un_tour(p, reunion, tour)
        if projet_de(reunion).is_definitif:
            reunion = un_approuve(p, p.avs)
    assert list(verifier_scelles()) == []


def verifier_invariants() -> None:
    """No agreement on a version never submitted; nothing open, nor undated, in what is sealed."""
    for accord in AccordCompteRendu.objects.order_by("pk"):
        assert VersionProjet.objects.filter(
            compte_rendu=accord.compte_rendu_id, numero=accord.version
        ).exists()
    for scelle in CompteRendu.objects.filter(etat="definitif"):
        assert scelle.approbation
        assert scelle.date_approbation
        assert not scelle.remarques.filter(etat=EtatRemarque.A_TRAITER).exists()
        assert DocumentScelle.objects.filter(pk=scelle.document_id).exists()


def test_accord_remarque_et_nouvelle_version_ensemble(p: SimpleNamespace) -> None:
    courses(p, 6)


@pytest.mark.drill
def test_cinq_cents_tours_de_courses(p: SimpleNamespace) -> None:
    """R4: 500 rounds of races on submitted drafts, no illegal end state."""
    courses(p, 500)


# --- kill -9 (R8) -----------------------------------------------------------------------------

PROGRAMME = """
import os, signal, sys
import django
django.setup()
from pathlib import Path
from django.utils import timezone
from gouvernance import operations
from gouvernance.models import CompteRendu, Reunion
from gouvernance.operations import definitif, addenda
from pacte.accord.models import Fonction
from pacte.documents import scelles
from pacte.documents.models import DocumentScelle

def tuer(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

acte, etape, pk, par, cle, jour = sys.argv[1:]
import datetime
timezone.localdate = lambda *a, **k: datetime.date.fromisoformat(jour)
cibles = {
    "rendu": (definitif if acte == "sceller" else addenda, "sceller"),
    "fsync": (os, "fsync"),
    "renommage": (Path, "rename"),
    "ligne": (DocumentScelle, "save"),
}
if etape in cibles:
    setattr(*cibles[etape], tuer)
if etape == "validation":
    module = definitif if acte == "sceller" else addenda
    module.inscrire = tuer
reunion = Reunion.objects.get(pk=pk)
fonction = Fonction.objects.get(pk=par)
if acte == "sceller":
    version = CompteRendu.objects.get(reunion=reunion).version
    operations.rendre_definitif(reunion, par=fonction, version=version)
else:
    operations.ajouter_addendum(reunion, par=fonction, cle=cle, motif="Une erreur.", texte="Texte.")
tuer()
"""


@pytest.mark.drill
@pytest.mark.parametrize("acte", ["sceller", "ajouter"])
@pytest.mark.parametrize("etape", ["rendu", "fsync", "renommage", "ligne", "validation", "apres"])
def test_tue_pendant_le_scellement(
    p: SimpleNamespace, fichiers: Path, acte: str, etape: str
) -> None:
    """R8: between rendering, fsync, rename, row and commit: never a sealed row without its file."""
    reunion = un_approuve(p, p.avs) if acte == "sceller" else une_definitive(p, p.avs)
    documents, courriels = DocumentScelle.objects.count(), Courriel.objects.count()
    cle = uuid.uuid4()
    base = connection.settings_dict
    adresse = f"postgres://{base['USER']}:{base['PASSWORD']}@/{base['NAME']}"
    tue = subprocess.run(
        [sys.executable, "-c", PROGRAMME, acte, etape, str(reunion.pk), str(p.avs.pk), str(cle),
         AUJOURDHUI.isoformat()],
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
    )  # fmt: skip
    assert tue.returncode == -signal.SIGKILL, tue.stderr.decode()
    assert list(verifier_scelles()) == []
    fait = etape == "apres"
    assert DocumentScelle.objects.count() == documents + fait
    assert (Courriel.objects.count() > courriels) is fait
    # The act is done again: one document, readable, and nothing left over after the sweep.
    if acte == "sceller":
        version = projet_de(reunion).version
        operations.rendre_definitif(reunion, par=p.avs, version=version)
    else:
        operations.ajouter_addendum(
            reunion, par=p.avs, cle=cle, motif="Une erreur.", texte="Texte."
        )
    assert DocumentScelle.objects.count() == documents + 1
    assert list(verifier_scelles()) == []
    for document in DocumentScelle.objects.order_by("pk"):
        assert lire(document).startswith(b"%PDF")
    for reste in (fichiers / "scelles").rglob("*.p*"):
        os.utime(reste, (0, 0))
    balayer_orphelins()
    gardes = {fichiers / document.chemin for document in DocumentScelle.objects.order_by("pk")}
    assert {r for r in (fichiers / "scelles").rglob("*") if r.is_file()} == gardes
