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
    prevues = [
        ("demandes", "Demandes", "lister_demandes", ()),
    ]
    if exercice is not None:
        prevues.append(("avances", f"Avance {exercice}", "lister_avances", (exercice,)))
    prevues.append(("conventions", "Conventions", "lister_conventions", ()))
    prevues.append(("reversements", "Reversements", "lister_reversements", ()))
    return [
        Rubrique(code, libelle, reverse(nom, args=[pacte.code, *args]))
        for code, libelle, nom, args in prevues
    ]
