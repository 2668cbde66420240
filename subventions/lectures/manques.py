"""What a draft still lacks before it can be deposited: one sentence and one link each (U2)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from pacte.socle.dates import ecrire_jour_court
from pacte.socle.montants import ecrire_montant
from subventions.champs_demande import nom_aide, nom_question
from subventions.lectures.budgets import plan_de
from subventions.lectures.comptes_rendus import comptes_rendus_en_retard
from subventions.lectures.pieces import attendues_manquantes
from subventions.lectures.questions import questions_de
from subventions.models import (
    Campagne,
    Demande,
    FicheAssociation,
    GenreDemande,
    LigneBudget,
    QuestionCampagne,
    SansCompteRendu,
)
from subventions.rules import plan_comptable
from subventions.rules.plan_comptable import Totaux

ASSOCIATION, PROJET, BUDGET = "association", "projet", "budget"
PIECES, RECAPITULATIF = "pieces", "recapitulatif"
# What each step lacks is completed on its page.
PAGES = {
    ASSOCIATION: "modifier_association",
    PROJET: "modifier_projet",
    BUDGET: "modifier_budget",
    PIECES: "joindre_pieces",
    RECAPITULATIF: "relire_demande",
}


@dataclass(frozen=True, slots=True)
class Manque:
    """Something to complete, where, and in which of the five steps."""

    phrase: str
    url: str
    etape: str = ""


def totaux_de(demande: Demande, lignes: Iterable[LigneBudget] | None = None) -> Totaux:
    """The totals of the request's stored budget; `lignes` spares the query when already read."""
    lues = list(demande.lignes.order_by("ordre") if lignes is None else lignes)
    return plan_comptable.totaliser(
        plan_de(demande, lues),
        [plan_comptable.Ligne(ligne.section, ligne.compte, ligne.montant) for ligne in lues],
    )


def manques(demande: Demande, totaux: Totaux, campagne: Campagne | None = None) -> list[Manque]:
    """Return what is missing, in the order of the steps; empty when the request may be deposited.

    A constant number of queries; `campagne` spares one.
    """
    campagne = campagne or campagne_de(demande)
    constats = (
        (ASSOCIATION, _association(demande)),
        (PROJET, _projet(demande, campagne)),
        (BUDGET, _budget(demande, totaux)),
        (PIECES, _pieces(demande, campagne)),
    )
    code = demande.pacte.code
    return [
        Manque(phrase, reverse(PAGES[etape], args=[code, demande.pk]) + ancre, etape)
        for etape, trouves in constats
        for phrase, ancre in trouves
    ] + _comptes_rendus(demande, campagne)


def campagne_de(demande: Demande) -> Campagne | None:
    """The campaign of the request's year."""
    return Campagne.objects.filter(pacte=demande.pacte_id, exercice=demande.exercice).first()


def _retenir(*constats: tuple[bool, str, str]) -> Iterator[tuple[str, str]]:
    return ((phrase, ancre) for manque, phrase, ancre in constats if manque)


def _association(demande: Demande) -> Iterator[tuple[str, str]]:
    fiche = FicheAssociation.objects.filter(demande=demande).first() or FicheAssociation()
    return _retenir(
        (not fiche.denomination, "Écrivez le nom de l'association.", "#id_denomination"),
        (
            not (fiche.siret or fiche.rna),
            "Donnez le SIRET de l'association, ou son numéro RNA.",
            "#id_siret",
        ),
        (not fiche.adresse, "Écrivez l'adresse du siège.", "#id_adresse"),
        (
            not fiche.representante,
            "Dites qui représente légalement l'association.",
            "#id_representante",
        ),
        (
            not fiche.qualite_representante,
            "Dites en quelle qualité cette personne la représente.",
            "#id_qualite_representante",
        ),
        (not fiche.contact, "Dites qui est chargé de la demande.", "#id_contact"),
        (
            not (fiche.exercice_du and fiche.exercice_au),
            "Donnez les dates de l'exercice comptable.",
            "#id_exercice_du",
        ),
        (
            fiche.date_engagement is None or not fiche.engagement_par,
            "Dites quand et par qui le contrat d'engagement républicain est souscrit.",
            "#id_date_engagement",
        ),
        (
            not fiche.obligations_a_jour,
            "Confirmez que l'association est à jour de ses obligations.",
            "#id_obligations_a_jour",
        ),
    )


def _projet(demande: Demande, campagne: Campagne | None) -> Iterator[tuple[str, str]]:
    aides = list(demande.aides_en_nature.order_by("ordre"))
    en_nature = demande.genre == GenreDemande.AIDE_EN_NATURE
    genres = {volet.genre for volet in campagne.volets.order_by("pk")} if campagne else set()
    yield from _retenir(
        (not demande.objet, "Dites l'objet de la demande.", "#id_objet"),
        (
            bool(genres) and demande.genre not in genres,
            f"Choisissez un autre genre : la campagne n'ouvre pas « {demande.get_genre_display()} ».",
            "#id_genre",
        ),
        (
            demande.montant_demande == 0 and not en_nature,
            "Indiquez le montant demandé.",
            "#id_montant_demande",
        ),
        (
            not demande.presentation,
            "Présentez ce que la subvention permettra.",
            "#id_presentation",
        ),
    )
    yield from _questions(demande)
    yield from _retenir(
        (
            en_nature and not aides,
            "Dites quelle aide en nature vous demandez.",
            f"#id_{nom_aide(0, 'nature')}",
        ),
        *(
            (
                not (aide.nature and aide.description),
                f"Complétez l'aide en nature {aide.ordre + 1} : sa nature et sa description.",
                f"#id_{nom_aide(aide.ordre, 'description' if aide.nature else 'nature')}",
            )
            for aide in aides
        ),
    )


def _questions(demande: Demande) -> Iterator[tuple[str, str]]:
    repondues = demande.reponses.exclude(valeur="").values("question")
    manquantes: QuerySet[QuestionCampagne] = (
        questions_de(demande).filter(obligatoire=True).exclude(pk__in=repondues)
    )
    return (
        (f"Répondez à la question « {question.libelle} »", f"#div_id_{nom_question(question.pk)}")
        for question in manquantes
    )


def _budget(demande: Demande, totaux: Totaux) -> Iterator[tuple[str, str]]:
    en_nature = demande.genre == GenreDemande.AIDE_EN_NATURE
    return _retenir(
        (totaux.is_vide and not en_nature, "Remplissez le budget.", ""),
        (
            not totaux.is_vide and totaux.ecart != 0,
            f"Équilibrez le budget : il manque {ecrire_montant(abs(totaux.ecart))} "
            f"aux {'charges' if totaux.ecart > 0 else 'produits'}.",
            "#totaux",
        ),
        (
            totaux.ecart_nature != 0,
            "Équilibrez les contributions volontaires : le total 86 est égal au total 87.",
            "#nature",
        ),
        (
            not totaux.is_vide and totaux.ville != demande.montant_demande,
            f"Accordez le montant demandé ({ecrire_montant(demande.montant_demande)}) "
            f"et la ligne de la Ville au budget ({ecrire_montant(totaux.ville)}).",
            f"#id_produit_{plan_comptable.COMPTE_VILLE}",
        ),
    )


def _pieces(demande: Demande, campagne: Campagne | None) -> Iterator[tuple[str, str]]:
    if campagne is None:
        return iter(())
    return (
        (f"Joignez ce document : {attendue.libelle}.", f"#piece-{attendue.pk}")
        for attendue in attendues_manquantes(demande, campagne)
    )


# --- The financial reports of past years ---------------------------------------------------------
def _en_retard(demande: Demande, suite: str = "") -> list[Manque]:
    """What each late report says: its year, the day it was due, `suite`; its page hands it in."""
    return [
        Manque(
            f"Le compte rendu financier {suivi.attribution.exercice} était attendu le "
            f"{ecrire_jour_court(suivi.echeance)}.{suite}",
            reverse("voir_compte_rendu_financier", args=[demande.pacte.code, suivi.attribution.pk]),
            RECAPITULATIF,
        )
        for suivi in comptes_rendus_en_retard(
            demande.centre, timezone.localdate(), pacte=demande.pacte
        )
    ]


def _comptes_rendus(demande: Demande, campagne: Campagne | None) -> list[Manque]:
    """The late reports, where the campaign says that they stop the deposit."""
    if campagne is None or campagne.sans_compte_rendu != SansCompteRendu.BLOQUE:
        return []
    return _en_retard(demande, " Remettez-le avant de déposer.")


def avertissements(demande: Demande, campagne: Campagne | None) -> list[Manque]:
    """The late reports, where they do not stop the deposit but are said before it."""
    if campagne is None or campagne.sans_compte_rendu != SansCompteRendu.AVERTIT:
        return []
    return _en_retard(demande)
