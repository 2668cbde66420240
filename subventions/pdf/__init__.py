"""The documents of subsidies: rendered once, sealed, never made again."""

from subventions.pdf.accuse import sceller_accuse

__all__ = ["sceller_accuse"]
