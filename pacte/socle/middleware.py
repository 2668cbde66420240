"""Headers of every answer, and the two time limits of a session."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from pacte.socle.empechements import Empechement

Reponse = Callable[[HttpRequest], HttpResponse]

# The portal uses none of these browser features: no page, and nothing injected in one, may.
PERMISSIONS = ", ".join(
    f"{usage}=()"
    for usage in (
        "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen",
        "geolocation", "gyroscope", "magnetometer", "microphone", "midi", "payment",
        "picture-in-picture", "publickey-credentials-get", "screen-wake-lock", "usb",
    )
)  # fmt: skip
DEBUT, VU = "session_debut", "session_vue"


class EnTetesMiddleware:
    """Headers that Django's SecurityMiddleware and the CSP leave aside (S7)."""

    def __init__(self, get_response: Reponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        reponse = self.get_response(request)
        reponse.headers.setdefault("Permissions-Policy", PERMISSIONS)
        reponse.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return reponse


class EmpechementMiddleware:
    """Turns what stops an act from outside into a page that says it in French (R10)."""

    def __init__(self, get_response: Reponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, erreur: Exception) -> HttpResponse | None:
        """Answer an `Empechement` with its own page; leave any other exception alone."""
        if not isinstance(erreur, Empechement):
            return None
        contexte = {"titre": erreur.titre, "motif": str(erreur)}
        return render(request, "empechement.html", contexte, status=erreur.code_http)


class DureeDeSessionMiddleware:
    """Ends a session left idle or too old; keeps no logged-in page in any cache (S7, S8).

    The idle limit is `SESSION_INACTIVITE` seconds, the absolute one `SESSION_COOKIE_AGE`.
    """

    def __init__(self, get_response: Reponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        connecte = request.user.is_authenticated
        if connecte:
            self._limiter(request)
        reponse = self.get_response(request)
        if connecte or request.user.is_authenticated:
            reponse.headers["Cache-Control"] = "no-store, private"
        return reponse

    def _limiter(self, request: HttpRequest) -> None:
        maintenant = int(timezone.now().timestamp())
        debut = request.session.setdefault(DEBUT, maintenant)
        vu = request.session.get(VU, maintenant)
        if maintenant - vu > settings.SESSION_INACTIVITE:
            self._fermer(request, "Votre session est restée inactive : connectez-vous à nouveau.")
        elif maintenant - debut > settings.SESSION_COOKIE_AGE:
            self._fermer(request, "Votre session a atteint sa durée : connectez-vous à nouveau.")
        elif VU not in request.session or maintenant - vu > settings.SESSION_PRECISION:
            # Once a minute is enough: one write a page would cost more than it tells.
            request.session[VU] = maintenant

    def _fermer(self, request: HttpRequest, phrase: str) -> None:
        logout(request)
        messages.info(request, phrase)
