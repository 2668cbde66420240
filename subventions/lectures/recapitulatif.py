"""A request read from end to end: the same words on its page, before the deposit, in its receipt (U5).

The templates that show it are `_demande_lue.html` and what it includes; nothing else writes them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pacte.socle.dates import ecrire_jour, ecrire_jour_court
from subventions import rules
from subventions.lectures.budgets import TableauBudget, tableaux_budget
from subventions.lectures.questions import questions_de
from subventions.models import (
    AideEnNature,
    Demande,
    EtatDemande,
    FicheAssociation,
    GenreReponse,
    LigneBudget,
    PieceDemande,
    QuestionCampagne,
)
from subventions.rules.plan_comptable import Totaux

RIEN = "pas encore rempli"


@dataclass(frozen=True, slots=True)
class Fait:
    """One line: what it is, and its words; `is_vide` when nothing is written yet."""

    libelle: str
    valeur: str
    is_vide: bool = False


@dataclass(frozen=True, slots=True)
class Texte:
    """A text of several paragraphs under its heading."""

    titre: str
    texte: str


@dataclass(frozen=True, slots=True)
class Presentation:
    """What a request says of its project in its own row: facts, then texts."""

    projet: Sequence[Fait]
    textes: Sequence[Texte]


@dataclass(frozen=True, slots=True)
class Recapitulatif:
    """A request, step after step."""

    association: Sequence[Fait]
    projet: Sequence[Fait]
    textes: Sequence[Texte]
    reponses: Sequence[Fait]
    aides: Sequence[AideEnNature]
    total_aides: Decimal | None
    tableaux: Sequence[TableauBudget]
    totaux: Totaux
    pieces: Sequence[PieceDemande]


def presenter(demande: Demande) -> Presentation:
    """Read what the row holds: no query when its theme and its committee came with it."""
    return Presentation(
        projet=_projet(demande),
        textes=[
            Texte(titre, texte)
            for titre, texte in (
                ("Présentation", demande.presentation),
                ("Objectifs", demande.objectifs),
                ("Publics et territoire", demande.publics),
                ("Évaluation prévue", demande.evaluation),
            )
            if texte
        ],
    )


def recapituler(
    demande: Demande, totaux: Totaux, lignes: Iterable[LigneBudget] | None = None
) -> Recapitulatif:
    """Read the whole request, in a constant number of queries."""
    if lignes is None:
        lignes = demande.lignes.order_by("ordre")
    presentation = presenter(demande)
    aides = list(demande.aides_en_nature.order_by("ordre"))
    valeurs = [aide.valeur for aide in aides if aide.valeur is not None]
    return Recapitulatif(
        association=_association(getattr(demande, "fiche", None)),
        projet=presentation.projet,
        textes=presentation.textes,
        reponses=_reponses(demande),
        aides=aides,
        total_aides=sum(valeurs, Decimal("0.00")) if valeurs else None,
        tableaux=tableaux_budget(demande, lignes, totaux),
        totaux=totaux,
        pieces=list(demande.pieces.select_related("fichier").order_by("pk")),
    )


def _faits(*couples: tuple[str, str]) -> list[Fait]:
    return [Fait(libelle, valeur or RIEN, not valeur) for libelle, valeur in couples]


def _presents(*couples: tuple[str, str]) -> list[Fait]:
    return [Fait(libelle, valeur) for libelle, valeur in couples if valeur]


def _association(fiche: FicheAssociation | None) -> list[Fait]:
    if fiche is None:
        return []
    engagement = " ".join(
        filter(
            None,
            (
                f"souscrit le {ecrire_jour_court(fiche.date_engagement)}"
                if fiche.date_engagement
                else "",
                f"par {fiche.engagement_par}" if fiche.engagement_par else "",
                f"({fiche.version_engagement})" if fiche.version_engagement else "",
            ),
        )
    )
    representation = ", ".join(filter(None, (fiche.representante, fiche.qualite_representante)))
    joindre = ", ".join(filter(None, (fiche.contact, fiche.courriel, fiche.telephone)))
    return [
        *_faits(("Nom", fiche.denomination)),
        *_presents(("SIRET", rules.ecrire_siret(fiche.siret)), ("RNA", fiche.rna)),
        *([] if fiche.siret or fiche.rna else _faits(("SIRET ou RNA", ""))),
        *_faits(("Siège", " ".join(fiche.adresse.split()))),
        *_presents(
            ("Fédération ou réseau", fiche.federation),
            ("Agréments", " ".join(fiche.agrements.split())),
        ),
        *_faits(
            ("Représentée par", representation),
            ("Personne chargée de la demande", joindre),
            ("Exercice comptable", _periode(fiche.exercice_du, fiche.exercice_au)),
        ),
        *_presents(*_moyens(fiche)),
        *_faits(
            (
                "Contrat d'engagement républicain",
                engagement if fiche.date_engagement and fiche.engagement_par else "",
            ),
            (
                "Obligations",
                "à jour, l'association l'atteste" if fiche.obligations_a_jour else "",
            ),
        ),
    ]


def _moyens(fiche: FicheAssociation) -> list[tuple[str, str]]:
    moyens = (
        ("Adhérentes et adhérents", fiche.adherents),
        ("Bénévoles", fiche.benevoles),
        ("Volontaires en service civique", fiche.volontaires),
        ("Salariées et salariés", fiche.salaries),
        ("Équivalents temps plein travaillé", fiche.etpt),
        ("Personnes mises à disposition", fiche.mis_a_disposition),
    )
    return [(libelle, _nombre(valeur)) for libelle, valeur in moyens if valeur is not None]


def _nombre(valeur: int | Decimal) -> str:
    texte = format(valeur, "f")
    texte = texte.rstrip("0").rstrip(".") if "." in texte else texte
    return texte.replace(".", ",")


def _periode(debut: date | None, fin: date | None) -> str:
    if debut and fin:
        return f"du {ecrire_jour_court(debut)} au {ecrire_jour_court(fin)}"
    if debut:
        return f"à partir du {ecrire_jour_court(debut)}"
    return f"jusqu'au {ecrire_jour_court(fin)}" if fin else ""


def _projet(demande: Demande) -> list[Fait]:
    comite = demande.comite_technique
    lieu = ""
    if comite is not None:
        quand = ecrire_jour(comite.date_reunion) if comite.date_reunion else "sans date"
        lieu = f"{comite.instance.nom}, {quand}"
    is_dit = demande.montant_demande or demande.is_aide_en_nature
    montant = demande.montant_demande_dit if is_dit else ""
    return [
        *_faits(
            ("Objet", demande.objet),
            ("Genre", demande.get_genre_display().capitalize()),
            ("Exercice", str(demande.exercice)),
        ),
        *_presents(
            ("Thème du pacte", demande.theme.titre if demande.theme else ""),
            ("Dates de l'action", _periode(demande.date_debut, demande.date_fin)),
            ("Comité technique", lieu),
        ),
        *_faits(("Montant demandé", montant)),
    ]


def _reponses(demande: Demande) -> list[Fait]:
    """The answers, in the order of the questions; one that the deposit requires shows even empty."""
    lues = demande.reponses.select_related("question").order_by("question__ordre", "question__pk")
    donnees = {
        reponse.question: reponse.valeur
        for reponse in lues
        # What was answered under another kind is kept, and no longer said.
        if reponse.question.genre in {"", demande.genre}
    }
    questions: Iterable[QuestionCampagne] = donnees
    if demande.etat == EtatDemande.BROUILLON:
        # After the deposit, nothing that was required is left without its answer.
        questions = questions_de(demande)
    return [
        Fait(question.libelle, _en_mots(question, donnees.get(question, "")) or RIEN, vide)
        for question in questions
        for vide in [not donnees.get(question)]
        if question.obligatoire or not vide
    ]


def _en_mots(question: QuestionCampagne, valeur: str) -> str:
    if question.reponse == GenreReponse.OUI_NON:
        return valeur.capitalize()
    return valeur
