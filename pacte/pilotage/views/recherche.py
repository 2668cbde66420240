"""The search of a pact."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from pacte.accord.models import Pacte
from pacte.pilotage.cherchables import GenreResultat
from pacte.pilotage.forms import RechercheForm
from pacte.pilotage.recherche import chercher, montrer, onglets
from pacte.socle.templatetags.socle import accorder

PAR_PAGE = 25


@require_safe
def rechercher(request: HttpRequest, code: str) -> HttpResponse:
    """Show what the reader may open and that says the words of `q`, by kind."""
    pacte = get_object_or_404(Pacte.objects.for_fonction(request.fonction), code=code)
    form = RechercheForm(request.GET)
    q = form.cleaned_data["q"] if form.is_valid() else ""
    trouvees = chercher(pacte, request.fonction, q) if q else []
    genre = request.GET.get("genre", "")
    retenues = [
        reference
        for reference in trouvees
        if genre not in GenreResultat.values or reference.genre == genre
    ]
    page = Paginator(retenues, PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "pacte": pacte,
        "form": form,
        "q": q,
        "page": page,
        "onglets": onglets(trouvees, genre),
        "groupes": montrer(page.object_list, pacte, request.fonction, q, le=timezone.localdate()),
        "compte": accorder(len(retenues), "résultat,résultats,Aucun"),
    }
    return render(request, "pilotage/rechercher.html", contexte)
