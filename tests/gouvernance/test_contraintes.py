"""What SQL refuses of the bodies' life, each constraint by its name."""

import uuid
from datetime import date, time, timedelta
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from gouvernance.models import (
    AbonnementCalendrier,
    AccordCompteRendu,
    Addendum,
    CompteRendu,
    Decision,
    EnvoiSondage,
    NumeroDecision,
    Participation,
    Passage,
    PointOrdreDuJour,
    PointRecurrent,
    PresenceRedaction,
    Remarque,
    ReponseCreneau,
    Reunion,
    SuiviDecision,
    VersionProjet,
)
from pacte.documents.models import DocumentScelle
from tests import factories_gouvernance as fabrique
from tests import factories_initiative as initiative
from tests.contraintes import doublon, eprouver_chacune, faute, sans_epreuve
from tests.factories_sondages import dans, un_sondage

JOUR = date(2026, 6, 15)
VEILLE = JOUR - timedelta(days=1)


def document(nom: str) -> DocumentScelle:
    """A sealed document's row, without its file: only the row counts here."""
    return DocumentScelle.objects.create(
        genre="compte_rendu",
        titre=nom,
        nom=f"{nom}.pdf",
        chemin=f"scelles/2026/{nom}.pdf",
        taille=1,
        sha256=nom.ljust(64, "c"),
        sceau="d" * 64,
        scelle_le=timezone.now(),
    )


# --- Rows that stand, from the scene of the test --------------------------------------------------
def reunion(p: SimpleNamespace) -> Reunion:
    return fabrique.relue(p.brouillon)


def rendu(p: SimpleNamespace) -> CompteRendu:
    return CompteRendu.objects.get(reunion=p.projet)


def point(p: SimpleNamespace) -> PointOrdreDuJour:
    return p.projet.points.order_by("ordre")[0]


def recurrent(p: SimpleNamespace) -> PointRecurrent:
    return PointRecurrent.objects.create(
        pacte=p.pacte,
        instance=p.instances["comite-technique"],
        titre="Le point des fluides",
        date_debut=JOUR,
        date_fin=JOUR,
    )


def proposition(p: SimpleNamespace) -> Any:
    return fabrique.une_proposition(fabrique.un_brouillon(p, p.avs), p.direction)


def passage(p: SimpleNamespace) -> Passage:
    return rendu(p).passages.order_by("pk")[0]


def presence(p: SimpleNamespace) -> PresenceRedaction:
    return PresenceRedaction.objects.create(
        compte_rendu=rendu(p), fonction=p.avs, onglet=uuid.uuid4(), vue_le=timezone.now()
    )


def remarque(p: SimpleNamespace) -> Remarque:
    return Remarque.objects.create(
        compte_rendu=rendu(p), par=p.direction, date_remarque=JOUR, texte="Une date manque."
    )


def version(p: SimpleNamespace) -> VersionProjet:
    return VersionProjet.objects.get(compte_rendu=rendu(p))


def accord(p: SimpleNamespace) -> AccordCompteRendu:
    return AccordCompteRendu.objects.create(
        compte_rendu=rendu(p), par=p.direction, date_accord=JOUR, version=1
    )


def addendum(p: SimpleNamespace) -> Addendum:
    return Addendum.objects.create(
        compte_rendu=rendu(p),
        numero=1,
        date_addendum=JOUR,
        motif="Une erreur.",
        texte="Lire juin.",
        par=p.avs,
        document=document("addendum"),
    )


def autre_document(p: SimpleNamespace) -> DocumentScelle:
    return document("autre")


def decision(p: SimpleNamespace) -> Decision:
    return p.projet.decisions.order_by("ordre")[0]


def information(p: SimpleNamespace) -> Decision:
    return fabrique.une_decision(p.projet, genre="information")


def numero(p: SimpleNamespace) -> NumeroDecision:
    return NumeroDecision.objects.create(decision=decision(p), pacte=p.pacte, annee=2026, numero=1)


def autre_decision(p: SimpleNamespace) -> Decision:
    return fabrique.une_decision(p.projet)


def suivi(p: SimpleNamespace) -> SuiviDecision:
    return SuiviDecision.objects.create(
        decision=decision(p), genre="blocage", texte="La salle.", date_suivi=JOUR, note_par=p.avs
    )


def participation(p: SimpleNamespace) -> Participation:
    return Participation.objects.get(reunion=p.brouillon, fonction=p.direction)


def abonnement(p: SimpleNamespace) -> AbonnementCalendrier:
    return AbonnementCalendrier.objects.create(personne=p.direction.personne, empreinte="a" * 64)


def sondage(p: SimpleNamespace) -> Any:
    return un_sondage(p, p.avs)


def creneau(p: SimpleNamespace) -> Any:
    return sondage(p).creneaux.order_by("debut")[0]


def creneau_retenu(p: SimpleNamespace) -> Any:
    retenu = creneau(p)
    retenu.retenu = True
    retenu.save()
    return retenu


def envoi(p: SimpleNamespace) -> EnvoiSondage:
    return EnvoiSondage.objects.filter(sondage=sondage(p)).order_by("pk")[0]


def reponse(p: SimpleNamespace) -> ReponseCreneau:
    a_qui = envoi(p)
    premier = a_qui.sondage.creneaux.order_by("debut")[0]
    return ReponseCreneau.objects.create(creneau=premier, envoi=a_qui, choix="oui")


def demande(p: SimpleNamespace) -> Any:
    return initiative.une_demande(p, p.avs)


def question(p: SimpleNamespace) -> Any:
    return initiative.une_question(p, p.direction, p.ville)


def ligne(p: SimpleNamespace) -> Any:
    return initiative.une_ligne(p, p.avs)


CAS = [
    # --- Meetings and calendar ---------------------------------------------------------------------
    faute("reunion_annoncee_a_sa_date", reunion, etat="invitee", debut=None),
    faute("reunion_debut_a_sa_date", reunion, date_reunion=None),
    faute("reunion_annulee_avec_motif", reunion, etat="annulee", date_annulation=JOUR),
    faute("reunion_duree_raisonnable", reunion, duree_minutes=14),
    faute("reunion_duree_raisonnable", reunion, duree_minutes=721),
    faute("ligne_calendrier_au_premier_du_mois", ligne, mois=date(2026, 10, 2)),
    faute("ligne_calendrier_retiree_avec_motif", ligne, date_retrait=JOUR),
    doublon("abonnement_un_seul_en_cours", abonnement, empreinte="b" * 64),
    # --- Agenda ------------------------------------------------------------------------------------
    faute("point_recurrent_dans_l_ordre", recurrent, date_fin=VEILLE),
    doublon("point_ordre_unique", point),
    faute("proposition_ecartee_avec_reponse", proposition, etat="ecartee"),
    faute("proposition_examinee_a_sa_date", proposition, etat="retenue", date_reponse=JOUR),
    faute(
        "proposition_examinee_a_sa_date", proposition, etat="retenue", reponse_par=lambda p: p.avs
    ),
    # --- Invitations and answers -------------------------------------------------------------------
    doublon("participation_une_fois", participation),
    faute("participation_repondue_a_sa_date", participation, reponse="presente"),
    faute(
        "participation_repondue_a_sa_date",
        participation,
        reponse="presente",
        repondu_le=timezone.now(),
    ),
    faute(
        "participation_representee_par_quelqu_un",
        participation,
        reponse="representee",
        repondu_le=timezone.now(),
        voie_reponse="portail",
    ),
    faute(
        "participation_representant_pour_lui_meme", participation, representant_reponse="presente"
    ),
    faute(
        "participation_representant_pour_lui_meme",
        participation,
        representant_reponse="representee",
        representant_repondu_le=timezone.now(),
    ),
    faute("participation_depart_apres_arrivee", participation, arrivee=time(15), depart=time(14)),
    # --- Date polls --------------------------------------------------------------------------------
    doublon("sondage_un_seul_en_cours", sondage),
    faute("sondage_cloture_apres_ouverture", sondage, date_cloture=VEILLE),
    doublon("creneau_une_fois", creneau),
    doublon("creneau_un_seul_retenu", creneau_retenu, debut=lambda p: dans(50)),
    faute("creneau_duree_raisonnable", creneau, duree_minutes=5),
    doublon("envoi_sondage_une_fois", envoi),
    doublon("reponse_creneau_une_fois", reponse),
    # --- Minutes and their circulation -------------------------------------------------------------
    faute("compte_rendu_definitif_a_son_document", rendu, etat="definitif", date_definitive=JOUR),
    faute(
        "compte_rendu_definitif_a_son_document",
        rendu,
        etat="definitif",
        document=autre_document,
        empreinte_contenu="e" * 64,
    ),
    faute(
        "compte_rendu_definitif_a_son_empreinte",
        rendu,
        etat="definitif",
        document=autre_document,
        date_definitive=JOUR,
    ),
    faute("compte_rendu_approuve_a_sa_date", rendu, approbation="seance"),
    faute("compte_rendu_fichier_apporte", rendu, mode="fichier"),
    doublon("passage_un_par_point", passage),
    doublon("presence_redaction_une_fois", presence),
    faute("remarque_dit_quelque_chose", remarque, texte=""),
    faute("remarque_repondue_dit_quoi", remarque, etat="repondue", date_reponse=JOUR),
    faute("remarque_traitee_a_sa_date", remarque, etat="prise_en_compte"),
    doublon("version_projet_unique", version),
    doublon("accord_compte_rendu_une_fois", accord),
    doublon("addendum_numero_unique", addendum, document=autre_document),
    doublon("addendum_dit_quelque_chose", addendum, document=autre_document, numero=2, texte=""),
    doublon("addendum_dit_quelque_chose", addendum, document=autre_document, numero=2, motif=""),
    # --- Record of decisions -----------------------------------------------------------------------
    doublon("decision_ordre_unique", decision),
    faute("decision_dit_quelque_chose", decision, texte=""),
    faute("decision_realisee_par_quelqu_un", decision, date_realisation=JOUR),
    faute("decision_information_sans_responsable", information, responsable=lambda p: p.avs),
    faute("decision_information_sans_responsable", information, echeance=JOUR),
    faute("decision_ajoutee_par_quelqu_un", decision, date_ajout=JOUR),
    faute("decision_bloquee_dit_pourquoi", decision, date_blocage=JOUR),
    doublon("numero_decision_unique", numero, decision=autre_decision),
    doublon("suivi_blocage_dit_pourquoi", suivi, texte=""),
    # --- Initiative --------------------------------------------------------------------------------
    faute("demande_reunion_motivee", demande, motif=""),
    faute("demande_reunion_suivie_a_sa_date", demande, suite="repondue", reponse="Non."),
    faute(
        "demande_reunion_acceptee_a_sa_reunion",
        demande,
        suite="acceptee",
        date_reponse=JOUR,
        reponse_par=lambda p: p.avs,
    ),
    faute(
        "demande_reunion_repondue_dit_quoi",
        demande,
        suite="repondue",
        date_reponse=JOUR,
        reponse_par=lambda p: p.avs,
    ),
    faute("interpellation_dit_sa_question", question, objet=""),
    faute("interpellation_dit_sa_question", question, question=""),
    faute("interpellation_repondue_a_sa_date", question, reponse="Oui."),
]


def test_chaque_contrainte_refuse_par_son_nom(p: SimpleNamespace) -> None:
    p.brouillon = fabrique.un_brouillon(p, p.avs)
    p.projet = fabrique.un_projet(p, p.avs)
    eprouver_chacune(CAS, p)


def test_chaque_contrainte_de_la_gouvernance_a_son_epreuve() -> None:
    assert sans_epreuve("gouvernance", CAS) == set()
