"""What a form sent by a script gets in the place of a redirection, which a script cannot see."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

EN_TETE = "X-Televersement"
SUITE = "X-Suite"
REDIRECTIONS = frozenset({HTTPStatus.FOUND, HTTPStatus.SEE_OTHER, HTTPStatus.MOVED_PERMANENTLY})


class TeleversementMiddleware:
    """Answer « 204, X-Suite: address » where a sending with a progress bar would be redirected.

    A script follows a redirection without seeing it, and would read the message of the next page in
    the reader's stead. Only a POST that carries the header is concerned: another site cannot add it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        reponse = self.get_response(request)
        is_script = request.method == "POST" and EN_TETE in request.headers
        if not is_script or reponse.status_code not in REDIRECTIONS:
            return reponse
        suite = HttpResponse(status=HTTPStatus.NO_CONTENT)
        suite[SUITE] = reponse["Location"]
        # The session and the message that waits for the next page are in these.
        suite.cookies = reponse.cookies
        return suite
