"""The pages of a date poll: forms in French, the link without an account, refusals, few queries."""

import uuid
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from gouvernance import operations as reunions
from gouvernance.models import Creneau, EtatReunion, LienPersonnel, ReponseCreneau, Sondage
from gouvernance.operations import sondages
from pacte.courrier.models import Courriel
from pacte.journal.models import Entree, Resultat
from tests.factories_accord import fonction
from tests.factories_gouvernance import relue, un_brouillon, une_invitee
from tests.factories_sondages import dans, envoi_de, jeton_envoye_a, relu, repondre, un_sondage
from tests.gouvernance.conftest import Connecter


def page(nom: str, reunion: Any, *args: int) -> str:
    return reverse(nom, args=["essai", reunion.pk, *args])


def proposition(*creneaux: tuple[str, str], **champs: Any) -> dict[str, Any]:
    """What the form of opening sends."""
    donnees = {
        "cle_idempotence": str(uuid.uuid4()),
        "duree_minutes": "90",
        "date_cloture": (timezone.localdate() + timedelta(days=5)).isoformat(),
        "message": "",
    }
    for rang, (jour, heure) in enumerate(creneaux, start=1):
        donnees |= {f"jour_{rang}": jour, f"heure_{rang}": heure}
    return donnees | champs


# --- Opening --------------------------------------------------------------------------------------
def test_le_formulaire_envoye_deux_fois_ouvre_un_sondage(
    p: SimpleNamespace, connecter: Connecter
) -> None:
    reunion = un_brouillon(p, p.avs)
    client = connecter(p.avs)
    donnees = proposition(("2026-07-08", "14:00"), ("2026-07-09", "9:30"))
    for _ in range(2):
        reponse = client.post(page("ouvrir_sondage", reunion), donnees)
        assert reponse.headers["Location"] == page("voir_sondage", reunion)
    assert Sondage.objects.count() == 1
    debuts = [timezone.localtime(creneau.debut) for creneau in Creneau.objects.order_by("debut")]
    assert [(d.day, d.hour, d.minute) for d in debuts] == [(8, 14, 0), (9, 9, 30)]


@pytest.mark.parametrize(
    ("creneaux", "champs", "phrase"),
    [
        ([], {}, "Proposez au moins deux créneaux."),
        ([("2026-07-08", "14:00")], {}, "Proposez au moins deux créneaux."),
        ([("2026-07-08", ""), ("2026-07-09", "14:00")], {}, "Indiquez aussi l’heure."),
        ([("", "14:00"), ("2026-07-09", "14:00")], {}, "Indiquez aussi la date."),
        (
            [("2026-07-08", "14:00"), ("2026-07-08", "14:00")],
            {},
            "Ce créneau est déjà proposé plus haut.",
        ),
        ([("2026-06-10", "14:00"), ("2026-07-08", "14:00")], {}, "Ce créneau est déjà passé."),
        ([("2026-06-18", "14:00"), ("2026-07-08", "14:00")], {}, "avant la fin des réponses"),
        # On 28 March 2027, clocks go from 2 h to 3 h.
        ([("2027-03-28", "02:30"), ("2026-07-08", "14:00")], {}, "Cette heure n’existe pas"),
        (
            [("2026-07-08", "14:00"), ("2026-07-09", "14:00")],
            {"date_cloture": "2026-06-14"},
            "Cette date est déjà passée.",
        ),
        (
            [("2026-07-08", "midi"), ("2026-07-09", "14:00")],
            {},
            "Écrivez l’heure ainsi : 14:00.",
        ),
    ],
)
def test_les_refus_se_lisent_en_francais(
    p: SimpleNamespace,
    connecter: Connecter,
    creneaux: list[tuple[str, str]],
    champs: dict[str, str],
    phrase: str,
) -> None:
    reunion = un_brouillon(p, p.avs)
    reponse = connecter(p.avs).post(
        page("ouvrir_sondage", reunion), proposition(*creneaux, **champs)
    )
    assert reponse.status_code == 200
    assert phrase.replace(" : ", "\u00a0: ") in reponse.content.decode().replace(" : ", "\u00a0: ")
    assert not Sondage.objects.exists()


def test_un_jour_ferie_se_confirme_et_ne_bloque_pas(
    p: SimpleNamespace, connecter: Connecter
) -> None:
    reunion = un_brouillon(p, p.avs)
    client = connecter(p.avs)
    donnees = proposition(("2026-07-14", "14:00"), ("2026-07-16", "14:00"))
    reponse = client.post(page("ouvrir_sondage", reunion), donnees)
    assert "est un jour férié" in reponse.content.decode()
    assert not Sondage.objects.exists()
    client.post(page("ouvrir_sondage", reunion), donnees | {"vu": "on"})
    assert Sondage.objects.exists()


def test_ouvrir_apres_les_invitations_est_refuse_et_journalise(
    p: SimpleNamespace, connecter: Connecter
) -> None:
    reunion = une_invitee(p, p.avs)
    reponse = connecter(p.avs).post(
        page("ouvrir_sondage", reunion),
        proposition(("2026-07-08", "14:00"), ("2026-07-09", "9:30")),
    )
    assert reponse.status_code == 403
    assert "avant d’envoyer les invitations" in reponse.content.decode()
    assert Entree.objects.filter(action="ouvrir_sondage", resultat=Resultat.REFUSE).exists()
    assert not Sondage.objects.exists()


# --- The personal link ----------------------------------------------------------------------------
def lien(jeton: str) -> str:
    return reverse("repondre_sondage", args=[jeton])


def test_tout_me_convient_repond_d_un_geste_sans_compte(p: SimpleNamespace) -> None:
    sondage = un_sondage(p, p.avs)
    url = lien(jeton_envoye_a(p.direction.personne.courriel))
    client = Client()
    # Robots that open the mail's link change nothing.
    for _ in range(5):
        assert client.get(url).status_code == client.head(url).status_code == 200
    assert not ReponseCreneau.objects.exists()
    reponse = client.post(url, {"tout": "on"}, follow=True)
    assert "Votre réponse est enregistrée" in reponse.content.decode()
    envoi = envoi_de(sondage, p.direction)
    assert {r.choix for r in envoi.reponses.all()} == {"oui"}
    assert envoi.voie_reponse == "lien"
    assert LienPersonnel.objects.filter(dernier_usage__isnull=False).count() == 1


def test_une_reponse_incomplete_dit_ou_il_manque_quelque_chose(p: SimpleNamespace) -> None:
    sondage = un_sondage(p, p.avs)
    premier = sondage.creneaux.all()[0]
    reponse = Client().post(
        lien(jeton_envoye_a(p.direction.personne.courriel)), {f"creneau_{premier.pk}": "oui"}
    )
    texte = reponse.content.decode()
    assert texte.count('class="invalid-feedback"') == 2
    assert f'value="oui" id="id_creneau_{premier.pk}_0" checked' in texte
    assert not ReponseCreneau.objects.exists()


def test_un_lien_inconnu_mort_ou_revoque_donne_la_meme_page(p: SimpleNamespace) -> None:
    sondage = un_sondage(p, p.avs)
    jeton = jeton_envoye_a(p.direction.personne.courriel)
    LienPersonnel.objects.filter(participation__fonction=p.direction).update(
        revoque_le=timezone.now()
    )
    reponses = [Client().get(lien(mot)) for mot in (jeton, "inconnu", "x" * 43)]
    assert {reponse.status_code for reponse in reponses} == {410}
    assert len({reponse.content for reponse in reponses}) == 1
    assert Client().post(lien(jeton), {"tout": "on"}).status_code == 410
    assert not sondage.creneaux.filter(reponses__isnull=False).exists()


def test_la_page_du_lien_ne_laisse_pas_de_trace(p: SimpleNamespace) -> None:
    un_sondage(p, p.avs)
    jeton = jeton_envoye_a(p.direction.personne.courriel)
    client = Client()
    reponses = [client.get(lien(jeton)), client.post(lien(jeton), {"tout": "on"}),
                client.get(lien("mort"))]  # fmt: skip
    for reponse in reponses:
        assert reponse.headers["Referrer-Policy"] == "no-referrer"
        assert "no-store" in reponse.headers["Cache-Control"]
    assert not Entree.objects.filter(motif__contains=jeton).exists()
    assert Entree.objects.get(action="repondre_sondage").personne == str(p.direction.personne)


def test_apres_le_choix_le_lien_dit_que_c_est_fini(p: SimpleNamespace) -> None:
    sondage = un_sondage(p, p.avs)
    url = lien(jeton_envoye_a(p.direction.personne.courriel))
    client = Client()
    client.post(url, {"tout": "on"})
    sondages.choisir(
        sondage,
        creneau=sondage.creneaux.all()[0].pk,
        par=p.avs,
        version=1,
        lieu="Mairie",
        visioconference="",
        inviter=False,
    )
    texte = client.get(url).content.decode()
    assert "La date est choisie" in texte
    assert "Ce que vous aviez répondu" in texte
    reponse = client.post(url, {"tout": "on"})
    assert reponse.status_code == 409


# --- Signed in ------------------------------------------------------------------------------------
def test_avec_un_compte_la_personne_repond_de_la_meme_page(
    p: SimpleNamespace, connecter: Connecter
) -> None:
    sondage = un_sondage(p, p.avs)
    client = connecter(p.direction)
    url = page("donner_disponibilites", sondage.reunion)
    assert "Tout me convient" in client.get(url).content.decode()
    client.post(url, {"tout": "on"})
    assert envoi_de(sondage, p.direction).voie_reponse == "portail"
    # The draft itself stays the organiser's.
    assert client.get(page("voir_reunion", sondage.reunion)).status_code == 404
    assert client.get(page("voir_sondage", sondage.reunion)).status_code == 404


def test_qui_n_est_pas_interroge_ne_trouve_rien(p: SimpleNamespace, connecter: Connecter) -> None:
    sondage = un_sondage(p, p.avs)
    for qui in (p.direction_b, p.gens["federation"], fonction("elu", p.ville)):
        client = connecter(qui)
        assert client.get(page("donner_disponibilites", sondage.reunion)).status_code == 404
        assert (
            client.post(page("donner_disponibilites", sondage.reunion), {"tout": "on"}).status_code
            == 404
        )


# --- The organiser --------------------------------------------------------------------------------
def test_choisir_et_inviter_en_une_page(p: SimpleNamespace, connecter: Connecter) -> None:
    sondage = un_sondage(p, p.avs, lieu="")
    reunion, creneau = sondage.reunion, sondage.creneaux.all()[1]
    repondre(sondage, p.direction, "non", "oui", "non")
    client = connecter(p.avs)
    resultats = client.get(page("voir_sondage", reunion)).content.decode()
    assert page("choisir_creneau", reunion, creneau.pk) in resultats
    url = page("choisir_creneau", reunion, creneau.pk)
    donnees = {"version": "1", "lieu": "", "visioconference": "", "geste": "inviter"}
    sans_lieu = client.post(url, donnees)
    assert "Pour inviter, indiquez le lieu" in sans_lieu.content.decode()
    reponse = client.post(url, donnees | {"lieu": "Mairie"})
    assert reponse.headers["Location"] == page("voir_reunion", reunion)
    assert relue(reunion).etat == EtatReunion.INVITEE
    assert relue(reunion).debut == creneau.debut


def test_les_autres_gestes_de_l_organisateur(p: SimpleNamespace, connecter: Connecter) -> None:
    sondage = un_sondage(p, p.avs)
    reunion, client = sondage.reunion, connecter(p.avs)
    avant = Courriel.objects.count()
    client.post(page("relancer_sondage", reunion))
    assert Courriel.objects.count() > avant
    plus_tard = sondage.date_cloture + timedelta(days=2)
    client.post(
        page("prolonger_sondage", reunion), {"version": "1", "date_cloture": plus_tard.isoformat()}
    )
    assert relu(sondage).date_cloture == plus_tard
    jour = timezone.localdate() + timedelta(days=25)
    client.post(
        page("ajouter_creneau", reunion),
        {"version": "2", "jour": jour.isoformat(), "heure": "10:00"},
    )
    assert relu(sondage).creneaux.count() == 4
    envoi = envoi_de(sondage, p.sans_courriel)
    client.post(page("noter_disponibilites", reunion, envoi.pk), {"tout": "on"})
    assert envoi_de(sondage, p.sans_courriel).voie_reponse == "organisateur"
    depasse = client.post(page("abandonner_sondage", reunion), {"version": "1", "motif": "Non."})
    assert depasse.status_code == 409
    client.post(page("abandonner_sondage", reunion), {"version": "3", "motif": "Trop tôt."})
    assert relu(sondage).date_abandon == timezone.localdate()
    assert client.get(page("voir_sondage", reunion)).status_code == 200


def test_inviter_autrement_met_fin_au_sondage(p: SimpleNamespace, connecter: Connecter) -> None:
    sondage = un_sondage(p, p.avs)
    url = lien(jeton_envoye_a(p.direction.personne.courriel))
    reunions.inviter(sondage.reunion, par=p.avs)
    texte = connecter(p.avs).get(page("voir_sondage", sondage.reunion)).content.decode()
    assert "le sondage est fini" in texte
    assert "Relancer" not in texte
    assert "Abandonner" not in texte
    assert "le sondage est fini" in Client().get(url).content.decode()
    assert Client().post(url, {"tout": "on"}).status_code == 409
    assert not ReponseCreneau.objects.exists()


def test_la_page_de_la_reunion_montre_son_sondage(p: SimpleNamespace, connecter: Connecter) -> None:
    reunion = un_brouillon(p, p.avs)
    client = connecter(p.avs)
    assert (
        page("ouvrir_sondage", reunion)
        in client.get(page("voir_reunion", reunion)).content.decode()
    )
    sondage = un_sondage(p, p.avs, reunion=reunion)
    repondre(sondage, p.direction, "oui", "oui", "oui")
    texte = client.get(page("voir_reunion", reunion)).content.decode()
    assert f"1 réponse sur {sondage.envois.count()}" in texte
    assert page("voir_sondage", reunion) in texte


def test_le_nombre_de_requetes_ne_depend_pas_des_reponses(
    p: SimpleNamespace, connecter: Connecter
) -> None:
    sondage = un_sondage(p, p.avs)
    client = connecter(p.avs)

    def compter(url: str) -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(url).status_code == 200
        return len(requetes)

    urls = [page("voir_sondage", sondage.reunion), page("donner_disponibilites", sondage.reunion)]
    avant = [compter(url) for url in urls]
    for _ in range(10):
        participation = sondage.reunion.participations.create(
            fonction=fonction("professionnel", p.a)
        )
        envoi = sondage.envois.create(participation=participation)
        for creneau in sondage.creneaux.all():
            envoi.reponses.create(creneau=creneau, choix="oui")
    sondages.ajouter_creneau(sondage, par=p.avs, version=1, debut=dans(40), duree_minutes=60)
    assert [compter(url) for url in urls] == avant
    assert max(avant) < 25


@pytest.mark.parametrize(
    "jour", [date(2026, 10, 24), date(2026, 10, 26), date(2027, 3, 27), date(2027, 3, 29)]
)
def test_l_heure_choisie_est_celle_de_l_invitation_des_deux_cotes_du_changement(
    p: SimpleNamespace, connecter: Connecter, jour: date
) -> None:
    reunion = un_brouillon(p, p.avs)
    client = connecter(p.avs)
    autre = (jour + timedelta(days=2)).isoformat()
    donnees = proposition((jour.isoformat(), "14:00"), (autre, "14:00"), vu="on")
    client.post(page("ouvrir_sondage", reunion), donnees)
    creneau = Creneau.objects.order_by("debut")[0]
    donnees = {"version": "1", "lieu": "Mairie", "visioconference": "", "geste": "inviter"}
    client.post(page("choisir_creneau", reunion, creneau.pk), donnees)
    debut = timezone.localtime(relue(reunion).debut)
    assert (debut.date(), debut.hour) == (jour, 14)
    courriel = Courriel.objects.filter(methode_calendrier="REQUEST").latest("cree_le")
    assert f"DTSTART;TZID=Europe/Paris:{jour:%Y%m%d}T140000" in courriel.calendrier
    assert isinstance(creneau.debut, datetime)
