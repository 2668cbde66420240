"""The dashboard of elected officials: six figures, two charts, from one snapshot. Pure.

Every figure is compared with the same day a year before, so that a year in progress is never
compared with a whole one. Centres appear in total only.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pacte.pilotage.clauses import Agregat, agreger, evaluer
from pacte.pilotage.faits import CENTRE, EngagementLu, Instantane
from pacte.pilotage.graphiques import Graphique, Serie, barres_horizontales, barres_verticales
from pacte.socle.constats import Statut
from pacte.socle.dates import ajouter_annees
from pacte.socle.montants import ZERO, ecrire_euros_entiers
from subventions.rules import total_accorde

# Below one per cent, an amount has not changed.
SEUIL_STABLE = Decimal("0.01")
EXERCICES_MONTRES = 4


@dataclass(frozen=True, slots=True)
class Chiffre:
    """A figure in large type: its value, last year's, the word that compares them, its source."""

    nom: str
    valeur: str
    unite: str
    mot: str
    avant: str
    source: str


@dataclass(frozen=True, slots=True)
class RythmeInstance:
    """A body this year: meetings held, meetings that the pact expects in the whole year."""

    nom: str
    tenues: int
    attendues: int


@dataclass(frozen=True, slots=True)
class Tableau:
    """The whole screen on one day."""

    au: date
    avant: date
    chiffres: tuple[Chiffre, ...]
    engagements: tuple[Agregat, ...]
    reunions: Graphique
    montants: Graphique


def comparer(maintenant: Decimal, avant: Decimal) -> str:
    """Return « stable », « en hausse » or « en baisse »; within one per cent is stable."""
    if abs(maintenant - avant) <= abs(avant) * SEUIL_STABLE:
        return "stable"
    return "en hausse" if maintenant > avant else "en baisse"


def composer(faits: Instantane, au: date) -> Tableau:
    """Return the dashboard of the pact on day `au`."""
    avant = ajouter_annees(au, -1)
    agregats = agreger(evaluer(faits, au))
    rythmes = rythmes_des_instances(faits, au)
    return Tableau(
        au=au,
        avant=avant,
        chiffres=(
            _chiffre_reunions(faits, au, avant, rythmes),
            _chiffre_montant(
                faits,
                f"Subventions votées pour {au.year}",
                montant_vote(faits, au.year, au),
                montant_vote(faits, avant.year, avant),
                avant,
                "subventions",
            ),
            _chiffre_montant(
                faits,
                f"Avances payées pour {au.year}",
                avances_payees(faits, au.year, au),
                avances_payees(faits, avant.year, avant),
                avant,
                "avances",
            ),
            _chiffre_decisions(faits, au, avant),
            _chiffre_retards(faits, au, avant),
            _chiffre_engagements(faits, au, avant, agregats),
        ),
        engagements=tuple(agregats),
        reunions=_graphique_reunions(rythmes, au),
        montants=_graphique_montants(faits, au),
    )


# --- Counts -----------------------------------------------------------------------------------
def reunions_tenues(faits: Instantane, au: date, instance: str | None = None) -> int:
    """How many meetings were held from 1 January to `au`, of one body or of all."""
    return sum(
        1
        for reunion in faits.reunions
        if reunion.etat(au) == "tenue"
        and reunion.date is not None
        and reunion.date.year == au.year
        and (instance is None or reunion.instance_code == instance)
    )


def rythmes_des_instances(faits: Instantane, au: date) -> tuple[RythmeInstance, ...]:
    """Each body whose rhythm the pact sets: held so far, expected in the whole year."""
    attendues: dict[str, int] = {}
    for engagement in faits.engagements:
        if engagement.genre_regle == "cadence":
            instance = engagement.parametres["instance"]
            attendues[instance] = attendues.get(instance, 0) + _attendues(engagement, faits, au)
    return tuple(
        RythmeInstance(
            instance.nom, reunions_tenues(faits, au, instance.code), attendues[instance.code]
        )
        for instance in faits.instances
        if instance.code in attendues
    )


def _attendues(engagement: EngagementLu, faits: Instantane, au: date) -> int:
    sujets = {CENTRE: len(faits.centres(au)), "theme": len(faits.themes)}
    minimum: int = engagement.parametres["minimum"]
    return minimum * sujets.get(engagement.parametres["par"], 1)


def montant_vote(faits: Instantane, exercice: int, au: date) -> Decimal:
    """What the city had voted for an exercise by day `au`, all centres together. Euros."""
    return sum(
        (
            total_accorde(lue.votes, au, lue.payee)
            for (_, annee), lue in faits.annees.items()
            if annee == exercice
        ),
        ZERO,
    )


def avances_payees(faits: Instantane, exercice: int, au: date) -> Decimal:
    """The advances of an exercise that were paid by day `au`, all centres together. Euros."""
    return sum(
        (
            lue.payee.montant
            for (_, annee), lue in faits.annees.items()
            if annee == exercice and lue.payee is not None and lue.payee.date_paiement <= au
        ),
        ZERO,
    )


def decisions_realisees(faits: Instantane, au: date) -> int:
    """Decisions carried out from 1 January to `au`."""
    return sum(
        1
        for decision in faits.decisions
        if decision.realisee_le is not None
        and decision.realisee_le <= au
        and decision.realisee_le.year == au.year
    )


def decisions_en_retard(faits: Instantane, au: date) -> int:
    """Decisions taken by `au` whose due date is past and that are not carried out yet."""
    return sum(
        1
        for decision in faits.decisions
        if decision.prise_le <= au
        and decision.echeance is not None
        and decision.echeance < au
        and (decision.realisee_le is None or decision.realisee_le > au)
    )


def decisions_en_cours(faits: Instantane, au: date) -> int:
    """Decisions taken by `au` and not carried out yet, late or not."""
    return sum(
        1
        for decision in faits.decisions
        if decision.prise_le <= au and (decision.realisee_le is None or decision.realisee_le > au)
    )


# --- Figures -------------------------------------------------------------------------------------
def _is_comparable(faits: Instantane, avant: date) -> bool:
    return faits.date_effet is not None and faits.date_effet <= avant


def _comparaison(
    faits: Instantane, maintenant: Decimal, il_y_a_un_an: Decimal, texte: str, avant: date
) -> tuple[str, str]:
    """Return the word, and last year's value in words."""
    if not _is_comparable(faits, avant):
        return "", "pacte non signé un an plus tôt"
    return comparer(maintenant, il_y_a_un_an), f"{texte} un an plus tôt"


def _chiffre_reunions(
    faits: Instantane, au: date, avant: date, rythmes: Sequence[RythmeInstance]
) -> Chiffre:
    tenues, jadis = reunions_tenues(faits, au), reunions_tenues(faits, avant)
    mot, alors = _comparaison(faits, Decimal(tenues), Decimal(jadis), str(jadis), avant)
    attendues = sum(rythme.attendues for rythme in rythmes)
    return Chiffre(
        f"Réunions tenues en {au.year}",
        str(tenues),
        f"pour {attendues} attendues",
        mot,
        alors,
        "reunions",
    )


def _chiffre_montant(
    faits: Instantane, nom: str, montant: Decimal, jadis: Decimal, avant: date, source: str
) -> Chiffre:
    mot, alors = _comparaison(faits, montant, jadis, ecrire_euros_entiers(jadis), avant)
    return Chiffre(nom, ecrire_euros_entiers(montant), "", mot, alors, source)


def _chiffre_decisions(faits: Instantane, au: date, avant: date) -> Chiffre:
    faites, jadis = decisions_realisees(faits, au), decisions_realisees(faits, avant)
    mot, alors = _comparaison(faits, Decimal(faites), Decimal(jadis), str(jadis), avant)
    return Chiffre(f"Actions réalisées en {au.year}", str(faites), "", mot, alors, "decisions")


def _chiffre_retards(faits: Instantane, au: date, avant: date) -> Chiffre:
    retards, jadis = decisions_en_retard(faits, au), decisions_en_retard(faits, avant)
    mot, alors = _comparaison(faits, Decimal(retards), Decimal(jadis), str(jadis), avant)
    suivies = decisions_en_cours(faits, au)
    return Chiffre(
        "Actions en retard", str(retards), f"sur {suivies} à suivre", mot, alors, "decisions"
    )


def _chiffre_engagements(
    faits: Instantane, au: date, avant: date, agregats: Iterable[Agregat]
) -> Chiffre:
    tenus, total = _compter_tenus(agregats)
    jadis, _ = _compter_tenus(agreger(evaluer(faits, avant)))
    mot, alors = _comparaison(faits, Decimal(tenus), Decimal(jadis), str(jadis), avant)
    return Chiffre("Engagements tenus", str(tenus), f"sur {total} suivis", mot, alors, "clauses")


def _compter_tenus(agregats: Iterable[Agregat]) -> tuple[int, int]:
    comptes = [a for a in agregats if a.statut != Statut.SANS_OBJET]
    return sum(a.statut == Statut.TENU for a in comptes), len(comptes)


# --- Charts -----------------------------------------------------------------------------------------
def _graphique_reunions(rythmes: Sequence[RythmeInstance], au: date) -> Graphique:
    return barres_horizontales(
        "reunions",
        f"Réunions de {au.year}, par instance",
        ("tenues", "attendues dans l'année"),
        [
            Serie(
                rythme.nom,
                (rythme.tenues, rythme.attendues),
                (_accorder(rythme.tenues, "tenue"), _accorder(rythme.attendues, "attendue")),
            )
            for rythme in rythmes
        ],
    )


def _accorder(nombre: int, mot: str) -> str:
    return f"{nombre} {mot}{'s' if nombre > 1 else ''}"


def _graphique_montants(faits: Instantane, au: date) -> Graphique:
    dernier = au.year + (1 if avances_payees(faits, au.year + 1, au) else 0)
    exercices = range(dernier - EXERCICES_MONTRES + 1, dernier + 1)
    series = []
    for exercice in exercices:
        vote, avance = montant_vote(faits, exercice, au), avances_payees(faits, exercice, au)
        series.append(
            Serie(
                str(exercice),
                (int(max(vote, ZERO)), int(avance)),
                (ecrire_euros_entiers(vote), ecrire_euros_entiers(avance)),
            )
        )
    return barres_verticales(
        "montants",
        "Subventions par exercice, tous centres ensemble",
        ("votées", "dont avances payées"),
        series,
    )
