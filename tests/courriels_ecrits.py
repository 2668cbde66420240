"""What holds for every mail that any test writes: the rule of subjects, one button, two equal parts (U19)."""

import html
import re
from typing import Any

from pacte.courrier.models import Courriel

STYLE_DU_BOUTON = "display:inline-block"


def verifier(sender: type[Courriel], instance: Courriel, created: bool, **autres: Any) -> None:
    """Check a mail as it enters the outbox; those that no template made are let through."""
    if not created or "<!doctype html>" not in instance.html:
        return
    ou = f"« {instance.objet} »"
    assert " : " in instance.objet, f"{ou} : l'objet ne dit pas ce qui est attendu"
    assert not re.search(r"[\r\n\x00]", instance.objet + instance.nom_destinataire), ou
    for partie in (instance.texte, instance.html):
        assert not re.search(r"\{[{%#]|\bNone\b", partie), f"{ou} : un mot du gabarit reste"
    corps, _, pied = instance.texte.rpartition("\n\n-- \n")
    assert corps, f"{ou} : pas de pied"
    assert "Régler mes courriels" in pied, ou
    lu = html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", instance.html)))
    boutons = re.findall(rf'href="([^"]+)" style="{STYLE_DU_BOUTON}', instance.html)
    assert len(boutons) <= 1, f"{ou} : plus d'un bouton"
    for bouton in boutons:
        assert html.unescape(bouton) in corps, f"{ou} : le bouton manque au texte"
    adresses = {html.unescape(lien) for lien in re.findall(r'href="([^"]+)"', instance.html)}
    for ligne in corps.splitlines():
        mots = " ".join(ligne.split()).removeprefix("- ")
        if mots and mots not in adresses and not mots.endswith(" :"):
            assert mots in lu, f"{ou} : le HTML ne dit pas « {mots} »"
