"""The code that each page of a convention carries: drawn on paper, read again on a scan.

The prefix keeps a code printed by something else from being taken for ours.
"""

import re
import secrets
from dataclasses import dataclass

import segno

PREFIXE = "PACTE-CONVENTION:"
_LU = re.compile(rf"{PREFIXE}([0-9A-F]{{16}})")
BLANC = 4


@dataclass(frozen=True, slots=True)
class Dessin:
    """A QR code as one SVG path: `cote` is the side of the view box, blank margin included."""

    cote: int
    trace: str
    texte: str


def nouveau_code() -> str:
    """Return a code that nobody can guess: 16 hexadecimal signs."""
    return secrets.token_hex(8).upper()


def dessiner(code: str) -> Dessin:
    """Draw a code: a quarter of its squares may be lost to a stamp or a fold (level Q)."""
    lignes = segno.make(PREFIXE + code, error="q", micro=False).matrix
    troncons = []
    for y, ligne in enumerate(lignes):
        x = 0
        while x < len(ligne):
            longueur = 1
            while x + longueur < len(ligne) and ligne[x + longueur] == ligne[x]:
                longueur += 1
            if ligne[x]:
                troncons.append(f"M{x + BLANC} {y + BLANC}.5h{longueur}")
            x += longueur
    return Dessin(len(lignes) + 2 * BLANC, "".join(troncons), f"Code de retour {code}")


def lire_code(texte: str) -> str:
    """Return the code that a text read on a page holds, or "" when it is not one of ours."""
    trouve = _LU.fullmatch(texte.strip())
    return trouve[1] if trouve else ""
