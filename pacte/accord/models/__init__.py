"""The tables of the agreement, by noun."""

from pacte.accord.models.engagements import (
    Article,
    Engagement,
    Interpretation,
    ParagrapheActe,
    Verification,
)
from pacte.accord.models.instances import CategorieParticipant, Initiative, Instance, Portee
from pacte.accord.models.organisations import GenreOrganisation, Organisation
from pacte.accord.models.pactes import (
    Avenant,
    Deliberation,
    Jalon,
    LigneSignature,
    ObjetAvenant,
    Pacte,
    Partie,
    Theme,
)
from pacte.accord.models.personnes import (
    EtatAcces,
    Fonction,
    OuvertureAcces,
    Personne,
    Qualite,
    User,
)

__all__ = [
    "Article",
    "Avenant",
    "CategorieParticipant",
    "Deliberation",
    "Engagement",
    "EtatAcces",
    "Fonction",
    "GenreOrganisation",
    "Initiative",
    "Instance",
    "Interpretation",
    "Jalon",
    "LigneSignature",
    "ObjetAvenant",
    "Organisation",
    "OuvertureAcces",
    "Pacte",
    "ParagrapheActe",
    "Partie",
    "Personne",
    "Portee",
    "Qualite",
    "Theme",
    "User",
    "Verification",
]
