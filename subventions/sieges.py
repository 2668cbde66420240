"""Who of the city also sits at a centre: a flag, never a judgement (domain, 1.1)."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

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
        connus[le] = frozenset(
            _au_centre(le)
            .filter(personne=fonction.personne_id)
            .values_list("organisation", flat=True)
        )
    return connus[le]


def _au_centre(le: date) -> FonctionQuerySet:
    en_cours: FonctionQuerySet = Fonction.objects.en_cours(le)
    return en_cours.filter(
        organisation__genre=GenreOrganisation.CENTRE, qualite__in=QUALITES_CENTRE
    )


def personnes_des_deux_cotes(
    ville: Organisation, centres: Iterable[int], le: date
) -> list[Fonction]:
    """The functions at these centres of people who also act for the city on day `le`: one query.

    « For the city »: its AVS service, which examines, and its elected members, who vote.
    """
    a_la_ville = Fonction.objects.en_cours(le).filter(
        Q(qualite__in=QUALITES_AVS) | Q(qualite=Qualite.ELU), organisation=ville
    )
    return list(
        _au_centre(le)
        .filter(organisation__in=list(centres), personne__in=a_la_ville.values("personne"))
        .select_related("personne", "organisation")
        .order_by("personne__nom", "personne__prenom", "pk")
    )
