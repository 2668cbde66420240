"""A document to sign waits for each clause to be read over: the page says so, and leads to the articles."""

import pytest

from tests import factories_decisions as decisions
from tests.subventions.navigation import adresse, client, texte

pytestmark = pytest.mark.django_db


def test_le_document_attend_que_chaque_clause_soit_relue(p) -> None:
    prete = decisions.convention_prete(p)
    navigateur = client(p.agent)
    page = texte(navigateur.get(adresse("voir_convention", prete.pk)))
    generer = adresse("generer_convention", prete.pk)
    assert f'class="btn btn-principale" href="{generer}"' in page
    prete.clauses = prete.clauses[:-2]
    prete.save()
    page = texte(navigateur.get(adresse("voir_convention", prete.pk)))
    articles = adresse("rediger_convention", prete.pk)
    assert f'class="btn btn-principale" href="{articles}"' in page
    assert f'href="{generer}"' not in page
    assert "Il reste 2\u00a0clauses à relire avant de faire le document." in page
    page = texte(navigateur.get(generer))
    assert "Faire le document</button>" not in page
    assert f'class="btn btn-principale" href="{articles}"' in page
