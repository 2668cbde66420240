"""The centres of a pact and their agréments."""

import uuid
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from centres import operations, rules
from centres.models import Agrement
from centres.presentation import CentreDuPacte
from pacte.journal.models import Entree
from pacte.socle import panneaux
from pacte.socle.droits import ActeRefuse
from tests.accord.test_pages_pacte import texte
from tests.factories_accord import fonction, personne, un_pacte

J = date


DEBUT, FIN = J(2024, 1, 1), J(2027, 12, 31)


def agrement(centre, debut=DEBUT, fin=FIN, **champs):
    return Agrement.objects.create(
        centre=centre, projet_social="Vivre ensemble", date_debut=debut, date_fin=fin, **champs
    )


@pytest.mark.parametrize(
    ("debut", "fin", "attendu"),
    [
        (J(2024, 1, 1), J(2027, 12, 31), True),
        (J(2024, 2, 29), J(2028, 2, 28), True),
        (J(2024, 1, 1), J(2025, 12, 31), False),
    ],
)
def test_la_duree_habituelle_est_de_quatre_ans(debut, fin, attendu):
    assert rules.is_duree_habituelle(debut, fin) is attendu


@pytest.mark.parametrize(
    ("fin", "attendu"),
    [
        (J(2026, 6, 14), False),
        (J(2026, 6, 15), True),
        (J(2026, 12, 15), True),
        (J(2026, 12, 16), False),
    ],
)
def test_un_agrement_se_renouvelle_six_mois_avant(fin, attendu):
    assert rules.is_fin_proche(fin, J(2026, 6, 15)) is attendu


@pytest.mark.parametrize(
    ("periodes", "jour"),
    [
        ([], None),
        ([(J(2020, 1, 1), J(2023, 12, 31)), (J(2024, 1, 1), J(2027, 12, 31))], None),
        ([(J(2024, 1, 2), J(2027, 12, 31)), (J(2020, 1, 1), J(2023, 12, 31))], J(2024, 1, 1)),
        ([(J(2020, 1, 1), J(2025, 12, 31)), (J(2022, 1, 1), J(2023, 12, 31))], None),
    ],
)
def test_un_jour_sans_agrement_se_voit(periodes, jour):
    assert rules.jour_sans_agrement(periodes) == jour


def test_la_fin_suit_le_debut(p):
    with pytest.raises(IntegrityError, match="agrement_fin_apres_debut"), transaction.atomic():
        agrement(p.a, J(2024, 1, 1), J(2024, 1, 1))


def test_un_agrement_par_debut(p):
    agrement(p.a)
    with pytest.raises(IntegrityError, match="agrement_un_par_debut"), transaction.atomic():
        agrement(p.a)


def test_la_liste_montre_les_centres_parties(p, connecter):
    agrement(p.a)
    page = texte(connecter(fonction("elu", p.ville)).get(reverse("lister_centres", args=["essai"])))
    assert "Centre social A" in page
    assert "Centre social B" in page
    assert "agrément en cours" in page
    assert "agrément pas encore noté" in page


def test_un_pacte_sans_centre_le_dit(p, connecter):
    p.pacte.parties.filter(organisation__genre="centre").delete()
    page = texte(connecter(fonction("elu", p.ville)).get(reverse("lister_centres", args=["essai"])))
    assert "Aucun centre dans ce pacte" in page


@pytest.mark.parametrize(
    ("fin", "etat"),
    [
        (J(2027, 12, 31), "agrément en cours"),
        (J(2026, 12, 1), "agrément à renouveler"),
        (J(2026, 6, 14), "agrément expiré"),
    ],
)
def test_l_etat_de_l_agrement(p, connecter, fin, etat):
    agrement(p.a, fin=fin)
    url = reverse("voir_centre", args=["essai", "essai-a"])
    assert etat in texte(connecter(fonction("conseil_caf", p.caf)).get(url))


def test_un_renouvellement_deja_note_rassure(p, connecter):
    agrement(p.a, fin=J(2026, 12, 1))
    agrement(p.a, debut=J(2026, 12, 2), fin=J(2030, 12, 1))
    url = reverse("voir_centre", args=["essai", "essai-a"])
    page = texte(connecter(fonction("conseil_caf", p.caf)).get(url))
    assert "agrément en cours" in page
    assert "Il manque un agrément" not in page


def test_les_coordonnees_sont_au_centre_et_au_service(p, avs, connecter):
    fonction("presidence", p.a, personne=personne(courriel="presidence@exemple.test"))
    url = reverse("voir_centre", args=["essai", "essai-a"])
    for qui, visible in (
        (avs, True),
        (fonction("direction", p.a), True),
        (fonction("direction", p.b), False),
        (fonction("elu", p.ville), False),
    ):
        page = texte(connecter(qui).get(url))
        assert ("presidence@exemple.test" in page) is visible


def test_une_fonction_finie_ne_parait_plus(p, connecter):
    fonction("direction", p.a, personne=personne(nom="Ancien"), date_fin=J(2026, 6, 14))
    url = reverse("voir_centre", args=["essai", "essai-a"])
    assert "Ancien" not in texte(connecter(fonction("elu", p.ville)).get(url))


def test_les_salles_du_dessus_ajoutent_leurs_panneaux(p, connecter, monkeypatch):
    recus = []

    def panneau(request, centre):
        recus.append(centre)

    monkeypatch.setitem(panneaux._PANNEAUX, "centre", [panneau])
    connecter(fonction("elu", p.ville)).get(reverse("voir_centre", args=["essai", "essai-a"]))
    assert recus == [CentreDuPacte(p.pacte, p.a)]


@pytest.mark.parametrize("code", ["essai-ville", "ailleurs-a", "rien"])
def test_ce_qui_n_est_pas_un_centre_du_pacte_est_introuvable(p, avs, connecter, code):
    un_pacte("ailleurs")
    client = connecter(avs)
    for nom in ("voir_centre", "enregistrer_agrement"):
        assert client.get(reverse(nom, args=["essai", code])).status_code == 404


def test_hors_du_pacte_aucun_centre_n_existe(p, connecter):
    client = connecter(fonction("agent_avs", un_pacte("ailleurs").ville))
    assert client.get(reverse("lister_centres", args=["essai"])).status_code == 404
    assert client.get(reverse("voir_centre", args=["essai", "essai-a"])).status_code == 404


def saisie(**champs):
    defauts = {
        "cle_idempotence": uuid.uuid4(),
        "projet_social": "Vivre ensemble",
        "date_debut": "2026-01-01",
        "date_fin": "2029-12-31",
    }
    return {**defauts, **champs}


def test_enregistrer_un_agrement(p, avs, connecter):
    client, url = connecter(avs), reverse("enregistrer_agrement", args=["essai", "essai-a"])
    assert client.get(url).status_code == 200
    envoi = saisie()
    for _ in range(2):
        assert client.post(url, envoi).status_code == 302
    assert Agrement.objects.get().centre == p.a
    assert Entree.objects.get(action="enregistrer_agrement").pacte_code == "essai"


@pytest.mark.parametrize(
    "champs", [{"date_fin": "2026-01-01"}, {"date_fin": ""}, {"projet_social": ""}]
)
def test_un_agrement_faux_n_est_pas_ecrit(p, avs, connecter, champs):
    url = reverse("enregistrer_agrement", args=["essai", "essai-a"])
    page = connecter(avs).post(url, saisie(**champs))
    assert page.context["form"].errors.keys() == champs.keys()
    assert not Agrement.objects.exists()


def test_deux_agrements_du_meme_jour_sont_refuses(p, avs, connecter):
    agrement(p.a, J(2026, 1, 1), J(2028, 12, 31))
    url = reverse("enregistrer_agrement", args=["essai", "essai-a"])
    page = connecter(avs).post(url, saisie())
    assert page.status_code == 422
    assert "commence ce jour-là" in texte(page)
    assert Agrement.objects.count() == 1


def test_un_centre_n_enregistre_pas_son_agrement(p, connecter):
    directrice = fonction("direction", p.a)
    url = reverse("enregistrer_agrement", args=["essai", "essai-a"])
    assert connecter(directrice).post(url, saisie()).status_code == 403
    with pytest.raises(ActeRefuse):
        operations.enregistrer_agrement(
            p.a,
            pacte=p.pacte,
            par=directrice,
            cle=uuid.uuid4(),
            projet_social="X",
            date_debut=J(2026, 1, 1),
            date_fin=J(2029, 12, 31),
        )
    assert not Agrement.objects.exists()


def test_la_page_fait_le_meme_nombre_de_requetes(
    p, avs, connecter, django_assert_max_num_queries, monkeypatch
):
    monkeypatch.setitem(panneaux._PANNEAUX, "centre", [])
    client, url = connecter(avs), reverse("voir_centre", args=["essai", "essai-a"])
    client.get(url)
    with django_assert_max_num_queries(15) as avant:
        client.get(url)
    for rang in range(10):
        agrement(p.a, J(2010 + rang, 1, 1), J(2010 + rang, 12, 31))
        fonction("professionnel", p.a)
    with django_assert_max_num_queries(15) as apres:
        client.get(url)
    assert len(avant) == len(apres)
