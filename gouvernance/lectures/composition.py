"""Whom a body brings together: its categories against the functions in force on a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from gouvernance.models import Participation, Reunion
from gouvernance.rules.instances import categories_presentes
from gouvernance.rules.valeurs import CategorieAttendue, Categories, PresenceNotee
from pacte.accord.models import (
    CategorieParticipant,
    Fonction,
    GenreOrganisation,
    Instance,
    Organisation,
    Pacte,
    Portee,
)


@dataclass(frozen=True, slots=True)
class Attendu:
    """Somebody whom the body expects, in the first of its categories that fits."""

    fonction: Fonction
    categorie: CategorieParticipant | None


def organisations_du_pacte(pacte: Pacte, le: date) -> list[Organisation]:
    """Parties on day `le` and partners without signature, the city first, in the pact's order."""
    parties = pacte.parties.filter(
        Q(date_entree__isnull=True) | Q(date_entree__lte=le),
        Q(date_sortie__isnull=True) | Q(date_sortie__gte=le),
    ).select_related("organisation")
    organisations = [partie.organisation for partie in parties.order_by("ordre")]
    organisations += list(pacte.partenaires.order_by("nom"))
    return sorted(organisations, key=lambda organisation: organisation.pk != pacte.ville_id)


def candidats(
    instance: Instance, centre: Organisation | None, organisations: Iterable[Organisation], le: date
) -> list[Fonction]:
    """Functions in force on day `le` that may be invited: of a bilateral body, one centre only (Q22)."""
    retenues = [
        organisation.pk
        for organisation in organisations
        if organisation.genre != GenreOrganisation.CENTRE
        or instance.portee != Portee.CENTRE
        or (centre is not None and organisation.pk == centre.pk)
    ]
    rang = {pk: ordre for ordre, pk in enumerate(retenues)}
    fonctions = (
        Fonction.objects.en_cours(le)
        .filter(organisation__in=retenues)
        .select_related("personne", "organisation")
        .order_by("personne__nom", "personne__prenom", "pk")
    )
    return sorted(fonctions, key=lambda fonction: rang[fonction.organisation_id])


def correspond(categorie: CategorieParticipant, fonction: Fonction) -> bool:
    """Whether a function belongs to a category of the body."""
    return fonction.organisation.genre in categorie.genres_organisation and (
        not categorie.qualites or fonction.qualite in categorie.qualites
    )


def categorie_de(
    categories: Sequence[CategorieParticipant], fonction: Fonction
) -> CategorieParticipant | None:
    """Return the first category that fits: the most precise ones come first in the pact's file."""
    return next((cat for cat in categories if correspond(cat, fonction)), None)


def attendus(
    categories: Sequence[CategorieParticipant], fonctions: Iterable[Fonction]
) -> list[Attendu]:
    """Return whom the body expects, each person once, in the order of its categories (C34, C44)."""
    rangs = {categorie.pk: rang for rang, categorie in enumerate(categories)}
    trouves = []
    for fonction in fonctions:
        categorie = categorie_de(categories, fonction)
        if categorie is not None and categorie.attendue:
            trouves.append(Attendu(fonction, categorie))
    trouves.sort(key=lambda attendu: rangs[attendu.categorie.pk])
    vues: set[int] = set()
    uniques = []
    for attendu in trouves:
        if attendu.fonction.personne_id not in vues:
            vues.add(attendu.fonction.personne_id)
            uniques.append(attendu)
    return uniques


def bilan_des_categories(
    reunion: Reunion,
    categories: Iterable[CategorieParticipant],
    participations: Iterable[Participation],
    centres: Sequence[Organisation],
) -> Categories:
    """Say which expected categories came, « n sur m », centre by centre where each is expected."""
    bilateral = reunion.instance.portee == Portee.CENTRE
    attendues = [
        CategorieAttendue(
            categorie.code,
            categorie.libelle,
            tuple((centre.pk, str(centre)) for centre in centres)
            if categorie.chaque_centre and not bilateral
            else (),
        )
        for categorie in categories
        if categorie.attendue
    ]
    presences = [
        PresenceNotee(p.categorie.code, p.fonction.organisation_id, p.is_comptee)
        for p in participations
        if p.categorie is not None
    ]
    return categories_presentes(attendues, presences)
