"""Locking a meeting for the time of one act, and checking the right under the lock."""

from gouvernance.models import CompteRendu, Reunion


def verrouiller(reunion: Reunion) -> Reunion:
    """Return the meeting as it is now, its row locked; its minutes are locked behind it.

    Minutes are never locked by themselves: the meeting's row is the door to all that hangs on it.
    """
    return (
        Reunion.objects.select_for_update(of=("self",))
        .select_related("pacte__ville", "instance", "centre", "theme", "organisateur")
        .get(pk=reunion.pk)
    )


def compte_rendu_de(reunion: Reunion) -> CompteRendu | None:
    """The minutes of a locked meeting, read again; kept on the meeting for the rights to see."""
    compte_rendu = (
        CompteRendu.objects.filter(reunion=reunion)
        .select_related("fichier", "document", "soumis_par")
        .first()
    )
    if compte_rendu is not None:
        compte_rendu.reunion = reunion
        compte_rendu.pacte = reunion.pacte
    return compte_rendu
