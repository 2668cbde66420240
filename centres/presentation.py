"""A centre as its page and the panels of upper rooms know it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from centres import rules
from centres.models import Agrement, EtatAgrement
from pacte.accord.models import Fonction, GenreOrganisation, Organisation, Pacte
from pacte.socle.dates import ecrire_jour_court


@dataclass(frozen=True, slots=True)
class CentreDuPacte:
    """What the place « centre » hands to panels: a centre, seen from one pact."""

    pacte: Pacte
    centre: Organisation


def centres_du_pacte(pacte: Pacte) -> QuerySet[Organisation]:
    """The centres that are parties, with their agréments, in the order of the act."""
    return (
        Organisation.objects.filter(genre=GenreOrganisation.CENTRE, parties__pacte=pacte)
        .prefetch_related(Prefetch("agrements", to_attr="agrements_connus"))
        .order_by("parties__ordre", "nom")
    )


def etat_agrement(agrements: Sequence[Agrement], au: date) -> tuple[EtatAgrement, str]:
    """The state of a centre's agrément on day `au`, and a sentence that says it."""
    en_cours = [a for a in agrements if a.date_debut <= au <= a.date_fin]
    if not en_cours:
        if any(a.date_fin < au for a in agrements):
            return EtatAgrement.EXPIRE, "Le dernier agrément connu a pris fin."
        return EtatAgrement.INCONNU, "Aucun agrément en cours n'est noté ici."
    dernier = max(en_cours, key=lambda a: a.date_fin)
    suite = any(a.date_fin > dernier.date_fin for a in agrements)
    if rules.is_fin_proche(dernier.date_fin, au) and not suite:
        return EtatAgrement.A_RENOUVELER, "Son renouvellement est à préparer dès maintenant."
    fin = ecrire_jour_court(dernier.date_fin)
    return EtatAgrement.EN_COURS, f"Agrément jusqu'au {fin} : « {dernier.projet_social} »."


def personnes_du_centre(centre: Organisation, le: date) -> QuerySet[Fonction]:
    """Who holds a function in the centre on day `le`."""
    return (
        Fonction.objects.filter(organisation=centre)
        .en_cours(le)
        .select_related("personne", "organisation")
        .order_by("qualite", "personne__nom")
    )
