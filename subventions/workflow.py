"""The states of a request and of what follows it, and the one table of its transitions."""

from django.db import models

from pacte.socle.etats import AvecTonalite, Tonalite
from pacte.socle.workflow import table


class EtatDemande(AvecTonalite, models.TextChoices):
    BROUILLON = "brouillon", "en préparation"
    DEPOSEE = "deposee", "déposée"
    RECUE = "recue", "reçue par la Ville"
    PROPOSEE = "proposee", "proposée au vote"
    ACCORDEE = "accordee", "accordée"
    REFUSEE = "refusee", "refusée"
    RETIREE = "retiree", "retirée"

    __tonalites__ = {
        "brouillon": Tonalite.NEUTRE,
        "deposee": Tonalite.INFORMATION,
        "recue": Tonalite.INFORMATION,
        "proposee": Tonalite.INFORMATION,
        "accordee": Tonalite.TENU,
        "refusee": Tonalite.ATTENTION,
        "retiree": Tonalite.NEUTRE,
    }


_E = EtatDemande
TRANSITIONS = table(
    modifier=({_E.BROUILLON}, _E.BROUILLON),
    deposer=({_E.BROUILLON}, _E.DEPOSEE),
    recevoir=({_E.DEPOSEE}, _E.RECUE),
    proposer=({_E.RECUE, _E.PROPOSEE}, _E.PROPOSEE),
    attribuer=({_E.RECUE, _E.PROPOSEE}, _E.ACCORDEE),
    corriger_attribution=({_E.ACCORDEE}, _E.ACCORDEE),
    payer=({_E.ACCORDEE}, _E.ACCORDEE),
    refuser=({_E.RECUE, _E.PROPOSEE}, _E.REFUSEE),
    retirer=({_E.BROUILLON, _E.DEPOSEE, _E.RECUE, _E.PROPOSEE}, _E.RETIREE),
)


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


class EtatConvention(AvecTonalite, models.TextChoices):
    """Where a convention stands: computed from its dates, never stored."""

    EN_ATTENTE = "en_attente", "en attente de signature"
    SIGNEE = "signee", "signée des deux côtés"
    RESILIEE = "resiliee", "résiliée"

    __tonalites__ = {
        "en_attente": Tonalite.ATTENTION,
        "signee": Tonalite.TENU,
        "resiliee": Tonalite.NEUTRE,
    }
