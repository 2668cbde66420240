"""Factories of date polls: a draft, its people, its times; the personal links read in the mails."""

import re
import uuid
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from gouvernance.models import EnvoiSondage, Reunion, Sondage, VoieReponse
from gouvernance.operations import sondages
from pacte.accord.models import Fonction
from pacte.courrier.models import Courriel
from tests.factories_gouvernance import relue, un_brouillon

LIEN = re.compile(r"/sondages/([\w-]+)/")


def a(jour: date, heure: int = 14) -> datetime:
    """The instant of a day at an hour of Paris."""
    return timezone.make_aware(datetime.combine(jour, time(heure)))


def dans(jours: int, heure: int = 14) -> datetime:
    return a(timezone.localdate() + timedelta(days=jours), heure)


def un_sondage(
    p: SimpleNamespace,
    par: Fonction,
    *,
    reunion: Reunion | None = None,
    creneaux: Sequence[datetime] = (),
    fin: int = 5,
    **champs: Any,
) -> Sondage:
    """A poll open on a draft: three times, answers for `fin` days."""
    reunion = reunion or un_brouillon(p, par, **champs)
    sondage, _ = sondages.ouvrir(
        reunion,
        par=par,
        cle=uuid.uuid4(),
        creneaux=list(creneaux) or [dans(20), dans(21), dans(22, 9)],
        duree_minutes=90,
        date_cloture=timezone.localdate() + timedelta(days=fin),
        message="Merci de répondre vite.",
    )
    return relu(sondage)


def relu(sondage: Sondage) -> Sondage:
    """The poll as a page reads it."""
    lu = Sondage.objects.prefetch_related("creneaux").get(pk=sondage.pk)
    lu.reunion = relue(lu.reunion)
    return lu


def envoi_de(sondage: Sondage, fonction: Fonction) -> EnvoiSondage:
    envoi = EnvoiSondage.objects.get(sondage=sondage, participation__fonction=fonction)
    envoi.sondage = relu(sondage)
    return envoi


def repondre(sondage: Sondage, fonction: Fonction, *mots: str) -> None:
    """Answer signed in, one word a time in their order."""
    pks = [creneau.pk for creneau in relu(sondage).creneaux.all()]
    sondages.repondre(
        envoi_de(sondage, fonction),
        choix=dict(zip(pks, mots, strict=True)),
        voie=VoieReponse.PORTAIL,
        par=fonction,
    )


def jeton_de(courriel: Courriel) -> str:
    """The secret that a mail carries."""
    (jeton,) = set(LIEN.findall(courriel.texte))
    return jeton


def jeton_envoye_a(adresse: str) -> str:
    """The secret of the last mail to an address."""
    return jeton_de(Courriel.objects.filter(destinataire=adresse).latest("cree_le"))
