"""French typography of every page: what the eye sees, never what is stored or typed.

A person types « Pourquoi ? » and « l'acte » with the keys of her keyboard. The page shows the
no-break space and the curved apostrophe that print uses, so that no line begins with « ? ».
"""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

INSECABLE = "\u00a0"
APOSTROPHE = "\u2019"
# Fields, codes and the exact text of an act, left as they are.
INTACTS = re.compile(
    r"""(<(?:(textarea|script|style|pre|code)\b.*?</\2>|p\ class="acte-exact">.*?</p>))""",
    re.DOTALL | re.VERBOSE,
)
# Text between two tags, where there is something to set.
TEXTE = re.compile(r"(?:^|(?<=>))[^<>]*[:;?!«»%€'][^<>]*(?=<|$)")
ESPACE = re.compile(r" (?=[:;?!»%€])|(?<=«) ")
DROITE = re.compile(r"(?<=[^\W\d_])(?:'|&#x27;)(?=[^\W\d_])")


def soigner(page: str) -> str:
    """Set the text of an HTML page; its tags, fields and codes are left untouched."""
    # The split yields in turn: page, a part left intact, the name of its tag, page, …
    morceaux = INTACTS.split(page)
    for rang in range(0, len(morceaux), 3):
        morceaux[rang] = TEXTE.sub(_soigner_texte, morceaux[rang])
    del morceaux[2::3]
    return "".join(morceaux)


def _soigner_texte(texte: re.Match[str]) -> str:
    return DROITE.sub(APOSTROPHE, ESPACE.sub(INSECABLE, texte[0]))


class TypographieMiddleware:
    """Sets the text of each HTML answer; files and exports are left as they are."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        reponse = self.get_response(request)
        is_page = reponse.headers.get("Content-Type", "").startswith("text/html")
        if is_page and not reponse.streaming:
            reponse.content = soigner(reponse.content.decode(reponse.charset))
        return reponse
