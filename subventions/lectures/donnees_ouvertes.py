"""What the city publishes of its subsidies: the SCDL rows of a year, and what forbids publishing.

It reads in a constant number of queries; `rules.scdl` writes and checks. Amounts are those voted:
amendments and cancellations are netted into their award, and a vote not yet enforceable waits.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Case, F, Q, QuerySet, Value, When

from pacte.accord.models import Organisation, Pacte
from pacte.socle.montants import ZERO
from subventions.models import (
    Attribution,
    Convention,
    Echeance,
    GenreDemande,
    GenreVersement,
    NatureVote,
    Versement,
)
from subventions.rules import scdl
from subventions.rules.cellules import is_siret, simplifier
from subventions.rules.scdl import Ecart, LigneScdl

DELAI_PAIEMENT_JOURS = 60


@dataclass(frozen=True, slots=True)
class Subvention:
    """One award of a year with everything that changed it since."""

    vote: Attribution
    votes: tuple[Attribution, ...]
    convention: Convention | None = None
    paiements: tuple[date, ...] = ()

    @property
    def montant(self) -> Decimal:
        """The net amount voted, what is given in kind included."""
        return sum((vote.valeur for vote in self.votes), ZERO)

    @property
    def date_convention(self) -> date:
        signature = _signature(self.convention) if self.convention else None
        return signature or self.vote.date_vote

    @property
    def publier_avant(self) -> date:
        return scdl.publier_avant(
            self.date_convention, self.vote.date_executoire or self.vote.date_vote
        )


@dataclass(frozen=True, slots=True)
class LigneAPublier:
    """An award, its row, and what forbids publishing it."""

    subvention: Subvention
    scdl: LigneScdl
    ecarts: tuple[Ecart, ...] = ()


@dataclass(frozen=True, slots=True)
class Publication:
    """The open data of a year: its rows, what waits, what was cancelled, what is to mend."""

    pacte: Pacte
    exercice: int
    lignes: tuple[LigneAPublier, ...]
    en_attente: tuple[Attribution, ...]
    annulees: tuple[Subvention, ...]
    ecarts: tuple[Ecart, ...]

    @property
    def is_valide(self) -> bool:
        return not self.ecarts

    @property
    def nom(self) -> str:
        return scdl.nom_du_fichier(self.pacte.ville.siret, self.exercice)

    @property
    def total(self) -> Decimal:
        return sum((ligne.subvention.montant for ligne in self.lignes), ZERO)

    @property
    def is_siret_ville(self) -> bool:
        """Whether the city has a SIRET whose key is right."""
        return is_siret(self.pacte.ville.siret)

    def ecrire(self) -> bytes:
        """The file's bytes. Raises FichierScdlInvalide, with each reason."""
        if self.ecarts:
            raise scdl.FichierScdlInvalide(self.ecarts)
        return scdl.ecrire_fichier([ligne.scdl for ligne in self.lignes])


def _is_fonctionnement(vote: Attribution) -> bool:
    if vote.demande is not None:
        return vote.demande.genre == GenreDemande.FONCTIONNEMENT
    return vote.compte_base_avance


def _signature(convention: Convention) -> date | None:
    """The day the second party signed, None before."""
    ville, centre = convention.date_signature_ville, convention.date_signature_centre
    return max(ville, centre) if ville and centre else None


EXECUTOIRE = Q(date_transmission__isnull=False, date_publication__isnull=False)


def exercices_publiables(pacte: Pacte) -> list[int]:
    """The years with an enforceable vote, the latest first."""
    return list(
        Attribution.objects.filter(EXECUTOIRE, pacte=pacte)
        .order_by("-exercice")
        .values_list("exercice", flat=True)
        .distinct()
    )


def publication(pacte: Pacte, exercice: int) -> Publication:
    """Everything to publish for a year, in four queries whatever the number of awards."""
    votes = list(
        Attribution.objects.filter(pacte=pacte, exercice=exercice)
        .select_related("centre", "demande")
        .order_by("centre__nom", "date_vote", "pk")
    )
    executoires = [vote for vote in votes if vote.is_executoire]
    subventions = _reunir(pacte, exercice, executoires)
    annulees = tuple(s for s in subventions if s.montant <= 0)
    gardees = [s for s in subventions if s.montant > 0]
    rangs = scdl.distinguer(_ligne(pacte.ville, subvention) for subvention in gardees)
    ecarts = _ecarts_ville(pacte.ville) + scdl.controler(rangs)
    par_ligne: dict[int, list[Ecart]] = defaultdict(list)
    for ecart in ecarts:
        if ecart.ligne is not None and ecart.colonne != "idAttribuant":
            par_ligne[ecart.ligne].append(ecart)
    return Publication(
        pacte,
        exercice,
        tuple(
            LigneAPublier(subvention, rang, tuple(par_ligne[numero]))
            for numero, (subvention, rang) in enumerate(zip(gardees, rangs, strict=True), start=2)
        ),
        tuple(vote for vote in votes if not vote.is_executoire),
        annulees,
        tuple(ecarts),
    )


def _ecarts_ville(ville: Organisation) -> list[Ecart]:
    if is_siret(ville.siret):
        return []
    phrase = "n'est pas renseigné" if not ville.siret else "est faux"
    return [Ecart(None, "", f"Le SIRET de {ville.nom} {phrase} : il nomme et signe le fichier.")]


def _reunir(pacte: Pacte, exercice: int, votes: Sequence[Attribution]) -> list[Subvention]:
    """Gather each award with what changed it, its convention and its payments."""
    groupes: dict[tuple[object, ...], list[Attribution]] = defaultdict(list)
    for vote in votes:
        groupes[_cle(vote)].append(vote)
    _rattacher_orphelins(groupes)
    conventions = _conventions(pacte, exercice)
    paiements = _paiements(pacte, exercice, votes)
    reunies = []
    for groupe in groupes.values():
        vote = next((v for v in groupe if v.nature == NatureVote.VOTE), groupe[0])
        jours = [jour for v in groupe for jour in paiements.get(("vote", v.pk), ())]
        if _is_fonctionnement(vote):
            # The year's advance is paid on one award: the first that counts for it.
            jours += paiements.pop(("avance", vote.centre_id), [])
        reunies.append(
            Subvention(vote, tuple(groupe), _convention(vote, conventions), tuple(sorted(jours)))
        )
    return reunies


def _cle(vote: Attribution) -> tuple[object, ...]:
    if vote.demande_id is not None:
        return ("demande", vote.demande_id)
    return ("import", vote.centre_id, simplifier(vote.libelle))


def _rattacher_orphelins(groupes: dict[tuple[object, ...], list[Attribution]]) -> None:
    """Net a cancellation that names no award of its own into the largest one of its centre."""
    for cle in [c for c, groupe in groupes.items() if all(v.valeur < 0 for v in groupe)]:
        centre = groupes[cle][0].centre_id
        voisins = [
            groupe
            for autre, groupe in groupes.items()
            if autre != cle and groupe[0].centre_id == centre and groupe[0].valeur > 0
        ]
        if voisins:
            max(voisins, key=lambda groupe: sum(v.valeur for v in groupe)).extend(groupes.pop(cle))


def _conventions(pacte: Pacte, exercice: int) -> list[Convention]:
    """The conventions signed by both that cover the year, the last signed first."""
    signees = Convention.objects.filter(
        Q(date_resiliation__isnull=True) | Q(date_resiliation__gte=date(exercice, 1, 1)),
        pacte=pacte,
        premier_exercice__lte=exercice,
        dernier_exercice__gte=exercice,
        date_signature_ville__isnull=False,
        date_signature_centre__isnull=False,
    )
    return sorted(signees, key=lambda c: (_signature(c) or date.min, c.pk), reverse=True)


def _convention(vote: Attribution, conventions: Iterable[Convention]) -> Convention | None:
    """The award's own convention; else, for the operating subsidy, the centre's convention."""
    siennes = [c for c in conventions if c.centre_id == vote.centre_id]
    propres = [c for c in siennes if vote.demande_id and c.demande_id == vote.demande_id]
    communes = [c for c in siennes if c.demande_id is None] if _is_fonctionnement(vote) else []
    return next(iter([*propres, *communes]), None)


def _paiements(
    pacte: Pacte, exercice: int, votes: Sequence[Attribution]
) -> dict[tuple[str, int], list[date]]:
    """The days paid and still to pay, by award; those of the year's advance, by centre."""
    jours: dict[tuple[str, int], list[date]] = defaultdict(list)
    for versement in Versement.objects.filter(pacte=pacte, exercice=exercice):
        if versement.genre == GenreVersement.AVANCE:
            jours["avance", versement.centre_id].append(versement.date_paiement)
        elif versement.attribution_id is not None:
            jours["vote", versement.attribution_id].append(versement.date_paiement)
    prevues = Echeance.objects.filter(
        pacte=pacte,
        attribution__exercice=exercice,
        versement__isnull=True,
        date_rejet__isnull=True,
        date_annulation__isnull=True,
    ).values_list("attribution_id", "date_prevue")
    for attribution, jour in prevues:
        jours["vote", attribution].append(jour)
    return jours


def _ligne(ville: Organisation, subvention: Subvention) -> LigneScdl:
    vote, centre = subvention.vote, subvention.vote.centre
    paiements = subvention.paiements
    if not paiements:
        # Without a schedule the law gives sixty days from the notification (loi 2021-875, art. 2).
        debut = vote.date_notification or vote.date_executoire or vote.date_vote
        paiements = (debut, debut + timedelta(days=DELAI_PAIEMENT_JOURS))
    echelonne = len(subvention.paiements) > 1
    return LigneScdl(
        nom_attribuant=scdl.ecrire_texte(ville.nom),
        id_attribuant=ville.siret,
        date_convention=subvention.date_convention.isoformat(),
        reference_decision=scdl.ecrire_texte(vote.numero_deliberation),
        nom_beneficiaire=scdl.ecrire_texte(centre.nom),
        id_beneficiaire=centre.siret,
        # Other forms of RNA than W and nine digits are not of the schema: the SIRET then speaks.
        rna_beneficiaire=centre.rna if scdl.RNA.fullmatch(centre.rna) else "",
        objet=scdl.ecrire_texte(vote.libelle),
        montant=scdl.ecrire_nombre(subvention.montant),
        nature=_nature(subvention),
        conditions_versement=scdl.ECHELONNE if echelonne else scdl.UNIQUE,
        dates_periode_versement=scdl.ecrire_periode(paiements),
    )


def _nature(subvention: Subvention) -> str:
    argent = sum((vote.montant for vote in subvention.votes), ZERO)
    nature = subvention.montant - argent
    if argent == 0:
        return scdl.EN_NATURE
    if nature > 0:
        return f"{scdl.NUMERAIRE};{scdl.EN_NATURE}"
    return scdl.NUMERAIRE


# --- The public list ---------------------------------------------------------------------------------
AUTRE = "autre"


def votes_publics(pacte: Pacte) -> QuerySet[Attribution]:
    """The enforceable votes, which anybody may read, each with its kind.

    A vote of past years has no request: its kind is read from what it counts for.
    """
    genre = Case(
        When(demande__isnull=False, then=F("demande__genre")),
        When(montant=ZERO, then=Value(GenreDemande.AIDE_EN_NATURE.value)),
        When(compte_base_avance=True, then=Value(GenreDemande.FONCTIONNEMENT.value)),
        default=Value(AUTRE),
    )
    return (
        Attribution.objects.filter(EXECUTOIRE, pacte=pacte)
        .select_related("centre")
        .annotate(genre_lu=genre)
        .order_by("-exercice", "centre__nom", "date_vote", "pk")
    )
