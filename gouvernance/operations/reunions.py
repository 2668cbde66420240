"""Opening a meeting, preparing it, noting who came."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from gouvernance import permissions
from gouvernance.acces_par_lien import suivre_la_date
from gouvernance.lectures.composition import (
    attendus,
    candidats,
    categorie_de,
    organisations_du_pacte,
)
from gouvernance.models import (
    EtatReunion,
    GenrePoint,
    LigneCalendrier,
    Participation,
    PointOrdreDuJour,
    Reunion,
)
from gouvernance.notifications import invitations as notifications_invitations
from gouvernance.operations.agenda_approbation import inscrire_les_approbations
from gouvernance.operations.inscriptions import inscrire_questions
from gouvernance.operations.ordre_du_jour import completer_a_l_ouverture
from gouvernance.operations.reouverture import rouvrir_le_projet
from gouvernance.operations.reponses import redemander
from gouvernance.operations.verrou import verrouiller
from pacte.accord.models import Fonction, Instance, Organisation, Pacte, Theme
from pacte.journal.operations import inscrire
from pacte.socle.dates import ecrire_jour
from pacte.socle.droits import ActeRefuse, exiger, refus
from pacte.socle.versions import CleDejaUtilisee, verifier_version


def instant(jour: date, heure: time) -> datetime:
    """Return the instant of a day and time read in Paris."""
    return timezone.make_aware(datetime.combine(jour, heure))


def creer(
    pacte: Pacte,
    *,
    instance: Instance,
    centre: Organisation | None,
    theme: Theme | None,
    par: Fonction,
    cle: uuid.UUID,
    date_reunion: date | None = None,
    heure: time | None = None,
    lieu: str = "",
    depuis_modele: bool = True,
    ligne: LigneCalendrier | None = None,
    organisateur: Organisation | None = None,
    tenue_autrement: str = "",
) -> tuple[Reunion, bool]:
    """Create a draft from its body's template, or return the one that this key made already.

    Participants come from the functions in force on the meeting's day, the agenda and the length
    from the body. Without `depuis_modele` both stay empty: of a meeting held elsewhere, nothing is
    stated that nobody said. Raises CleDejaUtilisee when the key made somebody else's meeting, or
    one about something else.
    """
    le = date_reunion or timezone.localdate()
    reunion = Reunion(
        pacte=pacte,
        instance=instance,
        centre=centre,
        theme=theme,
        date_reunion=date_reunion,
        debut=instant(date_reunion, heure) if date_reunion and heure else None,
        duree_minutes=instance.duree_minutes,
        lieu=lieu,
        ligne_calendrier=ligne,
        tenue_autrement=tenue_autrement,
        organisateur=organisateur or par.organisation,
        ouverte_par=par,
        cle_idempotence=cle,
    )
    try:
        with transaction.atomic():
            reunion.save(force_insert=True)
    except IntegrityError:
        existante = Reunion.objects.filter(cle_idempotence=cle).first()
        if existante is None:
            raise
        champs = ("ouverte_par", "pacte", "instance", "centre", "theme", "ligne_calendrier")
        if any(getattr(existante, nom) != getattr(reunion, nom) for nom in champs):
            raise CleDejaUtilisee from None
        return existante, False
    if depuis_modele:
        _remplir(reunion, le)
    return reunion, True


def _remplir(reunion: Reunion, le: date) -> None:
    """Give a draft the agenda and the people of its body's template."""
    instance = reunion.instance
    for ordre, modele in enumerate(instance.ordre_du_jour, start=1):
        point_du_modele(reunion, ordre, modele).save()
    organisations = organisations_du_pacte(reunion.pacte, le)
    fonctions = candidats(instance, reunion.centre, organisations, le)
    for attendu in attendus(list(instance.categories.order_by("ordre")), fonctions):
        Participation(
            reunion=reunion, fonction=attendu.fonction, categorie=attendu.categorie
        ).save()


def point_du_modele(
    reunion: Reunion, ordre: int, modele: Mapping[str, Any] | str
) -> PointOrdreDuJour:
    """Return an agenda item from the body's template: a title, or a table with its details."""
    if isinstance(modele, str):
        return PointOrdreDuJour(reunion=reunion, ordre=ordre, titre=modele)
    return PointOrdreDuJour(
        reunion=reunion,
        ordre=ordre,
        titre=modele["titre"],
        duree_minutes=modele.get("duree_minutes", 15),
        genre=modele.get("genre", GenrePoint.ECHANGE),
        objectif=modele.get("objectif", ""),
    )


@transaction.atomic
def ouvrir(
    pacte: Pacte,
    *,
    instance: Instance,
    par: Fonction,
    cle: uuid.UUID,
    centre: Organisation | None = None,
    theme: Theme | None = None,
    date_reunion: date | None = None,
    heure: time | None = None,
    lieu: str = "",
    ligne: LigneCalendrier | None = None,
    tenue_autrement: str = "",
) -> Reunion:
    """Open a meeting of a body, as a draft that nobody is told about.

    Whoever opens it in the stead of the party that the act entitles says why in `tenue_autrement`.
    """
    exiger(permissions.can_ouvrir(par, instance, centre, timezone.localdate(), pacte=pacte))
    if permissions.is_titulaire(par, instance, centre, pacte):
        tenue_autrement = ""
    elif not tenue_autrement.strip():
        raise ActeRefuse(refus("Dites pourquoi vous ouvrez cette réunion à la place du centre."))
    reunion, nouvelle = creer(
        pacte,
        instance=instance,
        centre=centre,
        theme=theme,
        par=par,
        cle=cle,
        date_reunion=date_reunion,
        heure=heure,
        lieu=lieu,
        ligne=ligne,
        tenue_autrement=tenue_autrement.strip(),
    )
    if nouvelle:
        completer_a_l_ouverture(reunion)
        inscrire_les_approbations(reunion)
        inscrire_questions(reunion)
        inscrire("ouvrir_reunion", objet=reunion, par=par, motif=reunion.tenue_autrement)
    return reunion


@transaction.atomic
def modifier(
    reunion: Reunion,
    *,
    par: Fonction,
    version: int,
    date_reunion: date | None,
    heure: time | None,
    duree_minutes: int,
    lieu: str,
    visioconference: str,
    message: str,
    motif: str = "",
) -> int:
    """Change date, time, place, length or message; return how many people were told of a change.

    Once the invitations have left, a change of date, time, length or place is sent to each person
    invited, with a new calendar sequence, and needs a reason. When its day or time moves, the
    answers are asked again. A meeting already held keeps a date at or before today.
    """
    le = timezone.localdate()
    reunion = verrouiller(reunion)
    exiger(permissions.can_modifier(par, reunion, le))
    verifier_version(version, reunion.version)
    if reunion.etat == EtatReunion.TENUE and (date_reunion is None or date_reunion > le):
        raise ActeRefuse(refus("Une réunion tenue a une date passée."))
    avant, debut_avant = _rendez_vous(reunion), reunion.debut
    reunion.date_reunion = date_reunion
    reunion.debut = instant(date_reunion, heure) if date_reunion and heure else None
    reunion.duree_minutes = duree_minutes
    reunion.lieu = lieu
    reunion.visioconference = visioconference
    reunion.message = message
    deplacee = reunion.etat == EtatReunion.INVITEE and _rendez_vous(reunion) != avant
    if deplacee:
        _verifier_deplacement(reunion, motif, le)
        reunion.sequence += 1
    reunion.version += 1
    reunion._change_reason = motif[:100] or None
    reunion.save()
    suivre_la_date(reunion)
    prevenues = _prevenir(reunion, motif, moment=reunion.debut != debut_avant) if deplacee else 0
    inscrire("modifier_reunion", objet=reunion, par=par, motif=motif)
    return prevenues


def _prevenir(reunion: Reunion, motif: str, *, moment: bool) -> int:
    if moment:
        redemander(reunion)
    return notifications_invitations.annoncer_changement(reunion, motif, redemander=moment)


def _rendez_vous(reunion: Reunion) -> tuple[Any, ...]:
    return (reunion.debut, reunion.duree_minutes, reunion.lieu, reunion.visioconference)


def _verifier_deplacement(reunion: Reunion, motif: str, le: date) -> None:
    if reunion.debut is None or reunion.date_reunion is None:
        raise ActeRefuse(refus("Une réunion annoncée garde une date et une heure."))
    if reunion.date_reunion < le:
        raise ActeRefuse(refus("La nouvelle date est déjà passée."))
    if not motif.strip():
        raise ActeRefuse(refus("Dites pourquoi la réunion change : les personnes le liront."))


@transaction.atomic
def modifier_participants(
    reunion: Reunion, *, par: Fonction, version: int, fonctions: Iterable[Fonction]
) -> tuple[int, int]:
    """Set who is invited; return how many were added and removed.

    Somebody removed after the invitations is told, and her calendar is cleared.
    """
    reunion = verrouiller(reunion)
    exiger(permissions.can_modifier_participants(par, reunion, timezone.localdate()))
    verifier_version(version, reunion.version)
    voulues = {fonction.pk: fonction for fonction in fonctions}
    presentes = {
        p.fonction_id: p for p in reunion.participations.select_related("fonction__personne")
    }
    retirees = [p for pk, p in presentes.items() if pk not in voulues]
    ajoutees = [fonction for pk, fonction in voulues.items() if pk not in presentes]
    if retirees:
        notifications_invitations.annoncer_retrait(reunion, retirees)
    for participation in retirees:
        participation.delete()
    categories = list(reunion.instance.categories.order_by("ordre"))
    for fonction in ajoutees:
        Participation(
            reunion=reunion, fonction=fonction, categorie=categorie_de(categories, fonction)
        ).save()
    rouvrir_le_projet(reunion)
    reunion.version += 1
    reunion.save()
    motif = f"{len(ajoutees)} en plus, {len(retirees)} en moins"
    inscrire("modifier_participants", objet=reunion, par=par, motif=motif)
    return len(ajoutees), len(retirees)


def noter_tenue(reunion: Reunion) -> None:
    """Mark a locked meeting as held on its date: attendance or minutes prove it (Q23)."""
    if reunion.date_reunion is None:
        raise ActeRefuse(refus("Indiquez le jour où la réunion s'est tenue."))
    if reunion.date_reunion > timezone.localdate():
        jour = ecrire_jour(reunion.date_reunion)
        raise ActeRefuse(refus(f"La réunion est prévue le {jour} : elle n'est pas encore tenue."))
    reunion.etat = EtatReunion.TENUE


def marquer_tenue(reunion: Reunion) -> None:
    """Mark and save a locked meeting as held, once."""
    if reunion.etat != EtatReunion.TENUE:
        noter_tenue(reunion)
        reunion.version += 1
        reunion.save()
