"""The documents of subsidies: rendered once, sealed, never made again."""

from subventions.pdf.accuse import sceller_accuse
from subventions.pdf.conventions import sceller_convention
from subventions.pdf.lettres import sceller_lettre

__all__ = ["sceller_accuse", "sceller_convention", "sceller_lettre"]
