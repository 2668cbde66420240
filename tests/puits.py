"""A mail server for tests: what the portal sends is kept in memory and parsed."""

import asyncio
import email
import email.policy
import threading
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


class _Reception:
    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.reponse = "250 OK"
        self.lenteur = 0.0
        self.arrivee = threading.Condition()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        await asyncio.sleep(self.lenteur)
        if self.reponse.startswith("250"):
            message = email.message_from_bytes(envelope.content, policy=email.policy.default)
            message["X-Destinataires"] = ", ".join(envelope.rcpt_tos)
            with self.arrivee:
                self.messages.append(message)
                self.arrivee.notify_all()
        return self.reponse


class _Serveur(Controller):
    """Listens on whatever port the system gives."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


class Puits:
    """`messages` received so far; `reponse` is the server's answer to each (250, 451, 550 …)."""

    def __init__(self) -> None:
        self._reception = _Reception()
        self._serveur = _Serveur(self._reception, hostname="127.0.0.1", port=0)
        self._coupe = False

    def demarrer(self) -> None:
        self._serveur.start()

    def arreter(self) -> None:
        if not self._coupe:
            self._serveur.stop()

    def couper(self) -> None:
        """Answer no more: the port is closed until `retablir`."""
        self._serveur.stop()
        self._coupe = True

    def retablir(self) -> None:
        """Listen again, on the same port."""
        self._serveur = _Serveur(self._reception, hostname="127.0.0.1", port=self.port)
        self._serveur.start()
        self._coupe = False

    def ralentir(self, secondes: float) -> None:
        """Take so long to answer each message."""
        self._reception.lenteur = secondes

    @property
    def port(self) -> int:
        return self._serveur.port

    @property
    def messages(self) -> list[EmailMessage]:
        return list(self._reception.messages)

    def repondre(self, ligne: str) -> None:
        """Answer the next messages with this SMTP line, for instance `550 refusé`."""
        self._reception.reponse = ligne

    def attendre(self, nombre: int, delai: int = 10) -> list[EmailMessage]:
        """The messages, once `nombre` have come; an AssertionError after `delai` seconds."""
        with self._reception.arrivee:
            arrives = self._reception.arrivee.wait_for(
                lambda: len(self._reception.messages) >= nombre, timeout=delai
            )
        assert arrives, f"{len(self.messages)} message(s) reçu(s), {nombre} attendu(s)"
        return self.messages
