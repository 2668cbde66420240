"""The demonstration's financial reports and recoveries: each state is there to be seen."""

from datetime import date, timedelta
from decimal import Decimal

from pacte.accord.models import Fonction, Pacte
from pacte.pilotage.demo.calendrier import tirage
from pacte.socle.montants import ZERO, arrondir_centime
from subventions.lectures import comptes_rendus as comptes_rendus_lus
from subventions.models import (
    Attribution,
    CompteRenduFinancier,
    EtatCompteRenduFinancier,
    LigneCompteRendu,
    MotifReversement,
    Reversement,
)
from subventions.operations.comptes_rendus import prevus
from subventions.pdf.compte_rendu import sceller_compte_rendu
from subventions.pdf.reversement import sceller_lettre_reversement
from subventions.rules.plan_comptable import COMPTE_VILLE, plan_pour

BILAN = (
    "L'accueil a été ouvert cinq jours sur sept. Deux nouveaux collectifs d'habitantes et "
    "d'habitants se sont formés, et les ateliers ont repris toute l'année."
)
ECARTS = "Les achats ont coûté davantage que prévu ; une formation a été reportée."
EXPLICATION = (
    "Le compte rendu financier montre une part non dépensée. "
    "La convention prévoit que le centre la rende à la Ville."
)


def charger_bilans(pacte: Pacte, fonctions: dict[str, Fonction], au: date) -> int:
    """Create the reports whose exercise is over on day `au`; return how many."""
    agent = fonctions["camille-aubier"]
    directions = {
        fonction.organisation_id: fonction
        for fonction in fonctions.values()
        if fonction.qualite == "direction"
    }
    votes = comptes_rendus_lus.attributions_a_justifier(
        Attribution.objects.filter(pacte=pacte)
    ).order_by("-fin", "centre__nom", "pk")
    clos = [ligne for ligne in comptes_rendus_lus.lire(votes, au) if ligne.fin < au]
    if not clos:
        return 0
    dernier = clos[0].fin.year
    nombre = 0
    for rang, ligne in enumerate(x for x in clos if x.fin.year == dernier):
        # Of the latest exercise: one late and not begun, one draft, one to read, one to redo.
        etat = (None, "brouillon", "depose", "a_reprendre", "accepte")[rang % 5]
        if etat is not None:
            _compte_rendu(ligne.attribution, etat, ligne.echeance, directions, rang)
            nombre += 1
    acceptes = []
    for rang, ligne in enumerate(x for x in clos if x.fin.year < dernier):
        attribution = ligne.attribution
        acceptes.append(_compte_rendu(attribution, "accepte", ligne.echeance, directions, rang))
        nombre += 1
    for rang, rapport in enumerate(acceptes[:3]):
        _reversement(rapport, agent, au, rang)
    return nombre


def _compte_rendu(
    attribution: Attribution, etat: str, echeance: date, directions: dict[int, Fonction], rang: int
) -> CompteRenduFinancier:
    depot = echeance - timedelta(days=20 + 5 * (rang % 4))
    reste = Decimal(400) * (rang % 3)
    rapport = CompteRenduFinancier(
        pacte=attribution.pacte,
        centre=attribution.centre,
        attribution=attribution,
        etat=etat,
        fin_exercice=date(attribution.exercice, 12, 31),
        bilan=BILAN,
        publics="Environ 1 200 personnes de tous âges, du quartier et des quartiers voisins.",
        ecarts=ECARTS,
        regles_repartition="Les loyers se partagent selon les heures d'ouverture.",
        contributions="Les heures de bénévolat sont comptées au SMIC chargé.",
        montant_utilise=max(attribution.montant - reste, ZERO),
        signataire=str(directions[attribution.centre_id].personne),
    )
    if etat != EtatCompteRenduFinancier.BROUILLON:
        rapport.date_depot, rapport.depot_par = depot, directions[attribution.centre_id]
    if etat == EtatCompteRenduFinancier.A_REPRENDRE:
        rapport.motif_retour = "La ligne des charges sociales est vide : complétez-la."
    if etat == EtatCompteRenduFinancier.ACCEPTE:
        rapport.date_acceptation = depot + timedelta(days=12)
        rapport.sort_reliquat = "conserve" if reste else ""
    rapport.save()
    _lignes(rapport)
    if etat == EtatCompteRenduFinancier.DEPOSE:
        rapport.document = sceller_compte_rendu(rapport, attribution.montant)
        rapport.save()
    return rapport


def _lignes(rapport: CompteRenduFinancier) -> None:
    """Actual amounts near the forecast, the same each time the demonstration is loaded."""
    attendus = prevus(rapport.attribution)
    plan = plan_pour(rapport.attribution.exercice)
    ville = rapport.pacte.ville.nom
    for ordre, (groupe, compte) in enumerate(plan.lignes(projet=True)):
        prevu = attendus.get((groupe.section, compte.code), ZERO)
        if not prevu:
            continue
        part = Decimal(94 + tirage(14, rapport.attribution.exercice, compte.code)) / 100
        realise = rapport.attribution.montant if compte.code == COMPTE_VILLE else prevu * part
        LigneCompteRendu(
            compte_rendu=rapport,
            section=groupe.section,
            compte=compte.code,
            libelle=compte.ecrire(ville),
            prevu=prevu,
            realise=arrondir_centime(realise),
            ordre=ordre,
        ).save()


def _reversement(rapport: CompteRenduFinancier, agent: Fonction, au: date, rang: int) -> None:
    """One that the centre may answer, one decided, one over."""
    informe = au - timedelta(days=(5, 60, 200)[rang])
    reversement = Reversement(
        pacte=rapport.pacte,
        centre=rapport.centre,
        exercice=rapport.attribution.exercice,
        attribution=rapport.attribution,
        motif=MotifReversement.RELIQUAT,
        explication=EXPLICATION,
        montant=Decimal(800) + Decimal(150) * rang,
        date_information=informe,
        echeance_observations=informe + timedelta(days=15),
        ouvert_par=agent,
    )
    if rang:
        reversement.observations = "Une facture de décembre est arrivée en janvier."
        reversement.date_observations = informe + timedelta(days=9)
        reversement.decision = "La facture relève de l'exercice suivant : la part reste due."
        reversement.date_decision = informe + timedelta(days=25)
    if rang == 2:
        reversement.numero_titre = f"T{reversement.date_decision.year}-214"
        reversement.date_titre = informe + timedelta(days=40)
        reversement.date_encaissement = informe + timedelta(days=75)
    # As the operation that opens one does: no recovery starts without its letter.
    reversement.lettre = sceller_lettre_reversement(reversement)
    reversement.full_clean()
    reversement.save()
