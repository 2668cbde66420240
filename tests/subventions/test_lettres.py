"""The letters that follow a decision: their words, tags and pages; one or all at once; who reads."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import pikepdf
import pypdfium2
import pytest

from pacte.courrier.models import Courriel
from pacte.documents.models import DocumentScelle, GenreDocument
from pacte.documents.scelles import lire
from subventions.lectures.lettres import lettres_de_l_annee
from subventions.models import Attribution
from tests import factories_accord as accord
from tests import factories_subventions as fabrique
from tests.subventions.navigation import adresse, client, lire_flux, texte

pytestmark = pytest.mark.django_db
LETTRE = {"date_lettre": "2026-06-15", "signataire": "L'adjointe au maire"}


def lire_pdf(contenu: bytes) -> str:
    document = pypdfium2.PdfDocument(contenu)
    textes = [page.get_textpage().get_text_range() for page in document]
    return " ".join(" ".join(textes).split()).replace("’", "'")


def test_la_lettre_de_notification_dit_tout_et_porte_ses_balises(p) -> None:
    demande = fabrique.accordee(p)
    vote = Attribution.objects.get()
    vote.conditions = "Remettre le bilan"
    vote.save()
    reponse = client(p.agent).post(adresse("ecrire_lettre", demande.pk), LETTRE)
    assert reponse.url == adresse("voir_demande", demande.pk)
    vote.refresh_from_db()
    assert vote.date_notification == date(2026, 6, 15)
    assert vote.lettre.genre == GenreDocument.LETTRE_ATTRIBUTION
    contenu = lire(vote.lettre)
    lu = lire_pdf(contenu)
    for mot in (
        "40\u00a0000,00\u00a0€",
        "DCM-2026-045",
        "Remettre le bilan",
        "soixante jours",
        "30 juin 2027",
        "une convention est nécessaire",
        "L'adjointe au maire",
        p.a.nom,
    ):
        assert " ".join(mot.split()) in lu
    with pikepdf.open(io.BytesIO(contenu)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "fr"
        assert 1 <= len(pdf.pages) <= 2
    objets = set(Courriel.objects.values_list("objet", flat=True))
    assert objets == {f"Subvention 2026, {p.a} : lettre de notification"}


@pytest.mark.parametrize(("montant", "attendue"), [("23000.00", False), ("23000.01", True)])
def test_la_lettre_parle_de_convention_au_dessus_du_seuil(p, montant, attendue) -> None:
    demande = fabrique.accordee(p, montant=montant)
    client(p.agent).post(adresse("ecrire_lettre", demande.pk), LETTRE)
    lu = lire_pdf(lire(Attribution.objects.get().lettre))
    assert ("une convention est nécessaire" in lu) is attendue


def test_la_lettre_de_refus_donne_le_motif_et_les_recours(p) -> None:
    demande = fabrique.demande(p, etat="refusee", motif_refus="L'enveloppe est épuisée.")
    client(p.agent).post(adresse("ecrire_lettre", demande.pk), LETTRE)
    demande.refresh_from_db()
    assert demande.lettre_refus.genre == GenreDocument.LETTRE_REFUS
    lu = lire_pdf(lire(demande.lettre_refus))
    for mot in ("L'enveloppe est épuisée.", "deux mois", "Recours gracieux", "tribunal"):
        assert mot in lu
    assert "telerecours" in lu


def test_une_lettre_redemandee_reste_la_meme(p) -> None:
    demande = fabrique.accordee(p)
    navigateur = client(p.agent)
    for _ in range(2):
        assert navigateur.post(adresse("ecrire_lettre", demande.pk), LETTRE).status_code in {
            302,
            403,
        }
    assert DocumentScelle.objects.count() == 1
    destinataires = list(Courriel.objects.values_list("destinataire", flat=True))
    assert len(destinataires) == len(set(destinataires))


@pytest.mark.parametrize(
    ("jour", "message"), [("2026-06-16", "pas encore passée"), ("2026-03-01", "ne précède pas")]
)
def test_une_lettre_mal_datee_n_est_pas_faite(p, jour, message) -> None:
    demande = fabrique.accordee(p)
    donnees = LETTRE | {"date_lettre": jour}
    assert message in texte(client(p.agent).post(adresse("ecrire_lettre", demande.pk), donnees))
    assert not DocumentScelle.objects.exists()


def test_toutes_les_lettres_d_une_annee_se_font_et_s_impriment_ensemble(p) -> None:
    fabrique.accordee(p, p.a)
    fabrique.accordee(p, p.b)
    fabrique.demande(p, p.b, etat="refusee")
    fabrique.demande(p, p.b, etat="recue")
    navigateur = client(p.agent)
    page = texte(navigateur.get(adresse("lister_lettres", 2026)))
    assert "3 à faire" in page.replace("\u00a0", " ")
    assert navigateur.get(adresse("exporter_lettres", 2026, "pdf")).status_code == 404
    navigateur.post(adresse("lister_lettres", 2026), LETTRE)
    assert DocumentScelle.objects.count() == 3
    navigateur.post(adresse("lister_lettres", 2026), LETTRE)
    assert DocumentScelle.objects.count() == 3
    entier = navigateur.get(adresse("exporter_lettres", 2026, "pdf"))
    with pikepdf.open(io.BytesIO(entier.content)) as pdf:
        assert len(pdf.pages) >= 3
    assert lire_pdf(entier.content).count("Subvention 2026") >= 2
    archive = zipfile.ZipFile(
        io.BytesIO(navigateur.get(adresse("exporter_lettres", 2026, "zip")).content)
    )
    assert len(archive.namelist()) == 3


def test_chacun_lit_sa_lettre_seulement(p) -> None:
    demande = fabrique.accordee(p, p.a)
    client(p.agent).post(adresse("ecrire_lettre", demande.pk), LETTRE)
    assert (
        lire_flux(client(p.direction).get(adresse("telecharger_lettre", demande.pk)))[:5]
        == b"%PDF-"
    )
    autre = accord.fonction("direction", p.b)
    assert client(autre).get(adresse("telecharger_lettre", demande.pk)).status_code == 404
    caf = accord.fonction("conseil_caf", p.caf)
    assert client(caf).get(adresse("telecharger_lettre", demande.pk)).status_code == 404
    assert client(p.direction).get(adresse("exporter_lettres", 2026, "pdf")).status_code == 403


def test_les_lettres_d_une_annee_se_lisent_en_deux_requetes(p, django_assert_num_queries) -> None:
    for _ in range(3):
        fabrique.accordee(p, p.a, montant=Decimal(1000))
        fabrique.demande(p, p.b, etat="refusee")
    with django_assert_num_queries(2):
        dues = lettres_de_l_annee(p.pacte, 2026)
        assert [(due.demande.centre.nom, due.lettre) for due in dues]
    assert len(dues) == 6
