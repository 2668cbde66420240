"""The rubrics of subsidies, by role: the links above each of its lists."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from pacte.accord.models import Fonction, Pacte
from subventions.dossiers import exercice_de_l_avance


@dataclass(frozen=True, slots=True)
class Rubrique:
    """A link above the lists; `code` says which list is shown."""

    code: str
    libelle: str
    url: str


def rubriques(fonction: Fonction, pacte: Pacte, le: date) -> list[Rubrique]:
    """Return the rubrics of the acting function, in the order of a year; one query."""
    exercice = exercice_de_l_avance(pacte, le)
    prevues: list[tuple[str, str, str, tuple[object, ...]]] = [
        ("demandes", "Demandes", "lister_demandes", ()),
    ]
    if not fonction.is_centre:
        prevues.append(("comparaison", "Comparaison", "ouvrir_comparaison", ()))
    if exercice is not None and not fonction.is_elu_ville:
        prevues.append(("avances", f"Avance {exercice}", "lister_avances", (exercice,)))
    if fonction.is_avs:
        prevues.append(("deliberations", "Délibérations", "lister_deliberations", ()))
        prevues.append(("lettres", "Lettres", "lister_lettres", (le.year,)))
        prevues.append(("paiements", "Paiements", "lister_paiements", ()))
    if fonction.is_centre:
        prevues.append(("versements", "Mes versements", "suivre_versements", ()))
        prevues.append(("tresorerie", "Trésorerie", "voir_tresorerie", (le.year,)))
    if fonction.is_avs:
        prevues.append(("campagne", "Campagne", "voir_campagne", (le.year + 1,)))
    if fonction.is_centre:
        prevues.append(("dossier", "Dossier du centre", "lister_pieces_centre", ()))
    if not fonction.is_elu_ville:
        prevues.append(("conventions", "Conventions", "lister_conventions", ()))
        prevues.append(("comptes_rendus", "Comptes rendus", "lister_comptes_rendus_financiers", ()))
        prevues.append(("reversements", "Reversements", "lister_reversements", ()))
    if fonction.is_avs:
        prevues.append(("donnees", "Données ouvertes", "controler_donnees_ouvertes", ()))
        prevues.append(("imports", "Importer", "lister_imports", ()))
    return [
        Rubrique(code, libelle, reverse(nom, args=[pacte.code, *args]))
        for code, libelle, nom, args in prevues
    ]
