"""The demonstration's date poll: one open on the latest draft, half of the people having answered."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from gouvernance.models import (
    ChoixCreneau,
    Creneau,
    EnvoiSondage,
    EtatReunion,
    Participation,
    ReponseCreneau,
    Reunion,
    Sondage,
    VoieReponse,
)
from pacte.accord.models import Fonction, Pacte
from pacte.courrier.models import Courriel, EtatCourriel
from pacte.pilotage.demo import textes
from pacte.pilotage.demo.calendrier import jour_ouvre, tirage

MOTS = (ChoixCreneau.OUI, ChoixCreneau.OUI, ChoixCreneau.SI_BESOIN, ChoixCreneau.NON)
# (days from the last one, hour) of each proposed time.
CRENEAUX = ((25, 14), (27, 9), (32, 17))


def charger_sondages(pacte: Pacte, fonctions: dict[str, Fonction], au: date) -> int:
    """Open a poll on the latest meeting being prepared; return how many (none without a draft)."""
    reunion = (
        Reunion.objects.filter(pacte=pacte, etat=EtatReunion.BROUILLON, date_reunion__gt=au)
        .order_by("-date_reunion", "-pk")
        .first()
    )
    if reunion is None:
        return 0
    # Its date is what the poll looks for.
    reunion.date_reunion = reunion.debut = None
    reunion.save()
    sondage = Sondage(
        reunion=reunion,
        ouvert_par=fonctions["camille-aubier"],
        ouvert_le=au - timedelta(days=3),
        date_cloture=au + timedelta(days=6),
        message="Merci de répondre vite : la salle se réserve un mois à l’avance.",
    )
    sondage.save()
    creneaux = [
        Creneau(sondage=sondage, debut=_instant(jour_ouvre(au + timedelta(days=jours)), heure))
        for jours, heure in CRENEAUX
    ]
    for creneau in creneaux:
        creneau.duree_minutes = reunion.duree_minutes
        creneau.save()
    participations = reunion.participations.select_related("fonction__personne").order_by("pk")
    for rang, participation in enumerate(participations):
        _interroger(sondage, participation, creneaux, rang)
    return 1


def _interroger(
    sondage: Sondage, participation: Participation, creneaux: list[Creneau], rang: int
) -> None:
    """One person asked at the opening; every other one has answered since."""
    envoi = EnvoiSondage(sondage=sondage, participation=participation)
    if participation.fonction.personne.courriel:
        envoi.courriel = _courriel_envoye(sondage, participation.fonction)
    repond = rang % 2 == 0
    if repond:
        par_lien = participation.fonction.personne.courriel
        envoi.voie_reponse = VoieReponse.LIEN if par_lien else VoieReponse.ORGANISATEUR
        envoi.repondu_le = _instant(sondage.ouvert_le + timedelta(days=1), 11)
    envoi.save()
    if repond:
        for place, creneau in enumerate(creneaux):
            mot = MOTS[tirage(len(MOTS), "sondage", rang, place)]
            ReponseCreneau(creneau=creneau, envoi=envoi, choix=mot).save()


def _courriel_envoye(sondage: Sondage, fonction: Fonction) -> Courriel:
    """The question as it was sent: it carried a personal link, so its text is erased."""
    courriel = Courriel(
        destinataire=fonction.personne.courriel,
        nom_destinataire=str(fonction.personne),
        objet=f"{sondage.reunion.instance.nom} : dites vos disponibilités",
        texte="Ce courriel portait un lien personnel. Son texte est effacé depuis l'envoi.",
        confidentiel=True,
        etat=EtatCourriel.ENVOYE,
        tentatives=1,
        envoye_le=_instant(sondage.ouvert_le, 9),
        message_id="",
    )
    courriel.message_id = f"<{courriel.pk}@{textes.DOMAINE}>"
    courriel.save()
    return courriel


def _instant(jour: date, heure: int) -> datetime:
    return timezone.make_aware(datetime.combine(jour, time(heure)))
