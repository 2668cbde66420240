"""The outbox: it lives and dies with the act, delivers at least once, and says what went wrong."""

import datetime as dt
import io
import os
import smtplib
import subprocess
import sys
import uuid
from typing import Any
from unittest import mock
from urllib.parse import urlencode

import psycopg
import pytest
from django.conf import settings as reglages
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from pacte.courrier import expedition, operations
from pacte.courrier.balayage import Balai, Balayage, balayer, etat_de_la_file
from pacte.courrier.expedition import Issue, construire, expedier
from pacte.courrier.models import Courriel, EtatCourriel
from pacte.courrier.operations import (
    ATTENTES,
    ESSAIS_MAXIMUM,
    EnvoiEnCours,
    livrer,
    mettre_en_file,
    renvoyer,
)
from pacte.courrier.periodique import lancer_les_taches_dues
from tests.puits import Puits

ICS = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Comité é\r\nEND:VCALENDAR\r\n"


def _ecrire(**autres: Any) -> Courriel:
    return mettre_en_file(
        **{
            "destinataire": "lea@exemple.fr",
            "nom": "Léa Martin",
            "objet": "Comité technique du 14 mars 2026 : votre présence",
            "texte": "Dites si vous venez.\n",
            **autres,
        }
    )


def _travaux() -> list[ProcrastinateJob]:
    return list(ProcrastinateJob.objects.filter(task_name=operations.TACHE).order_by("pk"))


def _prendre_les_travaux() -> None:
    """Do as a worker does when it begins: its job is no longer waiting."""
    with connection.cursor() as curseur:
        curseur.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE status = 'todo'")


def _lancer_l_ouvrier(puits: Puits) -> None:
    """Run `manage.py ouvrier` until its queue is empty, on the test database."""
    base = connection.settings_dict
    adresse = f"postgres://{base['USER']}:{base['PASSWORD']}@/{base['NAME']}"
    ouvrier = subprocess.run(
        [sys.executable, "manage.py", "ouvrier", "--jusqu-a-vide"],
        cwd=reglages.RACINE,
        env={
            **os.environ,
            "DATABASE_URL": f"{adresse}?{urlencode({'host': base['HOST'], 'port': base['PORT']})}",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(puits.port),
        },
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert ouvrier.returncode == 0, ouvrier.stderr


# --- In the transaction of the act ---------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_ligne_et_travail_naissent_avec_l_acte() -> None:
    courriel = _ecrire()
    assert courriel.etat == EtatCourriel.EN_FILE
    (travail,) = _travaux()
    assert travail.args == {"courriel_id": str(courriel.pk)}
    assert travail.status == "todo"


@pytest.mark.django_db(transaction=True)
def test_acte_annule_ne_laisse_ni_ligne_ni_travail() -> None:
    with transaction.atomic():
        _ecrire()
        assert len(_travaux()) == 1
        transaction.set_rollback(True)
    assert not Courriel.objects.exists()
    assert _travaux() == []


@pytest.mark.django_db
def test_deux_fois_le_meme_courriel_ne_casse_pas_la_transaction() -> None:
    courriel = _ecrire()
    assert operations.confier(courriel) is False
    assert Courriel.objects.count() == 1
    assert len(_travaux()) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "adresse",
    [
        "",
        "lea",
        "lea@",
        "lea@exemple.fr\nBcc: tous@exemple.fr",
        "lea@exemple.fr,b@exemple.fr",
        "<a@b.fr>",
    ],
)
def test_adresse_refusee(adresse: str) -> None:
    with pytest.raises(ValidationError):
        _ecrire(destinataire=adresse)
    assert not Courriel.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("calendrier", "methode"), [(ICS, ""), ("", "REQUEST"), (ICS, "REPLY"), (ICS, "REQUEST\nX: y")]
)
def test_calendrier_sans_sa_methode_refuse(calendrier: str, methode: str) -> None:
    with pytest.raises(ValueError, match="méthode"):
        _ecrire(calendrier=calendrier, methode=methode)


INJECTIONS = [
    "\r\nBcc: tous@exemple.fr",
    "\nX-A: b",
    "\x00",
    "\u2028Bcc: a@b.fr",
    "\x85Bcc: a@b.fr",
    '"; x',
]


@pytest.mark.django_db
@pytest.mark.parametrize("injection", INJECTIONS)
@pytest.mark.parametrize("champ", ["nom", "objet"])
def test_injection_d_en_tete_impossible(puits: Puits, champ: str, injection: str) -> None:
    courriel = _ecrire(**{champ: f"Avant{injection}"})
    assert livrer(courriel.pk).etat == EtatCourriel.ENVOYE
    (recu,) = puits.attendre(1)
    assert recu["X-Destinataires"] == "lea@exemple.fr"
    assert "Bcc" not in recu
    assert "X-A" not in recu
    assert sorted(set(recu.keys())) == [
        "Auto-Submitted",
        "Content-Transfer-Encoding",
        "Content-Type",
        "Date",
        "From",
        "MIME-Version",
        "Message-ID",
        "Subject",
        "To",
        "X-Destinataires",
    ]


@pytest.mark.django_db
def test_objet_trop_long_coupe_avec_soin() -> None:
    objet = _ecrire(objet="mot " * 100).objet
    assert len(objet) <= 200
    assert objet.endswith("mot…")


# --- The message ------------------------------------------------------------------------
@pytest.mark.django_db
def test_bout_en_bout_texte_html_et_calendrier(puits: Puits) -> None:
    courriel = _ecrire(html="<p>Dites si vous venez – été.</p>", calendrier=ICS, methode="REQUEST")
    livre = livrer(courriel.pk)
    assert livre.etat == EtatCourriel.ENVOYE
    assert livre.envoye_le is not None
    (recu,) = puits.attendre(1)
    assert recu["Subject"].strip() == courriel.objet
    assert recu["To"] == "Léa Martin <lea@exemple.fr>"
    assert recu["Message-ID"] == courriel.message_id == f"<{courriel.pk}@exemple.invalid>"
    assert recu["Auto-Submitted"] == "auto-generated"
    assert recu.get_content_type() == "multipart/mixed"
    alternatives, piece = recu.iter_parts()
    assert alternatives.get_content_type() == "multipart/alternative"
    texte, html, calendrier = alternatives.iter_parts()
    assert texte.get_content_type() == "text/plain"
    assert texte.get_content().replace("\r\n", "\n") == "Dites si vous venez.\n"
    assert html.get_content_type() == "text/html"
    assert "été" in html.get_content()
    assert calendrier.get_content_type() == "text/calendar"
    assert calendrier.get_param("method") == "REQUEST"
    assert calendrier.get_content_charset() == "utf-8"
    assert calendrier.get_payload(decode=True).decode() == ICS
    assert piece.get_content_type() == "application/ics"
    assert piece.get_filename() == "invitation.ics"
    assert piece.get_payload(decode=True).decode() == ICS


@pytest.mark.django_db
def test_texte_seul(puits: Puits) -> None:
    livrer(_ecrire().pk)
    (recu,) = puits.attendre(1)
    assert recu.get_content_type() == "text/plain"


@pytest.mark.django_db
def test_meme_message_a_chaque_essai() -> None:
    courriel = _ecrire()
    assert (
        construire(courriel).message()["Message-ID"] == construire(courriel).message()["Message-ID"]
    )


# --- What the server answers ---------------------------------------------------------------
@pytest.mark.django_db
def test_refus_passager_puis_envoi(puits: Puits, horloge: Any) -> None:
    courriel = _ecrire()
    _prendre_les_travaux()
    puits.repondre("451 essayez plus tard")
    essaye = livrer(courriel.pk)
    assert essaye.etat == EtatCourriel.EN_FILE
    assert essaye.tentatives == 1
    assert "451 essayez plus tard" in essaye.dernier_echec
    suivant = _travaux()[-1]
    assert abs(suivant.scheduled_at - (timezone.now() + ATTENTES[0])) < dt.timedelta(seconds=5)
    puits.repondre("250 OK")
    livre = livrer(courriel.pk)
    assert livre.etat == EtatCourriel.ENVOYE
    assert livre.tentatives == 2
    assert livre.dernier_echec == ""
    (recu,) = puits.attendre(1)
    assert recu["Message-ID"] == courriel.message_id


@pytest.mark.django_db
def test_refus_definitif_avec_les_mots_du_serveur(puits: Puits) -> None:
    courriel = _ecrire()
    puits.repondre("550 boite inconnue chez nous")
    refuse = livrer(courriel.pk)
    assert refuse.etat == EtatCourriel.REFUSE
    assert refuse.dernier_echec == "550 boite inconnue chez nous"
    assert refuse.envoye_le is None
    puits.repondre("250 OK")
    assert livrer(courriel.pk) is None, "un refus n'est pas essayé de nouveau tout seul"
    assert puits.messages == []


@pytest.mark.django_db
def test_serveur_eteint_huit_essais_de_plus_en_plus_espaces(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    courriel = _ecrire()
    attentes = []
    for essai in range(1, ESSAIS_MAXIMUM + 1):
        avant = timezone.now()
        essaye = livrer(courriel.pk)
        assert essaye.tentatives == essai
        if essai < ESSAIS_MAXIMUM:
            assert essaye.etat == EtatCourriel.EN_FILE
            attentes.append(essaye.prochain_essai - avant)
    assert attentes == sorted(attentes)
    assert attentes[-1] > dt.timedelta(hours=11)
    assert essaye.etat == EtatCourriel.REFUSE
    assert essaye.dernier_echec.startswith(
        "Abandonné après 8 essais. Serveur de courrier injoignable"
    )
    assert livrer(courriel.pk) is None


PANNES = [
    (smtplib.SMTPRecipientsRefused({"a@b.fr": (550, b"inconnu")}), Issue.DEFINITIF, "550 inconnu"),
    (smtplib.SMTPRecipientsRefused({"a@b.fr": (450, b"pleine")}), Issue.PASSAGER, "450 pleine"),
    (smtplib.SMTPDataError(554, b"pourriel"), Issue.DEFINITIF, "554 pourriel"),
    (smtplib.SMTPSenderRefused(421, b"trop", "a@b.fr"), Issue.PASSAGER, "421 trop"),
    (smtplib.SMTPAuthenticationError(535, b"mot de passe"), Issue.PASSAGER, "535 mot de passe"),
    (smtplib.SMTPConnectError(554, b"pas de service"), Issue.PASSAGER, "554 pas de service"),
    (smtplib.SMTPServerDisconnected("parti"), Issue.PASSAGER, "injoignable : parti"),
    (smtplib.SMTPNotSupportedError("STARTTLS"), Issue.PASSAGER, "injoignable : STARTTLS"),
    (TimeoutError(), Issue.PASSAGER, "injoignable : TimeoutError"),
    (ConnectionRefusedError("refus"), Issue.PASSAGER, "injoignable : refus"),
    (UnicodeEncodeError("ascii", "é", 0, 1, "non"), Issue.DEFINITIF, "impossible à écrire"),
    (smtplib.SMTPDataError(554, b"x" * 5000), Issue.DEFINITIF, "554 xxx"),
    (smtplib.SMTPDataError(554, b"\xff\r\nsuite"), Issue.DEFINITIF, "554 \ufffd suite"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("panne", "issue", "mots"), PANNES, ids=lambda valeur: str(valeur)[:30])
def test_sens_de_chaque_panne(panne: Exception, issue: Issue, mots: str) -> None:
    courriel = _ecrire()
    with mock.patch.object(expedition.EmailMultiAlternatives, "send", side_effect=panne):
        echec = expedier(courriel)
    assert echec.issue == issue
    assert mots in echec.message
    assert len(echec.message) <= 500


# --- Once at a time, and again when asked ------------------------------------------------------
@pytest.mark.django_db
def test_deja_envoye_ne_repart_pas(puits: Puits) -> None:
    courriel = _ecrire()
    livrer(courriel.pk)
    assert livrer(courriel.pk) is None
    assert len(puits.attendre(1)) == 1


def test_un_seul_ouvrier_a_la_fois(proprietaire: psycopg.Connection, puits: Puits) -> None:
    courriel = _ecrire()
    with proprietaire.transaction():
        proprietaire.execute(
            "SELECT 1 FROM courrier_courriel WHERE id = %s FOR UPDATE", [courriel.pk]
        )
        assert livrer(courriel.pk) is None
        with pytest.raises(EnvoiEnCours):
            renvoyer(courriel)
    assert livrer(courriel.pk).etat == EtatCourriel.ENVOYE
    assert len(puits.attendre(1)) == 1


@pytest.mark.django_db(transaction=True)
def test_ouvrier_tue_apres_l_envoi_renvoie_sous_le_meme_identifiant(puits: Puits) -> None:
    courriel = _ecrire()

    class Tue(BaseException):
        """The process is killed here."""

    with mock.patch.object(Courriel, "save", side_effect=Tue), pytest.raises(Tue):
        livrer(courriel.pk)
    courriel.refresh_from_db()
    assert courriel.etat == EtatCourriel.EN_FILE
    livrer(courriel.pk)
    premier, second = puits.attendre(2)
    assert premier["Message-ID"] == second["Message-ID"] == courriel.message_id


@pytest.mark.django_db
def test_renvoyer_remet_un_refus_en_file(puits: Puits) -> None:
    courriel = _ecrire()
    puits.repondre("550 non")
    livrer(courriel.pk)
    puits.repondre("250 OK")
    remis = renvoyer(courriel)
    assert (remis.etat, remis.tentatives) == (EtatCourriel.EN_FILE, 0)
    assert livrer(courriel.pk).etat == EtatCourriel.ENVOYE
    assert puits.attendre(1)[0]["Message-ID"] == courriel.message_id


@pytest.mark.django_db
def test_courriel_oublie_par_la_file_est_relance(horloge: Any) -> None:
    courriel = _ecrire()
    assert balayer() == Balayage(0, 0)
    ProcrastinateJob.objects.filter(task_name=operations.TACHE)._raw_delete(using="default")
    horloge.shift(60)
    assert balayer() == Balayage(0, 1)
    assert balayer() == Balayage(0, 0), "le travail attend déjà"
    assert [t.args["courriel_id"] for t in _travaux()] == [str(courriel.pk)]


@pytest.mark.django_db
def test_contrainte_un_envoye_porte_sa_date() -> None:
    courriel = _ecrire()
    courriel.etat = EtatCourriel.ENVOYE
    with pytest.raises(IntegrityError, match="courriel_envoye_a_sa_date"), transaction.atomic():
        courriel.save()


# --- The worker and the command ------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_l_ouvrier_livre_sous_le_role_d_execution(puits: Puits) -> None:
    """The real worker, with the runtime role's rights on procrastinate's tables and functions."""
    courriels = [_ecrire(destinataire=f"p{rang}@exemple.fr") for rang in range(3)]
    with connection.cursor() as curseur:
        curseur.execute("SELECT current_user")
        assert curseur.fetchone()[0] == connection.settings_dict["USER"]
    _lancer_l_ouvrier(puits)
    assert len(puits.attendre(3)) == 3
    etats = Courriel.objects.filter(pk__in=[c.pk for c in courriels]).values_list("etat", flat=True)
    assert list(etats) == [EtatCourriel.ENVOYE] * 3
    assert {travail.status for travail in _travaux()} == {"succeeded"}


@pytest.mark.django_db(transaction=True)
def test_travail_d_un_ouvrier_tue_est_repris(
    puits: Puits, proprietaire: psycopg.Connection
) -> None:
    """A job left « doing » by a worker without heartbeat goes back to the queue and is delivered."""
    courriel = _ecrire()
    with proprietaire.transaction():
        (ouvrier,) = proprietaire.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) "
            "VALUES (now() - interval '1 hour') RETURNING id"
        ).fetchone()
        proprietaire.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE task_name = %s",
            [ouvrier, operations.TACHE],
        )
    _lancer_l_ouvrier(puits)
    courriel.refresh_from_db()
    assert courriel.etat == EtatCourriel.ENVOYE
    assert len(puits.attendre(1)) == 1


@pytest.mark.django_db
def test_commande_compte_et_relance(puits: Puits) -> None:
    livrer(_ecrire(destinataire="a@exemple.fr").pk)
    puits.repondre("550 boite inconnue")
    livrer(_ecrire(destinataire="b@exemple.fr").pk)
    _ecrire(destinataire="c@exemple.fr")
    sortie = io.StringIO()
    call_command("courrier", stdout=sortie)
    lignes = sortie.getvalue()
    for attendue in (
        "En file : 1",
        "Envoyé : 1",
        "Refusé : 1",
        "b@exemple.fr",
        "550 boite inconnue",
    ):
        assert attendue in lignes
    sortie = io.StringIO()
    call_command("courrier", "--relancer", stdout=sortie)
    assert "Refusés remis en file : 1." in sortie.getvalue()
    assert "En file : 2" in sortie.getvalue()
    assert "Refusé : 0" in sortie.getvalue()
    assert "Rien ne part : lancez « manage.py ouvrier »." in sortie.getvalue()


@pytest.mark.django_db
def test_commande_relance_un_seul_courriel(puits: Puits) -> None:
    puits.repondre("550 boite inconnue")
    voulu, autre = (livrer(_ecrire(destinataire=f"{nom}@exemple.fr").pk) for nom in "ab")
    sortie = io.StringIO()
    call_command("courrier", "--relancer", str(voulu.pk), stdout=sortie)
    assert "Ce courriel est remis en file." in sortie.getvalue()
    voulu.refresh_from_db()
    autre.refresh_from_db()
    assert (voulu.etat, autre.etat) == (EtatCourriel.EN_FILE, EtatCourriel.REFUSE)
    for inconnu in ("x", str(uuid.uuid4())):
        with pytest.raises(CommandError, match="Aucun courriel"):
            call_command("courrier", "--relancer", inconnu)


@pytest.mark.django_db
def test_envoi_en_cours_chez_un_ouvrier_vivant_n_est_pas_repris(horloge: Any) -> None:
    _ecrire()
    _prendre_les_travaux()
    with connection.cursor() as curseur:
        curseur.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now()) RETURNING id"
        )
        ouvrier = curseur.fetchone()[0]
        curseur.execute("UPDATE procrastinate_jobs SET worker_id = %s", [ouvrier])
    horloge.shift(60)
    assert balayer() == Balayage(0, 0)


@pytest.mark.django_db(transaction=True)
def test_le_balai_rend_le_travail_d_un_ouvrier_mort() -> None:
    """Whether its worker is silent, or was already forgotten by procrastinate."""
    courriels = [_ecrire(destinataire=f"{nom}@exemple.fr") for nom in "ab"]
    with connection.cursor() as curseur:
        curseur.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) "
            "VALUES (now() - interval '25 seconds') RETURNING id"
        )
        muet = curseur.fetchone()[0]
        curseur.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", [muet])
        curseur.execute(
            "UPDATE procrastinate_jobs SET worker_id = NULL WHERE args ->> 'courriel_id' = %s",
            [str(courriels[0].pk)],
        )
    assert etat_de_la_file().travaux_morts == 2
    assert balayer().travaux == 2
    assert {travail.status for travail in _travaux()} == {"todo"}
    assert balayer() == Balayage(0, 0)


@pytest.mark.django_db(transaction=True)
def test_travail_mort_dont_le_courriel_attend_deja_ailleurs() -> None:
    """The dead worker's job gives way to the one that already waits: one sending, not two."""
    courriel = _ecrire()
    _prendre_les_travaux()
    assert operations.confier(courriel) is True
    assert balayer().travaux == 1
    assert [travail.status for travail in _travaux()] == ["todo"]


@pytest.mark.django_db
def test_le_balai_survit_a_une_base_absente(caplog: pytest.LogCaptureFixture) -> None:
    with mock.patch("pacte.courrier.balayage.balayer", side_effect=OperationalError("absente")):
        Balai().passer()
    assert "Balayage remis : OperationalError" in caplog.text


@pytest.mark.django_db
def test_commande_des_taches_dit_la_derniere_et_la_prochaine_fois(horloge: Any) -> None:
    sortie = io.StringIO()
    call_command("taches", stdout=sortie)
    lignes = sortie.getvalue().replace("\u00a0", " ")
    assert (
        "Récapitulatifs du jour (courrier.recapituler_le_jour)\n  chaque jour, à 7 h 30\n" in lignes
    )
    assert "Dernière fois : jamais" in lignes
    lancer_les_taches_dues()
    sortie = io.StringIO()
    call_command("taches", stdout=sortie)
    lignes = sortie.getvalue().replace("\u00a0", " ")
    assert "Dernière fois : lundi 15 juin 2026, 10 h 00" in lignes
    assert "Prochaine fois : mardi 16 juin 2026, 7 h 30" in lignes
    assert "Prochaine fois : lundi 22 juin 2026, 7 h 40" in lignes


@pytest.mark.parametrize("etat", EtatCourriel)
def test_chaque_etat_a_son_badge(etat: EtatCourriel) -> None:
    assert Courriel(etat=etat).etat_enum.tonalite
