"""The demo's mail sink: what comes in by SMTP is read in the browser, and can harm nobody."""

import http.client
import smtplib
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from scripts.demo import port_libre
from scripts.puits_courriel import Boite, ouvrir


@pytest.fixture
def ports(tmp_path: Path) -> Iterator[tuple[int, int]]:
    smtp, lecture = port_libre(0), port_libre(0)
    reception, pages = ouvrir(smtp, lecture, tmp_path)
    fil = threading.Thread(target=pages.serve_forever)
    fil.start()
    yield smtp, lecture
    pages.shutdown()
    fil.join()
    pages.server_close()
    reception.stop()


def envoyer(smtp: int) -> None:
    message = EmailMessage()
    message["Subject"] = "Invitation : <script>alert(1)</script>"
    message["From"] = "pacte@exemple.invalid"
    message["To"] = "claire@exemple.invalid"
    message["Date"] = "Mon, 15 Jun 2026 10:00:00 +0200"
    message.set_content("Bonjour <b>à toutes</b>")
    message.add_alternative("<p>Bonjour</p><script>alert(2)</script>", subtype="html")
    message.add_attachment(b"BEGIN:VCALENDAR", "text", "calendar", filename="réunion.ics")
    with smtplib.SMTP("127.0.0.1", smtp, timeout=5) as session:
        session.send_message(message)


def lire(port: int, chemin: str, hote: str = "") -> tuple[int, dict[str, str], str]:
    connexion = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connexion.request("GET", chemin, headers={"Host": hote or f"127.0.0.1:{port}"})
    reponse = connexion.getresponse()
    texte = reponse.read().decode()
    entetes = dict(reponse.getheaders())
    connexion.close()
    return reponse.status, entetes, texte


def test_un_courriel_recu_se_lit_dans_le_navigateur(ports: tuple[int, int], tmp_path: Path) -> None:
    smtp, lecture = ports
    assert "Aucun courriel" in lire(lecture, "/")[2]
    envoyer(smtp)
    (nom,) = Boite(tmp_path).noms()
    statut, entetes, liste = lire(lecture, "/")
    assert statut == 200
    assert "unsafe" not in entetes["Content-Security-Policy"]
    assert "15/06/2026 à 10 h 00" in liste
    assert "<script>" not in liste
    page = lire(lecture, f"/message/{nom}")[2]
    assert "Bonjour &lt;b&gt;à toutes&lt;/b&gt;" in page
    assert "réunion.ics" in page


def test_le_html_d_un_courriel_est_enferme(ports: tuple[int, int], tmp_path: Path) -> None:
    envoyer(ports[0])
    (nom,) = Boite(tmp_path).noms()
    _, entetes, corps = lire(ports[1], f"/message/{nom}/html")
    assert corps.startswith("<p>Bonjour</p>")
    assert entetes["Content-Security-Policy"].startswith("sandbox; default-src 'none'")


def test_une_piece_jointe_se_telecharge_sans_s_ouvrir(
    ports: tuple[int, int], tmp_path: Path
) -> None:
    envoyer(ports[0])
    (nom,) = Boite(tmp_path).noms()
    statut, entetes, corps = lire(ports[1], f"/message/{nom}/piece/0")
    assert (statut, corps) == (200, "BEGIN:VCALENDAR")
    assert entetes["Content-Disposition"] == "attachment; filename*=UTF-8''r%C3%A9union.ics"


@pytest.mark.parametrize(
    "chemin", ["/message/absent", "/message/..%2f..%2fetc", "/message/x/html", "/ailleurs"]
)
def test_une_adresse_inconnue_est_introuvable(ports: tuple[int, int], chemin: str) -> None:
    assert lire(ports[1], chemin)[0] == 404


def test_un_autre_nom_de_site_ne_lit_rien(ports: tuple[int, int]) -> None:
    assert lire(ports[1], "/", hote="mechant.exemple")[0] == 421
