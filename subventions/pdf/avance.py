"""The letter of an advance."""

from datetime import date

from pacte.documents.models import DocumentScelle, GenreDocument
from pacte.documents.scelles import sceller
from pacte.socle.montants import ecrire_taux
from subventions.lectures.dossiers import DossierAvance
from subventions.pdf.rendu import rendre


def sceller_lettre_avance(dossier: DossierAvance, le: date) -> DocumentScelle:
    """Render and seal the letter of an advance, inside the transaction that writes it."""
    ville = dossier.pacte.ville
    titre = f"Avance {dossier.exercice} de la Ville"
    contenu = rendre(
        "lettre_avance",
        {
            "dossier": dossier,
            "calcul": dossier.calcul,
            "avance": dossier.avance,
            "versement": dossier.versement,
            "taux": ecrire_taux(dossier.calcul.taux),
            "exercice_base": dossier.exercice - 1,
            "contact": ", ".join(filter(None, (ville.courriel, ville.telephone, ville.adresse))),
            "emetteur": ville.nom,
            "etat_au": le,
        },
        titre=titre,
    )
    return sceller(
        contenu,
        genre=GenreDocument.LETTRE_AVANCE,
        titre=f"{titre}, {dossier.centre.nom}",
        nom=f"avance-{dossier.exercice}-{dossier.centre.code}.pdf",
    )
