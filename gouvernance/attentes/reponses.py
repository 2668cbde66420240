"""The invitations that wait for the acting person's answer, for her home page."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from gouvernance.models import EtatReunion, Participation, ReponseInvitation, Reunion
from pacte.accord.models import Fonction
from pacte.socle.a_faire import AFaire
from pacte.socle.dates import ecrire_jour_court


def colonnes(fonction: Fonction) -> dict[str, Any]:
    """What this list reads of a meeting: see `gouvernance.a_faire.lire_reunions`.

    Whoever opened the meeting herself is not asked here; the page of the meeting still asks her.
    """
    attendues = Participation.objects.filter(
        reunion=OuterRef("pk"),
        fonction__personne=fonction.personne_id,
        reponse=ReponseInvitation.ATTENDUE,
        reunion__etat=EtatReunion.INVITEE,
        reunion__debut__gt=timezone.now(),
    ).exclude(reunion__ouverte_par__personne=fonction.personne_id)
    return {"is_reponse_attendue": Exists(attendues)}


def invitations_a_repondre(reunions: Iterable[Reunion]) -> list[AFaire]:
    """Return « Répondre à l'invitation », once a meeting whatever her functions invited to it."""
    return [_a_faire(reunion) for reunion in reunions if reunion.is_reponse_attendue]


def _a_faire(reunion: Reunion) -> AFaire:
    jour: date = reunion.date_reunion
    return AFaire(
        f"Répondre à l’invitation : {reunion}, le {ecrire_jour_court(jour)}.",
        jour,
        reverse("voir_reunion", args=[reunion.pacte.code, reunion.pk]),
        "Répondre",
    )
