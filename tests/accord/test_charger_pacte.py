"""Loading a pact's file: idempotence, updates seen in the history, what the portal keeps."""

from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pacte.accord import models
from pacte.journal.models import Entree
from tests.accord.fichier_pacte import FichierDEssai, charger, empreinte_de_la_base, refuse


@pytest.fixture
def fichier(tmp_path: Path) -> FichierDEssai:
    return FichierDEssai(tmp_path)


@pytest.mark.django_db
def test_une_autre_ville_ecrit_son_fichier(fichier: FichierDEssai) -> None:
    sortie = charger(fichier())
    pacte = models.Pacte.objects.get(code="petiteville")
    assert pacte.duree_annees == 3
    assert str(pacte.ville) == "Ville de Petiteville"
    instance = pacte.instances.get()
    assert (instance.minimum, instance.cible, instance.delai_invitation) == (2, None, 10)
    assert pacte.engagements.get(code="E1").parametres["instance"] == "bilan"
    assert "engagements : 2 ajouts, 0 modification, 0 retrait, 0 sans changement" in sortie


# --- Twice, then changed
@pytest.mark.django_db
def test_charger_deux_fois_n_ecrit_rien_la_seconde(fichier: FichierDEssai) -> None:
    chemin = fichier()
    charger(chemin)
    avant = empreinte_de_la_base()
    with CaptureQueriesContext(
        connection,
    ) as requetes:
        sortie = charger(chemin)
    assert "rien à changer" in sortie
    assert empreinte_de_la_base() == avant
    verbes = {requete["sql"].split()[0] for requete in requetes}
    assert not verbes & {"INSERT", "UPDATE", "DELETE"}


@pytest.mark.django_db
def test_un_fichier_change_se_voit_dans_l_historique(fichier: FichierDEssai) -> None:
    charger(fichier())
    chemin = fichier(('rythme = "deux fois par an"', 'rythme = "deux fois"'))
    sortie = charger(chemin)
    instance = models.Instance.objects.get()
    assert instance.rythme == "deux fois"
    nouvelle, ancienne = instance.history.order_by("-history_date", "-history_id")
    assert ancienne.rythme == "deux fois par an"
    empreinte = models.Pacte.objects.get().empreinte_fichier
    assert nouvelle.history_change_reason == f"fichier petiteville.toml, empreinte {empreinte[:12]}"
    assert "instances : 0 ajout, 1 modification, 0 retrait, 0 sans changement" in sortie
    assert models.Engagement.history.filter(history_type="~").count() == 0


@pytest.mark.django_db
def test_le_chargement_laisse_une_entree_au_journal(fichier: FichierDEssai) -> None:
    charger(fichier())
    entree = Entree.objects.get(action="charger_pacte")
    assert entree.pacte_code == "petiteville"
    assert entree.personne == "commande"
    assert entree.motif.startswith("Commande charger_pacte, fichier petiteville.toml, empreinte")


@pytest.mark.django_db
def test_le_partenaire_ajoute_se_voit_dans_l_historique(fichier: FichierDEssai) -> None:
    charger(fichier())
    departement = '[[organisations]]\ncode = "DPT"\nnom = "Département"\ngenre = "financeur"\n'
    charger(
        fichier(("duree_annees = 3", 'duree_annees = 3\npartenaires = ["DPT"]'), ajout=departement)
    )
    pacte = models.Pacte.objects.get()
    assert [p.code for p in pacte.partenaires.order_by("code")] == ["DPT"]
    assert pacte.history.latest().partenaires.count() == 1


@pytest.mark.django_db
def test_l_ordre_change_des_jalons_est_suivi(fichier: FichierDEssai) -> None:
    un = '[[jalons]]\ndate = 2020-01-02\ndate_affichee = "janvier"\ntitre = "Idée"\n'
    deux = '[[jalons]]\ndate = 2020-02-03\ndate_affichee = "février"\ntitre = "Vote"\n'
    charger(fichier(ajout=un + deux))
    charger(fichier(ajout=deux + un))
    jalons = models.Jalon.objects.order_by("ordre")
    assert [(jalon.ordre, jalon.titre) for jalon in jalons] == [(1, "Vote"), (2, "Idée")]
    assert models.Jalon.history.filter(history_type="-").count() == 0


# --- What the portal knows better
@pytest.mark.django_db
def test_les_saisies_de_la_ville_sont_gardees(fichier: FichierDEssai) -> None:
    charger(fichier())
    pacte = models.Pacte.objects.get()
    pacte.date_effet = pacte.date_ecrite = date(2024, 1, 15)
    pacte.save()
    ligne = models.LigneSignature.objects.get()
    ligne.date_signature = date(2024, 1, 15)
    ligne.save()
    personne = models.Personne.objects.get()
    personne.courriel = "ada@exemple.invalid"
    personne.save()
    charger(fichier(("duree_annees = 3", "duree_annees = 4"), ("annees = 3 }", "annees = 4 }")))
    pacte.refresh_from_db()
    ligne.refresh_from_db()
    personne.refresh_from_db()
    assert (pacte.date_effet, pacte.date_ecrite) == (date(2024, 1, 15), date(2024, 1, 15))
    assert pacte.duree_annees == 4
    assert ligne.date_signature == date(2024, 1, 15)
    assert personne.courriel == "ada@exemple.invalid"


@pytest.mark.django_db
def test_une_valeur_changee_dans_le_portail_est_gardee_et_dite(
    fichier: FichierDEssai,
) -> None:
    charger(fichier())
    personne = models.Personne.objects.get()
    personne.prenom = "Adélaïde"
    personne.save()
    sortie = charger(fichier(('prenom = "Ada"', 'prenom = "Adèle"')))
    personne.refresh_from_db()
    assert personne.prenom == "Adélaïde"
    assert "personnes[0].prenom : valeur saisie dans le portail, conservée (Adélaïde)" in sortie
    # Another column of the same row still follows the file, and the kept one stays kept.
    charger(fichier(('prenom = "Ada"\nnom = "Exemple"', 'prenom = "Adèle"\nnom = "Modèle"')))
    charger(fichier(('prenom = "Ada"\nnom = "Exemple"', 'prenom = "Alix"\nnom = "Modèle"')))
    personne.refresh_from_db()
    assert (personne.prenom, personne.nom) == ("Adélaïde", "Modèle")


@pytest.mark.django_db
def test_une_fonction_terminee_le_reste(fichier: FichierDEssai) -> None:
    fonction = (
        '[[fonctions]]\npersonne = "ada-exemple"\norganisation = "PETITEVILLE"\nqualite = "elu"\n'
    )
    charger(fichier(ajout=fonction))
    ligne = models.Fonction.objects.get()
    ligne.date_fin = date(2025, 3, 1)
    ligne.save()
    charger(fichier(ajout=fonction + 'intitule = "adjointe"\n'))
    ligne.refresh_from_db()
    assert (ligne.date_fin, ligne.intitule) == (date(2025, 3, 1), "adjointe")


# --- What leaves the file
SECOND = """
[[engagements]]
code = "E3"
article = 1
titre = "Un constat"
enonce = "Les centres se parlent."
verification = "declarative"
genre_regle = "constat"
"""


@pytest.mark.django_db
def test_une_ligne_retiree_du_fichier_est_supprimee(fichier: FichierDEssai) -> None:
    charger(fichier(ajout=SECOND))
    sortie = charger(fichier())
    assert not models.Engagement.objects.filter(code="E3").exists()
    retrait = models.Engagement.history.get(history_type="-")
    assert retrait.history_change_reason.startswith("fichier petiteville.toml, empreinte")
    assert "engagements : 0 ajout, 0 modification, 1 retrait, 2 sans changement" in sortie


@pytest.mark.django_db
def test_une_ligne_dont_le_portail_se_sert_n_est_pas_supprimee(
    fichier: FichierDEssai, tmp_path: Path
) -> None:
    article = '[[articles]]\nnumero = 2\ntitre = "Durée"\n'
    texte = tmp_path / "acte.txt"
    texte.write_text("Article 1 : un\n\nArticle 2 : deux\n", "utf-8")
    charger(fichier(ajout=article), texte=texte)
    message = refuse(fichier())
    assert "articles : « Article 2 » n'est plus dans le fichier" in message
    assert "1 paragraphe de l'acte" in message


@pytest.mark.django_db
def test_une_partie_venue_du_portail_n_est_pas_retiree(fichier: FichierDEssai) -> None:
    charger(fichier())
    nouvelle = models.Organisation.objects.create(code="LA-DUNE", nom="La Dune", genre="centre")
    pacte = models.Pacte.objects.get()
    models.Partie.objects.create(pacte=pacte, organisation=nouvelle, date_entree=date(2025, 2, 1))
    charger(fichier(("duree_annees = 3", 'duree_annees = 3\nambition = "Aller plus loin."')))
    assert pacte.parties.count() == 3


@pytest.mark.django_db
def test_une_personne_encore_utilisee_reste_dans_l_annuaire(fichier: FichierDEssai) -> None:
    charger(fichier())
    personne = models.Personne.objects.get()
    models.Fonction.objects.create(
        personne=personne,
        organisation=models.Organisation.objects.get(code="LE-PHARE"),
        qualite="presidence",
    )
    sans_elle = (
        ('[[personnes]]\ncle = "ada-exemple"\nprenom = "Ada"\nnom = "Exemple"\n\n', ""),
        ('[[parties.signatures]]\npersonne = "ada-exemple"\nintitule = "maire"\n\n', ""),
    )
    sortie = charger(fichier(*sans_elle))
    assert models.Personne.objects.filter(cle="ada-exemple").exists()
    assert not models.LigneSignature.objects.exists()
    assert "personnes : « Ada Exemple » n'est plus dans le fichier, reste dans l'annuaire" in sortie


@pytest.mark.django_db
def test_une_personne_inutile_quitte_l_annuaire(fichier: FichierDEssai) -> None:
    charger(fichier(ajout='[[personnes]]\ncle = "zoe"\nprenom = "Zoé"\nnom = "Passage"\n'))
    charger(fichier())
    assert [p.cle for p in models.Personne.objects.order_by("cle")] == ["ada-exemple"]


# --- The act's text
TEXTE = """\
Ville de Petiteville

Article 1 : se rencontrer

Chaque centre rencontre la Ville.

Transmis en Préfecture le 3 mai 2021

Fait à Petiteville, le
"""


@pytest.mark.django_db
def test_le_texte_de_l_acte_est_joint_et_le_reste_liste(
    fichier: FichierDEssai, tmp_path: Path
) -> None:
    texte = tmp_path / "acte.txt"
    texte.write_text(TEXTE, "utf-8")
    sortie = charger(fichier(), texte=texte)
    article = models.Article.objects.get(numero=1)
    assert [p.texte for p in article.paragraphes.order_by("ordre")] == [
        "Article 1 : se rencontrer",
        "Chaque centre rencontre la Ville.",
    ]
    sans_article = models.ParagrapheActe.objects.filter(article__isnull=True).order_by("ordre")
    assert [p.ligne for p in sans_article] == [1, 7, 9]
    assert "3 paragraphes gardés sans article :" in sortie
    assert "ligne 7 (tampon de la préfecture) : Transmis en Préfecture le 3 mai 2021" in sortie


@pytest.mark.django_db
def test_joindre_deux_fois_le_meme_texte_n_ecrit_rien(
    fichier: FichierDEssai, tmp_path: Path
) -> None:
    texte = tmp_path / "acte.txt"
    texte.write_text(TEXTE, "utf-8")
    charger(fichier(), texte=texte)
    avant = list(models.ParagrapheActe.objects.order_by("pk").values_list("pk", "texte"))
    assert "rien à changer" in charger(fichier(), texte=texte)
    assert list(models.ParagrapheActe.objects.order_by("pk").values_list("pk", "texte")) == avant
    assert Entree.objects.filter(action="charger_pacte").count() == 1


@pytest.mark.django_db
def test_un_texte_corrige_remplace_le_precedent(fichier: FichierDEssai, tmp_path: Path) -> None:
    texte = tmp_path / "acte.txt"
    texte.write_text(TEXTE, "utf-8")
    charger(fichier(), texte=texte)
    texte.write_text(TEXTE.replace("rencontre la Ville", "voit la Ville"), "utf-8")
    charger(fichier(), texte=texte)
    assert models.ParagrapheActe.objects.filter(texte__contains="voit la Ville").count() == 1
    assert models.ParagrapheActe.objects.count() == 5


@pytest.mark.django_db
def test_un_texte_sans_titre_ne_charge_rien(fichier: FichierDEssai, tmp_path: Path) -> None:
    texte = tmp_path / "autre.txt"
    texte.write_text("Une lettre.\n\nSans titre.\n", "utf-8")
    assert "autre.txt : aucun titre d'article reconnu" in refuse(fichier(), texte=texte)
