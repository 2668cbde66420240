"""What the pages of subsidies say: steps, what is expected, acts, history. It decides nothing."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from pacte.accord.models import Fonction
from pacte.journal.models import Entree, Resultat
from pacte.socle.dates import ecrire_jour_court
from pacte.socle.droits import ACCORDE, Droit
from pacte.socle.elements import Acte, Etape, Evenement
from pacte.socle.montants import ecrire_montant
from subventions import permissions as droits
from subventions import rules
from subventions.lectures.bilan import Bilan
from subventions.lectures.dossiers import DossierAvance
from subventions.lectures.finances import Finances
from subventions.models import Campagne, Demande, EtatDemande, NatureVote
from subventions.permissions.versements import can_modifier_echeancier
from subventions.workflow import EtatAvance

FAITE, EN_COURS, A_VENIR = "faite", "en-cours", "a-venir"


def etapes_demande(demande: Demande, campagne: Campagne | None, argent: Finances) -> list[Etape]:
    """The life of a request: prepared, deposited, received, proposed, voted, paid.

    The day of the council that `demande_lisible_ou_404` reads is followed, when there is one.
    """
    vote = argent.attributions[0].date_vote if argent.attributions else None
    paye = bool(argent.attributions) and argent.reste.a_verser == 0
    jours = [v.date_paiement for v in (argent.avance, *argent.versements) if v is not None]
    dernier = max(jours, default=None)
    if demande.etat == EtatDemande.RETIREE:
        return [
            Etape("Préparée", FAITE),
            *([Etape("Déposée", FAITE, demande.date_depot)] if demande.date_depot else []),
            Etape("Retirée", EN_COURS, demande.date_retrait),
        ]
    faits = [
        ("Préparée", True, None),
        ("Déposée", demande.date_depot is not None, demande.date_depot),
        ("Reçue", demande.date_reception is not None, demande.date_reception),
        (
            "Proposée",
            demande.date_proposition is not None or vote is not None,
            demande.date_proposition,
        ),
    ]
    if demande.etat == EtatDemande.REFUSEE:
        faits = [fait for fait in faits if fait[1]]
        return [Etape(nom, FAITE, le) for nom, _, le in faits] + [
            Etape("Refusée", EN_COURS, demande.date_refus)
        ]
    faits.append(("Votée", vote is not None, vote))
    if not argent.is_tout_en_nature:
        faits.append(("Payée", paye, dernier if paye else None))
    prevu = rules.jour_du_vote(
        campagne.date_vote_prevue if campagne else None,
        demande.date_ajournement or demande.date_depot,
        getattr(demande, "conseil_prevu", None),
    )
    etapes, encours = [], False
    for nom, fait, le in faits:
        if fait:
            etat = FAITE
        else:
            etat, encours = (A_VENIR, True) if encours else (EN_COURS, True)
        precision = (
            f"prévu le {ecrire_jour_court(prevu)}" if nom == "Votée" and prevu and not fait else ""
        )
        etapes.append(Etape(nom, etat, le, precision))
    return etapes


def attente_demande(
    fonction: Fonction, demande: Demande, nombre_manques: int, argent: Finances
) -> str:
    """What the page expects of its reader, in one or two sentences."""
    if fonction.is_centre:
        return _attente_centre(fonction, demande, nombre_manques, argent)
    if demande.etat == EtatDemande.ACCORDEE:
        if not argent.is_executoire:
            return "Datez la transmission et la publication de la délibération."
        if argent.reste.a_verser > 0:
            return f"Notez les versements : il reste {ecrire_montant(argent.reste.a_verser)}."
        if argent.is_tout_en_nature:
            return "C'est une aide en nature : aucun versement n'est à noter."
        return "Tout est versé : rien n'est attendu de vous."
    return {
        EtatDemande.DEPOSEE: "Notez sa réception : le centre en sera averti.",
        EtatDemande.RECUE: "Étudiez la demande, puis proposez un montant au vote.",
        EtatDemande.PROPOSEE: "Après le conseil municipal, enregistrez le montant voté.",
        EtatDemande.AJOURNEE: "Le conseil a ajourné la demande : proposez-la de nouveau.",
    }.get(EtatDemande(demande.etat), "Rien n'est attendu de vous sur cette demande.")


def _attente_centre(
    fonction: Fonction, demande: Demande, nombre_manques: int, argent: Finances
) -> str:
    if argent.is_tout_en_nature:
        return "Rien n'est attendu de vous : la Ville met cette aide à votre disposition."
    if demande.etat != EtatDemande.BROUILLON:
        return {
            EtatDemande.DEPOSEE: "Rien n'est attendu de vous : la Ville va noter la réception.",
            EtatDemande.RECUE: "Rien n'est attendu de vous : la Ville étudie la demande.",
            EtatDemande.PROPOSEE: "Rien n'est attendu de vous : le conseil municipal va voter.",
            EtatDemande.AJOURNEE: "Rien n'est attendu de vous : le conseil votera plus tard.",
            EtatDemande.ACCORDEE: "Rien n'est attendu de vous : suivez ici les versements."
            if argent.reste.a_verser
            else "Tout est versé : rien n'est attendu de vous.",
        }.get(EtatDemande(demande.etat), "Cette demande est terminée.")
    if demande.date_relecture is not None and demande.date_confirmation is None:
        if droits.can_confirmer(fonction, demande, timezone.localdate()):
            return "La demande est prête à relire : relisez-la, puis confirmez-la."
    elif demande.date_confirmation is not None and not nombre_manques:
        return "La demande est confirmée : elle peut être déposée."
    if nombre_manques:
        points = "un point" if nombre_manques == 1 else f"{nombre_manques} points"
        return f"Il reste {points} à compléter avant le dépôt."
    if droits.is_habilitee(fonction):
        return "La demande est complète : relisez-la, puis déposez-la."
    return "La demande est complète : la direction, la présidence ou la trésorerie la dépose."


def attente_bilan(fonction: Fonction, bilan: Bilan | None) -> str:
    """What the page expects of the centre once its award is paid: a report that is late."""
    if bilan is None or not fonction.is_centre:
        return ""
    retard = next((attendu for attendu in bilan.attendus if attendu.is_en_retard), None)
    if retard is None:
        return ""
    jour = ecrire_jour_court(retard.echeance)
    return f"Rendez le compte rendu financier : il était attendu le {jour}."


def actes_demande(
    fonction: Fonction,
    demande: Demande,
    le: date,
    campagne: Campagne | None,
    argent: Finances,
    nombre_manques: int = 0,
) -> tuple[list[Acte], list[Acte]]:
    """The acts of a request for this reader: the ordinary ones, then those to use with care.

    A draft that lacks something is continued first; a complete one is read again first.
    """
    args = [demande.pacte.code, demande.pk]

    def acte(nom: str, droit: Droit, libelle: str, genre: str = "secondaire") -> Acte:
        return Acte(droit, libelle, reverse(nom, args=args), genre)

    etat = EtatDemande(demande.etat)
    if fonction.is_centre:
        ordinaires = []
        if etat == EtatDemande.BROUILLON:
            ordinaires = _actes_brouillon(fonction, demande, le, campagne, nombre_manques)
        passer = droits.can_passer_la_main(fonction, demande, le)
        if passer:
            ordinaires.append(acte("passer_la_main", passer, "Passer la main"))
        retirer = droits.can_retirer(fonction, demande, le)
        return ordinaires, [acte("retirer_demande", retirer, "Retirer la demande")] * bool(retirer)
    if not fonction.is_avs:
        return [], []
    recevoir = droits.can_recevoir(fonction, demande, le)
    proposer = droits.can_proposer(fonction, demande, le)
    attribuer = droits.can_attribuer(fonction, demande, le)
    refuser = droits.can_refuser(fonction, demande, le)
    if etat == EtatDemande.DEPOSEE:
        return [acte("noter_reception", recevoir, "Noter la réception", "principale")], []
    if etat in {EtatDemande.RECUE, EtatDemande.PROPOSEE, EtatDemande.AJOURNEE}:
        vers_le_vote = etat == EtatDemande.PROPOSEE
        ajourner = droits.can_ajourner(fonction, demande, le)
        return [
            acte(
                "proposer_montant",
                proposer,
                "Changer la proposition" if vers_le_vote else "Proposer un montant",
                "secondaire" if vers_le_vote else "principale",
            ),
            acte(
                "enregistrer_attribution",
                attribuer,
                "Enregistrer le vote",
                "principale" if vers_le_vote else "secondaire",
            ),
            *([acte("ajourner_demande", ajourner, "Ajourner")] if vers_le_vote else []),
        ], [acte("refuser_demande", refuser, "Refuser la demande")]
    if etat == EtatDemande.ACCORDEE:
        payer = droits.can_payer(fonction, demande, le, argent)
        planifier = can_modifier_echeancier(fonction, demande, le)
        corriger = droits.can_corriger_attribution(fonction, demande, le)
        a_verser = [
            acte("modifier_echeancier", planifier, "Planifier les versements", "principale"),
            acte("enregistrer_paiement", payer, "Noter un versement"),
        ]
        return [
            *(a_verser if argent.reste.a_verser > 0 else []),
            acte("enregistrer_modification", corriger, "Enregistrer une modification votée"),
            *_acte_lettre(fonction, demande, le, argent),
        ], []
    if etat == EtatDemande.REFUSEE:
        return _acte_lettre(fonction, demande, le, argent), []
    return [], []


def _actes_brouillon(
    fonction: Fonction, demande: Demande, le: date, campagne: Campagne | None, nombre_manques: int
) -> list[Acte]:
    args = [demande.pacte.code, demande.pk]
    deposer = droits.une_fois_complete(
        droits.can_deposer(fonction, demande, le, campagne), nombre_manques
    )
    continuer, relire = (
        ("principale", "secondaire") if nombre_manques else ("secondaire", "principale")
    )
    return [
        Acte(
            droits.can_modifier(fonction, demande, le),
            "Continuer la demande",
            reverse("modifier_demande", args=args),
            continuer,
        ),
        Acte(ACCORDE, "Relire la demande", reverse("relire_demande", args=args), relire),
        Acte(deposer, "Déposer la demande", reverse("deposer_demande", args=args), "secondaire"),
    ]


def _acte_lettre(fonction: Fonction, demande: Demande, le: date, argent: Finances) -> list[Acte]:
    """The letter that the decision waits for, until it is made."""
    vote = next((a for a in argent.attributions if a.nature == NatureVote.VOTE), None)
    ecrire = droits.can_ecrire_lettre(fonction, demande, le, vote)
    if not ecrire:
        return []
    url = reverse("ecrire_lettre", args=[demande.pacte.code, demande.pk])
    genre = "principale" if vote is None else "secondaire"
    return [Acte(ecrire, "Écrire la lettre", url, genre)]


def etapes_avance(dossier: DossierAvance) -> list[Etape]:
    """The life of an advance: asked, conditions met, voted, paid."""
    avance, calcul = dossier.avance, dossier.calcul
    faits = [
        ("Demandée", avance is not None, avance.date_demande if avance else None),
        ("Conditions", all(c.is_remplie for c in calcul.conditions), None),
        (
            "Délibération exécutoire",
            bool(avance and avance.date_executoire),
            avance.date_executoire if avance else None,
        ),
        (
            "Payée",
            dossier.versement is not None,
            dossier.versement.date_paiement if dossier.versement else None,
        ),
    ]
    etapes, encours = [], False
    for nom, fait, le in faits:
        if fait:
            etat = FAITE
        else:
            etat, encours = (A_VENIR, True) if encours else (EN_COURS, True)
        vise = f"prévue le {ecrire_jour_court(dossier.regles.paiement_vise)}"
        etapes.append(Etape(nom, etat, le, vise if nom == "Payée" and not fait else ""))
    return etapes


def attente_avance(fonction: Fonction, dossier: DossierAvance) -> str:
    """What the page of the advance expects of its reader."""
    etat = dossier.etat
    if etat == EtatAvance.PAYEE:
        return "L'avance est payée : rien n'est attendu."
    if fonction.is_centre:
        if etat == EtatAvance.PAS_DEMANDEE:
            return _attente_avance_a_demander(dossier)
        if (a_signer := dossier.convention_a_signer) is not None:
            nom = a_signer.reference
            return f"De votre côté : signez la convention {nom}, puis renvoyez-la à la Ville."
        miennes = [phrase for cote, phrase in dossier.attentes if cote == "au centre"]
        if miennes:
            return f"De votre côté : {miennes[0][0].lower()}{miennes[0][1:]}"
        if dossier.is_convention_a_venir:
            return "Rien à faire aujourd'hui : la Ville vous enverra la convention à signer."
        return "Rien n'est attendu de vous : la suite revient à la Ville."
    if etat == EtatAvance.PAS_DEMANDEE:
        return "Le centre peut demander l'avance. Rien n'est attendu de la Ville pour le moment."
    if etat == EtatAvance.TARDIVE:
        return "Le centre a demandé après le dernier jour : décidez, avec un motif."
    restantes = [tache.libelle.lower() for tache in dossier.taches_restantes]
    if etat == EtatAvance.PRETE and restantes:
        return f"Les deux conditions sont remplies. Il reste à {restantes[0]}."
    return "Une condition n'est pas encore remplie, indiquée ci-dessous."


def _attente_avance_a_demander(dossier: DossierAvance) -> str:
    dernier = dossier.regles.dernier_jour_demande
    jour = ecrire_jour_court(dernier)
    if dossier.au > dernier:
        return f"Le dernier jour, le {jour}, est passé : demandez encore, la Ville décidera."
    if dossier.au.year < dossier.exercice - 1:
        return f"L'avance {dossier.exercice} se demandera en {dossier.exercice - 1}."
    return f"Demandez l'avance au plus tard le {jour} : un bouton suffit."


def actes_avance(fonction: Fonction, dossier: DossierAvance, le: date) -> list[Acte]:
    """The acts of an advance for this reader."""
    args = [dossier.pacte.code, dossier.exercice, dossier.centre.code]
    if fonction.is_centre:
        if dossier.avance is not None:
            return []
        demander = droits.can_demander_avance(fonction, dossier, le)
        url = reverse("demander_avance", args=args)
        return [Acte(demander, "Demander l'avance", url, "principale")]
    if dossier.versement is not None:
        return []
    tardive = droits.can_decider_tardive(fonction, dossier, le)
    payer = droits.can_payer_avance(fonction, dossier, le)
    noter = droits.can_noter_tache(fonction, dossier, le)
    actes = []
    if tardive:
        url = reverse("decider_demande_tardive", args=args)
        actes.append(Acte(tardive, "Décider de la demande tardive", url, "principale"))
    actes.append(
        Acte(
            payer,
            "Enregistrer le paiement",
            reverse("enregistrer_versement", args=args),
            "principale" if payer and not tardive else "secondaire",
        )
    )
    url = reverse("noter_tache_avance", args=args)
    actes.append(Acte(noter, "Dater les tâches de la Ville", url))
    return actes


# --- History ----------------------------------------------------------------------------------------
TEXTES = {
    "preparer_demande": "La demande est commencée.",
    "proposer_relecture": "La demande est prête à relire.",
    "reprendre_redaction": "La rédaction reprend.",
    "confirmer_demande": "La demande est confirmée.",
    "annuler_confirmation": "La confirmation est annulée.",
    "passer_la_main": "La demande change de mains au centre.",
    "deposer_demande": "La demande est déposée.",
    "retirer_demande": "La demande est retirée.",
    "noter_reception": "La Ville note la réception.",
    "prendre_instruction": "Quelqu'un de la Ville instruit la demande.",
    "noter_completude": "La Ville date la complétude de la demande.",
    "demander_correction": "La Ville demande une correction.",
    "redemander_correction": "La Ville redemande une correction.",
    "repondre_correction": "Le centre a corrigé.",
    "lever_correction": "La correction est faite.",
    "ecrire_message": "Un message est écrit.",
    "enregistrer_deport": "Un déport est enregistré.",
    "enregistrer_demande_recue": "La Ville enregistre la demande reçue.",
    "proposer_montant": "Un montant est proposé au vote.",
    "enregistrer_attribution": "Le vote est enregistré.",
    "enregistrer_modification": "Une modification votée est enregistrée.",
    "refuser_demande": "La demande est refusée.",
    "ajourner_demande": "La demande est ajournée par le conseil.",
    "ecrire_lettre": "La lettre est faite et envoyée.",
    "preparer_deliberation": "Le projet est commencé.",
    "modifier_deliberation": "Le projet est modifié.",
    "exporter_deliberation": "Le document est pris.",
    "enregistrer_votes": "Le vote du conseil est enregistré.",
    "dater_deliberation": "La transmission et la publication sont datées.",
    "preparer_convention": "La convention est commencée.",
    "rediger_convention": "Les articles sont modifiés.",
    "generer_convention": "Le document à signer est fait.",
    "reprendre_convention": "La préparation est reprise.",
    "confirmer_retour": "L'exemplaire signé est rangé.",
    "demander_avance": "Le centre demande l'avance.",
    "decider_demande_tardive": "La Ville décide de la demande tardive.",
    "noter_tache_avance": "Des tâches de la Ville sont datées.",
    "rediger_compte_rendu_financier": "Le compte rendu est commencé.",
    "deposer_compte_rendu_financier": "Le compte rendu est déposé.",
    "enregistrer_compte_rendu_recu": "La Ville enregistre le compte rendu reçu.",
    "accepter_compte_rendu_financier": "La Ville accepte le compte rendu.",
    "demander_reprise_compte_rendu": "La Ville demande de le reprendre.",
    "ouvrir_reversement": "La Ville écrit au centre qu'un reversement est envisagé.",
    "observer_reversement": "Le centre répond.",
    "decider_reversement": "La Ville décide.",
    "noter_titre_reversement": "Le titre de recettes est noté.",
    "noter_encaissement_reversement": "La somme est encaissée.",
    "abandonner_reversement": "Le reversement est abandonné.",
    "enregistrer_convention": "La convention est enregistrée.",
    "modifier_convention": "La convention est complétée.",
}
AVANT_DEPOT = frozenset(
    {
        "preparer_demande",
        "proposer_relecture",
        "reprendre_redaction",
        "confirmer_demande",
        "annuler_confirmation",
        "passer_la_main",
    }
)


def historique(objet: Any, *, sauf: Iterable[str] = ()) -> list[Evenement]:
    """What happened to an object, latest first, from the journal (one query)."""
    entrees = Entree.objects.filter(
        objet_type=objet._meta.model_name,
        objet_id=str(objet.pk),
        resultat=Resultat.ACCOMPLI,
        action__in=set(TEXTES) - set(sauf),
    ).order_by("-instant", "-pk")
    return [
        Evenement(
            entree.instant,
            TEXTES[entree.action],
            ", ".join(filter(None, (entree.personne, entree.qualite, entree.organisation))),
            entree.motif,
        )
        for entree in entrees
    ]


def aide_montant(precedente: Demande | None, accorde: Any) -> str:
    """Last year's figure, shown beside the amount (U6)."""
    if precedente is None:
        return "Le même montant figure au budget, sur la ligne de la Ville."
    suite = f", {ecrire_montant(accorde)} accordés" if accorde else ""
    return f"En {precedente.exercice} : {precedente.demande_dite}{suite}."
