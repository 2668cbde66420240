"""Reading the facts of subsidies and handing them to the rules, in a constant number of queries.

It decides nothing: `rules` does. Amounts are Decimal euros.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q, Value

from pacte.accord.models import Engagement, GenreOrganisation, Organisation, Pacte, Partie, Qualite
from pacte.accord.rules import is_partie_signataire
from subventions import rules
from subventions.lectures.reversements import avec_reversements, reversements_decides
from subventions.models import (
    Attribution,
    Avance,
    Convention,
    GenreVersement,
    Versement,
)
from subventions.rules.reversements import votes_de_reversement
from subventions.rules.valeurs import (
    TARDIVE,
    AvancePayee,
    CalculAvance,
    ConventionLue,
    DemandeAvance,
    FaitsVille,
    LigneBase,
    ReglesAvance,
    Tache,
    Vote,
)
from subventions.workflow import EtatAvance, EtatCondition

GENRE_AVANCE = "avance"
# Who engages a centre: deposits its requests, asks for its advance (C30).
HABILITEES = frozenset({Qualite.DIRECTION, Qualite.PRESIDENCE, Qualite.TRESORERIE})


# --- The advance -----------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class ConditionLue:
    """A condition with what proves it: the convention, or the advance's own request."""

    titre: str
    etat: EtatCondition
    phrase: str
    convention: Convention | None = None

    @property
    def is_remplie(self) -> bool:
        return self.etat == EtatCondition.REMPLIE


@dataclass(frozen=True, slots=True)
class DossierAvance:
    """The advance of one centre for one year: the calculation, and the rows that found it."""

    pacte: Pacte
    centre: Organisation
    exercice: int
    au: date
    engagement: Engagement
    regles: ReglesAvance
    calcul: CalculAvance
    avance: Avance | None = None
    versement: Versement | None = None
    conventions: tuple[Convention, ...] = ()
    attributions: tuple[Attribution, ...] = field(default=(), repr=False)

    @property
    def etat(self) -> EtatAvance:
        """Where the advance stands, in one word."""
        if self.versement is not None:
            return EtatAvance.PAYEE
        if self.avance is None:
            return EtatAvance.PAS_DEMANDEE
        if self.calcul.demande.etat == TARDIVE:
            return EtatAvance.TARDIVE
        return EtatAvance.PRETE if self.calcul.is_du else EtatAvance.A_COMPLETER

    @property
    def montant(self) -> Decimal:
        """What was paid; else what is to be paid, zero while a condition is not met."""
        return self.versement.montant if self.versement else self.calcul.montant

    @property
    def lignes_base(self) -> list[tuple[LigneBase, Attribution | None]]:
        """The base line by line, each with the vote that founds it."""
        par_cle = {attribution.pk: attribution for attribution in self.attributions}
        return [(ligne, par_cle.get(ligne.cle)) for ligne in self.calcul.base.lignes]

    @property
    def conditions(self) -> tuple[ConditionLue, ConditionLue]:
        """The two conditions, ready to show with their proofs."""
        par_cle = {convention.pk: convention for convention in self.conventions}
        demande, convention = self.calcul.conditions
        return (
            ConditionLue("Demande du centre", EtatCondition(demande.etat), demande.phrase),
            ConditionLue(
                "Convention pluriannuelle signée",
                EtatCondition(convention.etat),
                convention.phrase,
                par_cle.get(convention.cle),
            ),
        )

    @property
    def taches_restantes(self) -> list[Tache]:
        """The city's tasks that are still to be done."""
        return [tache for tache in self.calcul.taches if tache.fait_le is None]

    @property
    def attentes(self) -> list[tuple[str, str]]:
        """What is missing and on whose side: (« au centre » or « à la Ville », sentence)."""
        if self.versement is not None:
            return []
        attentes = []
        if not self.calcul.demande.is_remplie:
            qui = "à la Ville" if self.calcul.demande.etat == TARDIVE else "au centre"
            attentes.append((qui, self.calcul.demande.phrase))
        if not self.calcul.convention.is_remplie:
            attentes.append((self._cote_convention(), self.calcul.convention.phrase))
        if self.avance is not None:
            taches = ", ".join(tache.libelle.lower() for tache in self.taches_restantes)
            attentes.append(("à la Ville", f"Il reste à {taches}."))
        return attentes

    @property
    def is_convention_a_venir(self) -> bool:
        """Whether the centre will have a convention to sign that the city has not sent it yet."""
        if self.calcul.convention.is_remplie or self._cote_convention() == "au centre":
            return False
        convention = self._convention_lue()
        return convention is None or convention.date_signature_centre is None

    @property
    def convention_a_signer(self) -> Convention | None:
        """The convention that waits for the centre's signature, its document made or sent."""
        if self.calcul.convention.is_remplie or self._cote_convention() != "au centre":
            return None
        return self._convention_lue()

    def _convention_lue(self) -> Convention | None:
        """The convention that the condition speaks of."""
        cle = self.calcul.convention.cle
        return next((c for c in self.conventions if c.pk == cle), None)

    def _cote_convention(self) -> str:
        """On whose side a missing signature is; the city starts a convention."""
        convention = self._convention_lue()
        if convention is None or convention.date_signature_centre:
            return "à la Ville"
        envoyee = convention.date_signature_ville or convention.document_id
        return "au centre" if envoyee else "à la Ville"


def engagement_avance(pacte: Pacte) -> Engagement | None:
    """The commitment of the pact that founds the advance, or None when the pact has none."""
    return pacte.engagements.filter(genre_regle=GENRE_AVANCE).select_related("article").first()


def exercice_de_l_avance(pacte: Pacte, le: date) -> int | None:
    """The year whose advance is at stake on day `le`, or None when the pact has no advance."""
    engagement = engagement_avance(pacte)
    return rules.exercice_courant(engagement.parametres, le) if engagement else None


def centres_du_pacte(pacte: Pacte) -> list[Organisation]:
    """The centres that are parties to the pact, by name."""
    return list(
        Organisation.objects.filter(parties__pacte=pacte, genre=GenreOrganisation.CENTRE).order_by(
            "nom"
        )
    )


def dossier_avance(
    pacte: Pacte, centre: Organisation, exercice: int, au: date
) -> DossierAvance | None:
    """The advance of one centre; None when the pact has no advance or the centre is no party."""
    return next(iter(dossiers_avance(pacte, exercice, au, centre=centre)), None)


def dossiers_avance(
    pacte: Pacte,
    exercice: int,
    au: date,
    *,
    centre: Organisation | None = None,
    engagement: Engagement | None = None,
) -> list[DossierAvance]:
    """The advance of `exercice` for every centre of the pact (or one), in at most seven queries.

    `engagement` is the pact's commitment to the advance when it is already read.
    """
    engagement = engagement or engagement_avance(pacte)
    if engagement is None:
        return []
    regles = rules.lire_regles_avance(engagement.parametres, exercice)
    fin_pacte = pacte.date_fin()
    parties = _parties(pacte, centre)
    centres = [partie.organisation_id for partie in parties]
    attributions = _par_centre(
        avec_reversements(
            Attribution.objects.filter(
                pacte=pacte, exercice=exercice - 1, centre__in=centres
            ).select_related("demande")
        )
    )
    conventions = _par_centre(Convention.objects.filter(pacte=pacte, centre__in=centres))
    avances = _par_centre(
        Avance.objects.filter(pacte=pacte, exercice=exercice, centre__in=centres).select_related(
            "demandee_par__personne", "demandee_par__organisation"
        )
    )
    payees = {
        (versement.centre_id, versement.exercice): versement
        for versement in Versement.objects.filter(
            pacte=pacte,
            genre=GenreVersement.AVANCE,
            exercice__in=(exercice - 1, exercice),
            centre__in=centres,
        )
    }
    dossiers = []
    for partie in parties:
        cle = partie.organisation_id
        avance = next(iter(avances[cle]), None)
        versement = payees.get((cle, exercice))
        calcul = rules.evaluer_avance(
            exercice=exercice,
            regles=regles,
            votes=[vote for lue in attributions[cle] for vote in lire_votes(lue)],
            conventions=[_lire_convention(convention) for convention in conventions[cle]],
            demande=_lire_demande(avance),
            au=au,
            avance_precedente=lire_avance_payee(payees.get((cle, exercice - 1))),
            is_signataire=_is_signataire(partie, au),
            faits=_lire_faits(avance, versement),
            fin_pacte=fin_pacte,
        )
        dossiers.append(
            DossierAvance(
                pacte=pacte,
                centre=partie.organisation,
                exercice=exercice,
                au=au,
                engagement=engagement,
                regles=regles,
                calcul=calcul,
                avance=avance,
                versement=versement,
                conventions=tuple(conventions[cle]),
                attributions=tuple(attributions[cle]),
            )
        )
    return dossiers


def lire_votes(attribution: Attribution) -> list[Vote]:
    """Hand an award read by `avec_reversements` to the rules, then what is claimed back on it."""
    vote = lire_vote(attribution)
    return [vote, *votes_de_reversement(vote, reversements_decides(attribution))]


def lire_vote(attribution: Attribution) -> Vote:
    """Hand an award to the rules."""
    return Vote(
        libelle=attribution.libelle,
        date_vote=attribution.date_vote,
        montant=attribution.montant,
        compte_base_avance=attribution.compte_base_avance,
        comprend_avance=attribution.comprend_avance,
        cle=attribution.pk,
    )


def _parties(pacte: Pacte, centre: Organisation | None) -> list[Partie]:
    parties = (
        pacte.parties.filter(organisation__genre=GenreOrganisation.CENTRE)
        .select_related("organisation")
        .annotate(
            dates_requises=ArrayAgg(
                "lignes__date_signature", filter=Q(lignes__requise=True), default=Value([])
            )
        )
        .order_by("organisation__nom")
    )
    return list(parties.filter(organisation=centre) if centre is not None else parties)


def _par_centre(lignes: Iterable) -> defaultdict[int, list]:
    groupes: defaultdict[int, list] = defaultdict(list)
    for ligne in lignes:
        groupes[ligne.centre_id].append(ligne)
    return groupes


def _is_signataire(partie: Partie, au: date) -> bool:
    """Whether the centre has signed the pact by `au`, or joined it by an avenant, and not left."""
    if partie.date_sortie is not None and partie.date_sortie < au:
        return False
    if partie.date_entree is not None:
        return partie.date_entree <= au
    return is_partie_signataire(partie.dates_requises, au)


def _lire_convention(convention: Convention) -> ConventionLue:
    return ConventionLue(
        reference=convention.reference,
        premier_exercice=convention.premier_exercice,
        dernier_exercice=convention.dernier_exercice,
        date_signature_ville=convention.date_signature_ville,
        date_signature_centre=convention.date_signature_centre,
        date_resiliation=convention.date_resiliation,
        date_notification_resiliation=convention.date_notification_resiliation,
        cle=convention.pk,
    )


def _lire_demande(avance: Avance | None) -> DemandeAvance | None:
    if avance is None:
        return None
    qui = avance.demandee_par
    return DemandeAvance(
        date_demande=avance.date_demande,
        demandeur_habilite=qui.organisation_id == avance.centre_id and qui.qualite in HABILITEES,
        decision=avance.decision_tardive,
        date_decision=avance.date_decision,
    )


def lire_avance_payee(versement: Versement | None) -> AvancePayee | None:
    """The payment of an advance as the rules read it."""
    if versement is None:
        return None
    return AvancePayee(
        versement.date_paiement, versement.montant, f"Avance {versement.exercice} déjà versée"
    )


def _lire_faits(avance: Avance | None, versement: Versement | None) -> FaitsVille:
    if avance is None:
        return FaitsVille()
    return FaitsVille(
        date_credits_ouverts=avance.date_credits_ouverts,
        date_deliberation=avance.date_deliberation,
        date_executoire=avance.date_executoire,
        date_paiement=versement.date_paiement if versement else None,
    )
