"""The kinds of rule that a pact's file may bind a commitment to, with their parameters.

A pact is data: another city writes its own file with these kinds and needs no code. Each kind is
evaluated by one pure function of the room that knows its facts; `pilotage` joins them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

NOMBRE, TAUX, CODE_INSTANCE, TEXTE, JOUR_ANNEE, CHOIX, BOOLEEN = (
    "un nombre entier",
    'un taux entre 0 et 1, entre guillemets, par exemple "0.30"',
    "le code d'une instance du pacte",
    "un texte",
    'un jour de l\'année « MM-JJ », par exemple "12-31"',
    "un mot parmi",
    "true ou false",
)


@dataclass(frozen=True, slots=True)
class Parametre:
    """One parameter of a kind of rule: what it holds, whether it must be there."""

    type: str
    requis: bool = True
    choix: tuple[str, ...] = ()

    @property
    def attente(self) -> str:
        """What a writer of the file is asked for."""
        return f"{self.type} {', '.join(self.choix)}" if self.choix else self.type


@dataclass(frozen=True, slots=True)
class Genre:
    """A kind of rule: its label, its parameters, and whether the portal computes its status."""

    libelle: str
    parametres: Mapping[str, Parametre]
    calcule: bool = True


GENRES: Mapping[str, Genre] = {
    # Every required signer of every party has signed (C07).
    "signature": Genre("signatures de toutes les parties", {}),
    # The pact's term from T0 (C51).
    "duree": Genre("durée du pacte", {"annees": Parametre(NOMBRE)}),
    # So many meetings of a body in a civil year, per centre, theme or pact (C32, C37, C42, C46).
    "cadence": Genre(
        "rythme d'une instance",
        {
            "instance": Parametre(CODE_INSTANCE),
            "minimum": Parametre(NOMBRE),
            "cible": Parametre(NOMBRE, requis=False),
            "maximum": Parametre(NOMBRE, requis=False),
            "par": Parametre(CHOIX, choix=("centre", "pacte", "theme")),
            "chaque_theme_sur_la_duree": Parametre(BOOLEEN, requis=False),
        },
    ),
    # A meeting of one body is held before each meeting of another (C33).
    "ordre": Genre(
        "une instance avant une autre",
        {
            "avant": Parametre(CODE_INSTANCE),
            "apres": Parametre(CODE_INSTANCE),
            "mois_maximum": Parametre(NOMBRE, requis=False),
        },
    ),
    # The advance of year N+1 (C30).
    "avance": Genre(
        "avance sur la subvention",
        {
            "taux": Parametre(TAUX),
            "dernier_jour_demande": Parametre(JOUR_ANNEE, requis=False),
            "paiement_vise": Parametre(JOUR_ANNEE, requis=False),
            "paiement_limite": Parametre(JOUR_ANNEE, requis=False),
        },
    ),
    # The first meeting of one body sets the calendar of another (C47).
    "calendrier": Genre(
        "calendrier d'une instance",
        {"instance": Parametre(CODE_INSTANCE), "fixe_par": Parametre(CODE_INSTANCE)},
    ),
    # The records of a body join the next meeting of another (C48).
    "releves": Genre(
        "relevés versés à une instance",
        {"instance": Parametre(CODE_INSTANCE), "verses_a": Parametre(CODE_INSTANCE)},
    ),
    # The year holds a time of each kind of the dialogue de gestion (C21).
    "temps": Genre(
        "temps de l'année",
        {
            "interpellation": Parametre(CODE_INSTANCE),
            "suivi": Parametre(CODE_INSTANCE),
            "evaluation": Parametre(CODE_INSTANCE),
        },
    ),
    # Each question of a centre is followed by somebody at the city (C22).
    "questions": Genre("questions des centres suivies", {}),
    # The categories that a body invites (C34, C38, C44, C49): evaluated later, shown meanwhile.
    "composition": Genre(
        "composition d'une instance", {"instance": Parametre(CODE_INSTANCE)}, calcule=False
    ),
    # Said, followed by people, never computed.
    "constat": Genre("constat", {"a_constater": Parametre(TEXTE, requis=False)}, calcule=False),
}


def lire_taux(valeur: str) -> Decimal:
    """Return a rate written « 0.30 ». Raises ValueError outside ]0, 1] or when unreadable."""
    if not re.fullmatch(r"[01](\.\d+)?", valeur):
        raise ValueError(valeur)
    taux = Decimal(valeur)
    if not 0 < taux <= 1:
        raise ValueError(valeur)
    return taux


def lire_jour_annee(valeur: str, annee: int) -> date:
    """Return the day « MM-JJ » of a civil year. Raises ValueError when there is no such day."""
    if not re.fullmatch(r"\d\d-\d\d", valeur):
        raise ValueError(valeur)
    return date(annee, int(valeur[:2]), int(valeur[3:]))


def _is_conforme(parametre: Parametre, valeur: Any) -> bool:
    if parametre.type == NOMBRE:
        return type(valeur) is int and valeur >= 0
    if parametre.type == BOOLEEN:
        return type(valeur) is bool
    if not isinstance(valeur, str) or not valeur.strip():
        return False
    if parametre.type == CHOIX:
        return valeur in parametre.choix
    try:
        if parametre.type == TAUX:
            lire_taux(valeur)
        elif parametre.type == JOUR_ANNEE:
            # A common year: 29 February is not a day of every year.
            lire_jour_annee(valeur, 2001)
    except ValueError:
        return False
    return True


def erreurs_de_parametres(genre: str, parametres: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return (key, French message) for each wrong parameter of a kind; empty when all is well.

    Whether the code of a body exists is for the reader of the file to say: kinds know no pact.
    """
    attendus = GENRES[genre].parametres
    erreurs = [
        (cle, f"paramètre inconnu du genre « {genre} »")
        for cle in parametres
        if cle not in attendus
    ]
    for cle, attendu in attendus.items():
        if cle not in parametres:
            if attendu.requis:
                erreurs.append((cle, f"paramètre manquant : attendu {attendu.attente}"))
        elif not _is_conforme(attendu, parametres[cle]):
            erreurs.append((cle, f"attendu {attendu.attente}"))
    return erreurs


def instances_citees(genre: str, parametres: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return (key, code) for each parameter that names a body of the pact."""
    return [
        (cle, parametres[cle])
        for cle, attendu in GENRES[genre].parametres.items()
        if attendu.type == CODE_INSTANCE and isinstance(parametres.get(cle), str)
    ]
