"""What `make bench` measures: pages of 50 rows and details, each beside an empty logged-in page.

In one run page and floor take turns, so that a busy machine slows both alike. Times are
microseconds, ratios are written in tenths.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from types import SimpleNamespace

import weasyprint
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import include, path, reverse
from django.utils import timezone
from weasyprint.text.fonts import FontConfiguration

from gouvernance.models import (
    CompteRendu,
    EtatCompteRendu,
    Participation,
    Passage,
    PointOrdreDuJour,
    Presence,
    Reunion,
)
from gouvernance.pdf.reunions import contexte_compte_rendu, rendre_compte_rendu, titre_compte_rendu
from pacte.accord.models import Qualite
from pacte.documents.models import DocumentScelle, GenreDocument
from pacte.documents.pdf import Ressources, composer_html
from subventions.models import Demande, EtatDemande
from tests.factories_accord import compte, equipe, fonction, un_pacte
from tests.factories_subventions import demande
from tests.pilotage.fabriques import decider, remplir, tenir

LIGNES = 50
REQUETES_VISEES = 15
# Aims, in tenths of the floor: lists and dashboard 5, a detail 4, the minutes 1.1 of WeasyPrint.
VISEES = {"accueil": 50, "liste": 50, "tableau": 50, "detail": 40, "pdf": 11}


# --- The floor ------------------------------------------------------------------------------------
def page_vide(request: HttpRequest, code: str) -> HttpResponse:
    """An empty page of the site: the frame alone, for the signed-in function."""
    gabarit = engines["django"].from_string(
        '{% extends "base.html" %}{% block titre %}Vide{% endblock %}'
        "{% block contenu %}<h1>Vide</h1>{% endblock %}"
    )
    return HttpResponse(gabarit.render({"code": code}, request))


urlpatterns = [
    path("pactes/<slug:code>/banc/vide/", page_vide, name="page_vide"),
    path("", include("pacte.urls")),
]
handler403 = "pacte.erreurs.acces_refuse"
handler404 = "pacte.erreurs.page_introuvable"
handler500 = "pacte.erreurs.erreur_interne"


# --- The facts -------------------------------------------------------------------------------------
def peupler() -> SimpleNamespace:
    """A pact with 50 meetings and 50 requests at least, and one of each in full."""
    p = un_pacte("banc")
    p.equipe = equipe(p)
    directions = {
        p.a.code: p.equipe[Qualite.DIRECTION],
        p.b.code: fonction(Qualite.DIRECTION, p.b),
    }
    remplir(p, directions)
    for rang in range(LIGNES):
        _terminer(
            p, tenir(p, "comite-technique", date(2025, 1, 2) + timedelta(days=rang), centre=p.a)
        )
    p.demande = [_demande(p) for _ in range(LIGNES)][-1]
    p.reunion = _reunion(p)
    return p


def _terminer(p: SimpleNamespace, reunion: Reunion) -> None:
    """Definitive minutes, as those of past meetings are: nothing is awaited from them."""
    document = DocumentScelle.objects.create(
        genre=GenreDocument.COMPTE_RENDU,
        titre=str(reunion),
        nom="compte-rendu.pdf",
        chemin=f"banc/{reunion.pk}.pdf",
        taille=1,
        sha256=f"{reunion.pk:064d}",
        scelle_le=timezone.now(),
    )
    CompteRendu.objects.create(
        pacte=p.pacte,
        reunion=reunion,
        etat=EtatCompteRendu.DEFINITIF,
        date_definitive=reunion.date_reunion,
        document=document,
        empreinte_contenu=document.sha256,
    )


def _demande(p: SimpleNamespace) -> Demande:
    par = p.equipe[Qualite.DIRECTION]
    return demande(p, p.a, etat=EtatDemande.RECUE, par=par, avec_budget=True)


def _reunion(p: SimpleNamespace) -> Reunion:
    """A meeting as long as a real one: 12 people, 6 items, 6 decisions, its minutes."""
    reunion = tenir(p, "comite-pilotage", date(2026, 6, 2))
    for qui in p.equipe.values():
        Participation.objects.create(reunion=reunion, fonction=qui, presence=Presence.PRESENTE)
    compte_rendu = CompteRendu.objects.create(pacte=p.pacte, reunion=reunion)
    for ordre in range(1, 7):
        point = PointOrdreDuJour.objects.create(
            reunion=reunion, ordre=ordre, titre=f"Point {ordre} de l'ordre du jour"
        )
        texte = "Chacune et chacun dit où en est son action. " * 12
        Passage.objects.create(compte_rendu=compte_rendu, point=point, texte=texte)
        decider(p, reunion, ordre, date(2026, 9, 1), responsable=p.equipe[Qualite.AGENT_AVS])
    return reunion


# --- The measures -------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Mesure:
    """A page beside its floor, in microseconds."""

    nom: str
    genre: str
    median: int
    plancher: int
    requetes: int | None = None
    octets: int = 0

    @property
    def dixiemes(self) -> int:
        """The ratio to the floor, in tenths, rounded up."""
        return -(-self.median * 10 // max(self.plancher, 1))

    @property
    def is_tenue(self) -> bool:
        """Whether the aim is reached, in time and in queries."""
        requetes = self.requetes is None or self.requetes <= REQUETES_VISEES
        return self.dixiemes <= VISEES[self.genre] and requetes

    def __str__(self) -> str:
        requetes = "   -" if self.requetes is None else f"{self.requetes:4d}"
        return (
            f"{self.nom:<44}{requetes} requêtes {_millisecondes(self.median):>9} "
            f"{_millisecondes(self.plancher):>9} {_dixiemes(self.dixiemes):>6} x "
            f"(visé {_dixiemes(VISEES[self.genre])}) {self.octets // 1000:>5} ko "
            f"{'oui' if self.is_tenue else 'NON'}"
        )


def _millisecondes(microsecondes: int) -> str:
    return f"{microsecondes // 1000},{microsecondes % 1000 // 100} ms"


def _dixiemes(dixiemes: int) -> str:
    return f"{dixiemes // 10},{dixiemes % 10}"


def _chronometrer(appel: Callable[[], object]) -> int:
    debut = time.perf_counter_ns()
    appel()
    return (time.perf_counter_ns() - debut) // 1000


def alterner(
    appel: Callable[[], object], plancher: Callable[[], object], passes: int
) -> tuple[int, int]:
    """Median times of two calls that take turns, after one of each to warm up."""
    appel()
    plancher()
    temps = [(_chronometrer(appel), _chronometrer(plancher)) for _ in range(passes)]
    appels, planchers = zip(*temps, strict=True)
    return int(statistics.median(appels)), int(statistics.median(planchers))


def mesurer_page(client: Client, nom: str, genre: str, url: str, vide: str, passes: int) -> Mesure:
    """Measure a page beside the empty one. Raises SystemExit when it does not answer 200."""
    for adresse in (url, vide):
        reponse = client.get(adresse)
        if reponse.status_code != 200:
            raise SystemExit(f"{adresse} répond {reponse.status_code}.")
    with CaptureQueriesContext(connection) as capture:
        reponse = client.get(url)
        # Counted here: the next request empties Django's log.
        requetes = len(capture)
    median, plancher = alterner(lambda: client.get(url), lambda: client.get(vide), passes)
    return Mesure(nom, genre, median, plancher, requetes, len(reponse.content))


def mesurer_compte_rendu(p: SimpleNamespace, passes: int) -> Mesure:
    """Measure the minutes' PDF beside WeasyPrint alone on the same HTML."""
    compte_rendu = CompteRendu.objects.select_related(
        "reunion__pacte__ville", "reunion__instance", "reunion__centre", "reunion__theme"
    ).get(reunion=p.reunion)
    le = timezone.localdate()
    html = composer_html(
        "gouvernance/pdf/compte_rendu.html",
        contexte_compte_rendu(compte_rendu, le, projet=True),
        titre=titre_compte_rendu(compte_rendu.reunion),
    )
    ressources, polices = Ressources(), FontConfiguration()
    feuille = weasyprint.CSS(
        string=(settings.RACINE / "static" / "css" / "pdf.css").read_text(),
        url_fetcher=ressources,
        font_config=polices,
    )

    def seul() -> bytes:
        page = weasyprint.HTML(
            string=html, base_url=settings.ADRESSE_DU_SITE, url_fetcher=ressources
        )
        return page.write_pdf(stylesheets=[feuille], font_config=polices, pdf_variant="pdf/ua-1")

    median, plancher = alterner(
        lambda: rendre_compte_rendu(compte_rendu, le, projet=True), seul, max(5, passes // 2)
    )
    return Mesure("PDF du compte rendu, et WeasyPrint seul", "pdf", median, plancher)


def _pages(p: SimpleNamespace) -> Iterator[tuple[str, str, str]]:
    code = p.pacte.code
    yield "Accueil", "accueil", reverse("accueil")
    yield f"Liste de {LIGNES} réunions", "liste", reverse("lister_reunions", args=[code])
    yield f"Liste de {LIGNES} demandes", "liste", reverse("lister_demandes", args=[code])
    yield "Une réunion", "detail", reverse("voir_reunion", args=[code, p.reunion.pk])
    yield "Une demande", "detail", reverse("voir_demande", args=[code, p.demande.pk])
    yield "Tableau du comité de pilotage", "tableau", reverse("voir_tableau", args=[code])
    yield "Engagements suivis", "tableau", reverse("lister_clauses", args=[code])


def tout_mesurer(passes: int) -> Iterator[str]:
    """Measure everything in one transaction that is rolled back; yield the lines to print."""
    with (
        transaction.atomic(),
        override_settings(ROOT_URLCONF="scripts.mesures", ALLOWED_HOSTS=["testserver"]),
    ):
        p = peupler()
        client = Client()
        client.force_login(compte(p.equipe[Qualite.AGENT_AVS]))
        vide = reverse("page_vide", args=[p.pacte.code])
        yield f"Médianes sur {passes} passages ; plancher : une page vide du même site."
        yield f"{'page':<44}{'':>13} {'médiane':>9} {'plancher':>9} {'ratio':>8}"
        mesures = []
        for nom, genre, url in _pages(p):
            mesures.append(mesurer_page(client, nom, genre, url, vide, passes))
            yield str(mesures[-1])
        mesures.append(mesurer_compte_rendu(p, passes))
        yield str(mesures[-1])
        tenues = sum(mesure.is_tenue for mesure in mesures)
        yield f"{tenues} objectifs atteints sur {len(mesures)}."
        transaction.set_rollback(True)
