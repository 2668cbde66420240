"""Factories of subsidies: one maker per state of a request, of a convention, of an advance.

Dates are given: the suite's day is 15 June 2026, so N is 2026 and the advance is that of 2027.
"""

import uuid
from datetime import date
from decimal import Decimal
from itertools import count
from types import SimpleNamespace
from typing import Any

from pacte.accord.models import Fonction, Organisation
from subventions.models import (
    Attribution,
    Avance,
    Campagne,
    Convention,
    Demande,
    EtatDemande,
    FicheAssociation,
    GenreDemande,
    GenreVersement,
    LigneBudget,
    Section,
    Versement,
    VoletCampagne,
)
from subventions.rules import plan_comptable
from tests import factories_accord as accord

EXERCICE = 2026
AVANCE_DE = 2027
VOTE = date(2026, 3, 16)
_rang = count(1)


def campagne(p: SimpleNamespace, exercice: int = AVANCE_DE, **champs: Any) -> Campagne:
    defauts = {
        "date_ouverture": date(exercice - 1, 5, 1),
        "date_cloture": date(exercice - 1, 11, 30),
        "date_vote_prevue": date(exercice, 3, 15),
    }
    campagne_ = Campagne.objects.create(pacte=p.pacte, exercice=exercice, **{**defauts, **champs})
    for genre in GenreDemande:
        VoletCampagne.objects.create(
            campagne=campagne_, genre=genre, compte_base_avance=genre == "fonctionnement"
        )
    return campagne_


def budget(
    demande: Demande, total: Decimal = Decimal(100_000), ville: Decimal = Decimal(40_000)
) -> None:
    """A balanced budget: salaries on one side, the city and other grants on the other."""
    lignes = (
        (Section.CHARGE, "641", "Rémunération des personnels", total),
        (Section.PRODUIT, plan_comptable.COMPTE_VILLE, "Commune", ville),
        (Section.PRODUIT, "74-sociaux", "CAF", total - ville),
        (Section.EMPLOI_NATURE, "864", "Personnel bénévole", Decimal(5_000)),
        (Section.CONTRIBUTION_NATURE, "870", "Bénévolat", Decimal(5_000)),
    )
    for ordre, (section, compte, libelle, montant) in enumerate(lignes):
        LigneBudget.objects.create(
            demande=demande,
            section=section,
            compte=compte,
            libelle=libelle,
            montant=montant,
            ordre=ordre,
        )


def demande(
    p: SimpleNamespace,
    centre: Organisation | None = None,
    *,
    etat: str = EtatDemande.BROUILLON,
    exercice: int = EXERCICE,
    par: Fonction | None = None,
    avec_budget: bool = False,
    **champs: Any,
) -> Demande:
    """A request in a state, with the dates that this state carries."""
    centre = centre or p.a
    rang = next(_rang)
    defauts: dict[str, Any] = {
        "objet": "Fonctionnement global",
        "presentation": "Accueillir tout le quartier.",
        "montant_demande": Decimal("40000.00"),
        "redige_par": par,
    }
    if etat not in {EtatDemande.BROUILLON, EtatDemande.RETIREE}:
        defauts |= {
            "numero": f"{exercice}-{centre.code.upper()}-{rang:03d}",
            "date_depot": date(exercice - 1, 11, 3),
            "depot_par": par,
        }
    if etat in {
        EtatDemande.RECUE,
        EtatDemande.PROPOSEE,
        EtatDemande.ACCORDEE,
        EtatDemande.REFUSEE,
    }:
        defauts["date_reception"] = date(exercice - 1, 11, 5)
    if etat in {EtatDemande.PROPOSEE, EtatDemande.ACCORDEE}:
        defauts |= {
            "montant_propose": Decimal("40000.00"),
            "date_proposition": date(exercice, 2, 2),
        }
    if etat == EtatDemande.AJOURNEE:
        defauts |= {
            "date_reception": date(exercice - 1, 11, 5),
            "montant_propose": Decimal("40000.00"),
            "date_proposition": date(exercice, 2, 2),
            "date_ajournement": date(exercice, 3, 16),
            "motif_ajournement": "Le conseil attend le budget.",
        }
    if etat == EtatDemande.REFUSEE:
        defauts |= {"date_refus": date(exercice, 3, 16), "motif_refus": "L'enveloppe est épuisée."}
    if etat == EtatDemande.RETIREE:
        defauts["date_retrait"] = date(exercice - 1, 12, 1)
    objet = Demande.objects.create(
        pacte=p.pacte, centre=centre, etat=etat, exercice=exercice, **{**defauts, **champs}
    )
    if avec_budget:
        budget(objet)
        fiche(objet)
    return objet


def fiche(demande_: Demande, **champs: Any) -> FicheAssociation:
    """The first step of a request, complete: with a budget, the request may be deposited."""
    defauts = {
        "denomination": demande_.centre.nom,
        "siret": "73282932000074",
        "rna": "W731000001",
        "adresse": "12 rue des Essais, 73000 Essai",
        "representante": "Anne Présidente",
        "qualite_representante": "présidente",
        "contact": "Camille Directrice",
        "courriel": "direction@centre.test",
        "telephone": "04 79 00 00 00",
        "adherents": 240,
        "benevoles": 35,
        "salaries": 9,
        "etpt": Decimal("6.50"),
        "exercice_du": date(demande_.exercice, 1, 1),
        "exercice_au": date(demande_.exercice, 12, 31),
        "obligations_a_jour": True,
        "date_engagement": date(2022, 3, 1),
        "version_engagement": "décret n° 2021-1947 du 31 décembre 2021",
        "engagement_par": "Anne Présidente",
    }
    return FicheAssociation.objects.create(demande=demande_, **{**defauts, **champs})


def attribution(demande_: Demande, montant: Any = "40000.00", **champs: Any) -> Attribution:
    """What the council voted on a request: enforceable unless the dates say otherwise."""
    defauts = {
        "pacte": demande_.pacte,
        "centre": demande_.centre,
        "exercice": demande_.exercice,
        "libelle": demande_.objet,
        "numero_deliberation": f"DCM-{demande_.exercice}-045",
        "date_vote": date(demande_.exercice, 3, 16),
        "date_transmission": date(demande_.exercice, 3, 18),
        "date_publication": date(demande_.exercice, 3, 18),
    }
    return Attribution.objects.create(
        demande=demande_, montant=Decimal(montant), **{**defauts, **champs}
    )


def accordee(
    p: SimpleNamespace, centre: Organisation | None = None, montant: Any = "40000.00", **champs: Any
) -> Demande:
    """A request that the council granted, with its vote."""
    objet = demande(p, centre, etat=EtatDemande.ACCORDEE, **champs)
    attribution(objet, montant)
    return objet


def convention(p: SimpleNamespace, centre: Organisation | None = None, **champs: Any) -> Convention:
    """A convention signed by both, over 2026 to 2029."""
    defauts = {
        "reference": f"CPO-{next(_rang)}",
        "objet": "Convention pluriannuelle d'objectifs",
        "premier_exercice": 2026,
        "dernier_exercice": 2029,
        "date_signature_ville": date(2026, 1, 20),
        "date_signature_centre": date(2026, 1, 12),
    }
    return Convention.objects.create(pacte=p.pacte, centre=centre or p.a, **{**defauts, **champs})


def avance(
    p: SimpleNamespace,
    centre: Organisation | None = None,
    *,
    par: Fonction | None = None,
    exercice: int = AVANCE_DE,
    **champs: Any,
) -> Avance:
    """A request of the advance, made in time by the centre's direction."""
    centre = centre or p.a
    defauts = {
        "date_demande": date(exercice - 1, 6, 1),
        "demandee_par": par or accord.fonction("direction", centre),
    }
    return Avance.objects.create(
        pacte=p.pacte, centre=centre, exercice=exercice, **{**defauts, **champs}
    )


def avance_prete(p: SimpleNamespace, centre: Organisation | None = None, **champs: Any) -> Avance:
    """An advance whose two conditions are met and whose city tasks are dated."""
    centre = centre or p.a
    accordee(p, centre)
    convention(p, centre)
    dates = {
        "date_credits_ouverts": date(2026, 12, 10),
        "numero_deliberation": "DCM-2026-190",
        "date_deliberation": date(2026, 12, 14),
        "date_executoire": date(2026, 12, 16),
    }
    return avance(p, centre, **{**dates, **champs})


def versement_avance(avance_: Avance, montant: Any = "12000.00", **champs: Any) -> Versement:
    """The payment of an advance."""
    defauts = {
        "pacte": avance_.pacte,
        "centre": avance_.centre,
        "exercice": avance_.exercice,
        "genre": GenreVersement.AVANCE,
        "date_paiement": date(avance_.exercice, 1, 20),
        "reference": "M-1",
    }
    defauts["avance"] = avance_
    return Versement.objects.create(montant=Decimal(montant), **{**defauts, **champs})


def cle() -> str:
    """A fresh key, as a form sends it."""
    return str(uuid.uuid4())
