"""The names of the fields of a request's second step: shared by its form and by what is stored."""

# What is asked first, then the project itself.
ENTETE = ("objet", "genre", "theme", "montant_demande")
RECIT = (
    "presentation",
    "objectifs",
    "publics",
    "evaluation",
    "date_debut",
    "date_fin",
    "comite_technique",
)
CHAMPS_PROJET = (*ENTETE, *RECIT)
NOMBRE_AIDES = 6
CHAMPS_AIDE = ("nature", "description", "valeur")


def nom_question(question: int) -> str:
    """The field of one of the city's questions: « question_12 »."""
    return f"question_{question}"


def nom_aide(rang: int, champ: str) -> str:
    """A field of an aid in kind, by its row: « aide_0_valeur »."""
    return f"aide_{rang}_{champ}"
