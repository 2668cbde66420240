"""What SQL itself refuses, each constraint tripped by its name."""

import uuid
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from pacte.accord.models import (
    Article,
    Avenant,
    CategorieParticipant,
    Deliberation,
    Engagement,
    Fonction,
    Instance,
    Interpretation,
    Jalon,
    LigneSignature,
    Organisation,
    Pacte,
    ParagrapheActe,
    Partie,
    Personne,
    Theme,
    User,
)
from tests.factories_accord import fonction, organisation, personne

pytestmark = pytest.mark.django_db


def refusee(contrainte: str, modele, /, **champs) -> None:
    """The row is refused by the constraint of this name, and by no other."""
    with pytest.raises(IntegrityError, match=contrainte), transaction.atomic():
        _creer(modele, champs)


def _creer(modele, champs) -> None:
    modele.objects.create(**champs)
    # A deferrable constraint answers at the end of the transaction: ask it now.
    connection.check_constraints()


def test_siret():
    refusee("organisation_siret_14_chiffres", Organisation, code="x", nom="X", siret="123")


def test_duree_du_pacte(p):
    refusee(
        "pacte_duree_positive",
        Pacte,
        code="x",
        titre="X",
        titre_court="X",
        ville=p.ville,
        duree_annees=0,
    )


def test_membres_du_conseil(p):
    autre = Pacte.objects.create(
        code="x", titre="X", titre_court="X", ville=p.ville, duree_annees=2
    )
    refusee(
        "deliberation_membres_comptes",
        Deliberation,
        pacte=autre,
        numero="1",
        objet="X",
        date_seance=date(2024, 1, 1),
        en_exercice=45,
        presents=30,
        pouvoirs=13,
        absents=1,
        vote="pour",
    )


def test_partie_unique(p):
    refusee("partie_une_fois_par_pacte", Partie, pacte=p.pacte, organisation=p.a)


def test_signataire_unique(p):
    ligne = LigneSignature.objects.filter(partie__pacte=p.pacte).first()
    refusee(
        "ligne_signature_une_par_personne",
        LigneSignature,
        partie=ligne.partie,
        personne=ligne.personne,
        intitule="encore",
    )


def test_theme_unique(p):
    refusee(
        "theme_code_unique",
        Theme,
        pacte=p.pacte,
        code="droits",
        numero=9,
        titre="X",
        titre_court="X",
    )


def test_jalon_unique(p):
    Jalon.objects.create(
        pacte=p.pacte, ordre=1, date=date(2021, 3, 1), date_affichee="mars 2021", titre="X"
    )
    refusee(
        "jalon_ordre_unique",
        Jalon,
        pacte=p.pacte,
        ordre=1,
        date=date(2021, 3, 1),
        date_affichee="mars 2021",
        titre="Y",
    )


def test_article_unique(p):
    refusee("article_numero_unique", Article, pacte=p.pacte, numero=1, titre="X")


def test_engagement_unique(p):
    refusee(
        "engagement_code_unique",
        Engagement,
        pacte=p.pacte,
        article=p.articles[1],
        code="C07",
        ordre=99,
        titre="X",
        enonce="X",
        verification="automatique",
        genre_regle="constat",
    )


def test_interpretation_unique(p):
    champs = {"pacte": p.pacte, "code": "Q1", "ordre": 1, "question": "?", "lecture": "X"}
    Interpretation.objects.create(**champs)
    refusee("interpretation_code_unique", Interpretation, **champs)


def test_paragraphe_unique(p):
    champs = {"pacte": p.pacte, "ordre": 1, "ligne": 1, "texte": "X"}
    ParagrapheActe.objects.create(**champs)
    refusee("paragraphe_ordre_unique", ParagrapheActe, **champs)


def _instance(p, **champs):
    defauts = {
        "pacte": p.pacte,
        "code": "autre",
        "ordre": 9,
        "nom": "Autre",
        "nom_court": "Autre",
        "portee": "pacte",
        "initiative": "ville",
        "rythme": "parfois",
    }
    return {**defauts, **champs}


def test_instance_unique(p):
    refusee("instance_code_unique", Instance, **_instance(p, code="comite-pilotage"))


@pytest.mark.parametrize("champs", [{"minimum": 2, "cible": 1}, {"minimum": 2, "maximum": 1}])
def test_rythme_ordonne(p, champs):
    refusee("instance_rythme_ordonne", Instance, **_instance(p, **champs))


def test_categorie_unique(p):
    refusee(
        "categorie_code_unique",
        CategorieParticipant,
        instance=p.instances["comite-pilotage"],
        code="caf",
        ordre=9,
        libelle="X",
        genres_organisation=["caf"],
    )


def test_avenant_unique(p):
    champs = {
        "pacte": p.pacte,
        "numero": 1,
        "objet": "prolongation",
        "date_signature": date(2026, 1, 1),
        "nouvelle_fin": date(2028, 1, 1),
    }
    Avenant.objects.create(**champs)
    refusee("avenant_numero_unique", Avenant, **champs)


@pytest.mark.parametrize("objet", ["prolongation", "nouvelle_partie"])
def test_un_avenant_dit_ce_qu_il_change(p, objet):
    refusee(
        "avenant_dit_ce_qu_il_change",
        Avenant,
        pacte=p.pacte,
        numero=1,
        objet=objet,
        date_signature=date(2026, 1, 1),
    )


def test_cle_de_personne_unique():
    Personne.objects.create(prenom="A", nom="B", cle="a-b")
    refusee("personne_cle_unique", Personne, prenom="C", nom="D", cle="a-b")


def test_deux_personnes_sans_cle():
    personne(cle="")
    personne(cle="")
    assert Personne.objects.filter(cle="").count() == 2


def test_fin_de_fonction_apres_son_debut():
    refusee(
        "fonction_fin_apres_debut",
        Fonction,
        personne=personne(),
        organisation=organisation(),
        qualite="direction",
        date_debut=date(2026, 1, 2),
        date_fin=date(2026, 1, 1),
    )


def test_courriel_de_compte_unique_sans_casse():
    User.objects.create_user("a@exemple.test")
    refusee("compte_courriel_unique", User, email="A@exemple.test")


def test_cle_d_envoi_unique():
    cle = uuid.uuid4()
    fonction(cle_idempotence=cle)
    with pytest.raises(IntegrityError, match="cle_idempotence"), transaction.atomic():
        fonction(cle_idempotence=cle)


def test_le_secretariat_d_une_personne_a_son_courriel():
    refusee(
        "personne_secretariat_a_son_courriel",
        Personne,
        nom="Cèdre",
        prenom="Aline",
        secretariat_nom="Secrétariat des élus",
    )
