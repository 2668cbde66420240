"""Personal links: made with a mail, limited to one participation, dead after their last day (S13)."""

from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from gouvernance.models import LienPersonnel, Participation, PorteurLien, Reunion
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
    au_moins: date | None = None,
) -> str:
    """Make a link for one holder and return its secret, of which only the hash is kept.

    Call it in the transaction that writes the mail; the mail must be `confidentiel`. `au_moins` is a
    day, included, until which the link opens whatever the date of the meeting.
    """
    jeton = tirer_jeton()
    LienPersonnel.objects.create(
        participation=participation,
        porteur=porteur,
        courriel=courriel or participation.fonction.personne.courriel,
        empreinte=empreinte_du_jeton(jeton),
        expire_le=max(fin_de_validite(participation), _lendemain(au_moins or timezone.localdate())),
    )
    return jeton


def fin_de_validite(participation: Participation) -> datetime:
    """Return the instant when a link to this meeting stops opening anything."""
    return _fin(participation.reunion)


def _fin(reunion: Reunion) -> datetime:
    jour = reunion.date_reunion
    dernier = (
        jour + timedelta(days=JOURS_APRES_LA_REUNION)
        if jour is not None
        else timezone.localdate() + timedelta(days=JOURS_SANS_DATE)
    )
    return _lendemain(dernier)


def _lendemain(jour: date) -> datetime:
    """The first instant after a day."""
    return timezone.make_aware(datetime.combine(jour + timedelta(days=1), time.min))


def trouver_lien(jeton: str) -> LienPersonnel | None:
    """Return the link of a secret while it opens something, else None.

    A link is bound to the mailbox that received it: when the person, her secretariat or whoever
    represents her has another address today, the former mailbox opens nothing more. It dies with
    the function in which the person is invited, as the rights of an account do.
    """
    lien = (
        LienPersonnel.objects.filter(empreinte=empreinte_du_jeton(jeton))
        .select_related(
            "participation__reunion__instance",
            "participation__reunion__pacte__ville",
            "participation__reunion__centre",
            "participation__reunion__theme",
            "participation__reunion__organisateur",
            "participation__fonction__personne",
            "participation__fonction__organisation",
        )
        .first()
    )
    if lien is None or not lien.is_utilisable(timezone.now()):
        return None
    if not lien.participation.fonction.is_en_cours(timezone.localdate()):
        return None
    if lien.courriel.lower() != adresse_du_porteur(lien).lower():
        return None
    return lien


def adresse_du_porteur(lien: LienPersonnel) -> str:
    """The address at which the holder of this link receives her mail today; "" without one."""
    participation = lien.participation
    return {
        PorteurLien.PERSONNE: participation.fonction.personne.courriel,
        PorteurLien.SECRETARIAT: participation.fonction.personne.secretariat_courriel,
        PorteurLien.REPRESENTANT: participation.representant_courriel,
    }[PorteurLien(lien.porteur)]


def revoquer_liens(participation: Participation) -> None:
    """Close every link of a participation: the person is no longer invited, or asked for it."""
    participation.liens.filter(revoque_le__isnull=True).update(revoque_le=timezone.now())


def revoquer_liens_de_la_reunion(reunion: Reunion) -> None:
    """Close every link to a meeting: it is cancelled."""
    _ouverts(reunion).update(revoque_le=timezone.now())


def suivre_la_date(reunion: Reunion) -> None:
    """Move the end of every open link with the meeting's day."""
    _ouverts(reunion).update(expire_le=_fin(reunion))


def _ouverts(reunion: Reunion) -> QuerySet[LienPersonnel]:
    return LienPersonnel.objects.filter(participation__reunion=reunion, revoque_le__isnull=True)
