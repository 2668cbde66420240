"""A readable pact in memory for the register's tests: two centres, four bodies, eight commitments."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from gouvernance.rules.valeurs import FaitReunion
from pacte.pilotage.faits import (
    AnneeCentre,
    EngagementLu,
    InstanceLue,
    Instantane,
    Organisme,
    PartieLue,
    SignatureLue,
    ThemeLu,
)
from subventions.rules.valeurs import AvancePayee, ConventionLue, DemandeAvance, FaitsVille, Vote

T0 = date(2024, 3, 1)
FIN = date(2026, 2, 28)
_rang = count(1)


def partie(code: str, genre: str, le: date | None = T0, **champs: Any) -> PartieLue:
    """A party whose one required signer signed on `le`."""
    return PartieLue(
        Organisme(code, code.capitalize(), genre),
        (SignatureLue(f"Présidence de {code}", True, le),),
        **champs,
    )


def engagement(
    code: str, article: int, genre: str, revient_a: str, **parametres: Any
) -> EngagementLu:
    return EngagementLu(code, article, f"Engagement {code}", genre, parametres, (revient_a,))


ENGAGEMENTS = (
    engagement("C07", 0, "signature", "parties"),
    engagement(
        "C30",
        3,
        "avance",
        "ville",
        taux="0.30",
        dernier_jour_demande="12-31",
        paiement_vise="01-31",
        paiement_limite="03-31",
    ),
    engagement("C32", 4, "cadence", "centre", instance="technique", minimum=1, par="centre"),
    engagement("C33", 4, "ordre", "centre", avant="technique", apres="financeurs", mois_maximum=12),
    engagement("C37", 4, "cadence", "centre", instance="financeurs", minimum=1, par="centre"),
    engagement("C42", 4, "cadence", "ville", instance="pilotage", minimum=1, cible=2, par="pacte"),
    engagement(
        "C46",
        4,
        "cadence",
        "ville",
        instance="thematique",
        minimum=1,
        maximum=3,
        par="pacte",
        chaque_theme_sur_la_duree=True,
    ),
    engagement("C51", 5, "duree", "parties", annees=2),
    engagement("C50", 4, "constat", "parties"),
)


def pacte(*, signe: bool = True, **champs: Any) -> Instantane:
    """The pact, signed on T0 unless `signe` is false, without any meeting nor money."""
    le = T0 if signe else None
    base = Instantane(
        code="essai",
        nom="Pacte d'essai",
        url="/pactes/essai/",
        ville="ville",
        duree_annees=2,
        date_effet=le,
        parties=(
            partie("ville", "ville", le),
            partie("caf", "caf", le),
            partie("lilas", "centre", le),
            partie("roses", "centre", le),
        ),
        themes=(ThemeLu("participation", "Participation"), ThemeLu("droits", "Accès aux droits")),
        instances=(
            InstanceLue("technique", "Comité technique", "centre"),
            InstanceLue("financeurs", "Comité des financeurs", "centre"),
            InstanceLue("pilotage", "Comité de pilotage", "pacte"),
            InstanceLue("thematique", "Rencontre thématique", "theme"),
        ),
        engagements=ENGAGEMENTS,
    )
    return replace(base, **champs)


def reunion(instance: str, jour: date, *, tenue: bool = True, **champs: Any) -> FaitReunion:
    rang = next(_rang)
    return FaitReunion(
        id=rang,
        instance_code=instance,
        date=jour,
        tenue=tenue,
        libelle=f"{instance} du {jour}",
        url=f"/reunions/{rang}/",
        **{"date_invitation": date(jour.year, 1, 2), **champs},
    )


def vote(montant: str, le: date) -> Vote:
    return Vote(f"Vote du {le}", le, Decimal(montant))


def convention(
    premier: int = 2024, dernier: int = 2027, le: date | None = date(2024, 3, 20)
) -> ConventionLue:
    return ConventionLue("CPO-1", premier, dernier, le, le)


def avance(
    demandee: date | None = None, payee: date | None = None, montant: str = "12000.00"
) -> AnneeCentre:
    """The advance of an exercise: asked on a day, paid on a day."""
    return AnneeCentre(
        demande=DemandeAvance(demandee) if demandee else None,
        faits=FaitsVille(date_paiement=payee),
        payee=AvancePayee(payee, Decimal(montant)) if payee else None,
        url="/avances/1/",
    )
