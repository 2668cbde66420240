"""Calendars to subscribe to: the address, its secret, what each reading shows, and to whom."""

import uuid
from datetime import date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from gouvernance import operations
from gouvernance.models import AbonnementCalendrier, Reunion
from gouvernance.operations import abonnements
from gouvernance.views.abonnements import ECHECS_PAR_RESEAU, LECTURES_PAR_ADRESSE
from pacte.accord.models import Fonction
from pacte.courrier.models import Courriel
from pacte.journal.models import Entree
from pacte.socle.droits import ActeRefuse
from tests.factories_accord import compte, equipe, fonction, un_pacte
from tests.factories_gouvernance import relue, un_brouillon, une_annulee, une_invitee, une_tenue
from tests.gouvernance.conftest import Connecter

PARIS = ZoneInfo("Europe/Paris")


def ouvrir(qui: Fonction, instance: Any = None) -> str:
    """The address of a new subscription."""
    compte(qui)
    return reverse("lire_calendrier", args=[abonnements.creer(par=qui, instance=instance)])


def lire(url: str) -> dict[str, Any]:
    """The events of a calendar, by the id of their meeting, as an application reads them."""
    reponse = Client().get(url)
    assert reponse.status_code == 200, reponse.status_code
    calendrier = Calendar.from_ical(reponse.content)
    lus = {str(e["UID"]).partition("@")[0]: e for e in calendrier.walk("VEVENT")}
    assert len(lus) == len(calendrier.walk("VEVENT"))
    assert not lus or calendrier.walk("VTIMEZONE")
    return lus


def vues(url: str) -> set[int]:
    return set(Reunion.objects.filter(uid__in=lire(url)).values_list("pk", flat=True))


# --- What it shows --------------------------------------------------------------------------------
def test_le_calendrier_montre_les_reunions_annoncees_qui_concernent_la_personne(
    p: SimpleNamespace,
) -> None:
    la_sienne = une_invitee(p, p.avs)
    collective = une_invitee(p, p.avs, instance="comite-pilotage")
    tenue = une_tenue(p, p.avs)
    un_brouillon(p, p.avs)
    autre_centre = une_invitee(p, p.avs, centre=p.b)
    attendues = {la_sienne.pk, collective.pk, tenue.pk}
    assert vues(ouvrir(p.direction)) == attendues
    assert vues(ouvrir(p.avs)) == attendues | {autre_centre.pk}
    assert vues(ouvrir(p.direction_b)) == {collective.pk, autre_centre.pk}
    assert vues(ouvrir(p.gens["federation"])) == set()


def test_celui_d_une_instance_ne_montre_qu_elle(p: SimpleNamespace) -> None:
    une_invitee(p, p.avs)
    collective = une_invitee(p, p.avs, instance="comite-pilotage")
    technique_b = une_invitee(p, p.avs, centre=p.b)
    assert vues(ouvrir(p.direction, p.instances["comite-pilotage"])) == {collective.pk}
    assert vues(ouvrir(p.direction_b, p.instances["comite-technique"])) == {technique_b.pk}


def test_l_evenement_est_celui_de_l_invitation(p: SimpleNamespace) -> None:
    reunion = une_invitee(p, p.avs)
    url = ouvrir(p.direction)
    invitation = Calendar.from_ical(Courriel.objects.exclude(calendrier="")[0].calendrier)
    (envoye,) = invitation.walk("VEVENT")
    lu = lire(url)[str(reunion.uid)]
    for propriete in ("UID", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "LOCATION", "DESCRIPTION"):
        assert lu[propriete] == envoye[propriete], propriete
    assert lu["STATUS"] == "CONFIRMED"
    # Who else is invited stays on the portal.
    assert "ATTENDEE" not in lu


def test_un_report_garde_l_identifiant_et_avance_la_sequence(p: SimpleNamespace) -> None:
    reunion = une_invitee(p, p.avs)
    url = ouvrir(p.direction)
    operations.modifier(
        reunion,
        par=p.avs,
        version=reunion.version,
        date_reunion=reunion.date_reunion + timedelta(days=7),
        heure=time(9, 30),
        duree_minutes=90,
        lieu="Mairie",
        visioconference="",
        message="",
        motif="La salle est prise.",
    )
    lu = lire(url)[str(reunion.uid)]
    assert int(lu["SEQUENCE"]) == 1
    assert lu["DTSTART"].dt == relue(reunion).debut


def test_une_annulation_reste_barree(p: SimpleNamespace) -> None:
    reunion = une_annulee(p, p.avs)
    jamais_dite = un_brouillon(p, p.avs)
    operations.annuler(jamais_dite, par=p.avs, motif="Trop tôt.")
    lus = lire(ouvrir(p.direction))
    assert list(lus) == [str(reunion.uid)]
    assert lus[str(reunion.uid)]["STATUS"] == "CANCELLED"
    assert int(lus[str(reunion.uid)]["SEQUENCE"]) == 1


@pytest.mark.parametrize(
    "jour", [date(2026, 10, 24), date(2026, 10, 26), date(2027, 3, 27), date(2027, 3, 29)]
)
def test_l_heure_est_la_meme_des_deux_cotes_du_changement(p: SimpleNamespace, jour: date) -> None:
    reunion = une_invitee(p, p.avs, jour=jour)
    lu = lire(ouvrir(p.direction))[str(reunion.uid)]
    assert lu["DTSTART"].dt.astimezone(PARIS) == datetime.combine(jour, time(14), tzinfo=PARIS)
    assert lu["DTSTART"].dt.utcoffset() == timezone.localtime(reunion.debut).utcoffset()
    page = timezone.localtime(relue(reunion).debut)
    assert (page.hour, page.minute) == (lu["DTSTART"].dt.hour, lu["DTSTART"].dt.minute)


def test_toutes_les_fonctions_de_la_personne_comptent(p: SimpleNamespace) -> None:
    ailleurs = un_pacte("la-bas")
    avs = equipe(ailleurs)["agent_avs"]
    la_bas = une_invitee(ailleurs, avs, instance="comite-pilotage")
    ici = une_invitee(p, p.avs)
    url = ouvrir(p.direction)
    assert vues(url) == {ici.pk}
    seconde = fonction("direction", ailleurs.a, personne=p.direction.personne)
    assert vues(url) == {ici.pk, la_bas.pk}
    seconde.date_fin = timezone.localdate() - timedelta(days=1)
    seconde.save()
    assert vues(url) == {ici.pk}


def test_les_droits_sont_relus_a_chaque_lecture(p: SimpleNamespace) -> None:
    une_invitee(p, p.avs)
    url, collectif = ouvrir(p.direction), ouvrir(p.direction, p.instances["comite-technique"])
    assert vues(url) == vues(collectif) != set()
    p.direction.date_fin = timezone.localdate() - timedelta(days=1)
    p.direction.save()
    for adresse in (url, collectif):
        assert Client().get(adresse).status_code == 404


def test_un_acces_ferme_ferme_le_calendrier(p: SimpleNamespace) -> None:
    url = ouvrir(p.direction)
    le_compte = compte(p.direction)
    le_compte.is_active = False
    le_compte.save()
    assert Client().get(url).status_code == 404


def test_le_nombre_de_requetes_ne_depend_pas_des_reunions(p: SimpleNamespace) -> None:
    url = ouvrir(p.direction)
    une_invitee(p, p.avs)

    def compter() -> int:
        with CaptureQueriesContext(connection) as requetes:
            lire(url)
        return len(requetes)

    compter()
    avant = compter()
    for rang in range(10):
        une_invitee(p, p.avs, dans=40 + rang)
    assert compter() == avant < 22


# --- The address ----------------------------------------------------------------------------------
def test_seule_l_empreinte_est_gardee_et_rien_n_en_parait_au_journal(p: SimpleNamespace) -> None:
    url = ouvrir(p.direction)
    jeton = url.removesuffix(".ics").rpartition("/")[2]
    assert len(jeton) >= 43
    assert jeton not in str(AbonnementCalendrier.objects.values().get())
    assert not Entree.objects.filter(motif__contains=jeton).exists()
    assert Entree.objects.filter(action="creer_abonnement").exists()


def test_une_seule_adresse_a_la_fois_pour_chaque_calendrier(p: SimpleNamespace) -> None:
    ouvrir(p.direction)
    with pytest.raises(ActeRefuse, match="renouvelez-la"):
        ouvrir(p.direction)
    ouvrir(p.direction, p.instances["comite-pilotage"])
    assert AbonnementCalendrier.objects.count() == 2
    with pytest.raises(IntegrityError, match="abonnement_un_seul"), transaction.atomic():
        AbonnementCalendrier.objects.create(
            personne=p.direction.personne, empreinte=uuid.uuid4().hex
        )


def test_renouvelee_l_ancienne_n_ouvre_plus_rien(p: SimpleNamespace) -> None:
    ancienne = ouvrir(p.direction)
    abonnement = AbonnementCalendrier.objects.get()
    jeton = abonnements.renouveler(abonnement, par=p.direction)
    assert Client().get(ancienne).status_code == 404
    assert Client().get(reverse("lire_calendrier", args=[jeton])).status_code == 200
    assert AbonnementCalendrier.objects.filter(revoque_le__isnull=True).count() == 1


def test_une_adresse_d_un_autre_pacte_est_refusee(p: SimpleNamespace) -> None:
    ailleurs = un_pacte("la-bas")
    with pytest.raises(ActeRefuse, match="autre pacte"):
        ouvrir(p.direction, ailleurs.instances["comite-pilotage"])


@pytest.mark.parametrize("jeton", ["inconnu", "x" * 43])
def test_un_secret_inconnu_ne_se_distingue_pas_d_un_secret_ferme(
    p: SimpleNamespace, jeton: str
) -> None:
    ferme = ouvrir(p.direction)
    abonnements.revoquer(AbonnementCalendrier.objects.get(), par=p.direction)
    reponses = [Client().get(reverse("lire_calendrier", args=[jeton])), Client().get(ferme)]
    assert [reponse.status_code for reponse in reponses] == [404, 404]


def test_les_en_tetes_gardent_la_lecture_privee(p: SimpleNamespace) -> None:
    reponse = Client().get(ouvrir(p.direction))
    assert reponse.headers["Cache-Control"] == "private, no-cache"
    assert reponse.headers["Referrer-Policy"] == "no-referrer"
    assert reponse.headers["Content-Type"].startswith("text/calendar")
    assert "Set-Cookie" not in reponse.headers


def test_trop_de_lectures_attendent_la_minute_suivante(p: SimpleNamespace, horloge: Any) -> None:
    url, client = ouvrir(p.direction), Client()
    codes = [client.get(url).status_code for _ in range(LECTURES_PAR_ADRESSE + 1)]
    assert codes == [200] * LECTURES_PAR_ADRESSE + [429]
    assert client.get(url).headers["Retry-After"] == "60"
    horloge.shift(timedelta(minutes=1))
    assert client.get(url).status_code == 200


def test_trop_d_echecs_d_un_meme_reseau_attendent(p: SimpleNamespace) -> None:
    client = Client()
    codes = [
        client.get(reverse("lire_calendrier", args=[f"inconnu{rang}"])).status_code
        for rang in range(ECHECS_PAR_RESEAU + 1)
    ]
    assert codes == [404] * ECHECS_PAR_RESEAU + [429]
    # Those who have a good address still read it from there.
    assert client.get(ouvrir(p.direction)).status_code == 200


# --- The pages ------------------------------------------------------------------------------------
def test_creer_montrer_une_fois_renouveler_fermer(p: SimpleNamespace, connecter: Connecter) -> None:
    client = connecter(p.direction)
    page = reverse("voir_mes_calendriers")
    assert "Créer l’adresse" in client.get(page).content.decode()
    cree = client.post(reverse("creer_abonnement")).content.decode()
    assert "webcal://" in cree
    assert "/calendriers/" in cree
    assert "/calendriers/" not in client.get(page).content.decode()
    # Sent twice: one row, and a reason.
    assert client.post(reverse("creer_abonnement")).status_code == 403
    abonnement = AbonnementCalendrier.objects.get()
    nouvelle = client.post(reverse("renouveler_abonnement", args=[abonnement.pk])).content.decode()
    assert "webcal://" in nouvelle
    en_service = AbonnementCalendrier.objects.get(revoque_le__isnull=True)
    client.post(reverse("revoquer_abonnement", args=[en_service.pk]))
    assert not AbonnementCalendrier.objects.filter(revoque_le__isnull=True).exists()


def test_l_adresse_d_une_autre_personne_est_introuvable(
    p: SimpleNamespace, connecter: Connecter
) -> None:
    url = ouvrir(p.direction)
    pk = AbonnementCalendrier.objects.get().pk
    client = connecter(p.avs)
    for nom in ("renouveler_abonnement", "revoquer_abonnement"):
        assert client.post(reverse(nom, args=[pk])).status_code == 404
    assert Client().get(url).status_code == 200


def test_une_instance_d_un_autre_pacte_n_est_pas_proposee(
    p: SimpleNamespace, connecter: Connecter
) -> None:
    ailleurs = un_pacte("la-bas")
    client = connecter(p.direction)
    autre = ailleurs.instances["comite-pilotage"].pk
    assert client.post(reverse("creer_abonnement"), {"instance": autre}).status_code == 404
    assert not AbonnementCalendrier.objects.exists()
