"""The mails about corrections: asked, answered, lifted, reminded."""

from pacte.accord.models import Fonction
from pacte.courrier.models import Nature
from pacte.socle.francais import contracter_de
from subventions.models import Correction, Demande
from subventions.notifications.envoi import (
    adresse_demande,
    adresse_personne,
    envoyer,
    personnes_du_centre,
    sans_double,
)


def qui_instruit(demande: Demande, *autres: Fonction | None) -> list[tuple[str, str]]:
    """Who examines the request; without anybody yet, the first of `autres` who has an address."""
    for fonction in (demande.instruite_par, *autres, demande.reception_par):
        connues = sans_double([adresse_personne(fonction)])
        if connues:
            return connues
    ville = demande.pacte.ville
    return sans_double([(ville.courriel, ville.nom)])


def _objet(demande: Demande, quoi: str) -> str:
    return f"Subvention {demande.exercice}, {demande.centre} : {quoi}"


def demander(correction: Correction) -> None:
    """Tell the centre what to correct, and by when."""
    demande = correction.demande
    envoyer(
        personnes_du_centre(demande),
        _objet(demande, f"correction à faire, demande {demande.numero}"),
        "correction_demandee",
        {"demande": demande, "correction": correction, "rappel": False},
        "Voir ce qui est attendu",
        adresse_demande(demande),
    )


def rappeler(correction: Correction, *, en_retard: bool) -> None:
    """Remind the centre of a correction: before its date, then after."""
    demande = correction.demande
    quoi = "correction attendue" if en_retard else "correction bientôt attendue"
    envoyer(
        personnes_du_centre(demande),
        _objet(demande, f"{quoi}, demande {demande.numero}"),
        "correction_demandee",
        {
            "demande": demande,
            "correction": correction,
            "rappel": True,
            "en_retard": en_retard,
        },
        "Voir ce qui est attendu",
        adresse_demande(demande),
    )


def repondre(correction: Correction) -> None:
    """Tell who examines the request that the centre has answered."""
    demande = correction.demande
    envoyer(
        qui_instruit(demande, correction.demandee_par),
        _objet(demande, f"correction à vérifier, demande {demande.numero}"),
        "correction_repondue",
        {
            "demande": demande,
            "correction": correction,
            "du_centre": contracter_de(demande.centre),
        },
        "Vérifier la correction",
        adresse_demande(demande),
    )


def lever(correction: Correction) -> None:
    """Tell the centre that nothing more is awaited on this point."""
    demande = correction.demande
    envoyer(
        personnes_du_centre(demande),
        _objet(demande, f"correction acceptée, demande {demande.numero}"),
        "correction_levee",
        {"demande": demande, "correction": correction},
        "Voir la demande",
        adresse_demande(demande),
        nature=Nature.INFORMATION,
    )
