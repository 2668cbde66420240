"""`manage.py avance`: the shape that other software reads, its replay, its errors."""

import io
import json
from datetime import date
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from pacte.journal.models import Entree
from subventions.models import Avance, RecalculAvance
from tests import factories_accord as accord
from tests import factories_subventions as fabrique

pytestmark = pytest.mark.django_db


@pytest.fixture
def p() -> SimpleNamespace:
    pacte = accord.un_pacte()
    pacte.direction = accord.fonction("direction", pacte.a)
    return pacte


def lancer(p, *args: str, exercice: str = "2027", centre: str = "") -> str:
    sortie = io.StringIO()
    call_command(
        "avance",
        f"--pacte={p.pacte.code}",
        f"--centre={centre or p.a.code}",
        f"--exercice={exercice}",
        *args,
        stdout=sortie,
    )
    return sortie.getvalue()


def lire(p, *args: str, **options: str) -> dict:
    return json.loads(lancer(p, "--format=json", *args, **options))


def test_la_forme_exacte(p) -> None:
    fabrique.avance_prete(p, par=p.direction)
    lu = lire(p, "--au=2026-12-20")
    assert list(lu) == [
        "centre",
        "exercice",
        "base",
        "taux",
        "montant",
        "conditions",
        "taches",
        "phrase",
    ]
    assert lu["centre"] == p.a.code
    assert lu["exercice"] == 2027
    assert lu["base"] == [
        {"libelle": "Fonctionnement global", "date": "2026-03-16", "montant": "40000.00"}
    ]
    assert (lu["taux"], lu["montant"]) == ("0.30", "12000.00")
    assert lu["conditions"] == [
        {"code": "demande", "etat": "remplie", "motif": ""},
        {"code": "convention", "etat": "remplie", "motif": ""},
    ]
    assert lu["taches"][0] == {
        "libelle": "Ouvrir les crédits",
        "echeance": "2026-12-31",
        "fait_le": "2026-12-10",
    }
    assert lu["taches"][-1]["fait_le"] is None
    assert lu["phrase"].startswith("30\u00a0% de 40\u00a0000,00\u00a0€ = 12\u00a0000,00\u00a0€")


def test_le_montant_est_nul_tant_qu_une_condition_manque(p) -> None:
    fabrique.accordee(p)
    lu = lire(p)
    assert lu["montant"] == "0.00"
    assert [c["motif"] for c in lu["conditions"]] == ["pas_de_demande", "convention_absente"]


def test_sans_vote_la_base_est_vide(p) -> None:
    lu = lire(p)
    assert (lu["base"], lu["montant"]) == ([], "0.00")


def test_le_rejeu_lit_les_faits_de_ce_jour(p) -> None:
    avance = fabrique.avance_prete(p, par=p.direction)
    fabrique.versement_avance(avance)
    assert lire(p, "--au=2026-05-31")["conditions"][0]["motif"] == "pas_de_demande"
    avant = lire(p, "--au=2027-01-19")
    assert (avant["montant"], avant["taches"][3]["fait_le"]) == ("12000.00", None)
    apres = lire(p, "--au=2027-01-20")
    assert apres["taches"][3]["fait_le"] == "2027-01-20"
    assert apres["phrase"].endswith("versée le 20\u00a0janvier\u00a02027")


def test_le_texte_se_lit_en_francais(p) -> None:
    fabrique.avance_prete(p, par=p.direction)
    texte = lancer(p, "--au=2026-12-20")
    assert texte.startswith(f"Avance 2027, {p.a.nom}, au 20\u00a0décembre\u00a02026")
    assert "Payer l'avance, d'ici le 31\u00a0janvier\u00a02027 : pas encore fait" in texte


@pytest.mark.parametrize(
    ("args", "options", "motif"),
    [
        ((), {"centre": "inconnu"}, "n'est pas partie au pacte"),
        ((), {"exercice": "27"}, "n'est pas une année"),
        ((), {"exercice": "deux-mille"}, "n'est pas une année"),
        (("--au=31/12/2026",), {}, "n'est pas un jour"),
        (("--au=20261231",), {}, "n'est pas un jour"),
        (("--pacte=inconnu",), {}, "n'existe pas"),
    ],
)
def test_une_erreur_est_une_ligne_en_francais(p, args, options, motif) -> None:
    with pytest.raises(CommandError, match=motif) as erreur:
        lancer(p, *args, **options)
    assert "\n" not in str(erreur.value)
    assert erreur.value.returncode == 1


def test_la_commande_ne_change_rien(p) -> None:
    fabrique.avance_prete(p, par=p.direction)
    avant = (Entree.objects.count(), Avance.objects.get().version)
    lancer(p, "--au=2026-12-20")
    assert (Entree.objects.count(), Avance.objects.get().version) == avant
    assert not RecalculAvance.objects.exists()


def test_un_centre_d_un_autre_pacte_est_inconnu(p) -> None:
    ailleurs = accord.organisation("centre", code="ailleurs")
    with pytest.raises(CommandError, match="n'est pas partie"):
        lancer(p, centre=ailleurs.code)


def test_les_jours_sont_ceux_de_l_annee_de_l_avance(p) -> None:
    fabrique.accordee(p, exercice=2024, montant="33.35")
    lu = lire(p, exercice="2025")
    assert lu["base"][0]["montant"] == "33.35"
    assert lu["taches"][0]["echeance"] == date(2024, 12, 31).isoformat()
    assert lu["phrase"].startswith("30\u00a0% de 33,35\u00a0€ = 10,01\u00a0€")
