"""The invitations that wait for the acting person's answer, for her home page."""

from datetime import date

from django.urls import reverse
from django.utils import timezone

from gouvernance.models import EtatReunion, Participation, ReponseInvitation, Reunion
from pacte.accord.models import Fonction, Pacte
from pacte.socle.a_faire import AFaire
from pacte.socle.dates import ecrire_jour_court


def invitations_a_repondre(fonction: Fonction, pacte: Pacte | None = None) -> list[AFaire]:
    """Return « Répondre à l'invitation » for each meeting to come, in one query.

    Whoever opened the meeting herself is not asked here; the page of the meeting still asks her.
    """
    participations = (
        Participation.objects.filter(
            fonction__personne=fonction.personne_id,
            reponse=ReponseInvitation.ATTENDUE,
            reunion__etat=EtatReunion.INVITEE,
            reunion__debut__gt=timezone.now(),
            reunion__in=Reunion.objects.for_fonction(fonction),
        )
        .exclude(reunion__ouverte_par__personne=fonction.personne_id)
        .select_related("reunion__pacte", "reunion__instance", "reunion__centre", "reunion__theme")
        .order_by("reunion__debut", "pk")
    )
    if pacte is not None:
        participations = participations.filter(reunion__pacte=pacte)
    # One thing to do a meeting, whatever the number of functions in which she is invited.
    par_reunion = {p.reunion_id: p.reunion for p in participations}
    return [_a_faire(reunion) for reunion in par_reunion.values()]


def _a_faire(reunion: Reunion) -> AFaire:
    jour: date = reunion.date_reunion
    return AFaire(
        f"Répondre à l’invitation : {reunion}, le {ecrire_jour_court(jour)}.",
        jour,
        reverse("voir_reunion", args=[reunion.pacte.code, reunion.pk]),
        "Répondre",
    )
