"""Uploads: what is kept, and the table of what is refused."""

import io
import zipfile
import zlib

import pikepdf
import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from pikepdf import Array, Dictionary, Name, Stream, String

from pacte.documents import stockage
from pacte.documents.models import Fichier
from pacte.documents.televersements import (
    MOTIFS,
    FichierField,
    controler,
    enregistrer_fichier,
    nettoyer_nom,
)
from tests.documents.fabriques import archive, docx, odt, pdf, televerse


def _javascript(document: pikepdf.Pdf) -> None:
    action = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    document.Root.OpenAction = document.make_indirect(action)


def _javascript_nomme(document: pikepdf.Pdf) -> None:
    action = document.make_indirect(Dictionary(S=Name.JavaScript, JS=String("1")))
    document.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), action])))


def _javascript_de_champ(document: pikepdf.Pdf) -> None:
    champ = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Widget,
        FT=Name.Tx,
        T=String("total"),
        Rect=[0, 0, 10, 10],
        AA=Dictionary(C=Dictionary(S=Name.JavaScript, JS=String("1"))),
    )
    champ = document.make_indirect(champ)
    document.pages[0].Annots = document.make_indirect(Array([champ]))
    document.Root.AcroForm = Dictionary(Fields=Array([champ]))


def _lancement(document: pikepdf.Pdf) -> None:
    lien = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Link,
        Rect=[0, 0, 10, 10],
        A=Dictionary(S=Name.Launch, F=String("cmd.exe")),
    )
    document.pages[0].Annots = Array([document.make_indirect(lien)])


def _envoi(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = Dictionary(S=Name.SubmitForm, F=String("https://exemple.invalid"))


def _piece_jointe(document: pikepdf.Pdf) -> None:
    document.attachments["malice.exe"] = b"MZ"


def _xfa(document: pikepdf.Pdf) -> None:
    document.Root.AcroForm = Dictionary(Fields=Array([]), XFA=Stream(document, b"<xdp/>"))


def _ouverture_ailleurs(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = Dictionary(S=Name.URI, URI=String("https://exemple.invalid"))


def _destination(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = Array([document.pages[0].obj, Name.XYZ, None, None, 0])


def _aller_a(document: pikepdf.Pdf) -> None:
    but = Array([document.pages[0].obj, Name.Fit])
    document.Root.OpenAction = Dictionary(S=Name.GoTo, D=but)


def _chiffre() -> bytes:
    sortie = io.BytesIO(pdf())
    with pikepdf.open(sortie) as document:
        chiffre = io.BytesIO()
        document.save(chiffre, encryption=pikepdf.Encryption(owner="a", user="b"))
    return chiffre.getvalue()


def _innombrables_pages() -> bytes:
    contenu = pdf(object_stream_mode=pikepdf.ObjectStreamMode.disable)
    assert b"/Count 1 " in contenu
    return contenu.replace(b"/Count 1 ", b"/Count 9999999 ")


def _objets_illisibles() -> bytes:
    """An object stream under a filter that qpdf does not know: what it holds stays unseen."""
    contenu = pdf(_javascript)
    return contenu.replace(b"/Filter /FlateDecode", b"/Filter /FlateDecodX", 1)


def _zip_chiffre() -> bytes:
    contenu = bytearray(docx())
    for signature, decalage in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        debut = 0
        while (debut := contenu.find(signature, debut)) >= 0:
            contenu[debut + decalage] |= 1
            debut += 4
    return bytes(contenu)


def _zip_en_double() -> bytes:
    sortie = io.BytesIO(docx())
    with zipfile.ZipFile(sortie, "a") as zip_, pytest.warns(UserWarning, match="Duplicate"):
        zip_.writestr("word/document.xml", "<autre/>")
    return sortie.getvalue()


def _zip_tronque() -> bytes:
    """An archive whose bytes no longer give the checksum written beside them."""
    contenu = docx(**{"word/media/image.bin": bytes(range(256)) * 40})
    place = contenu.find(b"word/media/image.bin") + 40
    return contenu[:place] + bytes([contenu[place] ^ 0xFF]) + contenu[place + 1 :]


MODELE_EXTERIEUR = (
    '<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/'
    '2006/relationships/attachedTemplate" Target="https://exemple.invalid/m.dotm" '
    'TargetMode="External"/></Relationships>'
)

REFUS = {
    "extension inconnue": ("compte.exe", pdf(), "type"),
    "double extension": ("compte.pdf.exe", pdf(), "type"),
    "ancien Word": ("compte.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "type"),
    "Word à macros": ("compte.docm", docx(), "type"),
    "sans extension": ("compte", pdf(), "nom"),
    "nom vide": (".pdf", pdf(), "nom"),
    "page web nommée pdf": ("compte.pdf", b"<html><script>1</script></html>", "contenu"),
    "page web devant un pdf": ("compte.pdf", b"<html></html>" + pdf(), "contenu"),
    "pdf nommé docx": ("compte.docx", pdf(), "contenu"),
    "docx nommé pdf": ("compte.pdf", docx(), "contenu"),
    "odt nommé docx": ("compte.docx", odt(), "illisible"),
    "docx nommé odt": ("compte.odt", docx(), "illisible"),
    "tableur nommé odt": (
        "compte.odt",
        odt(mimetype="application/vnd.oasis.opendocument.spreadsheet"),
        "illisible",
    ),
    "zip ordinaire": ("compte.docx", archive({"a.txt": "bonjour"}), "illisible"),
    "pdf coupé": ("compte.pdf", b"%PDF-1.7\nrien d'autre", "illisible"),
    "pdf protégé": ("compte.pdf", _chiffre(), "protege"),
    "JavaScript à l'ouverture": ("compte.pdf", pdf(_javascript), "programme"),
    "JavaScript nommé": ("compte.pdf", pdf(_javascript_nomme), "programme"),
    "JavaScript d'un champ": ("compte.pdf", pdf(_javascript_de_champ), "programme"),
    "lancement": ("compte.pdf", pdf(_lancement), "programme"),
    "envoi de données": ("compte.pdf", pdf(_envoi), "programme"),
    "ouverture d'une adresse": ("compte.pdf", pdf(_ouverture_ailleurs), "programme"),
    "pièce jointe": ("compte.pdf", pdf(_piece_jointe), "piece_jointe"),
    "formulaire XFA": ("compte.pdf", pdf(_xfa), "formulaire_xfa"),
    "pages innombrables": ("compte.pdf", _innombrables_pages(), "demesure"),
    "objets illisibles": ("compte.pdf", _objets_illisibles(), "illisible"),
    "macro": ("compte.docx", docx(**{"word/vbaProject.bin": b"1"}), "programme"),
    "macro déclarée": (
        "compte.docx",
        docx(
            **{
                "[Content_Types].xml": "<Types>application/vnd.ms-word.document.macroEnabled</Types>"
            }
        ),
        "programme",
    ),
    "macro OpenDocument": ("compte.odt", odt(**{"Basic/Standard/M.xml": "1"}), "programme"),
    "programme dans l'archive": ("compte.docx", docx(**{"word/a.exe": b"MZ"}), "programme"),
    "objet inclus": ("compte.docx", docx(**{"word/embeddings/o.bin": b"1"}), "piece_jointe"),
    **{
        f"modèle extérieur, {comment}": (
            "compte.docx",
            docx(**{"word/_rels/settings.xml.rels": relations}),
            "modele_exterieur",
        )
        for comment, relations in {
            "apostrophes": MODELE_EXTERIEUR.replace('"', "'"),
            "espaces": MODELE_EXTERIEUR.replace("TargetMode=", "TargetMode = "),
            "préfixe": MODELE_EXTERIEUR.replace("<Relationship ", "<r:Relationship "),
            "entité": MODELE_EXTERIEUR.replace("External", "&#69;xternal"),
            "autre encodage": MODELE_EXTERIEUR.encode("utf-16"),
        }.items()
    },
    "modèle extérieur": (
        "compte.docx",
        docx(**{"word/_rels/settings.xml.rels": MODELE_EXTERIEUR}),
        "modele_exterieur",
    ),
    "sortie du dossier": ("compte.docx", docx(**{"../../etc/x": "1"}), "illisible"),
    "archive protégée": ("compte.docx", _zip_chiffre(), "protege"),
    "odt protégé": (
        "compte.odt",
        odt(**{"META-INF/manifest.xml": "<manifest:encryption-data/>"}),
        "protege",
    ),
    "entrée en double": ("compte.docx", _zip_en_double(), "illisible"),
    "archive abîmée": ("compte.docx", _zip_tronque(), "illisible"),
    "bombe": ("compte.docx", docx(**{"word/media/a.bin": bytes(30_000_000)}), "demesure"),
    "trop d'entrées": ("compte.docx", docx(**{f"a/{i}": "" for i in range(2_100)}), "demesure"),
    "vide": ("compte.pdf", b"", "vide"),
}


@pytest.mark.parametrize(("nom", "contenu", "code"), REFUS.values(), ids=REFUS.keys())
def test_fichier_refuse_avec_son_motif(nom: str, contenu: bytes, code: str) -> None:
    with pytest.raises(ValidationError) as refus:
        controler(televerse(contenu, nom))
    assert refus.value.code == code


ACCEPTES = {
    "pdf": ("compte rendu.pdf", pdf()),
    "pdf qui s'ouvre sur une page": ("a.pdf", pdf(_destination)),
    "pdf qui va à une page": ("a.pdf", pdf(_aller_a)),
    "Word": ("compte.docx", docx()),
    "OpenDocument": ("compte.odt", odt()),
    "extension en capitales": ("COMPTE.PDF", pdf()),
}


@pytest.mark.parametrize(("nom", "contenu"), ACCEPTES.values(), ids=ACCEPTES.keys())
def test_fichier_accepte(nom: str, contenu: bytes) -> None:
    assert controler(televerse(contenu, nom)).extension == nom.rpartition(".")[2].lower()


def test_chaque_motif_dit_quoi_faire() -> None:
    for phrase in MOTIFS.values():
        assert "portal" not in phrase
        verbes = ("Choisissez", "Renommez", "Déposez", "déposez", "Enregistrez", "Imprimez")
        assert any(verbe in phrase for verbe in verbes)


@pytest.mark.parametrize(
    ("apporte", "garde"),
    [
        ("C:\\Mes documents\\bilan.pdf", "bilan.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("fact\u202efdp.exe.pdf", "factfdp.exe.pdf"),
        ("a\x00b\r\nSet-Cookie: x.pdf", "abSet-Cookie x.pdf"),
        ("bilan\u200b  2026 .PDF", "bilan 2026.pdf"),
        ("e\u0301te\u0301.odt", "été.odt"),
        ("...pdf.docx", "pdf.docx"),
        ("n" * 300 + ".pdf", "n" * 146 + ".pdf"),
    ],
)
def test_nom_nettoye(apporte: str, garde: str) -> None:
    assert nettoyer_nom(apporte) == garde
    assert len(garde) <= 150


def test_taille_refusee_au_dela_de_la_limite(settings) -> None:
    contenu = pdf()
    settings.TAILLE_MAXIMALE_FICHIER = len(contenu)
    assert controler(televerse(contenu, "a.pdf"))
    settings.TAILLE_MAXIMALE_FICHIER = len(contenu) - 1
    with pytest.raises(ValidationError, match="La limite est de"):
        controler(televerse(contenu, "a.pdf"))


def test_bombe_pdf_arretee_par_ses_bornes() -> None:
    """An object stream that unpacks to more than its bound is refused."""
    bombe = _flux_d_objets_geant()
    with pytest.raises(ValidationError) as refus:
        controler(televerse(bombe, "bombe.pdf"))
    assert refus.value.code == "demesure"
    assert len(bombe) < 400_000


def _flux_d_objets_geant() -> bytes:
    """A PDF of 200 kB whose object stream declares itself and unpacks to 200 MB."""
    compresseur = zlib.compressobj(9)
    deplie = [compresseur.compress(b"4 0 <<" + b" " * 1_000_000)]
    deplie += [compresseur.compress(b" " * 1_000_000) for _ in range(200)]
    flux = b"".join(deplie) + compresseur.flush()
    corps = b"%PDF-1.7\n"
    places = {}
    objets = {
        1: b"<</Type/Catalog/Pages 2 0 R/Extra 4 0 R>>",
        2: b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        5: b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n" % len(flux)
        + flux
        + b"\nendstream",
    }
    for numero, contenu in objets.items():
        places[numero] = len(corps)
        corps += b"%d 0 obj\n" % numero + contenu + b"\nendobj\n"
    table = b""
    for numero in range(7):
        if numero == 0:
            table += bytes([0, 0, 0, 0, 0, 0])
        elif numero == 4:
            table += bytes([2]) + (5).to_bytes(4) + bytes([0])
        else:
            table += bytes([1]) + places.get(numero, len(corps)).to_bytes(4) + bytes([0])
    fin = len(corps)
    corps += (
        b"6 0 obj\n<</Type/XRef/Size 7/Root 1 0 R/W[1 4 1]/Length %d>>stream\n" % len(table)
        + table
        + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % fin
    )
    return corps


class _Formulaire(forms.Form):
    piece = FichierField(types=("pdf",), required=False)


def test_champ_dit_types_et_taille_avant_le_choix() -> None:
    champ = _Formulaire()["piece"]
    assert champ.help_text == "PDF, 25\xa0Mo au plus."
    assert 'accept=".pdf,application/pdf"' in str(champ)


def test_champ_refuse_et_garde_le_formulaire_lisible() -> None:
    form = _Formulaire({}, {"piece": televerse(docx(), "a.docx")})
    assert not form.is_valid()
    assert form.errors["piece"] == ["Ce type de fichier n'est pas accepté. Déposez un fichier PDF."]


def test_champ_facultatif_vide() -> None:
    form = _Formulaire({}, {})
    assert form.is_valid()
    assert form.cleaned_data["piece"] is None


@pytest.mark.django_db
def test_fichier_garde_sous_son_identifiant() -> None:
    contenu = pdf()
    form = _Formulaire({}, {"piece": televerse(contenu, "Compte rendu.pdf")})
    assert form.is_valid(), form.errors
    fichier = enregistrer_fichier(form.cleaned_data["piece"], compte=None)
    assert fichier.nom == "Compte rendu.pdf"
    assert fichier.chemin == f"televersements/2026/{fichier.pk}.pdf"
    lieu = stockage.lieu_local(fichier.chemin)
    assert lieu.read_bytes() == contenu
    assert stockage.empreinte(fichier.chemin) == (fichier.taille, fichier.sha256)
    assert lieu.stat().st_mode & 0o777 == 0o640
    assert [f.name for f in lieu.parent.iterdir()] == [lieu.name]


@pytest.mark.django_db
def test_fichier_sans_controle_est_controle_avant_d_etre_garde(fichiers) -> None:
    with pytest.raises(ValidationError):
        enregistrer_fichier(SimpleUploadedFile("a.pdf", b"<html>"), compte=None)
    assert not Fichier.objects.exists()
    assert list(fichiers.rglob("*")) == []
