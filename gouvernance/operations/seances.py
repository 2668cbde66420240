"""What several people write during one meeting: one line of the journal for each half-hour of one's."""

from datetime import timedelta

from django.utils import timezone

from gouvernance.models import Reunion
from pacte.accord.models import Fonction
from pacte.journal.models import Entree, Resultat
from pacte.journal.operations import inscrire

UNE_LIGNE_PAR = timedelta(minutes=30)


def inscrire_par_seance(action: str, reunion: Reunion, *, par: Fonction) -> None:
    """Journal an act that is repeated at each touch, once for each half-hour of one person's work."""
    recente = Entree.objects.filter(
        action=action,
        objet_type="reunion",
        objet_id=str(reunion.pk),
        fonction_id=par.pk,
        resultat=Resultat.ACCOMPLI,
        instant__gt=timezone.now() - UNE_LIGNE_PAR,
    )
    if not recente.exists():
        inscrire(action, objet=reunion, par=par)
