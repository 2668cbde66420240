"""The calendar of thematic meetings (C47), and the records that the next comité receives (C48)."""

import uuid
from datetime import date
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from gouvernance.lectures.calendrier_thematique import (
    lignes_a_ouvrir,
    lire_lignes,
    place_au_calendrier,
)
from gouvernance.lectures.releves_thematiques import releves_pour
from gouvernance.models import LigneCalendrier, Reunion
from gouvernance.operations import annuler, apporter_a_une_nouvelle_reunion, inviter, ouvrir
from gouvernance.operations import lignes_calendrier as operations
from pacte.socle.droits import ActeRefuse
from tests.factories_gouvernance import (
    relue,
    un_apport,
    un_brouillon,
    un_projet,
    une_annulee,
    une_redaction,
    une_tenue,
)
from tests.factories_initiative import une_ligne
from tests.gouvernance.conftest import Connecter

PILOTAGE, THEMATIQUE = "comite-pilotage", "rencontre-thematique"


def etats(p: SimpleNamespace) -> list[str]:
    return [str(lue.etat) for lue in lire_lignes(p.pacte, p.avs, timezone.localdate())]


def ouverte(p: SimpleNamespace, ligne: LigneCalendrier | None) -> Reunion:
    return ouvrir(
        p.pacte,
        instance=p.instances[THEMATIQUE],
        theme=ligne.theme if ligne else p.themes["moyens"],
        ligne=ligne,
        par=p.avs,
        cle=uuid.uuid4(),
        date_reunion=date(2026, 10, 8),
        lieu="Salle 3",
    )


# --- Setting it ---------------------------------------------------------------------------------
def test_le_calendrier_se_fixe_au_comite_de_pilotage(p: SimpleNamespace) -> None:
    ligne = une_ligne(p, p.avs)
    assert ligne.instance == p.instances[THEMATIQUE]
    assert ligne.fixee_en.instance == p.instances[PILOTAGE]
    assert str(ligne) == "Participation, octobre 2026"


@pytest.mark.parametrize(
    ("qui", "instance", "fabrique", "motif"),
    [
        ("direction", PILOTAGE, une_tenue, "noté par le service de la Ville"),
        ("agent_avs", "comite-technique", une_tenue, "se fixe au comité de pilotage"),
        ("agent_avs", PILOTAGE, un_brouillon, "à partir du jour de la réunion"),
        ("agent_avs", PILOTAGE, une_annulee, "La réunion est annulée"),
    ],
)
def test_qui_et_quand(
    p: SimpleNamespace, qui: str, instance: str, fabrique: object, motif: str
) -> None:
    reunion = fabrique(p, p.avs, instance=instance)
    with pytest.raises(ActeRefuse, match=motif):
        une_ligne(p, p.gens[qui], reunion=reunion)
    assert not LigneCalendrier.objects.exists()


def test_la_page_ajoute_une_ligne_a_la_fois(p: SimpleNamespace, connecter: Connecter) -> None:
    reunion = une_tenue(p, p.avs, instance=PILOTAGE)
    client, url = connecter(p.avs), reverse("fixer_calendrier", args=["essai", reunion.pk])
    corps = {
        "cle_idempotence": str(uuid.uuid4()),
        "theme": p.themes["droits"].pk,
        "mois": "2026-11",
        "objet": "France Services",
    }
    assert [client.post(url, corps).status_code for _ in range(2)] == [302, 302]
    ligne = LigneCalendrier.objects.get()
    assert (ligne.mois, ligne.theme, ligne.objet) == (
        date(2026, 11, 1),
        p.themes["droits"],
        "France Services",
    )
    assert client.post(url, {**corps, "objet": "Autre"}).status_code == 422
    avant = client.post(url, {**corps, "mois": "2026-05", "cle_idempotence": str(uuid.uuid4())})
    assert "Ce mois vient avant la réunion" in avant.content.decode()
    page = client.get(reverse("voir_reunion", args=["essai", reunion.pk])).content.decode()
    assert "Novembre 2026" in page
    assert "France Services" in page
    calendrier = client.get(reverse("voir_calendrier", args=["essai"])).content.decode()
    assert "France Services" in calendrier


@pytest.mark.parametrize(
    ("champs", "contrainte"),
    [
        ({"mois": date(2026, 10, 2)}, "ligne_calendrier_au_premier_du_mois"),
        ({"date_retrait": date(2026, 6, 15)}, "ligne_calendrier_retiree_avec_motif"),
    ],
)
def test_la_base_garde_une_ligne_entiere(
    p: SimpleNamespace, champs: dict[str, date], contrainte: str
) -> None:
    ligne = une_ligne(p, p.avs)
    for nom, valeur in champs.items():
        setattr(ligne, nom, valeur)
    with pytest.raises(IntegrityError, match=contrainte), transaction.atomic():
        ligne.save()


# --- What comes of a line -------------------------------------------------------------------------
def test_ce_qui_est_venu_de_chaque_ligne(p: SimpleNamespace) -> None:
    ligne = une_ligne(p, p.avs)
    assert etats(p) == ["a_ouvrir"]
    assert lignes_a_ouvrir(p.pacte) == [ligne]
    reunion = ouverte(p, ligne)
    assert etats(p) == ["en_preparation"]
    assert lignes_a_ouvrir(p.pacte) == []
    reunion.debut = timezone.make_aware(timezone.datetime(2026, 10, 8, 14))
    reunion.save()
    inviter(reunion, par=p.avs)
    assert etats(p) == ["prevue"]
    annuler(relue(reunion), par=p.avs, motif="Grève.")
    assert etats(p) == ["a_ouvrir"]
    apporter_a_une_nouvelle_reunion(
        p.pacte,
        instance=p.instances[THEMATIQUE],
        centre=None,
        theme=ligne.theme,
        ligne=ligne,
        date_reunion=date(2026, 6, 10),
        heure=None,
        par=p.avs,
        apport=un_apport(),
    )
    assert etats(p) == ["tenue"]
    # As it stood the day before: not held yet.
    (lue,) = lire_lignes(p.pacte, p.avs, date(2026, 6, 9))
    assert lue.etat == "a_ouvrir"


def test_une_ligne_se_retire_avec_son_motif(p: SimpleNamespace, connecter: Connecter) -> None:
    ligne = une_ligne(p, p.avs)
    url = reverse("retirer_ligne_calendrier", args=["essai", ligne.pk])
    client = connecter(p.avs)
    assert client.post(url, {"motif": ""}).status_code == 200
    assert etats(p) == ["a_ouvrir"]
    assert client.post(url, {"motif": "Le thème passe en 2027."}).status_code == 302
    assert etats(p) == ["retiree"]
    assert lignes_a_ouvrir(p.pacte) == []
    with pytest.raises(ActeRefuse, match="déjà retirée"):
        operations.retirer(ligne, par=p.avs, motif="Encore.")
    assert client.get(url).status_code == 403


def test_une_ligne_dont_la_reunion_est_ouverte_reste(p: SimpleNamespace) -> None:
    ligne = une_ligne(p, p.avs)
    ouverte(p, ligne)
    with pytest.raises(ActeRefuse, match="Une réunion est déjà ouverte"):
        operations.retirer(ligne, par=p.avs, motif="Non.")


def test_ouvrir_depuis_une_ligne_prend_son_theme(p: SimpleNamespace, connecter: Connecter) -> None:
    ligne = une_ligne(p, p.avs)
    client, url = connecter(p.avs), reverse("ouvrir_reunion", args=["essai"])
    assert "Rencontre thématique — Participation, octobre 2026" in client.get(url).content.decode()
    instance = p.instances[THEMATIQUE].pk
    sujet = f"i{instance}-t{ligne.theme.pk}-l{ligne.pk}"
    page = client.post(url, {"cle_idempotence": str(uuid.uuid4()), "sujet": sujet}, follow=True)
    reunion = Reunion.objects.get(instance__code=THEMATIQUE)
    assert (reunion.theme, reunion.ligne_calendrier) == (ligne.theme, ligne)
    assert "au calendrier" in page.content.decode()
    assert "octobre 2026, Les conseils" not in client.get(url).content.decode()


def test_hors_calendrier_se_voit_et_ne_bloque_pas(p: SimpleNamespace, connecter: Connecter) -> None:
    reunion = ouverte(p, None)
    assert place_au_calendrier(reunion) == "hors_calendrier"
    page = connecter(p.avs).get(reverse("voir_reunion", args=["essai", reunion.pk]))
    assert "hors calendrier" in page.content.decode()
    assert place_au_calendrier(un_brouillon(p, p.avs)) is None


# --- The records that the next comité receives -----------------------------------------------------
def test_les_releves_depuis_le_comite_precedent(p: SimpleNamespace) -> None:
    une_tenue(p, p.avs, instance=PILOTAGE, jour=date(2026, 3, 24))
    ancien = un_projet(p, p.avs, instance=THEMATIQUE, jour=date(2026, 2, 5))
    du_jour = un_projet(p, p.avs, instance=THEMATIQUE, jour=date(2026, 3, 24))
    recent = un_projet(p, p.avs, instance=THEMATIQUE, jour=date(2026, 6, 4))
    en_redaction = une_redaction(p, p.avs, instance=THEMATIQUE, jour=date(2026, 6, 5))
    prochain = un_brouillon(p, p.avs, instance=PILOTAGE, jour=date(2026, 10, 6))
    lus = [releve.reunion for releve in releves_pour(prochain)]
    assert lus == [du_jour, recent]
    assert ancien not in lus
    assert en_redaction not in lus
    premier = Reunion.objects.get(instance__code=PILOTAGE, date_reunion=date(2026, 3, 24))
    assert [releve.reunion for releve in releves_pour(premier)] == [ancien]
    assert releves_pour(recent) == []


def test_un_comite_sans_date_recoit_tout_ce_qui_suit_le_dernier(p: SimpleNamespace) -> None:
    recent = un_projet(p, p.avs, instance=THEMATIQUE, jour=date(2026, 6, 4))
    prochain = un_brouillon(p, p.avs, instance=PILOTAGE)
    prochain.debut = prochain.date_reunion = None
    prochain.save()
    assert [releve.reunion for releve in releves_pour(prochain)] == [recent]


def test_la_page_du_comite_montre_les_releves(p: SimpleNamespace, connecter: Connecter) -> None:
    recent = un_projet(p, p.avs, instance=THEMATIQUE, jour=date(2026, 6, 4))
    prochain = un_brouillon(p, p.avs, instance=PILOTAGE)
    inviter(prochain, par=p.avs)
    url = reverse("voir_reunion", args=["essai", prochain.pk])
    lien = reverse("voir_reunion", args=["essai", recent.pk])
    page = connecter(p.direction_b).get(url).content.decode()
    assert "Relevés thématiques versés à ce comité" in page
    assert lien in page
    ordinaire = un_brouillon(p, p.avs)
    autre = connecter(p.avs).get(reverse("voir_reunion", args=["essai", ordinaire.pk]))
    assert "Relevés thématiques" not in autre.content.decode()
