"""The secretariat of a person: said by herself, or on her card by the service that runs the pact."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse

from pacte.accord.models import Fonction
from pacte.accord.operations.secretariats import regler_secretariat
from pacte.journal.models import Entree
from pacte.socle.droits import ActeRefuse
from tests.factories_accord import fonction


@pytest.fixture
def elue(p: SimpleNamespace) -> Fonction:
    return fonction("elu", p.ville)


def regler(connecter: Any, qui: Fonction, **champs: str) -> Any:
    saisie = {"version": str(qui.personne.version), **champs}
    return connecter(qui).post(reverse("regler_mon_secretariat"), saisie)


def test_une_elue_indique_son_secretariat(connecter: Any, elue: Fonction) -> None:
    saisie = {"secretariat_nom": "Secrétariat", "secretariat_courriel": "Sec@exemple.test"}
    assert regler(connecter, elue, **saisie).status_code == 302
    elue.personne.refresh_from_db()
    assert elue.personne.secretariat_courriel == "sec@exemple.test"
    assert Entree.objects.get(action="regler_secretariat").motif == "Secrétariat"
    # The same page sent again comes from an older version.
    elue.personne.version -= 1
    assert regler(connecter, elue, **saisie).status_code == 409


def test_un_nom_sans_courriel_ou_sa_propre_adresse_sont_refuses(
    connecter: Any, elue: Fonction
) -> None:
    assert regler(connecter, elue, secretariat_nom="Secrétariat").status_code == 200
    soi = {"secretariat_courriel": elue.personne.courriel}
    assert regler(connecter, elue, **soi).status_code == 422
    elue.personne.refresh_from_db()
    assert (elue.personne.secretariat_nom, elue.personne.secretariat_courriel) == ("", "")


def test_on_regle_son_propre_secretariat_seulement(elue: Fonction, avs: Fonction) -> None:
    with pytest.raises(ActeRefuse, match="autre personne"):
        regler_secretariat(
            elue.personne, par=avs, version=elue.personne.version, nom="", courriel="x@exemple.test"
        )


def test_le_service_l_indique_sur_la_fiche(
    connecter: Any, p: SimpleNamespace, elue: Fonction, avs: Fonction
) -> None:
    qui = elue.personne
    url = reverse("modifier_personne", args=[p.pacte.code, qui.pk])
    saisie = {
        "version": qui.version, "prenom": qui.prenom, "nom": qui.nom, "courriel": qui.courriel,
        "telephone": "", "secretariat_nom": "", "secretariat_courriel": "sec@exemple.test",
    }  # fmt: skip
    assert connecter(avs).post(url, saisie).status_code == 302
    qui.refresh_from_db()
    assert qui.secretariat_courriel == "sec@exemple.test"
    page = connecter(avs).get(reverse("voir_personne", args=[p.pacte.code, qui.pk]))
    assert "sec@exemple.test" in page.content.decode()
