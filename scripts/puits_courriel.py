"""The demo's mail sink: takes every message by SMTP, sends none, shows them in the browser.

Usage: `python -m scripts.puits_courriel SMTP_PORT READING_PORT FOLDER`, on the loopback alone.
A message is kept as a file of the folder, so that the next start shows it too.
"""

import email
import email.policy
import html
import re
import secrets
import signal
import sys
import threading
import time
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from aiosmtpd.controller import Controller

HOTE = "127.0.0.1"
GARDES = 500
TAILLE_MAXIMALE = 40 * 1024 * 1024
PARIS = ZoneInfo("Europe/Paris")
NOM = re.compile(r"[0-9]{20}-[0-9a-f]{8}")
STYLE = """
body { font: 1rem/1.5 sans-serif; margin: 0 auto; max-width: 60rem; padding: 1rem; color: #1b1b1b }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: .5rem;
border-bottom: 1px solid #767676; vertical-align: top } pre { white-space: pre-wrap;
overflow-wrap: anywhere; border: 1px solid #767676; padding: 1rem } iframe { width: 100%;
height: 40rem; border: 1px solid #767676 } a { color: #0b4f8a } dt { font-weight: bold }
"""
ENTETES = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; frame-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# A message's own HTML: no script, no network, no form, shown inside our page alone.
ENTETES_DU_CORPS = {
    **ENTETES,
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'self'",
}


class Boite:
    """The messages received, newest first, one file each."""

    def __init__(self, dossier: Path) -> None:
        self.dossier = dossier
        dossier.mkdir(mode=0o700, parents=True, exist_ok=True)

    def ranger(self, contenu: bytes) -> None:
        nom = f"{time.time_ns():020d}-{secrets.token_hex(4)}"
        ebauche = self.dossier / f"{nom}.partiel"
        ebauche.write_bytes(contenu)
        ebauche.rename(self.dossier / f"{nom}.eml")
        for ancien in self.noms()[GARDES:]:
            (self.dossier / f"{ancien}.eml").unlink(missing_ok=True)

    def noms(self) -> list[str]:
        return sorted((fichier.stem for fichier in self.dossier.glob("*.eml")), reverse=True)

    def lire(self, nom: str) -> EmailMessage | None:
        fichier = self.dossier / f"{nom}.eml"
        if not NOM.fullmatch(nom) or not fichier.is_file():
            return None
        return email.message_from_bytes(fichier.read_bytes(), policy=email.policy.default)


class Reception:
    """What aiosmtpd calls for each message."""

    def __init__(self, boite: Boite) -> None:
        self.boite = boite

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.boite.ranger(envelope.content)
        return "250 Message rangé"


def _page(titre: str, corps: str) -> bytes:
    return (
        '<!doctype html><html lang="fr"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{html.escape(titre)}</title><link rel="stylesheet" href="/style.css"></head>'
        f"<body><main><h1>{html.escape(titre)}</h1>{corps}</main></body></html>"
    ).encode()


def _date(message: EmailMessage) -> str:
    try:
        instant = parsedate_to_datetime(str(message["Date"])).astimezone(PARIS)
    except (TypeError, ValueError):
        return "date absente"
    return f"{instant:%d/%m/%Y à %H h %M}"


def page_liste(boite: Boite) -> bytes:
    """Every message: date, recipient, subject."""
    lignes = []
    for nom in boite.noms():
        if (message := boite.lire(nom)) is None:
            continue
        sujet = html.escape(str(message["Subject"] or "(sans objet)"))
        lignes.append(
            f"<tr><td>{_date(message)}</td><td>{html.escape(str(message['To'] or ''))}</td>"
            f'<td><a href="/message/{nom}">{sujet}</a></td></tr>'
        )
    if not lignes:
        corps = "<p>Aucun courriel pour le moment. Ceux que le portail envoie arrivent ici.</p>"
    else:
        corps = (
            '<table><thead><tr><th scope="col">Date</th><th scope="col">À</th>'
            f'<th scope="col">Objet</th></tr></thead><tbody>{"".join(lignes)}</tbody></table>'
        )
    return _page("Courriels de la démonstration", f'<p><a href="/">Actualiser</a></p>{corps}')


def _nom_de_piece(partie: EmailMessage, rang: int) -> str:
    return str(partie.get_filename() or f"piece-{rang}")


def page_message(nom: str, message: EmailMessage) -> bytes:
    """One message: headers, text, HTML in a sandbox, attachments."""
    champs = "".join(
        f"<dt>{titre}</dt><dd>{html.escape(str(message[cle] or '—'))}</dd>"
        for titre, cle in (("De", "From"), ("À", "To"), ("Copie", "Cc"))
    )
    corps = f'<p><a href="/">Tous les courriels</a></p><dl>{champs}<dt>Date</dt>'
    corps += f"<dd>{_date(message)}</dd></dl>"
    if texte := message.get_body(("plain",)):
        corps += f"<h2>Texte</h2><pre>{html.escape(texte.get_content())}</pre>"
    if message.get_body(("html",)):
        corps += (
            '<h2>Mise en page</h2><iframe sandbox title="Corps du courriel mis en page" '
            f'src="/message/{nom}/html"></iframe>'
        )
    pieces = "".join(
        f'<li><a href="/message/{nom}/piece/{rang}">{html.escape(_nom_de_piece(partie, rang))}</a>'
        f" ({html.escape(partie.get_content_type())})</li>"
        for rang, partie in enumerate(message.iter_attachments())
    )
    if pieces:
        corps += f"<h2>Pièces jointes</h2><ul>{pieces}</ul>"
    return _page(str(message["Subject"] or "(sans objet)"), corps)


class Lecture(BaseHTTPRequestHandler):
    """The reading pages: GET only, asked from this machine only."""

    boite: Boite
    hotes: frozenset[str]
    server_version = "puits"
    sys_version = ""

    def do_GET(self) -> None:
        # A foreign page that points a name of its own at 127.0.0.1 must read nothing.
        if self.headers.get("Host") not in self.hotes:
            self._repondre(b"", "text/plain", statut=HTTPStatus.MISDIRECTED_REQUEST)
            return
        match self.path.strip("/").split("/"):
            case [""]:
                self._repondre(page_liste(self.boite))
            case ["style.css"]:
                self._repondre(STYLE.encode(), "text/css; charset=utf-8")
            case ["message", nom, *suite] if message := self.boite.lire(nom):
                self._message(nom, message, suite)
            case _:
                self._absent()

    def _message(self, nom: str, message: EmailMessage, suite: list[str]) -> None:
        pieces = list(message.iter_attachments())
        match suite:
            case []:
                self._repondre(page_message(nom, message))
            case ["html"] if corps := message.get_body(("html",)):
                contenu = corps.get_content().encode()
                self._repondre(contenu, "text/html; charset=utf-8", ENTETES_DU_CORPS)
            case ["piece", rang] if rang.isdecimal() and int(rang) < len(pieces):
                partie = pieces[int(rang)]
                fichier = quote(_nom_de_piece(partie, int(rang)))
                entetes = ENTETES | {
                    "Content-Disposition": f"attachment; filename*=UTF-8''{fichier}"
                }
                contenu = partie.get_payload(decode=True) or partie.as_bytes()
                self._repondre(contenu, "application/octet-stream", entetes)
            case _:
                self._absent()

    def _absent(self) -> None:
        corps = '<p>Ce courriel n\'est plus là. <a href="/">Tous les courriels</a></p>'
        self._repondre(_page("Courriel introuvable", corps), statut=HTTPStatus.NOT_FOUND)

    def _repondre(
        self,
        contenu: bytes,
        genre: str = "text/html; charset=utf-8",
        entetes: dict[str, str] = ENTETES,
        statut: HTTPStatus = HTTPStatus.OK,
    ) -> None:
        self.send_response(statut)
        for cle, valeur in entetes.items():
            self.send_header(cle, valeur)
        self.send_header("Content-Type", genre)
        self.send_header("Content-Length", str(len(contenu)))
        self.end_headers()
        self.wfile.write(contenu)

    def log_message(self, *args: Any) -> None:
        """Say nothing of each reading."""


def ouvrir(smtp: int, lecture: int, dossier: Path) -> tuple[Controller, ThreadingHTTPServer]:
    """Both servers, listening; the caller serves the pages and stops them."""
    boite = Boite(dossier)
    reception = Controller(
        Reception(boite), hostname=HOTE, port=smtp, data_size_limit=TAILLE_MAXIMALE
    )
    reception.start()
    hotes = frozenset({f"{HOTE}:{lecture}", f"localhost:{lecture}"})
    gestion = type("LectureDeLaBoite", (Lecture,), {"boite": boite, "hotes": hotes})
    return reception, ThreadingHTTPServer((HOTE, lecture), gestion)


def main(arguments: list[str]) -> None:
    smtp, lecture, dossier = int(arguments[0]), int(arguments[1]), Path(arguments[2])
    reception, pages = ouvrir(smtp, lecture, dossier)
    fin = threading.Event()
    for numero in (signal.SIGINT, signal.SIGTERM):
        signal.signal(numero, lambda *_: fin.set())
    threading.Thread(target=pages.serve_forever, daemon=True).start()
    fin.wait()
    pages.shutdown()
    reception.stop()


if __name__ == "__main__":
    main(sys.argv[1:])
