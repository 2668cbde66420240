"""What a list exports: exactly what it shows, with typed cells and inert formulas (U25, S22)."""

import io
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.http import HttpResponse

from subventions.models import Demande

ENTETES = (
    "Numéro",
    "Centre social",
    "Exercice",
    "Genre",
    "Objet",
    "Montant demandé",
    "Montant proposé",
    "Montant voté",
    "État",
    "Déposée le",
    "Reçue le",
    "Mode de dépôt",
)
TYPE_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def lignes_demandes(demandes: Iterable[Demande]) -> Iterable[tuple[Any, ...]]:
    """Yield the exported cells of each request; `accorde` is annotated by the list."""
    for demande in demandes:
        yield (
            demande.numero,
            demande.centre.nom,
            demande.exercice,
            demande.get_genre_display(),
            demande.objet,
            demande.montant_demande,
            demande.montant_propose,
            demande.accorde,
            demande.get_etat_display(),
            demande.date_depot,
            demande.date_reception,
            demande.get_mode_depot_display(),
        )


def ecrire_xlsx(titre: str, entetes: Iterable[str], lignes: Iterable[Iterable[Any]]) -> bytes:
    """Return a workbook of one sheet: dates and amounts typed, every text written as text."""
    tampon = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(tampon, options) as classeur:
        feuille = classeur.add_worksheet(titre[:31])
        gras = classeur.add_format({"bold": True, "bottom": 1})
        euros = classeur.add_format({"num_format": "# ##0.00 €"})
        jour = classeur.add_format({"num_format": "dd/mm/yyyy"})
        for colonne, entete in enumerate(entetes):
            feuille.write_string(0, colonne, entete, gras)
        for rang, ligne in enumerate(lignes, start=1):
            for colonne, valeur in enumerate(ligne):
                if isinstance(valeur, Decimal):
                    feuille.write_number(rang, colonne, valeur, euros)
                elif isinstance(valeur, date):
                    feuille.write_datetime(rang, colonne, valeur, jour)
                elif isinstance(valeur, int):
                    feuille.write_number(rang, colonne, valeur)
                elif valeur is not None:
                    feuille.write_string(rang, colonne, str(valeur))
        feuille.autofit()
        feuille.freeze_panes(1, 0)
    return tampon.getvalue()


def reponse_xlsx(
    nom: str, entetes: Iterable[str], lignes: Iterable[Iterable[Any]], *, le: date
) -> HttpResponse:
    """Answer a workbook named « nom-2026-03-14.xlsx »."""
    reponse = HttpResponse(ecrire_xlsx(nom, entetes, lignes), content_type=TYPE_XLSX)
    reponse["Content-Disposition"] = f'attachment; filename="{nom}-{le.isoformat()}.xlsx"'
    reponse["X-Content-Type-Options"] = "nosniff"
    return reponse
