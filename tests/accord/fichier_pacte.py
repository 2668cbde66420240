"""A pact's file for the tests: the documentation's example, loaded or refused."""

import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from pacte.accord import models
from pacte.journal.models import Entree

DOC = settings.RACINE / "docs" / "pacte-fichier.md"
SUIVIS = [
    getattr(models, nom) for nom in models.__all__ if hasattr(getattr(models, nom), "history")
]


class FichierDEssai:
    """The documentation's example in a folder of the test, rewritten at each call."""

    def __init__(self, dossier: Path) -> None:
        self.dossier = dossier

    def __call__(self, *remplacements: tuple[str, str], ajout: str = "") -> Path:
        """Return the path of the example, each (before, after) replaced once, `ajout` at the end."""
        texte = exemple()
        for avant, apres in remplacements:
            assert avant in texte, avant
            texte = texte.replace(avant, apres, 1)
        chemin = self.dossier / "petiteville.toml"
        chemin.write_text(texte + ajout, "utf-8")
        return chemin


def exemple() -> str:
    """The complete example of the documentation."""
    return re.findall(r"```toml\n(.*?)```", DOC.read_text("utf-8"), re.DOTALL)[-1]


def charger(chemin: Path, **options: Any) -> str:
    sortie = StringIO()
    call_command("charger_pacte", str(chemin), stdout=sortie, **options)
    return sortie.getvalue()


def refuse(chemin: Path, **options: Any) -> str:
    """Load a wrong file: return the message, after checking that nothing was written."""
    avant = empreinte_de_la_base()
    with pytest.raises(CommandError) as refus:
        charger(chemin, **options)
    assert empreinte_de_la_base() == avant
    return str(refus.value)


def empreinte_de_la_base() -> dict[str, int]:
    comptes = {modele.__name__: modele._default_manager.count() for modele in SUIVIS}
    comptes |= {f"{modele.__name__}.histoire": modele.history.count() for modele in SUIVIS}
    return comptes | {
        "paragraphes": models.ParagrapheActe.objects.count(),
        "journal": Entree.objects.count(),
    }
