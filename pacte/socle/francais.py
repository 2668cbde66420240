"""Names inside a French sentence: « aux centres sociaux », « du Centre social des Tilleuls »."""

from collections.abc import Iterable

FEMININS = {"ville", "commune", "mairie", "maison", "caisse", "caf", "fédération", "région"}
MASCULINS = {"centre", "conseil", "département", "service", "comité", "foyer", "ccas"}
ELIDES = {"association", "espace", "union", "office", "agence", "amicale"}
VOYELLES = tuple("aâàeéèêiîoôuyœ")


def contracter_a(nom: object) -> str:
    """Write « à » before a name: « au Conseil départemental », « à la CAF », « aux Tilleuls »."""
    return _contracter(str(nom), "à", "au", "aux")


def contracter_de(nom: object) -> str:
    """Write « de » before a name: « du Conseil départemental », « de la CAF », « des Tilleuls »."""
    return _contracter(str(nom), "de", "du", "des")


def enumerer(noms: Iterable[str]) -> str:
    """Join names: « la Ville, la CAF et la fédération »."""
    *debut, fin = list(noms) or [""]
    return f"{', '.join(debut)} et {fin}" if debut else fin


def _contracter(nom: str, preposition: str, masculin: str, pluriel: str) -> str:
    article, _, suite = nom.partition(" ")
    premier = article.lower()
    if premier == "les" and suite:
        return f"{pluriel} {suite}"
    if premier == "le" and suite:
        return f"{masculin} {suite}"
    if premier in MASCULINS:
        return f"{masculin} {nom}"
    if premier in FEMININS:
        return f"{preposition} la {nom}"
    if premier in ELIDES:
        return f"{preposition} l'{nom}"
    if preposition == "de" and premier.startswith(VOYELLES):
        return f"d'{nom}"
    return f"{preposition} {nom}"
