"""The public page that confirms a hash, and tells nothing more."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from pacte.documents.forms import VerificationForm
from pacte.documents.limite import is_trop_frequent
from pacte.documents.models import DocumentScelle

ESSAIS_PAR_MINUTE = 30


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verifier_document(request: HttpRequest, sha256: str = "") -> HttpResponse:
    """Say whether a SHA-256 is that of a definitive document: no title, no list.

    A room that owns the document may add, in a panel, what goes with it (an addendum, its day).
    """
    envoye = request.method == "POST"
    if (sha256 or envoye) and is_trop_frequent(
        request, "verifier_document", maximum=ESSAIS_PAR_MINUTE
    ):
        reponse = render(request, "documents/trop_frequent.html", status=429)
        reponse["Retry-After"] = "60"
        return reponse
    form = VerificationForm(request.POST, request.FILES) if envoye else VerificationForm()
    if form.is_valid():
        return redirect("verifier_document", sha256=form.cleaned_data["sha256"])
    document = DocumentScelle.objects.filter(sha256=sha256).first() if sha256 else None
    contexte = {"form": form, "sha256": sha256, "connu": document is not None, "document": document}
    return render(request, "documents/verifier_document.html", contexte)
