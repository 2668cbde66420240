"""The two pact files that the project ships, and the documentation of the format."""

import re
import tomllib

import pytest
from django.conf import settings

from pacte.accord import models
from pacte.accord.chargement import schema
from pacte.accord.genres import GENRES
from tests.accord.fichier_pacte import DOC, charger

ACTES = settings.RACINE / "pacte" / "accord" / "actes"
CALCULES = {
    "C07": "signature",
    "C21": "temps",
    "C22": "questions",
    "C30": "avance",
    "C32": "cadence",
    "C33": "ordre",
    "C37": "cadence",
    "C42": "cadence",
    "C46": "cadence",
    "C47": "calendrier",
    "C48": "releves",
    "C51": "duree",
}


@pytest.mark.django_db
def test_l_acte_de_chambery_se_charge() -> None:
    charger(ACTES / "chambery-2023.toml")
    pacte = models.Pacte.objects.get(code="chambery-2023")
    assert pacte.parties.count() == 6
    assert models.LigneSignature.objects.filter(partie__pacte=pacte).count() == 14
    assert pacte.themes.count() == 3
    assert pacte.instances.count() == 4
    assert pacte.interpretations.count() == 30
    assert [e.code for e in pacte.engagements.order_by("code")] == [
        f"C{n:02}" for n in range(1, 55)
    ]
    assert [a.numero for a in pacte.articles.order_by("numero")] == list(range(7))
    assert pacte.deliberation.identifiant_acte == "073-217300656-20230710-lmc1H29669H1-DE"
    assert pacte.deliberation.identifiant_annexe == "073-217300656-20230710-lmc1H29756H1-DE"
    assert pacte.duree_annees == 2
    assert pacte.fictif is False


@pytest.mark.django_db
def test_l_acte_non_date_laisse_la_ville_saisir_les_dates() -> None:
    charger(ACTES / "chambery-2023.toml")
    pacte = models.Pacte.objects.get(code="chambery-2023")
    assert pacte.date_effet is None
    assert pacte.date_ecrite is None
    lignes = models.LigneSignature.objects.filter(partie__pacte=pacte)
    assert {ligne.date_signature for ligne in lignes} == {None}
    assert models.User.objects.count() == 0
    assert models.Fonction.objects.count() == 0


@pytest.mark.django_db
def test_les_lignes_de_signature_suivent_l_acte() -> None:
    charger(ACTES / "chambery-2023.toml")
    comptes = {
        partie.organisation.code: partie.lignes.count()
        for partie in models.Partie.objects.order_by("ordre")
    }
    assert comptes == {
        "VILLE-CHAMBERY": 1,
        "CAF-SAVOIE": 2,
        "FEDERATION-DEUX-SAVOIE": 1,
        "CSAB": 1,
        "AQCV": 1,
        "MOULINS": 8,
    }
    aqcv = models.Organisation.objects.get(code="AQCV")
    assert {"AQC", "AQCVC"} <= set(aqcv.alias)


@pytest.mark.django_db
def test_la_demonstration_est_fictive_et_a_ses_trois_centres() -> None:
    charger(ACTES / "demonstration.toml")
    pacte = models.Pacte.objects.get(code="demonstration")
    assert pacte.fictif
    organisations = models.Organisation.objects.order_by("code")
    assert all(organisation.fictive for organisation in organisations)
    centres = organisations.filter(genre="centre")
    assert [centre.code for centre in centres] == ["GARE", "RIVES", "TILLEULS"]
    assert pacte.engagements.count() == 54
    assert pacte.interpretations.count() == 30


@pytest.mark.django_db
def test_les_deux_pactes_vivent_cote_a_cote() -> None:
    charger(ACTES / "chambery-2023.toml")
    charger(ACTES / "demonstration.toml")
    assert "rien à changer" in charger(ACTES / "chambery-2023.toml")
    assert models.Pacte.objects.count() == 2
    assert models.Organisation.objects.filter(fictive=False).count() == 6


@pytest.mark.parametrize("nom", ["chambery-2023", "demonstration"])
def test_chaque_regle_est_liee_a_son_genre(nom: str) -> None:
    donnees = tomllib.loads((ACTES / f"{nom}.toml").read_text("utf-8"))
    engagements = {e["code"]: e for e in donnees["engagements"]}
    calcules = {
        c: e["genre_regle"] for c, e in engagements.items() if GENRES[e["genre_regle"]].calcule
    }
    assert calcules == CALCULES
    composes = {c for c, e in engagements.items() if e["genre_regle"] == "composition"}
    assert composes == {"C34", "C38", "C44", "C49"}
    assert engagements["C30"]["parametres"]["taux"] == "0.30"
    assert all(engagements[code]["citation"] for code in CALCULES)


@pytest.mark.parametrize("nom", ["chambery-2023", "demonstration"])
def test_les_phrases_ont_vingt_mots_au_plus(nom: str) -> None:
    donnees = tomllib.loads((ACTES / f"{nom}.toml").read_text("utf-8"))
    textes = [donnees["ambition"]]
    textes += [e["enonce"] for e in donnees["engagements"]]
    textes += [e.get("parametres", {}).get("a_constater", "") for e in donnees["engagements"]]
    textes += [i[cle] for i in donnees["interpretations"] for cle in ("question", "lecture")]
    textes += [i.get("raison", "") for i in donnees["interpretations"]]
    textes += [t["objet"] for t in donnees["themes"]] + [i["objet"] for i in donnees["instances"]]
    textes += [j.get("texte", "") for j in donnees["jalons"]]
    phrases = [p for texte in textes for p in re.split(r"(?<=[.!?])\s+", texte)]
    longues = [p for p in phrases if len(re.findall(r"\w[\w'’-]*", p)) > 20]
    assert longues == []


@pytest.mark.parametrize("nom", ["chambery-2023", "demonstration"])
def test_l_ordre_du_jour_type_couvre_les_objectifs(nom: str) -> None:
    donnees = tomllib.loads((ACTES / f"{nom}.toml").read_text("utf-8"))
    for instance in donnees["instances"]:
        objectifs = {objectif["code"] for objectif in instance["objectifs"]}
        traites = {point.get("objectif") for point in instance["ordre_du_jour"]} - {None}
        assert traites == objectifs, instance["code"]
        duree = sum(point["duree_minutes"] for point in instance["ordre_du_jour"])
        assert duree == instance["duree_minutes"], instance["code"]


def test_la_documentation_nomme_chaque_cle_et_chaque_genre() -> None:
    doc = DOC.read_text("utf-8")
    cles = set(GENRES) | {p for g in GENRES.values() for p in g.parametres}
    tables = [schema.PACTE, schema.DELIBERATION, *schema.LISTES.values()]
    tables += [enfant for table in schema.LISTES.values() for enfant in table.enfants.values()]
    for table in tables:
        cles |= set(table.cles()) | set(table.references)
        cles |= {sous_cle for cle in table.speciales.values() for sous_cle in cle.cles}
    absentes = sorted(cle for cle in cles if f"`{cle}`" not in doc and f" {cle}" not in doc)
    assert absentes == []
