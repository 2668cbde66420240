"""The tables of subsidies, by noun."""

from subventions.models.attributions import (
    Attribution,
)
from subventions.models.avances import (
    Avance,
    DecisionTardive,
    RecalculAvance,
)
from subventions.models.bilans import (
    CompteRenduFinancier,
    LigneCompteRendu,
    MotifReversement,
    Reversement,
)
from subventions.models.budgets import (
    AideEnNature,
    FinancementPrevu,
    LigneBudget,
    NatureAide,
    Section,
)
from subventions.models.campagnes import (
    Campagne,
    DepotTardif,
    GenreDemande,
    GenreReponse,
    NaturePiece,
    PieceAttendue,
    QuestionCampagne,
    SansCompteRendu,
    VoletCampagne,
)
from subventions.models.conventions import (
    Convention,
    RetourConvention,
    SortReliquat,
)
from subventions.models.deliberations import (
    LigneProjet,
    ProjetDeliberation,
)
from subventions.models.demandes import (
    Demande,
    ModeDepot,
)
from subventions.models.fiches import (
    FicheAssociation,
    ReponseQuestion,
)
from subventions.models.imports import (
    GenreImport,
    ImportSubventions,
)
from subventions.models.instruction import (
    Avis,
    Correction,
    Deport,
    LienAvis,
    MessageDemande,
    NoteInstruction,
    ObjetCorrection,
    SensAvis,
)
from subventions.models.pieces import (
    PieceCentre,
    PieceDemande,
    ReglesCentre,
)
from subventions.models.tresorerie import FinancementRecu, MoisTresorerie, PlanTresorerie
from subventions.models.versements import (
    Echeance,
    GenreVersement,
    Versement,
)
from subventions.workflow import (
    EtatAvance,
    EtatAvis,
    EtatCompteRenduFinancier,
    EtatCondition,
    EtatCorrection,
    EtatDemande,
    EtatEcheance,
    EtatReversement,
    NatureVote,
)

__all__ = [
    "AideEnNature",
    "Attribution",
    "Avance",
    "Avis",
    "Campagne",
    "CompteRenduFinancier",
    "Convention",
    "Correction",
    "DecisionTardive",
    "Demande",
    "Deport",
    "DepotTardif",
    "Echeance",
    "EtatAvance",
    "EtatAvis",
    "EtatCompteRenduFinancier",
    "EtatCondition",
    "EtatCorrection",
    "EtatDemande",
    "EtatEcheance",
    "EtatReversement",
    "FicheAssociation",
    "FinancementPrevu",
    "FinancementRecu",
    "GenreDemande",
    "GenreImport",
    "GenreReponse",
    "GenreVersement",
    "ImportSubventions",
    "LienAvis",
    "LigneBudget",
    "LigneCompteRendu",
    "LigneProjet",
    "MessageDemande",
    "ModeDepot",
    "MoisTresorerie",
    "MotifReversement",
    "NatureAide",
    "NaturePiece",
    "NatureVote",
    "NoteInstruction",
    "ObjetCorrection",
    "PieceAttendue",
    "PieceCentre",
    "PieceDemande",
    "PlanTresorerie",
    "ProjetDeliberation",
    "QuestionCampagne",
    "RecalculAvance",
    "ReglesCentre",
    "ReponseQuestion",
    "RetourConvention",
    "Reversement",
    "SansCompteRendu",
    "Section",
    "SensAvis",
    "SortReliquat",
    "Versement",
    "VoletCampagne",
]
