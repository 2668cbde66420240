"""Who may have a calendar to subscribe to, and why not."""

from datetime import date

from gouvernance.models import AbonnementCalendrier
from gouvernance.permissions.reunions import SANS_FONCTION
from pacte.accord.models import Fonction, Instance, Pacte
from pacte.socle.droits import ACCORDE, Droit, refus


def can_creer_abonnement(fonction: Fonction | None, instance: Instance | None, le: date) -> Droit:
    """Anybody with a function; of a body, whoever takes part in its pact."""
    if fonction is None or not fonction.is_en_cours(le):
        return SANS_FONCTION
    return ACCORDE if instance is None else can_lire_instance(fonction, instance, le)


def can_lire_instance(fonction: Fonction, instance: Instance, le: date) -> Droit:
    """Whether the function takes part in the pact of this body."""
    if Pacte.objects.for_fonction(fonction).filter(pk=instance.pacte_id).exists():
        return ACCORDE
    return refus("Cette instance est celle d’un autre pacte.")


def can_revoquer_abonnement(
    fonction: Fonction | None, abonnement: AbonnementCalendrier, le: date
) -> Droit:
    """One's own addresses alone."""
    if fonction is None:
        return SANS_FONCTION
    if abonnement.personne_id == fonction.personne_id:
        return ACCORDE
    return refus("Cette adresse est celle d’une autre personne.")
