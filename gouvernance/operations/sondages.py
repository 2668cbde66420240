"""Date polls: propose times, answer, remind, choose.

The row of the meeting is the lock of its poll: an answer and the choice of the date never cross.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Count, Max
from django.utils import timezone

from gouvernance.acces_par_lien import creer_lien, trouver_lien
from gouvernance.models import (
    Creneau,
    EnvoiSondage,
    EtatReunion,
    LienPersonnel,
    PorteurLien,
    ReponseCreneau,
    Reunion,
    Sondage,
    VoieReponse,
)
from gouvernance.notifications import sondages as notifications
from gouvernance.operations.invitations import inviter as inviter_a_la_reunion
from gouvernance.operations.verrou import verrouiller
from gouvernance.permissions import sondages as droits
from gouvernance.rules.disponibilites import refus_de_creneau
from pacte.accord.models import Fonction
from pacte.courrier.periodique import une_seule_fois
from pacte.journal.operations import inscrire
from pacte.socle.dates import ecrire_jour_court
from pacte.socle.droits import ActeRefuse, exiger, refus
from pacte.socle.versions import CleDejaUtilisee, verifier_version

UN_JOUR = timedelta(days=1)
PAR_LIEN = frozenset({VoieReponse.LIEN, VoieReponse.SECRETARIAT})


# --- Opening --------------------------------------------------------------------------------------
@transaction.atomic
def ouvrir(
    reunion: Reunion,
    *,
    par: Fonction,
    cle: uuid.UUID,
    creneaux: Sequence[datetime],
    duree_minutes: int,
    date_cloture: date,
    message: str = "",
) -> tuple[Sondage, int]:
    """Propose times to everybody on the list; return the poll and how many mails leave.

    The same key sent again gives the poll that it made and writes to nobody; somebody else's key
    raises CleDejaUtilisee.
    """
    le = timezone.localdate()
    reunion = verrouiller(reunion)
    existant = Sondage.objects.filter(cle_idempotence=cle).first()
    if existant is not None:
        if (existant.reunion_id, existant.ouvert_par_id) != (reunion.pk, par.pk):
            raise CleDejaUtilisee
        return existant, 0
    exiger(droits.can_ouvrir_sondage(par, reunion, le))
    if not 2 <= len(set(creneaux)) == len(creneaux) <= droits.CRENEAUX_MAXIMUM:
        raise ActeRefuse(refus(f"Proposez de 2 à {droits.CRENEAUX_MAXIMUM} créneaux différents."))
    if date_cloture < le:
        raise ActeRefuse(refus("La date de fin des réponses est déjà passée."))
    for debut in creneaux:
        _exiger_creneau(debut, date_cloture)
    sondage = Sondage(
        reunion=reunion,
        ouvert_par=par,
        ouvert_le=le,
        date_cloture=date_cloture,
        message=message,
        cle_idempotence=cle,
    )
    try:
        with transaction.atomic():
            sondage.save(force_insert=True)
    except IntegrityError:
        raise CleDejaUtilisee from None
    for debut in sorted(creneaux):
        Creneau.objects.create(sondage=sondage, debut=debut, duree_minutes=duree_minutes)
    envoyes = _interroger_les_nouvelles(sondage)
    motif = f"{len(creneaux)} créneaux, réponses jusqu’au {ecrire_jour_court(date_cloture)}"
    inscrire("ouvrir_sondage", objet=reunion, par=par, motif=motif)
    return sondage, envoyes


def _exiger_creneau(debut: datetime, date_cloture: date) -> None:
    local = timezone.localtime(debut)
    motif = refus_de_creneau(local, maintenant=timezone.now(), date_cloture=date_cloture)
    if motif:
        raise ActeRefuse(refus(motif))


def _interroger_les_nouvelles(sondage: Sondage) -> int:
    """Ask those on the meeting's list who were not asked yet; return how many mails."""
    nouvelles = (
        sondage.reunion.participations.exclude(pk__in=sondage.envois.values("participation"))
        .select_related("fonction__personne", "fonction__organisation")
        .order_by("pk")
    )
    envois = [EnvoiSondage(sondage=sondage, participation=p) for p in nouvelles]
    EnvoiSondage.objects.bulk_create(envois)
    return sum(_ecrire(envoi, "sondage") for envoi in envois)


def _ecrire(envoi: EnvoiSondage, gabarit: str) -> int:
    """Write to a person and to her secretariat, each with a link of their own; return how many."""
    personne = envoi.participation.fonction.personne
    adresses = [
        (PorteurLien.PERSONNE, personne.courriel, str(personne)),
        (
            PorteurLien.SECRETARIAT,
            personne.secretariat_courriel,
            personne.secretariat_nom or f"Secrétariat de {personne}",
        ),
    ]
    courriels = []
    for porteur, adresse, nom in adresses:
        if adresse:
            jeton = creer_lien(
                envoi.participation,
                porteur=porteur,
                courriel=adresse,
                au_moins=envoi.sondage.date_cloture,
            )
            courriels.append(
                notifications.interroger(
                    envoi,
                    gabarit=gabarit,
                    jeton=jeton,
                    destinataire=adresse,
                    nom=nom,
                    au_secretariat=porteur == PorteurLien.SECRETARIAT,
                )
            )
    if courriels:
        if envoi.courriel_id is None:
            envoi.courriel = courriels[0]
        else:
            envoi.rappel = courriels[0]
        envoi.save()
    return len(courriels)


def _faire_durer_les_liens(sondage: Sondage, participations: Iterable[int]) -> None:
    """Let the links of these people live until the end of the poll's closing day, at least."""
    fin = timezone.make_aware(datetime.combine(sondage.date_cloture + UN_JOUR, time.min))
    liens = LienPersonnel.objects.filter(
        participation__in=list(participations), revoque_le__isnull=True, expire_le__lt=fin
    )
    liens.update(expire_le=fin)


# --- Answering ------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Porte:
    """What a personal link opens: the link itself, and the question that was put."""

    lien: LienPersonnel
    envoi: EnvoiSondage

    @property
    def voie(self) -> VoieReponse:
        """How the answer comes: by the person's own link, or by her secretariat's."""
        if self.lien.porteur == PorteurLien.SECRETARIAT:
            return VoieReponse.SECRETARIAT
        return VoieReponse.LIEN


def trouver_porte(jeton: str) -> Porte | None:
    """Return what a secret opens, None for one and the same answer in every other case."""
    lien = trouver_lien(jeton)
    if lien is None:
        return None
    envoi = (
        EnvoiSondage.objects.filter(participation=lien.participation)
        .select_related("sondage__ouvert_par__personne", "sondage__ouvert_par__organisation")
        .prefetch_related("sondage__creneaux", "reponses")
        .order_by("-sondage__ouvert_le", "-sondage__pk")
        .first()
    )
    if envoi is None:
        return None
    envoi.participation = lien.participation
    envoi.sondage.reunion = lien.participation.reunion
    return Porte(lien, envoi)


@transaction.atomic
def repondre(
    envoi: EnvoiSondage,
    *,
    choix: Mapping[int, str],
    voie: VoieReponse,
    par: Fonction | None = None,
    lien: LienPersonnel | None = None,
) -> None:
    """Keep one answer a time; said again before the end, the last answer counts.

    `par` is the person herself on the portal, or the organiser's side who heard her by phone; None
    with a personal link, which the journal names.
    """
    le = timezone.localdate()
    sondage = _verrouiller(envoi.sondage)
    envoi = (
        sondage.envois.select_related("participation__fonction__personne")
        .filter(pk=envoi.pk)
        .first()
    )
    if envoi is None:
        raise ActeRefuse(refus("Cette personne n’est plus sur la liste de la réunion."))
    envoi.sondage = sondage
    if voie in PAR_LIEN:
        exiger(droits.can_repondre_par_lien(envoi, le))
    elif voie == VoieReponse.ORGANISATEUR:
        exiger(droits.can_noter_disponibilites(par, sondage, le))
    else:
        exiger(droits.can_repondre(par, envoi, le))
    if not droits.is_complete(dict(choix), {creneau.pk for creneau in sondage.creneaux.all()}):
        raise ActeRefuse(refus("Répondez pour chaque créneau."))
    ReponseCreneau.objects.bulk_create(
        [ReponseCreneau(creneau_id=pk, envoi=envoi, choix=mot) for pk, mot in choix.items()],
        update_conflicts=True,
        unique_fields=["creneau", "envoi"],
        update_fields=["choix"],
    )
    envoi.repondu_le = timezone.now()
    envoi.voie_reponse = voie
    envoi.save()
    if lien is not None:
        lien.dernier_usage = envoi.repondu_le
        lien.save(update_fields=["dernier_usage"])
    personne = envoi.participation.fonction.personne
    inscrire(
        "repondre_sondage",
        objet=sondage,
        par=par,
        nom=str(personne),
        motif=f"{personne}, {VoieReponse(voie).label}",
        pacte_code=sondage.reunion.pacte.code,
    )


# --- Following ------------------------------------------------------------------------------------
def attendus(sondage: Sondage) -> list[EnvoiSondage]:
    """Those whose answer is missing for one time at least."""
    nombre = len(sondage.creneaux.all())
    envois = (
        sondage.envois.annotate(dites=Count("reponses"))
        .filter(dites__lt=nombre)
        .select_related(
            "participation__fonction__personne", "participation__fonction__organisation", "rappel"
        )
        .order_by("pk")
    )
    for envoi in envois:
        envoi.sondage = sondage
    return list(envois)


@transaction.atomic
def relancer(sondage: Sondage, *, par: Fonction) -> int:
    """Write again to those who have not answered, and to newcomers; return how many mails.

    A second click the same day writes to nobody.
    """
    le = timezone.localdate()
    sondage = _verrouiller(sondage)
    if sondage.relance_le is not None and timezone.localdate(sondage.relance_le) == le:
        exiger(droits.can_voir_sondage(par, sondage.reunion, le))
        return 0
    exiger(droits.can_relancer_sondage(par, sondage, le))
    en_attente = attendus(sondage)
    envoyes = sum(_ecrire(envoi, "sondage_rappel") for envoi in en_attente)
    envoyes += _interroger_les_nouvelles(sondage)
    sondage.relance_le = timezone.now()
    sondage.save()
    inscrire("relancer_sondage", objet=sondage.reunion, par=par, motif=f"{envoyes} courriels")
    return envoyes


def rappeler_la_veille(le: date) -> int:
    """Remind those who have not answered, the day before the closing date; return how many mails.

    Late by stopped workers, it still leaves on the closing day, and no longer after. Each person is
    reminded once for one closing date (R20), and not when the organiser wrote to her on that day.
    """
    envoyes = 0
    ouverts = Sondage.objects.filter(
        date_choix__isnull=True,
        date_abandon__isnull=True,
        date_cloture__range=(le, le + UN_JOUR),
        reunion__etat=EtatReunion.BROUILLON,
        ouvert_le__lt=le,
    )
    for sondage in ouverts.order_by("pk"):
        with transaction.atomic():
            envoyes += _rappeler(sondage, le)
    return envoyes


def _rappeler(sondage: Sondage, le: date) -> int:
    sondage = _verrouiller(sondage)
    # What has changed since the list was read decides.
    encore_ouvert = sondage.etat(le) in droits.SOURCES["relancer"]
    if not encore_ouvert or sondage.reunion.etat != EtatReunion.BROUILLON:
        return 0
    veille = sondage.date_cloture - UN_JOUR
    envoyes = 0
    for envoi in attendus(sondage):
        recent = envoi.rappel is not None and timezone.localdate(envoi.rappel.cree_le) >= veille
        cle = f"rappel de sondage {envoi.pk}"
        if not recent and envoi.courriel_id and une_seule_fois(cle, veille):
            envoyes += _ecrire(envoi, "sondage_rappel")
    if envoyes:
        motif = f"rappel automatique, {envoyes} courriels"
        inscrire("relancer_sondage", objet=sondage.reunion, motif=motif)
    return envoyes


@transaction.atomic
def prolonger(sondage: Sondage, *, par: Fonction, version: int, date_cloture: date) -> None:
    """Move the closing date later; the links already sent live as long."""
    le = timezone.localdate()
    sondage = _verrouiller(sondage)
    exiger(droits.can_prolonger_sondage(par, sondage, le))
    verifier_version(version, sondage.version)
    if date_cloture <= max(sondage.date_cloture, le - UN_JOUR):
        raise ActeRefuse(refus("Choisissez une date plus lointaine que la date actuelle."))
    dernier = sondage.creneaux.aggregate(dernier=Max("debut"))["dernier"]
    if dernier is not None and timezone.localdate(dernier) <= date_cloture:
        raise ActeRefuse(refus("Les réponses se terminent avant le dernier créneau proposé."))
    sondage.date_cloture = date_cloture
    sondage.version += 1
    sondage.save()
    _faire_durer_les_liens(sondage, sondage.envois.values_list("participation", flat=True))
    motif = f"jusqu’au {ecrire_jour_court(date_cloture)}"
    inscrire("prolonger_sondage", objet=sondage.reunion, par=par, motif=motif)


@transaction.atomic
def ajouter_creneau(
    sondage: Sondage, *, par: Fonction, version: int, debut: datetime, duree_minutes: int
) -> int:
    """Propose one more time; everybody asked by mail is told; return how many mails."""
    le = timezone.localdate()
    sondage = _verrouiller(sondage)
    exiger(droits.can_ajouter_creneau(par, sondage, le))
    verifier_version(version, sondage.version)
    _exiger_creneau(debut, sondage.date_cloture)
    if sondage.creneaux.filter(debut=debut).exists():
        raise ActeRefuse(refus("Ce créneau est déjà proposé."))
    Creneau.objects.create(sondage=sondage, debut=debut, duree_minutes=duree_minutes)
    sondage.version += 1
    sondage.save()
    sondage = _verrouiller(sondage)
    envoyes = sum(_ecrire(envoi, "sondage_ajout") for envoi in attendus(sondage))
    motif = ecrire_jour_court(timezone.localdate(debut))
    inscrire("ajouter_creneau", objet=sondage.reunion, par=par, motif=motif)
    return envoyes


# --- Ending ---------------------------------------------------------------------------------------
@transaction.atomic
def choisir(
    sondage: Sondage,
    *,
    creneau: int,
    par: Fonction,
    version: int,
    lieu: str,
    visioconference: str,
    inviter: bool,
) -> int:
    """Set the meeting's date from a proposed time, and invite in the same gesture when asked.

    Returns how many invitations leave. When they cannot, nothing is chosen either.
    """
    le = timezone.localdate()
    sondage = _verrouiller(sondage)
    exiger(droits.can_choisir_creneau(par, sondage, le))
    verifier_version(version, sondage.version)
    retenu = sondage.creneaux.filter(pk=creneau).first()
    if retenu is None:
        raise ActeRefuse(refus("Ce créneau n’est pas de ce sondage."))
    jour = timezone.localdate(retenu.debut)
    if jour < le:
        raise ActeRefuse(refus("Ce créneau est passé : choisissez-en un autre."))
    retenu.retenu = True
    retenu.save()
    sondage.date_choix = le
    sondage.version += 1
    sondage.save()
    reunion = sondage.reunion
    reunion.date_reunion = jour
    reunion.debut = retenu.debut
    reunion.duree_minutes = retenu.duree_minutes
    reunion.lieu = lieu
    reunion.visioconference = visioconference
    reunion.version += 1
    reunion.save()
    inscrire("choisir_creneau", objet=reunion, par=par, motif=ecrire_jour_court(jour))
    return len(inviter_a_la_reunion(reunion, par=par)) if inviter else 0


@transaction.atomic
def abandonner(sondage: Sondage, *, par: Fonction, version: int, motif: str) -> int:
    """Stop the poll without a date, with its reason; return how many people were told."""
    le = timezone.localdate()
    sondage = _verrouiller(sondage)
    exiger(droits.can_abandonner_sondage(par, sondage, le))
    verifier_version(version, sondage.version)
    if not motif.strip():
        raise ActeRefuse(refus("Dites pourquoi le sondage est abandonné."))
    sondage.date_abandon = le
    sondage.version += 1
    sondage._change_reason = motif[:100]
    sondage.save()
    prevenues = notifications.annoncer_abandon(sondage, motif)
    inscrire("abandonner_sondage", objet=sondage.reunion, par=par, motif=motif)
    return prevenues


def _verrouiller(sondage: Sondage) -> Sondage:
    """Return the poll as it is now, behind the lock of its meeting."""
    reunion = verrouiller(sondage.reunion)
    relu = Sondage.objects.filter(reunion=reunion).prefetch_related("creneaux").get(pk=sondage.pk)
    relu.reunion = reunion
    return relu
