"""Attendance, person by person: one touch, the time, undo; and the whole list without a script."""

from datetime import time
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pikepdf
import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gouvernance import operations
from gouvernance.models import Participation, Presence, Reunion
from gouvernance.operations.presences import ConflitDePresence, PresenceNotee, presence_de
from gouvernance.pdf.reunions import rendre_emargement
from pacte.journal.models import Entree
from tests.factories_accord import fonction
from tests.factories_gouvernance import relue, tous_presents, un_projet, une_invitee, une_tenue
from tests.gouvernance.conftest import Connecter
from tests.gouvernance.test_scellement import texte_du_pdf


@pytest.fixture
def r(p: SimpleNamespace) -> SimpleNamespace:
    """A meeting of today, its people, and somebody of the pact who was not invited."""
    reunion = une_invitee(p, p.avs, dans=0)
    lignes = list(Participation.objects.filter(reunion=reunion).order_by("pk"))
    venue = fonction("agent_service", p.ville)
    return SimpleNamespace(reunion=reunion, lignes=lignes, venue=venue)


def adresse(nom: str, reunion: Reunion) -> str:
    return reverse(nom, args=["essai", reunion.pk])


def toucher(client: Client, ligne: Participation, presence: str = "presente", **champs: Any):
    ligne.refresh_from_db()
    avant = champs.pop("avant", presence_de(ligne).marque)
    donnees = {"participation": ligne.pk, "avant": avant, "presence": presence, **champs}
    return client.post(adresse("enregistrer_presence", ligne.reunion), donnees)


def test_une_touche_note_une_personne_et_la_reunion_est_tenue(
    r: SimpleNamespace, connecter: Connecter, p: SimpleNamespace
) -> None:
    client = connecter(p.avs)
    reponse = toucher(client, r.lignes[0])
    assert reponse.status_code == 200
    r.lignes[0].refresh_from_db()
    assert r.lignes[0].presence == Presence.PRESENTE
    assert relue(r.reunion).etat == "tenue"
    corps = reponse.json()
    assert corps["lignes"][str(r.lignes[0].pk)]["presence"] == "presente"
    assert corps["version"] == relue(r.reunion).version
    assert "sur 3" in corps["bilan"]
    # Undone: the note of before is sent again.
    assert toucher(client, r.lignes[0], "attendue").status_code == 200
    r.lignes[0].refresh_from_db()
    assert r.lignes[0].presence == Presence.ATTENDUE


def test_vingt_touches_une_seule_ligne_au_journal(
    r: SimpleNamespace, connecter: Connecter, p: SimpleNamespace
) -> None:
    client = connecter(p.avs)
    for ligne in r.lignes:
        for presence in ("presente", "absente", "excusee", "a_distance"):
            assert toucher(client, ligne, presence).status_code == 200
    assert Entree.objects.filter(action="noter_presences").count() == 1


def test_arriver_et_partir_a_l_heure_du_serveur(
    r: SimpleNamespace, connecter: Connecter, p: SimpleNamespace
) -> None:
    client = connecter(p.avs)
    ligne = r.lignes[0]
    toucher(client, ligne, "attendue", geste="arrive")
    ligne.refresh_from_db()
    assert (ligne.presence, ligne.arrivee, ligne.depart) == ("presente", time(10), None)
    toucher(client, ligne, "presente", arrivee="09:15", geste="part")
    ligne.refresh_from_db()
    assert (ligne.arrivee, ligne.depart) == (time(9, 15), time(10))
    # Somebody absent has no times; somebody represented keeps who stands for her.
    toucher(client, ligne, "absente", arrivee="09:15", depart="10:00", represente_par="X")
    ligne.refresh_from_db()
    assert (ligne.arrivee, ligne.depart, ligne.represente_par) == (None, None, "")


def test_un_depart_avant_l_arrivee_est_refuse_avec_son_motif(
    r: SimpleNamespace, connecter: Connecter, p: SimpleNamespace
) -> None:
    client = connecter(p.avs)
    ligne = r.lignes[0]
    reponse = toucher(client, ligne, arrivee="15:00", depart="14:00")
    assert (reponse.status_code, reponse.json()["motif"]) == (
        422,
        "Le départ vient après l'arrivée.",
    )
    ligne.refresh_from_db()
    ligne.arrivee, ligne.depart = time(15), time(14)
    with (
        pytest.raises(IntegrityError, match="participation_depart_apres_arrivee"),
        transaction.atomic(),
    ):
        ligne.save()


def test_deux_telephones_sur_la_meme_personne(
    r: SimpleNamespace, connecter: Connecter, p: SimpleNamespace
) -> None:
    client = connecter(p.avs)
    ligne = r.lignes[0]
    avant = presence_de(ligne).marque
    assert toucher(client, ligne, "presente", avant=avant).status_code == 200
    refus = toucher(client, ligne, "absente", avant=avant)
    assert refus.status_code == 409
    assert refus.json()["lignes"][str(ligne.pk)]["presence"] == "presente"
    ligne.refresh_from_db()
    assert ligne.presence == "presente"
    # The same touch repeated by the network is no conflict.
    assert toucher(client, ligne, "presente", avant=avant).status_code == 200


def test_une_personne_d_une_autre_reunion_est_refusee(
    r: SimpleNamespace, connecter: Connecter, p: SimpleNamespace
) -> None:
    ailleurs = une_tenue(p, p.avs).participations.first()
    donnees = {"participation": ailleurs.pk, "avant": "presente|||", "presence": "absente"}
    reponse = connecter(p.avs).post(adresse("enregistrer_presence", r.reunion), donnees)
    assert (reponse.status_code, "dans la liste" in reponse.json()["motif"]) == (403, True)
    ailleurs.refresh_from_db()
    assert ailleurs.presence == "presente"


def formulaire(client: Client, reunion: Reunion) -> dict[str, Any]:
    form = client.get(adresse("noter_presences", reunion)).context["form"]
    donnees = {champ.html_name: champ.value() for champ in form}
    return {n: v for n, v in donnees.items() if v not in (None, "", "attendue")}


def test_une_personne_venue_sans_etre_invitee(
    r: SimpleNamespace, connecter: Connecter, p: SimpleNamespace
) -> None:
    client = connecter(p.avs)
    page = client.get(adresse("noter_presences", r.reunion)).content.decode()
    assert str(r.venue.personne) in page
    donnees = formulaire(client, r.reunion) | {"venue": r.venue.pk}
    url = adresse("noter_presences", r.reunion)
    reponse = client.post(url, donnees)
    assert reponse["Location"] == url
    # Sent twice: an older page, nobody twice.
    assert client.post(url, donnees).status_code == 200
    ligne = Participation.objects.get(reunion=r.reunion, fonction=r.venue)
    assert ligne.presence == "presente"
    assert relue(r.reunion).etat == "tenue"


def test_le_formulaire_n_ecrase_pas_ce_qui_a_ete_note_entre_temps(
    r: SimpleNamespace, connecter: Connecter, p: SimpleNamespace
) -> None:
    operations.noter_presences(
        r.reunion, par=p.avs, version=r.reunion.version, presences=tous_presents(r.reunion)
    )
    client = connecter(p.avs)
    url = adresse("noter_presences", r.reunion)
    donnees = formulaire(client, r.reunion)
    un, deux = r.lignes[:2]
    toucher(client, un, "excusee")
    donnees[f"presence_{deux.pk}"] = "absente"
    donnees[f"arrivee_{deux.pk}"] = "14:20"
    assert client.post(url, donnees).status_code == 302
    un.refresh_from_db()
    deux.refresh_from_db()
    assert (un.presence, deux.presence, deux.arrivee) == ("excusee", "absente", None)
    # Changed on both sides: shown, and decided.
    donnees = formulaire(client, r.reunion)
    toucher(client, un, "presente")
    donnees[f"presence_{un.pk}"] = "absente"
    refus = client.post(url, donnees)
    assert refus.status_code == 409
    assert "absente ou absent" in refus.content.decode()
    un.refresh_from_db()
    assert un.presence == "presente"
    repris = {c.html_name: c.value() for c in refus.context["form"] if c.name.startswith("avant_")}
    assert client.post(url, donnees | repris).status_code == 302
    un.refresh_from_db()
    assert un.presence == "absente"


def test_noter_une_presence_rouvre_un_projet_soumis(p: SimpleNamespace) -> None:
    reunion = un_projet(p, p.avs)
    ligne = reunion.participations.order_by("pk").first()
    operations.noter_presences(
        reunion,
        par=p.avs,
        version=relue(reunion).version,
        presences={ligne.pk: PresenceNotee("absente")},
    )
    assert relue(reunion).compte_rendu.etat == "redaction"


def test_le_conflit_nomme_les_personnes(r: SimpleNamespace, p: SimpleNamespace) -> None:
    ligne = r.lignes[0]
    operations.noter_presences(
        r.reunion, par=p.avs, version=r.reunion.version, presences=tous_presents(r.reunion)
    )
    with pytest.raises(ConflitDePresence) as conflit:
        operations.noter_presences(
            r.reunion,
            par=p.avs,
            version=relue(r.reunion).version,
            presences={ligne.pk: PresenceNotee("absente")},
            avant={ligne.pk: "attendue|||"},
        )
    assert [p.pk for p in conflit.value.participations] == [ligne.pk]


def test_la_feuille_d_emargement_de_vingt_personnes_tient_sur_une_page(p: SimpleNamespace) -> None:
    reunion = une_invitee(p, p.avs, dans=0, instance="comite-pilotage")
    while reunion.participations.count() < 20:
        Participation(reunion=reunion, fonction=fonction("membre_ca", p.a)).save()
    ligne = reunion.participations.order_by("pk").first()
    ligne.presence, ligne.arrivee, ligne.depart = Presence.PRESENTE, time(14, 20), time(16)
    ligne.save()
    contenu = rendre_emargement(reunion, timezone.localdate())
    with pikepdf.open(BytesIO(contenu)) as pdf:
        assert len(pdf.pages) == 1
    mots = texte_du_pdf(contenu)
    for mot in ("Arrivée", "14 h 20", "16 h 00", "Signature"):
        assert mot in mots
