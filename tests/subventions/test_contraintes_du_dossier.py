"""What SQL refuses of a campaign's lines, of a request's parts, of a centre's own documents, of an import."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from subventions.models import (
    AideEnNature,
    FinancementPrevu,
    LigneBudget,
    MoisTresorerie,
    PieceDemande,
    PlanTresorerie,
    ReponseQuestion,
)
from tests import factories_donnees as donnees
from tests import factories_pieces as pieces
from tests import factories_subventions as fabrique
from tests import factories_versements as argent
from tests.contraintes import doublon, eprouver_chacune, faute

pytestmark = pytest.mark.django_db
D = Decimal
MAINTENANT = datetime(2026, 6, 15, 8, tzinfo=UTC)


def volet(p):
    return fabrique.campagne(p).volets.get(genre="projet")


def question(p):
    return pieces.question(fabrique.campagne(p), reponse="choix", choix=["Le matin", "Le soir"])


def reponse(p):
    brouillon = fabrique.demande(p)
    return ReponseQuestion.objects.create(demande=brouillon, question=question(p), valeur="Le soir")


def fiche(p):
    return fabrique.fiche(fabrique.demande(p))


def ligne(p):
    return LigneBudget.objects.create(
        demande=fabrique.demande(p),
        section="charge",
        compte="641",
        libelle="Salaires",
        montant=D(1),
    )


def financement(p):
    return FinancementPrevu.objects.create(
        demande=fabrique.demande(p), compte="74-departement", nom="Département", montant=D(1)
    )


def aide(p):
    return AideEnNature.objects.create(
        demande=fabrique.demande(p), nature="locaux", description="Une salle", valeur=D(0)
    )


def piece(**champs):
    return lambda p: pieces.piece(p, **champs)


def rib(p):
    return pieces.rib(p)


def piece_jointe(p):
    return PieceDemande.objects.create(
        demande=fabrique.demande(p), fichier=pieces.piece(p).fichier, libelle="Statuts"
    )


def recu(p):
    return argent.financement(p.a)


def plan(p):
    return PlanTresorerie.objects.create(centre=p.a, exercice=2026)


def mois(p):
    return MoisTresorerie.objects.create(plan=plan(p), mois=1)


def import_fait(p):
    fait = donnees.un_import(p, donnees.PASSE)
    fait.effectue_le = timezone.now()
    fait.save()
    return fait


def import_prepare(p):
    return donnees.un_import(p, donnees.PASSE)


CAS = [
    # --- The campaign ------------------------------------------------------------------------------
    doublon("volet_un_par_genre", volet),
    faute("volet_enveloppe_positive", volet, enveloppe=D("-0.01")),
    faute("question_choix_proposes", question, choix=["Le matin"]),
    faute("question_choix_proposes", question, choix=[]),
    # --- The request -------------------------------------------------------------------------------
    doublon("reponse_une_par_question", reponse),
    faute("fiche_siret_14_chiffres", fiche, siret="7328293200007"),
    faute("fiche_siret_14_chiffres", fiche, siret="7328293200007A"),
    faute("fiche_exercice_ordonne", fiche, exercice_au=date(2026, 1, 1)),
    faute("fiche_etpt_positif", fiche, etpt=D("-0.01")),
    doublon("ligne_budget_compte_unique", ligne),
    faute("ligne_budget_positive", ligne, montant=D("-0.01")),
    doublon("financement_prevu_une_fois", financement),
    faute("financement_prevu_positif", financement, montant=D(0)),
    faute("aide_en_nature_valeur_positive", aide, valeur=D("-0.01")),
    doublon("piece_demande_une_fois", piece_jointe),
    # --- The centre --------------------------------------------------------------------------------
    faute(
        "piece_centre_dates_ordonnees",
        piece(valable_du=date(2026, 1, 1), valable_jusqu_au=date(2026, 1, 1)),
        valable_jusqu_au=date(2025, 12, 31),
    ),
    faute("piece_centre_iban_du_rib", rib, nature="statuts"),
    faute("financement_recu_positif", recu, montant=D(0)),
    doublon("plan_tresorerie_un_par_exercice", plan),
    doublon("mois_tresorerie_unique", mois),
    faute("mois_tresorerie_positif", mois, recettes=D("-0.01")),
    faute("mois_tresorerie_positif", mois, depenses=D("-0.01")),
    faute("mois_tresorerie_positif", mois, mois=0),
    faute("mois_tresorerie_positif", mois, mois=13),
    # --- The years brought in bulk -----------------------------------------------------------------
    faute("import_annule_apres_avoir_ete_fait", import_fait, annule_le=MAINTENANT),
    faute(
        "import_annule_apres_avoir_ete_fait",
        import_prepare,
        annule_le=MAINTENANT,
        motif_annulation="Mauvaise année.",
    ),
]


def test_chaque_contrainte_refuse_par_son_nom(p) -> None:
    eprouver_chacune(CAS, p)
