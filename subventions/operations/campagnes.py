"""Setting a year's campaign: its days, its kinds, its documents, its questions; announcing it."""

import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from pacte.accord.models import Fonction, Pacte
from pacte.courrier.periodique import une_seule_fois
from pacte.documents.models import Fichier
from pacte.documents.televersements import enregistrer_fichier
from pacte.journal.operations import inscrire
from pacte.socle.droits import exiger
from pacte.socle.versions import verifier_version
from subventions import notifications, rules
from subventions.envois import attendre
from subventions.lectures.campagnes import PIECES_DE_DEPART, campagne_de, passage_annonce
from subventions.models import (
    Campagne,
    GenreDemande,
    NaturePiece,
    PieceAttendue,
    QuestionCampagne,
    VoletCampagne,
)
from subventions.permissions import (
    can_completer_campagne,
    can_gerer_campagnes,
    can_reprendre_campagne,
    can_retirer_ligne,
)

DEJA_DEMANDE = "Ce document est déjà demandé pour ce genre de demande."
DEJA_POSEE = "Cette question est déjà posée pour ce genre de demande."
REGLES = ("depot_tardif", "jours_de_rappel", "sans_compte_rendu", "presentation")
JOURS = ("date_ouverture", "date_cloture", "date_vote_prevue", "rappel_avance")

L = TypeVar("L", PieceAttendue, QuestionCampagne)


def _verrouiller(campagne: Campagne) -> Campagne:
    return (
        Campagne.objects.select_for_update(of=("self",))
        .select_related("pacte__ville")
        .get(pk=campagne.pk)
    )


# --- The campaign itself -------------------------------------------------------------------------------
@transaction.atomic
def enregistrer_campagne(
    pacte: Pacte, *, par: Fonction, exercice: int, version: int, champs: Mapping[str, Any]
) -> Campagne:
    """Set the days and the rules of a year's campaign; version 1 with no row yet starts it.

    A campaign that starts opens the operating subsidy and asks for the usual documents. One that is
    open is announced to the centres, once.
    """
    exiger(can_gerer_campagnes(par, pacte, timezone.localdate()))
    # Two first savings at once: the second waits, then reads the row of the first.
    Pacte.objects.select_for_update(of=("self",)).get(pk=pacte.pk)
    campagne = (
        Campagne.objects.select_for_update(of=("self",))
        .filter(pacte=pacte, exercice=exercice)
        .first()
    )
    neuve = campagne is None
    if campagne is None:
        campagne = Campagne(pacte=pacte, exercice=exercice)
    else:
        verifier_version(version, campagne.version)
        campagne.version += 1
    for nom, valeur in champs.items():
        setattr(campagne, nom, valeur)
    campagne.full_clean()
    campagne.save()
    if neuve:
        _garnir(campagne)
    inscrire("modifier_campagne", objet=campagne, par=par)
    annoncer_ouverture(campagne, timezone.localdate())
    return campagne


def _garnir(campagne: Campagne) -> None:
    """Give a new campaign what most cities ask: it may all be changed."""
    VoletCampagne(
        campagne=campagne, genre=GenreDemande.FONCTIONNEMENT, compte_base_avance=True
    ).save()
    VoletCampagne(campagne=campagne, genre=GenreDemande.PROJET).save()
    demander_les_pieces_de_depart(campagne)


def demander_les_pieces_de_depart(campagne: Campagne, *, modele: Fichier | None = None) -> None:
    """Ask for the documents of a first campaign; `modele` is the list of officers to fill in."""
    for ordre, (nature, libelle, aide, obligatoire) in enumerate(PIECES_DE_DEPART, start=1):
        PieceAttendue(
            campagne=campagne,
            nature=nature,
            libelle=libelle,
            aide=aide,
            obligatoire=obligatoire,
            modele=modele if nature == NaturePiece.DIRIGEANTS else None,
            ordre=ordre,
        ).save()


@transaction.atomic
def reprendre_campagne(pacte: Pacte, *, par: Fonction, exercice: int) -> Campagne:
    """Start the campaign of a year as the one before, its days one year later.

    Asked twice, or when the year already has its campaign, nothing is written over: the campaign
    that exists is returned.
    """
    le = timezone.localdate()
    precedente = campagne_de(pacte, exercice - 1)
    exiger(can_reprendre_campagne(par, pacte, le, precedente))
    Pacte.objects.select_for_update(of=("self",)).get(pk=pacte.pk)
    deja = campagne_de(pacte, exercice)
    if deja is not None or precedente is None:
        return deja
    campagne = Campagne(pacte=pacte, exercice=exercice)
    for nom in JOURS:
        jour = getattr(precedente, nom)
        setattr(campagne, nom, rules.decaler_annee(jour) if jour else None)
    for nom in REGLES:
        setattr(campagne, nom, getattr(precedente, nom))
    campagne.full_clean()
    campagne.save()
    _copier(precedente.volets.order_by("pk"), campagne)
    _copier(precedente.pieces_attendues.order_by("ordre", "pk"), campagne)
    _copier(precedente.questions.order_by("ordre", "pk"), campagne)
    inscrire("reprendre_campagne", objet=campagne, par=par)
    annoncer_ouverture(campagne, le)
    return campagne


def _copier(lignes: Iterable[Any], campagne: Campagne) -> None:
    for ligne in lignes:
        champs = {
            champ.name: getattr(ligne, champ.name)
            for champ in ligne._meta.concrete_fields
            if not champ.primary_key and champ.name != "campagne"
        }
        type(ligne)(campagne=campagne, **champs).save()


def annoncer_ouverture(campagne: Campagne, le: date) -> bool:
    """Tell the centres that the campaign is open, once for its year; return whether it was told now.

    Called inside a transaction. Before the opening nothing leaves; after the closing neither.
    """
    etat = rules.etat_campagne(le, campagne.date_ouverture, campagne.date_cloture)
    if etat != rules.OUVERTE or not campagne.volets.exists():
        return False
    if not une_seule_fois(*passage_annonce(campagne)):
        return False
    notifications.annoncer_campagne(campagne, le)
    return True


# --- Its kinds ---------------------------------------------------------------------------------------------
@transaction.atomic
def regler_volets(
    campagne: Campagne, *, par: Fonction, version: int, volets: Mapping[str, Mapping[str, Any]]
) -> Campagne:
    """Open the kinds of `volets` (their fields by kind) and close the others.

    Raises ValidationError when none is left open.
    """
    campagne = _ouvrir(campagne, par, version)
    if not volets:
        raise ValidationError("Ouvrez au moins un genre de demande.")
    anciens = {volet.genre: volet for volet in campagne.volets.order_by("pk")}
    for genre in GenreDemande.values:
        ancien = anciens.get(genre)
        if genre not in volets:
            if ancien is not None:
                ancien.delete()
            continue
        volet = ancien or VoletCampagne(campagne=campagne, genre=genre)
        if ancien is not None and all(getattr(volet, n) == v for n, v in volets[genre].items()):
            continue
        for nom, valeur in volets[genre].items():
            setattr(volet, nom, valeur)
        volet.full_clean()
        volet.save()
    return _fermer(campagne, par, "regler_volets")


def _ouvrir(campagne: Campagne, par: Fonction, version: int | None) -> Campagne:
    campagne = _verrouiller(campagne)
    exiger(can_completer_campagne(par, campagne, timezone.localdate()))
    if version is not None:
        verifier_version(version, campagne.version)
    return campagne


def _fermer(campagne: Campagne, par: Fonction, action: str, motif: str = "") -> Campagne:
    campagne.version += 1
    campagne.save()
    inscrire(action, objet=campagne, par=par, motif=motif)
    return campagne


# --- Its documents and its questions -----------------------------------------------------------------------
@transaction.atomic
def ajouter_piece_attendue(
    campagne: Campagne,
    *,
    par: Fonction,
    cle: uuid.UUID,
    champs: Mapping[str, Any],
    modele: UploadedFile | None = None,
) -> PieceAttendue:
    """Ask for one more document; the same one asked twice for a kind is asked once."""
    return _ajouter(
        PieceAttendue(campagne=campagne, **champs),
        par,
        cle,
        "ajouter_piece_attendue",
        DEJA_DEMANDE,
        lambda ligne: _donner_modele(ligne, modele, par),
    )


@transaction.atomic
def ajouter_question(
    campagne: Campagne, *, par: Fonction, cle: uuid.UUID, champs: Mapping[str, Any]
) -> QuestionCampagne:
    """Put one more question; the same one put twice for a kind is put once."""
    return _ajouter(
        QuestionCampagne(campagne=campagne, **champs), par, cle, "ajouter_question", DEJA_POSEE
    )


def _semblables(ligne: L) -> Any:
    return type(ligne)._default_manager.filter(
        campagne=ligne.campagne, genre=ligne.genre, libelle__iexact=ligne.libelle
    )


def _ajouter(
    ligne: L,
    par: Fonction,
    cle: uuid.UUID,
    action: str,
    refus_double: str,
    completer: Callable[[L], None] | None = None,
) -> L:
    attendre(cle)
    campagne = _ouvrir(ligne.campagne, par, None)
    deja = _semblables(ligne).first()
    if deja is not None:
        memes = ("nature",) if isinstance(ligne, PieceAttendue) else ("reponse",)
        if all(getattr(deja, nom) == getattr(ligne, nom) for nom in memes):
            return deja
        raise ValidationError({"libelle": refus_double})
    ligne.campagne = campagne
    dernier = type(ligne)._default_manager.filter(campagne=campagne).order_by("-ordre").first()
    ligne.ordre = dernier.ordre + 1 if dernier else 1
    if completer is not None:
        completer(ligne)
    ligne.full_clean()
    ligne.save()
    _fermer(campagne, par, action, ligne.libelle)
    return ligne


def _donner_modele(ligne: PieceAttendue, modele: UploadedFile | None, par: Fonction) -> None:
    if modele is not None:
        ligne.modele = enregistrer_fichier(modele, compte=par.personne.compte_ouvert)


@transaction.atomic
def modifier_piece_attendue(
    piece: PieceAttendue,
    *,
    par: Fonction,
    version: int,
    champs: Mapping[str, Any],
    modele: UploadedFile | None = None,
    sans_modele: bool = False,
) -> PieceAttendue:
    """Change a document asked for, its model to fill included."""
    campagne = _ouvrir(piece.campagne, par, version)
    piece = PieceAttendue.objects.select_related("modele").get(pk=piece.pk)
    if sans_modele:
        piece.modele = None
    _donner_modele(piece, modele, par)
    return _modifier(piece, campagne, par, champs, "modifier_piece_attendue", DEJA_DEMANDE)


@transaction.atomic
def modifier_question(
    question: QuestionCampagne, *, par: Fonction, version: int, champs: Mapping[str, Any]
) -> QuestionCampagne:
    """Change a question; answers already given stay."""
    campagne = _ouvrir(question.campagne, par, version)
    question = QuestionCampagne.objects.get(pk=question.pk)
    return _modifier(question, campagne, par, champs, "modifier_question", DEJA_POSEE)


def _modifier(
    ligne: L,
    campagne: Campagne,
    par: Fonction,
    champs: Mapping[str, Any],
    action: str,
    refus_double: str,
) -> L:
    ligne.campagne = campagne
    for nom, valeur in champs.items():
        setattr(ligne, nom, valeur)
    if _semblables(ligne).exclude(pk=ligne.pk).exists():
        raise ValidationError({"libelle": refus_double})
    ligne.full_clean()
    ligne.save()
    _fermer(campagne, par, action, ligne.libelle)
    return ligne


@transaction.atomic
def retirer_ligne(ligne: PieceAttendue | QuestionCampagne, *, par: Fonction) -> None:
    """Ask no longer for a document, or put a question no longer; asked twice, it is done once.

    What requests already hold stays with them; a question that centres answered stays too.
    """
    campagne = _ouvrir(ligne.campagne, par, None)
    presente = type(ligne)._default_manager.filter(pk=ligne.pk).first()
    if presente is None:
        return
    exiger(can_retirer_ligne(presente))
    presente.delete()
    action = "retirer_piece_attendue" if isinstance(ligne, PieceAttendue) else "retirer_question"
    _fermer(campagne, par, action, ligne.libelle)


@transaction.atomic
def monter_ligne(ligne: PieceAttendue | QuestionCampagne, *, par: Fonction) -> None:
    """Put a document or a question one place higher; the first one stays where it is."""
    campagne = _ouvrir(ligne.campagne, par, None)
    lignes = list(type(ligne)._default_manager.filter(campagne=campagne).order_by("ordre", "pk"))
    rang = next((i for i, lue in enumerate(lignes) if lue.pk == ligne.pk), 0)
    if rang == 0:
        return
    lignes[rang - 1], lignes[rang] = lignes[rang], lignes[rang - 1]
    for ordre, lue in enumerate(lignes, start=1):
        if lue.ordre != ordre:
            lue.ordre = ordre
            lue.save()
    _fermer(campagne, par, "ordonner_campagne", ligne.libelle)
