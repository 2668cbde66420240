"""An elected member reads the instruction: nothing is asked of her, and no bank statement is offered."""

import pytest

from pacte.accord.models import Qualite
from subventions.models import NaturePiece, PieceDemande
from tests import factories_pieces as pieces
from tests import factories_subventions as fabrique
from tests.subventions.navigation import adresse, client, fichier, texte

pytestmark = pytest.mark.django_db


def test_une_elue_lit_l_instruction_sans_rib_ni_consigne(p) -> None:
    campagne = fabrique.campagne(p, 2026)
    demande = fabrique.demande(p, etat="recue", par=p.direction)
    jointes = {}
    for nature, libelle in ((NaturePiece.STATUTS, "Statuts"), (NaturePiece.RIB, "Relevé bancaire")):
        attendue = pieces.attendue(campagne, nature=nature, libelle=libelle)
        jointes[nature] = PieceDemande.objects.create(
            demande=demande, attendue=attendue, nature=nature, libelle=libelle, fichier=fichier()
        )
    rib = adresse("telecharger_piece", demande.pk, jointes[NaturePiece.RIB].pk)
    statuts = adresse("telecharger_piece", demande.pk, jointes[NaturePiece.STATUTS].pk)
    elue = client(p.fonctions[Qualite.ELU])
    page = texte(elue.get(adresse("instruire_demande", demande.pk)))
    assert "Rien n’est attendu de vous : vous lisez l’instruction." in page.replace("\u00a0", " ")
    assert "Dites si la demande est complète" not in page
    assert "Relevé bancaire" in page
    assert f'href="{statuts}"' in page
    assert f'href="{rib}"' not in page
    assert elue.get(rib).status_code == 403
    service = texte(client(p.agent).get(adresse("instruire_demande", demande.pk)))
    assert f'href="{rib}"' in service
    assert "Dites si la demande est complète" in service
