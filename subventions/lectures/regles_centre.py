"""What a centre decided for itself about its requests."""

from pacte.accord.models import Organisation
from subventions.models import ReglesCentre


def confirmation_requise(centre: Organisation) -> bool:
    """Whether the presidency or the treasury confirms a request before it is deposited: one query."""
    return ReglesCentre.objects.filter(centre=centre, confirmation_requise=True).exists()
