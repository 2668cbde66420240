"""Everything that a centre has in the portal about its subsidies, as one archive (U25)."""

import io
from collections.abc import Callable, Iterator
from functools import partial
from typing import IO, Any

from pacte.accord.models import Fonction, Organisation
from pacte.documents import stockage
from pacte.documents.antivirus import exiger_sain
from pacte.documents.archive import Entree, Noms, diffuser
from pacte.documents.models import DocumentScelle, Fichier
from pacte.socle.empechements import Empechement
from pacte.socle.tableur import ecrire_classeur
from subventions import rules
from subventions.models import (
    Attribution,
    Convention,
    Demande,
    PieceCentre,
    PieceDemande,
    Versement,
)

BLOC = 200
ABSENTS = "documents-absents.txt"
DEMANDES = (
    "Numéro",
    "Pacte",
    "Exercice",
    "Genre",
    "Objet",
    "Montant demandé",
    "Montant proposé",
    "État",
    "Déposée le",
    "Reçue le",
)
VOTES = (
    "Délibération",
    "Exercice",
    "Nature",
    "Objet",
    "Montant",
    "Valeur en nature",
    "Votée le",
    "Transmise le",
    "Publiée le",
    "Compte pour l'avance",
)
VERSEMENTS = ("Exercice", "Genre", "Montant", "Payé le", "Référence du mandat")
DOCUMENTS = (
    "Document",
    "Nature",
    "Exercice",
    "Valable à partir du",
    "Valable jusqu'au",
    "Ajouté le",
    "Retiré le",
    "Fichier",
    "IBAN",
)


def diffuser_dossier(centre: Organisation, fonction: Fonction) -> Iterator[bytes]:
    """Yield the archive of a centre: its documents, its requests with theirs, and a workbook.

    Everything is read within the scope of the acting function, and sent while it is made. What the
    antivirus has not cleared, or what is no longer on the disk, is named in a text file instead.
    """
    return diffuser(_entrees(centre, fonction), absents=ABSENTS)


def _entrees(centre: Organisation, fonction: Fonction) -> Iterator[Entree]:
    noms = Noms()
    yield "synthese.xlsx", partial(_synthese, centre, fonction)
    for piece in _pieces(centre, fonction).iterator(BLOC):
        dossier = "dossier-du-centre"
        if piece.remplacee_par_id is not None or piece.date_retrait is not None:
            dossier += "/anciens"
        annee = f" {piece.exercice}" if piece.exercice else ""
        yield _fichier(noms, dossier, f"{piece.libelle}{annee}", piece.fichier)
    demandes = _demandes(centre, fonction)
    for demande in demandes.select_related("accuse", "lettre_refus").iterator(BLOC):
        for document in (demande.accuse, demande.lettre_refus):
            if document is not None:
                yield _scelle(noms, _dossier(demande), document)
    jointes = PieceDemande.objects.filter(demande__in=demandes.order_by()).select_related(
        "demande", "fichier"
    )
    for jointe in jointes.order_by("demande", "pk").iterator(BLOC):
        yield _fichier(noms, f"{_dossier(jointe.demande)}/pieces", jointe.libelle, jointe.fichier)
    votes = _votes(centre, fonction).filter(lettre__isnull=False).select_related("lettre")
    for vote in votes.iterator(BLOC):
        yield _scelle(noms, "notifications", vote.lettre)
    conventions = Convention.objects.for_fonction(fonction).filter(
        centre=centre, fichier__isnull=False
    )
    for convention in conventions.select_related("fichier").order_by("pk").iterator(BLOC):
        yield _fichier(noms, "conventions", convention.reference, convention.fichier)


def _dossier(demande: Demande) -> str:
    nom = demande.numero or f"brouillon-{demande.exercice}-{demande.pk}"
    return f"demandes/{nom}"


def _fichier(noms: Noms, dossier: str, titre: str, fichier: Fichier) -> Entree:
    extension = fichier.nom.rpartition(".")[2]
    return noms.donner(dossier, titre, extension), partial(_ouvrir, fichier)


def _scelle(noms: Noms, dossier: str, document: DocumentScelle) -> Entree:
    return noms.donner(dossier, document.titre, "pdf"), partial(stockage.ouvrir, document.chemin)


def _ouvrir(fichier: Fichier) -> IO[bytes]:
    """The bytes of a file. Raises OSError when it may not be given out, or is not there."""
    try:
        exiger_sain(fichier)
    except Empechement as empechement:
        raise OSError(str(empechement)) from empechement
    return stockage.ouvrir(fichier.chemin)


# --- What is read, in the scope of the function ----------------------------------------------------------
def _pieces(centre: Organisation, fonction: Fonction) -> Any:
    return (
        PieceCentre.objects.for_fonction(fonction)
        .filter(centre=centre)
        .select_related("fichier")
        .order_by("nature", "-pk")
    )


def _demandes(centre: Organisation, fonction: Fonction) -> Any:
    return (
        Demande.objects.for_fonction(fonction)
        .filter(centre=centre)
        .select_related("pacte")
        .order_by("exercice", "pk")
    )


def _votes(centre: Organisation, fonction: Fonction) -> Any:
    return (
        Attribution.objects.for_fonction(fonction)
        .filter(centre=centre)
        .order_by("exercice", "date_vote", "pk")
    )


def _synthese(centre: Organisation, fonction: Fonction) -> IO[bytes]:
    """The workbook: one sheet for requests, votes, payments, documents."""
    versements = Versement.objects.for_fonction(fonction).filter(centre=centre)
    feuilles: list[tuple[str, tuple[str, ...], Callable[[], Iterator[tuple[Any, ...]]]]] = [
        ("Demandes", DEMANDES, lambda: map(_ligne_demande, _demandes(centre, fonction))),
        ("Votes", VOTES, lambda: map(_ligne_vote, _votes(centre, fonction))),
        (
            "Versements",
            VERSEMENTS,
            lambda: map(_ligne_versement, versements.order_by("exercice", "date_paiement", "pk")),
        ),
        ("Documents", DOCUMENTS, lambda: map(_ligne_piece, _pieces(centre, fonction))),
    ]
    return io.BytesIO(ecrire_classeur((nom, entetes, lire()) for nom, entetes, lire in feuilles))


def _ligne_demande(demande: Demande) -> tuple[Any, ...]:
    return (
        demande.numero,
        demande.pacte.titre_court,
        demande.exercice,
        demande.get_genre_display(),
        demande.objet,
        demande.montant_demande,
        demande.montant_propose_public,
        demande.get_etat_display(),
        demande.date_depot,
        demande.date_reception,
    )


def _ligne_vote(vote: Attribution) -> tuple[Any, ...]:
    return (
        vote.numero_deliberation,
        vote.exercice,
        vote.get_nature_display(),
        vote.libelle,
        vote.montant,
        vote.valeur_en_nature,
        vote.date_vote,
        vote.date_transmission,
        vote.date_publication,
        vote.compte_base_avance,
    )


def _ligne_versement(versement: Versement) -> tuple[Any, ...]:
    return (
        versement.exercice,
        versement.get_genre_display(),
        versement.montant,
        versement.date_paiement,
        versement.reference,
    )


def _ligne_piece(piece: PieceCentre) -> tuple[Any, ...]:
    return (
        piece.libelle,
        piece.get_nature_display(),
        piece.exercice,
        piece.valable_du,
        piece.valable_jusqu_au,
        piece.ajoutee_le,
        piece.date_retrait,
        piece.fichier.nom,
        rules.masquer_iban(piece.iban),
    )
