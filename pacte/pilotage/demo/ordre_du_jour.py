"""The demonstration's agendas: nested items, documents, proposals, what comes back each time."""

from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import format_html, format_html_join

from gouvernance.models import (
    EtatProposition,
    EtatReunion,
    GenrePoint,
    PieceReunion,
    PointOrdreDuJour,
    PointRecurrent,
    PropositionPoint,
    Reunion,
)
from gouvernance.operations.ordre_du_jour import completer_a_l_ouverture, reunion_precedente
from pacte.accord.models import Fonction, Pacte
from pacte.documents.pdf import rendre_html
from pacte.documents.televersements import enregistrer_fichier

SOUS_POINTS = (
    ("Ce qui a changé depuis la dernière fois", 10, GenrePoint.INFORMATION, ""),
    ("Le choix à faire pour l'automne", 15, GenrePoint.DECISION,
     "Choisir entre les deux calendriers proposés."),
)  # fmt: skip
# (title, paragraphs, rank of the item; None for the whole meeting)
DOCUMENTS = (
    ("Bilan du semestre", ("La fréquentation progresse de huit pour cent.",
     "Deux ateliers nouveaux ont trouvé leur public, le mercredi et le samedi."), 1),
    ("Budget prévisionnel", ("Le budget est équilibré à 412 000 euros.",
     "La part de la Ville reste stable. Celle de la CAF suit le nombre d'agréments."), 2),
    ("Plan d'accès", ("La salle est au rez-de-chaussée, à deux minutes de l'arrêt de bus.",), None),
)  # fmt: skip


def charger_ordre_du_jour(pacte: Pacte, fonctions: dict[str, Fonction], au: date) -> None:
    """Complete the meetings to come, from the next ones; nothing is sent."""
    agent = fonctions["camille-aubier"]
    _recurrents(pacte, au)
    a_venir = list(
        Reunion.objects.filter(
            pacte=pacte, etat__in=[EtatReunion.BROUILLON, EtatReunion.INVITEE], date_reunion__gt=au
        )
        .select_related("pacte__ville", "instance", "centre", "theme")
        .order_by("date_reunion", "pk")[:4]
    )
    for reunion in a_venir:
        precedente = reunion_precedente(reunion)
        if precedente is not None:
            _marquer(precedente)
        completer_a_l_ouverture(reunion)
        _sous_points(reunion)
    for reunion in a_venir[:2]:
        _documents(reunion, agent, au)
        _propositions(reunion, agent, fonctions, au)


def _recurrents(pacte: Pacte, au: date) -> None:
    debut = au - timedelta(days=200)
    for instance in pacte.instances.order_by("ordre"):
        PointRecurrent(
            pacte=pacte,
            instance=instance,
            titre="Relecture du compte rendu précédent",
            duree_minutes=10,
            genre=GenrePoint.DECISION,
            date_debut=debut,
        ).save()


def _marquer(precedente: Reunion) -> None:
    """One item of the meeting before is to be taken up."""
    point = precedente.points.order_by("ordre")[1:2].first()
    if point is not None and not point.a_reporter:
        point.a_reporter = True
        point.save()


def _sous_points(reunion: Reunion) -> None:
    """Two items under the second one, and what is expected on the last of them."""
    points = list(reunion.points.order_by("ordre"))
    if len(points) < 2:
        return
    parent = points[1]
    nouveaux = [
        PointOrdreDuJour(
            reunion=reunion,
            parent=parent,
            titre=titre,
            duree_minutes=minutes,
            genre=genre,
            attendu=attendu,
        )
        for titre, minutes, genre, attendu in SOUS_POINTS
    ]
    for ordre, point in enumerate([*points[:2], *nouveaux, *points[2:]], start=1):
        point.ordre = ordre
        point.save()


def _pdf(titre: str, paragraphes: tuple[str, ...]) -> SimpleUploadedFile:
    corps = format_html_join("", "<p>{}</p>", ((paragraphe,) for paragraphe in paragraphes))
    page = format_html(
        '<!doctype html><html lang="fr"><head><title>{}</title></head>'
        "<body><h1>{}</h1>{}</body></html>",
        titre, titre, corps,
    )  # fmt: skip
    nom = f"{titre}.pdf"
    return SimpleUploadedFile(nom, rendre_html(str(page)), content_type="application/pdf")


def _documents(reunion: Reunion, agent: Fonction, au: date) -> None:
    points = list(reunion.points.filter(parent=None).order_by("ordre"))
    for titre, paragraphes, rang in DOCUMENTS:
        point = points[rang - 1] if rang is not None and rang <= len(points) else None
        PieceReunion(
            reunion=reunion,
            point=point,
            fichier=enregistrer_fichier(_pdf(titre, paragraphes), compte=None),
            titre=titre,
            deposee_par=agent,
            date_depot=au,
        ).save()


def _propositions(
    reunion: Reunion, agent: Fonction, fonctions: dict[str, Fonction], au: date
) -> None:
    """One item set aside with its reason, one still to look at, when somebody invited may propose."""
    directions = [
        f
        for f in fonctions.values()
        if f.qualite == "direction" and reunion.centre_id in {None, f.organisation_id}
    ]
    if not directions:
        return
    auteur = directions[0]
    PropositionPoint(
        reunion=reunion,
        proposee_par=auteur,
        date_proposition=au,
        titre="L'accueil du mercredi matin",
        genre=GenrePoint.ECHANGE,
        duree_minutes=20,
        motif="Des familles demandent une ouverture plus tôt.",
    ).save()
    PropositionPoint(
        reunion=reunion,
        proposee_par=auteur,
        date_proposition=au,
        titre="Les travaux de la cour",
        genre=GenrePoint.INFORMATION,
        duree_minutes=10,
        etat=EtatProposition.ECARTEE,
        reponse="Le service des bâtiments répond directement au centre cette semaine.",
        date_reponse=au,
        reponse_par=agent,
    ).save()
