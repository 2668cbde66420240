"""Minutes: written item by item or brought as a file, submitted, then definitive."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from gouvernance import notifications, permissions, scellement
from gouvernance.composition import categorie_de
from gouvernance.models import (
    CompteRendu,
    Decision,
    EtatCompteRendu,
    EtatReunion,
    ModeCompteRendu,
    Participation,
    Passage,
    Presence,
    Reunion,
)
from gouvernance.operations.reunions import creer, noter_tenue
from gouvernance.operations.verrou import compte_rendu_de, exiger, verrouiller
from gouvernance.pdf import nom_de_fichier, rendre_compte_rendu, titre_compte_rendu
from gouvernance.workflow import COMPTE_RENDU
from pacte.accord.models import (
    Fonction,
    GenreOrganisation,
    Instance,
    Organisation,
    Pacte,
    Theme,
)
from pacte.documents.models import GenreDocument
from pacte.documents.scelles import sceller
from pacte.documents.televersements import enregistrer_fichier
from pacte.journal.operations import inscrire
from pacte.socle.droits import ActeRefuse, refus
from pacte.socle.francais import contracter_de
from pacte.socle.versions import CleDejaUtilisee, verifier_version
from pacte.socle.workflow import cible

# Minutes that nobody has written yet are read at this version.
PREMIERE_VERSION = 1


@dataclass(frozen=True, slots=True)
class DecisionEcrite:
    """A decision as the form gives it; `pk` is None for a new one."""

    texte: str
    pk: int | None = None
    point: int | None = None
    responsable: Fonction | None = None
    echeance: date | None = None


@dataclass(frozen=True, slots=True)
class Redaction:
    """All that the minutes' form holds; `passages` gives a text for each item."""

    passages: Mapping[int, str] = field(default_factory=dict)
    decisions: Sequence[DecisionEcrite] = ()
    conclusion: str = ""


@transaction.atomic
def ecrire(reunion: Reunion, *, par: Fonction, version: int, redaction: Redaction) -> CompteRendu:
    """Write the minutes; the meeting is then held, on its date.

    `version` is the one that was read, PREMIERE_VERSION when there were no minutes yet. A submitted
    draft goes back to writing, and has to be submitted again. Raises ConflitDeVersion when
    somebody saved since.
    """
    reunion = verrouiller(reunion)
    compte_rendu = compte_rendu_de(reunion)
    exiger(permissions.can_ecrire(par, reunion, timezone.localdate()))
    verifier_version(version, compte_rendu.version if compte_rendu else PREMIERE_VERSION)
    if compte_rendu is None:
        compte_rendu = CompteRendu(pacte=reunion.pacte, reunion=reunion, redige_par=par)
        compte_rendu.save()
    compte_rendu.etat = cible(COMPTE_RENDU, "ecrire")
    compte_rendu.conclusion = redaction.conclusion
    compte_rendu.version += 1
    compte_rendu.save()
    _ecrire_passages(compte_rendu, redaction.passages)
    _ecrire_decisions(reunion, redaction.decisions)
    _marquer_tenue(reunion)
    inscrire("ecrire_compte_rendu", objet=reunion, par=par)
    return compte_rendu


def _marquer_tenue(reunion: Reunion) -> None:
    if reunion.etat != EtatReunion.TENUE:
        noter_tenue(reunion)
        reunion.version += 1
        reunion.save()


def _ecrire_passages(compte_rendu: CompteRendu, textes: Mapping[int, str]) -> None:
    points = {point.pk for point in compte_rendu.reunion.points.order_by("ordre")}
    presents = {passage.point_id: passage for passage in compte_rendu.passages.order_by("pk")}
    for point_id, texte in textes.items():
        if point_id not in points:
            raise ActeRefuse(refus("Un passage parle d'un point d'une autre réunion."))
        passage = presents.get(point_id)
        if passage is None and texte:
            Passage(compte_rendu=compte_rendu, point_id=point_id, texte=texte).save()
        elif passage is not None and passage.texte != texte:
            passage.texte = texte
            passage.save()


def _verifier_responsables(reunion: Reunion, ecrites: Sequence[DecisionEcrite]) -> None:
    """Refuse to give another centre's people a decision of a bilateral meeting (Q22)."""
    for ecrite in ecrites:
        organisation = ecrite.responsable.organisation if ecrite.responsable else None
        if (
            reunion.centre_id is not None
            and organisation is not None
            and organisation.genre == GenreOrganisation.CENTRE
            and organisation.pk != reunion.centre_id
        ):
            qui = ecrite.responsable.personne if ecrite.responsable else ""
            raise ActeRefuse(
                refus(f"{qui} n'est pas {contracter_de(reunion.centre)} : choisissez ailleurs.")
            )


def _ecrire_decisions(reunion: Reunion, ecrites: Sequence[DecisionEcrite]) -> None:
    """Set the decisions, in order; one that is left out is removed."""
    _verifier_responsables(reunion, ecrites)
    presentes = {decision.pk: decision for decision in reunion.decisions.order_by("ordre")}
    points = {point.pk for point in reunion.points.order_by("ordre")}
    gardees = {ecrite.pk for ecrite in ecrites if ecrite.pk is not None}
    if not gardees <= set(presentes) or not {e.point for e in ecrites} - {None} <= points:
        raise ActeRefuse(refus("Une décision n'est pas de cette réunion."))
    for pk, ancienne in presentes.items():
        if pk not in gardees:
            ancienne.delete()
    for ordre, ecrite in enumerate(ecrites, start=1):
        decision = presentes.get(ecrite.pk) if ecrite.pk is not None else None
        if decision is None:
            decision = Decision(pacte=reunion.pacte, reunion=reunion)
        nouveau = (ordre, ecrite.point, ecrite.texte, ecrite.responsable, ecrite.echeance)
        if decision.pk is None or nouveau != _etat_de(decision):
            decision.ordre, decision.point_id, decision.texte = nouveau[:3]
            decision.responsable, decision.echeance = nouveau[3:]
            decision.save()


def _etat_de(decision: Decision) -> tuple[Any, ...]:
    return (
        decision.ordre,
        decision.point_id,
        decision.texte,
        decision.responsable,
        decision.echeance,
    )


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
) -> CompteRendu:
    """Record a meeting that was held without the portal, with its minutes: the three-gesture path."""
    le = timezone.localdate()
    exiger(permissions.can_ouvrir(par, instance, centre, le, pacte=pacte))
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
    compte_rendu.soumis_par = par
    compte_rendu.date_soumission = le
    compte_rendu.cle_idempotence = apport.cle
    compte_rendu.version += 1
    compte_rendu.save()
    _noter_venues(reunion, apport.presentes)
    if apport.decisions:
        _ajouter_decisions(reunion, apport.decisions)
    _marquer_tenue(reunion)
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


def _ajouter_decisions(reunion: Reunion, ecrites: Sequence[DecisionEcrite]) -> None:
    _verifier_responsables(reunion, ecrites)
    rang = reunion.decisions.count()
    for ordre, ecrite in enumerate(ecrites, start=rang + 1):
        Decision(
            pacte=reunion.pacte,
            reunion=reunion,
            ordre=ordre,
            texte=ecrite.texte,
            responsable=ecrite.responsable,
            echeance=ecrite.echeance,
        ).save()


@transaction.atomic
def soumettre(reunion: Reunion, *, par: Fonction) -> CompteRendu:
    """Submit the minutes: the invited people read them as a draft from now on."""
    reunion = verrouiller(reunion)
    le = timezone.localdate()
    exiger(permissions.can_preparer(par, reunion, le))
    compte_rendu = compte_rendu_de(reunion)
    if compte_rendu is not None and compte_rendu.etat == EtatCompteRendu.PROJET:
        return compte_rendu
    exiger(permissions.can_soumettre(par, reunion, le))
    present = _present(compte_rendu)
    present.etat = cible(COMPTE_RENDU, "soumettre")
    present.soumis_par = par
    present.date_soumission = le
    present.version += 1
    present.save()
    inscrire("soumettre_compte_rendu", objet=reunion, par=par)
    return present


@transaction.atomic
def rendre_definitif(reunion: Reunion, *, par: Fonction, version: int) -> CompteRendu:
    """Make the minutes definitive: one sealed PDF, and nothing of them changes any more.

    `version` is the one whose text was confirmed. The people in charge of a decision are told.
    Repeated, it returns the same definitive minutes and tells nobody twice.
    """
    reunion = verrouiller(reunion)
    le = timezone.localdate()
    exiger(permissions.can_preparer(par, reunion, le))
    compte_rendu = compte_rendu_de(reunion)
    if compte_rendu is not None and compte_rendu.is_definitif:
        return compte_rendu
    exiger(permissions.can_rendre_definitif(par, reunion, le))
    present = _present(compte_rendu)
    verifier_version(version, present.version)
    _marquer_tenue(reunion)
    sceller_compte_rendu(present, par=par, le=le)
    decisions = reunion.decisions.select_related("responsable__personne").order_by("ordre")
    prevenues = notifications.prevenir_responsables(reunion, decisions)
    motif = f"{prevenues} responsables prévenus" if prevenues else ""
    inscrire("rendre_definitif", objet=reunion, par=par, motif=motif)
    return present


def sceller_compte_rendu(compte_rendu: CompteRendu, *, par: Fonction, le: date) -> CompteRendu:
    """Render, seal and freeze submitted minutes, dated `le`; called inside the act's transaction.

    The PDF is wholly on the disk before the row says « définitif ». For minutes brought as a file,
    it is the sheet that names that file and its hash; the file itself is kept byte for byte.
    """
    reunion = compte_rendu.reunion
    compte_rendu.rendu_definitif_par = par
    compte_rendu.date_definitive = le
    compte_rendu.empreinte_contenu = scellement.empreinte(compte_rendu)
    compte_rendu.document = sceller(
        rendre_compte_rendu(compte_rendu, le, projet=False),
        genre=GenreDocument.COMPTE_RENDU,
        titre=titre_compte_rendu(reunion),
        nom=nom_de_fichier(reunion, "compte-rendu"),
    )
    compte_rendu.etat = cible(COMPTE_RENDU, "rendre_definitif")
    compte_rendu.version += 1
    compte_rendu.save()
    return compte_rendu


def _present(compte_rendu: CompteRendu | None) -> CompteRendu:
    if compte_rendu is None:
        raise ActeRefuse(refus("Écrivez ou apportez d'abord le compte rendu."))
    return compte_rendu
