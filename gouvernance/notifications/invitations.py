"""The mails of an invitation: to the person, to her secretariat, to whoever represents her.

Each mail to come carries its own personal link: it is confidential, its text is erased once it has
left. The calendar entry beside it never carries the secret, since calendars are shared.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from gouvernance.acces_par_lien import creer_lien
from gouvernance.models import Participation, PointOrdreDuJour, PorteurLien, Reunion
from gouvernance.notifications.commun import adresse_de, objet
from gouvernance.rules import plan
from pacte.courrier.calendrier import evenement_ics
from pacte.courrier.gabarits import adresse_absolue, composer
from pacte.courrier.models import Courriel
from pacte.courrier.operations import mettre_en_file

# The column of a participation that keeps the last mail to each holder.
COLONNE = {
    PorteurLien.PERSONNE: "courriel",
    PorteurLien.SECRETARIAT: "courriel_secretariat",
    PorteurLien.REPRESENTANT: "courriel_representant",
}


@dataclass(frozen=True, slots=True)
class Destinataire:
    """One mailbox of a participation: whose it is, and under which name it is written to."""

    participation: Participation
    porteur: PorteurLien
    nom: str
    adresse: str

    @property
    def courriel_id(self) -> Any:
        """The last mail sent to this mailbox, or None."""
        return getattr(self.participation, f"{COLONNE[self.porteur]}_id")

    def noter(self, courriel: Courriel) -> None:
        setattr(self.participation, COLONNE[self.porteur], courriel)


def destinataires(participation: Participation) -> Iterator[Destinataire]:
    """Yield each mailbox that a participation has today: hers, her secretariat's, her stand-in's."""
    personne = participation.fonction.personne
    if personne.courriel:
        yield Destinataire(participation, PorteurLien.PERSONNE, str(personne), personne.courriel)
    if personne.secretariat_courriel:
        nom = personne.secretariat_nom or f"Secrétariat de {personne}"
        yield Destinataire(
            participation, PorteurLien.SECRETARIAT, nom, personne.secretariat_courriel
        )
    if participation.representant_courriel:
        yield Destinataire(
            participation,
            PorteurLien.REPRESENTANT,
            participation.representant_nom,
            participation.representant_courriel,
        )


def _invitables(participation: Participation) -> Iterator[Destinataire]:
    """Those whom the organiser invites: whoever represents is invited by the answer."""
    for destinataire in destinataires(participation):
        if destinataire.porteur != PorteurLien.REPRESENTANT:
            yield destinataire


def a_inviter(participation: Participation) -> list[Destinataire]:
    """The mailboxes of a participation that the invitation has not reached yet."""
    return [d for d in _invitables(participation) if d.courriel_id is None]


def organisateur_ics(reunion: Reunion) -> tuple[str, str]:
    """Name and address of the organiser, as calendars show them."""
    courriel = reunion.organisateur.courriel or reunion.pacte.ville.courriel
    return reunion.organisateur.nom, courriel or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def contenu_ics(
    reunion: Reunion, points: Iterable[PointOrdreDuJour], methode: str, horodatage: datetime
) -> dict[str, Any]:
    """What the calendar event of a meeting says, whoever reads it: the same in every calendar.

    Raises ValueError for a meeting without a time.
    """
    organisateur, courriel = organisateur_ics(reunion)
    lignes = [
        f"{point.numero}. {point.titre} ({point.duree_minutes} min)"
        for point in plan.ordonner(points)
    ]
    if reunion.visioconference:
        lignes = [f"Visioconférence : {reunion.visioconference}", "", *lignes]
    if reunion.debut is None or reunion.fin is None:
        raise ValueError("Une réunion sans heure n'entre pas dans un agenda.")
    return {
        "uid": f"{reunion.uid}@{parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition('@')[2]}",
        "sequence": reunion.sequence,
        "methode": methode,
        "debut": reunion.debut,
        "fin": reunion.fin,
        "titre": str(reunion),
        "lieu": reunion.lieu or ("Visioconférence" if reunion.visioconference else ""),
        "description": "\n".join(lignes),
        "url": adresse_absolue(adresse_de(reunion)),
        "organisateur_nom": organisateur,
        "organisateur_courriel": courriel,
        "horodatage": horodatage,
    }


def calendrier(
    reunion: Reunion, nom: str, adresse: str, points: Iterable[PointOrdreDuJour], methode: str
) -> str:
    """Return the meeting's calendar event for one mailbox; `methode` is REQUEST or CANCEL.

    Raises ValueError for a meeting without a time.
    """
    return evenement_ics(
        **contenu_ics(reunion, points, methode, timezone.now()),
        participant_nom=nom,
        participant_courriel=adresse,
    )


BOUTONS = {
    PorteurLien.PERSONNE: "Répondre",
    PorteurLien.SECRETARIAT: "Répondre à sa place",
    PorteurLien.REPRESENTANT: "Dire si je viens",
}


def _ecrire(
    reunion: Reunion,
    destinataire: Destinataire,
    points: list[PointOrdreDuJour],
    *,
    gabarit: str,
    action: str,
    methode: str = "",
    **contexte: Any,
) -> Courriel:
    """Write one mail with a fresh personal link, and keep it on the participation (unsaved)."""
    participation, porteur = destinataire.participation, destinataire.porteur
    participation.reunion = reunion
    jeton = creer_lien(participation, porteur=porteur, courriel=destinataire.adresse)
    texte, html = composer(
        f"gouvernance/courriels/{gabarit}.txt",
        {
            "reunion": reunion,
            "participation": participation,
            "personne": participation.fonction.personne,
            "porteur": porteur,
            "points": points,
            "bouton_libelle": BOUTONS[porteur],
            "bouton_url": reverse("repondre_invitation", args=[jeton]),
            **contexte,
        },
    )
    return mettre_en_file(
        destinataire=destinataire.adresse,
        nom=destinataire.nom,
        objet=objet(reunion, action),
        texte=texte,
        html=html,
        calendrier=calendrier(reunion, destinataire.nom, destinataire.adresse, points, methode)
        if methode
        else "",
        methode=methode,
        confidentiel=True,
        pacte_code=reunion.pacte.code,
    )


def _dire_adieu(
    reunion: Reunion,
    destinataire: Destinataire,
    points: list[PointOrdreDuJour],
    *,
    gabarit: str,
    action: str,
    bouton_url: str = "",
) -> Courriel:
    """Write one mail that clears the calendar: it opens nothing more, and carries no secret."""
    texte, html = composer(
        f"gouvernance/courriels/{gabarit}.txt",
        {
            "reunion": reunion,
            "participation": destinataire.participation,
            "personne": destinataire.participation.fonction.personne,
            "porteur": destinataire.porteur,
            "bouton_libelle": "Voir la réunion",
            "bouton_url": bouton_url,
        },
    )
    return mettre_en_file(
        destinataire=destinataire.adresse,
        nom=destinataire.nom,
        objet=objet(reunion, action),
        texte=texte,
        html=html,
        calendrier=calendrier(reunion, destinataire.nom, destinataire.adresse, points, "CANCEL"),
        methode="CANCEL",
        pacte_code=reunion.pacte.code,
    )


def inviter(reunion: Reunion, participations: Iterable[Participation]) -> list[Participation]:
    """Send the invitation to each mailbox that has none yet; return who received something."""
    points = reunion.points_ordonnes()
    invitees = []
    for participation in participations:
        nouveaux = a_inviter(participation)
        for destinataire in nouveaux:
            destinataire.noter(
                _ecrire(
                    reunion, destinataire, points,
                    gabarit="invitation", action="invitation", methode="REQUEST",
                )
            )  # fmt: skip
        if nouveaux:
            participation.save()
            invitees.append(participation)
    return invitees


def renvoyer(reunion: Reunion, destinataire: Destinataire) -> Courriel:
    """Send one mailbox its invitation again, with a new link and the calendar as it stands."""
    courriel = _ecrire(
        reunion,
        destinataire,
        reunion.points_ordonnes(),
        gabarit="invitation",
        action="invitation",
        methode="REQUEST",
    )
    destinataire.noter(courriel)
    destinataire.participation.save()
    return courriel


def relancer(reunion: Reunion, participation: Participation, *, automatique: bool) -> None:
    """Ask again for an answer, to the person and to her secretariat; dated on the participation."""
    maintenant = timezone.now()
    points = reunion.points_ordonnes()
    for destinataire in _invitables(participation):
        _ecrire(reunion, destinataire, points, gabarit="relance", action="votre réponse")
    participation.relance_le = maintenant
    if automatique:
        participation.relance_automatique_le = maintenant
    participation.save()


def annoncer_changement(reunion: Reunion, motif: str, *, redemander: bool) -> int:
    """Tell everybody invited that the meeting changed; return how many people.

    `redemander`: its day or time moved, the answers have been reset and are asked again. Letters
    already printed are out of date: they are to be printed again.
    """
    points = reunion.points_ordonnes()
    prevenues = 0
    for participation in _participations(reunion):
        touches = [d for d in destinataires(participation) if d.courriel_id]
        for destinataire in touches:
            destinataire.noter(
                _ecrire(
                    reunion, destinataire, points, gabarit="changement",
                    action="changement à noter", methode="REQUEST",
                    motif=motif, redemander=redemander,
                )
            )  # fmt: skip
        if participation.lettre_imprimee_le:
            participation.lettre_imprimee_le = None
        elif not touches:
            continue
        participation.save()
        prevenues += bool(touches)
    return prevenues


def annoncer_annulation(reunion: Reunion) -> int:
    """Tell everybody invited that the meeting is cancelled; return how many people."""
    points = reunion.points_ordonnes()
    prevenues = 0
    for participation in _participations(reunion):
        touches = [d for d in destinataires(participation) if d.courriel_id]
        for destinataire in touches:
            is_personne = destinataire.porteur == PorteurLien.PERSONNE
            destinataire.noter(
                _dire_adieu(
                    reunion, destinataire, points, gabarit="annulation", action="réunion annulée",
                    bouton_url=adresse_de(reunion) if is_personne else "",
                )
            )  # fmt: skip
        if touches:
            participation.save()
            prevenues += 1
    return prevenues


def annoncer_retrait(reunion: Reunion, participations: Iterable[Participation]) -> None:
    """Tell people invited before that they no longer are, and clear their calendar."""
    if reunion.debut is None:
        return
    points = reunion.points_ordonnes()
    for participation in participations:
        for destinataire in destinataires(participation):
            if destinataire.courriel_id:
                _dire_adieu(
                    reunion, destinataire, points, gabarit="retrait", action="invitation retirée"
                )


def inviter_representant(reunion: Reunion, participation: Participation) -> None:
    """Invite whoever was named to represent the person, with her own link."""
    for destinataire in destinataires(participation):
        if destinataire.porteur == PorteurLien.REPRESENTANT:
            destinataire.noter(
                _ecrire(
                    reunion, destinataire, reunion.points_ordonnes(), gabarit="invitation",
                    action="vous représentez une personne invitée", methode="REQUEST",
                )
            )  # fmt: skip


def remercier_representant(reunion: Reunion, ancien: Destinataire) -> None:
    """Tell whoever was named that she no longer represents, and clear her calendar."""
    _dire_adieu(
        reunion,
        ancien,
        reunion.points_ordonnes(),
        gabarit="representation_retiree",
        action="vous n'êtes plus attendue ou attendu",
    )


def signaler_empechement(reunion: Reunion, participation: Participation) -> None:
    """Tell the person, and her secretariat, that whoever was to represent her cannot come."""
    points = reunion.points_ordonnes()
    for destinataire in _invitables(participation):
        _ecrire(
            reunion,
            destinataire,
            points,
            gabarit="empechement",
            action="la personne qui vous représente ne vient pas",
        )


def _participations(reunion: Reunion) -> list[Participation]:
    return list(reunion.participations.select_related("fonction__personne").order_by("pk"))
