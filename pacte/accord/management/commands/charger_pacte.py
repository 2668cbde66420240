"""Load a pact from its file, and the act's full text."""

from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError

from pacte.accord.chargement.bilan import Bilan
from pacte.accord.chargement.lecture import FichierInvalide
from pacte.accord.chargement.operations import charger


class Command(BaseCommand):
    help = "Charge un pacte depuis son fichier TOML (voir docs/pacte-fichier.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("fichier", type=Path, help="fichier du pacte, par exemple pacte.toml")
        parser.add_argument(
            "--texte", type=Path, metavar="FICHIER", help="texte intégral de l'acte, en texte brut"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        fichier: Path = options["fichier"]
        try:
            bilan = charger(fichier, options["texte"])
        except FichierInvalide as erreur:
            liste = "\n".join(f"  {ligne}" for ligne in erreur.erreurs)
            raise CommandError(
                f"« {fichier.name} » n'est pas chargé, rien n'a changé :\n{liste}"
            ) from None
        except IntegrityError as erreur:
            detail = str(erreur).splitlines()[0]
            raise CommandError(
                f"« {fichier.name} » n'est pas chargé : la base refuse une ligne ({detail})."
            ) from None
        if options["verbosity"]:
            self._dire(fichier, bilan)

    def _dire(self, fichier: Path, bilan: Bilan) -> None:
        lignes = [f"« {fichier.name} » est déjà chargé : rien à changer."]
        if bilan.is_change:
            lignes = [f"« {fichier.name} » est chargé."]
            lignes += [f"  {nom} : {compte}" for nom, compte in bilan.comptes.items() if compte]
        if bilan.remarques:
            lignes += ["À savoir :", *(f"  {remarque}" for remarque in bilan.remarques)]
        for ligne in [*lignes, *bilan.texte]:
            self.stdout.write(ligne)
