"""Reading a PDF that somebody brought, in a process of its own with bounded memory and time.

Run as a program on one file: `python -m pacte.documents.controle_pdf FICHIER`. It prints the code
of the refusal, or « sain ». No Django here, so that it starts fast; a bomb kills this process only.
"""

import resource
import sys
from collections.abc import Iterator
from typing import Any

import pikepdf
import pikepdf.settings

MEMOIRE = 768 * 1024 * 1024
# Of what qpdf unpacks here: tables and object streams only, never a page's content.
MEMOIRE_D_UN_FLUX = 64 * 1024 * 1024
SECONDES = 8
OBJETS_MAXIMUM = 400_000
PAGES_MAXIMUM = 3_000
PROFONDEUR_MAXIMALE = 60

# A key that carries active content wherever it stands, and the code of its refusal.
CLES = {
    "/JavaScript": "programme",
    "/JS": "programme",
    "/AA": "programme",
    "/Launch": "programme",
    "/XFA": "formulaire_xfa",
    "/EmbeddedFiles": "piece_jointe",
    "/EF": "piece_jointe",
    "/RichMediaContent": "programme",
}
# An action of these kinds (key /S) acts on the reader's machine or sends data elsewhere.
ACTIONS = {
    "/JavaScript": "programme",
    "/Launch": "programme",
    "/ImportData": "programme",
    "/SubmitForm": "programme",
    "/Rendition": "programme",
    "/GoToE": "piece_jointe",
}
# How qpdf says that unpacking a stream met the bounds, or failed.
DEMESURES = ("bad_alloc", "memory limit")
# How qpdf says that it could not unpack a stream of objects.
ILLISIBLES = ("unfilterable stream", "error decoding stream data")


def controler(chemin: str) -> str:
    """Return « sain », or the code of the first reason to refuse the PDF."""
    try:
        with pikepdf.open(chemin, attempt_recovery=True, suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                return "protege"
            return _pages(pdf) or _objets(pdf) or _caches(pdf) or "sain"
    except pikepdf.PasswordError:
        return "protege"
    except (MemoryError, RecursionError):
        return "demesure"
    except (pikepdf.PdfError, ValueError, KeyError, TypeError, AttributeError):
        return "illisible"


def _pages(pdf: pikepdf.Pdf) -> str:
    """Read the number of pages as declared: walking the tree itself could be made endless."""
    nombre = pdf.Root.Pages.get("/Count")
    if not isinstance(nombre, int) or nombre < 1:
        return "illisible"
    return "demesure" if nombre > PAGES_MAXIMUM else ""


def _objets(pdf: pikepdf.Pdf) -> str:
    if int(pdf.trailer.get("/Size", 0)) > OBJETS_MAXIMUM:
        return "demesure"
    for objet in pdf.objects:
        if motif := _parcourir(objet):
            return motif
    return _parcourir(pdf.trailer)


def _caches(pdf: pikepdf.Pdf) -> str:
    """Refuse a file some of whose objects could not be read here: another program might do it."""
    if pikepdf.settings.qpdf_limit_errors():
        return "demesure"
    avertissements = " ".join(str(texte) for texte in pdf.get_warnings())
    if any(signe in avertissements for signe in DEMESURES):
        return "demesure"
    return "illisible" if any(signe in avertissements for signe in ILLISIBLES) else ""


def _parcourir(objet: Any) -> str:
    """Walk the direct content of one object; indirect ones come by themselves."""
    pile = [(objet, 0)]
    while pile:
        courant, profondeur = pile.pop()
        if profondeur > PROFONDEUR_MAXIMALE:
            return "demesure"
        if isinstance(courant, pikepdf.Dictionary | pikepdf.Stream):
            if motif := _dictionnaire(courant):
                return motif
        elif not isinstance(courant, pikepdf.Array):
            continue
        pile += [(fils, profondeur + 1) for fils in _directs(courant)]
    return ""


def _directs(objet: Any) -> Iterator[Any]:
    contenu = objet if isinstance(objet, pikepdf.Array) else (valeur for _, valeur in objet.items())
    for valeur in contenu:
        if isinstance(valeur, pikepdf.Object) and not valeur.is_indirect:
            yield valeur


def _dictionnaire(objet: Any) -> str:
    for cle, valeur in objet.items():
        if cle in CLES:
            return CLES[cle]
        if cle == "/OpenAction" and not _is_destination(valeur):
            return "programme"
        if cle == "/S" and isinstance(valeur, pikepdf.Name) and str(valeur) in ACTIONS:
            return ACTIONS[str(valeur)]
        if cle == "/Type" and valeur == pikepdf.Name.EmbeddedFile:
            return "piece_jointe"
    return ""


def _is_destination(action: Any) -> bool:
    """Whether opening only shows a page: LibreOffice writes that in every PDF it makes."""
    if isinstance(action, pikepdf.Array):
        return True
    return isinstance(action, pikepdf.Dictionary) and action.get("/S") == pikepdf.Name.GoTo


def main(chemin: str) -> int:
    """Bound this process, check the file, print the verdict."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMOIRE, MEMOIRE))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDES, SECONDES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pikepdf.settings.set_qpdf_limits(
        flate_max_memory=MEMOIRE_D_UN_FLUX,
        run_length_max_memory=MEMOIRE_D_UN_FLUX,
        png_max_memory=MEMOIRE_D_UN_FLUX,
        tiff_max_memory=MEMOIRE_D_UN_FLUX,
        doc_max_warnings=500,
    )
    sys.stdout.write(controler(chemin))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
