"""How allauth behaves here: no sign-up, French words, mail through the outbox."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.template.loader import render_to_string

from pacte.accord.models import User
from pacte.accord.notifications import envoyer_reinitialisation
from pacte.courrier.operations import mettre_en_file


class AdaptateurCompte(DefaultAccountAdapter):
    """Accounts are opened by city staff, from a person's page; nobody signs up."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "Cet accès est fermé. Demandez sa réouverture au service de la Ville.",
        "email_password_mismatch": "Le courriel ou le mot de passe n'est pas le bon.",
        "enter_current_password": "Écrivez votre mot de passe actuel.",
        "incorrect_password": "Ce n'est pas votre mot de passe actuel.",
        "invalid_password_reset": "Ce lien n'est plus valable. Demandez-en un autre.",
        "rate_limited": "Vous avez fait trop d'essais. Attendez quelques minutes.",
        "too_many_login_attempts": (
            "Trop d'essais de connexion ont échoué. Attendez quelques minutes avant de recommencer."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """Queue the mail that resets a password, to the account's own address."""
        envoyer_reinitialisation(user, context["password_reset_url"])

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue any other mail of allauth, in its French text form."""
        objet = render_to_string(f"{template_prefix}_subject.txt", context)
        mettre_en_file(
            destinataire=email,
            nom="",
            objet=" ".join(objet.split()),
            texte=render_to_string(f"{template_prefix}_message.txt", context).strip(),
        )
