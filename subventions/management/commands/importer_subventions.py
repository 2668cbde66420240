"""`manage.py importer_subventions FICHIER --pacte CODE --correspondance M [--a-blanc]`.

Exit codes: 0 imported, or nothing new; 1 nothing imported, the lines to correct are written on the
error output, one a line. The correspondence is described in docs/import-subventions.md.
"""

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from pacte.accord.models import Pacte
from pacte.documents.televersements import TYPES_DE_TABLEAU, controler
from pacte.socle.montants import ecrire_montant
from subventions.lectures.imports import Analyse, analyser
from subventions.operations.imports import importer_fichier
from subventions.rules.correspondances import (
    Correspondance,
    CorrespondanceInvalide,
    lire_correspondance,
)
from subventions.rules.tableaux import FichierIllisible, lire_fichier


class Command(BaseCommand):
    help = (
        "Importe des subventions des années passées, ou des demandes déposées ailleurs "
        "(voir docs/import-subventions.md)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("fichier", type=Path, help="tableau XLSX ou CSV")
        parser.add_argument("--pacte", required=True, metavar="CODE", help="code du pacte")
        parser.add_argument(
            "--correspondance",
            required=True,
            type=Path,
            metavar="FICHIER",
            help="ce que veut dire chaque colonne, en TOML ou en JSON",
        )
        parser.add_argument("--a-blanc", action="store_true", help="dit tout et n'écrit rien")

    def handle(self, *args: Any, **options: Any) -> None:
        pacte = Pacte.objects.select_related("ville").filter(code=options["pacte"]).first()
        if pacte is None:
            raise CommandError(f"Aucun pacte n'a le code « {options['pacte']} ».")
        correspondance = self._correspondance(options["correspondance"])
        fichier = self._fichier(options["fichier"])
        le = timezone.localdate()
        try:
            contenu = fichier.read()
            analyse = analyser(pacte, lire_fichier(contenu, fichier.name), correspondance, le)
            self._dire_remarques(analyse)
            if analyse.lecture.erreurs:
                self._refuser(fichier.name, analyse)
            if not options["a_blanc"]:
                _, analyse = importer_fichier(pacte, fichier, correspondance, le)
        except FichierIllisible as refus:
            raise CommandError(f"« {fichier.name} » : {refus}") from None
        except ValidationError as refus:
            raise CommandError("\n".join(refus.messages)) from None
        self._dire(analyse, a_blanc=options["a_blanc"])

    def _correspondance(self, chemin: Path) -> Correspondance:
        try:
            return lire_correspondance(chemin.read_text(encoding="utf-8-sig"))
        except OSError as erreur:
            raise CommandError(f"« {chemin} » ne s'ouvre pas : {erreur.strerror}.") from None
        except UnicodeDecodeError:
            raise CommandError(f"« {chemin.name} » n'est pas en UTF-8.") from None
        except CorrespondanceInvalide as refus:
            raise CommandError(
                "\n".join(f"« {chemin.name} » : {e}" for e in refus.erreurs)
            ) from None

    def _fichier(self, chemin: Path) -> SimpleUploadedFile:
        try:
            fichier = SimpleUploadedFile(chemin.name, chemin.read_bytes())
        except OSError as erreur:
            raise CommandError(f"« {chemin} » ne s'ouvre pas : {erreur.strerror}.") from None
        try:
            fichier.controle = controler(fichier, TYPES_DE_TABLEAU)
        except ValidationError as refus:
            raise CommandError(f"« {chemin.name} » : {refus.messages[0]}") from None
        return fichier

    def _refuser(self, nom: str, analyse: Analyse) -> None:
        for erreur in analyse.lecture.erreurs:
            self.stderr.write(str(erreur))
        raise CommandError(
            f"Rien n'est importé de « {nom} » : {len(analyse.lecture.erreurs)} erreur(s)."
        )

    def _dire_remarques(self, analyse: Analyse) -> None:
        for remarque in analyse.lecture.remarques:
            self.stdout.write(str(remarque))
        for inconnu in analyse.lecture.inconnus:
            self.stdout.write(
                f"« {inconnu.nom} » n'est pas un centre du pacte : {len(inconnu.lignes)} ligne(s), "
                f"{ecrire_montant(inconnu.total)}."
            )

    def _dire(self, analyse: Analyse, *, a_blanc: bool) -> None:
        for ligne in analyse.deja_la:
            self.stdout.write(f"ligne {ligne.lue.numero} : {ligne.deja}.")
        verbe = "seraient créées" if a_blanc else "sont créées"
        if not analyse.nouvelles:
            self.stdout.write(
                f"Rien de nouveau : {analyse.nombre_deja_la} ligne(s) déjà là. Rien n'a changé."
            )
            return
        self.stdout.write(
            f"{len(analyse.nouvelles)} ligne(s) {verbe}, {ecrire_montant(analyse.total)} en tout ; "
            f"{analyse.nombre_deja_la} déjà là."
        )
        if a_blanc:
            self.stdout.write("À blanc : rien n'est écrit.")
