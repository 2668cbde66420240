"""The evaluator of the advance of year N+1: what is due to each centre, and from whom. Pure."""

from collections.abc import Callable, Iterable
from datetime import date

from gouvernance.rules.instances import hors_du_pacte
from pacte.pilotage.faits import EngagementLu, Instantane, PartieLue, Responsable
from pacte.pilotage.reponses import Reponse, periode, responsables, sujet_centre
from pacte.socle.constats import Constat, Preuve, Statut
from pacte.socle.dates import ecrire_jour_court
from pacte.socle.montants import ecrire_montant
from subventions import rules as subventions
from subventions.rules import valeurs


def evaluer_avance(engagement: EngagementLu, faits: Instantane, au: date) -> Iterable[Reponse]:
    """The advance of the current exercise, centre by centre (C30, Q1 to Q5, Q26).

    Past its last day of payment an advance that is due and unpaid stays the line of the register:
    it does not leave it because a year has gone on.
    """
    for centre in faits.centres(au):
        exercice = subventions.exercice_courant(engagement.parametres, au)
        if exercice > au.year and _is_due_et_impayee(engagement, faits, centre, au.year, au):
            exercice = au.year
        constat, qui = _constat_avance(engagement, faits, centre, exercice, au)
        url = faits.annee(centre.organisme.code, exercice).url
        yield Reponse(sujet_centre(centre), constat, qui, url)


def _calculer(
    engagement: EngagementLu, faits: Instantane, centre: PartieLue, exercice: int, au: date
) -> valeurs.CalculAvance:
    """Ask the rule of subsidies, which reads only what was known on day `au`."""
    code = centre.organisme.code
    annee = faits.annee(code, exercice)
    return subventions.evaluer_avance(
        exercice=exercice,
        regles=subventions.lire_regles_avance(engagement.parametres, exercice),
        votes=faits.annee(code, exercice - 1).votes,
        conventions=faits.conventions.get(code, ()),
        demande=annee.demande,
        au=au,
        avance_precedente=faits.annee(code, exercice - 1).payee,
        is_signataire=centre.is_signataire(au),
        faits=annee.faits,
        fin_pacte=faits.fin(au),
    )


def _is_due_et_impayee(
    engagement: EngagementLu, faits: Instantane, centre: PartieLue, exercice: int, au: date
) -> bool:
    debut = faits.date_effet
    if debut is None or date(exercice, 1, 1) < debut:
        return False
    calcul = _calculer(engagement, faits, centre, exercice, au)
    return calcul.is_du and _paiement(calcul).fait_le is None


def _paiement(calcul: valeurs.CalculAvance) -> valeurs.Tache:
    return next(tache for tache in calcul.taches if tache.code == "paiement")


def _constat_avance(
    engagement: EngagementLu, faits: Instantane, centre: PartieLue, exercice: int, au: date
) -> tuple[Constat, tuple[Responsable, ...]]:
    """The answer for one centre, and who has the next thing to do."""
    ville = Responsable(faits.ville, "la Ville")
    le_centre = Responsable(centre.organisme.code, centre.organisme.nom)
    hors = hors_du_pacte(periode(faits, au), au)
    if hors is not None:
        return hors, responsables(engagement, faits, centre)
    fin = faits.fin(au)
    calcul = _calculer(engagement, faits, centre, exercice, au)
    paiement = _paiement(calcul)
    preuves = _preuves_avance(faits, calcul, centre, exercice, au)

    def reponse(
        statut: Statut, motif: str, echeance: date | None, *qui: Responsable
    ) -> tuple[Constat, tuple[Responsable, ...]]:
        return Constat(statut, motif, echeance, preuves, calcul.remarques), qui

    if paiement.fait_le is not None:
        payee = faits.annee(centre.organisme.code, exercice).payee
        montant = ecrire_montant(payee.montant if payee else calcul.theorique)
        quand = ecrire_jour_court(paiement.fait_le)
        return reponse(
            Statut.TENU,
            f"L'avance {exercice}, {montant}, est payée depuis le {quand}.",
            None,
            ville,
        )
    if fin is not None and fin < date(exercice, 1, 1):
        motif = (
            f"Le pacte finit avant {exercice} : l'avance repose sur la convention, "
            "sinon la Ville décide."
        )
        return reponse(Statut.A_PRECISER, motif, None, ville)
    return _avance_a_venir(calcul, engagement, reponse, ville, le_centre, au)


def _avance_a_venir(
    calcul: valeurs.CalculAvance,
    engagement: EngagementLu,
    reponse: Callable[..., tuple[Constat, tuple[Responsable, ...]]],
    ville: Responsable,
    centre: Responsable,
    au: date,
) -> tuple[Constat, tuple[Responsable, ...]]:
    """The answer while the advance is not paid: what is missing, and from whom."""
    exercice = calcul.exercice
    regles = subventions.lire_regles_avance(engagement.parametres, exercice)
    dernier = regles.dernier_jour_demande
    if not calcul.demande.is_remplie:
        if calcul.demande.etat == valeurs.TARDIVE:
            motif = f"L'avance {exercice} est demandée après le {ecrire_jour_court(dernier)}."
            return reponse(Statut.EN_COURS, f"{motif} La Ville décide.", None, ville)
        if calcul.demande.motif == valeurs.PAS_DE_DEMANDE and au <= dernier:
            motif = (
                f"Le centre peut demander l'avance {exercice} "
                f"jusqu'au {ecrire_jour_court(dernier)}."
            )
            return reponse(Statut.EN_COURS, motif, dernier, centre)
        if calcul.demande.motif == valeurs.PAS_DE_DEMANDE:
            motif = f"L'avance {exercice} n'a pas été demandée avant son dernier jour."
            return reponse(Statut.SANS_OBJET, motif, None, centre)
        return reponse(Statut.SANS_OBJET, calcul.demande.phrase, None, centre)
    if calcul.theorique == 0:
        motif = f"Aucune subvention de {exercice - 1} n'est votée : l'avance n'a pas de base."
        return reponse(Statut.SANS_OBJET, motif, None, ville)
    if not calcul.convention.is_remplie:
        motif = f"L'avance {exercice} est demandée. La convention reste à signer."
        if calcul.convention.etat != valeurs.EN_ATTENTE_SIGNATURE:
            motif = f"L'avance {exercice} est demandée. Il manque une convention qui la couvre."
        return reponse(Statut.EN_COURS, motif, regles.paiement_vise, ville, centre)
    montant = ecrire_montant(calcul.montant)
    if au > regles.paiement_limite:
        limite = ecrire_jour_court(regles.paiement_limite)
        motif = f"L'avance {exercice}, {montant}, était à payer avant le {limite}."
        return reponse(Statut.PAS_TENU, motif, regles.paiement_limite, ville)
    echeance = regles.paiement_vise if au <= regles.paiement_vise else regles.paiement_limite
    motif = f"L'avance {exercice}, {montant}, est à payer d'ici le {ecrire_jour_court(echeance)}."
    return reponse(Statut.EN_COURS, motif, echeance, ville)


def _preuves_avance(
    faits: Instantane,
    calcul: valeurs.CalculAvance,
    centre: PartieLue,
    exercice: int,
    au: date,
) -> tuple[Preuve, ...]:
    url = faits.annee(centre.organisme.code, exercice).url
    preuves = []
    if calcul.demande.le is not None:
        preuves.append(Preuve(f"Demande de l'avance {exercice}", url, calcul.demande.le))
    if calcul.convention.is_remplie:
        preuves.append(Preuve("Convention signée", url, calcul.convention.le))
    paiement = _paiement(calcul).fait_le
    if paiement is not None:
        preuves.append(Preuve(f"Paiement de l'avance {exercice}", url, paiement))
    return tuple(preuves)
