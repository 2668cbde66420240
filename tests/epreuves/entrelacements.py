"""What several people may do at once to one request, and what must hold after each of their acts.

An interleaving is drawn from its number alone: a start, then pairs of acts begun together, by people
whose page may be several acts old. The outcome of a race is not drawn: the invariants hold for all.
"""

import random
import uuid
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from pacte.journal.models import Entree
from pacte.socle.droits import ActeRefuse
from pacte.socle.montants import ZERO
from pacte.socle.versions import ConflitDeVersion
from subventions import operations
from subventions.lectures.echeanciers import EcheancierLu, lire_echeancier
from subventions.lectures.finances import finances
from subventions.models import (
    Attribution,
    Demande,
    Echeance,
    EtatDemande,
    EtatEcheance,
    GenreVersement,
    Versement,
)
from subventions.rules.versements import LignePrevue, LigneSaisie
from subventions.workflow import TRANSITIONS, TRANSITIONS_ECHEANCE
from tests import factories_subventions as fabrique

JOUR = date(2026, 6, 15)
EXERCICES = range(2024, 2032)
MONTANTS = [Decimal(m) for m in ("0.01", "3333.33", "10000.00", "12345.67", "40000.00")]
REFUS = (ActeRefuse, ConflitDeVersion, ValidationError)
DEPARTS = (
    "brouillon",
    "brouillon",
    "deposee",
    "recue",
    "proposee",
    "ajournee",
    "accordee",
    "accordee",
)


@dataclass(frozen=True)
class Page:
    """What somebody has on the screen: the request, its vote and its schedule as they were."""

    demande: Demande
    echeancier: EcheancierLu | None

    @property
    def lignes(self) -> list[Echeance]:
        return [lue.echeance for lue in self.echeancier.lignes] if self.echeancier else []


def ouvrir(pk: int) -> Page:
    demande = Demande.objects.select_related("pacte__ville", "centre", "theme").get(pk=pk)
    return Page(demande, lire_echeancier(demande, finances(demande, JOUR), JOUR))


# --- The acts ----------------------------------------------------------------------------------------
Acte = Callable[[Page, Any, random.Random], Any]


def modifier(page: Page, par: Any, tirage: random.Random) -> Any:
    objet = f"Objet {tirage.randrange(10**9)}"
    demande = page.demande
    return operations.modifier(demande, par=par, version=demande.version, champs={"objet": objet})


def deposer(page: Page, par: Any, tirage: random.Random) -> Any:
    return operations.deposer(page.demande, par=par, cle=uuid.uuid4())


def retirer(page: Page, par: Any, tirage: random.Random) -> Any:
    return operations.retirer(page.demande, par=par, motif="Le projet change.")


def recevoir(page: Page, par: Any, tirage: random.Random) -> Any:
    return operations.recevoir(page.demande, par=par, date_reception=JOUR)


def proposer(page: Page, par: Any, tirage: random.Random) -> Any:
    return operations.proposer(
        page.demande,
        par=par,
        montant=tirage.choice(MONTANTS),
        motif="Selon l'enveloppe.",
        version=page.demande.version,
    )


def ajourner(page: Page, par: Any, tirage: random.Random) -> Any:
    return operations.ajourner(
        page.demande, par=par, motif="Le conseil attend.", date_ajournement=JOUR
    )


def refuser(page: Page, par: Any, tirage: random.Random) -> Any:
    return operations.refuser_demande(
        page.demande, par=par, motif="L'enveloppe est épuisée.", date_refus=JOUR
    )


def _vote(montant: Decimal) -> dict[str, Any]:
    jours = dict.fromkeys(("date_vote", "date_transmission", "date_publication"), JOUR)
    return {"montant": montant, "numero_deliberation": "DCM-2026-051", **jours}


def attribuer(page: Page, par: Any, tirage: random.Random) -> Any:
    montant = tirage.choice(MONTANTS)
    return operations.attribuer(page.demande, par=par, cle=uuid.uuid4(), champs=_vote(montant))


def corriger(page: Page, par: Any, tirage: random.Random) -> Any:
    nature = tirage.choice(("modification", "annulation", "annulation"))
    montant = tirage.choice(MONTANTS) * (-1 if nature == "annulation" else tirage.choice((1, -1)))
    return operations.corriger_attribution(
        page.demande,
        par=par,
        cle=uuid.uuid4(),
        nature=nature,
        libelle="Vote suivant",
        champs=_vote(montant),
    )


def planifier(page: Page, par: Any, tirage: random.Random) -> Any:
    lu = page.echeancier
    if lu is None:
        raise ValidationError("Rien n'est voté.")
    tout = lu.repartition.planifiable
    acompte = min(tirage.choice(MONTANTS), tout)
    parts = [(GenreVersement.ACOMPTE, acompte), (GenreVersement.SOLDE, tout - acompte)]
    lignes = [LigneSaisie(None, LignePrevue(g, montant, JOUR)) for g, montant in parts if montant]
    return operations.modifier_echeancier(
        page.demande, par=par, version=lu.vote.version, lignes=lignes
    )


def payer(page: Page, par: Any, tirage: random.Random) -> Any:
    return operations.payer(
        page.demande,
        par=par,
        cle=uuid.uuid4(),
        genre=GenreVersement.ACOMPTE,
        montant=tirage.choice(MONTANTS),
        date_paiement=JOUR,
        reference="M-1",
    )


def _ligne(page: Page, tirage: random.Random, etat: str) -> Echeance:
    """A line of the page: nine times in ten one that the act may take, as the page said it."""
    bonnes = [ligne for ligne in page.lignes if ligne.etat_enum == etat]
    lignes = bonnes if bonnes and tirage.random() < 0.9 else page.lignes
    if not lignes:
        raise ValidationError("L'échéancier est vide.")
    return tirage.choice(lignes)


def mandater(page: Page, par: Any, tirage: random.Random) -> Any:
    ligne = _ligne(page, tirage, EtatEcheance.PREVUE)
    return operations.mandater(
        ligne, par=par, version=ligne.version, date_ordonnancement=JOUR, reference="M-2"
    )


def payer_ligne(page: Page, par: Any, tirage: random.Random) -> Any:
    return operations.payer_echeance(
        _ligne(page, tirage, EtatEcheance.MANDATEE), par=par, cle=uuid.uuid4(), date_paiement=JOUR
    )


def rejeter(page: Page, par: Any, tirage: random.Random) -> Any:
    ligne = _ligne(page, tirage, EtatEcheance.MANDATEE)
    return operations.rejeter_echeance(
        ligne, par=par, version=ligne.version, date_rejet=JOUR, motif="RIB périmé."
    )


def annuler_ligne(page: Page, par: Any, tirage: random.Random) -> Any:
    ligne = _ligne(page, tirage, EtatEcheance.MANDATEE)
    return operations.annuler_echeance(ligne, par=par, version=ligne.version, motif="Doublon.")


# Each act with what the journal calls it; the transition it follows when it is one of the request.
CENTRE: dict[str, tuple[Acte, str]] = {
    "modifier": (modifier, "modifier_demande"),
    "deposer": (deposer, "deposer_demande"),
    "retirer": (retirer, "retirer_demande"),
}
VILLE: dict[str, tuple[Acte, str]] = {
    "recevoir": (recevoir, "noter_reception"),
    "proposer": (proposer, "proposer_montant"),
    "ajourner": (ajourner, "ajourner_demande"),
    "refuser": (refuser, "refuser_demande"),
    "attribuer": (attribuer, "enregistrer_attribution"),
    "corriger_attribution": (corriger, "enregistrer_modification"),
    "planifier": (planifier, "modifier_echeancier"),
    "payer": (payer, "enregistrer_paiement"),
    "mandater": (mandater, "mandater_echeance"),
    "payer_ligne": (payer_ligne, "payer_echeance"),
    "rejeter": (rejeter, "rejeter_echeance"),
    "annuler_ligne": (annuler_ligne, "annuler_echeance"),
}
ACTES = CENTRE | VILLE
TRANSITION_DE = {journal: nom for nom, (_, journal) in ACTES.items() if nom in TRANSITIONS}
# Once granted, these acts of payment start from the same state as `payer`.
TRANSITION_DE |= {
    ACTES[nom][1]: "payer"
    for nom in ("planifier", "mandater", "payer_ligne", "rejeter", "annuler_ligne")
}
# What ends a request too soon for the others to meet it, and what the last acts wait for.
POIDS = {"retirer": 0.15, "refuser": 0.2, "corriger_attribution": 0.5, "mandater": 2}
CHANGENT_LA_DEMANDE = frozenset(set(TRANSITIONS) - {"payer"})


# --- A drawn interleaving ----------------------------------------------------------------------------
@dataclass
class Tour:
    """One request, its people, what each of them has open, and what was done so far."""

    numero: int
    p: SimpleNamespace
    tirage: random.Random
    demande: int
    depart: str
    pages: dict[str, Page]
    faits: Counter[str]

    def vivre(self, ensemble: Callable[..., Iterable[Any]], paires: int) -> None:
        """Play `paires` pairs of acts, each pair at the same moment; check after each one."""
        for _ in range(paires):
            choisis = [self._choisir() for _ in range(2)]
            issues = ensemble(*(acte for _, acte in choisis))
            for (nom, _), issue in zip(choisis, issues, strict=True):
                if isinstance(issue, BaseException):
                    raise AssertionError(f"tour {self.numero}, {nom}") from issue
                self.faits[nom] += issue
            verifier(self)

    def _choisir(self) -> tuple[str, Callable[[], bool]]:
        """An act, most often one that the state allows, by somebody whose page may be old."""
        tirage = self.tirage
        etat = Demande.objects.values_list("etat", flat=True).get(pk=self.demande)
        plausibles = [nom for nom in ACTES if etat in TRANSITIONS[_transition(nom)][0]]
        noms = plausibles if plausibles and tirage.random() < 0.85 else list(ACTES)
        (nom,) = tirage.choices(noms, [POIDS.get(nom, 1) for nom in noms])
        acte, _ = ACTES[nom]
        qui = tirage.choice(("direction", "tresorerie") if nom in CENTRE else ("agent", "chef"))
        if tirage.random() < 0.7:
            self.pages[qui] = ouvrir(self.demande)
        page, par, sort = self.pages[qui], self.p.gens[qui], random.Random(tirage.random())
        return nom, lambda: _tenter(acte, page, par, sort)


def _transition(nom: str) -> str:
    return TRANSITION_DE.get(ACTES[nom][1], nom)


def _tenter(acte: Acte, page: Page, par: Any, tirage: random.Random) -> bool:
    try:
        acte(page, par, tirage)
    except REFUS:
        return False
    return True


def tirer(p: SimpleNamespace, numero: int, graine: int) -> Tour:
    """The interleaving of this number: always the same one."""
    tirage = random.Random(f"{graine}-{numero}")
    depart = tirage.choice(DEPARTS)
    champs = {"exercice": tirage.choice(EXERCICES), "par": p.gens["direction"], "centre": p.a}
    if depart == "accordee":
        demande = fabrique.demande(p, etat=depart, **champs)
        montant = tirage.choice(MONTANTS[1:])
        fabrique.attribution(
            demande, montant, **{k: v for k, v in _vote(montant).items() if k != "montant"}
        )
    else:
        demande = fabrique.demande(p, etat=depart, avec_budget=depart == "brouillon", **champs)
    pages = dict.fromkeys(p.gens, ouvrir(demande.pk))
    return Tour(numero, p, tirage, demande.pk, depart, pages, Counter())


# --- What must hold ----------------------------------------------------------------------------------
def verifier(tour: Tour) -> None:
    demande = Demande.objects.get(pk=tour.demande)
    _verifier_les_etats(tour, demande)
    _verifier_le_numero(demande)
    _verifier_le_journal(tour, demande)
    _verifier_les_lignes(demande)
    _verifier_l_argent(demande)


def _verifier_les_etats(tour: Tour, demande: Demande) -> None:
    """The history goes from state to state by the table, up to the stored row; no act is lost."""
    passes = list(demande.history.order_by("history_id").values_list("etat", "version"))
    assert passes[0] == (tour.depart, 1)
    assert passes[-1][0] == demande.etat
    permis = {(source, cible) for sources, cible in TRANSITIONS.values() for source in sources}
    for (avant, ancienne), (apres, nouvelle) in pairwise(passes):
        assert avant == apres or (avant, apres) in permis, (avant, apres)
        assert ancienne <= nouvelle
    assert demande.version == 1 + sum(tour.faits[nom] for nom in CHANGENT_LA_DEMANDE)


def _verifier_le_numero(demande: Demande) -> None:
    numeros = set(demande.history.exclude(numero="").values_list("numero", flat=True))
    assert numeros == ({demande.numero} if demande.numero else set())
    if demande.date_depot is not None:
        assert Demande.objects.filter(numero=demande.numero).count() == 1


def _verifier_le_journal(tour: Tour, demande: Demande) -> None:
    """One line for each act done, in an order that the table allows, and none for a refused act."""
    paiements = Versement.objects.filter(attribution__demande=demande).values_list("pk", flat=True)
    siennes = Q(objet_type="demande", objet_id=str(demande.pk)) | Q(
        objet_type="versement", objet_id__in=[str(pk) for pk in paiements]
    )
    entrees = list(Entree.objects.filter(siennes).order_by("pk").values_list("action", flat=True))
    lues = Counter(entrees)
    for nom, (_, journal) in ACTES.items():
        # What is typed is told once for each half-hour of one person's work.
        attendu = lues[journal] if nom == "modifier" else tour.faits[nom]
        assert lues[journal] == attendu, (nom, lues)
    etat = tour.depart
    for action in entrees:
        if action in TRANSITION_DE:
            sources, cible = TRANSITIONS[TRANSITION_DE[action]]
            assert etat in sources, (etat, action)
            etat = cible
    assert etat == demande.etat


def _verifier_les_lignes(demande: Demande) -> None:
    """Each line of the schedule moves by its table, one state of its history for each version."""
    permis = {
        (source, cible) for sources, cible in TRANSITIONS_ECHEANCE.values() for source in sources
    }
    # A payment that was not planned writes its line, orders it and pays it in one act.
    permis.add((EtatEcheance.PREVUE, EtatEcheance.PAYEE))
    for echeance in Echeance.objects.filter(attribution__demande=demande):
        passees = [passee.instance for passee in echeance.history.order_by("history_id")]
        assert [passee.version for passee in passees] == list(range(1, echeance.version + 1))
        assert passees[-1].etat_enum == echeance.etat_enum
        if echeance.versement_id:
            assert echeance.date_ordonnancement is not None
            assert echeance.versement.montant == echeance.montant
        for avant, apres in pairwise(passees):
            deux = (avant.etat_enum, apres.etat_enum)
            assert deux[0] == deux[1] or deux in permis, deux


def _verifier_l_argent(demande: Demande) -> None:
    """Advance + paid + ordered + planned + to plan - too much = awarded; nothing is negative."""
    votes = list(Attribution.objects.filter(demande=demande))
    accorde = sum((vote.montant for vote in votes), ZERO)
    versements = list(Versement.objects.filter(attribution__demande=demande))
    echeances = Echeance.objects.filter(attribution__demande=demande).select_related("versement")
    assert bool(votes) == (demande.etat == EtatDemande.ACCORDEE)
    assert accorde >= 0, [vote.montant for vote in votes]
    par_etat: dict[str, Decimal] = {}
    for echeance in echeances:
        par_etat[echeance.etat_enum] = par_etat.get(echeance.etat_enum, ZERO) + echeance.montant
    paye = sum((versement.montant for versement in versements), ZERO)
    assert par_etat.get("payee", ZERO) == paye
    assert len({e.versement_id for e in echeances if e.versement_id}) == len(versements)
    lu = lire_echeancier(demande, finances(demande, timezone.localdate()), timezone.localdate())
    if lu is None:
        return
    part = lu.repartition
    assert (part.accorde, part.avance, part.paye) == (accorde, ZERO, paye)
    assert (part.mandate, part.prevu) == (
        par_etat.get("mandatee", ZERO),
        par_etat.get("prevue", ZERO),
    )
    parts = part.avance + part.paye + part.mandate + part.prevu + part.a_planifier - part.en_trop
    assert parts == accorde
    assert min(part.a_planifier, part.en_trop, part.planifiable) >= 0
    # What was paid or ordered before the award went down may exceed it; what is planned, never.
    if part.en_trop:
        assert any(vote.montant < 0 for vote in votes)
        assert part.prevu == 0, part
