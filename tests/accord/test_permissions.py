"""Who may do what on the agreement: every quality, and the other city's service."""

from datetime import date

import pytest

from pacte.accord import permissions
from pacte.accord.models import Avenant, Qualite
from tests.factories_accord import compte, equipe, fonction, personne, un_pacte

LE = date(2026, 6, 15)
AVS = {"agent_avs", "chef_service"}


@pytest.mark.parametrize("qualite", Qualite.values)
def test_seul_le_service_de_la_ville_anime_le_pacte(p, qualite):
    droit = permissions.can_gerer_pacte(equipe(p)[qualite], p.pacte, LE)
    assert bool(droit) is (qualite in AVS)
    assert bool(droit.motif) is (qualite not in AVS)


def test_le_service_d_une_autre_ville_n_anime_pas_ce_pacte(p):
    ailleurs = un_pacte("ailleurs")
    assert not permissions.can_gerer_pacte(fonction("agent_avs", ailleurs.ville), p.pacte, LE)


def test_sans_fonction_rien_n_est_ouvert(p):
    assert not permissions.can_gerer_pacte(None, p.pacte, LE)


def test_une_fonction_finie_n_ouvre_plus_rien(p, avs):
    avs.date_fin = date(2026, 6, 14)
    assert not permissions.can_gerer_pacte(avs, p.pacte, LE)


def test_une_qualite_avs_hors_de_la_ville_n_ouvre_rien(p):
    assert not permissions.can_gerer_pacte(fonction("agent_avs", p.a), p.pacte, LE)


def test_un_avenant_attend_la_date_d_effet(p, avs):
    p.pacte.date_effet = None
    droit = permissions.can_enregistrer_avenant(avs, p.pacte, LE)
    assert "signatures" in droit.motif


def test_un_avenant_fige_la_date_d_effet(p, avs):
    assert permissions.can_fixer_date_effet(avs, p.pacte, LE)
    Avenant.objects.create(
        pacte=p.pacte,
        numero=1,
        objet="prolongation",
        date_signature=LE,
        nouvelle_fin=date(2028, 1, 1),
    )
    assert "ne change plus" in permissions.can_fixer_date_effet(avs, p.pacte, LE).motif


def test_une_personne_tenue_ailleurs_ne_se_modifie_pas_d_ici(p, avs):
    directrice = fonction("direction", p.a)
    assert permissions.can_modifier_personne(avs, p.pacte, directrice.personne, LE)
    fonction("elu", un_pacte("ailleurs").ville, personne=directrice.personne)
    droit = permissions.can_modifier_personne(avs, p.pacte, directrice.personne, LE)
    assert "hors de ce pacte" in droit.motif


@pytest.mark.parametrize(
    ("cas", "mot"),
    [
        ("sans_courriel", "pas de courriel"),
        ("deja_ouvert", "déjà ouvert"),
        ("sans_fonction", "aucune fonction en cours"),
        ("bon", ""),
    ],
)
def test_quand_un_acces_peut_s_ouvrir(p, avs, cas, mot):
    tenue = fonction(
        "direction", p.a, personne=personne(courriel="") if cas == "sans_courriel" else None
    )
    if cas == "deja_ouvert":
        compte(tenue)
    if cas == "sans_fonction":
        tenue.date_fin = date(2026, 6, 1)
        tenue.save()
    droit = permissions.can_ouvrir_acces(avs, p.pacte, tenue.personne, LE)
    assert bool(droit) is (cas == "bon")
    assert mot in droit.motif


def test_personne_ne_ferme_son_propre_acces(p, avs):
    compte(avs)
    assert "propre" in permissions.can_fermer_acces(avs, p.pacte, avs.personne, LE).motif


def test_on_ne_ferme_qu_un_acces_ouvert(p, avs):
    tenue = fonction("direction", p.a)
    assert "pas d'accès" in permissions.can_fermer_acces(avs, p.pacte, tenue.personne, LE).motif


def test_on_ne_termine_pas_sa_propre_fonction(p, avs):
    assert "collègue" in permissions.can_terminer_fonction(avs, p.pacte, avs, LE).motif


def test_une_fonction_ne_se_termine_qu_une_fois(p, avs):
    finie = fonction("direction", p.a, date_fin=date(2026, 12, 31))
    assert "déjà notée" in permissions.can_terminer_fonction(avs, p.pacte, finie, LE).motif
