"""Measure each page against its floor; `make bench` runs it.

Usage: `python -m scripts.bench [number of rounds]`. A database of its own, « banc », is made ready
and everything written to it is rolled back: the demonstration is never touched.
"""

import os
import sys
from importlib import import_module

from scripts.mise_en_place import (
    REFUS,
    base_pour_la_duree,
    en_une_ligne,
    preparer_django,
    rassembler_statiques,
)

PASSES = 25


def main(passes: int) -> None:
    # Read with the settings, before any model.
    os.environ |= {"PACTE_BASE": "banc", "DEMONSTRATION": "1", "DEBUG": "0"}
    preparer_django()
    with base_pour_la_duree():
        import_module("django.core.management").call_command("preparer_base", verbosity=0)
        rassembler_statiques()
        for ligne in import_module("scripts.mesures").tout_mesurer(passes):
            print(ligne)


if __name__ == "__main__":
    try:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else PASSES)
    except REFUS as refus:
        sys.exit(en_une_ligne(refus))
