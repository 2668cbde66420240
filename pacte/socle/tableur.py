"""CSV and XLSX files that French spreadsheets open rightly, whose cells never become formulas.

U25 and S22: a text stays a text, whatever it starts with; numbers and days keep their type in XLSX.
"""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

import xlsxwriter
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.utils import timezone

# What a spreadsheet takes for the start of a formula, full-width signs included.
FORMULES = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def cellule(valeur: Any) -> str:
    """Write one value: decimal comma, « 14/03/2026 », yes and no in French, a text made inert."""
    if valeur is None:
        return ""
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, Decimal):
        return f"{valeur:.2f}".replace(".", ",")
    if isinstance(valeur, int):
        return str(valeur)
    if isinstance(valeur, datetime):
        return timezone.localtime(valeur).strftime("%d/%m/%Y %H:%M")
    if isinstance(valeur, date):
        return valeur.strftime("%d/%m/%Y")
    texte = str(valeur)
    return f"'{texte}" if texte.lstrip(" \u00a0").startswith(FORMULES) else texte


def ecrire_csv(entetes: Sequence[str], lignes: Iterable[Sequence[Any]]) -> bytes:
    """Return a CSV: semicolons, UTF-8 with its mark, CRLF, decimal commas."""
    tampon = io.StringIO(newline="")
    redacteur = csv.writer(tampon, delimiter=";", lineterminator="\r\n")
    redacteur.writerow([cellule(entete) for entete in entetes])
    redacteur.writerows([cellule(valeur) for valeur in ligne] for ligne in lignes)
    return b"\xef\xbb\xbf" + tampon.getvalue().encode()


def reponse_csv(
    nom: str, entetes: Sequence[str], lignes: Iterable[Sequence[Any]], *, le: date
) -> HttpResponse:
    """Answer a CSV named « nom-2026-03-14.csv »."""
    reponse = HttpResponse(ecrire_csv(entetes, lignes), content_type="text/csv; charset=utf-8")
    reponse["Content-Disposition"] = f'attachment; filename="{nom}-{le.isoformat()}.csv"'
    reponse["X-Content-Type-Options"] = "nosniff"
    return reponse


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LARGEURS = (8, 60)


Feuille = tuple[str, Sequence[str], Iterable[Sequence[Any]]]


def ecrire_xlsx(
    entetes: Sequence[str], lignes: Iterable[Sequence[Any]], *, feuille: str = "Liste"
) -> bytes:
    """Return an XLSX of one sheet: typed numbers and days, every text written as a text."""
    return ecrire_classeur([(feuille, entetes, lignes)])


OPTIONS_XLSX = {
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def ecrire_classeur(feuilles: Iterable[Feuille]) -> bytes:
    """Return an XLSX of several sheets, each (name, headers, rows), as `ecrire_xlsx`."""
    tampon = io.BytesIO()
    with xlsxwriter.Workbook(tampon, {"in_memory": True, **OPTIONS_XLSX}) as classeur:
        _remplir(classeur, feuilles)
    return tampon.getvalue()


def _remplir(classeur: xlsxwriter.Workbook, feuilles: Iterable[Feuille]) -> None:
    formats = {
        "gras": classeur.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
        "texte": classeur.add_format({"text_wrap": True, "valign": "top"}),
        "jour": classeur.add_format({"num_format": "dd/mm/yyyy", "valign": "top", "align": "left"}),
        "nombre": classeur.add_format({"valign": "top"}),
        # A Decimal is always an amount in euros.
        "euros": classeur.add_format({"num_format": "# ##0.00 €", "valign": "top"}),
    }
    for nom, entetes, lignes in feuilles:
        _ecrire_feuille(classeur.add_worksheet(nom), entetes, lignes, formats)


def _ecrire_feuille(
    page: Any,
    entetes: Sequence[str],
    lignes: Iterable[Sequence[Any]],
    formats: dict[str, Any],
) -> None:
    largeurs = [len(entete) for entete in entetes]
    for colonne, entete in enumerate(entetes):
        page.write_string(0, colonne, entete, formats["gras"])
    for rang, ligne in enumerate(lignes, start=1):
        for colonne, valeur in enumerate(ligne):
            if isinstance(valeur, Decimal):
                page.write_number(rang, colonne, valeur, formats["euros"])
            elif isinstance(valeur, int) and not isinstance(valeur, bool):
                page.write_number(rang, colonne, valeur, formats["nombre"])
            elif isinstance(valeur, date) and not isinstance(valeur, datetime):
                jour = datetime.combine(valeur, datetime.min.time())
                page.write_datetime(rang, colonne, jour, formats["jour"])
            else:
                # An apostrophe is a CSV's way: here the type of the cell is enough.
                mots = str(valeur or "") if isinstance(valeur, str) else cellule(valeur)
                page.write_string(rang, colonne, mots, formats["texte"])
                largeurs[colonne] = max(largeurs[colonne], len(mots))
    for colonne, largeur in enumerate(largeurs):
        page.set_column(colonne, colonne, min(max(largeur + 2, LARGEURS[0]), LARGEURS[1]))
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, 0, len(entetes) - 1)


def reponse_xlsx(
    nom: str, entetes: Sequence[str], lignes: Iterable[Sequence[Any]], *, le: date
) -> HttpResponse:
    """Answer an XLSX named « nom-2026-03-14.xlsx »."""
    reponse = HttpResponse(ecrire_xlsx(entetes, lignes), content_type=XLSX)
    reponse["Content-Disposition"] = f'attachment; filename="{nom}-{le.isoformat()}.xlsx"'
    reponse["X-Content-Type-Options"] = "nosniff"
    return reponse


# --- Long lists: the same files, in bounded memory ---------------------------------------------------
LIGNES_PAR_ENVOI = 200
MEMOIRE_XLSX = 1024 * 1024


def reponse_csv_en_flux(
    nom: str, entetes: Sequence[str], lignes: Iterable[Sequence[Any]], *, le: date
) -> StreamingHttpResponse:
    """Answer the CSV of `reponse_csv` as its lines are read: never the whole of it in memory."""
    reponse = StreamingHttpResponse(
        _morceaux(entetes, lignes), content_type="text/csv; charset=utf-8"
    )
    reponse["Content-Disposition"] = f'attachment; filename="{nom}-{le.isoformat()}.csv"'
    reponse["X-Content-Type-Options"] = "nosniff"
    return reponse


def _morceaux(entetes: Sequence[str], lignes: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    yield ecrire_csv(entetes, ())
    suite = iter(lignes)
    while lot := list(islice(suite, LIGNES_PAR_ENVOI)):
        # A header is a line like another: only the mark of the first piece is not said again.
        yield ecrire_csv(lot[0], lot[1:]).removeprefix(b"\xef\xbb\xbf")


def reponse_xlsx_en_flux(
    nom: str, entetes: Sequence[str], lignes: Iterable[Sequence[Any]], *, le: date
) -> FileResponse:
    """Answer the XLSX of `reponse_xlsx`, written row by row in a passing file."""
    with ExitStack() as pile:
        fichier = pile.enter_context(tempfile.SpooledTemporaryFile(max_size=MEMOIRE_XLSX))
        with xlsxwriter.Workbook(fichier, {"constant_memory": True, **OPTIONS_XLSX}) as classeur:
            _remplir(classeur, [("Liste", entetes, lignes)])
        fichier.seek(0)
        # From here the answer closes it.
        pile.pop_all()
    reponse = FileResponse(
        fichier, as_attachment=True, filename=f"{nom}-{le.isoformat()}.xlsx", content_type=XLSX
    )
    reponse["X-Content-Type-Options"] = "nosniff"
    return reponse
