"""The public page of verification, and files sent to the browser."""

import hashlib

import pytest
from csp.middleware import CSPMiddleware
from django.http import Http404
from django.test import Client

from pacte.documents import stockage
from pacte.documents.models import DocumentScelle, GenreDocument
from pacte.documents.reponses import reponse_fichier
from pacte.documents.scelles import sceller
from pacte.documents.televersements import controler, enregistrer_fichier
from tests.documents.fabriques import docx, pdf, televerse

ADRESSE = "/documents/verifier/"
TITRE = "Comité technique très secret"
CONTENU = b"%PDF-1.7 contenu"
EMPREINTE = hashlib.sha256(CONTENU).hexdigest()
INCONNUE = "a" * 64


@pytest.fixture
def document(db: None) -> DocumentScelle:
    return sceller(
        CONTENU, genre=GenreDocument.COMPTE_RENDU, titre=TITRE, nom='compte "rendu" é\n.pdf'
    )


def test_formulaire_ouvert_a_tous(client: Client, db: None) -> None:
    reponse = client.get(ADRESSE)
    assert reponse.status_code == 200
    assert "Empreinte du document" in reponse.text


def test_empreinte_connue_confirmee_sans_rien_dire_d_autre(
    client: Client, document: DocumentScelle
) -> None:
    reponse = client.post(ADRESSE, {"empreinte": f"  {EMPREINTE.upper()[:32]} {EMPREINTE[32:]} "})
    assert reponse.status_code == 302
    assert reponse["Location"] == f"{ADRESSE}{EMPREINTE}/"
    page = client.get(reponse["Location"])
    assert page.status_code == 200
    assert "Oui, cette empreinte est celle d’un document définitif du portail." in page.text
    dit = page.text.partition("<main")[2].partition("</main>")[0].replace(EMPREINTE, "")
    for indiscretion in (TITRE, document.nom, str(document.pk), "compte", "2026"):
        assert indiscretion not in dit


def test_empreinte_inconnue_dit_quoi_faire(client: Client, document: DocumentScelle) -> None:
    page = client.get(f"{ADRESSE}{INCONNUE}/")
    assert page.status_code == 200
    assert "Non, cette empreinte n’est celle d’aucun document" in page.text
    assert "Que faire maintenant" in page.text


def test_fichier_depose_est_condense_et_non_garde(
    client: Client, document: DocumentScelle, fichiers
) -> None:
    avant = sorted(fichiers.rglob("*"))
    reponse = client.post(ADRESSE, {"fichier": televerse(CONTENU, "recu.pdf")})
    assert reponse["Location"] == f"{ADRESSE}{EMPREINTE}/"
    assert sorted(fichiers.rglob("*")) == avant


@pytest.mark.parametrize(
    ("donnees", "message"),
    [
        ({}, "l’un des deux"),
        ({"empreinte": EMPREINTE[:-1]}, "Copiez les 64 signes"),
        ({"empreinte": "z" * 64}, "Copiez les 64 signes"),
        ({"empreinte": "<script>alert(1)</script>"}, "Copiez les 64 signes"),
    ],
)
def test_saisie_refusee(client: Client, db: None, donnees: dict[str, str], message: str) -> None:
    page = client.post(ADRESSE, donnees)
    assert page.status_code == 200
    assert message in page.text
    assert "<script>alert" not in page.text


def test_les_deux_a_la_fois_refuses(client: Client, db: None) -> None:
    page = client.post(ADRESSE, {"empreinte": EMPREINTE, "fichier": televerse(CONTENU, "recu.pdf")})
    assert "l’un des deux" in page.text


def test_fichier_trop_lourd_refuse(client: Client, db: None, settings) -> None:
    settings.TAILLE_MAXIMALE_FICHIER = 5
    page = client.post(ADRESSE, {"fichier": televerse(CONTENU, "recu.pdf")})
    assert "aucun document du portail" in page.text


@pytest.mark.parametrize(
    "adresse", [f"{ADRESSE}abc/", f"{ADRESSE}{'A' * 64}/", f"{ADRESSE}{'a' * 65}/"]
)
def test_adresse_qui_n_est_pas_une_empreinte(client: Client, db: None, adresse: str) -> None:
    assert client.get(adresse).status_code == 404


def test_limite_par_adresse(client: Client, db: None) -> None:
    for _ in range(30):
        assert client.get(f"{ADRESSE}{INCONNUE}/").status_code == 200
    refusee = client.get(f"{ADRESSE}{INCONNUE}/", headers={"x-forwarded-for": "203.0.113.9"})
    assert refusee.status_code == 429
    assert refusee["Retry-After"] == "60"
    assert "Attendez une minute" in refusee.text
    assert client.get(f"{ADRESSE}{INCONNUE}/", REMOTE_ADDR="203.0.113.9").status_code == 200
    assert client.get(ADRESSE).status_code == 200, "le formulaire reste lisible"


def test_limite_levee_la_minute_suivante(client: Client, db: None, horloge) -> None:
    for _ in range(31):
        client.get(f"{ADRESSE}{INCONNUE}/")
    assert client.get(f"{ADRESSE}{INCONNUE}/").status_code == 429
    horloge.shift(61)
    assert client.get(f"{ADRESSE}{INCONNUE}/").status_code == 200


# --- Files to the browser ---------------------------------------------------------------
def _octets(reponse) -> bytes:
    # Not reponse.close(): it ends the request, hence the connection of the test.
    contenu = b"".join(reponse.streaming_content)
    reponse.file_to_stream.close()
    return contenu


def test_telechargement_inerte_et_prive(document: DocumentScelle) -> None:
    reponse = reponse_fichier(document)
    assert reponse["Content-Type"] == "application/pdf"
    disposition = reponse["Content-Disposition"]
    assert disposition.startswith("attachment; filename")
    assert "\n" not in disposition
    assert "filename*=utf-8''compte%20%22rendu%22%20%C3%A9" in disposition
    assert reponse["X-Content-Type-Options"] == "nosniff"
    assert reponse["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert reponse["Cache-Control"] == "private, no-store"
    assert reponse["Content-Length"] == str(len(CONTENU))
    assert _octets(reponse) == CONTENU


def test_seul_un_scelle_s_affiche_en_ligne(document: DocumentScelle) -> None:
    reponse = reponse_fichier(document, en_ligne=True)
    assert reponse["Content-Disposition"].startswith("inline")
    assert "default-src 'none'" in reponse["Content-Security-Policy"]
    assert _octets(reponse) == CONTENU
    apporte = enregistrer_fichier(televerse(pdf(), "a.pdf"), compte=None)
    reponse = reponse_fichier(apporte, en_ligne=True)
    assert reponse["Content-Disposition"] == 'attachment; filename="a.pdf"'
    assert reponse["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert _octets(reponse)


@pytest.mark.django_db
def test_fichier_word_garde_son_type() -> None:
    contenu = docx()
    controle = controler(televerse(contenu, "été.docx"))
    fichier = enregistrer_fichier(televerse(contenu, "été.docx"), compte=None)
    reponse = reponse_fichier(fichier)
    assert reponse["Content-Type"] == controle.type_mime
    assert _octets(reponse) == contenu


def test_fichier_absent_est_introuvable(document: DocumentScelle) -> None:
    stockage.lieu_local(document.chemin).unlink()
    with pytest.raises(Http404):
        reponse_fichier(document)


def test_la_csp_du_fichier_survit_aux_intergiciels(client: Client, document, rf) -> None:
    """django-csp adds its header only where there is none."""
    reponse = CSPMiddleware(lambda _: reponse_fichier(document))(rf.get("/"))
    assert reponse["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert _octets(reponse)
