"""The documents of meetings are found by their title, by those who see the meeting only."""

from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from pacte.accord.models import Fonction, Qualite
from pacte.pilotage.cherchables import GenreResultat
from pacte.pilotage.recherche import chercher
from tests.factories_accord import equipe, fonction, un_pacte
from tests.factories_gouvernance import une_invitee, une_piece
from tests.pilotage.conftest import Entrer


@pytest.fixture
def p(db: None) -> SimpleNamespace:
    pacte = un_pacte()
    pacte.gens = equipe(pacte)
    pacte.avs = pacte.gens[Qualite.AGENT_AVS]
    return pacte


def trouves(p: SimpleNamespace, qui: Fonction, q: str) -> set[int]:
    return {r.pk for r in chercher(p.pacte, qui, q) if r.genre == GenreResultat.DOCUMENTS}


def test_un_document_se_trouve_par_son_titre(p: SimpleNamespace, entrer: Entrer) -> None:
    reunion = une_invitee(p, p.avs)
    piece = une_piece(reunion, p.avs, titre="Étude des mobilités")
    for q in ("etude mobilite", "mobilités", "budget.pdf"):
        assert trouves(p, p.avs, q) == {piece.pk}, q
    page = entrer(p.avs).get(reverse("rechercher", args=["essai"], query={"q": "mobilites"}))
    assert "Étude des" in page.content.decode()


def test_un_document_d_ailleurs_ou_retire_ne_se_trouve_pas(p: SimpleNamespace) -> None:
    piece = une_piece(une_invitee(p, p.avs), p.avs, titre="Étude des mobilités")
    assert trouves(p, p.gens[Qualite.DIRECTION], "mobilités") == {piece.pk}
    assert trouves(p, fonction(Qualite.DIRECTION, p.b), "mobilités") == set()
    assert trouves(p, p.gens[Qualite.FINANCEUR], "mobilités") == set()
    piece.date_retrait = timezone.localdate()
    piece.save()
    assert trouves(p, p.avs, "mobilités") == set()
