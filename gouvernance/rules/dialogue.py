"""The rules of the dialogue de gestion: the year's times, and who follows questions (C21, C22). Pure."""

from collections.abc import Iterable, Sequence
from datetime import date

from gouvernance.rules.instances import dernier_jour_utile, hors_du_pacte
from gouvernance.rules.valeurs import FaitReunion, Periode, QuestionLue
from pacte.socle.constats import Constat, Preuve, Statut
from pacte.socle.dates import ecrire_jour_court


def evaluer_temps(
    periode: Periode, temps: Sequence[tuple[str, Iterable[FaitReunion]]], *, au: date
) -> Constat:
    """Evaluate that the year holds at least one time of each kind (C21; article 2).

    `temps` gives each kind in words with the meetings that are such times. A time counts when it is
    held or announced in the civil year of `au`, inside the pact.

    - tenu: each kind has one;
    - en_cours: a kind has none yet, and the year is not over;
    - pas_tenu: the last useful day of the year has come, and a kind has none;
    - outside the pact, as every rule.
    """
    hors = hors_du_pacte(periode, au)
    if hors is not None:
        return hors
    preuves: list[Preuve] = []
    manquants: list[str] = []
    for sorte, faits in temps:
        de_l_annee = sorted(
            (
                fait
                for fait in faits
                if fait.date is not None
                and fait.date.year == au.year
                and fait.etat(au) in {"tenue", "annoncee"}
            ),
            key=lambda fait: (fait.date or date.max, fait.id),
        )
        if de_l_annee:
            premier = de_l_annee[0].preuve
            preuves.append(
                Preuve(f"{sorte.capitalize()} : {premier.libelle}", premier.url, premier.le)
            )
        else:
            manquants.append(sorte)
    if not manquants:
        motif = f"L'année {au.year} compte un temps de chaque sorte, tenu ou annoncé."
        return Constat(Statut.TENU, motif, preuves=tuple(preuves))
    fin = dernier_jour_utile(periode, au.year) or au
    liste = " et ".join(manquants)
    if au >= fin:
        motif = f"L'année {au.year} se termine sans temps pour : {liste}."
        return Constat(Statut.PAS_TENU, motif, preuves=tuple(preuves))
    motif = f"Il reste à annoncer, avant le {ecrire_jour_court(fin)}, un temps pour : {liste}."
    return Constat(Statut.EN_COURS, motif, fin, preuves=tuple(preuves))


def evaluer_questions(periode: Periode, questions: Iterable[QuestionLue], *, au: date) -> Constat:
    """Evaluate that each question of a centre has somebody who follows it at the city (C22; article 2).

    The questions that count were put by `au` in its civil year, or wait since before. The act
    promises no response time: none is read here.

    - tenu: each one is followed;
    - pas_tenu: one at least, still waiting, is followed by nobody;
    - sans_objet: no question this year;
    - outside the pact, as every rule.
    """
    hors = hors_du_pacte(periode, au)
    if hors is not None:
        return hors
    lues = [
        question
        for question in questions
        if question.posee_le <= au
        and (question.posee_le.year == au.year or not question.is_close(au))
    ]
    if not lues:
        return Constat(Statut.SANS_OBJET, "Aucun centre n'a posé de question cette année.")
    orphelines = [q for q in lues if not q.is_suivie and not q.is_close(au)]
    preuves = tuple(q.preuve for q in orphelines or lues)
    nombre = len(orphelines)
    if orphelines:
        reste = "question attend" if nombre == 1 else "questions attendent"
        return Constat(
            Statut.PAS_TENU, f"{nombre} {reste} une personne qui la suive.", preuves=preuves
        )
    total = len(lues)
    motif = (
        "La question posée par un centre est suivie par une personne du service."
        if total == 1
        else f"Les {total} questions des centres sont chacune suivies par une personne du service."
    )
    return Constat(Statut.TENU, motif, preuves=preuves)
