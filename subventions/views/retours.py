"""The pages of signed conventions that come back as a scan."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from pacte.accord.models import Pacte
from pacte.journal.refus import refuser
from subventions import operations
from subventions.forms.conventions_a_signer import ConfirmationRetourForm, RetourForm
from subventions.models import Convention
from subventions.permissions import can_recevoir_retours
from subventions.retours.codes_lus import PAGES_MAXIMUM
from subventions.retours.lecture import Lecture, dessiner_page, pages_reconnues, relire_jeton
from subventions.views.acces import pacte_ou_404
from subventions.views.demandes import MODIFIER
from subventions.views.envoi import Page, lier, traiter


def _lecture_ou_404(pacte: Pacte, jeton: str) -> Lecture:
    lecture = relire_jeton(jeton)
    if lecture is None or lecture.pacte != pacte.pk:
        raise Http404
    return lecture


def _attendues(pacte: Pacte, lecture: Lecture) -> list[Convention]:
    """The conventions to which a page may go: those read, those whose document waits to be signed."""
    conventions = (
        Convention.objects.filter(pacte=pacte, document__isnull=False)
        .select_related("centre")
        .order_by("-premier_exercice", "centre__nom", "pk")
    )
    lues = set(lecture.conventions)
    return [c for c in conventions if c.pk in lues or not c.is_signee]


@MODIFIER
def deposer_retour(request: HttpRequest, code: str) -> HttpResponse:
    """Drop one scan, of one or several signed conventions; its codes are read."""
    pacte = pacte_ou_404(request, code)
    form = lier(RetourForm, request)
    return traiter(
        request,
        Page(
            "subventions/deposer_retour.html",
            "Retour des conventions signées",
            "Lire les pages",
            reverse("lister_conventions", args=[code]),
            {"pacte": pacte, "pages_maximum": PAGES_MAXIMUM},
        ),
        action="deposer_retour",
        objet=pacte,
        droit=can_recevoir_retours(request.fonction, pacte, timezone.localdate()),
        form=form,
        operation=lambda: operations.deposer_retour(
            pacte,
            par=request.fonction,
            cle=form.cleaned_data["cle_idempotence"],
            fichier=form.cleaned_data["fichier"],
        ),
        message="Les pages sont lues. Vérifiez, puis enregistrez.",
        suite=lambda lecture: reverse("confirmer_retour", args=[code, lecture.jeton]),
    )


@MODIFIER
def confirmer_retour(request: HttpRequest, code: str, lecture: str) -> HttpResponse:
    """Show what was read; attach it with the days of the signatures once confirmed."""
    pacte = pacte_ou_404(request, code)
    lue = _lecture_ou_404(pacte, lecture)
    attendues = _attendues(pacte, lue)
    form = lier(
        ConfirmationRetourForm,
        request,
        lecture=lue,
        reconnues=pages_reconnues(lue, attendues),
        attendues=attendues,
    )
    return traiter(
        request,
        Page(
            "subventions/confirmer_retour.html",
            "Retour des conventions signées",
            "Enregistrer le retour",
            reverse("lister_conventions", args=[code]),
            {"pacte": pacte, "lecture": lue, "jeton": lecture, "nombre": len(lue.conventions)},
        ),
        action="confirmer_retour",
        objet=pacte,
        droit=can_recevoir_retours(request.fonction, pacte, timezone.localdate()),
        form=form,
        operation=lambda: operations.confirmer_retour(
            pacte, lue, par=request.fonction, retours=form.retours()
        ),
        message="Les exemplaires signés sont rangés avec leur convention.",
        suite=reverse("lister_conventions", args=[code]),
    )


@require_safe
def voir_page_retour(request: HttpRequest, code: str, lecture: str, rang: int) -> HttpResponse:
    """Send a small picture of a page of the scan being confirmed."""
    pacte = pacte_ou_404(request, code)
    lue = _lecture_ou_404(pacte, lecture)
    droit = can_recevoir_retours(request.fonction, pacte, timezone.localdate())
    if not droit:
        return refuser(request, droit, action="deposer_retour", objet=pacte)
    if not 1 <= rang <= len(lue.conventions):
        raise Http404
    try:
        image = dessiner_page(lue.fichier, rang)
    except OSError as erreur:
        raise Http404 from erreur
    if image is None:
        raise Http404
    reponse = HttpResponse(image, content_type="image/png")
    reponse["X-Content-Type-Options"] = "nosniff"
    reponse["Cache-Control"] = "private, max-age=3600"
    return reponse
