"""A convention to make, to read over, to sign, and its return as a scan."""

import io
from datetime import date, timedelta
from decimal import Decimal

import pikepdf
import pypdfium2
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from pacte.courrier.models import Courriel, Nature
from pacte.documents import stockage, televersements
from pacte.documents.balayage import balayer_orphelins
from pacte.documents.models import DocumentScelle, Fichier
from pacte.documents.scelles import lire
from pacte.documents.televersements import FichierAConfirmer
from subventions import rules
from subventions.attentes.conventions import choses
from subventions.lectures.conventions import conventions_a_faire
from subventions.models import Convention, RetourConvention
from subventions.operations.rappels_conventions import rappeler_fins_de_convention
from subventions.retours.lecture import Lecture, relire_jeton
from tests import factories_accord as accord
from tests import factories_decisions as decisions
from tests import factories_subventions as fabrique
from tests.subventions.navigation import adresse, client, lire_flux, texte

pytestmark = pytest.mark.django_db
D = Decimal
LE = date(2026, 6, 15)


# --- Those to make --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("montants", "en_nature", "attendue"),
    [
        (["23000.00"], None, False),
        (["23000.01"], None, True),
        (["20000.00", "3000.00"], None, False),
        (["20000.00", "3000.01"], None, True),
        (["20000.00"], "3000.01", True),
    ],
)
def test_la_liste_suit_le_seuil_par_annee_et_par_centre(p, montants, en_nature, attendue) -> None:
    for rang, montant in enumerate(montants):
        demande = fabrique.demande(p, etat="accordee", genre=("fonctionnement", "projet")[rang])
        valeur = D(en_nature) if en_nature else None
        fabrique.attribution(demande, montant, valeur_en_nature=valeur)
    fabrique.accordee(p, p.a, montant="30000.00", exercice=2024)
    a_faire = conventions_a_faire(p.pacte, 2026)
    assert [lue.centre for lue in a_faire] == ([p.a] if attendue else [])
    assert bool(choses(p.agent, LE, [p.pacte])) is attendue


def test_une_convention_qui_couvre_l_annee_ote_le_centre_de_la_liste(p) -> None:
    fabrique.accordee(p)
    assert conventions_a_faire(p.pacte, 2026)
    convention = fabrique.convention(p)
    assert conventions_a_faire(p.pacte, 2026) == []
    convention.date_notification_resiliation = date(2025, 9, 1)
    convention.date_resiliation = date(2026, 1, 1)
    convention.date_signature_ville = date(2025, 1, 1)
    convention.save()
    assert conventions_a_faire(p.pacte, 2026)


def test_la_liste_se_lit_en_trois_requetes(p, django_assert_num_queries) -> None:
    for centre in (p.a, p.b):
        fabrique.accordee(p, centre)
    with django_assert_num_queries(3):
        assert len(conventions_a_faire(p.pacte, 2026)) == 2


# --- Writing it -------------------------------------------------------------------------------------------
def articles(**champs) -> dict[str, object]:
    prete = {
        "reference": "CO-2026-A",
        "objet": "Soutien au projet social",
        "premier_exercice": "2026",
        "dernier_exercice": "2026",
        "montant": "40 000,00",
        "modalites": "Un acompte puis le solde.",
        "conditions": "L'objet seul.",
        "evaluation": "Compte rendu financier.",
        "sort_reliquat": "reverse",
        "annexe": "Le projet.",
        "signataire_ville": "Le Maire",
        "signataire_centre": "La présidente",
        "clauses": decisions.TOUTES_LES_CLAUSES,
    }
    return prete | champs


def test_la_convention_se_prepare_une_seule_fois(p) -> None:
    demande = fabrique.accordee(p)
    navigateur = client(p.agent)
    page = texte(navigateur.get(adresse("preparer_convention", 2026, p.a.code)))
    assert "40\u00a0000,00" in page
    donnees = articles(cle_idempotence=fabrique.cle())
    for _ in range(2):
        reponse = navigateur.post(adresse("preparer_convention", 2026, p.a.code), donnees)
        assert reponse.status_code == 302
    convention = Convention.objects.get()
    assert (convention.demande, convention.montant) == (demande, D("40000.00"))
    assert reponse.url == adresse("voir_convention", convention.pk)
    assert convention.is_en_preparation
    # The centre reads it once there is something to sign.
    assert client(p.direction).get(adresse("voir_convention", convention.pk)).status_code == 404


def test_sans_toutes_les_clauses_le_document_ne_se_fait_pas(p) -> None:
    convention = decisions.convention_prete(p, sort_reliquat="", clauses=["objet"])
    navigateur = client(p.agent)
    reponse = navigateur.post(adresse("generer_convention", convention.pk), {"version": 1})
    page = texte(reponse)
    assert "part non dépensée" in page
    assert "à relire et à cocher" in page
    assert not DocumentScelle.objects.exists()
    navigateur.post(adresse("rediger_convention", convention.pk), articles(version=1))
    convention.refresh_from_db()
    navigateur.post(adresse("generer_convention", convention.pk), {"version": convention.version})
    assert DocumentScelle.objects.count() == 1


def test_le_document_porte_articles_annexe_signatures_et_un_code_par_page(p) -> None:
    demande = fabrique.demande(p, etat="accordee", avec_budget=True)
    convention = decisions.convention_a_signer(
        p, par=p.agent, demande=demande, dernier_exercice=2028
    )
    contenu = lire(convention.document)
    with pikepdf.open(io.BytesIO(contenu)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert len(pdf.pages) == convention.nombre_pages >= 3
    document = pypdfium2.PdfDocument(contenu)
    textes = [page.get_textpage().get_text_range() for page in document]
    entier = " ".join(" ".join(textes).split()).replace("’", "'")
    for mot in (
        "Convention pluriannuelle d'objectifs 2026-2028",
        "Article 3. Montant",
        "40 000,00 €",
        "Article 6. Part non dépensée",
        "reste acquise",
        "sept engagements",
        "Pour la Ville",
        "Pour l'association",
        "Annexe. Le projet soutenu",
        demande.numero,
        f"page 1 sur {convention.nombre_pages}",
    ):
        assert mot in entier.replace("\u00a0", " "), mot
    courriels = set(Courriel.objects.values_list("nature", "objet"))
    assert courriels == {(Nature.ACTION, f"Convention {convention.reference}, {p.a} : à signer")}


def test_le_document_redemande_reste_le_meme_et_se_reprend_avant_signature(p) -> None:
    convention = decisions.convention_a_signer(p, par=p.agent)
    navigateur = client(p.agent)
    navigateur.post(adresse("generer_convention", convention.pk), {"version": 1})
    assert DocumentScelle.objects.count() == 1
    reponse = navigateur.post(
        adresse("reprendre_convention", convention.pk), {"motif": "Une erreur de montant"}
    )
    assert reponse.status_code == 302
    convention.refresh_from_db()
    assert (convention.document, convention.code_retour) == (None, "")
    assert DocumentScelle.objects.count() == 1
    signee = decisions.convention_a_signer(p, p.b, par=p.agent, reference="B")
    signee.date_signature_centre = date(2026, 6, 1)
    signee.save()
    refus = navigateur.post(adresse("reprendre_convention", signee.pk), {"motif": "x"})
    assert refus.status_code == 403
    assert "avenant" in texte(refus)


def test_chacun_lit_sa_convention_seulement(p) -> None:
    convention = decisions.convention_a_signer(p, par=p.agent)
    nom = "telecharger_convention_a_signer"
    assert lire_flux(client(p.direction).get(adresse(nom, convention.pk)))[:5] == b"%PDF-"
    for fonction in (accord.fonction("direction", p.b), accord.fonction("conseil_caf", p.caf)):
        assert client(fonction).get(adresse(nom, convention.pk)).status_code == 404
        assert client(fonction).get(adresse("voir_convention", convention.pk)).status_code == 404


# --- The scan that comes back ------------------------------------------------------------------------------
def deposer(p, contenu: bytes):
    return client(p.agent).post(
        adresse("deposer_retour"),
        {
            "cle_idempotence": fabrique.cle(),
            "fichier": SimpleUploadedFile("retour.pdf", contenu, content_type="application/pdf"),
        },
    )


def test_un_scan_de_travers_en_gris_retrouve_ses_deux_conventions(p) -> None:
    a = decisions.convention_a_signer(p, p.a, par=p.agent)
    b = decisions.convention_a_signer(p, p.b, par=p.agent, reference="CO-2026-B")
    images = [
        *decisions.pages_en_images(a, angle=1),
        decisions.page_blanche(),
        *decisions.pages_en_images(b, angle=180),
    ]
    navigateur = client(p.agent)
    contenu = decisions.numeriser(images)
    reponse = deposer(p, contenu)
    page = texte(navigateur.get(reponse.url))
    assert f"{a.nombre_pages} pages reconnues sur {a.nombre_pages}" in page.replace("\u00a0", " ")
    blanche = a.nombre_pages + 1
    assert f"page_{blanche}" in page
    jeton = reponse.url.rstrip("/").rsplit("/", 1)[-1]
    vignette = navigateur.get(adresse("voir_page_retour", jeton, blanche))
    assert vignette.content.startswith(b"\x89PNG")
    donnees = {
        f"ville_{a.pk}": "2026-06-10",
        f"centre_{a.pk}": "2026-06-05",
        f"ville_{b.pk}": "",
        f"centre_{b.pk}": "2026-06-08",
        f"page_{blanche}": str(a.pk),
    }
    for _ in range(2):
        assert navigateur.post(reponse.url, donnees).status_code == 302
    a.refresh_from_db()
    b.refresh_from_db()
    assert a.is_signee
    assert (b.date_signature_ville, b.date_signature_centre) == (None, date(2026, 6, 8))
    retours = {r.convention_id: r for r in RetourConvention.objects.order_by("pk")}
    assert len(retours) == 2
    assert (retours[a.pk].pages_lues, retours[a.pk].pages_du_fichier) == (
        a.nombre_pages,
        len(images),
    )
    signee = lire_flux(client(p.direction).get(adresse("telecharger_convention", a.pk)))
    with pikepdf.open(io.BytesIO(signee)) as pdf:
        assert len(pdf.pages) == a.nombre_pages + 1
    # Dropped again, the same scan is kept once.
    deposer(p, contenu)
    assert Fichier.objects.filter(nom="retour.pdf").count() == 1


def test_un_scan_sans_code_se_range_a_la_main(p) -> None:
    convention = decisions.convention_a_signer(p, par=p.agent)
    reponse = deposer(p, decisions.numeriser([decisions.page_blanche()]))
    navigateur = client(p.agent)
    vide = texte(navigateur.post(reponse.url, {"page_1": ""}))
    assert "Aucune page n’est rattachée" in vide
    assert not RetourConvention.objects.exists()
    navigateur.post(
        reponse.url, {"page_1": str(convention.pk), f"ville_{convention.pk}": "2026-06-12"}
    )
    assert RetourConvention.objects.get().pages_lues == 0
    convention.refresh_from_db()
    assert convention.date_signature_ville == date(2026, 6, 12)


def test_un_scan_jamais_confirme_ne_laisse_rien(p) -> None:
    reponse = deposer(p, decisions.numeriser([decisions.page_blanche()]))
    assert reponse.status_code == 302
    assert not Fichier.objects.exists()
    assert [f.chemin for f in stockage.fichiers_presents(televersements.DOSSIER)]
    navigateur = client(p.agent)
    assert navigateur.get(reponse.url).status_code == 200
    # Files carry the disk's own time: far enough from it, the daily sweep finds the scan old.
    with time_machine.travel(timezone.now() + timedelta(days=3650), tick=False):
        assert balayer_orphelins().orphelins == 1
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        assert relire_jeton(reponse.url.rstrip("/").rsplit("/", 1)[-1]) is None
    assert not list(stockage.fichiers_presents(televersements.DOSSIER))
    convention = decisions.convention_a_signer(p, par=p.agent)
    envoi = {"page_1": str(convention.pk), f"ville_{convention.pk}": "2026-06-12"}
    assert "déposez-le de nouveau" in texte(navigateur.post(reponse.url, envoi))
    assert not RetourConvention.objects.exists()


def test_un_scan_trop_long_ou_d_un_autre_pacte_n_est_pas_lu(p) -> None:
    with pikepdf.new() as long:
        for _ in range(61):
            long.add_blank_page()
        flux = io.BytesIO()
        long.save(flux)
    assert "plus de 60 pages" in texte(deposer(p, flux.getvalue())).replace("\u00a0", " ")
    assert not Fichier.objects.exists()
    attente = FichierAConfirmer(
        "televersements/2026/x.pdf", "x.pdf", "application/pdf", 1, "0" * 64
    )
    jeton = Lecture(attente, p.pacte.pk + 1, (None,)).jeton
    navigateur = client(p.agent)
    assert navigateur.get(adresse("confirmer_retour", jeton)).status_code == 404
    assert navigateur.get(adresse("confirmer_retour", "invente")).status_code == 404


# --- Home, reminder ----------------------------------------------------------------------------------------
def test_l_accueil_dit_quoi_faire_de_chaque_cote(p, django_assert_num_queries) -> None:
    fabrique.accordee(p, p.b)
    convention = decisions.convention_a_signer(p, par=p.agent)
    with django_assert_num_queries(1):
        ville = choses(p.agent, LE, [p.pacte])
    assert [chose.url for chose in ville] == [
        adresse("voir_convention", convention.pk),
        adresse("preparer_convention", 2026, p.b.code),
    ]
    centre = choses(p.direction, LE, [p.pacte])
    assert [chose.url for chose in centre] == [adresse("voir_convention", convention.pk)]
    autres = [accord.fonction("membre_ca", p.a), accord.fonction("conseil_caf", p.caf)]
    with django_assert_num_queries(0):
        assert [choses(fonction, LE, [p.pacte]) for fonction in autres] == [[], []]


@pytest.mark.parametrize(
    ("le", "envois"),
    [
        (date(2026, 3, 30), 0),
        (date(2026, 3, 31), 1),
        (date(2026, 12, 31), 1),
        (date(2027, 1, 1), 0),
    ],
)
def test_les_deux_cotes_sont_prevenus_neuf_mois_avant_une_seule_fois(p, le, envois) -> None:
    p.ville.courriel = "ville@essai.test"
    p.ville.save()
    fabrique.convention(p, dernier_exercice=2026)
    assert rappeler_fins_de_convention(le) == envois
    assert rappeler_fins_de_convention(le) == 0
    if envois:
        natures = dict(Courriel.objects.values_list("destinataire", "nature"))
        assert natures["ville@essai.test"] == Nature.ACTION
        assert Nature.INFORMATION in natures.values()


def test_une_convention_suivie_d_une_autre_signee_ne_previent_pas(p) -> None:
    fabrique.convention(p, dernier_exercice=2026)
    fabrique.convention(p, premier_exercice=2027, dernier_exercice=2029)
    assert rappeler_fins_de_convention(date(2026, 6, 15)) == 0


def test_la_page_d_une_convention_dit_ce_que_la_loi_demande(p) -> None:
    convention = decisions.convention_prete(p, sort_reliquat="")
    page = texte(client(p.agent).get(adresse("voir_convention", convention.pk)))
    assert page.count("clause-prete") == len(rules.CLAUSES) - 1
    assert page.count("clause-manque") == 1
