"""A workflow is a table: action -> (source states, target state). No wildcard source."""

from collections.abc import Mapping

from pacte.socle.droits import ACCORDE, Droit, refus

Transitions = Mapping[str, tuple[frozenset[str], str]]


def table(**actions: tuple[set[str] | frozenset[str], str]) -> Transitions:
    """Build a transition table; raises ValueError for an action without a source state."""
    for action, (sources, _) in actions.items():
        if not sources:
            raise ValueError(f"L'action {action} n'a pas d'état de départ.")
    return {action: (frozenset(sources), cible) for action, (sources, cible) in actions.items()}


def can_transiter(transitions: Transitions, action: str, etat: str, libelle_etat: str) -> Droit:
    """Return whether `action` starts from `etat`; `libelle_etat` is the French name of that state."""
    sources, _ = transitions[action]
    if etat in sources:
        return ACCORDE
    return refus(f"Cette action n'est pas possible à l'état « {libelle_etat} ».")


def cible(transitions: Transitions, action: str) -> str:
    """Return the state that `action` leads to."""
    return transitions[action][1]
