"""The numbers that identify an association, as people type them: SIRET and RNA (domain 2.2)."""

import re

from stdnum.fr import siret as cle_siret

# W, then a department and seven digits; the overseas ones carry a letter (« W9N1000001 »).
RNA = re.compile(r"W\d[0-9A-Z]\d{7}")


def lire_siret(texte: str) -> str:
    """Return the 14 digits of a SIRET typed with spaces, dots or hyphens; "" for nothing.

    Raises ValueError, in French, for another length or a wrong key.
    """
    chiffres = re.sub(r"[\s.\-]", "", texte)
    if not chiffres:
        return ""
    if not re.fullmatch(r"[0-9]{14}", chiffres):
        raise ValueError("Le SIRET compte 14 chiffres, par exemple 732 829 320 00074.")
    if not cle_siret.is_valid(chiffres):
        raise ValueError(
            "Ce SIRET a une erreur : relisez-le, un chiffre ne va pas avec les autres."
        )
    return chiffres


def lire_rna(texte: str) -> str:
    """Return an RNA number in capitals, without spaces; "" for nothing.

    Raises ValueError, in French, for anything but W and nine signs.
    """
    numero = re.sub(r"[\s.\-]", "", texte).upper()
    if numero and not RNA.fullmatch(numero):
        raise ValueError(
            "Le numéro RNA est la lettre W suivie de 9 signes, par exemple W731000001."
        )
    return numero


def ecrire_siret(siret: str) -> str:
    """Return « 732 829 320 00074 » for 14 digits; anything else comes back as it is."""
    if len(siret) != 14:
        return siret
    return "\u00a0".join((siret[:3], siret[3:6], siret[6:9], siret[9:]))
