"""The rules of subsidies, pure: the advance of year N+1, its two conditions, what remains to pay.

No ORM, no request, no clock. Amounts are Decimal euros, days are legal days, `exercice` is always
the year of the advance (N+1): its base is made of the votes of N = exercice - 1. Sources:
commitment C30 of the pact, readings Q1 to Q5, Q26, Q28 and Q29; rate and days come from the pact's
file.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from pacte.accord.genres import lire_jour_annee, lire_taux
from pacte.socle.dates import ecrire_jour_court
from pacte.socle.montants import ZERO, arrondir_centime, ecrire_montant, ecrire_taux
from subventions.rules.valeurs import (
    ACCEPTEE,
    BASE_NULLE,
    CONVENTION_ABSENTE,
    CONVENTION_EN_ATTENTE,
    CONVENTION_NE_COUVRE_PAS,
    CONVENTION_RESILIEE,
    CONVENTION_UN_SEUL_EXERCICE,
    DEMANDE_TARDIVE,
    DEMANDEUR_NON_HABILITE,
    EN_ATTENTE_SIGNATURE,
    NON_REMPLIE,
    NON_SIGNATAIRE,
    PAS_DE_DEMANDE,
    REFUSEE,
    REMPLIE,
    TARDIVE,
    AvancePayee,
    Base,
    CalculAvance,
    Condition,
    ConventionLue,
    DemandeAvance,
    FaitsVille,
    LigneBase,
    ReglesAvance,
    Reste,
    Tache,
    Vote,
)


# --- Amounts --------------------------------------------------------------------------------
def montant_avance(base: Decimal, taux: Decimal) -> Decimal:
    """Return rate x base, rounded half up to the cent (C30, Q29). Euros.

    Raises TypeError for anything but Decimals: a float has lost the cent, an int says nothing of
    it. Raises ValueError for a negative or infinite base, and for a rate outside 0..1.
    """
    for valeur in (base, taux):
        if not isinstance(valeur, Decimal):
            raise TypeError(f"Un montant est un Decimal, pas {type(valeur).__name__}.")
        if not valeur.is_finite():
            raise ValueError("Un montant est un nombre fini.")
    if base < 0:
        raise ValueError("La base de l'avance n'est pas négative.")
    if not 0 <= taux <= 1:
        raise ValueError("Le taux de l'avance va de 0 à 1.")
    return arrondir_centime(base * taux)


def lire_regles_avance(parametres: Mapping[str, Any], exercice: int) -> ReglesAvance:
    """Return the rules of the advance of `exercice`, from the parameters of the commitment.

    Days that the pact's file does not give follow readings Q3 (last day of N) and Q4 (31 January
    aimed at, 31 March at the latest). Raises KeyError without a rate, ValueError for an unreadable
    parameter.
    """
    return ReglesAvance(
        taux=lire_taux(parametres["taux"]),
        dernier_jour_demande=lire_jour_annee(
            parametres.get("dernier_jour_demande", "12-31"), exercice - 1
        ),
        paiement_vise=lire_jour_annee(parametres.get("paiement_vise", "01-31"), exercice),
        paiement_limite=lire_jour_annee(parametres.get("paiement_limite", "03-31"), exercice),
    )


def base_avance(votes: Iterable[Vote], au: date, avance: AvancePayee | None = None) -> Base:
    """Return the base on day `au`: the votes of N flagged for it, line by line (Q1, Q28).

    N's own advance counts once: inside the vote that includes it, else as a line of its own (Q2).
    Amendments, cancellations and recoveries count when decided on or before `au`. Nothing is
    annualised. The total may be negative when recoveries exceed votes.
    """
    retenus = [vote for vote in votes if vote.compte_base_avance and vote.date_vote <= au]
    lignes = [LigneBase(vote.libelle, vote.date_vote, vote.montant, vote.cle) for vote in retenus]
    if is_avance_a_ajouter(retenus, avance, au) and avance is not None:
        lignes.append(LigneBase(avance.libelle, avance.date_paiement, avance.montant))
    lignes.sort(key=lambda ligne: ligne.date)
    return Base(tuple(lignes), sum((ligne.montant for ligne in lignes), ZERO))


def is_avance_a_ajouter(votes: Sequence[Vote], avance: AvancePayee | None, au: date) -> bool:
    """Whether a year's own advance adds to its votes: paid by `au`, and in none of them (Q2)."""
    if avance is None or avance.date_paiement > au:
        return False
    return not any(vote.comprend_avance for vote in votes if vote.date_vote <= au)


def total_accorde(votes: Iterable[Vote], au: date, avance: AvancePayee | None = None) -> Decimal:
    """Return the whole subsidy voted for a year by day `au`, its advance counted once (Q2).

    What is claimed back by a decision stays voted: `reversements.net_accorde` takes it off.
    """
    decides = [vote for vote in votes if vote.date_vote <= au and not vote.is_reversement]
    total = sum((vote.montant for vote in decides), ZERO)
    if is_avance_a_ajouter(decides, avance, au) and avance is not None:
        total += avance.montant
    return total


def reste_a_verser(accorde: Decimal, avance: Decimal, acomptes: Iterable[Decimal] = ()) -> Reste:
    """Return what remains of `accorde` (the whole subsidy of the year) after what was paid.

    Paid more than awarded gives a `trop_percu`, which the city claims back by a titre de recettes.
    """
    verse = sum(acomptes, avance)
    ecart = accorde - verse
    return Reste(a_verser=max(ecart, ZERO), trop_percu=max(-ecart, ZERO))


# --- The two conditions ------------------------------------------------------------------------
def condition_demande(
    demande: DemandeAvance | None,
    dernier_jour: date,
    au: date,
    *,
    is_signataire: bool = True,
) -> Condition:
    """Return whether the centre asked beforehand, through somebody entitled (C30, Q3).

    remplie, tardive (asked after `dernier_jour`, the city decides) or non_remplie. A late request
    that the city accepted is remplie and keeps its reason; refused, it is non_remplie.
    """

    def condition(etat: str, motif: str, phrase: str) -> Condition:
        le = demande.date_demande if demande and demande.date_demande <= au else None
        return Condition("demande", etat, motif, phrase, le)

    if not is_signataire:
        return condition(
            NON_REMPLIE, NON_SIGNATAIRE, "Le centre n'a pas encore signé le pacte à cette date."
        )
    if demande is None or demande.date_demande > au:
        return condition(
            NON_REMPLIE,
            PAS_DE_DEMANDE,
            f"Le centre n'a pas encore demandé l'avance, possible jusqu'au "
            f"{ecrire_jour_court(dernier_jour)}.",
        )
    quand = ecrire_jour_court(demande.date_demande)
    if not demande.demandeur_habilite:
        return condition(
            NON_REMPLIE,
            DEMANDEUR_NON_HABILITE,
            "La demande revient à la direction, à la présidence ou à la trésorerie du centre.",
        )
    if demande.date_demande <= dernier_jour:
        return condition(REMPLIE, "", f"Demandée par le centre le {quand}.")
    etat, suite = _SUITES_TARDIVES[demande.decision_au(au)]
    return condition(etat, DEMANDE_TARDIVE, f"Demandée le {quand}, après le dernier jour. {suite}")


_SUITES_TARDIVES = {
    ACCEPTEE: (REMPLIE, "La Ville l'accepte, avec son motif."),
    REFUSEE: (NON_REMPLIE, "La Ville ne l'accepte pas, avec son motif."),
    "": (TARDIVE, "La Ville décide, avec un motif."),
}


def condition_convention(
    conventions: Iterable[ConventionLue], exercice: int, au: date
) -> Condition:
    """Return whether a multi-year convention signed by both covers `exercice` (C30, Q5).

    remplie, en_attente_signature or non_remplie. Of several conventions, the one nearest to the
    condition speaks. It covers at least two years, and is not terminated on day `au` nor before the
    first day of `exercice`.
    """
    lues = [_lire_convention(convention, exercice, au) for convention in conventions]
    if not lues:
        return Condition(
            "convention",
            NON_REMPLIE,
            CONVENTION_ABSENTE,
            f"Aucune convention pluriannuelle n'est enregistrée pour {exercice}.",
        )
    return min(lues, key=lambda condition: _PROXIMITE[condition.motif])


_PROXIMITE = {
    "": 0,
    CONVENTION_EN_ATTENTE: 1,
    CONVENTION_RESILIEE: 2,
    CONVENTION_UN_SEUL_EXERCICE: 3,
    CONVENTION_NE_COUVRE_PAS: 4,
}


def _lire_convention(convention: ConventionLue, exercice: int, au: date) -> Condition:
    nom = f"La convention {convention.reference}"
    annees = f"{convention.premier_exercice} à {convention.dernier_exercice}"
    resiliation = convention.resiliation_au(au)

    def condition(etat: str, motif: str, phrase: str, le: date | None = None) -> Condition:
        return Condition("convention", etat, motif, phrase, le, convention.cle)

    if not convention.premier_exercice <= exercice <= convention.dernier_exercice:
        return condition(NON_REMPLIE, CONVENTION_NE_COUVRE_PAS, f"{nom} ne couvre pas {exercice}.")
    if resiliation is not None and (resiliation <= au or resiliation <= date(exercice, 1, 1)):
        return condition(
            NON_REMPLIE,
            CONVENTION_RESILIEE,
            f"{nom} est résiliée depuis le {ecrire_jour_court(resiliation)}."
            if resiliation <= au
            else f"{nom} est résiliée à compter du {ecrire_jour_court(resiliation)}.",
            resiliation,
        )
    if convention.dernier_exercice == convention.premier_exercice:
        return condition(
            NON_REMPLIE,
            CONVENTION_UN_SEUL_EXERCICE,
            f"{nom} ne porte que sur {exercice} : il en faut une d'au moins deux exercices.",
        )
    manquants = convention.signatures_manquantes(au)
    if manquants:
        return condition(
            EN_ATTENTE_SIGNATURE,
            CONVENTION_EN_ATTENTE,
            f"{nom}, {annees}, attend la signature {' et '.join(manquants)}.",
        )
    signee = max(
        jour
        for jour in (convention.date_signature_ville, convention.date_signature_centre)
        if jour is not None
    )
    return condition(
        REMPLIE, "", f"{nom}, {annees}, est signée depuis le {ecrire_jour_court(signee)}.", signee
    )


# --- The whole ---------------------------------------------------------------------------------
def evaluer_avance(
    *,
    exercice: int,
    regles: ReglesAvance,
    votes: Iterable[Vote],
    conventions: Iterable[ConventionLue],
    demande: DemandeAvance | None,
    au: date,
    avance_precedente: AvancePayee | None = None,
    is_signataire: bool = True,
    faits: FaitsVille | None = None,
    fin_pacte: date | None = None,
) -> CalculAvance:
    """Return the advance of `exercice` on day `au`, with its base, conditions, tasks and sentence.

    The base is composed on the day of the délibération that votes the advance (else of the payment,
    else `au`): what is decided afterwards no longer moves it. The city's tasks never lower the
    amount. `fin_pacte` is the pact's last day, included (Q26).
    """
    faits = faits or FaitsVille()
    payee = faits.date_paiement if faits.date_paiement and faits.date_paiement <= au else None
    connus = [jour for jour in (faits.date_deliberation, faits.date_paiement) if jour is not None]
    date_calcul = min([au, *connus])
    base = base_avance(votes, date_calcul, avance_precedente)
    theorique = montant_avance(max(base.total, ZERO), regles.taux)
    conditions = (
        condition_demande(demande, regles.dernier_jour_demande, au, is_signataire=is_signataire),
        condition_convention(conventions, exercice, au),
    )
    motifs = [condition.motif for condition in conditions if not condition.is_remplie]
    if theorique == 0:
        motifs.append(BASE_NULLE)
    return CalculAvance(
        exercice=exercice,
        base=base,
        taux=regles.taux,
        theorique=theorique,
        montant=ZERO if motifs else theorique,
        demande=conditions[0],
        convention=conditions[1],
        motifs=tuple(motifs),
        taches=taches_ville(regles, faits, au),
        phrase=phrase_avance(exercice, regles, base.total, conditions, payee),
        date_calcul=date_calcul,
        remarques=_remarques(exercice, fin_pacte),
    )


def taches_ville(regles: ReglesAvance, faits: FaitsVille, au: date) -> tuple[Tache, ...]:
    """Return the city's own tasks in their order, with what was done by day `au` (Q4).

    Credits and vote are for the last day of N, so that the advance can be paid as the year begins.
    """

    def connu(jour: date | None) -> date | None:
        return jour if jour is not None and jour <= au else None

    avant, vise, limite = (
        regles.dernier_jour_demande,
        regles.paiement_vise,
        regles.paiement_limite,
    )
    return (
        Tache("credits", "Ouvrir les crédits", avant, connu(faits.date_credits_ouverts)),
        Tache("deliberation", "Voter la délibération", avant, connu(faits.date_deliberation)),
        Tache(
            "executoire",
            "Transmettre et publier la délibération",
            vise,
            connu(faits.date_executoire),
        ),
        Tache("paiement", "Payer l'avance", vise, connu(faits.date_paiement), limite),
    )


def phrase_avance(
    exercice: int,
    regles: ReglesAvance,
    total: Decimal,
    conditions: Sequence[Condition],
    date_paiement: date | None = None,
) -> str:
    """Return the sentence that explains the advance (U8).

    « 30 % de 40 000,00 € = 12 000,00 €, versée début 2027 si la convention est signée. »
    """
    if total <= 0:
        return (
            f"Aucune subvention qui compte pour l'avance n'est votée pour {exercice - 1} : "
            f"l'avance {exercice} est de {ecrire_montant(ZERO)}"
        )
    calcul = (
        f"{ecrire_taux(regles.taux)} de {ecrire_montant(total)} = "
        f"{ecrire_montant(montant_avance(total, regles.taux))}"
    )
    if date_paiement is not None:
        return f"{calcul}, versée le {ecrire_jour_court(date_paiement)}"
    demande, convention = conditions
    if not convention.is_remplie:
        return f"{calcul}, versée début {exercice} si la convention est signée"
    if demande.motif == PAS_DE_DEMANDE:
        return f"{calcul}, versée début {exercice} si le centre la demande"
    if demande.etat == TARDIVE:
        return f"{calcul}, versée début {exercice} si la Ville accepte la demande tardive"
    if not demande.is_remplie:
        return f"{calcul}, non versée pour le moment"
    return f"{calcul}, versée début {exercice}"


def _remarques(exercice: int, fin_pacte: date | None) -> tuple[str, ...]:
    if fin_pacte is None or fin_pacte >= date(exercice, 1, 1):
        return ()
    return (
        f"Le pacte prend fin le {ecrire_jour_court(fin_pacte)}. "
        f"L'avance {exercice} repose alors sur la convention elle-même, sinon la Ville décide.",
    )


def imputer_avance(avance: Decimal, accordes: Sequence[Decimal]) -> list[Decimal]:
    """Share the advance of a year between its awards, in the order of their votes.

    Each takes at most what it awards; the last one takes what is left. The sum of the parts is
    `avance`, unless there is no award at all.
    """
    parts: list[Decimal] = []
    restant = avance
    for rang, accorde in enumerate(accordes, start=1):
        part = restant if rang == len(accordes) else min(restant, max(accorde, ZERO))
        parts.append(part)
        restant -= part
    return parts


def exercice_courant(parametres: Mapping[str, Any], au: date) -> int:
    """Return the year whose advance is at stake on day `au`: this one until its last day of payment."""
    limite = lire_regles_avance(parametres, au.year).paiement_limite
    return au.year if au <= limite else au.year + 1
