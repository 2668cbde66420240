"""Structured text: what is kept, one canonical form, and plain characters both ways."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pacte.socle.ecriture_legere import depuis_leger, en_leger, relire
from pacte.socle.templatetags.socle import texte_riche
from pacte.socle.texte_riche import assainir, depuis_texte, en_texte, fusionner
from tests.gouvernance.charges_xss import CHARGES

GARDES = {
    "p": set(), "h4": set(), "h5": set(), "ul": set(), "ol": set(), "li": set(), "br": set(),
    "strong": set(), "em": set(), "a": {"href", "rel"}, "table": set(), "thead": set(),
    "tbody": set(), "tr": set(), "th": {"colspan", "rowspan"}, "td": {"colspan", "rowspan"},
}  # fmt: skip


class Releve(HTMLParser):
    """Collects what is not in the list."""

    def __init__(self) -> None:
        super().__init__()
        self.fautes: list[str] = []

    def handle_starttag(self, tag, attrs) -> None:
        if tag not in GARDES or not {nom for nom, _ in attrs} <= GARDES[tag]:
            self.fautes.append(self.get_starttag_text())
        for nom, valeur in attrs:
            if nom == "href" and not re.match(r"(https?://|mailto:)", valeur):
                self.fautes.append(valeur)

    def handle_comment(self, data) -> None:
        self.fautes.append(data)


def fautes(html: str) -> list[str]:
    releve = Releve()
    releve.feed(html)
    return releve.fautes


@pytest.mark.parametrize(
    ("ecrit", "garde"),
    [
        ("Bonjour <b>à</b> <i>tous</i>", "<p>Bonjour <strong>à</strong> <em>tous</em></p>"),
        ("<h1>Un</h1><h2>Deux</h2>", "<h4>Un</h4><h5>Deux</h5>"),
        ("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
        # A nested list written beside its item, as Word and some editors do.
        (
            "<ul><li>a</li><ul><li>b</li></ul></ul>",
            "<ul><li>a<ul><li>b</li></ul></li></ul>",
        ),
        ("<p class=x style=color:red>a<img src=x></p>", "<p>a</p>"),
        ("<b>a </b>b", "<p><strong>a</strong> b</p>"),
        ("<strong><p>a</p><p>b</p></strong>", "<p><strong>a</strong></p><p><strong>b</strong></p>"),
        (
            '<a href="https://exemple.fr/?a=1&b=2">ici</a>',
            '<p><a href="https://exemple.fr/?a=1&amp;b=2" rel="noopener noreferrer">ici</a></p>',
        ),
        ("<a href=/interne>ici</a>", "<p>ici</p>"),
        # PDF/UA: cells of headings in the first row alone.
        (
            "<table><tr><th>a<th>b<tr><th>c<td>d</table>",
            "<table><thead><tr><th>a</th><th>b</th></tr></thead>"
            "<tbody><tr><td>c</td><td>d</td></tr></tbody></table>",
        ),
        (
            "<table><tr><td colspan=900 rowspan=2>a</table>",
            '<table><tbody><tr><td colspan="12" rowspan="2">a</td></tr></tbody></table>',
        ),
        ("<p> </p><p>&nbsp;</p><ul><li></li></ul><table></table>", ""),
        ("1 < 2 & 3", "<p>1 &lt; 2 &amp; 3</p>"),
    ],
)  # fmt: skip
def test_ce_qui_est_garde(ecrit: str, garde: str) -> None:
    assert assainir(ecrit) == garde
    assert assainir(garde) == garde


def test_aucune_charge_ne_laisse_un_element_ou_un_attribut_de_trop() -> None:
    assert len(set(CHARGES)) >= 300
    for charge in CHARGES:
        for html in (assainir(charge), depuis_leger(charge), depuis_texte(charge)):
            assert fautes(html) == [], charge
            assert assainir(html) == html, charge
            assert str(texte_riche(html)) == html
            assert fautes(fusionner(html, "<p>b</p>")) == [], charge


# Brackets, quotes and half tags in any order: whatever comes out is in the list, once and for all.
BRUIT = st.lists(
    st.sampled_from(
        ["<p>", "</p>", "<b>", "</b>", "<ul>", "<li>", "</ul>", "<table>", "<tr>", "<td>", "</table>",
         "<h2>", "</h2>", "<a href=https://x>", "</a>", "<svg>", "<style>", "</style>", "<!--", "-->",
         "<math>", "<mtext>", "<em>", "</em>", " ", "  ", "\n", "\n\n", "a", "b c", "<", ">", "&", '"',
         "&lt;", "&nbsp;", "<br>", "<th>", "<ol>", "* ", "**", "- ", "# ", "|", "1. ", "\\", "[x](",
         ")", "  - "]
    ),
    max_size=30,
).map("".join)  # fmt: skip


@given(BRUIT)
@settings(max_examples=400, deadline=None)
def test_tout_texte_a_une_seule_forme(bruit: str) -> None:
    for html in (assainir(bruit), depuis_leger(bruit)):
        assert assainir(html) == html
        assert fautes(html) == []
        # Unchanged in the text area, a text is the same to the letter.
        assert relire(en_leger(html).replace("\n", "\r\n"), html) == html


@given(BRUIT)
@settings(max_examples=200, deadline=None)
def test_l_ecriture_legere_garde_tous_les_mots(bruit: str) -> None:
    html = assainir(bruit)
    assert mots(depuis_leger(en_leger(html))) == mots(html)


def mots(html: str) -> list[str]:
    """The letters of a text, in order: spaces and the signs between cells apart."""
    return re.findall(r"[^\s;]", en_texte(html))


EXEMPLES = (
    "<h4>Titre</h4><h5>Sous-titre</h5><p>Deux<br>lignes</p>",
    "<ul><li>a<ul><li>b</li><li>c</li></ul></li><li>d</li></ul>",
    "<ol><li>un</li><li><p>deux</p><p>suite</p></li></ol>",
    "<table><thead><tr><th>Poste</th><th>€</th></tr></thead><tbody><tr><td>Eau | gaz</td>"
    "<td><strong>1</strong></td></tr></tbody></table>",
    "<p>2 * 3 * 4, [note], # non, un_mot, <strong>gras</strong> et <em>penché</em></p>",
    "<p>- pas une liste</p><p>1. pas une liste</p><p># pas un titre</p><p>| pas un tableau</p>",
    '<p><a href="https://exemple.fr/a_(b)" rel="noopener noreferrer">le lien</a></p>',
)


@pytest.mark.parametrize("html", EXEMPLES)
def test_l_ecriture_legere_revient_au_meme(html: str) -> None:
    assert assainir(html) == html
    assert depuis_leger(en_leger(html)) == html


def test_ce_que_l_ecriture_legere_ne_dit_pas_reste_quand_rien_ne_change() -> None:
    html = assainir("<table><tr><td colspan=2><ul><li>a</li><li>b</li></ul></td></tr></table>")
    assert "colspan" in html
    assert relire(en_leger(html), html) == html
    assert relire(en_leger(html) + "\n\nUn mot de plus", html).endswith("<p>Un mot de plus</p>")


def test_les_mots_seuls() -> None:
    html = "<h4>Budget</h4><ul><li>eau</li><li>gaz</li></ul><table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>"
    assert en_texte(html) == "Budget\neau\ngaz\na ; b"


PARAGRAPHES = st.lists(st.sampled_from("abcdef"), max_size=6, unique=True).map(
    lambda lettres: "".join(f"<p>{lettre}</p>" for lettre in lettres)
)


@given(PARAGRAPHES, PARAGRAPHES)
def test_fusionner_ne_perd_aucun_paragraphe(mien: str, sien: str) -> None:
    fusion = fusionner(mien, sien)
    for paragraphe in re.findall(r"<p>.</p>", mien + sien):
        assert paragraphe in fusion
    assert fusionner(mien, mien) == mien


def test_un_texte_demesure_reste_borne() -> None:
    assert len(assainir("<ul><li>" * 5_000 + "x")) < 1_000
    assert assainir("<p>" + "mot " * 20_000 + "</p>").count("mot") == 20_000
