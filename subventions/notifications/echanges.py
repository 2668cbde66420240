"""The mail of a message about a request: to the other side."""

from subventions.models import MessageDemande
from subventions.notifications.corrections import qui_instruit
from subventions.notifications.envoi import adresse_demande, envoyer, personnes_du_centre


def annoncer_message(message: MessageDemande) -> None:
    """Tell the other side that it is written to: the centre, or who examines the request."""
    demande = message.demande
    du_centre = message.auteur.is_centre
    envoyer(
        qui_instruit(demande) if du_centre else personnes_du_centre(demande),
        f"Subvention {demande.exercice}, {demande.centre} : message sur la demande {demande.numero}",
        "message_demande",
        {"demande": demande, "message": message},
        "Lire et répondre",
        f"{adresse_demande(demande)}#echange",
    )
