"""An undefined variable in one of our templates is an error; elsewhere it stays empty.

Django renders an unknown variable as nothing. In the suite, the engine's `string_if_invalid` is
the object below: it raises for the templates of this repository, and gives Django's own result
for those of libraries. A variable that may be absent says so: `{{ x|default:"" }}` or `{% if x %}`.
"""

import copy
import sys
from pathlib import Path
from types import FrameType
from typing import Any

from django.template.base import FilterExpression, Node

FACULTATIFS = {"default", "default_if_none", "yesno"}


class VariableIndefinie(AssertionError):
    """A template of ours reads a variable that the view does not give."""


class Surveillant(str):
    """Empty text everywhere, except where Django asks what to show for an unknown variable."""

    def __new__(cls, gabarits: Path) -> "Surveillant":
        objet = super().__new__(cls, "")
        objet.gabarits = str(gabarits)
        return objet

    def __bool__(self) -> bool:
        return sys._getframe(1).f_code is FilterExpression.resolve.__code__

    def __contains__(self, texte: object) -> bool:
        return texte == "%s"

    def __mod__(self, variable: Any) -> Any:
        cadre = sys._getframe(1)
        expression: FilterExpression = cadre.f_locals["self"]
        filtres = [fonction.__name__ for fonction, _ in expression.filters]
        origine = _origine(cadre)
        if origine.startswith(self.gabarits) and not (filtres and filtres[0] in FACULTATIFS):
            raise VariableIndefinie(f"« {variable} » est indéfinie dans {origine}")
        vide = copy.copy(expression)
        vide.is_var, vide.var = False, ""
        return vide.resolve(cadre.f_locals["context"])


def _origine(cadre: FrameType | None) -> str:
    """File of the template whose node is being rendered, empty when unknown."""
    while cadre is not None:
        if cadre.f_code is Node.render_annotated.__code__:
            origine = getattr(cadre.f_locals["self"], "origin", None)
            return str(getattr(origine, "name", ""))
        cadre = cadre.f_back
    return ""
