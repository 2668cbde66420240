"""The demonstration's payments: schedules in every state, an advance that changed, a treasury."""

from datetime import date, timedelta
from decimal import Decimal

from pacte.accord.models import Fonction, Organisation, Pacte
from pacte.pilotage.demo.calendrier import CENTRES
from pacte.socle.montants import arrondir_centime
from subventions.lectures.dossiers import dossier_avance
from subventions.lectures.echeanciers import lire_echeancier
from subventions.lectures.finances import finances
from subventions.lectures.tresoreries import mois_du_budget
from subventions.models import (
    Attribution,
    Avance,
    Demande,
    Echeance,
    EtatDemande,
    FinancementRecu,
    GenreVersement,
    MoisTresorerie,
    PlanTresorerie,
    RecalculAvance,
    Versement,
)

SOLDE_AU_BILAN = "Convention : solde à la remise du bilan"
FINANCEURS = (
    ("CAF de Valombre", "Prestation de service animation globale", "71200.00", True, False),
    ("Département", "Fonctionnement", "12500.00", True, False),
    ("Agence de services et de paiement", "Aide à deux postes", "18400.00", False, False),
    ("Bailleur social", "Local du quartier, sans loyer", "9600.00", True, True),
)
# What is typed beside a twelfth of the budget: summers are quiet, Decembers are not.
SAISONS = {7: Decimal("0.70"), 8: Decimal("0.55"), 12: Decimal("1.25")}


def charger_paiements(pacte: Pacte, fonctions: dict[str, Fonction], au: date) -> None:
    """Plan what is voted, in several states; keep a centre's treasury and funders."""
    agent = fonctions["camille-aubier"]
    _suivre_les_paiements_passes(pacte, agent)
    _planifier(pacte, agent, au)
    centres = {f.organisation.code: f for f in fonctions.values() if f.qualite == "direction"}
    _avance_qui_a_change(pacte, centres[CENTRES[2]], au)
    _tresorerie(pacte, centres[CENTRES[0]], au)


def _suivre_les_paiements_passes(pacte: Pacte, agent: Fonction) -> None:
    """Each payment already made has its line."""
    for versement in Versement.objects.filter(
        pacte=pacte, attribution__isnull=False, echeance__isnull=True
    ).order_by("pk"):
        Echeance(
            pacte=pacte,
            centre_id=versement.centre_id,
            attribution_id=versement.attribution_id,
            genre=versement.genre,
            montant=versement.montant,
            date_prevue=versement.date_paiement,
            condition=SOLDE_AU_BILAN if versement.genre == GenreVersement.SOLDE else "",
            date_ordonnancement=versement.date_paiement - timedelta(days=6),
            reference=versement.reference,
            versement=versement,
            enregistree_par=agent,
        ).save()


def _planifier(pacte: Pacte, agent: Fonction, au: date) -> None:
    """What remains of each award: refused then planned again, ordered, late, or shared in two."""
    demandes = Demande.objects.filter(pacte=pacte, etat=EtatDemande.ACCORDEE).select_related(
        "pacte"
    )
    rang = -1
    for demande in demandes.order_by("-exercice", "pk"):
        argent = finances(demande, au)
        lu = lire_echeancier(demande, argent, au)
        if lu is None or lu.repartition.a_planifier == 0 or not argent.is_executoire:
            continue
        reste, vote = lu.repartition.a_planifier, lu.vote
        prevue = min((vote.date_notification or vote.date_vote) + timedelta(days=60), au)
        if vote.exercice < au.year and prevue < au:
            _payer(vote, agent, reste, prevue, f"M{vote.exercice}-{940 + vote.pk}")
            continue
        rang += 1
        if rang % 4 == 0:
            _ligne(
                vote,
                agent,
                reste,
                prevue,
                date_ordonnancement=prevue,
                reference=f"M{vote.exercice}-9{rang}",
                date_rejet=prevue,
                motif_rejet="Le relevé d'identité bancaire joint n'est plus valable.",
            )
            _ligne(vote, agent, reste, au + timedelta(days=12))
        elif rang % 4 == 1:
            reference = f"M{vote.exercice}-9{rang}"
            _ligne(vote, agent, reste, prevue, date_ordonnancement=prevue, reference=reference)
        elif rang % 4 == 2:
            _ligne(vote, agent, reste, prevue)
        else:
            acompte = arrondir_centime(reste / 2)
            _ligne(vote, agent, acompte, au + timedelta(days=5), genre=GenreVersement.ACOMPTE)
            _ligne(vote, agent, reste - acompte, au + timedelta(days=95), condition=SOLDE_AU_BILAN)


def _payer(
    vote: Attribution, agent: Fonction, montant: Decimal, jour: date, reference: str
) -> None:
    versement = Versement(
        pacte_id=vote.pacte_id,
        centre_id=vote.centre_id,
        exercice=vote.exercice,
        genre=GenreVersement.SOLDE,
        montant=montant,
        date_paiement=jour,
        reference=reference,
        attribution=vote,
        enregistre_par=agent,
    )
    versement.save()
    mandat = {"date_ordonnancement": jour - timedelta(days=6), "reference": reference}
    _ligne(vote, agent, montant, jour, versement=versement, **mandat)


def _ligne(
    vote: Attribution, agent: Fonction, montant: Decimal, jour: date, **champs: object
) -> None:
    Echeance(
        pacte_id=vote.pacte_id,
        centre_id=vote.centre_id,
        attribution=vote,
        montant=montant,
        date_prevue=jour,
        enregistree_par=agent,
        **{"genre": GenreVersement.SOLDE, **champs},
    ).save()


def _avance_qui_a_change(pacte: Pacte, direction: Fonction, au: date) -> None:
    """A centre that asked for the next advance early, before the vote that makes its base."""
    exercice, demandee_le = au.year + 1, date(au.year, 2, 9)
    centre = direction.organisation
    avance = Avance.objects.filter(pacte=pacte, centre=centre, exercice=exercice).first()
    if avance is None:
        if demandee_le > au:
            return
        avance = Avance(
            pacte=pacte,
            centre=centre,
            exercice=exercice,
            date_demande=demandee_le,
            demandee_par=direction,
        )
        avance.save()
    _recalculer(avance, centre, avance.date_demande, "Premier calcul, le jour de la demande.")
    votes = Attribution.objects.filter(
        pacte=pacte, centre=centre, exercice=exercice - 1, compte_base_avance=True
    )
    for vote in votes.filter(date_vote__gt=avance.date_demande, date_vote__lte=au).order_by("pk"):
        numero = vote.numero_deliberation
        _recalculer(avance, centre, vote.date_vote, f"Vote de la délibération {numero}.")


def _recalculer(avance: Avance, centre: Organisation, le: date, motif: str) -> None:
    dossier = dossier_avance(avance.pacte, centre, avance.exercice, le)
    if dossier is None:
        return
    RecalculAvance(
        avance=avance,
        le=le,
        base=dossier.calcul.base.total,
        montant=dossier.calcul.theorique,
        motif=motif,
    ).save()


def _tresorerie(pacte: Pacte, direction: Fonction, au: date) -> None:
    """The treasury and the funders of one centre."""
    centre = direction.organisation
    mois = mois_du_budget(pacte, centre, au.year)
    if mois is not None:
        plan = PlanTresorerie(centre=centre, exercice=au.year, solde_initial=Decimal("38250.00"))
        plan.save()
        for numero, (recettes, depenses) in mois.items():
            saison = SAISONS.get(numero, Decimal(1))
            MoisTresorerie(
                plan=plan,
                mois=numero,
                recettes=recettes,
                depenses=arrondir_centime(depenses * saison),
            ).save()
    for financeur, objet, montant, compte, nature in FINANCEURS:
        FinancementRecu(
            centre=centre,
            exercice=au.year,
            financeur=financeur,
            objet=objet,
            montant=Decimal(montant),
            compte_seuil=compte,
            en_nature=nature,
            date_notification=date(au.year, 2, 24),
            declare_par=direction,
        ).save()
