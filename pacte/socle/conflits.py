"""An operation called from a form: what it refuses goes back beside the fields."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.forms import Form

from pacte.socle.droits import ActeRefuse
from pacte.socle.empechements import Empechement
from pacte.socle.versions import CleDejaUtilisee, ConflitDeVersion

CONFLIT = (
    "Quelqu'un a enregistré cette page depuis que vous l'avez ouverte. Rien n'a été écrasé : "
    "votre saisie est ci-dessous. Comparez-la avec la page actuelle, puis enregistrez."
)
CLE_UTILISEE = "Cet envoi a déjà servi ailleurs. Rouvrez la page, puis recommencez."


@dataclass(frozen=True, slots=True)
class Resultat:
    """What became of the operation: done, or the status of the page that comes back."""

    fait: bool
    objet: Any = None
    code_http: int = 200


def enregistrer(form: Form, operation: Callable[..., Any], *args: Any, **kwargs: Any) -> Resultat:
    """Run `operation`; a refusal, a stale version or a used key becomes an error of `form`."""
    try:
        return Resultat(True, operation(*args, **kwargs))
    except ActeRefuse as erreur:
        form.add_error(None, erreur.droit.motif)
        return Resultat(False, code_http=422)
    except Empechement as empechement:
        form.add_error(None, str(empechement))
        return Resultat(False, code_http=empechement.code_http)
    except CleDejaUtilisee:
        form.add_error(None, CLE_UTILISEE)
        return Resultat(False, code_http=422)
    except ConflitDeVersion as conflit:
        form.add_error(None, CONFLIT)
        # The next sending is a decision taken with the current page in view.
        form.data = form.data.copy()
        form.data[form.add_prefix("version")] = conflit.actuelle
        return Resultat(False, code_http=409)
