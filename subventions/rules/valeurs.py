"""What the rules of subsidies read and answer: plain values, no ORM. Amounts are Decimal euros."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

REMPLIE, NON_REMPLIE = "remplie", "non_remplie"
TARDIVE, EN_ATTENTE_SIGNATURE = "tardive", "en_attente_signature"
ACCEPTEE, REFUSEE = "acceptee", "refusee"

PAS_DE_DEMANDE = "pas_de_demande"
DEMANDEUR_NON_HABILITE = "demandeur_non_habilite"
DEMANDE_TARDIVE = "demande_tardive"
NON_SIGNATAIRE = "non_signataire"
CONVENTION_ABSENTE = "convention_absente"
CONVENTION_EN_ATTENTE = "convention_en_attente_signature"
CONVENTION_NE_COUVRE_PAS = "convention_ne_couvre_pas"
CONVENTION_UN_SEUL_EXERCICE = "convention_un_seul_exercice"
CONVENTION_RESILIEE = "convention_resiliee"
BASE_NULLE = "base_nulle"


# --- What is given to the rules ---------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class ReglesAvance:
    """The parameters of the pact for the advance of one year."""

    taux: Decimal
    dernier_jour_demande: date
    paiement_vise: date
    paiement_limite: date


@dataclass(frozen=True, slots=True)
class Vote:
    """An amount voted for one year; negative for a cancellation or a recovery.

    `comprend_avance` says that the amount includes the advance of that year, already paid.
    """

    libelle: str
    date_vote: date
    montant: Decimal
    compte_base_avance: bool = True
    comprend_avance: bool = True
    cle: int | None = None
    # Claimed back by a decision, not by a vote: it lowers the base, not what the council voted.
    is_reversement: bool = False


@dataclass(frozen=True, slots=True)
class AvancePayee:
    """The advance of year N itself, paid in N."""

    date_paiement: date
    montant: Decimal
    libelle: str = "Avance déjà versée"


@dataclass(frozen=True, slots=True)
class DemandeAvance:
    """The centre's asking for the advance, and what the city decided when it came late."""

    date_demande: date
    demandeur_habilite: bool = True
    decision: str = ""
    date_decision: date | None = None

    def decision_au(self, au: date) -> str:
        """Return the city's decision on a late request as known on day `au`, "" before it."""
        connue = self.date_decision is not None and self.date_decision <= au
        return self.decision if connue else ""


@dataclass(frozen=True, slots=True)
class ConventionLue:
    """A convention between the city and the centre, as far as the advance reads it."""

    reference: str
    premier_exercice: int
    dernier_exercice: int
    date_signature_ville: date | None = None
    date_signature_centre: date | None = None
    date_resiliation: date | None = None
    date_notification_resiliation: date | None = None
    cle: int | None = None

    def resiliation_au(self, au: date) -> date | None:
        """Return the day of a termination that was notified by day `au`, None before."""
        connue = self.date_notification_resiliation or self.date_resiliation
        return self.date_resiliation if connue is not None and connue <= au else None

    def signatures_manquantes(self, au: date) -> list[str]:
        """Return whose signature is awaited on day `au`: « de la Ville », « du centre »."""
        signatures = (
            ("de la Ville", self.date_signature_ville),
            ("du centre", self.date_signature_centre),
        )
        return [qui for qui, jour in signatures if jour is None or jour > au]


@dataclass(frozen=True, slots=True)
class FaitsVille:
    """What the city did for the advance: its own tasks, dated."""

    date_credits_ouverts: date | None = None
    date_deliberation: date | None = None
    date_executoire: date | None = None
    date_paiement: date | None = None


# --- What the rules answer --------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class LigneBase:
    """One line of the base of the advance."""

    libelle: str
    date: date
    montant: Decimal
    cle: int | None = None


@dataclass(frozen=True, slots=True)
class Base:
    """The base of the advance, line by line, and its total in euros."""

    lignes: tuple[LigneBase, ...]
    total: Decimal


@dataclass(frozen=True, slots=True)
class Condition:
    """One of the two conditions: its state, the stable code of the reason, a French sentence.

    `le` is the legal day of what proves it, `cle` the convention concerned.
    """

    code: str
    etat: str
    motif: str
    phrase: str
    le: date | None = None
    cle: int | None = None

    @property
    def is_remplie(self) -> bool:
        return self.etat == REMPLIE


@dataclass(frozen=True, slots=True)
class Tache:
    """Something the city has to do for the advance: never a reason to refuse the centre."""

    code: str
    libelle: str
    echeance: date
    fait_le: date | None
    limite: date | None = None

    def is_en_retard(self, au: date) -> bool:
        """Whether the day is past and nothing was done."""
        return self.fait_le is None and self.echeance < au


@dataclass(frozen=True, slots=True)
class CalculAvance:
    """The advance of `exercice` for one centre, on one day, with all that explains it.

    `theorique` is the rate applied to the base; `montant` is what is to be paid: 0.00 while a
    condition is not met. `motifs` holds the codes of everything that stands in the way.
    """

    exercice: int
    base: Base
    taux: Decimal
    theorique: Decimal
    montant: Decimal
    demande: Condition
    convention: Condition
    motifs: tuple[str, ...]
    taches: tuple[Tache, ...]
    phrase: str
    date_calcul: date
    remarques: tuple[str, ...] = ()

    @property
    def conditions(self) -> tuple[Condition, Condition]:
        return (self.demande, self.convention)

    @property
    def is_du(self) -> bool:
        """Whether something is due: both conditions met, and a base above zero."""
        return self.montant > 0


@dataclass(frozen=True, slots=True)
class Reste:
    """What remains to pay of a year's subsidy, or what was paid too much; one of them is zero."""

    a_verser: Decimal
    trop_percu: Decimal
