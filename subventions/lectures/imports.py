"""What an import would do, line by line: the file, its correspondence, what is already there.

It reads and decides nothing: `rules.imports` reads the file, `operations.imports` writes.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid5

from pacte.accord.models import Organisation, Pacte
from pacte.documents import stockage
from pacte.socle.montants import ZERO
from subventions.lectures.dossiers import centres_du_pacte
from subventions.models import Attribution, Demande, GenreImport, ImportSubventions
from subventions.rules.cellules import simplifier
from subventions.rules.correspondances import Correspondance, construire, deviner
from subventions.rules.imports import lire_import
from subventions.rules.lignes_importees import CentreConnu, Lecture, LigneLue
from subventions.rules.tableaux import Feuille, FichierIllisible, lire_fichier

# Requests of another site have no key of their own: theirs is drawn from what makes them the same.
ESPACE = UUID("6f0f3b0e-3f0c-5e6d-9a55-5b1f4d8f2a10")
NOMS_COURTS = 2


@dataclass(frozen=True, slots=True)
class LigneImportee:
    """A line of the file with its centre; `deja` says why it would create nothing, "" if it would."""

    lue: LigneLue
    centre: Organisation
    deja: str = ""


@dataclass(frozen=True, slots=True)
class Analyse:
    """The dry run: what would be created, what is already there, what stops everything."""

    lecture: Lecture
    lignes: tuple[LigneImportee, ...] = ()
    correspondance: Correspondance = field(default_factory=Correspondance)

    @property
    def nouvelles(self) -> list[LigneImportee]:
        return [ligne for ligne in self.lignes if not ligne.deja]

    @property
    def deja_la(self) -> list[LigneImportee]:
        return [ligne for ligne in self.lignes if ligne.deja]

    @property
    def nombre_deja_la(self) -> int:
        """Lines that create nothing: already on the portal, or twice in the file."""
        return len(self.deja_la) + self.lecture.repetees

    @property
    def is_faisable(self) -> bool:
        """Whether everything may be created: no error at all."""
        return not self.lecture.erreurs

    @property
    def total(self) -> Decimal:
        return sum((ligne.lue.montant for ligne in self.nouvelles), ZERO)


def feuilles_de(importation: ImportSubventions) -> list[Feuille]:
    """The sheets of the stored file. Raises FichierIllisible, when it is lost too."""
    try:
        with stockage.ouvrir(importation.fichier.chemin) as flux:
            contenu = flux.read()
    except OSError as erreur:
        raise FichierIllisible(
            "Ce fichier n'est plus disponible. Apportez-le de nouveau."
        ) from erreur
    return lire_fichier(contenu, importation.fichier.nom)


def correspondance_de(importation: ImportSubventions) -> Correspondance:
    """The correspondence as it was last saved."""
    return construire(importation.correspondance)


def correspondance_initiale(pacte: Pacte, genre: str, feuilles: list[Feuille]) -> Correspondance:
    """What the headers let guess; the choices of the last import made, where its columns are there."""
    devinee = deviner(feuilles, genre)
    derniere = (
        ImportSubventions.objects.filter(pacte=pacte, genre=genre, effectue_le__isnull=False)
        .order_by("-effectue_le")
        .first()
    )
    if derniere is None:
        return devinee
    ancienne = correspondance_de(derniere)
    if set(ancienne.colonnes.values()) != set(devinee.colonnes.values()):
        return Correspondance(
            genre,
            devinee.colonnes,
            centres=ancienne.centres,
            genres=ancienne.genres,
            feuille=devinee.feuille,
            ligne_entete=devinee.ligne_entete,
        )
    return Correspondance(
        genre,
        ancienne.colonnes,
        centres=ancienne.centres,
        genres=ancienne.genres,
        feuille=devinee.feuille,
        ligne_entete=devinee.ligne_entete,
        inconnus=ancienne.inconnus,
        avances=ancienne.avances,
        executoires=ancienne.executoires,
    )


def centre_connu(centre: Organisation) -> CentreConnu:
    """Every way of recognising a centre: its name, its short name, its other names, its numbers."""
    noms = {simplifier(nom) for nom in (centre.nom, centre.sigle, centre.code, *centre.alias)}
    return CentreConnu(
        centre.code,
        centre.nom,
        frozenset(nom for nom in noms if len(nom) >= NOMS_COURTS),
        centre.siret,
        centre.rna,
    )


def analyser(
    pacte: Pacte, feuilles: list[Feuille], correspondance: Correspondance, aujourdhui: date
) -> Analyse:
    """Read the file and compare it with the portal, in a constant number of queries."""
    centres = {centre.code: centre for centre in centres_du_pacte(pacte)}
    connus = [centre_connu(centre) for centre in centres.values()]
    lecture = lire_import(feuilles, correspondance, connus, aujourdhui)
    reperer = _deja_votees if correspondance.genre == GenreImport.SUBVENTIONS else _deja_demandees
    deja = reperer(pacte, lecture.lignes, centres)
    lignes = tuple(
        LigneImportee(lue, centres[lue.centre], deja.get(lue.numero, "")) for lue in lecture.lignes
    )
    return Analyse(lecture, lignes, correspondance)


def _deja_votees(
    pacte: Pacte, lues: Iterable[LigneLue], centres: dict[str, Organisation]
) -> dict[int, str]:
    """Awards that the portal holds: imported before, or recorded by hand for the same vote."""
    lues = list(lues)
    votes = Attribution.objects.filter(
        pacte=pacte, exercice__in={lue.exercice for lue in lues}
    ).values_list(
        "cle_import", "centre_id", "exercice", "montant", "valeur_en_nature", "numero_deliberation"
    )
    cles, saisies = set(), set()
    for cle, centre, exercice, argent, en_nature, numero in votes:
        montant = argent or en_nature
        if cle:
            cles.add(cle)
        else:
            saisies.add((centre, exercice, montant, simplifier(numero)))
    deja = {}
    for lue in lues:
        vote = (
            centres[lue.centre].pk,
            lue.exercice,
            lue.montant,
            simplifier(lue.numero_deliberation),
        )
        if lue.cle in cles:
            deja[lue.numero] = "déjà importée"
        elif vote in saisies:
            deja[lue.numero] = "déjà enregistrée sur le portail"
    return deja


def cle_de_demande(pacte: Pacte, lue: LigneLue) -> UUID:
    """The key of a request brought from elsewhere: the same line always has the same."""
    return uuid5(ESPACE, f"{pacte.code}|{lue.cle}")


def _deja_demandees(
    pacte: Pacte, lues: Iterable[LigneLue], centres: dict[str, Organisation]
) -> dict[int, str]:
    """Requests that the portal holds: imported before, or recorded by hand on the same day."""
    lues = list(lues)
    cles = {cle_de_demande(pacte, lue): lue.numero for lue in lues}
    deja = dict.fromkeys(
        (
            cles[cle]
            for cle in Demande.objects.filter(cle_idempotence__in=cles).values_list(
                "cle_idempotence", flat=True
            )
        ),
        "déjà importée",
    )
    recues = set(
        Demande.objects.filter(pacte=pacte, exercice__in={lue.exercice for lue in lues})
        .exclude(date_reception=None)
        .values_list("centre_id", "exercice", "genre", "montant_demande", "date_reception")
    )
    for lue in lues:
        envoi = (centres[lue.centre].pk, lue.exercice, lue.genre, lue.montant, lue.date_reception)
        if envoi in recues:
            deja.setdefault(lue.numero, "déjà enregistrée sur le portail")
    return deja
