"""The tone of a state: what its badge says by colour, always beside the word."""

from enum import StrEnum


class Tonalite(StrEnum):
    """The five tones of the design (face.md); the value is the end of a CSS class."""

    TENU = "tenu"
    ATTENTION = "attention"
    ALERTE = "alerte"
    NEUTRE = "neutre"
    INFORMATION = "information"


class AvecTonalite:
    """Mixin for a TextChoices: gives each member its `tonalite`.

    The enum declares `__tonalites__`, a mapping from a member's value to a Tonalite (a dunder name
    is not a member). A value that is missing from the mapping is NEUTRE.

        class EtatDemande(AvecTonalite, models.TextChoices):
            BROUILLON = "brouillon", "Brouillon"
            DEPOSEE = "deposee", "Déposée"
            __tonalites__ = {"deposee": Tonalite.INFORMATION}
    """

    value: str

    @property
    def tonalite(self) -> Tonalite:
        """Return the tone of this state."""
        tonalites: dict[str, Tonalite] = getattr(type(self), "__tonalites__", {})
        return tonalites.get(self.value, Tonalite.NEUTRE)
