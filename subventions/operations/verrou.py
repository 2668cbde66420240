"""The lock under which every act on a request is done."""

from subventions.models import Demande


def verrouiller(demande: Demande) -> Demande:
    """Return the request as it is stored, locked until the end of the transaction."""
    return (
        Demande.objects.select_for_update(of=("self",))
        .select_related("pacte__ville", "centre", "theme")
        .get(pk=demande.pk)
    )
