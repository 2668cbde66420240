"""The chart of accounts of a request's budget, in the layout of Cerfa 12156*06 (domain, 1.4).

Versioned by year: a plan applies from its first exercice until the next one's. A line keeps its
label beside its code, because the same 87x code names another thing in another plan.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from pacte.socle.montants import ZERO

CHARGE, PRODUIT = "charge", "produit"
EMPLOI_NATURE, CONTRIBUTION_NATURE = "emploi_nature", "contribution_nature"
COMPTE_VILLE = "74-commune"
# The forecast result: balances the budget, and stays out of the totals of charges and produits.
EXCEDENT, INSUFFISANCE = "excedent", "insuffisance"


@dataclass(frozen=True, slots=True)
class Compte:
    """A line that receives an amount; `libelle` may hold « {ville} », the name of the city."""

    code: str
    libelle: str
    projet_seul: bool = False

    def ecrire(self, ville: str) -> str:
        """Return the label, with the city's name."""
        return self.libelle.format(ville=ville)

    @property
    def numero(self) -> str:
        """The account's number as the form prints it; a line of 74 has none."""
        return self.code if self.code[:1].isdigit() and "-" not in self.code else ""


@dataclass(frozen=True, slots=True)
class Groupe:
    """An account class with its lines and its sub-total."""

    code: str
    libelle: str
    section: str
    comptes: tuple[Compte, ...]

    @property
    def numero(self) -> str:
        """The class's number as the form prints it, or nothing."""
        return self.code if self.code.isdigit() else ""

    @property
    def is_simple(self) -> bool:
        """Whether the class is its own single line: no sub-total to show."""
        return len(self.comptes) == 1 and self.comptes[0].code == self.code


@dataclass(frozen=True, slots=True)
class Plan:
    """A chart of accounts, in force from `premier_exercice`."""

    version: str
    premier_exercice: int
    groupes: tuple[Groupe, ...]

    def de_section(self, section: str, *, projet: bool) -> tuple[Groupe, ...]:
        """Return the classes of a section; the lines of a project's budget only when `projet`."""
        retenus = []
        for groupe in self.groupes:
            comptes = tuple(c for c in groupe.comptes if projet or not c.projet_seul)
            if groupe.section == section and comptes:
                retenus.append(Groupe(groupe.code, groupe.libelle, section, comptes))
        return tuple(retenus)

    def lignes(self, *, projet: bool) -> Iterator[tuple[Groupe, Compte]]:
        """Yield every line with its class, in the order of the form."""
        for section in (CHARGE, PRODUIT, EMPLOI_NATURE, CONTRIBUTION_NATURE):
            for groupe in self.de_section(section, projet=projet):
                for compte in groupe.comptes:
                    yield groupe, compte


def _groupe(section: str, code: str, libelle: str, *comptes: tuple[str, str]) -> Groupe:
    lignes = tuple(Compte(c, lib) for c, lib in comptes) or (Compte(code, libelle),)
    return Groupe(code, libelle, section, lignes)


_CHARGES = (
    _groupe(
        CHARGE,
        "60",
        "Achats",
        ("604", "Prestations de services"),
        ("601", "Achats matières et fournitures"),
        ("60x", "Autres fournitures"),
    ),
    _groupe(
        CHARGE,
        "61",
        "Services extérieurs",
        ("613", "Locations"),
        ("615", "Entretien et réparation"),
        ("616", "Assurance"),
        ("618", "Documentation"),
    ),
    _groupe(
        CHARGE,
        "62",
        "Autres services extérieurs",
        ("622", "Rémunérations intermédiaires et honoraires"),
        ("623", "Publicité, publication"),
        ("625", "Déplacements, missions"),
        ("62x", "Services bancaires, autres"),
    ),
    _groupe(
        CHARGE,
        "63",
        "Impôts et taxes",
        ("631", "Impôts et taxes sur rémunération"),
        ("635", "Autres impôts et taxes"),
    ),
    _groupe(
        CHARGE,
        "64",
        "Charges de personnel",
        ("641", "Rémunération des personnels"),
        ("645", "Charges sociales"),
        ("647", "Autres charges de personnel"),
    ),
    _groupe(CHARGE, "65", "Autres charges de gestion courante"),
    _groupe(CHARGE, "66", "Charges financières"),
    _groupe(CHARGE, "67", "Charges exceptionnelles"),
    _groupe(CHARGE, "68", "Dotation aux amortissements, provisions et engagements à réaliser"),
    _groupe(CHARGE, "69", "Impôt sur les bénéfices, participation des salariés"),
    Groupe(
        "indirectes",
        "Charges indirectes réparties affectées au projet",
        CHARGE,
        (
            Compte("ind-fixes", "Charges fixes de fonctionnement", projet_seul=True),
            Compte("ind-frais", "Frais financiers", projet_seul=True),
            Compte("ind-autres", "Autres", projet_seul=True),
        ),
    ),
    _groupe(CHARGE, EXCEDENT, "Excédent prévisionnel"),
)
_PRODUITS = (
    _groupe(
        PRODUIT,
        "70",
        "Vente de produits finis, de marchandises, prestations de services",
    ),
    _groupe(PRODUIT, "73", "Dotations et produits de tarification"),
    _groupe(
        PRODUIT,
        "74",
        "Subventions d'exploitation",
        ("74-etat", "État : ministère ou direction"),
        ("74-region", "Conseil régional"),
        ("74-departement", "Conseil départemental"),
        ("74-interco", "Communauté de communes ou d'agglomération"),
        (COMPTE_VILLE, "Commune : {ville}"),
        ("74-communes", "Autres communes"),
        ("74-sociaux", "Organismes sociaux : CAF et autres"),
        ("74-europe", "Fonds européens : FSE, FEDER"),
        ("74-asp", "Agence de services et de paiement : emplois aidés"),
        ("74-publics", "Autres établissements publics"),
        ("74-prives", "Aides privées : fondations"),
    ),
    _groupe(
        PRODUIT,
        "75",
        "Autres produits de gestion courante",
        ("756", "Cotisations"),
        ("758", "Dons manuels, mécénat"),
        ("750", "Autres"),
    ),
    _groupe(PRODUIT, "76", "Produits financiers"),
    _groupe(PRODUIT, "77", "Produits exceptionnels"),
    _groupe(
        PRODUIT,
        "78",
        "Reprises sur amortissements et provisions",
        ("78", "Reprises sur amortissements et provisions"),
        ("789", "Report de ressources affectées non utilisées"),
    ),
    _groupe(PRODUIT, "79", "Transfert de charges"),
    Groupe(
        "propres",
        "Ressources propres affectées au projet",
        PRODUIT,
        (Compte("propres", "Ressources propres affectées au projet", projet_seul=True),),
    ),
    _groupe(PRODUIT, INSUFFISANCE, "Insuffisance prévisionnelle"),
)
_NATURE = (
    _groupe(
        EMPLOI_NATURE,
        "86",
        "Emplois des contributions volontaires en nature",
        ("860", "Secours en nature"),
        ("861", "Mise à disposition gratuite de biens et services"),
        ("862", "Prestations"),
        ("864", "Personnel bénévole"),
    ),
    _groupe(
        CONTRIBUTION_NATURE,
        "87",
        "Contributions volontaires en nature",
        ("870", "Bénévolat"),
        ("871", "Prestations en nature"),
        ("875", "Dons en nature"),
    ),
)
_CERFA = _CHARGES + _PRODUITS + _NATURE


def _reviser(groupes: tuple[Groupe, ...], libelles: Mapping[str, str]) -> tuple[Groupe, ...]:
    """Return the classes with new labels by code; a code with an empty label disappears."""
    revises = []
    for groupe in groupes:
        comptes = tuple(
            replace(compte, libelle=libelles.get(compte.code, compte.libelle))
            for compte in groupe.comptes
            if libelles.get(compte.code) != ""
        )
        if comptes:
            libelle = libelles.get(groupe.code, groupe.libelle)
            revises.append(replace(groupe, libelle=libelle, comptes=comptes))
    return tuple(revises)


# ANC 2022-06, for the exercises from 2025: account 79 is gone, 67 and 77 are kept for what is major
# and unusual; 870 and 875 have been swapped since ANC 2018-06 (the printed form follows the old plan).
_EXCEPTIONNEL = "exceptionnels : événements majeurs et inhabituels"
_ANC = _reviser(
    _CERFA,
    {
        "67": f"Charges {_EXCEPTIONNEL.replace('nels', 'nelles')}",
        "77": f"Produits {_EXCEPTIONNEL}",
        "79": "",
        "870": "Dons en nature",
        "875": "Bénévolat",
    },
)
PLANS = (Plan("cerfa-12156-06", 2018, _CERFA), Plan("anc-2022-06", 2025, _ANC))


def nom_champ(section: str, compte: str) -> str:
    """The name of an account's field in a form: « produit_74-commune »."""
    return f"{section}_{compte}"


def plan_pour(exercice: int) -> Plan:
    """Return the chart of accounts of a year: the latest in force, else the first one."""
    en_vigueur = [plan for plan in PLANS if plan.premier_exercice <= exercice]
    return max(en_vigueur or PLANS[:1], key=lambda plan: plan.premier_exercice)


# --- From one plan to another --------------------------------------------------------------------
Cle = tuple[str, str]


def plan_des_lignes(exercice: int, lignes: Iterable[tuple[str, str, str]]) -> Plan:
    """Return the plan that a stored budget was written in, from its (section, code, label) lines.

    The plan of its year, unless a line has an account that this plan lacks, or names by its label
    another account of it (870 « Bénévolat » where the plan has 875): then the latest that fits.
    """
    lues = list(lignes)
    propre = plan_pour(exercice)
    autres = sorted(PLANS, key=lambda plan: plan.premier_exercice, reverse=True)
    return next((plan for plan in (propre, *autres) if _convient(plan, lues)), propre)


def _convient(plan: Plan, lignes: Iterable[tuple[str, str, str]]) -> bool:
    comptes = {(g.section, c.code): c.libelle for g, c in plan.lignes(projet=True)}
    par_libelle = {(section, libelle): code for (section, code), libelle in comptes.items()}
    return all(
        (section, code) in comptes and par_libelle.get((section, libelle), code) == code
        for section, code, libelle in lignes
    )


@dataclass(frozen=True, slots=True)
class Report:
    """Amounts carried from one plan to another, and those that have nowhere to go."""

    montants: dict[Cle, Decimal]
    orphelins: tuple[tuple[Compte, Decimal], ...]


def reporter(montants: Mapping[Cle, Decimal], de: Plan, vers: Plan) -> Report:
    """Carry amounts from a plan to another: by label where the codes were swapped, else by code.

    An account that is gone keeps its amount among the `orphelins`, to be shown: never dropped.
    """
    anciens = {(g.section, c.code): c for g, c in de.lignes(projet=True)}
    nouveaux = {(g.section, c.code): c for g, c in vers.lignes(projet=True)}
    par_libelle = {(section, c.libelle): code for (section, code), c in nouveaux.items()}
    portes: dict[Cle, Decimal] = {}
    orphelins = []
    for (section, code), montant in montants.items():
        compte = anciens[section, code]
        cle = (section, par_libelle.get((section, compte.libelle), code))
        if cle in nouveaux:
            portes[cle] = portes.get(cle, ZERO) + montant
        elif montant:
            orphelins.append((compte, montant))
    return Report(portes, tuple(orphelins))


# --- Totals ------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Ligne:
    """An amount on one account."""

    section: str
    compte: str
    montant: Decimal


@dataclass(frozen=True, slots=True)
class Totaux:
    """The totals of a budget, in euros; `par_groupe` is keyed by the class's code."""

    par_groupe: dict[str, Decimal]
    charges: Decimal
    produits: Decimal
    emplois_nature: Decimal
    contributions_nature: Decimal
    ville: Decimal

    @property
    def excedent(self) -> Decimal:
        return self.par_groupe[EXCEDENT]

    @property
    def insuffisance(self) -> Decimal:
        return self.par_groupe[INSUFFISANCE]

    @property
    def ecart(self) -> Decimal:
        """Produits minus charges, forecast result included: zero in a balanced budget."""
        return self.produits + self.insuffisance - self.charges - self.excedent

    @property
    def ecart_nature(self) -> Decimal:
        """Class 87 minus class 86: zero in a balanced budget."""
        return self.contributions_nature - self.emplois_nature

    @property
    def is_vide(self) -> bool:
        return not (self.charges or self.produits)

    @property
    def is_equilibre(self) -> bool:
        """Whether charges = produits and 86 = 87."""
        return self.ecart == 0 and self.ecart_nature == 0


def totaliser(plan: Plan, lignes: Iterable[Ligne]) -> Totaux:
    """Return the sub-totals and totals of a budget.

    86 and 87, and the forecast result, stay out of the totals of charges and produits.

    Raises KeyError for an account that the plan does not have.
    """
    groupes = {
        (groupe.section, compte.code): groupe.code for groupe, compte in plan.lignes(projet=True)
    }
    par_groupe = dict.fromkeys(groupes.values(), ZERO)
    par_section = dict.fromkeys((CHARGE, PRODUIT, EMPLOI_NATURE, CONTRIBUTION_NATURE), ZERO)
    ville = ZERO
    for ligne in lignes:
        groupe = groupes[ligne.section, ligne.compte]
        par_groupe[groupe] += ligne.montant
        if groupe not in {EXCEDENT, INSUFFISANCE}:
            par_section[ligne.section] += ligne.montant
        if ligne.compte == COMPTE_VILLE:
            ville += ligne.montant
    return Totaux(
        par_groupe=par_groupe,
        charges=par_section[CHARGE],
        produits=par_section[PRODUIT],
        emplois_nature=par_section[EMPLOI_NATURE],
        contributions_nature=par_section[CONTRIBUTION_NATURE],
        ville=ville,
    )
