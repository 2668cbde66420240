"""`manage.py exporter_scdl --pacte CODE --exercice N --sortie F`: the open data of a year.

Exit codes: 0 written; 1 nothing written, each reason on the error output, one a line.
"""

import os
import tempfile
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pacte.accord.models import Pacte
from subventions.lectures.donnees_ouvertes import Publication, publication
from subventions.rules.scdl import FichierScdlInvalide


class Command(BaseCommand):
    help = "Écrit les subventions d'une année au format SCDL 2.1.1 (voir docs/donnees-ouvertes.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--pacte", required=True, metavar="CODE", help="code du pacte")
        parser.add_argument("--exercice", required=True, type=int, metavar="AAAA", help="année")
        parser.add_argument(
            "--sortie",
            required=True,
            type=Path,
            metavar="FICHIER",
            help="fichier à écrire, ou dossier : le nom est alors celui de la publication",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        pacte = Pacte.objects.select_related("ville").filter(code=options["pacte"]).first()
        if pacte is None:
            raise CommandError(f"Aucun pacte n'a le code « {options['pacte']} ».")
        publiee = publication(pacte, options["exercice"])
        try:
            octets = publiee.ecrire()
        except FichierScdlInvalide as refus:
            for ecart in refus.ecarts:
                self.stderr.write(self._dire(publiee, ecart.ligne, str(ecart)))
            raise CommandError(
                f"Rien n'est écrit pour {options['exercice']} : "
                f"{len(refus.ecarts)} point(s) à corriger."
            ) from None
        sortie = options["sortie"]
        sortie = sortie / publiee.nom if sortie.is_dir() else sortie
        try:
            ecrire_d_un_coup(sortie, octets)
        except OSError as erreur:
            raise CommandError(f"« {sortie} » ne s'écrit pas : {erreur.strerror}.") from None
        if options["verbosity"]:
            self.stdout.write(f"« {sortie.name} » : {len(publiee.lignes)} subvention(s).")

    def _dire(self, publiee: Publication, numero: int | None, phrase: str) -> str:
        """Name the beneficiary beside the row: it is written nowhere yet."""
        if numero is None:
            return phrase
        vote = publiee.lignes[numero - 2].subvention.vote
        return f"{phrase} ({vote.centre.nom}, {vote.libelle})"


def ecrire_d_un_coup(sortie: Path, octets: bytes) -> None:
    """Write the whole file or nothing: beside it first, then in its place."""
    descripteur, provisoire = tempfile.mkstemp(prefix=f".{sortie.name}-", dir=sortie.parent)
    try:
        with os.fdopen(descripteur, "wb") as flux:
            flux.write(octets)
            flux.flush()
            os.fsync(flux.fileno())
        Path(provisoire).chmod(0o644)
        Path(provisoire).replace(sortie)
    except OSError:
        Path(provisoire).unlink(missing_ok=True)
        raise
