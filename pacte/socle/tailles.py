"""How the size of a file is written: the units that French people read, « 6,7 Ko », « 25 Mo »."""

_PAS = 1024


def ecrire_taille(octets: int) -> str:
    """Write a size: « 512 octets », « 6,7 Ko », « 25 Mo ».

    Steps of 1 024, as computers' own file lists count them; one decimal, none when it is zero.
    """
    if octets < _PAS:
        return f"{octets}\u00a0octet{'s' if octets > 1 else ''}"
    unite, valeur = "Ko", octets / _PAS
    if valeur >= _PAS:
        unite, valeur = "Mo", valeur / _PAS
    return f"{valeur:.1f}".removesuffix(".0").replace(".", ",") + f"\u00a0{unite}"
