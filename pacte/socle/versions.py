"""Two people on the same thing: an older version is refused, a key repeated makes nothing twice."""


class ConflitDeVersion(Exception):
    """Somebody saved since this form was opened; nothing was written (answered 409, R3)."""

    def __init__(self, lue: int, actuelle: int) -> None:
        super().__init__(f"Version {lue} lue, version {actuelle} enregistrée depuis.")
        self.lue = lue
        self.actuelle = actuelle


class CleDejaUtilisee(Exception):
    """The key of this sending belongs to somebody else's: nothing is shown, nothing is written (R2)."""


def verifier_version(lue: int, actuelle: int) -> None:
    """Raise ConflitDeVersion unless the form was opened on the current version."""
    if lue != actuelle:
        raise ConflitDeVersion(lue, actuelle)
