"""The demonstration's answers: to the announced meetings, in each of the ways an answer comes."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from gouvernance.models import EtatReunion, Participation, ReponseInvitation, VoieReponse
from pacte.accord.models import Fonction, Pacte
from pacte.courrier.models import Courriel, EtatCourriel
from pacte.pilotage.demo import textes
from pacte.pilotage.demo.calendrier import tirage

ELUE_AVEC_SECRETARIAT = "claire-bouleau"
SECRETARIAT = ("Secrétariat des élues et élus", f"secretariat.elus@{textes.DOMAINE}")
REFUS = "550 5.1.1 Adresse inconnue sur ce serveur"
# Out of ten people: how many answer each way; the others have not answered yet.
PARTS = (
    (ReponseInvitation.PRESENTE, 4),
    (ReponseInvitation.A_DISTANCE, 1),
    (ReponseInvitation.EXCUSEE, 1),
    (ReponseInvitation.REPRESENTEE, 1),
)
VOIES = (VoieReponse.LIEN, VoieReponse.PORTAIL, VoieReponse.ORGANISATEUR)


def charger_reponses(pacte: Pacte, fonctions: dict[str, Fonction], au: date) -> None:
    """Give an elected member her secretariat, and answers to the meetings already announced."""
    elue = fonctions[ELUE_AVEC_SECRETARIAT].personne
    elue.secretariat_nom, elue.secretariat_courriel = SECRETARIAT
    elue.save()
    annoncees = pacte.reunions.filter(etat=EtatReunion.INVITEE).order_by("date_reunion", "pk")
    for rang, reunion in enumerate(annoncees.select_related("instance", "pacte")):
        lignes = reunion.participations.select_related("fonction__personne", "courriel")
        participations = list(lignes.order_by("pk"))
        for participation in participations:
            participation.reunion = reunion
            _repondre(participation, rang, au, fonctions["camille-aubier"])
        _refuser_un_envoi(participations)


def _instant(jour: date) -> datetime:
    return timezone.make_aware(datetime.combine(jour, time(14, 20)))


def _repondre(participation: Participation, rang: int, au: date, agent: Fonction) -> None:
    personne = participation.fonction.personne
    secretariat = bool(personne.secretariat_courriel)
    if secretariat:
        participation.courriel_secretariat = _copie(participation)
    reponse = _tiree(rang, personne.cle)
    if reponse is not None:
        participation.reponse = reponse
        envoi = participation.reunion.date_invitation or au
        jours = 1 + tirage(5, "delai", rang, personne.cle)
        participation.repondu_le = _instant(min(au, envoi + timedelta(days=jours)))
        voie = VOIES[tirage(len(VOIES), "voie", rang, personne.cle)]
        if secretariat:
            voie = VoieReponse.SECRETARIAT
        elif not personne.courriel:
            voie = VoieReponse.ORGANISATEUR
        participation.voie_reponse = voie
        if voie != VoieReponse.SECRETARIAT:
            note = voie == VoieReponse.ORGANISATEUR
            participation.repondu_par = agent if note else participation.fonction
        if reponse == ReponseInvitation.REPRESENTEE:
            participation.representant_nom = "Alix Fougère"
    participation.save()


def _tiree(rang: int, cle: str) -> ReponseInvitation | None:
    sort = tirage(10, "reponse", rang, cle)
    for reponse, part in PARTS:
        if sort < part:
            return reponse
        sort -= part
    return None


def _copie(participation: Participation) -> Courriel:
    """The invitation as the secretariat had it: delivered, its text erased since."""
    nom, adresse = SECRETARIAT
    copie = Courriel(
        destinataire=adresse,
        nom_destinataire=nom,
        objet=f"{participation.reunion.instance.nom} : invitation",
        texte="Ce courriel portait un lien personnel.",
        confidentiel=True,
        etat=EtatCourriel.ENVOYE,
        tentatives=1,
        envoye_le=_instant(participation.reunion.date_invitation),
        pacte_code=participation.reunion.pacte.code,
    )
    copie.message_id = f"<{copie.pk}@{textes.DOMAINE}>"
    copie.save()
    return copie


def _refuser_un_envoi(participations: list[Participation]) -> None:
    """One mailbox refused the invitation, with the words of its server."""
    for participation in participations:
        courriel = participation.courriel
        if courriel is not None and participation.reponse == ReponseInvitation.ATTENDUE:
            courriel.etat, courriel.envoye_le = EtatCourriel.REFUSE, None
            courriel.dernier_echec = REFUS
            courriel.save()
            return
