"""Who else has the minutes open for writing: a light heartbeat, forgotten after half a minute."""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from gouvernance.models import CompteRendu, PointOrdreDuJour, PresenceRedaction, Reunion
from pacte.accord.models import Fonction

# A page tells that it is open every ten seconds: three silences and it is gone.
PRESENTE_PENDANT = timedelta(seconds=30)
EFFACEE_APRES = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Ecrivain:
    """Somebody who has the minutes open, and the item where her cursor is."""

    nom: str
    point: PointOrdreDuJour | None
    meme_personne: bool

    @property
    def phrase(self) -> str:
        """Say it: « Dora Saule écrit aussi, point 3 »."""
        ou = f", point {self.point.ordre}" if self.point else ""
        if self.meme_personne:
            return f"Vous écrivez aussi dans un autre onglet{ou}"
        return f"{self.nom} écrit aussi{ou}"


@transaction.atomic
def signaler(
    reunion: Reunion, *, par: Fonction, onglet: uuid.UUID, point: int | None
) -> list[Ecrivain]:
    """Note that this page is open, and return who else writes now.

    Nothing is noted while nobody has written a word: there are no minutes to have open.
    """
    compte_rendu = CompteRendu.objects.filter(reunion=reunion).first()
    if compte_rendu is None:
        return []
    maintenant = timezone.now()
    ici = reunion.points.filter(pk=point).first() if point is not None else None
    PresenceRedaction.objects.update_or_create(
        compte_rendu=compte_rendu,
        fonction=par,
        onglet=onglet,
        defaults={"point": ici, "vue_le": maintenant},
    )
    pages = PresenceRedaction.objects.filter(compte_rendu=compte_rendu)
    pages.filter(vue_le__lt=maintenant - EFFACEE_APRES).delete()
    autres = (
        pages.filter(vue_le__gt=maintenant - PRESENTE_PENDANT)
        .exclude(onglet=onglet)
        .select_related("fonction__personne", "point")
        .order_by("-vue_le")
    )
    # Somebody with two pages open is named once, where she was seen last.
    vus: dict[int, Ecrivain] = {}
    for page in autres:
        personne = page.fonction.personne
        vus.setdefault(
            personne.pk, Ecrivain(str(personne), page.point, personne.pk == par.personne_id)
        )
    return list(vus.values())


def partir(reunion: Reunion, *, par: Fonction, onglet: uuid.UUID) -> None:
    """Note that this page is closed."""
    PresenceRedaction.objects.filter(
        compte_rendu__reunion=reunion, fonction=par, onglet=onglet
    ).delete()
