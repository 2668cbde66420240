"""Rows locked until the end of the transaction."""

from pacte.accord.models import Pacte, Personne


def verrouiller_pacte(pacte: Pacte) -> Pacte:
    """The pact's row, locked."""
    return Pacte.objects.select_for_update(of=("self",)).select_related("ville").get(pk=pacte.pk)


def verrouiller_personne(personne: Personne) -> Personne:
    """The person's row, locked."""
    return Personne.objects.select_for_update(of=("self",)).get(pk=personne.pk)
