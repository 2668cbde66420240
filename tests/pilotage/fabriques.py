"""A pact with its meetings and its money, for the pages that read several rooms."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from gouvernance.models import Decision, EtatReunion, Reunion
from pacte.accord.models import Fonction, Organisation
from subventions.models import Attribution, Avance, Convention, GenreVersement, Versement


def tenir(
    p: SimpleNamespace,
    instance: str,
    jour: date,
    *,
    centre: Organisation | None = None,
    theme: str | None = None,
    etat: str = EtatReunion.TENUE,
    **champs: Any,
) -> Reunion:
    """A meeting of a body on a day, held unless `etat` says otherwise."""
    return Reunion.objects.create(
        pacte=p.pacte,
        instance=p.instances[instance],
        centre=centre,
        theme=p.themes[theme] if theme else None,
        etat=etat,
        date_reunion=jour,
        debut=timezone.make_aware(datetime.combine(jour, time(14))),
        lieu="Maison de quartier",
        organisateur=p.ville,
        date_invitation=jour - timedelta(days=15),
        **champs,
    )


def decider(
    p: SimpleNamespace,
    reunion: Reunion,
    ordre: int,
    echeance: date | None = None,
    realisee: date | None = None,
    responsable: Fonction | None = None,
) -> Decision:
    return Decision.objects.create(
        pacte=p.pacte,
        reunion=reunion,
        ordre=ordre,
        texte=f"Décision {ordre} de la réunion",
        echeance=echeance,
        date_realisation=realisee,
        realisation_par=(p.agent if realisee else None),
        responsable=responsable or getattr(p, "agent", None),
    )


def voter(p: SimpleNamespace, centre: Organisation, exercice: int, montant: str) -> Attribution:
    return Attribution.objects.create(
        pacte=p.pacte,
        centre=centre,
        exercice=exercice,
        libelle=f"Subvention de fonctionnement {exercice}",
        montant=Decimal(montant),
        numero_deliberation=f"DCM-{exercice}-12",
        date_vote=date(exercice, 3, 16),
    )


def conventionner(p: SimpleNamespace, centre: Organisation, premier: int = 2024) -> Convention:
    return Convention.objects.create(
        pacte=p.pacte,
        centre=centre,
        reference=f"CPO-{centre.code}-{premier}",
        objet="Objectifs pluriannuels",
        premier_exercice=premier,
        dernier_exercice=premier + 3,
        date_signature_ville=date(premier - 1, 11, 3),
        date_signature_centre=date(premier - 1, 11, 3),
    )


def avancer(
    p: SimpleNamespace,
    fonction: Fonction,
    exercice: int,
    montant: str | None = None,
) -> Avance:
    """The advance asked in November; paid on 20 January when an amount is given."""
    avance = Avance.objects.create(
        pacte=p.pacte,
        centre=fonction.organisation,
        exercice=exercice,
        date_demande=date(exercice - 1, 11, 5),
        demandee_par=fonction,
    )
    if montant is not None:
        Versement.objects.create(
            pacte=p.pacte,
            centre=fonction.organisation,
            exercice=exercice,
            genre=GenreVersement.AVANCE,
            montant=Decimal(montant),
            date_paiement=date(exercice, 1, 20),
            reference=f"M-{exercice}-{fonction.organisation.code}",
            avance=avance,
        )
    return avance


def remplir(p: SimpleNamespace, directions: dict[str, Fonction], reunions: int = 1) -> None:
    """Two years of life: meetings of each body, decisions, votes, conventions, advances.

    `reunions` multiplies the meetings and decisions of each year.
    """
    p.agent = directions[p.a.code]
    for rang in range(reunions):
        decalage = timedelta(days=rang)
        for annee in (2025, 2026):
            copil = tenir(p, "comite-pilotage", date(annee, 3, 24) + decalage)
            decider(p, copil, 1, date(annee, 5, 2), date(annee, 5, 1))
            decider(p, copil, 2, date(annee, 5, 2))
            tenir(p, "rencontre-thematique", date(annee, 2, 5) + decalage, theme="participation")
            for centre in (p.a, p.b):
                tenir(p, "comite-technique", date(annee, 4, 2) + decalage, centre=centre)
                tenir(p, "comite-financeurs", date(annee, 5, 12) + decalage, centre=centre)
    for centre in (p.a, p.b):
        conventionner(p, centre)
        for exercice in (2024, 2025, 2026):
            voter(p, centre, exercice, f"{40000 + 1000 * (exercice - 2024)}.00")
        avancer(p, directions[centre.code], 2025, "12000.00")
        avancer(p, directions[centre.code], 2026, "12300.00")
