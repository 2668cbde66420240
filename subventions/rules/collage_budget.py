"""Reading a budget that somebody copies from a spreadsheet: line by line, saying what is understood.

Pure: text or rows in, lines out. A line is account, label, amount; or label, amount; or both sides of
the form on one row. Sub-totals and totals are recognised and left out: the portal computes them.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from pacte.socle.montants import CENTIME, MontantIllisible, ecrire_montant, lire_montant
from subventions.rules.cellules import simplifier
from subventions.rules.financeurs import LIGNES_MAXIMUM, Financeur, comptes_a_financeurs
from subventions.rules.plan_comptable import COMPTE_VILLE, PLANS, PRODUIT, Cle, Plan, reporter

LIGNES_LUES = 400
PLAFOND = Decimal("999999999.99")
_CODE = re.compile(
    r"(?P<code>74-[a-z]+|[6-8][0-9]x|[6-8][0-9]{1,2}|ind-[a-z]+|propres|excedent|insuffisance)"
    r"(?:\s*[-–—:.]\s*|\s+|$)(?P<reste>.*)",
    re.IGNORECASE | re.DOTALL,
)
_TOTAL = re.compile(r"(?:sous )?tota(?:l|ux)\b")
_ENTETES = {
    "compte",
    "libelle",
    "montant",
    "montants",
    "charges",
    "produits",
    "financement",
    "emplois des contributions volontaires",
    "contributions volontaires",
    "budget",
    "numero",
    "contributions volontaires en nature",
}
# What the words of a funder say of its line, tried in this order; the city's name is tried first.
_FINANCEURS = (
    ("74-europe", r"\b(?:fse|feder|europe\w*|leader|erasmus)\b"),
    ("74-asp", r"\b(?:asp|agence de services et de paiement|emplois aides|adultes relais)\b"),
    ("74-sociaux", r"\b(?:caf|msa|cpam|carsat|organismes? soci\w+|allocations familiales)\b"),
    ("74-departement", r"\b(?:departement\w*|conseil general)\b"),
    ("74-region", r"\b(?:region\w*)\b"),
    ("74-interco", r"\b(?:communautes?|agglo\w*|grand|metropole|intercommunal\w*|epci)\b"),
    ("74-prives", r"\b(?:fondations?|mecen\w+|aides privees)\b"),
    ("74-etat", r"\b(?:etat|ministere|prefecture|drac|dreets|ddets|anct|fonjep|drajes)\b"),
    ("74-communes", r"\b(?:communes?|ville|mairie)\b"),
    ("74-publics", r"\b(?:etablissements? publics?|universite|hopital|ars)\b"),
)


@dataclass(frozen=True, slots=True)
class LigneCollee:
    """What one entry of a pasted line means; one of `cle`, `financeur`, `erreur` or `note` says it."""

    numero: int
    texte: str
    cle: Cle | None = None
    libelle: str = ""
    montant: Decimal | None = None
    financeur: Financeur | None = None
    erreur: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class BudgetColle:
    """Everything that was understood, in the order of the lines."""

    lignes: tuple[LigneCollee, ...]

    @property
    def erreurs(self) -> tuple[LigneCollee, ...]:
        return tuple(ligne for ligne in self.lignes if ligne.erreur)

    @property
    def comprises(self) -> tuple[LigneCollee, ...]:
        return tuple(
            ligne for ligne in self.lignes if not ligne.erreur and ligne.montant is not None
        )

    @property
    def montants(self) -> dict[Cle, Decimal]:
        """The amount of each account; the funders' lines are left to `financeurs`."""
        return {
            ligne.cle: ligne.montant
            for ligne in self.comprises
            if ligne.cle is not None and ligne.montant is not None and ligne.financeur is None
        }

    @property
    def financeurs(self) -> tuple[Financeur, ...]:
        return tuple(ligne.financeur for ligne in self.comprises if ligne.financeur is not None)


def cellules_en_texte(rangees: Iterable[Sequence[Any]]) -> str:
    """Write the rows of a workbook as the text that a spreadsheet copies: cells apart by tabs."""
    return "\n".join(
        "\t".join(_cellule(valeur) for valeur in rangee).rstrip("\t") for rangee in rangees
    )


def _cellule(valeur: Any) -> str:
    if valeur is None or isinstance(valeur, bool):
        return ""
    if isinstance(valeur, date):
        return valeur.isoformat()
    if isinstance(valeur, int):
        return str(valeur)
    if not isinstance(valeur, str):
        # A cell that is computed has more decimals than the cent.
        nombre = Decimal(str(valeur))
        if not nombre.is_finite():
            return str(valeur)
        arrondi = nombre.quantize(CENTIME, rounding=ROUND_HALF_UP)
        entier = arrondi == arrondi.to_integral_value()
        return f"{arrondi.to_integral_value():f}" if entier else f"{arrondi:f}".replace(".", ",")
    return " ".join(valeur.split())


def lire_collage(texte: str, plan: Plan, *, ville: str, projet: bool) -> BudgetColle:
    """Read what was pasted, in the plan of the request's year.

    `ville` is the name of the city, whose line is the amount requested; `projet` says whether the
    lines of a project's budget are open.
    """
    lecteur = _Lecteur(plan, ville, projet)
    rangees = texte.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for numero, rangee in enumerate(rangees[:LIGNES_LUES], start=1):
        for entree in _entrees(rangee):
            lecteur.lire(numero, *entree)
    if len(rangees) > LIGNES_LUES:
        lecteur.refuser(LIGNES_LUES + 1, "", f"Au-delà de {LIGNES_LUES} lignes, rien n'est lu.")
    return lecteur.conclure()


def _entrees(rangee: str) -> list[tuple[str, str, str | None, str]]:
    """Cut a row into (code, label, amount or None, extra): one side of the form, or both."""
    cellules = [cellule.strip().removeprefix("'").strip() for cellule in rangee.split("\t")]
    entrees: list[tuple[str, str, str | None, str]] = []
    rang = 0
    while rang < len(cellules):
        if not cellules[rang]:
            rang += 1
            continue
        trouve = _CODE.fullmatch(cellules[rang])
        code, libelle = ("", cellules[rang])
        if trouve is not None:
            code, libelle = trouve["code"].lower(), trouve["reste"].strip()
        rang += 1
        # A bare code is followed by its label, if the next cell is words.
        if code and not libelle and rang < len(cellules) and not _is_nombre(cellules[rang]):
            libelle = cellules[rang]
            rang += 1
        montant = None
        if rang < len(cellules) and not _is_autre_compte(cellules, rang):
            montant = cellules[rang]
            rang += 1
        extra = ""
        if rang < len(cellules) and simplifier(cellules[rang]) in {"obtenu", "demande", "acquis"}:
            extra = simplifier(cellules[rang])
            rang += 1
        entrees.append((code, libelle, montant or None, extra))
    return entrees


def _is_nombre(cellule: str) -> bool:
    try:
        lire_montant(cellule)
    except MontantIllisible:
        return False
    return True


def _is_autre_compte(cellules: Sequence[str], rang: int) -> bool:
    """Whether the cell begins the other side of the form rather than being this line's amount."""
    trouve = _CODE.fullmatch(cellules[rang])
    if trouve is None:
        return False
    suivante = cellules[rang + 1] if rang + 1 < len(cellules) else ""
    return bool(trouve["reste"].strip()) or (bool(suivante) and not _is_nombre(suivante))


class _Lecteur:
    """Keeps where one is in the form: « Autres » means another account under each class."""

    def __init__(self, plan: Plan, ville: str, projet: bool) -> None:
        self.plan, self.ville, self.projet = plan, ville, projet
        self.comptes = {(g.section, c.code): (g, c) for g, c in plan.lignes(projet=projet)}
        self.par_code = {code: (section, code) for section, code in self.comptes}
        self.groupes = {groupe.code: groupe for groupe, _ in plan.lignes(projet=projet)}
        self.par_libelle: dict[str, list[Cle]] = {}
        for cle, (_, compte) in self.comptes.items():
            self.par_libelle.setdefault(simplifier(compte.ecrire(ville)), []).append(cle)
        self.nommables = set(comptes_a_financeurs(plan))
        self.courant = ""
        self.lues: list[LigneCollee] = []
        self.sous_totaux: list[tuple[str, LigneCollee]] = []

    def refuser(self, numero: int, texte: str, motif: str) -> None:
        self.lues.append(LigneCollee(numero, texte, erreur=motif))

    def noter(self, numero: int, texte: str, note: str) -> None:
        self.lues.append(LigneCollee(numero, texte, note=note))

    def lire(self, numero: int, code: str, libelle: str, montant: str | None, extra: str) -> None:
        texte = " ".join(filter(None, (code, libelle, montant)))
        simple = simplifier(libelle)
        if _TOTAL.match(simple):
            self.noter(numero, texte, "Total : le portail le calcule.")
            return
        if not code and simple in _ENTETES:
            return
        groupe = self._groupe(code, simple)
        if groupe is not None:
            self.courant = groupe
            if montant is not None:
                ligne = LigneCollee(numero, texte, note="Sous-total : le portail le calcule.")
                self.sous_totaux.append((groupe, ligne))
                self.lues.append(ligne)
            return
        if montant is None:
            if code or self._trouver(code, simple) is not None:
                self.courant = self._classe(code) or self.courant
            elif libelle:
                self.noter(numero, texte, "Sans montant : rien à reprendre.")
            return
        self._lire_montant(numero, texte, code, libelle, montant, extra)

    def _lire_montant(
        self, numero: int, texte: str, code: str, libelle: str, montant: str, extra: str
    ) -> None:
        try:
            lu = lire_montant(montant)
        except MontantIllisible:
            self.refuser(
                numero, texte, f"« {montant} » n'est pas un montant, par exemple 12 345,67."
            )
            return
        if lu < 0:
            self.refuser(numero, texte, "Un montant du budget ne peut pas être négatif.")
            return
        if lu > PLAFOND:
            self.refuser(numero, texte, "Ce montant est trop grand.")
            return
        trouve = self._trouver(code, simplifier(libelle))
        if isinstance(trouve, str):
            self.refuser(numero, texte, trouve)
            return
        cle = trouve or self._par_financeur(code, libelle)
        if cle is None:
            quoi = f"Le compte {code}" if code else f"« {libelle} »"
            self.refuser(numero, texte, f"{quoi} n'est pas dans ce budget : donnez son numéro.")
            return
        self._garder(numero, texte, cle, libelle, lu, extra)

    def _garder(
        self, numero: int, texte: str, cle: Cle, libelle: str, montant: Decimal, extra: str
    ) -> None:
        groupe, compte = self.comptes[cle]
        self.courant = groupe.code
        ecrit = compte.ecrire(self.ville)
        financeur = None
        if cle[1] in self.nommables and libelle and simplifier(libelle) not in self._noms_de(cle):
            if montant == 0:
                self.noter(numero, texte, "Sans montant : rien à reprendre.")
                return
            financeur = Financeur(cle[1], libelle[:200], montant, extra in {"obtenu", "acquis"})
        deja = [ligne for ligne in self.lues if ligne.cle == cle and ligne.montant is not None]
        memes = [
            x
            for x in deja
            if (x.financeur and x.financeur.nom.casefold())
            == (financeur and financeur.nom.casefold())
        ]
        if memes:
            self.refuser(numero, texte, f"Déjà donné à la ligne {memes[0].numero}.")
            return
        if financeur is not None and len(deja) >= LIGNES_MAXIMUM:
            self.refuser(numero, texte, f"Au plus {LIGNES_MAXIMUM} financeurs sur une ligne.")
            return
        note = ""
        if texte and _CODE.match(texte) and not texte.lower().startswith(cle[1]) and compte.numero:
            note = f"Compte {cle[1]} depuis le changement de plan comptable."
        self.lues.append(LigneCollee(numero, texte, cle, ecrit, montant, financeur, note=note))

    def _noms_de(self, cle: Cle) -> set[str]:
        """The label of a line of 74, whole or in part: it names no funder."""
        ecrit = self.comptes[cle][1].ecrire(self.ville)
        return {simplifier(ecrit), simplifier(ecrit.partition(":")[0]), ""}

    def _classe(self, code: str) -> str:
        cle = self.par_code.get(code)
        return self.comptes[cle][0].code if cle else ""

    def _groupe(self, code: str, simple: str) -> str | None:
        """The class that a line heads, when it has accounts of its own."""
        for groupe in self.groupes.values():
            if groupe.is_simple:
                continue
            # 78 is both a class and an account of it: its label is not enough to head the class.
            if code in {c.code for c in groupe.comptes}:
                continue
            if code == groupe.code and (
                groupe.code != "74" or simple == simplifier(groupe.libelle) or not simple
            ):
                return groupe.code
            if not code and simple == simplifier(groupe.libelle):
                return groupe.code
        return None

    def _trouver(self, code: str, simple: str) -> Cle | str | None:
        """The account of a line; a sentence when it cannot be told; None when nothing says it."""
        if code and code != "74":
            return self._par_code(code, simple)
        cles = self.par_libelle.get(simple, [])
        ici = [cle for cle in cles if self.comptes[cle][0].code == self.courant]
        if len(ici) == 1 or len(cles) == 1:
            return (ici or cles)[0]
        if cles:
            return f"« {self.comptes[cles[0]][1].libelle} » désigne plusieurs comptes : donnez son numéro."
        return None

    def _par_code(self, code: str, simple: str) -> Cle | str | None:
        cle = self.par_code.get(code)
        for ancien in PLANS:
            for groupe, compte in ancien.lignes(projet=True):
                if compte.code != code or (simple and simplifier(compte.libelle) != simple):
                    continue
                if cle is not None and not simple:
                    return cle
                porte = reporter({(groupe.section, code): Decimal(1)}, ancien, self.plan)
                if porte.orphelins:
                    return (
                        f"Le compte {code} {compte.libelle} n'existe plus depuis "
                        f"l'exercice {self.plan.premier_exercice} : répartissez ce montant."
                    )
                return next((c for c in porte.montants if c in self.comptes), cle)
        return cle

    def _par_financeur(self, code: str, libelle: str) -> Cle | None:
        """The line of 74 of a funder, from its name."""
        if code not in {"", "74"} or (not code and self.courant != "74"):
            return None
        simple = simplifier(libelle)
        if simplifier(self.ville) in simple or simple in {"commune", "ville"}:
            return (PRODUIT, COMPTE_VILLE)
        for compte, motif in _FINANCEURS:
            if re.search(motif, simple):
                return (PRODUIT, compte)
        return None

    def conclure(self) -> BudgetColle:
        """Turn a sub-total without any of its accounts into an error: its detail is missing."""
        remplis = {self.comptes[ligne.cle][0].code for ligne in self.lues if ligne.cle}
        finales = list(self.lues)
        for code, ligne in self.sous_totaux:
            groupe = self.groupes[code]
            if code not in remplis and not ligne.texte.rstrip(" €").endswith(
                (" 0", " 0,00", " 0.00")
            ):
                comptes = ", ".join(c.numero or c.libelle for c in groupe.comptes[:4])
                motif = f"C'est un sous-total : donnez le détail ({comptes}…)."
                finales[finales.index(ligne)] = LigneCollee(ligne.numero, ligne.texte, erreur=motif)
        return BudgetColle(tuple(self._comparer(ligne) for ligne in finales))

    def _comparer(self, ligne: LigneCollee) -> LigneCollee:
        """A line of 74 given beside its funders is their sum, or one of them is missing."""
        if ligne.cle is None or ligne.financeur is not None or ligne.erreur:
            return ligne
        nommes = [x for x in self.lues if x.cle == ligne.cle and x.financeur is not None]
        if not nommes:
            return ligne
        somme = sum((x.montant for x in nommes if x.montant is not None), Decimal(0))
        if somme == ligne.montant:
            return LigneCollee(ligne.numero, ligne.texte, note="Somme de ses financeurs.")
        motif = f"Ses financeurs font {ecrire_montant(somme)} : corrigez l'un ou l'autre."
        return LigneCollee(ligne.numero, ligne.texte, erreur=motif)
