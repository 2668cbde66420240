"""Factories of what closes a subsidy: financial reports and recoveries, one maker per state."""

import uuid
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from pacte.accord.models import Fonction, Organisation, Qualite
from subventions.models import (
    Attribution,
    CompteRenduFinancier,
    EtatCompteRenduFinancier,
    EtatReversement,
    LigneCompteRendu,
    MotifReversement,
    Reversement,
)
from tests import factories_subventions as fabrique

EXERCICE = 2025


def attribution(
    p: SimpleNamespace,
    centre: Organisation | None = None,
    *,
    exercice: int = EXERCICE,
    **champs: Any,
) -> Attribution:
    """An award of last year, with its request and its budget: its report is due on 30 June 2026."""
    demande = fabrique.accordee(p, centre, exercice=exercice, **champs)
    fabrique.budget(demande)
    return demande.attributions.get()


def compte_rendu(
    vote: Attribution, etat: str = EtatCompteRenduFinancier.BROUILLON, **champs: Any
) -> CompteRenduFinancier:
    """A report in a state, with two lines."""
    defauts: dict[str, Any] = {
        "fin_exercice": date(vote.exercice, 12, 31),
        "bilan": "Le centre a ouvert toute l'année.",
        "montant_utilise": vote.montant,
        "signataire": "Une présidente",
    }
    if etat != EtatCompteRenduFinancier.BROUILLON:
        defauts["date_depot"] = date(vote.exercice + 1, 5, 4)
    if etat == EtatCompteRenduFinancier.A_REPRENDRE:
        defauts["motif_retour"] = "Les charges de personnel manquent."
    if etat == EtatCompteRenduFinancier.ACCEPTE:
        defauts["date_acceptation"] = date(vote.exercice + 1, 5, 18)
    rapport = CompteRenduFinancier.objects.create(
        pacte=vote.pacte,
        centre=vote.centre,
        attribution=vote,
        etat=etat,
        **{**defauts, **champs},
    )
    for ordre, (section, compte, libelle) in enumerate(
        (("charge", "641", "Rémunération des personnels"), ("produit", "70", "Ventes"))
    ):
        LigneCompteRendu.objects.create(
            compte_rendu=rapport,
            section=section,
            compte=compte,
            libelle=libelle,
            prevu=Decimal(100_000),
            realise=Decimal(98_000),
            ordre=ordre,
        )
    return rapport


def reversement(
    p: SimpleNamespace,
    vote: Attribution | None = None,
    etat: str = EtatReversement.CONTRADICTOIRE,
    *,
    par: Fonction | None = None,
    **champs: Any,
) -> Reversement:
    """A recovery in a state, with the dates that this state carries."""
    vote = vote or attribution(p)
    defauts: dict[str, Any] = {
        "attribution": vote,
        "motif": MotifReversement.RELIQUAT,
        "explication": "La subvention n'a pas été dépensée en entier.",
        "montant": Decimal("1500.00"),
        "date_information": date(2026, 6, 1),
        "echeance_observations": date(2026, 6, 16),
        "ouvert_par": par or p.fonctions[Qualite.AGENT_AVS],
    }
    if etat in {EtatReversement.DECIDE, EtatReversement.TITRE, EtatReversement.ENCAISSE}:
        defauts |= {
            "date_information": date(2026, 4, 1),
            "echeance_observations": date(2026, 4, 16),
            "decision": "La convention le prévoit.",
            "date_decision": date(2026, 4, 20),
        }
    if etat in {EtatReversement.TITRE, EtatReversement.ENCAISSE}:
        defauts |= {"numero_titre": "T-2026-12", "date_titre": date(2026, 5, 4)}
    if etat == EtatReversement.ENCAISSE:
        defauts["date_encaissement"] = date(2026, 6, 2)
    if etat == EtatReversement.ABANDONNE:
        defauts["date_abandon"] = date(2026, 6, 3)
    return Reversement.objects.create(
        pacte=vote.pacte,
        centre=vote.centre,
        exercice=vote.exercice,
        **{**defauts, **champs},
    )


def cle() -> uuid.UUID:
    """A fresh key."""
    return uuid.uuid4()
