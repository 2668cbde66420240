"""Personal links: made with a mail, limited to one participation, dead after their last day."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from gouvernance.models import LienPersonnel, Participation, PorteurLien
from pacte.socle.jetons import empreinte_du_jeton, tirer_jeton

# The link still opens the meeting's documents a month after it, for those who read late.
JOURS_APRES_LA_REUNION = 30
# Without a date yet, it lives long enough for a poll.
JOURS_SANS_DATE = 60


def creer_lien(
    participation: Participation,
    *,
    porteur: PorteurLien = PorteurLien.PERSONNE,
    courriel: str = "",
) -> str:
    """Make a link for one holder and return its secret, of which only the hash is kept.

    Call it in the transaction that writes the mail; the mail must be `confidentiel`.
    """
    jeton = tirer_jeton()
    LienPersonnel.objects.create(
        participation=participation,
        porteur=porteur,
        courriel=courriel or participation.fonction.personne.courriel,
        empreinte=empreinte_du_jeton(jeton),
        expire_le=fin_de_validite(participation),
    )
    return jeton


def fin_de_validite(participation: Participation) -> datetime:
    """Return the instant when a link to this meeting stops opening anything."""
    jour = participation.reunion.date_reunion
    dernier = (
        jour + timedelta(days=JOURS_APRES_LA_REUNION)
        if jour is not None
        else timezone.localdate() + timedelta(days=JOURS_SANS_DATE)
    )
    return timezone.make_aware(datetime.combine(dernier + timedelta(days=1), time.min))


def trouver_lien(jeton: str) -> LienPersonnel | None:
    """Return the link of a secret while it opens something, else None."""
    lien = (
        LienPersonnel.objects.filter(empreinte=empreinte_du_jeton(jeton))
        .select_related(
            "participation__reunion__instance",
            "participation__reunion__pacte",
            "participation__reunion__centre",
            "participation__fonction__personne",
            "participation__fonction__organisation",
        )
        .first()
    )
    if lien is None or not lien.is_utilisable(timezone.now()):
        return None
    return lien


def revoquer_liens(participation: Participation) -> None:
    """Close every link of a participation: the person is no longer invited, or asked for it."""
    participation.liens.filter(revoque_le__isnull=True).update(revoque_le=timezone.now())
