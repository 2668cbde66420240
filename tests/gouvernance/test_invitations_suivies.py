"""Following the answers: a meeting moved or cancelled, sending again, reminding, attendance."""

import uuid
from datetime import date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gouvernance import operations
from gouvernance.models import (
    LienPersonnel,
    Participation,
    PorteurLien,
    Presence,
)
from gouvernance.operations import reponses
from gouvernance.operations.reponses import Reponse
from pacte.courrier.expedition import construire
from pacte.courrier.models import Courriel
from pacte.journal.models import Entree
from pacte.socle.droits import ActeRefuse
from tests.factories_accord import fonction
from tests.factories_gouvernance import relue, une_invitee
from tests.gouvernance.conftest import Connecter
from tests.gouvernance.reponses_lues import (
    ATTENDUE,
    EXCUSEE,
    LA,
    LOIN,
    PAR_ALIX,
    PARIS,
    deplacer,
    dernier,
    evenement,
    jeton_de,
    lien_de,
    lu,
    relire,
)


# --- Moving, cancelling -------------------------------------------------------------------------
def test_deplacer_redemande_les_reponses_et_garde_les_anciennes(scene: SimpleNamespace) -> None:
    reponses.repondre_par_lien(lien_de(scene.adresse), PAR_ALIX)
    reponses.repondre_par_lien(lien_de("alix@exemple.test"), LA)
    nouveau = scene.reunion.date_reunion + timedelta(days=7)
    deplacer(scene.reunion, scene, date_reunion=nouveau)
    elle = relire(scene.elle)
    assert (elle.reponse, elle.representant_reponse, elle.repondu_le) == (
        "attendue", "attendue", None,
    )  # fmt: skip
    raisons = list(elle.history.values_list("history_change_reason", flat=True))
    assert any("réunion déplacée" in (raison or "") for raison in raisons)
    for adresse in (scene.adresse, "alix@exemple.test", "sec@exemple.test"):
        courriel = dernier(adresse)
        assert courriel.texte.startswith("Dites si")
        lu = evenement(courriel)
        assert (lu["methode"], int(lu["SEQUENCE"])) == ("REQUEST", 1)
        assert str(lu["UID"]).startswith(str(scene.reunion.uid))
        assert lu["DTSTART"].dt == relue(scene.reunion).debut
    # The same answer again does not invite the same person twice.
    avant = Courriel.objects.filter(destinataire="alix@exemple.test").count()
    reponses.repondre_par_lien(lien_de(scene.adresse), PAR_ALIX)
    assert Courriel.objects.filter(destinataire="alix@exemple.test").count() == avant


def test_changer_de_salle_garde_les_reponses(scene: SimpleNamespace) -> None:
    reponses.repondre_par_lien(lien_de(scene.adresse), LA)
    deplacer(scene.reunion, scene, lieu="Salle 12")
    assert relire(scene.elle).reponse == "presente"
    assert dernier(scene.adresse).texte.startswith("Notez le changement")


def test_une_lettre_imprimee_est_a_refaire_quand_la_date_change(scene: SimpleNamespace) -> None:
    sans = scene.reunion.participations.get(fonction=scene.sans_courriel)
    operations.noter_lettres(scene.reunion, par=scene.avs, participations=[sans])
    deplacer(scene.reunion, scene, date_reunion=scene.reunion.date_reunion + timedelta(days=1))
    assert relire(sans).lettre_imprimee_le is None


def test_annuler_previent_aussi_secretariat_et_representant(scene: SimpleNamespace) -> None:
    reponses.repondre_par_lien(lien_de(scene.adresse), PAR_ALIX)
    operations.annuler(scene.reunion, par=scene.avs, motif="Trop d'absences.")
    for adresse in (scene.adresse, "alix@exemple.test", "sec@exemple.test"):
        courriel = dernier(adresse)
        lu = evenement(courriel)
        assert (lu["methode"], str(lu["STATUS"]), int(lu["SEQUENCE"])) == (
            "CANCEL", "CANCELLED", 1,
        )  # fmt: skip
        assert "/invitations/" not in courriel.texte
    assert not LienPersonnel.objects.filter(revoque_le__isnull=True).exists()


@pytest.mark.parametrize(
    "jour", [date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 24), date(2026, 10, 25)]
)
@pytest.mark.parametrize("heure", [time(1, 30), time(9), time(23, 30)])
def test_l_agenda_dit_l_heure_de_l_ecran_autour_des_changements_d_heure(
    p: SimpleNamespace, client: Any, horloge: Any, jour: date, heure: time
) -> None:
    horloge.move_to(datetime(2026, 2, 2, 10, tzinfo=PARIS))
    reunion = une_invitee(p, p.avs, jour=jour, heure=heure)
    courriel = dernier(p.direction.personne.courriel)
    lu = evenement(courriel)
    mur = datetime.combine(jour, heure)
    assert lu["DTSTART"].dt.astimezone(PARIS).replace(tzinfo=None) == mur
    assert lu["DTEND"].dt == reunion.fin
    ecrit = f"{heure.hour}\u00a0h\u00a0{heure.minute:02d}"
    assert ecrit in courriel.texte
    page = client.get(reverse("repondre_invitation", args=[jeton_de(courriel)]))
    assert ecrit in page.content.decode()


# --- Sending again, reminding ---------------------------------------------------------------------
def test_renvoyer_donne_un_nouveau_lien_une_seule_fois(
    scene: SimpleNamespace, connecter: Connecter
) -> None:
    client = connecter(scene.avs)
    premier = dernier(scene.adresse)
    url = reverse("renvoyer_invitation", args=["essai", scene.reunion.pk, scene.elle.pk])
    saisie = {"porteur": "personne", "dernier": str(premier.pk)}
    for _ in range(2):
        assert client.post(url, saisie).status_code == 302
    assert Courriel.objects.filter(destinataire=scene.adresse).count() == 2
    second = dernier(scene.adresse)
    assert jeton_de(second) != jeton_de(premier)
    assert relire(scene.elle).courriel == second
    # A mailbox that the person does not have is refused, and journaled.
    refusee = client.post(url, {"porteur": "representant", "dernier": ""})
    assert refusee.status_code == 403
    assert Entree.objects.filter(action="renvoyer_invitation", resultat="refuse").count() == 1
    assert client.post(url, {"porteur": "autre", "dernier": ""}).status_code == 302
    assert Courriel.objects.filter(destinataire=scene.adresse).count() == 2


def test_les_refus_du_serveur_se_lisent_avec_ses_mots(
    scene: SimpleNamespace, connecter: Connecter
) -> None:
    courriel = relire(scene.elle).courriel
    courriel.etat, courriel.dernier_echec = "refuse", "550 5.1.1 boîte inconnue"
    courriel.save()
    reponses.repondre_par_lien(
        LienPersonnel.objects.get(participation=scene.invitation_elu, porteur="secretariat"), LA
    )
    client = connecter(scene.avs)
    url = reverse("lister_reponses", args=["essai", scene.reunion.pk])
    page = lu(client.get(url))
    assert "550 5.1.1 boîte inconnue" in page
    assert "par son secrétariat" in page
    assert "Secrétariat : Secrétariat des élus" in page
    total = scene.reunion.participations.count()
    assert f"{total} personnes invitées, 1 réponse" in page
    filtree = client.get(url, {"reponse": "presente"}).content.decode()
    assert str(scene.elu.personne) in filtree
    assert str(scene.direction.personne) not in filtree
    refusees = client.get(url, {"envoi": "refuse"}).content.decode()
    assert str(scene.direction.personne) in refusees
    export = client.get(
        reverse("exporter_reponses", args=["essai", scene.reunion.pk]), {"envoi": "refuse"}
    )
    lignes = export.content.decode("utf-8-sig").splitlines()
    assert len(lignes) == 2
    assert "550 5.1.1 boîte inconnue" in lignes[1]


def test_la_page_des_reponses_ne_coute_pas_plus_par_personne(
    scene: SimpleNamespace, connecter: Connecter
) -> None:
    client = connecter(scene.avs)
    url = reverse("lister_reponses", args=["essai", scene.reunion.pk])
    client.get(url)
    with CaptureQueriesContext(connection) as avant:
        client.get(url)
    for _ in range(15):
        Participation.objects.create(reunion=scene.reunion, fonction=fonction("direction", scene.a))
    with CaptureQueriesContext(connection) as apres:
        client.get(url)
    assert len(apres) == len(avant)


def test_relancer_ecrit_a_qui_n_a_pas_repondu_une_fois_par_jour(
    scene: SimpleNamespace, horloge: Any, connecter: Connecter
) -> None:
    reponses.repondre_par_lien(lien_de(scene.adresse), LA)
    muettes = scene.reunion.participations.filter(reponse="attendue", courriel__isnull=False)
    nombre = muettes.count()
    client = connecter(scene.avs)
    url = reverse("relancer_invites", args=["essai", scene.reunion.pk])
    assert client.get(url).status_code == 200
    avant = Courriel.objects.count()
    for _ in range(2):
        assert client.post(url).status_code == 302
    # One mail a person, one more for the secretariat.
    assert Courriel.objects.count() == avant + nombre + 1
    assert Entree.objects.filter(action="relancer_invites").count() == 1
    assert dernier("sec@exemple.test").texte.startswith(f"Dites si {scene.elu.personne} vient")
    assert not Courriel.objects.filter(destinataire=scene.adresse, objet__endswith="réponse")
    assert client.get(url).status_code == 403
    horloge.shift(timedelta(days=1))
    assert reponses.relancer(scene.reunion, par=scene.avs) == nombre
    with pytest.raises(ActeRefuse, match="revient"):
        reponses.relancer(scene.reunion, par=scene.direction)


# --- Attendance, injections -------------------------------------------------------------------
@pytest.mark.parametrize(
    ("reponse", "attendu"),
    [
        (LA, ("presente", "")),
        (LOIN, ("a_distance", "")),
        (EXCUSEE, ("excusee", "")),
        (PAR_ALIX, ("representee", "Alix Tilleul")),
        (ATTENDUE, ("attendue", "")),
    ],
)
def test_la_reponse_prepare_la_presence_tant_que_rien_n_est_note(
    scene: SimpleNamespace, connecter: Connecter, horloge: Any, reponse: Reponse, attendu: Any
) -> None:
    reponses.noter_reponse(scene.elle, reponse, par=scene.avs)
    assert relire(scene.elle).presence_annoncee == attendu
    horloge.move_to(scene.reunion.debut)
    client = connecter(scene.avs)
    url = reverse("noter_presences", args=["essai", scene.reunion.pk])
    form = client.get(url).context["form"]
    assert form[f"presence_{scene.elle.pk}"].value() == attendu[0]
    assert relire(scene.elle).presence == "attendue"
    autre = scene.reunion.participations.exclude(pk=scene.elle.pk).first()
    autre.presence = Presence.ABSENTE
    autre.save()
    form = client.get(url).context["form"]
    assert form[f"presence_{scene.elle.pk}"].value() == "attendue"


@pytest.mark.parametrize(
    "mechant",
    [
        "Alix\r\nBcc: x@exemple.test",
        'Alix";CN="Autre',
        "Alix;RSVP=TRUE:mailto:x@exemple.test",
        "Alix\\, Noa; Jo: Ana",
        "Alix\u2028ATTENDEE:mailto:x@exemple.test",
    ],
)
def test_un_nom_n_ouvre_ni_en_tete_ni_propriete(
    scene: SimpleNamespace, client: Any, mechant: str
) -> None:
    """S23: the name typed on a public page reaches a header and a calendar as text only."""
    url = reverse("repondre_invitation", args=[jeton_de(dernier(scene.adresse))])
    saisie = {"representant_nom": mechant, "representant_courriel": "alix@exemple.test"}
    client.post(url, {"reponse": "representee", **saisie})
    courriel = dernier("alix@exemple.test")
    lu = evenement(courriel)
    assert str(lu["ATTENDEE"]) == "mailto:alix@exemple.test"
    assert set(lu["ATTENDEE"].params) == {"CN", "CUTYPE", "ROLE", "PARTSTAT", "RSVP"}
    assert str(lu["ATTENDEE"].params["RSVP"]) == "FALSE"
    message = construire(courriel).message()
    assert message["Bcc"] is None
    assert len(message.get_all("To")) == 1
    assert courriel.objet.isprintable()
    types = [partie.get_content_type() for partie in message.walk()]
    assert types.count("text/calendar") == 1
    [alternative] = [x for x in message.walk() if x.get_content_type() == "multipart/alternative"]
    calendrier = alternative.get_payload()[-1]
    assert calendrier.get_content_type() == "text/calendar"
    assert calendrier.get_param("method") == "REQUEST"
    assert "invitation.ics" in [x.get_filename() for x in message.walk()]


def test_un_nul_dans_le_nom_est_refuse(scene: SimpleNamespace, client: Any) -> None:
    url = reverse("repondre_invitation", args=[jeton_de(dernier(scene.adresse))])
    page = client.post(url, {"reponse": "representee", "representant_nom": "A\x00B"})
    assert page.status_code == 200
    assert relire(scene.elle).reponse == "attendue"


def test_l_ancien_envoi_d_un_autre_identifiant_ne_renvoie_rien(scene: SimpleNamespace) -> None:
    courriel = reponses.renvoyer(
        scene.elle, porteur=PorteurLien.PERSONNE, dernier=str(uuid.uuid4()), par=scene.avs
    )
    assert courriel is None
