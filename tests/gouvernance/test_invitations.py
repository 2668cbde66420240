"""Invitations: what leaves, parsed back; changes, cancellations, letters."""

import re
from datetime import date, datetime, time, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from gouvernance import operations
from gouvernance.models import EtatEnvoi, Participation, Reunion
from pacte.courrier.models import Courriel
from pacte.journal.models import Entree
from pacte.socle.droits import ActeRefuse
from pacte.socle.versions import ConflitDeVersion
from tests.factories_accord import compte
from tests.factories_gouvernance import relue, un_brouillon, une_invitee
from tests.gouvernance.conftest import Connecter

PARIS = ZoneInfo("Europe/Paris")


def evenement(courriel: Courriel) -> dict:
    calendrier = Calendar.from_ical(courriel.calendrier)
    (trouve,) = calendrier.walk("VEVENT")
    return {"methode": str(calendrier["METHOD"]), **{cle: trouve.get(cle) for cle in trouve}}


def deplacer(reunion: Reunion, p: SimpleNamespace, **champs: object) -> int:
    debut = timezone.localtime(reunion.debut)
    valeurs = {
        "version": reunion.version,
        "date_reunion": debut.date(),
        "heure": debut.time(),
        "duree_minutes": reunion.duree_minutes,
        "lieu": reunion.lieu,
        "visioconference": reunion.visioconference,
        "message": reunion.message,
        "motif": "La salle est prise.",
        **champs,
    }
    return operations.modifier(reunion, par=p.avs, **valeurs)


def test_une_invitation_par_personne_qui_a_un_courriel(p: SimpleNamespace) -> None:
    reunion = un_brouillon(p, p.avs)
    attendues = Participation.objects.filter(reunion=reunion).exclude(
        fonction__personne__courriel=""
    )
    envoyees = operations.inviter(reunion, par=p.avs)
    assert len(envoyees) == attendues.count() == Courriel.objects.count() > 3
    reunion = relue(reunion)
    assert (reunion.etat, reunion.date_invitation) == ("invitee", timezone.localdate())
    courriel = Courriel.objects.get(destinataire=p.direction.personne.courriel)
    assert courriel.objet == "Comité technique, CSA, mercredi 15 juillet 2026 : invitation"
    assert courriel.texte.startswith("Vous êtes attendue ou attendu le mercredi 15")
    # One button, with a personal link; the calendar, that people share, does not carry it.
    [jeton] = re.findall(r"/invitations/([^/\s]+)/", courriel.texte)
    assert "Répondre" in courriel.html
    assert courriel.confidentiel
    assert jeton not in courriel.calendrier
    lu = evenement(courriel)
    assert lu["methode"] == "REQUEST"
    assert int(lu["SEQUENCE"]) == 0
    assert str(lu["UID"]).startswith(str(reunion.uid))
    assert lu["DTSTART"].dt == reunion.debut
    assert lu["DTEND"].dt == reunion.fin
    assert str(lu["ATTENDEE"]) == f"mailto:{p.direction.personne.courriel}"


@pytest.mark.parametrize(
    "jour", [date(2026, 10, 23), date(2026, 10, 26), date(2027, 3, 26), date(2027, 3, 29)]
)
def test_l_heure_reste_la_meme_des_deux_cotes_du_changement(p: SimpleNamespace, jour: date) -> None:
    reunion = une_invitee(p, p.avs, jour=jour)
    lu = evenement(Courriel.objects.first())
    assert lu["DTSTART"].dt.astimezone(PARIS) == datetime.combine(jour, time(14), tzinfo=PARIS)
    assert relue(reunion).date_reunion == jour


def test_les_personnes_sans_courriel_ont_une_lettre(
    p: SimpleNamespace, connecter: Connecter
) -> None:
    reunion = une_invitee(p, p.avs)
    sans = Participation.objects.get(reunion=reunion, fonction=p.sans_courriel)
    assert sans.etat_envoi == EtatEnvoi.LETTRE_A_IMPRIMER
    client = connecter(p.avs)
    page = client.get(reverse("voir_reunion", args=["essai", reunion.pk])).content.decode()
    assert "lettre à imprimer" in page
    assert "courriel en file" in page
    reponse = client.post(reverse("imprimer_lettre", args=["essai", reunion.pk, sans.pk]))
    assert reponse["Content-Type"] == "application/pdf"
    assert reponse.content.startswith(b"%PDF-")
    sans.refresh_from_db()
    assert sans.etat_envoi == EtatEnvoi.LETTRE_IMPRIMEE
    toutes = client.post(reverse("imprimer_lettres", args=["essai", reunion.pk]))
    assert toutes.content.startswith(b"%PDF-")


def test_inviter_deux_fois_n_envoie_qu_une_fois(p: SimpleNamespace, connecter: Connecter) -> None:
    reunion = un_brouillon(p, p.avs)
    client = connecter(p.avs)
    url = reverse("envoyer_invitations", args=["essai", reunion.pk])
    premiere, seconde = client.post(url), client.post(url)
    assert premiere.status_code == seconde.status_code == 302
    assert premiere["Location"] == seconde["Location"]
    assert Courriel.objects.count() == Courriel.objects.values("destinataire").distinct().count()
    assert Entree.objects.filter(action="inviter_reunion").count() == 1


def test_une_personne_ajoutee_est_invitee_au_prochain_envoi(p: SimpleNamespace) -> None:
    reunion = une_invitee(p, p.avs)
    avant = Courriel.objects.count()
    fonctions = [x.fonction for x in reunion.participations.select_related("fonction")]
    operations.modifier_participants(
        reunion, par=p.avs, version=reunion.version, fonctions=[*fonctions, p.gens["federation"]]
    )
    envoyees = operations.inviter(reunion, par=p.avs)
    assert [x.fonction for x in envoyees] == [p.gens["federation"]]
    assert Courriel.objects.count() == avant + 1


def test_retirer_une_personne_invitee_vide_son_agenda(p: SimpleNamespace) -> None:
    reunion = une_invitee(p, p.avs)
    fonctions = [x.fonction for x in reunion.participations.exclude(fonction=p.direction)]
    operations.modifier_participants(
        reunion, par=p.avs, version=reunion.version, fonctions=fonctions
    )
    dernier = Courriel.objects.filter(destinataire=p.direction.personne.courriel).latest("cree_le")
    assert evenement(dernier)["methode"] == "CANCEL"
    assert not reunion.participations.filter(fonction=p.direction).exists()


def test_deplacer_previent_avec_une_sequence_de_plus(p: SimpleNamespace) -> None:
    reunion = une_invitee(p, p.avs)
    invitees = reunion.participations.filter(courriel__isnull=False).count()
    nouveau = reunion.date_reunion + timedelta(days=7)
    assert deplacer(reunion, p, date_reunion=nouveau) == invitees
    apres = relue(reunion)
    assert (apres.sequence, apres.date_reunion, apres.uid) == (1, nouveau, reunion.uid)
    participation = apres.participations.select_related("courriel").get(fonction=p.direction)
    lu = evenement(participation.courriel)
    assert (lu["methode"], int(lu["SEQUENCE"])) == ("REQUEST", 1)
    assert lu["DTSTART"].dt == apres.debut
    assert "La salle est prise." in participation.courriel.texte


def test_changer_le_message_ne_previent_personne(p: SimpleNamespace) -> None:
    reunion = une_invitee(p, p.avs)
    avant = Courriel.objects.count()
    assert deplacer(reunion, p, message="À bientôt.", motif="") == 0
    assert Courriel.objects.count() == avant
    assert relue(reunion).sequence == 0


@pytest.mark.parametrize(
    ("champs", "motif"),
    [
        ({"lieu": "Ailleurs", "motif": " "}, "Dites pourquoi la réunion change"),
        ({"date_reunion": date(2026, 6, 1)}, "La nouvelle date est déjà passée."),
        ({"heure": None}, "Une réunion annoncée garde une date et une heure."),
    ],
)
def test_un_deplacement_incomplet_est_refuse(p: SimpleNamespace, champs: dict, motif: str) -> None:
    reunion = une_invitee(p, p.avs)
    with pytest.raises(ActeRefuse, match=motif[:30]):
        deplacer(reunion, p, **champs)


def test_annuler_previent_et_garde_le_motif(p: SimpleNamespace) -> None:
    reunion = une_invitee(p, p.avs)
    invitees = reunion.participations.filter(courriel__isnull=False).count()
    assert operations.annuler(reunion, par=p.avs, motif="Trop d'absences.") == invitees
    assert operations.annuler(reunion, par=p.avs, motif="Encore.") == 0
    apres = relue(reunion)
    assert (apres.etat, apres.motif_annulation) == ("annulee", "Trop d'absences.")
    lu = evenement(Courriel.objects.latest("cree_le"))
    assert (lu["methode"], int(lu["SEQUENCE"]), str(lu["STATUS"])) == ("CANCEL", 1, "CANCELLED")


def test_un_brouillon_annule_ne_previent_personne(p: SimpleNamespace) -> None:
    reunion = un_brouillon(p, p.avs)
    assert operations.annuler(reunion, par=p.avs, motif="Doublon.") == 0
    assert not Courriel.objects.exists()


def test_ce_que_les_gens_ecrivent_ne_change_pas_le_calendrier(p: SimpleNamespace) -> None:
    """S23: no property can be opened from a place or a title."""
    reunion = une_invitee(p, p.avs, lieu='Salle "B";\r\nATTENDEE:mailto:x@exemple.test')
    lu = evenement(Courriel.objects.first())
    assert str(lu["ATTENDEE"]).endswith(Courriel.objects.first().destinataire)
    assert "\n" not in Courriel.objects.first().objet
    assert reunion.lieu


def test_deux_personnes_modifient_la_meme_date(p: SimpleNamespace) -> None:
    reunion = un_brouillon(p, p.avs)
    deplacer(reunion, p, lieu="Salle 1")
    with pytest.raises(ConflitDeVersion):
        deplacer(reunion, p, lieu="Salle 2")
    assert relue(reunion).lieu == "Salle 1"


def test_la_page_montre_les_deux_saisies(p: SimpleNamespace, connecter: Connecter) -> None:
    reunion = un_brouillon(p, p.avs)
    client = connecter(p.avs)
    url = reverse("modifier_reunion", args=["essai", reunion.pk])
    saisie = {
        "version": reunion.version,
        "date_reunion": "2026-07-20",
        "heure": "10:00",
        "duree_minutes": 90,
        "lieu": "Salle du premier",
    }
    assert client.post(url, saisie).status_code == 302
    conflit = client.post(url, {**saisie, "lieu": "Salle du second"})
    assert conflit.status_code == 409
    page = conflit.content.decode()
    assert "Salle du premier" in page
    assert "Salle du second" in page
    # The next sending is decided with both texts in view.
    version = conflit.context["form"]["version"].value()
    assert (
        client.post(url, {**saisie, "version": version, "lieu": "Salle du second"}).status_code
        == 302
    )
    assert relue(reunion).lieu == "Salle du second"


def test_une_heure_absente_le_jour_du_changement_est_refusee(
    p: SimpleNamespace, connecter: Connecter
) -> None:
    reunion = un_brouillon(p, p.avs)
    reponse = connecter(p.avs).post(
        reverse("modifier_reunion", args=["essai", reunion.pk]),
        {"version": 1, "date_reunion": "2027-03-28", "heure": "02:30", "duree_minutes": 60},
    )
    assert reponse.status_code == 200
    assert "n’existe pas ce jour-là" in reponse.content.decode()


def test_ouvrir_reprend_le_modele_de_l_instance(p: SimpleNamespace, connecter: Connecter) -> None:
    instance = p.instances["comite-technique"]
    client = connecter(p.direction)
    page = client.get(reverse("ouvrir_reunion", args=["essai"]))
    cle = page.context["form"]["cle_idempotence"].value()
    valeurs = {"sujet": f"i{instance.pk}-c{p.a.pk}", "cle_idempotence": cle, "lieu": "Au centre"}
    premiere = client.post(page.request["PATH_INFO"], valeurs)
    seconde = client.post(page.request["PATH_INFO"], valeurs)
    assert premiere["Location"] == seconde["Location"]
    reunion = Reunion.objects.get()
    assert reunion.organisateur == p.a
    assert reunion.points.count() == len(instance.ordre_du_jour) > 0
    invitees = set(reunion.participations.values_list("fonction__organisation__genre", flat=True))
    assert invitees == {"centre", "ville", "caf"}
    assert not reunion.participations.filter(fonction=p.direction_b).exists()
    # One person, one invitation, whatever her functions.
    personnes = reunion.participations.values_list("fonction__personne", flat=True)
    assert len(personnes) == len(set(personnes))


def test_une_cle_deja_prise_par_une_autre_personne(
    p: SimpleNamespace, connecter: Connecter
) -> None:
    reunion = un_brouillon(p, p.avs)
    instance = p.instances["comite-technique"]
    reponse = connecter(p.direction).post(
        reverse("ouvrir_reunion", args=["essai"]),
        {"sujet": f"i{instance.pk}-c{p.a.pk}", "cle_idempotence": reunion.cle_idempotence},
    )
    assert reponse.status_code == 422
    assert Reunion.objects.count() == 1


def test_un_centre_ne_peut_pas_choisir_l_autre(p: SimpleNamespace, connecter: Connecter) -> None:
    instance = p.instances["comite-technique"]
    client = connecter(p.direction)
    page = client.get(reverse("ouvrir_reunion", args=["essai"]))
    assert f"c{p.b.pk}" not in page.content.decode()
    cle = page.context["form"]["cle_idempotence"].value()
    reponse = client.post(
        page.request["PATH_INFO"],
        {"sujet": f"i{instance.pk}-c{p.b.pk}", "cle_idempotence": cle},
    )
    assert reponse.status_code == 200
    assert not Reunion.objects.exists()


def test_le_refus_est_inscrit_au_journal(p: SimpleNamespace, connecter: Connecter) -> None:
    reunion = une_invitee(p, p.avs)
    elu = p.gens["elu"]
    assert compte(elu)
    Participation.objects.get_or_create(reunion=reunion, fonction=elu)
    reponse = connecter(elu).post(
        reverse("annuler_reunion", args=["essai", reunion.pk]), {"motif": "Non."}
    )
    assert reponse.status_code == 403
    assert "Cette action revient au service de la Ville" in reponse.content.decode()
    entree = Entree.objects.get(resultat="refuse")
    assert (entree.action, entree.objet_id) == ("annuler_reunion", str(reunion.pk))
    assert relue(reunion).etat == "invitee"
