"""What is sealed once and checked for ever: definitive minutes, and their addenda."""

from gouvernance.scellement.comptes_rendus import (
    contenu,
    empreinte,
)

__all__ = [
    "contenu",
    "empreinte",
]
