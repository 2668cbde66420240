"""Factories of governance: a meeting in each state, its people, its minutes. No random state.

They go through the operations wherever these exist, so that a state is one that the portal makes.
"""

import uuid
from datetime import date, time, timedelta
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from gouvernance import operations
from gouvernance.models import (
    Approbation,
    CompteRendu,
    Decision,
    EtatReunion,
    Participation,
    PieceReunion,
    Presence,
    PropositionPoint,
    Reunion,
)
from gouvernance.operations.comptes_rendus import PREMIERE_VERSION
from gouvernance.operations.reunions import creer
from pacte.accord.models import Fonction, Instance, Organisation, Theme
from pacte.documents.televersements import TYPES_DE_DOCUMENT, controler

LIEU = "Salle des commissions"
HEURE = time(14)


def sujet(p: SimpleNamespace, instance: str) -> tuple[Instance, Organisation | None, Theme | None]:
    """The body of this code, with centre A or the first theme where it needs one."""
    objet = p.instances[instance]
    centre = p.a if objet.portee == "centre" else None
    theme = p.themes["participation"] if objet.portee == "theme" else None
    return objet, centre, theme


def un_brouillon(
    p: SimpleNamespace,
    par: Fonction,
    *,
    instance: str = "comite-technique",
    dans: int = 30,
    jour: date | None = None,
    centre: Organisation | None = None,
    lieu: str = LIEU,
    heure: time | None = HEURE,
) -> Reunion:
    """A meeting being prepared, `dans` days from today (a past day when negative)."""
    objet, centre_habituel, theme = sujet(p, instance)
    reunion, _ = creer(
        p.pacte,
        instance=objet,
        centre=centre or centre_habituel,
        theme=theme,
        par=par,
        cle=uuid.uuid4(),
        date_reunion=jour or timezone.localdate() + timedelta(days=dans),
        heure=heure,
        lieu=lieu,
    )
    return reunion


def une_invitee(p: SimpleNamespace, par: Fonction, **champs: Any) -> Reunion:
    """A meeting whose invitations have left; a past one was announced in its time."""
    reunion = un_brouillon(p, par, **champs)
    if reunion.date_reunion >= timezone.localdate():
        operations.inviter(reunion, par=par)
        return relue(reunion)
    reunion.etat = EtatReunion.INVITEE
    reunion.date_invitation = reunion.date_reunion - timedelta(days=15)
    reunion.save()
    return relue(reunion)


def une_tenue(p: SimpleNamespace, par: Fonction, *, dans: int = -10, **champs: Any) -> Reunion:
    """A meeting held: everybody came."""
    reunion = une_invitee(p, par, dans=dans, **champs)
    operations.noter_presences(
        reunion, par=par, version=reunion.version, presences=tous_presents(reunion)
    )
    return relue(reunion)


def une_annulee(p: SimpleNamespace, par: Fonction, **champs: Any) -> Reunion:
    """A meeting cancelled after its invitations."""
    reunion = une_invitee(p, par, **champs)
    operations.annuler(reunion, par=par, motif="La salle n'est plus libre.")
    return relue(reunion)


def tous_presents(reunion: Reunion) -> dict[int, tuple[str, str]]:
    return {p.pk: (Presence.PRESENTE, "") for p in Participation.objects.filter(reunion=reunion)}


def une_redaction(p: SimpleNamespace, par: Fonction, **champs: Any) -> Reunion:
    """A meeting held whose minutes are being written: a text on each item, one decision."""
    reunion = une_tenue(p, par, **champs)
    points = list(reunion.points.order_by("ordre"))
    responsable = reunion.participations.order_by("pk").first()
    operations.ecrire(
        reunion,
        par=par,
        version=PREMIERE_VERSION,
        redaction=operations.Redaction(
            passages={point.pk: f"Échanges sur « {point.titre} »." for point in points},
            decisions=[
                operations.DecisionEcrite(
                    texte="Préparer une fiche commune.",
                    point=points[0].pk if points else None,
                    responsable=responsable.fonction if responsable else None,
                    echeance=timezone.localdate() + timedelta(days=20),
                )
            ],
            conclusion="Prochaine réunion à l'automne.",
        ),
    )
    return relue(reunion)


def un_projet(p: SimpleNamespace, par: Fonction, **champs: Any) -> Reunion:
    """A meeting whose minutes are submitted."""
    reunion = une_redaction(p, par, **champs)
    operations.soumettre(reunion, par=par)
    return relue(reunion)


def un_approuve(p: SimpleNamespace, par: Fonction, **champs: Any) -> Reunion:
    """A meeting whose minutes were read and approved at its end."""
    reunion = un_projet(p, par, **champs)
    operations.noter_approbation(reunion, par=par, voie=Approbation.SEANCE)
    return relue(reunion)


def une_definitive(p: SimpleNamespace, par: Fonction, **champs: Any) -> Reunion:
    """A meeting whose minutes are definitive, with a sealed PDF."""
    reunion = un_approuve(p, par, **champs)
    version = CompteRendu.objects.get(reunion=reunion).version
    operations.rendre_definitif(reunion, par=par, version=version)
    return relue(reunion)


def un_approuve_avec(
    p: SimpleNamespace, par: Fonction, *lignes: dict[str, Any], **champs: Any
) -> Reunion:
    """A meeting whose minutes are approved, with these lines of the record after its usual one."""
    reunion = une_redaction(p, par, **champs)
    for ligne in lignes:
        une_decision(reunion, **ligne)
    operations.soumettre(relue(reunion), par=par)
    operations.noter_approbation(relue(reunion), par=par, voie=Approbation.SEANCE)
    return relue(reunion)


def une_definitive_avec(
    p: SimpleNamespace, par: Fonction, *lignes: dict[str, Any], **champs: Any
) -> Reunion:
    """A meeting whose definitive minutes hold these lines of the record after the usual one."""
    reunion = un_approuve_avec(p, par, *lignes, **champs)
    version = CompteRendu.objects.get(reunion=reunion).version
    operations.rendre_definitif(reunion, par=par, version=version)
    return relue(reunion)


# Each state of a meeting and of its minutes, by name: what tests go through.
ETATS = {
    "brouillon": un_brouillon,
    "invitee": une_invitee,
    "tenue": une_tenue,
    "annulee": une_annulee,
    "redaction": une_redaction,
    "projet": un_projet,
    "approuve": un_approuve,
    "definitif": une_definitive,
}


def relue(reunion: Reunion) -> Reunion:
    """The meeting as a page reads it."""
    return Reunion.objects.select_related(
        "pacte__ville", "instance", "centre", "theme", "organisateur"
    ).get(pk=reunion.pk)


def une_decision(reunion: Reunion, responsable: Fonction | None = None, **champs: Any) -> Decision:
    """One more decision of a meeting whose minutes are not definitive."""
    ordre = reunion.decisions.count() + 1
    defauts = {"texte": f"Décision {ordre}", "ordre": ordre}
    return Decision.objects.create(
        pacte=reunion.pacte, reunion=reunion, responsable=responsable, **{**defauts, **champs}
    )


def un_pdf(nom: str = "compte-rendu.pdf", texte: str = "Compte rendu") -> SimpleUploadedFile:
    """A small PDF as somebody would bring it."""
    document = pikepdf.new()
    document.add_blank_page(page_size=(595, 842))
    document.docinfo["/Title"] = texte
    flux = BytesIO()
    document.save(flux)
    return SimpleUploadedFile(nom, flux.getvalue(), content_type="application/pdf")


def une_piece(reunion: Reunion, par: Fonction, **champs: Any) -> PieceReunion:
    """A document attached to a meeting."""
    titre = champs.pop("titre", "Budget prévisionnel")
    fichier: Any = champs.pop("fichier", None) or un_pdf("budget.pdf", titre)
    fichier.controle = controler(fichier, TYPES_DE_DOCUMENT)
    apportee = operations.PieceApportee(
        fichier=fichier,
        titre=titre,
        cle=uuid.uuid4(),
        **champs,
    )
    return operations.joindre_piece(reunion, par=par, piece=apportee)


def une_proposition(reunion: Reunion, par: Fonction, **champs: Any) -> PropositionPoint:
    """An item proposed for the agenda of a meeting."""
    defauts = {"titre": "Accueil du mercredi", "genre": "echange", "duree_minutes": 20,
               "motif": "Des familles le demandent.", "cle": uuid.uuid4()}  # fmt: skip
    propose = operations.PointPropose(**{**defauts, **champs})
    return operations.proposer_point(reunion, par=par, propose=propose)


def un_apport(**champs: Any) -> operations.Apport:
    """Minutes brought as a PDF."""
    return operations.Apport(**{"fichier": un_pdf(), "cle": uuid.uuid4(), **champs})
