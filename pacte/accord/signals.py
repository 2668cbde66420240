"""The journal of sign-ins, failed sign-ins, sign-outs and password changes."""

from typing import Any

from allauth.account.signals import password_changed, password_reset
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from pacte.accord.models import User
from pacte.journal.models import Resultat
from pacte.journal.operations import inscrire
from pacte.socle.adresses import adresse_du_client


def _adresse(request: HttpRequest | None) -> str | None:
    return adresse_du_client(request) if request else None


@receiver(user_logged_in)
def noter_connexion(sender: Any, request: HttpRequest | None, user: User, **kwargs: Any) -> None:
    inscrire("se_connecter", compte=user, adresse=_adresse(request))


@receiver(user_login_failed)
def noter_echec_connexion(
    sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
) -> None:
    """Keep the account that was tried, never what was typed: it may be a password."""
    essai = str(credentials.get("email") or credentials.get("username") or "")
    compte = User.objects.filter(email__iexact=essai).select_related("personne").first()
    inscrire(
        "se_connecter",
        compte=compte,
        nom="" if compte else "courriel inconnu",
        motif="Le courriel ou le mot de passe n'est pas le bon.",
        resultat=Resultat.REFUSE,
        adresse=_adresse(request),
    )


@receiver(user_logged_out)
def noter_deconnexion(
    sender: Any, request: HttpRequest | None, user: User | None, **kwargs: Any
) -> None:
    if user is not None:
        inscrire("se_deconnecter", compte=user, adresse=_adresse(request))


@receiver(password_changed)
def noter_changement(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    inscrire("changer_mot_de_passe", compte=user, adresse=_adresse(request))


@receiver(password_reset)
def noter_reinitialisation(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    inscrire("reinitialiser_mot_de_passe", compte=user, adresse=_adresse(request))
