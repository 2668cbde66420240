"""The demonstration's campaigns, whole, and what the centres keep in their files."""

import functools
from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import format_html

from pacte.accord.models import Fonction, Organisation, Pacte
from pacte.documents.models import Fichier
from pacte.documents.pdf import rendre_html
from pacte.documents.televersements import enregistrer_fichier
from subventions import rules
from subventions.models import (
    Campagne,
    Demande,
    GenreDemande,
    GenreReponse,
    NaturePiece,
    PieceAttendue,
    PieceCentre,
    PieceDemande,
    QuestionCampagne,
    ReglesCentre,
    VoletCampagne,
)
from subventions.operations.campagnes import demander_les_pieces_de_depart

MOT_D_ACCUEIL = (
    "Bonjour à toutes et à tous. Une seule demande de fonctionnement suffit pour l'année. "
    "Le service Animation de la vie sociale répond à vos questions."
)
VOLETS = (
    (GenreDemande.FONCTIONNEMENT, True, 320_000, "Une demande par centre et par an."),
    (GenreDemande.PROJET, False, 45_000, "Un projet, un budget, une demande."),
    (GenreDemande.INVESTISSEMENT, False, 30_000, "Joignez un devis à partir de 1 000 euros."),
    (GenreDemande.AIDE_EN_NATURE, False, None, "Locaux, fluides, personnel mis à disposition."),
)
QUESTIONS = (
    (
        "Combien de personnes différentes avez-vous accueillies l'an dernier ?",
        GenreReponse.NOMBRE,
        [],
        GenreDemande.FONCTIONNEMENT,
        True,
    ),
    (
        "Avez-vous un projet avec un autre centre du pacte ?",
        GenreReponse.OUI_NON,
        [],
        "",
        False,
    ),
    (
        "Quand souhaitez-vous le versement ?",
        GenreReponse.CHOIX,
        ["En une fois", "En deux fois", "Selon l'avancement"],
        GenreDemande.PROJET,
        False,
    ),
)
# A real key and an invented account: no bank holds it.
IBANS = {"TILLEULS": "FR7630006000011234567890189", "GARE": "FR7610107001011234567890129"}


def charger_campagnes(pacte: Pacte, fonctions: dict[str, Fonction], au: date) -> int:
    """Complete each campaign, and fill the centres' files unevenly; return how many documents.

    The first centre keeps everything, some of it about to end; the second lacks half; the third has
    nothing yet.
    """
    modele = _fichier("Modèle de liste des dirigeantes et dirigeants", "Nom, prénom, fonction.")
    campagnes = pacte.campagnes.order_by("exercice")
    for campagne in campagnes:
        _campagne(campagne, modele)
    directions = {
        fonction.organisation.code: fonction
        for fonction in fonctions.values()
        if fonction.qualite == "direction"
    }
    nombre = 0
    if (premiere := directions.get("TILLEULS")) is not None:
        nombre += _dossier_complet(premiere, au)
        ReglesCentre(centre=premiere.organisation, confirmation_requise=False).save()
    if (deuxieme := directions.get("GARE")) is not None:
        nombre += _dossier_entame(deuxieme, au)
    return nombre


def _campagne(campagne: Campagne, modele: Fichier) -> None:
    campagne.presentation = MOT_D_ACCUEIL
    campagne.rappel_avance = date(campagne.exercice - 1, 10, 15)
    campagne.save()
    for genre, base, enveloppe, consigne in VOLETS:
        VoletCampagne(
            campagne=campagne,
            genre=genre,
            compte_base_avance=base,
            enveloppe=enveloppe,
            consigne=consigne,
        ).save()
    demander_les_pieces_de_depart(campagne, modele=modele)
    for ordre, (libelle, reponse, choix, pour, obligatoire) in enumerate(QUESTIONS, start=1):
        QuestionCampagne(
            campagne=campagne,
            genre=pour,
            libelle=libelle,
            reponse=reponse,
            choix=choix,
            obligatoire=obligatoire,
            ordre=ordre,
        ).save()


def _dossier_complet(direction: Fonction, au: date) -> int:
    centre = direction.organisation
    approuve = rules.dernier_exercice_approuve(au)
    piece = functools.partial(_piece, direction)
    piece(NaturePiece.STATUTS, "Statuts du 14 mai 2019")
    ancienne = piece(NaturePiece.DIRIGEANTS, "Liste des dirigeantes et dirigeants")
    ancienne.remplacee_par = piece(NaturePiece.DIRIGEANTS, "Liste du conseil d'administration")
    ancienne.save()
    piece(
        NaturePiece.RIB,
        "Relevé d'identité bancaire",
        titulaire=centre.nom,
        iban=IBANS["TILLEULS"],
        bic="BNPAFRPP",
    )
    piece(NaturePiece.COMPTES, "Comptes approuvés", exercice=approuve)
    piece(NaturePiece.RAPPORT_ACTIVITE, "Rapport d'activité", exercice=approuve - 1)
    piece(
        NaturePiece.ASSURANCE,
        "Attestation d'assurance",
        valable_du=au - timedelta(days=345),
        valable_jusqu_au=au + timedelta(days=20),
    )
    retiree = piece(NaturePiece.AUTRE, "Plaquette de présentation")
    retiree.date_retrait = au - timedelta(days=3)
    retiree.save()
    _joindre(direction.organisation, au)
    return 8


def _joindre(centre: Organisation, au: date) -> None:
    """What the centre keeps goes with the requests it has deposited for the next year."""
    pieces = list(PieceCentre.objects.filter(centre=centre).en_cours().order_by("pk"))
    for demande in Demande.objects.filter(centre=centre, exercice=au.year + 1).order_by("pk"):
        attendues = {
            attendue.nature: attendue
            for attendue in PieceAttendue.objects.filter(
                campagne__pacte=demande.pacte, campagne__exercice=demande.exercice
            )
            if attendue.genre in {"", demande.genre}
        }
        for piece in pieces:
            if piece.nature in attendues:
                PieceDemande(
                    demande=demande,
                    fichier=piece.fichier,
                    libelle=piece.libelle,
                    nature=piece.nature,
                    attendue=attendues[piece.nature],
                    piece_centre=piece,
                ).save()


def _dossier_entame(direction: Fonction, au: date) -> int:
    _piece(direction, NaturePiece.STATUTS, "Statuts")
    _piece(
        direction,
        NaturePiece.RIB,
        "Relevé d'identité bancaire",
        titulaire=direction.organisation.nom,
        iban=IBANS["GARE"],
    )
    _piece(
        direction,
        NaturePiece.ASSURANCE,
        "Attestation d'assurance",
        valable_jusqu_au=au - timedelta(days=40),
    )
    return 3


def _piece(direction: Fonction, nature: str, libelle: str, **champs: object) -> PieceCentre:
    piece = PieceCentre(
        centre=direction.organisation,
        nature=nature,
        libelle=libelle,
        fichier=_fichier(libelle, direction.organisation.nom),
        ajoutee_par=direction,
        **champs,
    )
    piece.full_clean()
    piece.save()
    return piece


def _fichier(titre: str, texte: str) -> Fichier:
    page = format_html(
        '<!doctype html><html lang="fr"><head><title>{}</title></head>'
        "<body><h1>{}</h1><p>{}</p></body></html>",
        titre, titre, texte,
    )  # fmt: skip
    televerse = SimpleUploadedFile(
        f"{titre}.pdf", rendre_html(str(page)), content_type="application/pdf"
    )
    return enregistrer_fichier(televerse, compte=None)
