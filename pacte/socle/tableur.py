"""CSV files that French spreadsheets open rightly, and whose cells never become formulas (U25, S22)."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
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
