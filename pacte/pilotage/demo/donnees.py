"""The demonstration's open data and imports: identities, an import done, one to finish."""

import io
import uuid
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from pacte.accord.models import Fonction, Organisation, Pacte
from pacte.documents.televersements import TYPES_DE_TABLEAU, controler
from pacte.pilotage.demo.calendrier import CENTRES, exercices
from pacte.socle.tableur import cellule
from subventions.operations.imports import effectuer_import, preparer_import

# Fictitious numbers whose keys are right.
SIRETS = {
    "TILLEULS": ("78999991900010", "W731000001"),
    "GARE": ("78999992700013", "W731000002"),
    "RIVES": ("", "W731000003"),
}
SIRET_VILLE = "21799999400015"
MONTANTS_PASSES = {"TILLEULS": 104_000, "GARE": 88_500, "RIVES": 79_300}


def charger_donnees(pacte: Pacte, fonctions: dict[str, Fonction], au: date) -> int:
    """Name who gives and who receives, import the two years before; return how many votes."""
    agent = fonctions["camille-aubier"]
    _identifier(pacte)
    premier = exercices(au)[0]
    passe = preparer_import(
        pacte,
        par=agent,
        cle=uuid.uuid4(),
        genre="subventions",
        fichier=_fichier(f"subventions {premier - 2}-{premier - 1}.csv", _passe(premier)),
    )
    passe.correspondance = {**passe.correspondance, "inconnus": "ignorer", "executoires": True}
    passe.save()
    fait = effectuer_import(passe, par=agent)
    preparer_import(
        pacte,
        par=agent,
        cle=uuid.uuid4(),
        genre="subventions",
        fichier=_fichier(f"complement {premier - 1}.csv", _complement(premier)),
    )
    return fait.lignes_creees


def _identifier(pacte: Pacte) -> None:
    pacte.ville.siret = pacte.ville.siret or SIRET_VILLE
    pacte.ville.save()
    for centre in Organisation.objects.filter(code__in=CENTRES):
        siret, rna = SIRETS[centre.code]
        centre.siret, centre.rna = centre.siret or siret, centre.rna or rna
        centre.save()


ENTETE = ["Bénéficiaire", "Exercice", "Montant voté", "Objet", "Délibération", "Date du vote"]


def _passe(premier: int) -> list[list[object]]:
    """Two years as a city keeps them: titles, an advance and its remainder, others, a total."""
    noms = dict(Organisation.objects.filter(code__in=CENTRES).values_list("code", "nom"))
    lignes: list[list[object]] = [["Subventions aux associations"], [], list(ENTETE)]
    for exercice in (premier - 2, premier - 1):
        vote = f"15/03/{exercice}"
        for code, montant in MONTANTS_PASSES.items():
            avance = montant * 3 // 10
            lignes += [
                [
                    noms[code],
                    exercice,
                    f"{avance},00 €",
                    f"Avance {exercice}",
                    f"DCM-{exercice - 1}-190",
                    f"14/12/{exercice - 1}",
                ],
                [
                    noms[code],
                    exercice,
                    f"{montant - avance},00 €",
                    f"Solde {exercice}",
                    f"DCM-{exercice}-031",
                    vote,
                ],
            ]
        lignes.append(["Boules de Valombre", exercice, "450,00 €", "Tournoi", "DCM-1", vote])
    return lignes


def _complement(premier: int) -> list[list[object]]:
    """A file that still needs a person: an amount to correct, a name unknown."""
    (nom,) = Organisation.objects.filter(code="GARE").values_list("nom", flat=True)
    vote = f"20/09/{premier - 1}"
    return [
        list(ENTETE),
        [nom, premier - 1, "1,500", "Fête de la gare", "DCM-88", vote],
        ["Maison du lac", premier - 1, "900,00", "Régates", "DCM-88", vote],
    ]


def _fichier(nom: str, lignes: list[list[object]]) -> SimpleUploadedFile:
    tampon = io.StringIO()
    for ligne in lignes:
        tampon.write(";".join(cellule(valeur) for valeur in ligne) + "\r\n")
    fichier = SimpleUploadedFile(nom, tampon.getvalue().encode("cp1252"))
    fichier.controle = controler(fichier, TYPES_DE_TABLEAU)
    return fichier
