"""A real site refuses to start half configured, and answers with the headers of S6 to S8."""

from typing import Any

import pytest
from django.conf import settings
from django.db import connections

from tests.infrastructure.production import REGLAGES, evaluer, lancer

CHARGER = "import django; django.setup()"


@pytest.mark.parametrize(
    ("reglages", "mot"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "courte"}, "SECRET_KEY"),
        ({"SECRET_KEY": "django-insecure-" + "0123456789" * 5}, "SECRET_KEY"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"DATABASE_URL": ""}, "DATABASE_URL"),
        ({"DATABASE_URL": "sqlite:///base.sqlite3"}, "DATABASE_URL"),
        ({"DEMONSTRATION": "1", "ALLOWED_HOSTS": "pacte.exemple.fr"}, "pacte.exemple.fr"),
        ({"DEBUG": "1", "ALLOWED_HOSTS": "127.0.0.1,pacte.exemple.fr"}, "pacte.exemple.fr"),
        (
            {"DEMONSTRATION": "1", "ALLOWED_HOSTS": "", "EMAIL_HOST": "smtp.exemple.fr"},
            "EMAIL_HOST",
        ),
    ],
)
def test_le_site_refuse_de_demarrer_mal_regle(reglages: dict[str, str], mot: str) -> None:
    reponse = lancer(["-c", CHARGER], **reglages)
    assert reponse.returncode != 0
    derniere = reponse.stderr.strip().splitlines()[-1]
    assert "ImproperlyConfigured" in derniere
    assert mot in derniere


def test_le_site_demarre_bien_regle() -> None:
    assert lancer(["-c", CHARGER]).returncode == 0


def test_un_refus_de_manage_tient_en_une_ligne() -> None:
    reponse = lancer(["manage.py", "check"], ALLOWED_HOSTS="*")
    assert reponse.returncode == 1
    assert reponse.stderr == "ALLOWED_HOSTS : indiquez le ou les noms du site.\n"


@pytest.mark.parametrize("commande", [["preparer_base"], ["charger_pacte", "absent.toml"]])
def test_une_base_injoignable_se_dit_en_une_ligne(commande: list[str]) -> None:
    fichier = settings.RACINE / "pacte" / "accord" / "actes" / "chambery-2023.toml"
    arguments = [str(fichier) if mot == "absent.toml" else mot for mot in commande]
    reponse = lancer(["manage.py", *arguments])
    assert reponse.returncode == 1
    assert len(reponse.stderr.strip().splitlines()) == 1
    assert "injoignable" in reponse.stderr


def test_une_base_locale_arretee_dit_quoi_faire() -> None:
    reponse = lancer(
        [
            "manage.py",
            "shell",
            "-c",
            "from pacte.accord.models import Pacte; Pacte.objects.count()",
        ],
        DEMONSTRATION="1",
        ALLOWED_HOSTS="",
        DATABASE_URL="",
        DATABASE_OWNER_URL="",
        PACTE_BASE="absente",
    )
    assert reponse.returncode == 1
    assert reponse.stderr == "La base n'est pas démarrée : make setup.\n"


def test_la_verification_de_deploiement_ne_signale_rien() -> None:
    reponse = lancer(["manage.py", "check", "--deploy", "--fail-level", "WARNING"])
    assert reponse.returncode == 0, reponse.stderr
    assert "no issues" in reponse.stderr + reponse.stdout


# --- Headers and cookies -----------------------------------------------------------
PARCOURS = """
import json, django
django.setup()
from django.conf import settings
from django.test import Client, override_settings
MOT_DE_PASSE = "phrase secrète et longue"
PLAT = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
with override_settings(STORAGES={**settings.STORAGES, "staticfiles": PLAT}):
    client = Client(SERVER_NAME="pacte.exemple.fr", raise_request_exception=False)
    clair = client.get("/compte/connexion/")
    connexion = client.get("/compte/connexion/", secure=True)
    absente = client.get("/rien/du/tout/", secure=True)
    ailleurs = client.get("/compte/connexion/", secure=True, SERVER_NAME="mechant.exemple")
    entree = client.post(
        "/compte/connexion/", {"login": "claire@exemple.fr", "password": MOT_DE_PASSE}, secure=True)
    session = entree.cookies[settings.SESSION_COOKIE_NAME].OutputString()
    interieure = client.get("/compte/mot-de-passe/", secure=True)
    perdue = client.get("/rien/du/tout/", secure=True)
print(json.dumps({
    "clair": [clair.status_code, clair.headers.get("Location")],
    "ailleurs": ailleurs.status_code,
    "session": session,
    "csrf": connexion.cookies[settings.CSRF_COOKIE_NAME].OutputString(),
    **{nom: [page.status_code, dict(page.headers)] for nom, page in (
        ("connexion", connexion), ("absente", absente),
        ("interieure", interieure), ("perdue", perdue))},
}))
"""


LUS: dict[str, Any] = {}


@pytest.fixture
def parcours(transactional_db: None, django_user_model: type, settings: Any) -> dict:
    """What a real site answers, in a process of its own: started once, read by each test."""
    if not LUS:
        LUS.update(_jouer(django_user_model, settings))
    return LUS


def _jouer(django_user_model: type, settings: Any) -> dict:
    # The suite's quick hashes are unknown to a real site.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    django_user_model.objects.create_user("claire@exemple.fr", "phrase secrète et longue")
    reglages = connections["default"].settings_dict
    hote, nom = reglages["HOST"], reglages["NAME"]
    adresse = f"postgres://{reglages['USER']}@/{nom}?host={hote}&port={reglages['PORT']}"
    return evaluer(PARCOURS, DATABASE_URL=adresse, DATABASE_OWNER_URL="")


def test_un_vrai_site_repond_avec_tous_ses_en_tetes(parcours: dict) -> None:
    assert parcours["clair"] == [301, "https://pacte.exemple.fr/compte/connexion/"]
    assert parcours["ailleurs"] == 400
    attendus = {
        "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    for page in ("connexion", "absente", "interieure", "perdue"):
        entetes = parcours[page][1]
        assert {cle: entetes.get(cle) for cle in attendus} == attendus, page
        assert "camera=()" in entetes["Permissions-Policy"]
        politique = entetes["Content-Security-Policy"]
        assert "unsafe" not in politique
        for directive in (
            "default-src 'none'",
            "base-uri 'none'",
            "object-src 'none'",
            "frame-ancestors 'none'",
            "form-action 'self'",
        ):
            assert directive in politique
    assert parcours["connexion"][0] == parcours["interieure"][0] == 200
    assert parcours["absente"][0] == parcours["perdue"][0] == 404


def test_une_page_de_compte_ne_reste_dans_aucun_cache(parcours: dict) -> None:
    for page in ("interieure", "perdue"):
        assert "no-store" in parcours[page][1]["Cache-Control"], page


def test_les_temoins_de_connexion_sont_enfermes(parcours: dict) -> None:
    for nom in ("session", "csrf"):
        temoin = parcours[nom]
        assert temoin.startswith(f"__Host-{nom}=")
        for attribut in ("HttpOnly", "Secure", "Path=/", "SameSite=Lax"):
            assert attribut in temoin
        assert "Domain" not in temoin
    # Closing the browser ends the session: the cookie itself has no date.
    assert "expires" not in parcours["session"]
    assert "Max-Age" not in parcours["session"]


def test_la_demonstration_se_sert_en_http_sans_perdre_sa_politique(client) -> None:
    assert settings.DEMONSTRATION
    assert settings.SESSION_COOKIE_NAME == "sessionid"
    reponse = client.get("/rien/", HTTP_HOST="127.0.0.1")
    assert "unsafe" not in reponse.headers["Content-Security-Policy"]
    assert "Strict-Transport-Security" not in reponse.headers


def test_les_reglages_d_essai_sont_ceux_que_lit_le_site() -> None:
    exemple = (settings.RACINE / ".env.example").read_text()
    lus = set(REGLAGES) - {"DJANGO_SETTINGS_MODULE"}
    assert all(f"\n{nom}=" in exemple for nom in lus)


@pytest.mark.django_db
def test_une_page_ne_paie_pas_le_choix_de_l_ordre_des_jointures() -> None:
    with connections["default"].cursor() as curseur:
        curseur.execute("SELECT current_setting('join_collapse_limit'), current_setting('jit')")
        assert curseur.fetchone() == ("4", "off")
