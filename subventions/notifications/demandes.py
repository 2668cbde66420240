"""The mails about a request: composed here, written in the outbox in the transaction of the act."""

from pacte.courrier.models import Nature
from pacte.socle.montants import ecrire_montant
from subventions import rules
from subventions.models import Attribution, Campagne, Demande
from subventions.notifications.envoi import (
    adresse_demande,
    adresse_personne,
    envoyer,
    personnes_du_centre,
    sans_double,
)


def annoncer_depot(demande: Demande, campagne: Campagne | None) -> None:
    """Send the receipt to whoever deposited, and to the centre's own address."""
    depot_par = demande.depot_par
    destinataires = sans_double(
        [adresse_personne(depot_par), (demande.centre.courriel, demande.centre.nom)]
    )
    envoyer(
        destinataires,
        f"Subvention {demande.exercice}, {demande.centre} : demande {demande.numero} déposée",
        "depot",
        {
            "demande": demande,
            "vote_prevu": rules.jour_du_vote(
                campagne.date_vote_prevue if campagne else None, demande.date_depot
            ),
        },
        "Voir la demande",
        adresse_demande(demande),
    )


def annoncer_reception(demande: Demande) -> None:
    """Tell the centre that the city has the request."""
    envoyer(
        personnes_du_centre(demande),
        f"Subvention {demande.exercice}, {demande.centre} : demande {demande.numero} reçue",
        "reception",
        {"demande": demande},
        "Voir la demande",
        adresse_demande(demande),
        nature=Nature.INFORMATION,
    )


def annoncer_attribution(demande: Demande, attribution: Attribution) -> None:
    """Tell the centre what the council voted."""
    quoi = (
        "aide en nature votée"
        if attribution.is_tout_en_nature
        else f"{ecrire_montant(attribution.montant)} votés"
    )
    envoyer(
        personnes_du_centre(demande),
        f"Subvention {demande.exercice}, {demande.centre} : {quoi}",
        "attribution",
        {"demande": demande, "attribution": attribution},
        "Voir la demande",
        adresse_demande(demande),
        nature=Nature.INFORMATION,
    )


def annoncer_refus(demande: Demande) -> None:
    """Tell the centre that its request is not granted, and why."""
    envoyer(
        personnes_du_centre(demande),
        f"Subvention {demande.exercice}, {demande.centre} : réponse à la demande {demande.numero}",
        "refus",
        {"demande": demande},
        "Voir la demande",
        adresse_demande(demande),
    )
