"""Thousands of requests over ten years, with their votes: fictitious, the same for the same day.

The rows are those that people would make, written in bulk with their history: no mail, no document.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from simple_history.utils import bulk_create_with_history

from pacte.accord.models import Fonction, Organisation, Pacte
from pacte.socle.montants import ZERO
from subventions import rules
from subventions.models import (
    Attribution,
    Demande,
    EtatDemande,
    GenreDemande,
    ModeDepot,
)

PAR_LOT = 1000
GENRES = (
    GenreDemande.PROJET,
    GenreDemande.PROJET,
    GenreDemande.PROJET,
    GenreDemande.INVESTISSEMENT,
    GenreDemande.EXCEPTIONNELLE,
    GenreDemande.AIDE_EN_NATURE,
)
OBJETS = (
    "Sorties des familles",
    "Été au pied des immeubles",
    "Atelier cuisine et santé",
    "Accompagnement à la scolarité",
    "Café des parents",
    "Fête de quartier",
    "Jardin partagé",
    "Accès aux droits et numérique",
    "Théâtre des habitantes et habitants",
    "Réfection de la salle d’activités",
)
# Out of ten: seven granted, two refused, one still under study.
SUITE = (
    *(EtatDemande.ACCORDEE,) * 7,
    EtatDemande.REFUSEE,
    EtatDemande.REFUSEE,
    EtatDemande.RECUE,
)


def charger_demandes(
    pacte: Pacte,
    centres: Sequence[Organisation],
    agent: Fonction,
    au: date,
    *,
    nombre: int,
    annees: int,
) -> tuple[int, int]:
    """Add `nombre` requests spread over `annees` years; return how many, and how many votes."""
    rangs = _rangs_pris(pacte)
    demandes = []
    for rang in range(nombre):
        exercice = au.year - rang % annees
        etat = SUITE[rang // len(SUITE) % len(SUITE)]
        if etat == EtatDemande.RECUE and exercice < au.year:
            etat = EtatDemande.REFUSEE
        centre = centres[rang % len(centres)]
        demandes.append(_demande(pacte, centre, agent, exercice, rang, rangs, etat))
    creees = bulk_create_with_history(demandes, Demande, batch_size=PAR_LOT)
    votes = [
        _vote(demande, rang)
        for rang, demande in enumerate(creees)
        if demande.etat == EtatDemande.ACCORDEE
    ]
    bulk_create_with_history(votes, Attribution, batch_size=PAR_LOT)
    return len(demandes), len(votes)


def _rangs_pris(pacte: Pacte) -> dict[tuple[int, int], int]:
    """The last number given to each centre and year."""
    rangs: dict[tuple[int, int], int] = defaultdict(int)
    numeros = Demande.objects.filter(pacte=pacte).exclude(numero="")
    for centre, exercice, numero in numeros.values_list("centre_id", "exercice", "numero"):
        dernier = numero.rpartition("-")[2]
        if dernier.isdecimal():
            rangs[centre, exercice] = max(rangs[centre, exercice], int(dernier))
    return rangs


def _demande(
    pacte: Pacte,
    centre: Organisation,
    agent: Fonction,
    exercice: int,
    rang: int,
    rangs: dict[tuple[int, int], int],
    etat: EtatDemande,
) -> Demande:
    rangs[centre.pk, exercice] += 1
    recue = date(exercice - 1, 10, 1) + timedelta(days=rang % 80)
    demande = Demande(
        pacte=pacte,
        centre=centre,
        exercice=exercice,
        # Divisors without a common measure: every year and centre has every kind and object.
        genre=GENRES[rang // 11 % len(GENRES)],
        objet=f"{OBJETS[rang // 13 % len(OBJETS)]}, {exercice}, action {rang + 1}",
        presentation="Une action du volume d'essai, sans suite réelle.",
        montant_demande=Decimal(500 + rang % 97 * 50),
        etat=etat,
        numero=rules.numero_demande(exercice, centre.code, rangs[centre.pk, exercice]),
        mode_depot=ModeDepot.AUTRE_SITE,
        date_depot=recue,
        date_reception=recue,
        reception_par=agent,
        redige_par=agent,
    )
    if demande.etat == EtatDemande.REFUSEE:
        demande.date_refus = date(exercice, 3, 16)
        demande.motif_refus = "L'enveloppe de l'année est épuisée."
    return demande


def _vote(demande: Demande, rang: int) -> Attribution:
    vote = demande.montant_demande - Decimal(rang % 5 * 25)
    en_nature = demande.is_aide_en_nature
    return Attribution(
        pacte=demande.pacte,
        centre=demande.centre,
        exercice=demande.exercice,
        demande=demande,
        libelle=demande.objet,
        montant=ZERO if en_nature else vote,
        valeur_en_nature=vote if en_nature else None,
        numero_deliberation=f"DCM-{demande.exercice}-{40 + rang % 9}",
        date_vote=date(demande.exercice, 3, 16),
        date_transmission=date(demande.exercice, 3, 18),
        date_publication=date(demande.exercice, 3, 19),
        date_notification=date(demande.exercice, 3, 25),
        compte_base_avance=False,
        enregistree_par=demande.redige_par,
    )
