"""The tables of governance, by noun."""

from gouvernance.models.calendrier_thematique import (
    EtatLigne,
    LigneCalendrier,
    PlaceCalendrier,
)
from gouvernance.models.circulation import (
    AccordCompteRendu,
    Addendum,
    EtatRemarque,
    PresenceRedaction,
    Remarque,
    VersionProjet,
)
from gouvernance.models.comptes_rendus import (
    ETATS_PARTAGES,
    Approbation,
    CompteRendu,
    EtatCompteRendu,
    ModeCompteRendu,
    Passage,
)
from gouvernance.models.decisions import (
    Decision,
    DecisionQuerySet,
    EtatDecision,
    GenreReleve,
    GenreSuivi,
    NumeroDecision,
    SuiviDecision,
)
from gouvernance.models.initiative import (
    DemandeReunion,
    EtatDemandeReunion,
    EtatInterpellation,
    Interpellation,
    SuiteDemande,
)
from gouvernance.models.liens import (
    AbonnementCalendrier,
    LienPersonnel,
    PorteurLien,
)
from gouvernance.models.ordre_du_jour import (
    EtatProposition,
    GenrePoint,
    PieceReunion,
    PointOrdreDuJour,
    PointRecurrent,
    PropositionPoint,
    Sujet,
)
from gouvernance.models.participations import (
    PRESENCES_COMPTEES,
    EtatEnvoi,
    Participation,
    Presence,
    ReponseInvitation,
    VoieReponse,
)
from gouvernance.models.reunions import (
    EtatReunion,
    Reunion,
    ReunionQuerySet,
)
from gouvernance.models.sondages import (
    ChoixCreneau,
    Creneau,
    EnvoiSondage,
    EtatSondage,
    ReponseCreneau,
    Sondage,
)

__all__ = [
    "ETATS_PARTAGES",
    "PRESENCES_COMPTEES",
    "AbonnementCalendrier",
    "AccordCompteRendu",
    "Addendum",
    "Approbation",
    "ChoixCreneau",
    "CompteRendu",
    "Creneau",
    "Decision",
    "DecisionQuerySet",
    "DemandeReunion",
    "EnvoiSondage",
    "EtatCompteRendu",
    "EtatDecision",
    "EtatDemandeReunion",
    "EtatEnvoi",
    "EtatInterpellation",
    "EtatLigne",
    "EtatProposition",
    "EtatRemarque",
    "EtatReunion",
    "EtatSondage",
    "GenrePoint",
    "GenreReleve",
    "GenreSuivi",
    "Interpellation",
    "LienPersonnel",
    "LigneCalendrier",
    "ModeCompteRendu",
    "NumeroDecision",
    "Participation",
    "Passage",
    "PieceReunion",
    "PlaceCalendrier",
    "PointOrdreDuJour",
    "PointRecurrent",
    "PorteurLien",
    "Presence",
    "PresenceRedaction",
    "PropositionPoint",
    "Remarque",
    "ReponseCreneau",
    "ReponseInvitation",
    "Reunion",
    "ReunionQuerySet",
    "Sondage",
    "SuiteDemande",
    "SuiviDecision",
    "Sujet",
    "VersionProjet",
    "VoieReponse",
]
