"""What pages show of the answers to an invitation: one's own, the counters, each mailbox."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from gouvernance.forms.reponses import ReponseForm
from gouvernance.models import Participation, PorteurLien, ReponseInvitation, Reunion
from gouvernance.notifications.invitations import Destinataire, destinataires
from gouvernance.pdf.reunions import participations_nommees
from gouvernance.permissions import reponses as droits_reponses
from pacte.accord.models import Fonction
from pacte.courrier.models import Courriel
from pacte.socle.droits import Droit
from pacte.socle.elements import Acte


@dataclass(frozen=True, slots=True)
class Comptes:
    """How many people were invited, answered, and what."""

    invitees: int
    reponses: int
    presentes: int
    a_distance: int
    representees: int
    excusees: int

    @property
    def attendues(self) -> int:
        return self.invitees - self.reponses


def compter(participations: Sequence[Participation]) -> Comptes:
    """Count the answers of the people of a meeting."""
    nombres = Counter(p.reponse for p in participations)
    return Comptes(
        invitees=len(participations),
        reponses=len(participations) - nombres[ReponseInvitation.ATTENDUE],
        presentes=nombres[ReponseInvitation.PRESENTE],
        a_distance=nombres[ReponseInvitation.A_DISTANCE],
        representees=nombres[ReponseInvitation.REPRESENTEE],
        excusees=nombres[ReponseInvitation.EXCUSEE],
    )


@dataclass(frozen=True, slots=True)
class MaReponse:
    """The reader's own invitation, and the form that answers it."""

    participation: Participation
    droit: Droit
    form: ReponseForm
    url: str


@dataclass(frozen=True, slots=True)
class ReponsesDeLaFiche:
    """What the page of a meeting shows of the answers; `actes` for its organiser's side."""

    mienne: MaReponse | None
    comptes: Comptes
    suivi: Acte
    relance: Acte


def pour_la_fiche(
    reunion: Reunion, fonction: Fonction, participations: Sequence[Participation]
) -> ReponsesDeLaFiche:
    """Prepare the answers' part of a meeting's page: no query, people being already read."""
    maintenant = timezone.now()
    for participation in participations:
        participation.reunion = reunion
    code, pk = reunion.pacte.code, reunion.pk
    le = timezone.localdate(maintenant)
    return ReponsesDeLaFiche(
        mienne=_mienne(reunion, fonction, participations, maintenant),
        comptes=compter(participations),
        suivi=Acte(
            droits_reponses.can_suivre_reponses(fonction, reunion, le),
            "Suivre les réponses",
            reverse("lister_reponses", args=[code, pk]),
        ),
        relance=Acte(
            droits_reponses.can_relancer(fonction, reunion, maintenant, participations),
            "Relancer par courriel",
            reverse("relancer_invites", args=[code, pk]),
        ),
    )


def ma_participation(
    fonction: Fonction, participations: Sequence[Participation]
) -> Participation | None:
    """The invitation of the acting person: in her acting function first, else in another one."""
    miennes = [p for p in participations if p.fonction.personne_id == fonction.personne_id]
    miennes.sort(key=lambda p: p.fonction_id != fonction.pk)
    return miennes[0] if miennes else None


def _mienne(
    reunion: Reunion,
    fonction: Fonction,
    participations: Sequence[Participation],
    maintenant: datetime,
) -> MaReponse | None:
    """Before the meeting only: nothing is asked about a draft, nor once it has started."""
    mienne = ma_participation(fonction, participations)
    if mienne is None:
        return None
    droit = droits_reponses.can_repondre(fonction, mienne, maintenant)
    if not droit:
        return None
    form = ReponseForm(initial=valeurs(mienne))
    return MaReponse(
        mienne, droit, form, reverse("repondre_reunion", args=[reunion.pacte.code, reunion.pk])
    )


def valeurs(participation: Participation) -> dict[str, str]:
    """What the form of an answer shows at first."""
    return {
        "reponse": participation.reponse,
        "representant_nom": participation.representant_nom,
        "representant_courriel": participation.representant_courriel,
    }


@dataclass(frozen=True, slots=True)
class Boite:
    """One mailbox of a person on the follow-up page: where its last mail stands."""

    destinataire: Destinataire
    courriel: Courriel | None

    @property
    def titre(self) -> str:
        """Whose mailbox it is, "" for the person's own."""
        return {
            PorteurLien.PERSONNE: "",
            PorteurLien.SECRETARIAT: f"Secrétariat : {self.destinataire.nom}",
            PorteurLien.REPRESENTANT: f"Représentation : {self.destinataire.nom}",
        }[self.destinataire.porteur]


@dataclass(frozen=True, slots=True)
class LigneReponse:
    """A person on the follow-up page, with each of her mailboxes."""

    participation: Participation
    boites: tuple[Boite, ...]


def participations_suivies(reunion: Reunion) -> list[Participation]:
    """Everybody invited, with the three mails that may have left for each."""
    lignes = list(
        participations_nommees()
        .select_related(
            "fonction__personne",
            "fonction__organisation",
            "categorie",
            "courriel",
            "courriel_secretariat",
            "courriel_representant",
            "repondu_par__personne",
        )
        .filter(reunion=reunion)
    )
    for participation in lignes:
        participation.reunion = reunion
    return lignes


def lignes_suivies(participations: Sequence[Participation]) -> list[LigneReponse]:
    """Prepare the rows of the follow-up page."""
    return [
        LigneReponse(p, tuple(Boite(d, dernier_courriel(d)) for d in destinataires(p)))
        for p in participations
    ]


def dernier_courriel(destinataire: Destinataire) -> Courriel | None:
    """The last mail sent to a mailbox, or None."""
    participation = destinataire.participation
    return {
        PorteurLien.PERSONNE: participation.courriel,
        PorteurLien.SECRETARIAT: participation.courriel_secretariat,
        PorteurLien.REPRESENTANT: participation.courriel_representant,
    }[destinataire.porteur]
