"""Reading the lines of a file brought by a city: awards of past years, or requests. Pure.

Nothing is written here: each line becomes a value ready to be created, an error that stops
everything, or a remark. The numbers of lines are those that a spreadsheet shows.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from pacte.socle.montants import ZERO, ecrire_montant
from subventions.rules import cellules
from subventions.rules.avances_importees import regler_avances
from subventions.rules.cellules import simplifier, texte
from subventions.rules.colonnes import DEMANDES, IDENTITES, SUBVENTIONS
from subventions.rules.correspondances import (
    IGNORER,
    Correspondance,
    choisir_feuille,
    entetes,
    ligne_d_entete,
)
from subventions.rules.lecteur_imports import Lecteur
from subventions.rules.lignes_importees import (
    ANNULATION,
    AVANCE,
    EN_NATURE,
    MODIFICATION,
    SOLDE,
    VOTE,
    CentreConnu,
    Inconnu,
    Lecture,
    LigneLue,
    Observation,
)
from subventions.rules.tableaux import Feuille, Ligne

_TOTAL = re.compile(r"(sous |s )?total(x| general| generaux)?\b")
_AVANCE = re.compile(r"\bavances?\b")
_SOLDE = re.compile(r"\b(soldes?|reliquat|acomptes?|reste a verser)\b")
_MODIFICATION = re.compile(r"\b(decision modificative|dm ?[0-9]*|complement)\b")


# --- The whole file ------------------------------------------------------------------------------
def lire_import(
    feuilles: Sequence[Feuille],
    correspondance: Correspondance,
    centres: Iterable[CentreConnu],
    aujourdhui: date,
) -> Lecture:
    """Read a whole file: the lines to create, the errors, the remarks, the unknown beneficiaries.

    A total row, a header repeated, a line without amount are left aside, and the last one is said.
    The same line twice counts once, and is said. An advance and its remainder on two lines both
    count, and the remainder says that it does not include the advance (Q2).
    """
    manques = correspondance.manques()
    feuille = choisir_feuille(feuilles, correspondance.genre, correspondance.feuille)
    if feuille is None:
        manques.insert(0, f"La feuille « {correspondance.feuille} » n'existe pas dans ce classeur.")
    entete = (
        ligne_d_entete(feuille, correspondance.genre, correspondance.ligne_entete)
        if feuille
        else None
    )
    if feuille is None or entete is None:
        manques = manques or [
            f"La ligne {correspondance.ligne_entete} est vide : où sont les titres ?"
        ]
        return Lecture(erreurs=tuple(Observation(None, "", phrase) for phrase in manques))
    noms = entetes(entete)
    manques += [
        f"La colonne « {nom} » n'existe pas dans ce fichier."
        for nom in correspondance.colonnes.values()
        if nom and nom not in noms
    ]
    if manques:
        erreurs = tuple(Observation(None, "", phrase) for phrase in manques)
        return Lecture(erreurs=erreurs, entetes=tuple(noms))
    lecteur = Lecteur(correspondance, noms, centres, aujourdhui)
    lire_ligne = _lire_subvention if correspondance.genre == SUBVENTIONS else _lire_demande
    lues = [
        lue
        for ligne in _lignes_utiles(lecteur, feuille, entete)
        if (lue := _lire(lecteur, ligne, lire_ligne)) is not None
    ]
    if correspondance.genre == SUBVENTIONS:
        lues = regler_avances(lecteur, lues)
    uniques, repetees = _sans_repetition(lecteur, lues)
    return Lecture(
        tuple(uniques),
        tuple(sorted(_erreurs(lecteur), key=lambda o: (o.ligne or 0, o.colonne))),
        tuple(sorted(lecteur.carnet.remarques, key=lambda o: o.ligne or 0)),
        tuple(
            Inconnu(nom, tuple(n for n, _ in vues), sum((m for _, m in vues), ZERO))
            for nom, vues in lecteur.carnet.inconnus.items()
        ),
        repetees,
        tuple(noms),
    )


def _lignes_utiles(lecteur: Lecteur, feuille: Feuille, entete: Ligne) -> Iterator[Ligne]:
    """The lines under the header that are neither totals nor the header said again."""
    somme = ZERO
    depuis = ZERO
    for ligne in feuille.lignes:
        if ligne.numero <= entete.numero or ligne.cellules == entete.cellules:
            continue
        if not _is_total(lecteur, ligne):
            montant = lecteur.montant_ou_zero(ligne)
            somme, depuis = somme + montant, depuis + montant
            yield ligne
            continue
        annonce = lecteur.montant_ou_zero(ligne)
        if annonce and annonce not in (somme, depuis):
            lecteur.remarquer(
                ligne,
                "montant",
                f"le total annonce {ecrire_montant(annonce)}, "
                f"les lignes qui précèdent font {ecrire_montant(somme)}.",
            )
        depuis = ZERO


def _is_total(lecteur: Lecteur, ligne: Ligne) -> bool:
    premiere = next((simplifier(c) for c in ligne.cellules if texte(c)), "")
    if _TOTAL.match(premiere):
        return True
    dits = [texte(lecteur.valeur(ligne, code)) for code in (*IDENTITES, "objet")]
    return not any(dits)


def _lire(
    lecteur: Lecteur,
    ligne: Ligne,
    lire_ligne: Callable[[Lecteur, Ligne, CentreConnu], LigneLue | None],
) -> LigneLue | None:
    if not any(texte(lecteur.valeur(ligne, code)) for code in IDENTITES):
        lecteur.refuser(ligne, "centre", "il n'y a pas de bénéficiaire sur cette ligne.")
        return None
    centre = lecteur.centre(ligne)
    return lire_ligne(lecteur, ligne, centre) if centre is not None else None


def _erreurs(lecteur: Lecteur) -> list[Observation]:
    """The errors noted, and one for each unknown beneficiary unless they are to be left aside."""
    erreurs = list(lecteur.carnet.erreurs)
    if lecteur.correspondance.inconnus == IGNORER:
        return erreurs
    for nom, vues in lecteur.carnet.inconnus.items():
        autres = f" (et {len(vues) - 1} autres lignes)" if len(vues) > 1 else ""
        erreurs.append(
            Observation(
                vues[0][0],
                lecteur.nom_de("centre"),
                f"« {nom} » n'est pas un centre du pacte{autres}. "
                "Dites lequel c'est, ou laissez-le de côté.",
            )
        )
    return erreurs


# --- One award -----------------------------------------------------------------------------------
def _lire_subvention(lecteur: Lecteur, ligne: Ligne, centre: CentreConnu) -> LigneLue | None:
    montant = lecteur.lire(ligne, "montant", cellules.montant)
    exercice = lecteur.lire(ligne, "exercice", cellules.annee)
    date_vote = lecteur.jour_passe(ligne, "date_vote")
    executoire = lecteur.jour_passe(ligne, "date_executoire")
    numero = texte(lecteur.valeur(ligne, "numero_deliberation"))[:40]
    genre = lecteur.genre(ligne)
    illisible = any(
        o.ligne == ligne.numero and o.colonne == lecteur.nom_de("montant")
        for o in lecteur.carnet.erreurs
    )
    if not montant and not illisible:
        lecteur.remarquer(
            ligne, "montant", "sans montant : rien n'a été voté, la ligne est laissée."
        )
        lecteur.carnet.erreurs[:] = [o for o in lecteur.carnet.erreurs if o.ligne != ligne.numero]
        return None
    if executoire and date_vote and executoire < date_vote:
        lecteur.refuser(ligne, "date_executoire", "une délibération est exécutoire après son vote.")
    if not lecteur.exiger(
        ligne,
        montant=montant,
        exercice=exercice,
        date_vote=date_vote,
        numero_deliberation=numero,
    ):
        return None
    if montant is None or exercice is None or date_vote is None:
        return None
    if abs(exercice - date_vote.year) > 1:
        lecteur.remarquer(ligne, "exercice", f"{exercice} est loin de l'année du vote.")
    if executoire is None and lecteur.correspondance.executoires:
        executoire = date_vote
    objet = lecteur.objet(ligne, f"Subvention {exercice}")
    part = _part(simplifier(texte(lecteur.valeur(ligne, "part")) or objet))
    lue = LigneLue(
        numero=ligne.numero,
        centre=centre.code,
        exercice=exercice,
        montant=montant,
        objet=objet,
        genre=genre,
        nature=_nature(montant, simplifier(objet)),
        part=part,
        numero_deliberation=numero,
        date_vote=date_vote,
        date_executoire=executoire,
        compte=texte(lecteur.valeur(ligne, "compte"))[:20],
    )
    if lue.nature == ANNULATION:
        lecteur.remarquer(ligne, "montant", "montant négatif : la ligne devient une annulation.")
    return replace(lue, cle=cle_de_subvention(lue))


def _part(simple: str) -> str:
    if _AVANCE.search(simple):
        # « Solde, avance déduite » is a remainder.
        return SOLDE if _SOLDE.search(simple) else AVANCE
    return SOLDE if _SOLDE.search(simple) else ""


def _nature(montant: Decimal, objet: str) -> str:
    if montant < 0:
        return ANNULATION
    return MODIFICATION if _MODIFICATION.search(objet) else VOTE


def cle_de_subvention(ligne: LigneLue) -> str:
    """What makes an award the same, whatever the file: the line brought again is known by it."""
    vote = ligne.date_vote.isoformat() if ligne.date_vote else ""
    return _empreinte(
        SUBVENTIONS,
        ligne.centre,
        str(ligne.exercice),
        simplifier(ligne.objet),
        f"{ligne.montant:.2f}",
        simplifier(ligne.numero_deliberation),
        vote,
    )


def _empreinte(*mots: str) -> str:
    return hashlib.sha256("|".join(mots).encode()).hexdigest()


def _sans_repetition(lecteur: Lecteur, lues: list[LigneLue]) -> tuple[list[LigneLue], int]:
    premieres: dict[str, LigneLue] = {}
    for lue in lues:
        deja = premieres.setdefault(lue.cle, lue)
        if deja is not lue:
            lecteur.carnet.remarques.append(
                Observation(
                    lue.numero, "", f"la même que la ligne {deja.numero} : comptée une fois."
                )
            )
    return list(premieres.values()), len(lues) - len(premieres)


# --- One request -----------------------------------------------------------------------------------
def _lire_demande(lecteur: Lecteur, ligne: Ligne, centre: CentreConnu) -> LigneLue | None:
    montant = lecteur.lire(ligne, "montant", cellules.montant)
    exercice = lecteur.lire(ligne, "exercice", cellules.annee)
    recue = lecteur.jour_passe(ligne, "date_reception")
    genre = lecteur.genre(ligne)
    if genre == EN_NATURE and montant is None:
        montant = ZERO
    if montant is not None and montant < 0:
        lecteur.refuser(ligne, "montant", "le montant demandé n'est pas négatif.")
    if not lecteur.exiger(ligne, montant=montant, exercice=exercice, date_reception=recue):
        return None
    if montant is None or exercice is None:
        return None
    lue = LigneLue(
        numero=ligne.numero,
        centre=centre.code,
        exercice=exercice,
        montant=montant,
        objet=lecteur.objet(ligne, f"Demande {exercice}"),
        genre=genre,
        date_reception=recue,
        numero_origine=texte(lecteur.valeur(ligne, "numero_origine"))[:60],
    )
    return replace(lue, cle=cle_de_demande(lue))


def cle_de_demande(ligne: LigneLue) -> str:
    """What makes a request the same: its number where it was deposited, else all that it says."""
    if ligne.numero_origine:
        return _empreinte(DEMANDES, ligne.centre, simplifier(ligne.numero_origine))
    recue = ligne.date_reception.isoformat() if ligne.date_reception else ""
    return _empreinte(
        DEMANDES,
        ligne.centre,
        str(ligne.exercice),
        simplifier(ligne.objet),
        f"{ligne.montant:.2f}",
        recue,
    )
