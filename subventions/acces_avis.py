"""Personal links to one opinion: made with its mail, dead with the decision (S13)."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from pacte.socle.jetons import empreinte_du_jeton, tirer_jeton
from subventions.models import Avis, LienAvis
from subventions.permissions import can_ouvrir_lien

# A late opinion is still of use until the decision: the link opens a month after its date.
JOURS_APRES_ECHEANCE = 30


def creer_lien(avis: Avis, courriel: str) -> str:
    """Make a link and return its secret, of which only the hash is kept.

    Call it in the transaction that writes the mail; the mail must be `confidentiel`.
    """
    jeton = tirer_jeton()
    dernier = max(avis.echeance, timezone.localdate()) + timedelta(days=JOURS_APRES_ECHEANCE)
    LienAvis.objects.create(
        avis=avis,
        courriel=courriel,
        empreinte=empreinte_du_jeton(jeton),
        expire_le=timezone.make_aware(datetime.combine(dernier + timedelta(days=1), time.min)),
    )
    return jeton


def trouver_lien(jeton: str) -> LienAvis | None:
    """Return the link of a secret while it opens its opinion, else None."""
    lien = (
        LienAvis.objects.filter(empreinte=empreinte_du_jeton(jeton))
        .select_related(
            "avis__organisation",
            "avis__demande__centre",
            "avis__demande__theme",
            "avis__demande__pacte__ville",
        )
        .first()
    )
    if lien is None or not can_ouvrir_lien(lien, timezone.now()):
        return None
    return lien


def revoquer_liens(avis: Avis) -> None:
    """Close every link to an opinion that is no longer asked."""
    avis.liens.filter(revoque_le__isnull=True).update(revoque_le=timezone.now())
