"""Who of the city also sits at a centre: a flag, never a judgement (domain, 1.1)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from pacte.accord.models import Fonction, GenreOrganisation, Organisation, Qualite
from pacte.accord.models.personnes import QUALITES_AVS, QUALITES_CENTRE, FonctionQuerySet


def centres_ou_siege(fonction: Fonction, le: date) -> frozenset[int]:
    """The centres where a person of the city also holds a function on day `le`.

    One query, once for the life of the acting function in memory; none for who is not of the city.
    """
    if not (fonction.is_avs or fonction.is_elu_ville):
        return frozenset()
    connus: dict[date, frozenset[int]] = fonction.__dict__.setdefault("_sieges", {})
    if le not in connus:
        connus[le] = frozenset(sieges_de(fonction, le).values_list("organisation", flat=True))
    return connus[le]


def sieges_de(fonction: Fonction, le: date) -> QuerySet[Any]:
    """The same centres, to be left out of a query without asking one more."""
    return _au_centre(le).filter(personne=fonction.personne_id).values("organisation")


def _au_centre(le: date) -> FonctionQuerySet:
    en_cours: FonctionQuerySet = Fonction.objects.en_cours(le)
    return en_cours.filter(
        organisation__genre=GenreOrganisation.CENTRE, qualite__in=QUALITES_CENTRE
    )


def lire_sieges(fonction: Fonction, ville: Organisation, centre: int, le: date) -> list[Fonction]:
    """Those of both sides at one centre, for the AVS service: one query for them and for oneself.

    What `centres_ou_siege` and `personnes_des_deux_cotes` would read apart; the first one finds its
    answer ready afterwards.
    """
    a_la_ville = _a_la_ville(ville, le).values("personne")
    lus = list(
        _au_centre(le)
        .filter(Q(personne=fonction.personne_id) | Q(organisation=centre, personne__in=a_la_ville))
        .select_related("personne", "organisation")
        .order_by("personne__nom", "personne__prenom", "pk")
    )
    connus: dict[date, frozenset[int]] = fonction.__dict__.setdefault("_sieges", {})
    connus[le] = frozenset(
        siege.organisation_id for siege in lus if siege.personne_id == fonction.personne_id
    )
    # Who acts for the city here is of the city: her own function at this centre is of both sides.
    return [siege for siege in lus if siege.organisation_id == centre]


def _a_la_ville(ville: Organisation, le: date) -> FonctionQuerySet:
    """Who acts for the city: its AVS service, which examines, and its elected members, who vote."""
    en_cours: FonctionQuerySet = Fonction.objects.en_cours(le)
    return en_cours.filter(Q(qualite__in=QUALITES_AVS) | Q(qualite=Qualite.ELU), organisation=ville)


def personnes_des_deux_cotes(
    ville: Organisation, centres: Iterable[int], le: date
) -> list[Fonction]:
    """The functions at these centres of people who also act for the city on day `le`: one query."""
    a_la_ville = _a_la_ville(ville, le)
    return list(
        _au_centre(le)
        .filter(organisation__in=list(centres), personne__in=a_la_ville.values("personne"))
        .select_related("personne", "organisation")
        .order_by("personne__nom", "personne__prenom", "pk")
    )
