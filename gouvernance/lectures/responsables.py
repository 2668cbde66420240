"""Who may be in charge of a line of the record."""

from datetime import date

from django.utils import timezone

from gouvernance.models import Reunion
from gouvernance.pdf.reunions import participations_de
from pacte.accord.models import Fonction, GenreOrganisation, Qualite


def responsables_possibles(reunion: Reunion) -> list[Fonction]:
    """Who may be in charge of a decision: the people invited, and the AVS service."""
    invitees = {p.fonction_id: p.fonction for p in participations_de(reunion)}
    avs = (
        Fonction.objects.en_cours(timezone.localdate())
        .filter(
            organisation=reunion.pacte.ville_id,
            qualite__in=[Qualite.AGENT_AVS, Qualite.CHEF_SERVICE],
        )
        .select_related("personne", "organisation")
    )
    for decision in reunion.decisions.select_related(
        "responsable__personne", "responsable__organisation"
    ):
        if decision.responsable is not None:
            invitees.setdefault(decision.responsable_id, decision.responsable)
    for fonction in avs:
        invitees.setdefault(fonction.pk, fonction)
    return sorted(
        invitees.values(), key=lambda f: (f.organisation.nom, f.personne.nom, f.personne.prenom)
    )


def relais_possibles(reunion: Reunion, le: date) -> list[Fonction]:
    """Who may take over, or carry a new action, on day `le`: in office, and not of another centre."""
    return [
        fonction
        for fonction in responsables_possibles(reunion)
        if fonction.is_en_cours(le) and not _is_d_un_autre_centre(fonction, reunion)
    ]


def _is_d_un_autre_centre(fonction: Fonction, reunion: Reunion) -> bool:
    return (
        reunion.centre_id is not None
        and fonction.organisation.genre == GenreOrganisation.CENTRE
        and fonction.organisation_id != reunion.centre_id
    )
