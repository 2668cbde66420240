"""Composed mails: the first line says what is expected, one button, text and HTML say the same."""

from pathlib import Path

import pytest
from django.template import engines

from pacte.courrier.gabarits import adresse_absolue, composer

MODELE = """Dites si vous venez au {{ titre }}.

Bonjour {{ nom }},
la réunion a lieu le 14 mars.

- Accueil
- Bilan & suites

À bientôt.
"""


@pytest.fixture(autouse=True)
def gabarit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A template of some app, for this test only."""
    dossier = tmp_path / "gabarits" / "essai" / "courriels"
    dossier.mkdir(parents=True)
    (dossier / "invitation.txt").write_text(MODELE)
    (dossier / "vide.txt").write_text("\n \n")
    moteur = engines["django"].engine
    trouver = moteur.find_template

    def avec_le_dossier(nom: str, *args: object, **kwargs: object) -> object:
        lieu = tmp_path / "gabarits" / nom
        if lieu.is_file():
            return moteur.from_string(lieu.read_text()), None
        return trouver(nom, *args, **kwargs)

    monkeypatch.setattr(moteur, "find_template", avec_le_dossier)


CONTEXTE = {
    "titre": "comité « technique »",
    "nom": "Léa <b>l'Hôte</b> & Cie",
    "bouton_libelle": "Répondre à l'invitation",
    "bouton_url": "/pactes/demo/reunions/12/?a=1&b=2",
}


def test_texte_sans_echappement_avec_le_bouton() -> None:
    texte, _ = composer("essai/courriels/invitation", CONTEXTE)
    lignes = texte.splitlines()
    assert lignes[0] == "Dites si vous venez au comité « technique »."
    assert "Bonjour Léa <b>l'Hôte</b> & Cie," in lignes
    bouton = lignes.index("Répondre à l'invitation :")
    assert lignes[bouton + 1] == "http://testserver/pactes/demo/reunions/12/?a=1&b=2"
    assert lignes[-2:] == [
        "Portail du pacte : http://testserver",
        "Régler mes courriels : http://testserver/mes-courriels/",
    ]


def test_html_dit_la_meme_chose_echappee() -> None:
    _, html = composer("essai/courriels/invitation.txt", CONTEXTE)
    assert '<html lang="fr">' in html
    assert "<b>" not in html
    assert "Léa &lt;b&gt;l&#x27;Hôte&lt;/b&gt; &amp; Cie" in html
    assert html.count("<li") == 2
    assert "Bilan &amp; suites" in html
    assert html.count('href="http://testserver/pactes/demo/reunions/12/?a=1&amp;b=2"') == 1
    assert html.index("Dites si vous venez") < html.index("Bonjour") < html.index("Répondre à")


def test_rien_a_charger_dans_le_html() -> None:
    _, html = composer("essai/courriels/invitation", CONTEXTE)
    for interdit in ("<img", "<script", "<link", "<style", "url(", "src="):
        assert interdit not in html


def test_sans_bouton() -> None:
    texte, html = composer("essai/courriels/invitation", {"titre": "t", "nom": "n"})
    assert html.count("<a ") == 2, "le portail et les réglages"
    assert " :\nhttp" not in texte


def test_courriel_vide_refuse() -> None:
    with pytest.raises(ValueError, match="attendu"):
        composer("essai/courriels/vide", {})


def test_adresse_absolue() -> None:
    assert adresse_absolue("/a/") == "http://testserver/a/"
    assert adresse_absolue("https://autre.exemple.fr/a/") == "https://autre.exemple.fr/a/"
