"""Who prepares the open data of subsidies; reading them is everybody's."""

from datetime import date

from pacte.accord.models import Fonction, GenreOrganisation, Organisation, Pacte
from pacte.socle.droits import ACCORDE, Droit, premier_refus, refus
from subventions.permissions.commun import can_avs


def can_publier(fonction: Fonction, pacte: Pacte, le: date) -> Droit:
    """Look at what will be published and at what is to mend."""
    return can_avs(fonction, pacte, le)


def can_completer_identite(
    fonction: Fonction, pacte: Pacte, organisation: Organisation, le: date
) -> Droit:
    """Write the SIRET and the RNA of the city or of a centre of the pact."""
    concernee = organisation.pk == pacte.ville_id or organisation.genre == GenreOrganisation.CENTRE
    return premier_refus(
        can_avs(fonction, pacte, le),
        ACCORDE if concernee else refus("Seuls la Ville et les centres figurent dans ces données."),
    )
