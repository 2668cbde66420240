"""Where each figure of the dashboard comes from: the page that a function may open."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from pacte.accord.models import Fonction, Pacte
from pacte.pilotage.tableau import Chiffre

# Requests are bilateral: those who do not read them get the totals by exercise of the same page.
MONTANTS_PAR_EXERCICE = "#montants"


@dataclass(frozen=True, slots=True)
class ChiffreSource:
    """A figure and the address of its source."""

    chiffre: Chiffre
    url: str


def sources(
    chiffres: Iterable[Chiffre], fonction: Fonction, pacte: Pacte, au: date
) -> list[ChiffreSource]:
    """Return each figure with the page that details it for this function."""
    lit_les_montants = fonction.is_avs or fonction.is_centre
    adresses = {
        "reunions": f"{reverse('lister_reunions', args=[pacte.code])}?annee={au.year}",
        "decisions": reverse("lister_decisions", args=[pacte.code]),
        "clauses": f"{reverse('lister_clauses', args=[pacte.code])}?au={au.isoformat()}",
        "subventions": reverse("lister_demandes", args=[pacte.code])
        if lit_les_montants
        else MONTANTS_PAR_EXERCICE,
        "avances": reverse("lister_avances", args=[pacte.code, au.year])
        if lit_les_montants
        else MONTANTS_PAR_EXERCICE,
    }
    return [ChiffreSource(chiffre, adresses[chiffre.source]) for chiffre in chiffres]
