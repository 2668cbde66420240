"""The columns that an import may read, and how cities call them. Pure data."""

from dataclasses import dataclass

SUBVENTIONS, DEMANDES = "subventions", "demandes"


@dataclass(frozen=True, slots=True)
class Colonne:
    """Something that a line may say: its code in the file of correspondences, and how cities call it."""

    code: str
    libelle: str
    noms: tuple[str, ...]
    imports: tuple[str, ...] = (SUBVENTIONS, DEMANDES)
    constante: bool = False
    aide: str = ""


_S, _D = (SUBVENTIONS,), (DEMANDES,)
COLONNES = (
    Colonne(
        "centre",
        "Bénéficiaire",
        (
            "beneficiaire",
            "nom beneficiaire",
            "nom du beneficiaire",
            "association",
            "nom association",
            "nom de l association",
            "centre",
            "centre social",
            "tiers",
            "nom",
            "structure",
            "organisme",
            "porteur",
            "demandeur",
            "raison sociale",
            "denomination",
            "libelle tiers",
        ),
    ),
    Colonne(
        "siret",
        "SIRET",
        (
            "siret",
            "n siret",
            "numero siret",
            "no siret",
            "siret beneficiaire",
            "idbeneficiaire",
            "siren",
        ),
    ),
    Colonne("rna", "RNA", ("rna", "n rna", "numero rna", "rnabeneficiaire", "waldec")),
    Colonne(
        "exercice",
        "Exercice",
        ("exercice", "annee", "an", "millesime", "exercice budgetaire", "annee budgetaire"),
        constante=True,
    ),
    Colonne(
        "montant",
        "Montant",
        (
            "montant",
            "montant vote",
            "montant attribue",
            "montant accorde",
            "montant alloue",
            "montant en euros",
            "montant euros",
            "montant eur",
            "montant de la subvention",
            "montant subvention",
            "montant demande",
            "subvention demandee",
            "subvention",
            "subvention votee",
            "somme",
            "somme votee",
        ),
    ),
    Colonne(
        "objet",
        "Objet",
        (
            "objet",
            "objet de la subvention",
            "libelle",
            "intitule",
            "action",
            "projet",
            "designation",
            "nature de la depense",
            "objet de la demande",
        ),
    ),
    Colonne(
        "genre",
        "Genre",
        (
            "genre",
            "type de subvention",
            "type",
            "categorie",
            "type d aide",
            "nature de la subvention",
        ),
        constante=True,
        aide="Fonctionnement, projet, investissement, exceptionnelle, aide en nature.",
    ),
    Colonne(
        "part",
        "Avance ou solde",
        ("part", "versement", "avance solde", "avance ou solde", "type de versement", "echeance"),
        _S,
        aide="Quand une subvention tient sur deux lignes : avance, solde, acompte.",
    ),
    Colonne(
        "numero_deliberation",
        "Délibération",
        (
            "deliberation",
            "n deliberation",
            "numero deliberation",
            "numero de deliberation",
            "n de deliberation",
            "reference decision",
            "referencedecision",
            "delib",
            "n delib",
            "dcm",
        ),
        _S,
        constante=True,
    ),
    Colonne(
        "date_vote",
        "Votée le",
        (
            "date du vote",
            "date vote",
            "date de deliberation",
            "date deliberation",
            "date de la deliberation",
            "date delib",
            "date du conseil",
            "date cm",
            "seance du",
            "dateconvention",
            "vote le",
            "votee le",
            "date",
        ),
        _S,
        constante=True,
    ),
    Colonne(
        "date_executoire",
        "Exécutoire le",
        ("executoire le", "date executoire", "publiee le", "date de publication", "transmise le"),
        _S,
        constante=True,
        aide="Le jour où la délibération est à la fois transmise et publiée.",
    ),
    Colonne(
        "compte",
        "Compte",
        ("compte", "imputation", "compte budgetaire", "article", "nature comptable"),
        _S,
    ),
    Colonne(
        "date_reception",
        "Reçue le",
        (
            "recue le",
            "date de reception",
            "date reception",
            "date de depot",
            "date depot",
            "deposee le",
            "depose le",
            "date de la demande",
            "date",
        ),
        _D,
        constante=True,
    ),
    Colonne(
        "numero_origine",
        "Numéro d’origine",
        (
            "numero",
            "n",
            "no",
            "reference",
            "n dossier",
            "numero de dossier",
            "numero dossier",
            "n de dossier",
            "dossier",
            "n demande",
            "identifiant",
        ),
        _D,
    ),
)
PAR_CODE = {colonne.code: colonne for colonne in COLONNES}
IDENTITES = ("centre", "siret", "rna")
OBLIGATOIRES = {
    SUBVENTIONS: ("exercice", "montant", "numero_deliberation", "date_vote"),
    DEMANDES: ("exercice", "montant", "date_reception"),
}


def colonnes_de(genre: str) -> list[Colonne]:
    """The columns that an import of this kind may read, in their order."""
    return [colonne for colonne in COLONNES if genre in colonne.imports]
