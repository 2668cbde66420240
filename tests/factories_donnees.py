"""Files to import and votes to publish, as short as a test needs them."""

import uuid
from types import SimpleNamespace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from pacte.accord.models import Qualite
from pacte.documents.televersements import TYPES_DE_TABLEAU, controler
from subventions.models import ImportSubventions
from subventions.operations.imports import preparer_import
from tests import factories_accord as accord

SIRET_VILLE, SIRET_A = "21799999400015", "78999991900010"
PASSE = (
    "Bénéficiaire;Exercice;Montant;Objet;Délibération;Votée le\n"
    "Centre A;2021;40 000,00 €;Fonctionnement;DCM-2021-031;15/03/2021\n"
    "Centre B;2021;12 000,00;Avance 2021;DCM-2020-190;14/12/2020\n"
    "Centre B;2021;28 000,00;Solde 2021;DCM-2021-031;15/03/2021\n"
)
DEMANDES = (
    "N° dossier;Association;Date de dépôt;Montant demandé;Objet;Exercice\n"
    "EXT-1;Centre A;02/03/2026;41 500,00;Fonctionnement;2027\n"
    "EXT-2;Centre A;03/03/2026;2 000;Sortie;2027\n"
)


def tableau(ecrit: str, nom: str = "passe.csv") -> SimpleUploadedFile:
    """A CSV as a browser sends it."""
    return SimpleUploadedFile(nom, ecrit.encode("cp1252"), content_type="text/csv")


def un_import(p: SimpleNamespace, ecrit: str, genre: str = "subventions") -> ImportSubventions:
    """A file kept, its columns guessed; A and B are « Centre A » and « Centre B »."""
    fichier = tableau(ecrit)
    fichier.controle = controler(fichier, TYPES_DE_TABLEAU)
    equipe = getattr(p, "equipe", {})
    agent = equipe.get(Qualite.AGENT_AVS) or getattr(p, "agent", None)
    agent = agent or accord.fonction(Qualite.AGENT_AVS, p.ville)
    return preparer_import(p.pacte, par=agent, cle=uuid.uuid4(), genre=genre, fichier=fichier)


def nommer(p: SimpleNamespace, **champs: Any) -> None:
    """Give the centres of the pact the names of the files, and the city its SIRET."""
    for centre, nom in ((p.a, "Centre A"), (p.b, "Centre B")):
        centre.alias = [*centre.alias, nom]
        centre.save()
    p.pacte.ville.siret = p.ville.siret = champs.get("siret", SIRET_VILLE)
    p.ville.save()
