"""Minutes: written item by item or brought as a file, submitted, then definitive."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from gouvernance import permissions
from gouvernance.lectures.composition import categorie_de
from gouvernance.models import (
    CompteRendu,
    LigneCalendrier,
    ModeCompteRendu,
    Participation,
    Presence,
    Reunion,
)
from gouvernance.operations.presentation import presenter
from gouvernance.operations.redaction import (
    PREMIERE_VERSION,
    TexteEcrit,
    ecrire_textes,
    reporter_points,
)
from gouvernance.operations.releve import DecisionEcrite, ajouter_au_releve, ecrire_releve
from gouvernance.operations.reunions import creer, marquer_tenue
from gouvernance.operations.verrou import compte_rendu_de, verrouiller
from gouvernance.workflow import COMPTE_RENDU
from pacte.accord.models import (
    Fonction,
    Instance,
    Organisation,
    Pacte,
    Theme,
)
from pacte.documents.televersements import enregistrer_fichier
from pacte.journal.operations import inscrire
from pacte.socle.droits import exiger
from pacte.socle.versions import CleDejaUtilisee, verifier_version
from pacte.socle.workflow import cible


@dataclass(frozen=True, slots=True)
class Redaction:
    """All that the minutes' form holds; `passages` gives a text for each item.

    A text given as a plain string is written as plain text, whatever was there. `reporter` gives the
    items to take up again at the next meeting, or not; an item left out stays as it is.
    """

    passages: Mapping[int, str | TexteEcrit] = field(default_factory=dict)
    decisions: Sequence[DecisionEcrite] = ()
    conclusion: str | TexteEcrit = ""
    reporter: Mapping[int, bool] = field(default_factory=dict)


@transaction.atomic
def ecrire(reunion: Reunion, *, par: Fonction, version: int, redaction: Redaction) -> CompteRendu:
    """Write the minutes; the meeting is then held, on its date.

    `version` is the one that was read, PREMIERE_VERSION when there were no minutes yet. A submitted
    draft goes back to writing, and has to be submitted again. Raises ConflitDeVersion when
    somebody saved since (ConflitDeTextes, when one text at least was written in the meantime).
    """
    reunion = verrouiller(reunion)
    compte_rendu = compte_rendu_de(reunion)
    exiger(permissions.can_ecrire(par, reunion, timezone.localdate()))
    verifier_version(version, compte_rendu.version if compte_rendu else PREMIERE_VERSION)
    if compte_rendu is None:
        compte_rendu = CompteRendu(pacte=reunion.pacte, reunion=reunion, redige_par=par)
        compte_rendu.save()
    compte_rendu.etat = cible(COMPTE_RENDU, "ecrire")
    ecrire_textes(compte_rendu, redaction.passages, redaction.conclusion)
    compte_rendu.version += 1
    compte_rendu.save()
    reporter_points(reunion, redaction.reporter)
    ecrire_releve(reunion, redaction.decisions)
    marquer_tenue(reunion)
    inscrire("ecrire_compte_rendu", objet=reunion, par=par)
    return compte_rendu


@dataclass(frozen=True, slots=True)
class Apport:
    """Minutes written elsewhere; attendance and decisions are optional."""

    fichier: UploadedFile
    cle: uuid.UUID
    presentes: Sequence[Fonction] = ()
    decisions: Sequence[DecisionEcrite] = ()


@transaction.atomic
def apporter(reunion: Reunion, *, par: Fonction, apport: Apport) -> CompteRendu:
    """Attach minutes written in Word or PDF to a meeting, which is then held on its date.

    They are a submitted draft at once. The same sending repeated changes nothing; another file
    replaces the first one until the minutes are definitive. `apport.presentes` are the functions
    of the people who came; when it is given, the others invited count as absent.
    """
    reunion = verrouiller(reunion)
    return _attacher(reunion, par, apport)


@transaction.atomic
def apporter_a_une_nouvelle_reunion(
    pacte: Pacte,
    *,
    instance: Instance,
    centre: Organisation | None,
    theme: Theme | None,
    date_reunion: date,
    heure: time | None,
    par: Fonction,
    apport: Apport,
    ligne: LigneCalendrier | None = None,
    tenue_autrement: str = "",
) -> CompteRendu:
    """Record a meeting that was held without the portal, with its minutes: the three-gesture path.

    The city may record a meeting that the act leaves to a centre: the centre is its organiser, unless
    `tenue_autrement` says why it was organised otherwise (Q25).
    """
    le = timezone.localdate()
    exiger(permissions.can_ouvrir(par, instance, centre, le, pacte=pacte))
    organisateur = centre
    if permissions.is_titulaire(par, instance, centre, pacte):
        organisateur, tenue_autrement = None, ""
    reunion, nouvelle = creer(
        pacte,
        instance=instance,
        centre=centre,
        theme=theme,
        par=par,
        cle=apport.cle,
        date_reunion=date_reunion,
        heure=heure,
        depuis_modele=False,
        ligne=ligne,
        organisateur=None if tenue_autrement.strip() else organisateur,
        tenue_autrement=tenue_autrement.strip(),
    )
    if nouvelle:
        inscrire("ouvrir_reunion", objet=reunion, par=par, motif="apport d'un compte rendu")
    return _attacher(verrouiller(reunion), par, apport)


def _attacher(reunion: Reunion, par: Fonction, apport: Apport) -> CompteRendu:
    compte_rendu = compte_rendu_de(reunion)
    if compte_rendu is not None and compte_rendu.cle_idempotence == apport.cle:
        if compte_rendu.redige_par_id != par.pk:
            raise CleDejaUtilisee
        return compte_rendu
    le = timezone.localdate()
    exiger(permissions.can_apporter(par, reunion, le))
    if CompteRendu.objects.filter(cle_idempotence=apport.cle).exists():
        # The key brought the minutes of another meeting.
        raise CleDejaUtilisee
    if compte_rendu is None:
        compte_rendu = CompteRendu(pacte=reunion.pacte, reunion=reunion)
    compte_rendu.fichier = enregistrer_fichier(apport.fichier, compte=par.personne.compte_ouvert)
    compte_rendu.mode = ModeCompteRendu.FICHIER
    compte_rendu.etat = cible(COMPTE_RENDU, "apporter")
    compte_rendu.redige_par = par
    compte_rendu.cle_idempotence = apport.cle
    compte_rendu.version += 1
    compte_rendu.save()
    _noter_venues(reunion, apport.presentes)
    if apport.decisions:
        ajouter_au_releve(reunion, apport.decisions)
    marquer_tenue(reunion)
    presenter(compte_rendu, par=par, le=le)
    compte_rendu.save()
    inscrire("apporter_compte_rendu", objet=reunion, par=par, motif=compte_rendu.fichier.nom)
    return compte_rendu


def _noter_venues(reunion: Reunion, presentes: Sequence[Fonction]) -> None:
    """Note who came, people not invited included; nothing is noted when nobody was ticked."""
    if not presentes:
        return
    venues = {fonction.pk: fonction for fonction in presentes}
    for participation in reunion.participations.order_by("pk"):
        venue = venues.pop(participation.fonction_id, None) is not None
        participation.presence = Presence.PRESENTE if venue else Presence.ABSENTE
        participation.save()
    categories = list(reunion.instance.categories.order_by("ordre"))
    for fonction in venues.values():
        Participation(
            reunion=reunion,
            fonction=fonction,
            categorie=categorie_de(categories, fonction),
            presence=Presence.PRESENTE,
        ).save()
