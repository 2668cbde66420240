"""Who holds the initiative of a body: whom a request goes to, who is reminded. Nothing is written."""

from datetime import date, timedelta

from pacte.accord.models import (
    Fonction,
    GenreOrganisation,
    Initiative,
    Instance,
    Organisation,
    Pacte,
    Portee,
    Qualite,
)

# The act gives no delay to answer a request for a meeting: three weeks, unless settings change it.
DELAI_REPONSE = timedelta(days=21)

# Whom an organisation's mail goes to: the first of these qualities that somebody holds.
INTERLOCUTEURS = {
    GenreOrganisation.VILLE: (Qualite.AGENT_AVS, Qualite.CHEF_SERVICE),
    GenreOrganisation.CENTRE: (Qualite.DIRECTION, Qualite.PROFESSIONNEL, Qualite.PRESIDENCE),
    GenreOrganisation.CAF: (Qualite.CONSEIL_CAF, Qualite.DIRECTION),
    GenreOrganisation.FEDERATION: (Qualite.FEDERATION, Qualite.DIRECTION),
}


def destinataire_de_la_demande(
    instance: Instance, centre: Organisation | None, pacte: Pacte, demandeur: Fonction
) -> Organisation:
    """Return the party to which a request for this meeting goes (C36, C40, C43, C47).

    « ville » and « calendrier »: the city. « centre »: that centre. « professionnel »: the
    professionals of the asker's own organisation when it has some who may open this meeting, else
    those of the city, through whom a centre reaches its services (C22).
    """
    if instance.initiative == Initiative.CENTRE and centre is not None:
        return centre
    if instance.initiative == Initiative.PROFESSIONNEL:
        chez_soi = demandeur.organisation
        if chez_soi.genre in {GenreOrganisation.CAF, GenreOrganisation.FEDERATION}:
            return chez_soi
        if chez_soi.genre == GenreOrganisation.CENTRE and (
            instance.portee != Portee.CENTRE or chez_soi == centre
        ):
            return chez_soi
    return pacte.ville


def organisations_a_rappeler(
    instance: Instance, centre: Organisation | None, pacte: Pacte
) -> tuple[Organisation, ...]:
    """Return whose initiative a meeting is: near the limit of its rhythm, they are reminded."""
    if centre is None or instance.initiative in {Initiative.VILLE, Initiative.CALENDRIER}:
        return (pacte.ville,)
    if instance.initiative == Initiative.CENTRE:
        return (centre,)
    return (centre, pacte.ville)


def interlocuteurs(organisation: Organisation, le: date) -> list[Fonction]:
    """Return who receives an organisation's mail on day `le`: one quality, those with an e-mail."""
    qualites = INTERLOCUTEURS.get(GenreOrganisation(organisation.genre), ())
    fonctions = list(
        Fonction.objects.en_cours(le)
        .filter(organisation=organisation, qualite__in=qualites)
        .exclude(personne__courriel="")
        .select_related("personne", "organisation")
        .order_by("personne__nom", "personne__prenom", "pk")
    )
    for qualite in qualites:
        if de_la_qualite := [f for f in fonctions if f.qualite == qualite]:
            return de_la_qualite
    return []
