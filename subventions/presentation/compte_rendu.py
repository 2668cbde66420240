"""What the page of a financial report says: steps, figures, what is expected, acts, what it lacks."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse

from pacte.accord.models import Fonction
from pacte.socle.dates import ecrire_jour_court
from pacte.socle.droits import Droit
from pacte.socle.elements import Acte, Etape
from pacte.socle.montants import ZERO, ecrire_montant
from subventions import rules
from subventions.lectures.comptes_rendus import CompteRenduAttendu
from subventions.models import (
    CompteRenduFinancier,
    EtatCompteRenduFinancier,
    LigneCompteRendu,
)
from subventions.permissions import comptes_rendus as droits
from subventions.permissions.commun import is_habilitee, une_fois_complete
from subventions.permissions.reversements import can_ouvrir_reversement
from subventions.rules import plan_comptable

FAITE, EN_COURS, A_VENIR = "faite", "en-cours", "a-venir"
TITRES = (
    (plan_comptable.CHARGE, "Charges", "Total des charges"),
    (plan_comptable.PRODUIT, "Produits", "Total des produits"),
    (plan_comptable.EMPLOI_NATURE, "Emplois des contributions volontaires", "Total 86"),
    (plan_comptable.CONTRIBUTION_NATURE, "Contributions volontaires en nature", "Total 87"),
)
# The forecast result balances a budget, and stays out of its totals.
HORS_TOTAL = {plan_comptable.EXCEDENT, plan_comptable.INSUFFISANCE}


@dataclass(frozen=True, slots=True)
class LigneComparee:
    """An account, or its class: forecast, actual, and the percentage (None without a forecast)."""

    numero: str
    libelle: str
    prevu: Decimal
    realise: Decimal
    is_total: bool = False

    @property
    def taux(self) -> Decimal | None:
        return rules.pourcentage(self.prevu, self.realise)

    @property
    def is_ecart(self) -> bool:
        return not self.is_total and rules.is_ecart_a_expliquer(self.prevu, self.realise)


@dataclass(frozen=True, slots=True)
class TableauCompteRendu:
    """One side of the report, with its totals."""

    titre: str
    libelle_total: str
    lignes: list[LigneComparee]
    prevu: Decimal
    realise: Decimal

    @property
    def taux(self) -> Decimal | None:
        return rules.pourcentage(self.prevu, self.realise)


def tableaux_compte_rendu(rapport: CompteRenduFinancier) -> list[TableauCompteRendu]:
    """The stored lines with the sub-total of each class, forecast against actual; one query."""
    lignes = list(rapport.lignes.order_by("ordre"))
    plan = plan_comptable.plan_des_lignes(
        rapport.attribution.exercice, [(x.section, x.compte, x.libelle) for x in lignes]
    )
    par_cle = {(ligne.section, ligne.compte): ligne for ligne in lignes}
    tableaux = []
    for section, titre, libelle_total in TITRES:
        montrees: list[LigneComparee] = []
        comptees: list[LigneCompteRendu] = []
        for groupe in plan.de_section(section, projet=True):
            siennes = [
                (compte, ligne)
                for compte in groupe.comptes
                if (ligne := par_cle.get((section, compte.code))) and (ligne.prevu or ligne.realise)
            ]
            if siennes and not groupe.is_simple:
                prevu, realise = _sommer([ligne for _, ligne in siennes])
                montrees.append(
                    LigneComparee(groupe.numero, groupe.libelle, prevu, realise, is_total=True)
                )
            montrees += [
                LigneComparee(compte.numero, ligne.libelle, ligne.prevu, ligne.realise)
                for compte, ligne in siennes
            ]
            if groupe.code not in HORS_TOTAL:
                comptees += [ligne for _, ligne in siennes]
        if montrees:
            prevu, realise = _sommer(comptees)
            tableaux.append(TableauCompteRendu(titre, libelle_total, montrees, prevu, realise))
    return tableaux


def _sommer(lignes: list[LigneCompteRendu]) -> tuple[Decimal, Decimal]:
    return (
        sum((ligne.prevu for ligne in lignes), ZERO),
        sum((ligne.realise for ligne in lignes), ZERO),
    )


def manques_compte_rendu(
    rapport: CompteRenduFinancier, accorde: Decimal, lignes: list[LigneCompteRendu]
) -> list[str]:
    """What the report lacks before it can be handed in, a sentence each."""
    utilise = rapport.montant_utilise
    ecart = any(rules.is_ecart_a_expliquer(ligne.prevu, ligne.realise) for ligne in lignes)
    constats = (
        (not any(ligne.realise for ligne in lignes), "Écrivez les montants réalisés."),
        (not rapport.bilan, "Dites ce qui a été fait."),
        (utilise is None, "Indiquez ce que vous avez utilisé de la subvention."),
        (
            utilise is not None and utilise > accorde,
            f"Le montant utilisé ne dépasse pas la subvention : {ecrire_montant(accorde)}.",
        ),
        (
            ecart and not rapport.ecarts,
            "Expliquez les écarts de plus d'un cinquième entre prévu et réalisé.",
        ),
        (not rapport.signataire, "Donnez le nom de la personne qui signe."),
    )
    return [phrase for manque, phrase in constats if manque]


def etapes_compte_rendu(attendu: CompteRenduAttendu) -> list[Etape]:
    """The life of a report: exercise over, handed in, accepted."""
    rapport = attendu.compte_rendu
    depose = rapport is not None and rapport.etat in {
        EtatCompteRenduFinancier.DEPOSE,
        EtatCompteRenduFinancier.ACCEPTE,
    }
    accepte = rapport.date_acceptation if rapport else None
    verbe = "attendu le" if attendu.is_en_retard else "avant le"
    avant = f"{verbe} {ecrire_jour_court(attendu.echeance)}"
    return [
        Etape("Exercice clos", FAITE, attendu.fin),
        Etape(
            "Déposé",
            FAITE if depose else EN_COURS,
            rapport.date_depot if depose and rapport else None,
            "" if depose else avant,
        ),
        Etape("Accepté", FAITE if accepte else EN_COURS if depose else A_VENIR, accepte),
    ]


def attente_compte_rendu(fonction: Fonction, attendu: CompteRenduAttendu, nombre: int) -> str:
    """What the page expects of its reader; `nombre` counts what the report lacks."""
    rapport = attendu.compte_rendu
    etat = rapport.etat if rapport else EtatCompteRenduFinancier.BROUILLON
    if etat == EtatCompteRenduFinancier.ACCEPTE:
        return "Le compte rendu est accepté : rien n'est attendu."
    jour = ecrire_jour_court(attendu.echeance)
    if fonction.is_centre:
        if etat == EtatCompteRenduFinancier.DEPOSE:
            return "Rien n'est attendu de vous : la Ville lit le compte rendu."
        if etat == EtatCompteRenduFinancier.A_REPRENDRE:
            return "La Ville demande de reprendre un point : corrigez, puis déposez de nouveau."
        return _attente_redaction(fonction, attendu, nombre)
    if etat == EtatCompteRenduFinancier.DEPOSE:
        return "Lisez le compte rendu, puis acceptez-le ou demandez de le reprendre."
    if attendu.is_en_retard:
        return f"Le compte rendu était attendu le {jour}. Il revient au centre."
    return f"Le compte rendu revient au centre, avant le {jour}."


def _attente_redaction(fonction: Fonction, attendu: CompteRenduAttendu, nombre: int) -> str:
    jour = ecrire_jour_court(attendu.echeance)
    quand = (
        f"dès que possible : il était attendu le {jour}"
        if attendu.is_en_retard
        else f"avant le {jour}"
    )
    if attendu.compte_rendu is None:
        return f"Remplissez le compte rendu, puis déposez-le {quand}."
    if nombre:
        points = "un point" if nombre == 1 else f"{nombre} points"
        verbe = "était attendu" if attendu.is_en_retard else "est attendu"
        return f"Il reste {points} à compléter avant le dépôt, qui {verbe} le {jour}."
    if is_habilitee(fonction):
        return f"Le compte rendu est complet : déposez-le {quand}."
    return "Le compte rendu est complet : la direction, la présidence ou la trésorerie le dépose."


def actes_compte_rendu(
    fonction: Fonction, attendu: CompteRenduAttendu, le: date, nombre_manques: int = 0
) -> list[Acte]:
    """The acts of a report for this reader: one primary at most."""
    attribution, rapport = attendu.attribution, attendu.compte_rendu
    args = [attribution.pacte.code, attribution.pk]

    def acte(nom: str, droit: Droit, libelle: str, genre: str = "secondaire") -> Acte:
        return Acte(droit, libelle, reverse(nom, args=args), genre)

    etat = rapport.etat if rapport else EtatCompteRenduFinancier.BROUILLON
    ouvert = etat in {EtatCompteRenduFinancier.BROUILLON, EtatCompteRenduFinancier.A_REPRENDRE}
    if fonction.is_centre:
        if not ouvert:
            return []
        rediger = droits.can_rediger_compte_rendu(fonction, attribution, rapport, le)
        if rapport is None:
            return [
                acte(
                    "rediger_compte_rendu_financier",
                    rediger,
                    "Remplir le compte rendu",
                    "principale",
                )
            ]
        deposer = droits.can_deposer_compte_rendu(fonction, attribution, rapport, le)
        deposer = une_fois_complete(deposer, nombre_manques)
        # What the city sent back, or what lacks something, is written before it is handed in.
        a_ecrire = bool(nombre_manques) or etat == EtatCompteRenduFinancier.A_REPRENDRE
        premier, second = ("principale", "secondaire") if a_ecrire else ("secondaire", "principale")
        modifier = acte(
            "rediger_compte_rendu_financier", rediger, "Modifier le compte rendu", premier
        )
        depot = acte("deposer_compte_rendu_financier", deposer, "Déposer le compte rendu", second)
        return [modifier, depot] if a_ecrire else [depot, modifier]
    if ouvert:
        recu = droits.can_enregistrer_compte_rendu(fonction, attribution, rapport, le)
        actes = [acte("enregistrer_compte_rendu_recu", recu, "Enregistrer un compte rendu reçu")]
        if attendu.is_en_retard:
            ouvrir = can_ouvrir_reversement(fonction, attribution.pacte, attribution.centre_id, le)
            actes.append(acte("ouvrir_reversement", ouvrir, "Demander un reversement"))
        return actes
    if etat == EtatCompteRenduFinancier.DEPOSE:
        return [
            acte(
                "accepter_compte_rendu_financier",
                droits.can_accepter_compte_rendu(fonction, attribution, rapport, le),
                "Accepter le compte rendu",
                "principale",
            ),
            acte(
                "demander_reprise_compte_rendu",
                droits.can_demander_reprise(fonction, attribution, rapport, le),
                "Demander de le reprendre",
            ),
        ]
    ouvrir = can_ouvrir_reversement(fonction, attribution.pacte, attribution.centre_id, le)
    return [acte("ouvrir_reversement", ouvrir, "Demander un reversement")]
