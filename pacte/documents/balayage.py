"""Putting aside the files that no row names: a rollback or a killed process leaves some."""

from dataclasses import dataclass

from pacte.documents import scelles, stockage, televersements
from pacte.documents.models import DocumentScelle, Fichier


@dataclass(frozen=True, slots=True)
class Bilan:
    """What a sweep did: files, counted."""

    temporaires: int = 0
    orphelins: int = 0
    supprimes: int = 0


def balayer_orphelins(*, age: int = stockage.UN_JOUR) -> Bilan:
    """Sweep files older than `age` seconds: half-written ones are deleted, orphans put aside.

    An orphan waits 30 days in the folder « orphelins », then it is deleted. A file whose
    transaction is still open is younger than `age`, so it is left alone.
    """
    temporaires = orphelins = supprimes = 0
    sources = (
        (scelles.DOSSIER, DocumentScelle.objects.order_by("pk")),
        (televersements.DOSSIER, Fichier.objects.order_by("pk")),
    )
    for dossier, lignes in sources:
        # Files first, rows after: what is sealed meanwhile is never taken for an orphan.
        presents = stockage.fichiers_presents(dossier)
        anciens = [fichier for fichier in presents if stockage.is_ancien(fichier.ecrit_le, age)]
        connus = set(lignes.values_list("chemin", flat=True))
        for fichier in anciens:
            if fichier.temporaire:
                stockage.supprimer(fichier.chemin)
                temporaires += 1
            elif fichier.chemin not in connus:
                stockage.mettre_de_cote(fichier.chemin)
                orphelins += 1
    for fichier in list(stockage.fichiers_presents(stockage.ORPHELINS)):
        if stockage.is_ancien(fichier.ecrit_le, stockage.GARDE_ORPHELINS):
            stockage.supprimer(fichier.chemin)
            supprimes += 1
    return Bilan(temporaires, orphelins, supprimes)
