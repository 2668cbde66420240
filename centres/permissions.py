"""Who may do what on a centre's page."""

from datetime import date

from pacte.accord.models import Fonction, Organisation, Pacte
from pacte.accord.permissions import can_gerer_pacte
from pacte.socle.droits import Droit

can_enregistrer_agrement = can_gerer_pacte


def can_voir_coordonnees(
    fonction: Fonction | None, pacte: Pacte, centre: Organisation, le: date
) -> bool:
    """Whether e-mails and telephones of the centre's people are shown: to it and to the service."""
    if fonction is not None and fonction.organisation_id == centre.pk:
        return True
    droit: Droit = can_gerer_pacte(fonction, pacte, le)
    return bool(droit)
