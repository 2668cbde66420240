"""What a person may do, and why not when she may not."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Droit:
    """True when the act is allowed; false with a French `motif` that says why and what to do."""

    accorde: bool
    motif: str = ""

    def __post_init__(self) -> None:
        if not self.accorde and not self.motif:
            raise ValueError("Un refus donne toujours son motif.")

    def __bool__(self) -> bool:
        return self.accorde


ACCORDE = Droit(True)


def refus(motif: str) -> Droit:
    """Return a refusal with its reason, a French sentence shown to the user."""
    return Droit(False, motif)


def premier_refus(*droits: Droit) -> Droit:
    """Return the first refusal among `droits`, or ACCORDE when there is none."""
    return next((droit for droit in droits if not droit), ACCORDE)


class ActeRefuse(Exception):
    """An operation that the rules refuse; `.droit` carries the reason."""

    def __init__(self, droit: Droit) -> None:
        super().__init__(droit.motif)
        self.droit = droit


def exiger(droit: Droit) -> None:
    """Raise ActeRefuse when `droit` is a refusal."""
    if not droit:
        raise ActeRefuse(droit)
