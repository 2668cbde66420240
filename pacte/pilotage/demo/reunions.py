"""The demonstration's meetings: past ones with minutes and decisions, coming ones, drafts."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from gouvernance.models import (
    CompteRendu,
    EtatCompteRendu,
    EtatReunion,
    Participation,
    Passage,
    PointOrdreDuJour,
    Presence,
    Reunion,
)
from gouvernance.operations import sceller_compte_rendu
from pacte.accord.models import CategorieParticipant, Fonction, Instance, Pacte, Theme
from pacte.courrier.models import Courriel, EtatCourriel
from pacte.pilotage.demo import textes
from pacte.pilotage.demo.calendrier import (
    JOURS_AVANT_DEFINITIF,
    ReunionPrevue,
    reunions,
    tirage,
)
from pacte.pilotage.demo.circulation import approuver, corriger, faire_relire, presenter
from pacte.pilotage.demo.initiative import ligne_du_calendrier
from pacte.pilotage.demo.releve import ecrire_releve, suivre
from pacte.socle.ecriture_legere import depuis_leger

# One definitive record in ten was corrected since, this many days after.
JOURS_AVANT_ADDENDUM = 12
ADDENDUM_TOUTES_LES = 10


@dataclass(slots=True)
class Salle:
    """What every meeting of the demonstration needs, read once."""

    pacte: Pacte
    au: date
    agent: Fonction
    fonctions: list[Fonction]
    instances: dict[str, Instance]
    categories: dict[int, list[CategorieParticipant]]
    themes: dict[int, Theme]
    centres: dict[str, Fonction] = field(default_factory=dict)
    sceller: bool = True


def charger_reunions(pacte: Pacte, fonctions: dict[str, Fonction], au: date) -> int:
    """Create all the meetings of the demonstration; return how many."""
    salle = ouvrir_salle(pacte, fonctions["camille-aubier"], list(fonctions.values()), au)
    prevues = reunions(au)
    passees = [prevue for prevue in prevues if prevue.jour <= au]
    futures = [prevue for prevue in prevues if prevue.jour > au]
    for rang, prevue in enumerate(passees):
        tenir_reunion(salle, prevue, rang, derniere=rang == len(passees) - 1)
    suivre(pacte, salle.agent, au)
    for rang, prevue in enumerate(futures):
        # The next two are announced; the others are being prepared.
        _reunion_future(salle, prevue, annoncee=rang < 2)
    return len(prevues)


def ouvrir_salle(
    pacte: Pacte, agent: Fonction, fonctions: list[Fonction], au: date, *, sceller: bool = True
) -> Salle:
    """Read what the meetings of a pact need; `agent` prepares them, `fonctions` come to them."""
    instances = {instance.code: instance for instance in pacte.instances.order_by("ordre")}
    return Salle(
        pacte=pacte,
        au=au,
        agent=agent,
        fonctions=fonctions,
        sceller=sceller,
        instances=instances,
        categories={
            instance.pk: list(instance.categories.order_by("ordre"))
            for instance in instances.values()
        },
        themes={theme.numero: theme for theme in pacte.themes.order_by("numero")},
        centres={
            fonction.organisation.code: fonction
            for fonction in fonctions
            if fonction.qualite == "direction"
        },
    )


def _instant(jour: date, heure: int) -> datetime:
    return timezone.make_aware(datetime.combine(jour, time(heure)))


def _creer_reunion(salle: Salle, prevue: ReunionPrevue, etat: str) -> Reunion:
    instance = salle.instances[prevue.instance]
    direction = salle.centres.get(prevue.centre)
    centre = direction.organisation if direction else None
    ouverte_par = direction if prevue.instance == "comite-financeurs" and direction else salle.agent
    theme = salle.themes.get(prevue.theme)
    reunion = Reunion(
        pacte=salle.pacte,
        instance=instance,
        centre=centre,
        theme=theme,
        ligne_calendrier=ligne_du_calendrier(
            salle.pacte, salle.agent, instance, theme, prevue.jour
        ),
        etat=etat,
        date_reunion=prevue.jour,
        debut=_instant(prevue.jour, prevue.heure),
        duree_minutes=instance.duree_minutes,
        lieu=textes.LIEUX[prevue.instance].format(centre=centre.nom if centre else ""),
        organisateur=ouverte_par.organisation,
        ouverte_par=ouverte_par,
        date_invitation=(
            prevue.jour - timedelta(days=instance.delai_invitation)
            if etat != EtatReunion.BROUILLON
            else None
        ),
    )
    reunion._history_date = _instant(prevue.jour - timedelta(days=40), 9)
    reunion.save()
    for ordre, modele in enumerate(instance.ordre_du_jour, start=1):
        PointOrdreDuJour(
            reunion=reunion,
            ordre=ordre,
            titre=modele["titre"],
            duree_minutes=modele["duree_minutes"],
            genre=modele["genre"],
            objectif=modele.get("objectif", ""),
        ).save()
    return reunion


def _inviter(salle: Salle, reunion: Reunion, *, envoyees: bool) -> list[Participation]:
    participations = []
    for categorie in salle.categories[reunion.instance_id]:
        for fonction in salle.fonctions:
            organisation = fonction.organisation
            if organisation.genre not in categorie.genres_organisation:
                continue
            if categorie.qualites and fonction.qualite not in categorie.qualites:
                continue
            if (
                reunion.centre_id
                and organisation.genre == "centre"
                and (organisation.pk != reunion.centre_id)
            ):
                continue
            if any(p.fonction_id == fonction.pk for p in participations):
                continue
            participation = Participation(reunion=reunion, fonction=fonction, categorie=categorie)
            if envoyees and fonction.personne.courriel:
                participation.courriel = _courriel_envoye(reunion, fonction)
            participation.save()
            participations.append(participation)
    return participations


def _courriel_envoye(reunion: Reunion, fonction: Fonction) -> Courriel:
    """The invitation as it was sent at its time: a row of the outbox, already delivered."""
    courriel = Courriel(
        destinataire=fonction.personne.courriel,
        nom_destinataire=str(fonction.personne),
        objet=f"{reunion.instance.nom} : invitation",
        texte=f"Vous êtes invité à la réunion « {reunion} ».",
        pacte_code=reunion.pacte.code,
        etat=EtatCourriel.ENVOYE,
        tentatives=1,
        envoye_le=_instant(reunion.date_invitation or reunion.date_reunion, 9),
        message_id="",
    )
    courriel.message_id = f"<{courriel.pk}@{textes.DOMAINE}>"
    courriel.save()
    return courriel


def _reunion_future(salle: Salle, prevue: ReunionPrevue, *, annoncee: bool) -> None:
    etat = EtatReunion.INVITEE if annoncee else EtatReunion.BROUILLON
    reunion = _creer_reunion(salle, prevue, etat)
    if annoncee and reunion.date_invitation and reunion.date_invitation > salle.au:
        reunion.date_invitation = salle.au
        reunion.save()
    _inviter(salle, reunion, envoyees=annoncee)


def _passage(compte_rendu: CompteRendu, point: PointOrdreDuJour, rang: int) -> Passage:
    """What was said on an item: plain for one half, with headings, lists or a table for the other."""
    riche = tirage(2, "forme", rang, point.ordre) == 0
    choix = (textes.PASSAGES_MIS_EN_FORME if riche else textes.PASSAGES)[point.genre]
    texte = choix[tirage(len(choix), "passage", rang, point.ordre)]
    return Passage(
        compte_rendu=compte_rendu,
        point=point,
        texte=depuis_leger(texte) if riche else texte,
        mise_en_forme=riche,
    )


def tenir_reunion(
    salle: Salle, prevue: ReunionPrevue, rang: int, *, derniere: bool = False
) -> None:
    """Create a past meeting with its people, its minutes and its decisions."""
    reunion = _creer_reunion(salle, prevue, EtatReunion.TENUE)
    for participation in _inviter(salle, reunion, envoyees=True):
        sort = tirage(10, "presence", rang, participation.fonction.personne.cle)
        participation.presence = (
            Presence.EXCUSEE
            if sort == 0
            else Presence.A_DISTANCE
            if sort == 1
            else Presence.PRESENTE
        )
        if participation.presence == Presence.PRESENTE and sort == 2:
            # Somebody comes late, once in a while.
            participation.arrivee = time(prevue.heure, 20)
        participation.save()
    if derniere:
        # The last one held: its minutes remain to be written.
        return
    compte_rendu = CompteRendu(
        pacte=salle.pacte,
        reunion=reunion,
        redige_par=salle.agent,
        etat=EtatCompteRendu.REDACTION,
        conclusion="La prochaine réunion est fixée d'un commun accord.",
    )
    compte_rendu.save()
    points = list(reunion.points.order_by("ordre"))
    for point in points:
        _passage(compte_rendu, point, rang).save()
    ecrire_releve(salle.pacte, reunion, points, salle.fonctions, rang, salle.au)
    compte_rendu.etat = EtatCompteRendu.PROJET
    presenter(compte_rendu, salle.agent, min(prevue.jour + timedelta(days=6), salle.au))
    compte_rendu.save()
    definitif_le = prevue.jour + timedelta(days=JOURS_AVANT_DEFINITIF)
    if definitif_le > salle.au or not salle.sceller:
        faire_relire(compte_rendu, salle.agent, salle.au)
        return
    approuver(compte_rendu, rang)
    sceller_compte_rendu(compte_rendu, par=salle.agent, le=definitif_le)
    corrige_le = definitif_le + timedelta(days=JOURS_AVANT_ADDENDUM)
    if rang % ADDENDUM_TOUTES_LES == 0 and corrige_le <= salle.au:
        corriger(compte_rendu, salle.agent, corrige_le)
