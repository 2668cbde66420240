"""Answering an invitation: oneself, by link, by one's secretariat, or noted by the organiser."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from gouvernance import permissions
from gouvernance.acces_par_lien import trouver_lien
from gouvernance.models import (
    EtatReunion,
    LienPersonnel,
    Participation,
    PorteurLien,
    ReponseInvitation,
    Reunion,
    VoieReponse,
)
from gouvernance.notifications import invitations as notifications_invitations
from gouvernance.notifications.invitations import Destinataire
from gouvernance.operations.verrou import verrouiller
from gouvernance.permissions import reponses as droits_reponses
from gouvernance.rules.relances import is_jour_de_relance
from pacte.accord.models import Fonction
from pacte.courrier.models import Courriel
from pacte.journal.operations import inscrire
from pacte.socle.droits import ActeRefuse, exiger, refus

# A link must not become a way to write to the whole world.
REPRESENTANTS_MAXIMUM = 5


@dataclass(frozen=True, slots=True)
class Reponse:
    """An answer as a form gives it; a representative without e-mail is told by the person."""

    reponse: str
    representant_nom: str = ""
    representant_courriel: str = ""

    @property
    def phrase(self) -> str:
        """The answer in words, as the journal and the history keep it."""
        if self.reponse == ReponseInvitation.REPRESENTEE:
            return f"représentée par {self.representant_nom}"
        return ReponseInvitation(self.reponse).label


def trouver_invitation(jeton: str) -> LienPersonnel | None:
    """Return the link of a secret while it opens the page of an announced meeting, else None."""
    lien = trouver_lien(jeton)
    if lien is None or not droits_reponses.can_ouvrir_par_lien(lien, timezone.now()):
        return None
    return lien


@transaction.atomic
def repondre(participation: Participation, reponse: Reponse, *, par: Fonction) -> Participation:
    """Answer for oneself, signed in."""
    participation = _verrouillee(participation)
    exiger(droits_reponses.can_repondre(par, participation, timezone.now()))
    _exiger_en_portee(participation, par)
    if _ecrire(participation, reponse, VoieReponse.PORTAIL, par):
        _inscrire(participation, reponse, par=par)
    return participation


@transaction.atomic
def noter_reponse(
    participation: Participation, reponse: Reponse, *, par: Fonction
) -> Participation:
    """Note an answer received otherwise; « pas encore de réponse » takes back a wrong note."""
    participation = _verrouillee(participation)
    exiger(droits_reponses.can_noter_reponse(par, participation.reunion, timezone.now()))
    if _ecrire(participation, reponse, VoieReponse.ORGANISATEUR, par):
        _inscrire(participation, reponse, par=par, action="noter_reponse")
    return participation


@transaction.atomic
def repondre_par_lien(lien: LienPersonnel, reponse: Reponse) -> Participation:
    """Answer with a personal link: for oneself, for an elected member, or as who represents her.

    Raises ActeRefuse once the meeting has started, or when the link closed meanwhile.
    """
    participation = _verrouillee(lien.participation)
    # The link as it stands under the lock: it may have been closed since the page was read.
    lien.refresh_from_db(fields=["expire_le", "revoque_le"])
    lien.participation = participation
    maintenant = timezone.now()
    exiger(droits_reponses.can_ouvrir_par_lien(lien, maintenant))
    exiger(droits_reponses.can_repondre_par_lien(lien, maintenant))
    if lien.porteur == PorteurLien.REPRESENTANT:
        changee = _confirmer(participation, reponse)
        nom, action = participation.representant_nom, "repondre_en_representation"
    else:
        secretariat = lien.porteur == PorteurLien.SECRETARIAT
        voie = VoieReponse.SECRETARIAT if secretariat else VoieReponse.LIEN
        elle = None if secretariat else participation.fonction
        changee = _ecrire(participation, reponse, voie, elle)
        personne = participation.fonction.personne
        nom = personne.secretariat_nom or f"Secrétariat de {personne}" if secretariat else personne
        action = "repondre_invitation"
    lien.dernier_usage = maintenant
    lien.save(update_fields=["dernier_usage"])
    if changee:
        _inscrire(participation, reponse, nom=str(nom), action=action)
    return participation


def _verrouillee(participation: Participation) -> Participation:
    """The participation as it is now, behind the lock of its meeting."""
    reunion = verrouiller(participation.reunion)
    relue = (
        reunion.participations.select_related("fonction__personne", "fonction__organisation")
        .filter(pk=participation.pk)
        .first()
    )
    if relue is None:
        raise ActeRefuse(refus("Cette personne n'est plus invitée à la réunion."))
    relue.reunion = reunion
    return relue


def _exiger_en_portee(participation: Participation, par: Fonction) -> None:
    reunions = Reunion.objects.for_fonction(par)
    if not reunions.filter(pk=participation.reunion_id).exists():
        raise ActeRefuse(
            refus("Cette réunion ne concerne pas la fonction en laquelle vous agissez.")
        )


def _inscrire(
    participation: Participation,
    reponse: Reponse,
    *,
    par: Fonction | None = None,
    nom: str = "",
    action: str = "repondre_invitation",
) -> None:
    motif = f"{participation.fonction.personne} : {reponse.phrase}"
    inscrire(action, objet=participation.reunion, par=par, nom=nom, motif=motif)


def _ecrire(
    participation: Participation, reponse: Reponse, voie: VoieReponse, par: Fonction | None
) -> bool:
    """Write the answer and tell who represents, then or no longer; False when nothing changes.

    The same answer sent twice is one answer: no second mail, no second line of the journal.
    """
    representee = reponse.reponse == ReponseInvitation.REPRESENTEE
    nom = reponse.representant_nom if representee else ""
    courriel = reponse.representant_courriel.lower() if representee else ""
    if representee and not nom:
        raise ActeRefuse(refus("Dites qui représente la personne."))
    avant = (
        participation.reponse,
        participation.representant_nom,
        participation.representant_courriel,
    )
    if avant == (reponse.reponse, nom, courriel):
        return False
    meme = bool(courriel) and courriel == participation.representant_courriel
    if not meme:
        _remercier(participation)
    participation.reponse = reponse.reponse
    participation.representant_nom = nom
    participation.representant_courriel = courriel
    attendue = reponse.reponse == ReponseInvitation.ATTENDUE
    participation.repondu_le = None if attendue else timezone.now()
    participation.repondu_par = None if attendue else par
    participation.voie_reponse = "" if attendue else voie
    participation._change_reason = reponse.phrase[:100]
    participation.save()
    if courriel and not meme:
        _inviter_representant(participation)
    return True


def _remercier(participation: Participation) -> None:
    """Close the door of whoever was named before, and tell her."""
    if participation.courriel_representant_id and participation.representant_courriel:
        ancien = Destinataire(
            participation,
            PorteurLien.REPRESENTANT,
            participation.representant_nom,
            participation.representant_courriel,
        )
        notifications_invitations.remercier_representant(participation.reunion, ancien)
    participation.liens.filter(porteur=PorteurLien.REPRESENTANT, revoque_le__isnull=True).update(
        revoque_le=timezone.now()
    )
    participation.courriel_representant = None
    participation.representant_reponse = ReponseInvitation.ATTENDUE
    participation.representant_repondu_le = None


def _inviter_representant(participation: Participation) -> None:
    adresses = participation.liens.filter(porteur=PorteurLien.REPRESENTANT).values("courriel")
    if adresses.distinct().count() >= REPRESENTANTS_MAXIMUM:
        raise ActeRefuse(
            refus("Plusieurs personnes ont déjà été désignées : appelez qui organise la réunion.")
        )
    notifications_invitations.inviter_representant(participation.reunion, participation)
    participation.save()


def _confirmer(participation: Participation, reponse: Reponse) -> bool:
    """Write what the representative says for herself; she names nobody."""
    possibles = {
        ReponseInvitation.PRESENTE,
        ReponseInvitation.A_DISTANCE,
        ReponseInvitation.EXCUSEE,
    }
    if reponse.reponse not in possibles:
        raise ActeRefuse(refus("Vous représentez déjà quelqu'un : vous ne pouvez pas déléguer."))
    if participation.representant_reponse == reponse.reponse:
        return False
    participation.representant_reponse = reponse.reponse
    participation.representant_repondu_le = timezone.now()
    participation._change_reason = f"{participation.representant_nom} : {reponse.phrase}"[:100]
    participation.save()
    if reponse.reponse == ReponseInvitation.EXCUSEE:
        notifications_invitations.signaler_empechement(participation.reunion, participation)
    return True


def redemander(reunion: Reunion) -> None:
    """Put every answer to a moved meeting back to « pas encore de réponse »; the old ones are history.

    Whoever was named to represent somebody stays named until the person answers again.
    """
    for participation in reunion.participations.order_by("pk"):
        avant = participation.reponse_enum
        participation.reponse = ReponseInvitation.ATTENDUE
        participation.repondu_le = participation.repondu_par = None
        participation.voie_reponse = ""
        participation.representant_reponse = ReponseInvitation.ATTENDUE
        participation.representant_repondu_le = None
        participation.relance_le = participation.relance_automatique_le = None
        participation._change_reason = f"réunion déplacée, réponse d'avant : {avant.label}"
        participation.save()


# --- Sending again, reminding -------------------------------------------------------


@transaction.atomic
def renvoyer(
    participation: Participation, *, porteur: PorteurLien, dernier: str, par: Fonction
) -> Courriel | None:
    """Send one mailbox its invitation again; None when it left already.

    `dernier` is the mail that the page showed ("" for none): sent twice, the second sending finds a
    newer one and writes nothing.
    """
    participation = _verrouillee(participation)
    reunion = participation.reunion
    exiger(droits_reponses.can_renvoyer(par, reunion, timezone.now()))
    for destinataire in notifications_invitations.destinataires(participation):
        if destinataire.porteur == porteur:
            if str(destinataire.courriel_id or "") != dernier:
                return None
            courriel = notifications_invitations.renvoyer(reunion, destinataire)
            motif = f"{destinataire.nom} ({destinataire.porteur.label})"
            inscrire("renvoyer_invitation", objet=reunion, par=par, motif=motif)
            return courriel
    raise ActeRefuse(refus("Il n'y a pas d'adresse à laquelle écrire : complétez la fiche."))


@transaction.atomic
def relancer(reunion: Reunion, *, par: Fonction) -> int:
    """Remind those who have not answered; return how many. At most one reminder a day each."""
    reunion = verrouiller(reunion)
    maintenant = timezone.now()
    participations = _a_relancer(reunion)
    le = timezone.localdate(maintenant)
    exiger(permissions.can_preparer(par, reunion, le))
    deja = any(p.relance_le and timezone.localdate(p.relance_le) == le for p in participations)
    if deja and not any(droits_reponses.is_a_relancer(p, le) for p in participations):
        return 0
    exiger(droits_reponses.can_relancer(par, reunion, maintenant, participations))
    nombre = 0
    for participation in participations:
        if droits_reponses.is_a_relancer(participation, le):
            notifications_invitations.relancer(reunion, participation, automatique=False)
            nombre += 1
    inscrire("relancer_invites", objet=reunion, par=par, motif=f"{nombre} relances")
    return nombre


def _a_relancer(reunion: Reunion) -> list[Participation]:
    lignes = reunion.participations.filter(reponse=ReponseInvitation.ATTENDUE)
    return list(
        lignes.select_related("fonction__personne", "courriel", "courriel_secretariat").order_by(
            "pk"
        )
    )


@transaction.atomic
def relancer_automatiquement(reunion: Reunion, *, le: date) -> int:
    """Send the one automatic reminder of a meeting to those who have not answered; how many.

    It is due the body's documents delay before the meeting, and sent late until the day before;
    afterwards it is of no more use. Each person has it once for a date of the meeting, never
    within two days of another mail about it (see `regles_relances`).
    """
    reunion = verrouiller(reunion)
    if reunion.etat != EtatReunion.INVITEE or reunion.debut is None:
        return 0
    nombre = 0
    for participation in _a_relancer(reunion):
        if is_relance_due(reunion, participation, le):
            notifications_invitations.relancer(reunion, participation, automatique=True)
            nombre += 1
    if nombre:
        inscrire("relancer_invites_automatiquement", objet=reunion, motif=f"{nombre} relances")
    return nombre


def is_relance_due(reunion: Reunion, participation: Participation, le: date) -> bool:
    """Whether the automatic reminder of this person leaves on day `le`."""
    if participation.relance_automatique_le or not droits_reponses.is_en_attente(participation):
        return False
    derniers = [participation.relance_le]
    derniers += [
        courriel.cree_le
        for courriel in (participation.courriel, participation.courriel_secretariat)
        if courriel is not None
    ]
    recents = [timezone.localdate(instant) for instant in derniers if instant is not None]
    return is_jour_de_relance(
        le,
        jour=reunion.date_reunion,
        delai=reunion.instance.delai_documents,
        dernier_courriel=max(recents),
    )
