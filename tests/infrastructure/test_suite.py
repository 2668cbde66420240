"""The suite's own guards hold: time, network, templates, emptying of protected tables."""

import datetime as dt
import socket

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.mail import send_mail
from django.template import Context, Origin, Template, engines
from django.utils import timezone

from pacte.journal.models import Entree
from tests.base_de_test import vider
from tests.conftest import ReseauRefuse
from tests.puits import Puits
from tests.variables_de_gabarit import VariableIndefinie


def gabarit(texte: str, dossier: str = "templates") -> Template:
    origine = Origin(name=str(settings.RACINE / dossier / "essai.html"))
    return Template(texte, origin=origine, engine=engines["django"].engine)


def test_le_jour_de_la_suite_est_fixe() -> None:
    assert timezone.localdate() == dt.date(2026, 6, 15)
    assert timezone.localtime().hour == 10


def test_une_variable_indefinie_est_une_erreur_dans_nos_gabarits() -> None:
    with pytest.raises(VariableIndefinie, match="inconnue"):
        gabarit("{{ inconnue }}").render(Context())
    with pytest.raises(VariableIndefinie, match=r"objet\.inconnu"):
        gabarit("{{ objet.inconnu }}").render(Context({"objet": {}}))


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ('{{ inconnue|default:"rien"|upper }}', "RIEN"),
        ("{% if inconnue %}oui{% else %}non{% endif %}", "non"),
        ("{{ connue }}", "ici"),
        ("{{ vide }}", ""),
    ],
)
def test_une_variable_facultative_se_dit(texte: str, attendu: str) -> None:
    assert gabarit(texte).render(Context({"connue": "ici", "vide": ""})) == attendu


def test_le_gabarit_d_une_bibliotheque_garde_la_regle_de_django() -> None:
    assert gabarit("<{{ inconnue|upper }}>", ".venv").render(Context()) == "<>"


def test_le_reseau_est_ferme() -> None:
    with socket.socket() as prise, pytest.raises(ReseauRefuse):
        prise.connect(("192.0.2.1", 80))
    with pytest.raises(ReseauRefuse):
        socket.getaddrinfo("exemple.fr", 80)


def test_le_puits_recoit_le_courriel(puits: Puits) -> None:
    send_mail("Objet", "Corps", "pacte@exemple.fr", ["claire@exemple.fr"])
    (message,) = puits.attendre(1)
    assert message["Subject"] == "Objet"
    assert message["X-Destinataires"] == "claire@exemple.fr"


def test_vider_efface_aussi_les_tables_protegees_et_les_reprotege(
    transactional_db: None, proprietaire
) -> None:
    Entree.objects.create(action="essai")
    vider()
    assert not Entree.objects.exists()
    inactifs = proprietaire.execute("SELECT count(*) FROM pg_trigger WHERE tgenabled <> 'O'")
    assert inactifs.fetchone() == (0,)


def test_seuls_les_fichiers_voulus_des_paquets_sont_servis() -> None:
    assert finders.find("bootstrap/css/bootstrap.min.css").endswith("bootstrap.min.css")
    assert finders.find("polices/Regular/OpenSans-Regular.woff2")
    assert finders.find("bootstrap/css/bootstrap.css") is None
    assert finders.find("bootstrap/../templates/base.html") is None
