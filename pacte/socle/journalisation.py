"""The technical log: one line per event without secrets."""

import logging
import re

# A password-reset or invitation address is a key: its last part never reaches the log.
CLE_DANS_UNE_ADRESSE = re.compile(
    r"(/(?:key|cle|jeton|invitation|acces|nouveau)s?/)[^/\s'\"]+", re.IGNORECASE
)
SECRET_NOMME = re.compile(
    r"((?:password|mot_de_passe|secret|token|jeton|sessionid|csrfmiddlewaretoken|cookie)"
    r"[\"']?\s*[=:]\s*[\"']?)[^\s&\"',;]+",
    re.IGNORECASE,
)
MOT_DE_PASSE_D_ADRESSE = re.compile(r"(\w+://[^/\s:@]*:)[^/\s@]+(@)")
COMMANDES = {code: f"\\x{code:02x}" for code in (*range(32), 127) if chr(code) not in "\t"}


def masquer(texte: str) -> str:
    """The text without keys, passwords and tokens."""
    texte = CLE_DANS_UNE_ADRESSE.sub(r"\1***", texte)
    texte = MOT_DE_PASSE_D_ADRESSE.sub(r"\1***\2", texte)
    return SECRET_NOMME.sub(r"\1***", texte)


class Ligne(logging.Formatter):
    """One event is one line (a traceback aside): a forged value cannot write another event."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        record.message = masquer(record.message).translate(COMMANDES)
        return super().formatMessage(record)

    def formatException(self, ei: object) -> str:
        return masquer(super().formatException(ei))
