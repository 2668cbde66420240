"""What stops an act from outside: a full disk, a file still being checked. Said, never a crash."""

from http import HTTPStatus


class Empechement(Exception):
    """Something outside the act prevents it; the message is a French sentence for the user.

    A form shows it above its fields and loses nothing; any other page becomes a page that says it,
    with `code_http`.
    """

    code_http: HTTPStatus = HTTPStatus.SERVICE_UNAVAILABLE
    titre = "Le portail ne peut pas le faire maintenant"
