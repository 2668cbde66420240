"""The whole file of a meeting and its one-page brief: what they hold, and what they must not."""

import datetime as dt
import io
import subprocess
import zipfile
from types import SimpleNamespace
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import reverse
from PIL import Image

from gouvernance.lectures.dossier import composer_parties, nom_dans_le_zip, rendre_dossier
from gouvernance.lectures.note import composer_note, rendre_note
from gouvernance.models import GenrePoint, PointOrdreDuJour, Reunion
from pacte.documents import stockage
from pacte.journal.models import Entree
from tests.conftest import AUJOURDHUI
from tests.factories_accord import fonction
from tests.factories_gouvernance import (
    un_brouillon,
    un_projet,
    une_decision,
    une_definitive,
    une_invitee,
    une_piece,
    une_redaction,
)
from tests.factories_subventions import accordee
from tests.gouvernance.conftest import Connecter


def adresse(nom: str, reunion: Reunion) -> str:
    return reverse(nom, args=["essai", reunion.pk])


def une_image() -> SimpleUploadedFile:
    flux = io.BytesIO()
    Image.new("RGB", (300, 200), "teal").save(flux, "PNG")
    return SimpleUploadedFile("plan.png", flux.getvalue(), content_type="image/png")


def un_odt() -> SimpleUploadedFile:
    flux = io.BytesIO()
    with zipfile.ZipFile(flux, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", "<office:document-content/>")
        archive.writestr("META-INF/manifest.xml", "<manifest:manifest/>")
    return SimpleUploadedFile("note.odt", flux.getvalue())


def ouvrir(contenu: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(contenu))


def signets(document: pikepdf.Pdf) -> list[tuple[str, list[str]]]:
    with document.open_outline() as plan:
        return [(s.title, [enfant.title for enfant in s.children]) for s in plan.root]


def lire(contenu: bytes) -> str:
    sortie = subprocess.run(
        ["pdftotext", "-", "-"], input=contenu, capture_output=True, check=True
    ).stdout
    return " ".join(sortie.decode().replace("\u00a0", " ").split())


def contenu_zip(reponse: HttpResponse) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(reponse.streaming_content)))


# --- One PDF ----------------------------------------------------------------------------------------


def test_le_dossier_assemble_tout_dans_l_ordre(p: SimpleNamespace, connecter: Connecter) -> None:
    une_definitive(p, p.avs)
    reunion = une_invitee(p, p.avs)
    premier, second = reunion.points.order_by("ordre")[:2]
    une_piece(reunion, p.avs, titre="Du second", point=second)
    une_piece(reunion, p.avs, titre="Plan", point=premier, fichier=une_image())
    une_piece(reunion, p.avs, titre="De tous")
    reponse = connecter(p.direction).get(adresse("telecharger_dossier", reunion))
    assert reponse.status_code == 200
    assert reponse["X-Content-Type-Options"] == "nosniff"
    with ouvrir(reponse.content) as document:
        arbre = signets(document)
        assert [titre for titre, _ in arbre] == [
            "Ordre du jour", "Note d'une page", "Réunion précédente", "Toute la réunion",
            f"1. {premier.titre}", f"2. {second.titre}",
        ]  # fmt: skip
        assert [enfants for _, enfants in arbre[3:]] == [["De tous"], ["Plan"], ["Du second"]]
        pages = len(document.pages)
        assert str(document.Root.Lang) == "fr-FR"
        assert str(document.docinfo["/Title"]).startswith("Dossier, ")
        assert document.Root.ViewerPreferences.DisplayDocTitle
        with document.open_metadata() as donnees:
            assert donnees["dc:title"].startswith("Dossier, ")
            assert "pdfuaid:part" not in donnees
        # Each bookmark goes to the page that the contents announce.
        with document.open_outline() as plan:
            cibles = [document.pages.index(pikepdf.Page(s.destination[0])) for s in plan.root]
    parties = composer_parties(reunion, p.direction, AUJOURDHUI)
    precedent = len(ouvrir(parties[1].lire()).pages)
    couverture = pages - 1 - precedent - 3
    debut_pieces = couverture + 1 + precedent
    assert cibles == [0, couverture, couverture + 1, debut_pieces, debut_pieces + 1,
                      debut_pieces + 2]  # fmt: skip
    texte = lire(reponse.content)
    assert "Dans ce dossier" in texte
    assert "Préparer une fiche commune." in texte
    entree = Entree.objects.get(action="telecharger_dossier")
    assert (entree.motif, entree.objet_id) == ("PDF", str(reunion.pk))


def test_un_fichier_word_reste_a_part(p: SimpleNamespace) -> None:
    reunion = une_invitee(p, p.avs)
    une_piece(reunion, p.avs, titre="Bilan", fichier=un_odt())
    texte = lire(rendre_dossier(reunion, p.avs, AUJOURDHUI))
    assert "À part, dans le ZIP" in texte
    assert "Bilan.odt" in texte


def test_un_fichier_perdu_n_empeche_pas_le_dossier(p: SimpleNamespace) -> None:
    reunion = une_invitee(p, p.avs)
    piece = une_piece(reunion, p.avs, titre="Perdu")
    stockage.supprimer(piece.fichier.chemin)
    texte = lire(rendre_dossier(reunion, p.avs, AUJOURDHUI))
    assert "À part" in texte


def test_le_dossier_d_une_reunion_vide(p: SimpleNamespace) -> None:
    reunion = un_brouillon(p, p.avs, heure=None)
    reunion.points.order_by("pk").delete()
    reunion.date_reunion = None
    reunion.save()
    with ouvrir(rendre_dossier(reunion, p.avs, AUJOURDHUI)) as document:
        assert [titre for titre, _ in signets(document)] == ["Ordre du jour", "Note d'une page"]


def test_le_dossier_ne_contient_que_ce_que_voit_le_lecteur(
    p: SimpleNamespace, connecter: Connecter
) -> None:
    """Minutes being written stay with their writers; a withdrawn document is nobody's any more."""
    une_redaction(p, p.avs)
    reunion = une_invitee(p, p.avs)
    retiree = une_piece(reunion, p.avs, titre="Retirée")
    retiree.date_retrait = AUJOURDHUI
    retiree.save()
    pour_le_centre = [x.titre for x in composer_parties(reunion, p.direction, AUJOURDHUI)]
    assert pour_le_centre == ["Note d'une page"]
    pour_la_ville = [x.titre for x in composer_parties(reunion, p.avs, AUJOURDHUI)]
    assert len(pour_la_ville) == 2
    assert "projet" in pour_la_ville[1]
    for nom in ("telecharger_dossier", "telecharger_dossier_zip", "imprimer_note", "voir_note"):
        assert connecter(p.direction_b).get(adresse(nom, reunion)).status_code == 404


def test_qui_n_etait_pas_de_la_reunion_precedente_n_en_lit_pas_le_compte_rendu(
    p: SimpleNamespace,
) -> None:
    avant = une_definitive(p, p.avs)
    elu = p.gens["elu"]
    reunion = une_invitee(p, p.avs)
    assert len(composer_parties(reunion, elu, AUJOURDHUI)) == 2
    nouvelle = fonction("elu", p.ville)
    reunion.participations.create(fonction=nouvelle)
    assert not avant.participations.filter(fonction=nouvelle).exists()
    assert [x.titre for x in composer_parties(reunion, nouvelle, AUJOURDHUI)] == ["Note d'une page"]


def test_les_releves_thematiques_rejoignent_le_comite_de_pilotage(p: SimpleNamespace) -> None:
    un_projet(p, p.avs, instance="rencontre-thematique", dans=-20)
    reunion = une_invitee(p, p.avs, instance="comite-pilotage")
    [releve] = [
        x for x in composer_parties(reunion, p.avs, AUJOURDHUI) if x.groupe == "Relevés thématiques"
    ]
    assert releve.titre.startswith("Compte rendu du 26\u00a0mai\u00a02026")


# --- One ZIP ------------------------------------------------------------------------------------------


def test_le_zip_porte_des_noms_numerotes_et_surs(p: SimpleNamespace, connecter: Connecter) -> None:
    reunion = une_invitee(p, p.avs)
    second = reunion.points.order_by("ordre")[1]
    une_piece(reunion, p.avs, titre="Budget", point=second)
    une_piece(reunion, p.avs, titre="Budget", point=second)
    une_piece(reunion, p.avs, titre="../../etc/passwd")
    une_piece(reunion, p.avs, titre="Bilan", fichier=un_odt())
    reponse = connecter(p.direction).get(adresse("telecharger_dossier_zip", reunion))
    assert reponse.streaming
    assert "sandbox" in reponse["Content-Security-Policy"]
    with contenu_zip(reponse) as archive:
        assert archive.testzip() is None
        noms = archive.namelist()
        assert noms[:2] == ["0 - Ordre du jour.pdf", "0 - Note d'une page.pdf"]
        assert {"2 - Budget.pdf", "2 - Budget (2).pdf", "0 - Bilan.odt"} <= set(noms)
        assert not any("/" in nom or "\\" in nom for nom in noms)
        assert archive.read("2 - Budget.pdf").startswith(b"%PDF")
    assert Entree.objects.get(action="telecharger_dossier").motif == "ZIP"


@pytest.mark.parametrize(
    ("titre", "nom"),
    [
        ("Budget", "2.1 - Budget.pdf"),
        ("a/b\\c", "2.1 - a b c.pdf"),
        ("fdp\u202eexe", "2.1 - fdpexe.pdf"),
        ('Qui ? "Nous" : <tous>', "2.1 - Qui Nous tous.pdf"),
    ],
)
def test_un_nom_dans_le_zip(titre: str, nom: str) -> None:
    partie: Any = SimpleNamespace(numero="2.1", titre=titre, nom=f"{titre}.pdf")
    assert nom_dans_le_zip(partie, set()) == nom


# --- One page -------------------------------------------------------------------------------------------


def test_la_note_dit_pourquoi_et_ce_qui_est_attendu(
    p: SimpleNamespace, connecter: Connecter
) -> None:
    une_definitive(p, p.avs)
    reunion = une_invitee(p, p.avs)
    point = reunion.points.order_by("ordre").first()
    point.genre, point.attendu = GenrePoint.DECISION, "Choisir le calendrier de l'été."
    point.save()
    page = connecter(p.gens["elu"]).get(adresse("voir_note", reunion)).content.decode()
    assert "Choisir le calendrier de l’été." in page
    assert "Préparer une fiche commune." in page
    assert reunion.instance.rythme in page
    assert "Réunions tenues en 2025" in page
    reponse = connecter(p.gens["elu"]).get(adresse("imprimer_note", reunion))
    texte = lire(reponse.content)
    assert "Choisir le calendrier" in texte
    with ouvrir(reponse.content) as document:
        assert len(document.pages) == 1
        assert str(document.Root.Lang).startswith("fr")
        assert "/StructTreeRoot" in document.Root
        largeur, hauteur = document.pages[0].mediabox[2:]
        assert (round(largeur), round(hauteur)) == (595, 842)


def test_la_note_tient_sur_une_page_quoi_qu_il_arrive(p: SimpleNamespace) -> None:
    """Forty items, forty decisions, long words everywhere: still one A4, and what is left out is said."""
    avant = un_projet(p, p.avs)
    for rang in range(40):
        une_decision(avant, p.direction, texte=f"Décision {rang} " + "très longue " * 30,
                     ordre=100 + rang, echeance=dt.date(2026, 6, 1))  # fmt: skip
    reunion = une_invitee(p, p.avs)
    for rang in range(40):
        PointOrdreDuJour.objects.create(
            reunion=reunion, ordre=100 + rang, titre=f"Point {rang} " + "au long titre " * 10,
            genre=GenrePoint.DECISION, attendu="Dire clairement ce qui est voulu. " * 8,
        )  # fmt: skip
    reunion.lieu = "Salle " + "du bout du couloir " * 9
    reunion.instance.objet = "Un objet long. " * 60
    note = composer_note(reunion, p.avs, AUJOURDHUI)
    contenu = rendre_note(note, AUJOURDHUI)
    with ouvrir(contenu) as document:
        assert len(document.pages) == 1
    texte = lire(contenu)
    assert "autres points attendent" in texte
    assert "autres décisions sont ouvertes" in texte


def test_les_montants_votes_viennent_des_subventions(p: SimpleNamespace) -> None:
    """One centre's own amounts at its bilateral meeting, the total of all at a collective one."""
    for centre, montant in ((p.a, "40000.00"), (p.b, "7000.00")):
        accordee(p, centre, montant, exercice=2026)
    bilaterale = composer_note(une_invitee(p, p.avs), p.avs, AUJOURDHUI)
    votes = {c.nom: c.valeur for c in bilaterale.chiffres if "votées" in c.nom}
    assert votes["Subventions votées pour 2026"].startswith("40\u00a0000,00")
    collective = composer_note(une_invitee(p, p.avs, instance="comite-pilotage"), p.avs, AUJOURDHUI)
    [chiffre] = [c for c in collective.chiffres if "votées" in c.nom]
    assert chiffre.valeur.startswith("47\u00a0000,00")
    assert chiffre.precision == "pour tous les centres"


def test_la_note_d_un_centre_ne_montre_rien_de_l_autre(p: SimpleNamespace) -> None:
    une_definitive(p, p.avs, centre=p.b)
    note = composer_note(une_invitee(p, p.avs), p.avs, AUJOURDHUI)
    assert note.ouvertes == ()
    assert [c.valeur for c in note.chiffres if "Décisions" in c.nom] == ["0", "0"]
