"""Which proposed time suits people best. Pure: ids and words in, values out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

OUI, SI_BESOIN, NON = "oui", "si_besoin", "non"
HORIZON = timedelta(days=548)
POSSIBLE = frozenset({OUI, SI_BESOIN})
REGLE = (
    "Le créneau conseillé réunit d’abord le plus de catégories attendues, "
    "puis le plus d’élues et d’élus, puis le plus de « oui », puis de « si besoin ». "
    "À égalité, c’est le premier dans le temps."
)


@dataclass(frozen=True, slots=True)
class PersonneSondee:
    """One person asked; `categorie` is the expected category that she stands for, "" for none."""

    id: int
    categorie: str
    is_elue: bool


@dataclass(frozen=True, slots=True)
class BilanCreneau:
    """What the answers say of one time; `categories` and `elues` count those who can come."""

    id: int
    debut: datetime
    oui: int
    si_besoin: int
    non: int
    categories: int
    elues: int

    @property
    def rang(self) -> tuple[int, int, int, int, datetime]:
        """The order of preference, the best first when sorted."""
        return (-self.categories, -self.elues, -self.oui, -self.si_besoin, self.debut)


def bilan_des_creneaux(
    creneaux: Iterable[tuple[int, datetime]],
    personnes: Sequence[PersonneSondee],
    reponses: Mapping[tuple[int, int], str],
) -> list[BilanCreneau]:
    """Return the count of each time, in the order given.

    `creneaux` are (id, start); `reponses` gives « oui », « si_besoin » or « non » by (time, person),
    and says nothing of those who have not answered.

    - an expected category counts once when one of its people at least can come, « si besoin »
      included: the act expects categories, not numbers (C34, C38, C44, C49);
    - an elected member counts when she can come, « si besoin » included.
    """
    bilans = []
    for pk, debut in creneaux:
        lues = {personne: reponses.get((pk, personne.id)) for personne in personnes}
        possibles = [personne for personne, choix in lues.items() if choix in POSSIBLE]
        choix = list(lues.values())
        bilans.append(
            BilanCreneau(
                id=pk,
                debut=debut,
                oui=choix.count(OUI),
                si_besoin=choix.count(SI_BESOIN),
                non=choix.count(NON),
                categories=len({p.categorie for p in possibles if p.categorie}),
                elues=sum(p.is_elue for p in possibles),
            )
        )
    return bilans


def meilleur_creneau(bilans: Iterable[BilanCreneau]) -> BilanCreneau | None:
    """Return the time to advise (see REGLE), or None while nobody can come at any of them.

    - most expected categories, then most elected members, then most « oui », then most
      « si besoin »; the earliest when all is equal.
    """
    possibles = [bilan for bilan in bilans if bilan.oui or bilan.si_besoin]
    return min(possibles, key=lambda bilan: bilan.rang, default=None)


def refus_de_creneau(debut: datetime, *, maintenant: datetime, date_cloture: date | None) -> str:
    """Return why this time cannot be proposed, a French sentence, or "" when it can.

    - it is still to come, within eighteen months;
    - its day comes after the closing date of the answers, when that one is known.
    """
    if debut <= maintenant:
        return "Ce créneau est déjà passé."
    if debut > maintenant + HORIZON:
        return "Ce créneau est trop lointain : proposez une date d’ici dix-huit mois."
    if date_cloture is not None and debut.date() <= date_cloture:
        return "Ce créneau vient avant la fin des réponses."
    return ""
