"""When somebody saved first: both texts, side by side, and nothing lost."""

from dataclasses import dataclass
from typing import Any

from django.forms import Form

from pacte.socle.dates import ecrire_jour_court


@dataclass(frozen=True, slots=True)
class Difference:
    """A field whose value here is not the one that was saved meanwhile."""

    libelle: str
    saisi: str
    enregistre: str


def differences(form: Form, enregistre: dict[str, Any], version: int) -> list[Difference]:
    """Compare a valid form with what is saved now, and let it be sent again on that version."""
    form.data = form.data.copy()
    form.data[form.add_prefix("version")] = str(version)
    ecarts = [
        Difference(str(champ.label), _en_mots(form.cleaned_data.get(champ.name)), _en_mots(actuel))
        for champ in form.visible_fields()
        for actuel in [enregistre.get(champ.name)]
        if champ.name in enregistre and form.cleaned_data.get(champ.name) != actuel
    ]
    # Something else was saved (the agenda, say): the page still says that it was.
    return ecarts or [Difference("Version", "celle que vous avez lue", "une plus récente")]


def _en_mots(valeur: Any) -> str:
    if valeur in (None, ""):
        return "rien"
    return ecrire_jour_court(valeur) if hasattr(valeur, "year") else str(valeur)
