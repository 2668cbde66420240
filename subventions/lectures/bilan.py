"""What closes a request, for its page: its report, what is claimed back, how long its file is kept."""

from dataclasses import dataclass
from datetime import date

from pacte.accord.models import Fonction
from subventions.lectures import comptes_rendus as comptes_rendus_lus
from subventions.lectures.comptes_rendus import CompteRenduAttendu
from subventions.lectures.conservation import bareme, conservation_demande
from subventions.lectures.finances import Finances
from subventions.models import Demande, Reversement
from subventions.rules.archives import Conservation


@dataclass(frozen=True, slots=True)
class Bilan:
    """`attendus` holds the report of the award, if any; `visa` the sentence about archives."""

    attendus: list[CompteRenduAttendu]
    reversements: list[Reversement]
    conservation: Conservation | None
    visa: str


def bilan_de_la_demande(
    fonction: Fonction, demande: Demande, argent: Finances, le: date
) -> Bilan | None:
    """Read what closes a request; None for who reads requests only. One query at most."""
    if not (fonction.is_avs or fonction.is_centre):
        return None
    attendus: list[CompteRenduAttendu] = []
    reversements: list[Reversement] = []
    if argent.attributions:
        attendus = comptes_rendus_lus.attendus_de(demande, argent, le)
        reversements = list(
            Reversement.objects.for_fonction(fonction)
            .filter(attribution__demande=demande)
            .order_by("-date_information", "-pk")
        )
    conservation = conservation_demande(demande, argent, reversements)
    return Bilan(attendus, reversements, conservation, bareme().visa)
