"""The states of a request and of what follows it, and the one table of its transitions."""

from django.db import models

from pacte.socle.etats import AvecTonalite, Tonalite
from pacte.socle.workflow import table


class EtatDemande(AvecTonalite, models.TextChoices):
    BROUILLON = "brouillon", "en préparation"
    DEPOSEE = "deposee", "déposée"
    RECUE = "recue", "reçue par la Ville"
    PROPOSEE = "proposee", "proposée au vote"
    AJOURNEE = "ajournee", "ajournée"
    ACCORDEE = "accordee", "accordée"
    REFUSEE = "refusee", "refusée"
    RETIREE = "retiree", "retirée"

    __tonalites__ = {
        "brouillon": Tonalite.NEUTRE,
        "deposee": Tonalite.INFORMATION,
        "recue": Tonalite.INFORMATION,
        "proposee": Tonalite.INFORMATION,
        "ajournee": Tonalite.ATTENTION,
        "accordee": Tonalite.TENU,
        "refusee": Tonalite.ATTENTION,
        "retiree": Tonalite.NEUTRE,
    }


_E = EtatDemande
TRANSITIONS = table(
    modifier=({_E.BROUILLON}, _E.BROUILLON),
    deposer=({_E.BROUILLON}, _E.DEPOSEE),
    recevoir=({_E.DEPOSEE}, _E.RECUE),
    proposer=({_E.RECUE, _E.PROPOSEE, _E.AJOURNEE}, _E.PROPOSEE),
    ajourner=({_E.PROPOSEE}, _E.AJOURNEE),
    attribuer=({_E.RECUE, _E.PROPOSEE, _E.AJOURNEE}, _E.ACCORDEE),
    corriger_attribution=({_E.ACCORDEE}, _E.ACCORDEE),
    payer=({_E.ACCORDEE}, _E.ACCORDEE),
    refuser=({_E.RECUE, _E.PROPOSEE, _E.AJOURNEE}, _E.REFUSEE),
    retirer=({_E.BROUILLON, _E.DEPOSEE, _E.RECUE, _E.PROPOSEE, _E.AJOURNEE}, _E.RETIREE),
)
# From the deposit to the decision: corrections, notes, messages and opinions change no state.
A_DECIDER = frozenset({_E.DEPOSEE, _E.RECUE, _E.PROPOSEE, _E.AJOURNEE})


class NatureVote(models.TextChoices):
    VOTE = "vote", "subvention votée"
    MODIFICATION = "modification", "décision modificative"
    ANNULATION = "annulation", "annulation"
    REVERSEMENT = "reversement", "reversement demandé"


class EtatCondition(AvecTonalite, models.TextChoices):
    """How a condition of the advance reads; the values are those of `rules`."""

    REMPLIE = "remplie", "remplie"
    TARDIVE = "tardive", "tardive"
    EN_ATTENTE_SIGNATURE = "en_attente_signature", "en attente de signature"
    NON_REMPLIE = "non_remplie", "pas encore remplie"

    __tonalites__ = {
        "remplie": Tonalite.TENU,
        "tardive": Tonalite.ATTENTION,
        "en_attente_signature": Tonalite.ATTENTION,
        "non_remplie": Tonalite.ATTENTION,
    }


class EtatAvance(AvecTonalite, models.TextChoices):
    """Where an advance stands: computed from its conditions and dates, never stored."""

    PAS_DEMANDEE = "pas_demandee", "pas encore demandée"
    TARDIVE = "tardive", "demande tardive"
    A_COMPLETER = "a_completer", "à compléter"
    PRETE = "prete", "conditions remplies"
    PAYEE = "payee", "payée"

    __tonalites__ = {
        "pas_demandee": Tonalite.NEUTRE,
        "tardive": Tonalite.ATTENTION,
        "a_completer": Tonalite.ATTENTION,
        "prete": Tonalite.INFORMATION,
        "payee": Tonalite.TENU,
    }


class EtatDeliberation(AvecTonalite, models.TextChoices):
    """Where a délibération stands: computed from its dates, never stored."""

    PROJET = "projet", "projet"
    VOTEE = "votee", "votée"
    EXECUTOIRE = "executoire", "exécutoire"

    __tonalites__ = {
        "projet": Tonalite.NEUTRE,
        "votee": Tonalite.INFORMATION,
        "executoire": Tonalite.TENU,
    }


class EtatConvention(AvecTonalite, models.TextChoices):
    """Where a convention stands: computed from its dates, never stored."""

    EN_PREPARATION = "en_preparation", "en préparation"
    EN_ATTENTE = "en_attente", "en attente de signature"
    SIGNEE = "signee", "signée des deux côtés"
    RESILIEE = "resiliee", "résiliée"

    __tonalites__ = {
        "en_preparation": Tonalite.NEUTRE,
        "en_attente": Tonalite.ATTENTION,
        "signee": Tonalite.TENU,
        "resiliee": Tonalite.NEUTRE,
    }


class EtatCorrection(AvecTonalite, models.TextChoices):
    """Where a correction stands: computed from its dates, never stored."""

    ATTENDUE = "attendue", "attendue du centre"
    REPONDUE = "repondue", "à vérifier par la Ville"
    LEVEE = "levee", "faite"

    __tonalites__ = {
        "attendue": Tonalite.ATTENTION,
        "repondue": Tonalite.INFORMATION,
        "levee": Tonalite.TENU,
    }


class EtatAvis(AvecTonalite, models.TextChoices):
    """Where an opinion stands: computed from its dates, never stored."""

    ATTENDU = "attendu", "attendu"
    RENDU = "rendu", "rendu"
    ANNULE = "annule", "n'est plus demandé"

    __tonalites__ = {
        "attendu": Tonalite.ATTENTION,
        "rendu": Tonalite.TENU,
        "annule": Tonalite.NEUTRE,
    }


class EtatEcheance(AvecTonalite, models.TextChoices):
    """Where a payment stands: computed from its dates, never stored."""

    PREVUE = "prevue", "à payer"
    MANDATEE = "mandatee", "mandatée"
    PAYEE = "payee", "payée"
    REJETEE = "rejetee", "rejetée"
    ANNULEE = "annulee", "annulée"

    __tonalites__ = {
        "prevue": Tonalite.NEUTRE,
        "mandatee": Tonalite.INFORMATION,
        "payee": Tonalite.TENU,
        "rejetee": Tonalite.ATTENTION,
        "annulee": Tonalite.NEUTRE,
    }


_P = EtatEcheance
TRANSITIONS_ECHEANCE = table(
    mandater=({_P.PREVUE}, _P.MANDATEE),
    payer=({_P.MANDATEE}, _P.PAYEE),
    rejeter=({_P.MANDATEE}, _P.REJETEE),
    annuler=({_P.PREVUE, _P.MANDATEE}, _P.ANNULEE),
)


class EtatCompteRenduFinancier(AvecTonalite, models.TextChoices):
    BROUILLON = "brouillon", "en préparation"
    DEPOSE = "depose", "déposé"
    A_REPRENDRE = "a_reprendre", "à reprendre"
    ACCEPTE = "accepte", "accepté"

    __tonalites__ = {
        "brouillon": Tonalite.NEUTRE,
        "depose": Tonalite.INFORMATION,
        "a_reprendre": Tonalite.ATTENTION,
        "accepte": Tonalite.TENU,
    }


_C = EtatCompteRenduFinancier
TRANSITIONS_COMPTE_RENDU = table(
    deposer=({_C.BROUILLON, _C.A_REPRENDRE}, _C.DEPOSE),
    demander_reprise=({_C.DEPOSE}, _C.A_REPRENDRE),
    accepter=({_C.DEPOSE}, _C.ACCEPTE),
)


class SituationCompteRendu(AvecTonalite, models.TextChoices):
    """Where an expected report stands: computed from its state and its day, never stored."""

    ATTENDU = "attendu", "attendu"
    EN_RETARD = "en_retard", "en retard"
    BROUILLON = "brouillon", "en préparation"
    DEPOSE = "depose", "déposé"
    A_REPRENDRE = "a_reprendre", "à reprendre"
    ACCEPTE = "accepte", "accepté"

    __tonalites__ = {
        "attendu": Tonalite.NEUTRE,
        "en_retard": Tonalite.ATTENTION,
        "brouillon": Tonalite.NEUTRE,
        "depose": Tonalite.INFORMATION,
        "a_reprendre": Tonalite.ATTENTION,
        "accepte": Tonalite.TENU,
    }


class EtatReversement(AvecTonalite, models.TextChoices):
    """Where a recovery stands: computed from its dates, never stored."""

    CONTRADICTOIRE = "contradictoire", "le centre peut répondre"
    DECIDE = "decide", "décidé"
    TITRE = "titre", "titre de recettes émis"
    ENCAISSE = "encaisse", "encaissé"
    ABANDONNE = "abandonne", "abandonné"

    __tonalites__ = {
        "contradictoire": Tonalite.INFORMATION,
        "decide": Tonalite.ATTENTION,
        "titre": Tonalite.ATTENTION,
        "encaisse": Tonalite.TENU,
        "abandonne": Tonalite.NEUTRE,
    }


class EtatPiece(AvecTonalite, models.TextChoices):
    """How a document of a centre's file stands; the values are those of `rules.etat_piece`."""

    VALABLE = "valable", "valable"
    A_VENIR = "a_venir", "pas encore valable"
    A_RENOUVELER = "a_renouveler", "à renouveler"
    EXPIREE = "expiree", "expirée"

    __tonalites__ = {
        "valable": Tonalite.TENU,
        "a_venir": Tonalite.INFORMATION,
        "a_renouveler": Tonalite.ATTENTION,
        "expiree": Tonalite.ALERTE,
    }


class EtatCampagne(AvecTonalite, models.TextChoices):
    """Where a campaign stands; the values are those of `rules.etat_campagne`."""

    PREPAREE = "preparee", "en préparation"
    OUVERTE = "ouverte", "ouverte"
    CLOSE = "close", "close"

    __tonalites__ = {
        "preparee": Tonalite.NEUTRE,
        "ouverte": Tonalite.TENU,
        "close": Tonalite.INFORMATION,
    }
