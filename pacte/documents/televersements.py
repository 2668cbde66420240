"""Files that people bring: checked by extension, first bytes and content, kept under a uuid."""

import logging
import subprocess
import sys
import tempfile
import unicodedata
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

import puremagic
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from pacte.documents import antivirus, stockage
from pacte.documents.controle_zip import ArchiveRefusee, controler_archive
from pacte.documents.models import Fichier, VerdictAnalyse
from pacte.socle.tailles import ecrire_taille

journal = logging.getLogger(__name__)

DOSSIER = "televersements"
LONGUEUR_NOM = 150
DELAI_CONTROLE = 15
DEBUT_LU = 8192


@dataclass(frozen=True, slots=True)
class TypePermis:
    """A kind of file that the portal takes."""

    libelle: str
    mime: str


TYPES = {
    "pdf": TypePermis("PDF", "application/pdf"),
    "docx": TypePermis(
        "Word (.docx)", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    ),
    "odt": TypePermis("OpenDocument (.odt)", "application/vnd.oasis.opendocument.text"),
    "xlsx": TypePermis(
        "Excel (.xlsx)", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    ),
    "ods": TypePermis(
        "tableur OpenDocument (.ods)", "application/vnd.oasis.opendocument.spreadsheet"
    ),
    "pptx": TypePermis(
        "PowerPoint (.pptx)",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
    "odp": TypePermis(
        "présentation OpenDocument (.odp)", "application/vnd.oasis.opendocument.presentation"
    ),
    "csv": TypePermis("tableau en texte (.csv)", "text/csv"),
    "png": TypePermis("image PNG", "image/png"),
    "jpg": TypePermis("photo JPEG", "image/jpeg"),
    "jpeg": TypePermis("photo JPEG", "image/jpeg"),
}
# What is written to be kept as text, and what people bring to a meeting.
TYPES_DE_TEXTE = ("pdf", "docx", "odt")
TYPES_DE_DOCUMENT = (*TYPES_DE_TEXTE, "xlsx", "ods", "pptx", "odp", "png", "jpg", "jpeg")
# What a spreadsheet saves: read as a table, sent back as a download, never shown.
TYPES_DE_TABLEAU = ("xlsx", "csv")
TEXTES = ("csv",)
MARQUES_UTF16 = (b"\xff\xfe", b"\xfe\xff")
IMAGES = {"png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff", "jpeg": b"\xff\xd8\xff"}
PROGRAMMES_DE_CONTROLE = {
    "pdf": "pacte.documents.controle_pdf",
    **dict.fromkeys(IMAGES, "pacte.documents.controle_image"),
}
MOTIFS = {
    "vide": "Ce fichier est vide. Choisissez-en un autre.",
    "nom": "Le nom de ce fichier est illisible. Renommez-le, puis déposez-le de nouveau.",
    "type": "Ce type de fichier n'est pas accepté. Déposez un fichier {types}.",
    "contenu": (
        "Ce fichier n'est pas un vrai fichier {extension}. "
        "Ouvrez-le dans son logiciel, enregistrez-le en PDF, puis déposez cette copie."
    ),
    "taille": (
        "Ce fichier fait {taille}. La limite est de {limite} : déposez-en une version allégée."
    ),
    "protege": (
        "Ce fichier est protégé par un mot de passe. "
        "Enregistrez-le sans protection, puis déposez-le."
    ),
    "programme": (
        "Ce fichier contient un programme, que le portail n'accepte pas. "
        "Imprimez-le en PDF, puis déposez cette copie."
    ),
    "formulaire_xfa": (
        "Ce formulaire PDF contient un programme (XFA). "
        "Imprimez-le en PDF, puis déposez cette copie."
    ),
    "piece_jointe": (
        "Ce fichier en contient un autre. Retirez la pièce jointe, ou imprimez-le en PDF, "
        "puis déposez cette copie."
    ),
    "modele_exterieur": (
        "Ce document Word va chercher un modèle ailleurs. "
        "Enregistrez-le en PDF, puis déposez cette copie."
    ),
    "demesure": (
        "Ce fichier est démesuré une fois ouvert. "
        "Enregistrez-le en PDF plus léger, puis déposez cette copie."
    ),
    "virus": (
        "L'antivirus a trouvé un programme dangereux dans ce fichier : il n'a pas été gardé. "
        "Faites vérifier votre ordinateur, puis déposez une autre copie."
    ),
    "illisible": (
        "Ce fichier est abîmé ou n'a pas la forme attendue. "
        "Ouvrez-le dans son logiciel, enregistrez-le en PDF, puis déposez cette copie."
    ),
}


@dataclass(frozen=True, slots=True)
class Controle:
    """What the checks established about a file: the name to keep and its type."""

    nom: str
    extension: str
    lecture: antivirus.Lecture | None = None

    @property
    def type_mime(self) -> str:
        return TYPES[self.extension].mime


def _refuser(code: str, **valeurs: str) -> ValidationError:
    return ValidationError(MOTIFS[code].format(**valeurs), code=code)


def nettoyer_nom(nom: str) -> str:
    """Return a file name that is safe to keep and to show, at most 150 characters.

    The folder part, control characters and those that reverse the reading order are dropped
    (« facture[U+202E]fdp.exe »). Raises ValidationError when nothing readable is left.
    """
    nom = unicodedata.normalize("NFC", nom).replace("\\", "/").rsplit("/", 1)[-1]
    lisible = "".join(
        " " if signe in '<>:"|?*' else signe
        for signe in nom
        if unicodedata.category(signe) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    )
    tige, point, extension = " ".join(lisible.split()).rpartition(".")
    tige = tige.strip(". ")
    if not point or not tige or not extension:
        raise _refuser("nom")
    return f"{tige[: LONGUEUR_NOM - len(extension) - 1].rstrip()}.{extension.lower()}"


def controler(televerse: UploadedFile, types: Iterable[str] = TYPES_DE_TEXTE) -> Controle:
    """Check a file that somebody brings; returns its kept name and type.

    Raises ValidationError (a French sentence that says what to do) when its size, name, extension,
    first bytes or content are refused.
    """
    permis = tuple(types)
    taille = televerse.size or 0
    if taille == 0:
        raise _refuser("vide")
    if taille > settings.TAILLE_MAXIMALE_FICHIER:
        limite = ecrire_taille(settings.TAILLE_MAXIMALE_FICHIER)
        raise _refuser("taille", taille=ecrire_taille(taille), limite=limite)
    nom = nettoyer_nom(televerse.name or "")
    extension = nom.rpartition(".")[2]
    if extension not in permis:
        raise _refuser("type", types=_enumerer(permis))
    if extension in TEXTES:
        _controler_texte(televerse, extension)
    else:
        _controler_forme(televerse, extension)
    lecture = _analyser(televerse)
    televerse.seek(0)
    return Controle(nom, extension, lecture)


def _controler_texte(televerse: UploadedFile, extension: str) -> None:
    """Refuse what is not a text: any byte that no text holds, or a known binary file renamed."""
    televerse.seek(0)
    debut = televerse.read(DEBUT_LU)
    if debut.startswith(MARQUES_UTF16):
        return
    binaire = debut.startswith((b"PK\x03\x04", b"%PDF-", b"\xd0\xcf\x11\xe0", *IMAGES.values()))
    if binaire or any(octet < 32 and octet not in b"\t\n\r\f" for octet in debut):
        raise _refuser("contenu", extension=TYPES[extension].libelle)


def _controler_forme(televerse: UploadedFile, extension: str) -> None:
    """Check the first bytes of a binary file, then its whole content."""
    _controler_debut(televerse, extension)
    if extension in PROGRAMMES_DE_CONTROLE:
        _controler_a_part(televerse, extension)
        return
    televerse.seek(0)
    try:
        controler_archive(televerse.file, extension)
    except ArchiveRefusee as refus:
        raise _refuser(str(refus)) from refus


def _controler_debut(televerse: UploadedFile, extension: str) -> None:
    """Compare the first bytes with the extension, by signature."""
    televerse.seek(0)
    debut = televerse.read(DEBUT_LU)
    try:
        signatures = {trouve.extension for trouve in puremagic.magic_string(debut)}
    except puremagic.PureError:
        signatures = set()
    if extension in IMAGES:
        attendue, tete = {".png", ".jpg", ".jpeg", ".jfif"}, IMAGES[extension]
    elif extension == "pdf":
        attendue, tete = {".pdf"}, b"%PDF-"
    else:
        attendue, tete = {".zip", f".{extension}"}, b"PK\x03\x04"
    if not signatures & attendue or not debut.startswith(tete):
        raise _refuser("contenu", extension=TYPES[extension].libelle)


def _analyser(televerse: UploadedFile) -> antivirus.Lecture | None:
    """Have the antivirus read the file; None when there is none, or when it does not answer."""
    if not antivirus.is_actif():
        return None
    televerse.seek(0)
    try:
        lecture = antivirus.lire(televerse.file)
    except antivirus.AntivirusInjoignable:
        journal.exception("L'antivirus ne répond pas : le fichier attendra d'être analysé.")
        return None
    if lecture.verdict == VerdictAnalyse.INFECTE:
        raise _refuser("virus")
    return lecture


def _controler_a_part(televerse: UploadedFile, extension: str) -> None:
    """Have the file read by a process apart, whose memory and time are bounded."""
    with tempfile.NamedTemporaryFile(prefix="controle-", suffix=f".{extension}") as copie:
        for bloc in televerse.chunks():
            copie.write(bloc)
        copie.flush()
        try:
            reponse = subprocess.run(
                [sys.executable, "-m", PROGRAMMES_DE_CONTROLE[extension], copie.name],
                cwd=settings.RACINE,
                capture_output=True,
                text=True,
                timeout=DELAI_CONTROLE,
                check=False,
            )
        except subprocess.TimeoutExpired as depassement:
            raise _refuser("demesure") from depassement
    verdict = reponse.stdout.strip()
    if verdict == "sain":
        return
    # The process dies without a word when a bomb meets its bounds.
    raise _refuser(verdict if verdict in MOTIFS else "demesure")


def _enumerer(types: Iterable[str]) -> str:
    # « jpg » and « jpeg » are one kind for people.
    libelles = list(dict.fromkeys(TYPES[extension].libelle for extension in types))
    return f"{', '.join(libelles[:-1])} ou {libelles[-1]}" if len(libelles) > 1 else libelles[0]


class FichierField(forms.FileField):
    """A file of one of the permitted types, checked; its help says types and size beforehand."""

    widget = forms.ClearableFileInput

    def __init__(self, *, types: Iterable[str] = TYPES_DE_TEXTE, **kwargs: Any) -> None:
        self.types = tuple(types)
        inconnus = set(self.types) - set(TYPES)
        if inconnus or not self.types:
            raise ValueError(f"Types de fichier inconnus : {sorted(inconnus)}")
        limite = ecrire_taille(settings.TAILLE_MAXIMALE_FICHIER)
        kwargs.setdefault("help_text", f"{_enumerer(self.types)}, {limite} au plus.")
        kwargs.setdefault("widget", forms.FileInput())
        super().__init__(**kwargs)
        self.error_messages |= {
            "required": "Choisissez un fichier.",
            "empty": MOTIFS["vide"],
            "invalid": "Le fichier n'est pas arrivé. Choisissez-le de nouveau.",
            "missing": "Le fichier n'est pas arrivé. Choisissez-le de nouveau.",
        }

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        accepte = ",".join([*(f".{t}" for t in self.types), *(TYPES[t].mime for t in self.types)])
        limite = str(settings.TAILLE_MAXIMALE_FICHIER)
        return {**super().widget_attrs(widget), "accept": accepte, "data-taille-max": limite}

    def clean(self, data: Any, initial: Any = None) -> Any:
        televerse = super().clean(data, initial)
        if isinstance(televerse, UploadedFile):
            televerse.controle = controler(televerse, self.types)
        return televerse


def enregistrer_fichier(televerse: UploadedFile, *, compte: Any) -> Fichier:
    """Keep a checked file under a uuid and return its row, in the transaction of the act.

    `compte` is the signed-in account (None for a command). A file that no FichierField has checked
    is checked here. Raises ValidationError when it is refused, EcritureImpossible when the disk
    refuses it: then neither file nor row is left.
    """
    controle: Controle = getattr(televerse, "controle", None) or controler(televerse)
    identifiant = uuid.uuid4()
    chemin = stockage.chemin_neuf(DOSSIER, identifiant, controle.extension)
    taille, sha256 = stockage.ecrire(chemin, _blocs(televerse))
    fichier = Fichier.objects.create(
        id=identifiant,
        chemin=chemin,
        nom=controle.nom,
        type_mime=controle.type_mime,
        taille=taille,
        sha256=sha256,
        depose_par=compte,
    )
    if controle.lecture is not None:
        antivirus.noter(fichier, controle.lecture)
    return fichier


@dataclass(frozen=True, slots=True)
class FichierAConfirmer:
    """A checked file whose act is still to be confirmed: its bytes are kept, no row names it yet.

    The sweep of orphans puts it aside after a day: what is never confirmed leaves nothing.
    """

    chemin: str
    nom: str
    type_mime: str
    taille: int
    sha256: str


def mettre_en_attente(televerse: UploadedFile) -> FichierAConfirmer:
    """Keep the bytes of a file until its act is confirmed. Raises as `enregistrer_fichier`."""
    controle: Controle = getattr(televerse, "controle", None) or controler(televerse)
    chemin = stockage.chemin_neuf(DOSSIER, uuid.uuid4(), controle.extension)
    taille, sha256 = stockage.ecrire(chemin, _blocs(televerse))
    return FichierAConfirmer(chemin, controle.nom, controle.type_mime, taille, sha256)


def confirmer_en_attente(attente: FichierAConfirmer, *, compte: Any) -> Fichier:
    """Give its row to a waiting file; the same content confirmed by the same account has one.

    The antivirus reads it afterwards, as every file without a verdict. Raises ValidationError when the
    sweep has put it aside meanwhile.
    """
    deja = Fichier.objects.filter(sha256=attente.sha256, depose_par=compte).order_by("pk").first()
    if deja is not None:
        return deja
    try:
        lus = stockage.empreinte(attente.chemin)
    except OSError as erreur:
        raise ValidationError("Ce fichier n'est plus gardé : déposez-le de nouveau.") from erreur
    if lus != (attente.taille, attente.sha256):
        raise ValidationError("Ce fichier ne se relit pas à l'identique : déposez-le de nouveau.")
    return Fichier.objects.create(depose_par=compte, **asdict(attente))


def _blocs(televerse: UploadedFile) -> Iterator[bytes]:
    televerse.seek(0)
    yield from televerse.chunks(stockage.TAILLE_BLOC)
