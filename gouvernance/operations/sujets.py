"""Following an item from one meeting to the next, under one topic."""

from django.db import transaction
from django.utils import timezone

from gouvernance.lectures.sujets import sujets_proposables
from gouvernance.models import PointOrdreDuJour, Sujet
from gouvernance.operations.verrou import verrouiller
from gouvernance.permissions import decisions as droits_decisions
from pacte.accord.models import Fonction
from pacte.journal.operations import inscrire
from pacte.socle.droits import ActeRefuse, exiger, refus


@transaction.atomic
def suivre_un_sujet(
    point: PointOrdreDuJour, *, par: Fonction, sujet: Sujet | None = None, titre: str = ""
) -> Sujet:
    """Link an item to a topic, or to a new one named `titre`; its definitive minutes do not change.

    The same topic given again, or a new one of the same name on the same item, changes nothing.
    """
    reunion = verrouiller(point.reunion)
    point = PointOrdreDuJour.objects.select_related("sujet").get(pk=point.pk)
    le = timezone.localdate()
    exiger(droits_decisions.can_suivre_un_sujet(par, reunion, le))
    if sujet is not None and not sujets_proposables(reunion, par).filter(pk=sujet.pk).exists():
        raise ActeRefuse(refus("Ce sujet n'est pas de ceux que cette réunion peut suivre."))
    actuel = point.sujet
    if actuel is not None and (actuel == sujet or (sujet is None and actuel.titre == titre)):
        return actuel
    if sujet is None:
        sujet = Sujet.objects.create(
            pacte=reunion.pacte,
            instance=reunion.instance,
            centre=reunion.centre,
            titre=titre,
            ouvert_le=reunion.date_reunion or le,
        )
    point.sujet = sujet
    point.save()
    inscrire("suivre_un_sujet", objet=reunion, par=par, motif=f"{point.titre} : {sujet.titre}")
    return sujet
