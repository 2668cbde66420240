"""The demonstration's money: campaigns, requests, awards, conventions, advances, payments."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from pacte.accord.models import Fonction, Organisation, Pacte
from pacte.pilotage.demo import textes
from pacte.pilotage.demo.calendrier import (
    CENTRES,
    EtapesDemande,
    etapes_demande,
    exercices,
)
from pacte.socle.montants import ZERO, arrondir_centime
from subventions import rules
from subventions.models import (
    Attribution,
    Avance,
    Campagne,
    Convention,
    Demande,
    EtatDemande,
    GenreDemande,
    GenreVersement,
    LigneBudget,
    ModeDepot,
    Versement,
)
from subventions.rules.plan_comptable import COMPTE_VILLE, plan_pour

MONTANTS = {"TILLEULS": Decimal(118_400), "GARE": Decimal(96_750), "RIVES": Decimal(84_200)}


def charger_finances(pacte: Pacte, fonctions: dict[str, Fonction], au: date) -> int:
    """Create the money of the demonstration; return how many requests."""
    agent = fonctions["camille-aubier"]
    directions = {
        fonction.organisation.code: fonction
        for fonction in fonctions.values()
        if fonction.qualite == "direction"
    }
    for exercice in exercices(au):
        Campagne(
            pacte=pacte,
            exercice=exercice,
            date_ouverture=date(exercice - 1, 10, 1),
            date_cloture=date(exercice - 1, 12, 20),
            date_vote_prevue=date(exercice, 3, 16),
        ).save()
    nombre = 0
    for rang, code in enumerate(CENTRES):
        _conventions(pacte, directions[code].organisation, agent, rang, au)
        for exercice in exercices(au):
            nombre += _annee(pacte, directions[code], agent, exercice, rang, au)
    return nombre


def montant_vote(code: str, exercice: int) -> Decimal:
    """The amount voted for a centre and an exercise, plainly round."""
    return MONTANTS[code] + Decimal(1_250) * (exercice % 5)


def _conventions(pacte: Pacte, centre: Organisation, agent: Fonction, rang: int, au: date) -> None:
    premier = exercices(au)[0]
    # The second centre's convention ends this year: the next one waits for its signature.
    bornes = (
        [(premier, au.year), (au.year + 1, au.year + 3)]
        if rang == 1
        else [(premier, premier + 2), (premier + 3, au.year + 2)]
    )
    for numero, (debut, fin) in enumerate(bornes, start=1):
        en_attente = rang == 1 and numero == 2
        signature = date(debut - 1, 11, 3)
        if signature > au:
            signature = au - timedelta(days=12)
        Convention(
            pacte=pacte,
            centre=centre,
            reference=f"CPO-{debut}-{centre.code}",
            objet=f"Convention d'objectifs de {debut} à {fin}",
            premier_exercice=debut,
            dernier_exercice=fin,
            date_signature_ville=signature,
            date_signature_centre=None if en_attente else signature - timedelta(days=6),
            enregistree_par=agent,
        ).save()


def _annee(
    pacte: Pacte, direction: Fonction, agent: Fonction, exercice: int, rang: int, au: date
) -> int:
    etapes = etapes_demande(exercice, rang)
    # The exercise being prepared always has something to show, whatever the day.
    if etapes.preparation > au and not (exercice == au.year + 1 and rang == 0):
        return 0
    centre = direction.organisation
    montant = montant_vote(centre.code, exercice)
    demande = Demande(
        pacte=pacte,
        centre=centre,
        exercice=exercice,
        genre=GenreDemande.FONCTIONNEMENT,
        objet=f"Fonctionnement global {exercice}",
        presentation=(
            "Le centre social accueille toutes les habitantes et tous les habitants du quartier. "
            "La demande porte sur l'ensemble de son projet social."
        ),
        montant_demande=montant + Decimal(1_500),
        redige_par=direction,
    )
    attribution = _avancer(demande, etapes, direction, agent, montant, au)
    _budget(demande)
    _avance_et_paiements(pacte, direction, agent, exercice, rang, attribution, etapes, au)
    return 1 + _projet(pacte, direction, agent, exercice, rang, etapes, au)


def _avancer(
    demande: Demande,
    etapes: EtapesDemande,
    direction: Fonction,
    agent: Fonction,
    montant: Decimal,
    au: date,
) -> Attribution | None:
    """Bring the request as far as day `au` allows, save it, and return its award if voted."""
    if etapes.depot <= au:
        demande.etat = EtatDemande.DEPOSEE
        demande.date_depot, demande.depot_par = etapes.depot, direction
        rang = 1 if demande.genre == GenreDemande.FONCTIONNEMENT else 2
        demande.numero = rules.numero_demande(demande.exercice, demande.centre.code, rang)
    if etapes.reception <= au:
        demande.etat = EtatDemande.RECUE
        demande.date_reception, demande.reception_par = etapes.reception, agent
    if etapes.proposition <= au:
        demande.etat = EtatDemande.PROPOSEE
        demande.date_proposition, demande.montant_propose = etapes.proposition, montant
    if etapes.vote <= au:
        demande.etat = EtatDemande.ACCORDEE
    demande.save()
    if etapes.vote > au:
        return None
    attribution = Attribution(
        pacte=demande.pacte,
        centre=demande.centre,
        exercice=demande.exercice,
        demande=demande,
        libelle=demande.objet,
        montant=montant,
        numero_deliberation=f"DCM-{demande.exercice}-0{31 + demande.exercice % 7}",
        date_vote=etapes.vote,
        date_transmission=etapes.executoire if etapes.executoire <= au else None,
        date_publication=etapes.executoire if etapes.executoire <= au else None,
        date_notification=etapes.notification if etapes.notification <= au else None,
        compte_base_avance=demande.genre == GenreDemande.FONCTIONNEMENT,
        enregistree_par=agent,
    )
    attribution.save()
    return attribution


def _avance_et_paiements(
    pacte: Pacte,
    direction: Fonction,
    agent: Fonction,
    exercice: int,
    rang: int,
    attribution: Attribution | None,
    etapes: EtapesDemande,
    au: date,
) -> None:
    centre = direction.organisation
    versee = ZERO
    demandee_le = date(exercice - 1, 11, 16) + timedelta(days=6 * rang)
    premier = exercice == exercices(au)[0]
    if not premier and demandee_le <= au:
        avance = Avance(
            pacte=pacte,
            centre=centre,
            exercice=exercice,
            date_demande=demandee_le,
            demandee_par=direction,
        )
        votee = date(exercice - 1, 12, 14)
        if votee <= au:
            avance.date_credits_ouverts = votee
            avance.numero_deliberation = f"DCM-{exercice - 1}-198"
            avance.date_deliberation = votee
            avance.date_executoire = votee + timedelta(days=3)
        avance.save()
        payee_le = date(exercice, 1, 22)
        if payee_le <= au:
            versee = rules.montant_avance(montant_vote(centre.code, exercice - 1), Decimal("0.30"))
            Versement(
                pacte=pacte,
                centre=centre,
                exercice=exercice,
                genre=GenreVersement.AVANCE,
                montant=versee,
                date_paiement=payee_le,
                reference=f"M{exercice}-{104 + rang}",
                avance=avance,
                enregistre_par=agent,
            ).save()
    if attribution is None:
        return
    acompte = arrondir_centime((attribution.montant - versee) / 2)
    paiements = (
        (GenreVersement.ACOMPTE, acompte, etapes.acompte, 412),
        (GenreVersement.SOLDE, attribution.montant - versee - acompte, etapes.solde, 877),
    )
    for genre, montant, jour, numero in paiements:
        if jour <= au:
            Versement(
                pacte=pacte,
                centre=centre,
                exercice=exercice,
                genre=genre,
                montant=montant,
                date_paiement=jour,
                reference=f"M{exercice}-{numero + rang}",
                attribution=attribution,
                enregistre_par=agent,
            ).save()


def _projet(
    pacte: Pacte,
    direction: Fonction,
    agent: Fonction,
    exercice: int,
    rang: int,
    etapes: EtapesDemande,
    au: date,
) -> int:
    """A smaller request for a project, sent on the Cerfa form; one in three is refused."""
    if etapes.reception > au:
        return 0
    demande = Demande(
        pacte=pacte,
        centre=direction.organisation,
        exercice=exercice,
        genre=GenreDemande.PROJET,
        objet=textes.OBJETS_PROJET[rang],
        montant_demande=Decimal(4_000) + Decimal(500) * rang,
        redige_par=agent,
        mode_depot=ModeDepot.CERFA,
    )
    if (exercice + rang) % 3:
        _avancer(demande, etapes, direction, agent, Decimal(3_500), au)
    else:
        _avancer(demande, etapes, direction, agent, Decimal(0), min(au, etapes.reception))
        if etapes.vote <= au:
            demande.etat = EtatDemande.REFUSEE
            demande.date_refus = etapes.vote
            demande.motif_refus = "Le projet relève d'un autre dispositif de la Ville."
            demande.save()
    return 1


def _budget(demande: Demande) -> None:
    """A balanced budget: the city's line is the amount requested, the other lines share the rest."""
    ville = demande.pacte.ville.nom
    total = arrondir_centime(demande.montant_demande * 3)
    montants = dict(_partager(total, textes.BUDGET_CHARGES))
    montants |= dict(_partager(total - demande.montant_demande, textes.BUDGET_PRODUITS_AUTRES))
    montants[COMPTE_VILLE] = demande.montant_demande
    lignes = list(plan_pour(demande.exercice).lignes(projet=demande.is_projet))
    montants |= {
        compte.code: Decimal(6_200)
        for _, compte in lignes
        if compte.libelle in textes.BUDGET_NATURE
    }
    for ordre, (groupe, compte) in enumerate(lignes, start=1):
        if compte.code in montants:
            LigneBudget(
                demande=demande,
                section=groupe.section,
                compte=compte.code,
                libelle=compte.ecrire(ville),
                montant=montants[compte.code],
                ordre=ordre,
            ).save()


def _partager(
    total: Decimal, milliemes: tuple[tuple[str, int], ...]
) -> Iterator[tuple[str, Decimal]]:
    """Share `total` by thousandths, in whole euros; the last account takes the remainder."""
    reste = total
    for compte, millieme in milliemes[:-1]:
        montant = (total * millieme / 1000).quantize(Decimal(1))
        reste -= montant
        yield compte, montant
    yield milliemes[-1][0], reste
