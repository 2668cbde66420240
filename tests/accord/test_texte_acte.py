"""Cutting the act's plain text: headings, paragraphs, stamps, sentences cut by a page."""

from pacte.accord.texte_acte import Paragraphe, couper, numero_de_titre

ACTE = """\
EXTRAIT DU REGISTRE

Transmis en Préfecture : le 3 mai 2021

Article 1 : le conseil approuve le pacte.

Identifiant de télétransmission 012-345678901-20210503-

abc123-DE

PRÉAMBULE

Les centres proposent un pacte
qui les rassemble.

**Article 1** : les raisons – contexte en Préfecture le 3 mai 2021
- Retour Préfecture le 3 mai 2021

Coopérer, c'est :

- se parler
- construire
  ensemble

Chacun apporte ses moyens, sa

- Transmis en Préfecture le 3 mai 2021

formation et son temps.

Article 2 : durée :

Deux ans.

Article 9 : annexe

Un tableau.

Fait à Petiteville, le

Pour la Ville, la maire
"""


def _par_article(articles: range, texte: str = ACTE) -> dict[int | None, list[str]]:
    coupe = couper(texte, articles)
    return {
        numero: [p.texte for p in coupe.paragraphes if p.article == numero]
        for numero in {p.article for p in coupe.paragraphes}
    }


def test_le_texte_est_coupe_a_ses_titres() -> None:
    articles = _par_article(range(3))
    assert articles[0] == ["PRÉAMBULE", "Les centres proposent un pacte\nqui les rassemble."]
    assert articles[2] == ["Article 2 : durée :", "Deux ans."]


def test_le_titre_est_garde_tel_quel_et_la_ligne_suivante_part_seule() -> None:
    articles = _par_article(range(3))
    assert articles[1][0] == "**Article 1** : les raisons – contexte en Préfecture le 3 mai 2021"
    assert articles[1][1] == "Coopérer, c'est :"


def test_chaque_puce_est_un_paragraphe_et_garde_sa_suite() -> None:
    articles = _par_article(range(3))
    assert articles[1][2:4] == ["- se parler", "- construire\n  ensemble"]


def test_une_phrase_coupee_par_un_tampon_est_reunie() -> None:
    coupe = couper(ACTE, range(3))
    assert "Chacun apporte ses moyens, sa formation et son temps." in [
        p.texte for p in coupe.paragraphes
    ]
    assert any("phrase coupée" in remarque for remarque in coupe.remarques)


def test_l_article_de_la_deliberation_n_est_pas_celui_du_pacte() -> None:
    coupe = couper(ACTE, range(3))
    vote = next(p for p in coupe.paragraphes if "le conseil approuve" in p.texte)
    assert vote.article is None
    assert vote.motif == "avant le premier titre d'article"


def test_les_tampons_sont_gardes_sans_article_avec_leur_ligne() -> None:
    tampons = [p for p in couper(ACTE, range(3)).non_places if p.motif == "tampon de la préfecture"]
    assert [(p.ligne, p.texte) for p in tampons] == [
        (3, "Transmis en Préfecture : le 3 mai 2021"),
        (7, "Identifiant de télétransmission 012-345678901-20210503-"),
        (9, "abc123-DE"),
        (17, "- Retour Préfecture le 3 mai 2021"),
        (27, "- Transmis en Préfecture le 3 mai 2021"),
    ]


def test_le_bloc_de_signature_et_l_article_inconnu_restent_sans_article() -> None:
    motifs = {p.texte: p.motif for p in couper(ACTE, range(3)).non_places}
    assert motifs["Un tableau."] == "article 9, absent du fichier du pacte"
    assert motifs["Pour la Ville, la maire"] == "après le dernier article"


def test_rien_n_est_perdu() -> None:
    """Every word of the text is in a paragraph, in the order of the text."""
    mots = [mot for p in couper(ACTE, range(3)).paragraphes for mot in p.texte.split()]
    assert sorted(mots) == sorted(ACTE.split())


def test_un_titre_absent_du_texte_est_signale() -> None:
    assert "article 4 : titre introuvable dans le texte" in couper(ACTE, range(5)).remarques


def test_un_titre_repete_est_signale_et_n_ouvre_rien() -> None:
    coupe = couper(
        "PRÉAMBULE\n\nArticle 1 : un\n\nArticle 2 : deux\n\nArticle 1 : encore", range(3)
    )
    assert coupe.remarques == ["ligne 7 : l'article 1 a déjà son titre"]
    assert coupe.paragraphes[-1] == Paragraphe(7, "Article 1 : encore", 2, "")


def test_sans_preambule_les_titres_comptent_des_le_debut() -> None:
    assert _par_article(range(1, 2), "Article 1er : seul\n\nLe texte.") == {
        1: ["Article 1er : seul", "Le texte."]
    }


def test_un_tampon_mele_au_texte_est_signale_et_laisse() -> None:
    coupe = couper(ACTE, range(3))
    assert "ligne 16 : un tampon semble mêlé au texte, laissé tel quel" in coupe.remarques


def test_les_titres_se_reconnaissent_seuls() -> None:
    assert numero_de_titre("Préambule :") == 0
    assert numero_de_titre("ARTICLE 12 – Fin") == 12
    assert numero_de_titre("## Article 3. Thèmes") == 3
    assert numero_de_titre("Article premier : les raisons") == 1
    assert numero_de_titre("L'article 3 : il dit") is None
    assert numero_de_titre("Article 3 du code") is None
    assert numero_de_titre("Le préambule rappelle") is None
