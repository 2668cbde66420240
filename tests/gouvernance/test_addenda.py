"""Addenda: definitive minutes are corrected apart, by a document that is sealed in its turn."""

import hashlib
import re
import uuid
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pikepdf
import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from gouvernance import operations
from gouvernance.models import Addendum, CompteRendu, Reunion
from gouvernance.scellement.addenda import verifier_addenda
from pacte.accord.models import Fonction
from pacte.courrier.models import Courriel
from pacte.documents.models import DocumentScelle
from pacte.documents.scelles import lire, verifier_scelles
from pacte.socle.droits import ActeRefuse
from pacte.socle.versions import CleDejaUtilisee
from tests.conftest import AUJOURDHUI
from tests.factories_accord import equipe, un_pacte
from tests.factories_gouvernance import un_projet, une_definitive
from tests.gouvernance.conftest import Connecter
from tests.gouvernance.test_scellement import balises, texte_du_pdf

TEXTE = "Il faut lire « 12 000 € », et non « 1 200 € »."
MOTIF = "Un montant a été mal noté."


def ajouter(reunion: Reunion, par: Fonction, **champs: Any) -> Addendum:
    defauts = {"cle": uuid.uuid4(), "motif": MOTIF, "texte": TEXTE}
    return operations.ajouter_addendum(reunion, par=par, **defauts | champs)


def original(reunion: Reunion) -> DocumentScelle:
    return CompteRendu.objects.select_related("document").get(reunion=reunion).document


def page(client: Client, url: str) -> str:
    """The words of a page, its no-break spaces and typographic apostrophes read simply."""
    texte = client.get(url).content.decode()
    return texte.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


def test_un_addendum_est_scelle_a_part(p: SimpleNamespace, fichiers: Path) -> None:
    reunion = une_definitive(p, p.avs)
    avant = lire(original(reunion))
    point = reunion.points.order_by("ordre").first()
    addendum = ajouter(reunion, p.avs, point=point)
    assert (addendum.numero, addendum.date_addendum) == (1, AUJOURDHUI)
    document = addendum.document
    assert document.genre == "addendum"
    contenu = lire(document)
    assert hashlib.sha256(contenu).hexdigest() == document.sha256
    texte = texte_du_pdf(contenu)
    # What it corrects: title, date and hash of the minutes; what it says, why, by whom.
    for attendu in (
        "Addendum n° 1",
        "vendredi 5 juin 2026",
        "15 juin 2026",
        original(reunion).sha256,
        point.titre,
        MOTIF,
        "12 000 €",
        str(p.avs.personne),
        "page 1 sur 1",
    ):
        assert "".join(attendu.split()) in "".join(texte.split()), attendu
    assert "Projet" not in texte
    with pikepdf.open(BytesIO(contenu)) as pdf:
        assert str(pdf.Root.Lang).startswith("fr")
        assert pdf.Root.MarkInfo.Marked
        assert len(pdf.pages) == 1
        assert {"/H1", "/H2", "/P"} <= balises(pdf)
    # The minutes themselves, byte for byte.
    assert lire(original(reunion)) == avant
    assert list(verifier_scelles()) == []
    assert ajouter(reunion, p.avs).numero == 2


def test_un_addendum_ne_corrige_qu_une_version_definitive(p: SimpleNamespace) -> None:
    with pytest.raises(ActeRefuse, match="modifiez le compte rendu"):
        ajouter(un_projet(p, p.avs), p.avs)
    reunion = une_definitive(p, p.avs, instance="comite-pilotage")
    with pytest.raises(ActeRefuse, match="Cette action revient"):
        ajouter(reunion, p.gens["elu"])
    ailleurs = un_projet(p, p.avs).points.order_by("ordre").first()
    with pytest.raises(ActeRefuse, match="autre réunion"):
        ajouter(reunion, p.avs, point=ailleurs)
    assert not Addendum.objects.exists()


def test_le_meme_envoi_ne_fait_qu_un_addendum(p: SimpleNamespace) -> None:
    reunion = une_definitive(p, p.avs)
    cle = uuid.uuid4()
    avant = Courriel.objects.count()
    assert ajouter(reunion, p.avs, cle=cle) == ajouter(reunion, p.avs, cle=cle)
    with pytest.raises(CleDejaUtilisee):
        ajouter(reunion, p.gens["chef_service"], cle=cle)
    assert Addendum.objects.count() == 1
    ecrits = Courriel.objects.order_by("cree_le")[avant:]
    adresses = [courriel.destinataire for courriel in ecrits]
    assert adresses
    assert len(adresses) == len(set(adresses))
    for courriel in ecrits:
        assert courriel.objet.endswith(": addendum n° 1")
        assert TEXTE in courriel.texte


def test_relire_puis_confirmer(p: SimpleNamespace, connecter: Connecter) -> None:
    """The first sending shows what will be sealed; the second one seals it, once."""
    reunion = une_definitive(p, p.avs)
    client = connecter(p.avs)
    url = reverse("ajouter_addendum", args=["essai", reunion.pk])
    form = client.get(url).context["form"]
    saisie = {
        "cle_idempotence": form["cle_idempotence"].value(),
        "motif": MOTIF,
        "texte": "<b>Gras</b> et fin.",
    }
    relue = client.post(url, saisie)
    assert relue.status_code == 200
    assert not Addendum.objects.exists()
    assert "Ajouter cet addendum" in relue.content.decode()
    assert "&lt;b&gt;Gras&lt;/b&gt; et fin." in relue.content.decode()
    caches = {champ.html_name: champ.value() for champ in relue.context["form"]}
    assert caches["cle_idempotence"] == str(saisie["cle_idempotence"])
    confirmee = {nom: valeur for nom, valeur in caches.items() if valeur}
    for _ in range(2):
        assert client.post(url, confirmee).status_code == 302
    assert Addendum.objects.get().texte == "<b>Gras</b> et fin."
    vide = client.post(url, {**saisie, "texte": ""})
    assert "Écrivez le texte de l’addendum." in vide.content.decode()


def test_tout_renvoie_de_l_un_a_l_autre(p: SimpleNamespace, connecter: Connecter) -> None:
    """Meeting page, documents, and the public page of each hash."""
    reunion = une_definitive(p, p.avs)
    document = original(reunion)
    verifier = reverse("verifier_document", args=[document.sha256])
    assert "addendum" not in page(Client(), verifier)
    addendum = ajouter(reunion, p.avs)
    fiche = page(connecter(p.direction), reverse("voir_reunion", args=["essai", reunion.pk]))
    assert "N° 1, du 15 juin 2026" in fiche
    assert MOTIF in fiche
    telecharger = reverse("telecharger_addendum", args=["essai", reunion.pk, 1])
    assert fiche.count(telecharger) == 2
    assert addendum.document.sha256 in fiche
    assert "1 addendum du 15 juin 2026" in page(Client(), verifier)
    du_sien = page(Client(), reverse("verifier_document", args=[addendum.document.sha256]))
    assert "Cet addendum corrige un compte rendu" in du_sien
    assert document.sha256 in du_sien
    # Public pages: neither the title of the meeting nor the words of the addendum.
    for dite in (page(Client(), verifier), du_sien):
        assert MOTIF not in dite
        assert "Comité" not in re.sub(r"<head.*?</head>", "", dite, flags=re.S)
    rendu = connecter(p.direction).get(telecharger)
    assert b"".join(rendu.streaming_content) == lire(addendum.document)
    # Another centre does not see the meeting: its addendum does not exist either.
    assert connecter(p.direction_b).get(telecharger).status_code == 404


# --- Nothing changes behind the portal (R15) --------------------------------------------------


@pytest.mark.parametrize(
    "requete",
    [
        "UPDATE gouvernance_addendum SET texte = 'Autre'",
        "DELETE FROM gouvernance_addendum",
        "TRUNCATE gouvernance_addendum CASCADE",
    ],
)
def test_un_addendum_ne_se_modifie_pas(p: SimpleNamespace, requete: str) -> None:
    ajouter(une_definitive(p, p.avs), p.avs)
    with (
        pytest.raises(DatabaseError, match=r"ne se modifie pas|permission denied|droit refusé"),
        transaction.atomic(),
        connection.cursor() as curseur,
    ):
        curseur.execute(requete)
    addendum = Addendum.objects.get()
    addendum.texte = "Autre"
    with pytest.raises(DatabaseError), transaction.atomic():
        addendum.save()


@pytest.fixture
def scene(transactional_db: None) -> SimpleNamespace:
    """Committed rows, which the owner of the database can reach."""
    pacte = un_pacte()
    pacte.gens = equipe(pacte)
    pacte.avs = pacte.gens["agent_avs"]
    pacte.reunion = une_definitive(pacte, pacte.avs)
    pacte.addendum = ajouter(pacte.reunion, pacte.avs)
    return pacte


SANS_GARDE = "ALTER TABLE gouvernance_addendum DISABLE TRIGGER USER"


@pytest.mark.parametrize(
    ("requete", "attendu"),
    [
        (
            "UPDATE gouvernance_addendum SET texte = texte || ' '",
            "n'est plus celui de son document",
        ),
        ("UPDATE gouvernance_addendum SET motif = 'Autre'", "n'est plus celui de son document"),
        ("UPDATE gouvernance_addendum SET date_addendum = '2026-06-14'", "n'est plus celui"),
        ("UPDATE gouvernance_addendum SET numero = 2", "n'est plus celui de son document"),
        ("DELETE FROM gouvernance_addendum", "le journal en compte 1 de plus que la base"),
    ],
)
def test_une_ligne_changee_en_coulisse_est_nommee(
    scene: SimpleNamespace, proprietaire: psycopg.Connection, requete: str, attendu: str
) -> None:
    assert list(verifier_scelles()) == []
    proprietaire.execute(SANS_GARDE)
    proprietaire.execute(requete)
    proprietaire.commit()
    try:
        dites = [str(alteration) for alteration in verifier_addenda()]
        assert len(dites) == 1
        assert attendu in dites[0]
        with pytest.raises((CommandError, SystemExit)):
            call_command("verifier_scelles")
    finally:
        proprietaire.execute(SANS_GARDE.replace("DISABLE", "ENABLE"))
        proprietaire.commit()


def test_un_octet_change_sur_le_disque_est_nomme(scene: SimpleNamespace, fichiers: Path) -> None:
    fichier = fichiers / scene.addendum.document.chemin
    octets = bytearray(fichier.read_bytes())
    octets[len(octets) // 2] ^= 1
    fichier.chmod(0o600)
    fichier.write_bytes(bytes(octets))
    dites = [str(alteration) for alteration in verifier_scelles()]
    assert any(scene.addendum.document.chemin in dite for dite in dites)


CHAMPS: dict[str, Callable[[int], Any]] = {
    "texte": lambda n: f"Autre texte {n}",
    "motif": lambda n: f"Autre motif {n}",
    "numero": lambda n: 2 + n % 900,
    "date_addendum": lambda n: f"{2000 + n % 26}-01-{1 + n % 28:02d}",
}


@pytest.mark.drill
def test_mille_alterations_sont_toutes_vues(
    scene: SimpleNamespace, proprietaire: psycopg.Connection, fichiers: Path
) -> None:
    """R15: 1,000 tamperings of the row or of the file, each one named."""
    vus = 0
    addendum = scene.addendum
    fichier = fichiers / addendum.document.chemin
    bon = fichier.read_bytes()
    fichier.chmod(0o600)
    proprietaire.execute(SANS_GARDE)
    proprietaire.commit()
    for n in range(1000):
        if n % 2:
            octets = bytearray(bon)
            octets[(n * 7919) % len(octets)] ^= 1 + n % 255
            fichier.write_bytes(bytes(octets))
        else:
            champ = list(CHAMPS)[n // 2 % len(CHAMPS)]
            proprietaire.execute(
                f"UPDATE gouvernance_addendum SET {champ} = %s WHERE id = %s",
                [CHAMPS[champ](n), addendum.pk],
            )
            proprietaire.commit()
        vus += bool(list(verifier_scelles()))
        fichier.write_bytes(bon)
        proprietaire.execute(
            "UPDATE gouvernance_addendum SET texte = %s, motif = %s, numero = %s,"
            " date_addendum = %s WHERE id = %s",
            [addendum.texte, addendum.motif, addendum.numero, addendum.date_addendum, addendum.pk],
        )
        proprietaire.commit()
    proprietaire.execute(SANS_GARDE.replace("DISABLE", "ENABLE"))
    proprietaire.commit()
    assert vus == 1000
    assert list(verifier_scelles()) == []
