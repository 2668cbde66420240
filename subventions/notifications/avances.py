"""The mails about the advance."""

from pacte.courrier.models import Nature
from pacte.socle.francais import contracter_de
from pacte.socle.montants import ecrire_montant
from subventions.lectures.dossiers import DossierAvance
from subventions.models import Versement
from subventions.notifications.envoi import (
    adresse_avance,
    adresse_personne,
    adresses_du_centre,
    envoyer,
    sans_double,
)


def annoncer_demande_avance(dossier: DossierAvance) -> None:
    """Confirm the request of the advance to the centre, and tell the city's service."""
    ville = dossier.pacte.ville
    envoyer(
        sans_double(
            [
                adresse_personne(dossier.avance.demandee_par if dossier.avance else None),
                (dossier.centre.courriel, dossier.centre.nom),
                (ville.courriel, ville.nom),
            ]
        ),
        f"Avance {dossier.exercice}, {dossier.centre} : demandée",
        "demande_avance",
        {"dossier": dossier, "du_centre": contracter_de(dossier.centre.nom)},
        "Voir l'avance",
        adresse_avance(dossier.pacte.code, dossier.exercice, dossier.centre),
    )


def annoncer_decision_tardive(dossier: DossierAvance) -> None:
    """Tell the centre what the city decided of its late request, and why."""
    envoyer(
        adresses_du_centre(dossier.centre, dossier.avance.demandee_par if dossier.avance else None),
        f"Avance {dossier.exercice}, {dossier.centre} : décision de la Ville",
        "decision_tardive",
        {"dossier": dossier, "avance": dossier.avance},
        "Voir l'avance",
        adresse_avance(dossier.pacte.code, dossier.exercice, dossier.centre),
    )


def annoncer_avance_payee(versement: Versement) -> None:
    """Tell the centre that its advance is paid."""
    montant = ecrire_montant(versement.montant)
    demandeur = versement.avance.demandee_par if versement.avance else None
    envoyer(
        adresses_du_centre(versement.centre, demandeur),
        f"Avance {versement.exercice}, {versement.centre} : {montant} payés",
        "avance_payee",
        {"versement": versement},
        "Voir l'avance",
        adresse_avance(versement.pacte.code, versement.exercice, versement.centre),
        nature=Nature.INFORMATION,
    )


def annoncer_lettre_avance(dossier: DossierAvance) -> None:
    """Tell the centre that the letter of its advance is ready to download."""
    envoyer(
        adresses_du_centre(dossier.centre, dossier.avance.demandee_par if dossier.avance else None),
        f"Avance {dossier.exercice}, {dossier.centre} : votre lettre est prête",
        "lettre_avance",
        {"dossier": dossier},
        "Voir l'avance",
        adresse_avance(dossier.pacte.code, dossier.exercice, dossier.centre),
        nature=Nature.INFORMATION,
    )
