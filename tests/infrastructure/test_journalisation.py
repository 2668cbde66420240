"""The technical log keeps neither keys nor passwords, and one event stays one line."""

import logging

import pytest

from pacte.socle.journalisation import Ligne, masquer


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        (
            "Not Found: /compte/mot-de-passe/nouveau/1-abc-def/",
            "Not Found: /compte/mot-de-passe/nouveau/***/",
        ),
        (
            "connexion postgres://pacte:motdepasse@hote/base",
            "connexion postgres://pacte:***@hote/base",
        ),
        ("password=azerty suite", "password=*** suite"),
        ('{"token": "abc123", "n": 1}', '{"token": "***", "n": 1}'),
        ("GET /pactes/demonstration/demandes/12/", "GET /pactes/demonstration/demandes/12/"),
    ],
)
def test_les_secrets_sont_masques(texte: str, attendu: str) -> None:
    assert masquer(texte) == attendu


def ecrire(message: str, *arguments: object) -> str:
    evenement = logging.LogRecord("essai", logging.WARNING, "", 0, message, arguments, None)
    return Ligne("{levelname} {message}", style="{").format(evenement)


def test_une_valeur_forgee_n_ecrit_pas_une_seconde_ligne() -> None:
    ligne = ecrire("introuvable : %s", "/x\n2026-06-15 INFO tout va bien\r\x1b[31m")
    assert ligne == "WARNING introuvable : /x\\x0a2026-06-15 INFO tout va bien\\x0d\\x1b[31m"


def test_une_trace_d_erreur_est_masquee_aussi() -> None:
    try:
        raise ValueError("password=azerty")
    except ValueError as erreur:
        informations = (ValueError, erreur, erreur.__traceback__)
    texte = Ligne("{message}", style="{").formatException(informations)
    assert "azerty" not in texte.splitlines()[-1]
    assert "ValueError" in texte
