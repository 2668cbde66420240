"""The French names of the acts that the journal keeps; each room gives its own."""

_LIBELLES: dict[str, str] = {}


def nommer(**libelles: str) -> None:
    """Give the name of acts, as an infinitive: `nommer(ouvrir_acces="ouvrir un accès")`."""
    _LIBELLES.update(libelles)


def libelle(action: str) -> str:
    """The name of an act; its code with spaces when no room named it."""
    return _LIBELLES.get(action, action.replace("_", " "))
