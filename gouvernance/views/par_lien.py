"""What opens with a personal link, without an account: the answer, the meeting's documents (S13).

Reading changes nothing; a wrong, expired or closed link always gives the same page. The secret of
the address is the whole of the access: these pages read no session, so no other site can make a
visitor's browser act here without knowing it.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from gouvernance.forms.reponses import ReponseForm
from gouvernance.lectures.reponses import valeurs
from gouvernance.models import CompteRendu, LienPersonnel, PieceReunion, PorteurLien, Reunion
from gouvernance.notifications.invitations import calendrier
from gouvernance.operations import reponses
from gouvernance.pdf.reunions import nom_de_fichier, rendre_compte_rendu
from gouvernance.permissions import reponses as droits_reponses
from gouvernance.sans_compte import sans_trace, trop_de_visites
from gouvernance.views.seance import reponse_pdf
from pacte.documents.reponses import reponse_fichier
from pacte.journal.operations import inscrire
from pacte.journal.refus import refuser
from pacte.socle.droits import ActeRefuse

VueDeLien = Callable[..., HttpResponse]


def par_lien(vue: VueDeLien) -> Callable[..., HttpResponse]:
    """Find the link of the address, then call `vue` with it: the same closed page for any other."""

    @wraps(vue)
    @sensitive_variables("jeton")
    def ouvrir(request: HttpRequest, jeton: str, **kwargs: Any) -> HttpResponse:
        if (trop := trop_de_visites(request, "invitation")) is not None:
            return trop
        lien = reponses.trouver_invitation(jeton)
        if lien is None:
            return sans_trace(render(request, "gouvernance/lien_ferme.html", status=410))
        return sans_trace(vue(request, lien, jeton, **kwargs))

    return ouvrir


@login_not_required
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@par_lien
@sensitive_variables("jeton")
def repondre_invitation(request: HttpRequest, lien: LienPersonnel, jeton: str) -> HttpResponse:
    """Show one meeting to who was invited, and take her answer until it starts."""
    participation = lien.participation
    deleguer = droits_reponses.can_se_faire_representer(lien)
    form = ReponseForm(
        request.POST or None,
        initial=valeurs(participation)
        if deleguer
        else {"reponse": participation.representant_reponse},
        deleguer=deleguer,
        pour_elle=lien.porteur == PorteurLien.SECRETARIAT,
    )
    if form.is_valid():
        try:
            reponses.repondre_par_lien(lien, form.reponse_donnee())
        except ActeRefuse as erreur:
            return refuser(
                request, erreur.droit, action="repondre_invitation", objet=participation.reunion
            )
        return redirect("repondre_invitation", jeton=jeton)
    return render(request, "gouvernance/repondre_invitation.html", _page(lien, jeton, form))


def _page(lien: LienPersonnel, jeton: str, form: ReponseForm) -> dict[str, Any]:
    participation = lien.participation
    reunion = participation.reunion
    represente = lien.porteur == PorteurLien.REPRESENTANT
    compte_rendu = _compte_rendu(reunion)
    return {
        "jeton": jeton,
        "lien": lien,
        "dernier_jour": timezone.localtime(lien.expire_le - datetime.resolution).date(),
        "participation": participation,
        "personne": participation.fonction.personne,
        "reunion": reunion,
        "droit": droits_reponses.can_repondre_par_lien(lien, timezone.now()),
        "form": form,
        "actuelle": participation.representant_reponse if represente else participation.reponse,
        "donnee_le": participation.representant_repondu_le
        if represente
        else participation.repondu_le,
        "points": reunion.points_ordonnes(),
        "compte_rendu": compte_rendu
        if droits_reponses.can_lire_compte_rendu_par_lien(compte_rendu)
        else None,
        "pieces": reunion.pieces.filter(date_retrait__isnull=True).select_related("fichier"),
    }


def _compte_rendu(reunion: Reunion) -> CompteRendu | None:
    return (
        CompteRendu.objects.filter(reunion=reunion)
        .select_related("fichier", "document", "reunion__pacte__ville", "reunion__instance")
        .first()
    )


def _inscrire_lecture(lien: LienPersonnel, action: str, motif: str = "") -> None:
    """Say in the journal who took a copy: the holder of the link, never its secret."""
    qui = f"{lien.participation.fonction.personne} (lien : {lien.get_porteur_display()})"
    inscrire(action, objet=lien.participation.reunion, nom=qui, motif=motif)


@login_not_required
@never_cache
@require_safe
@par_lien
def telecharger_rendez_vous(request: HttpRequest, lien: LienPersonnel, jeton: str) -> HttpResponse:
    """Give the calendar entry of the meeting as it stands now; it does not hold the secret."""
    reunion = lien.participation.reunion
    if reunion.debut is None:
        raise Http404("La réunion n'a pas d'heure.")
    texte = calendrier(reunion, "", "", reunion.points_ordonnes(), "PUBLISH")
    _inscrire_lecture(lien, "telecharger_rendez_vous")
    reponse = HttpResponse(texte.encode(), content_type="text/calendar; charset=utf-8")
    reponse["Content-Disposition"] = 'attachment; filename="reunion.ics"'
    reponse["X-Content-Type-Options"] = "nosniff"
    return reponse


@login_not_required
@never_cache
@require_safe
@par_lien
def telecharger_compte_rendu_par_lien(
    request: HttpRequest, lien: LienPersonnel, jeton: str
) -> HttpResponse:
    """Give the minutes, submitted or definitive; those being written do not exist here."""
    reunion = lien.participation.reunion
    compte_rendu = _compte_rendu(reunion)
    if compte_rendu is None or not droits_reponses.can_lire_compte_rendu_par_lien(compte_rendu):
        raise Http404("Le compte rendu n'est pas encore soumis.")
    _inscrire_lecture(lien, "telecharger_compte_rendu_par_lien")
    if compte_rendu.document is not None:
        return reponse_fichier(compte_rendu.document)
    if compte_rendu.fichier is not None:
        return reponse_fichier(compte_rendu.fichier)
    contenu = rendre_compte_rendu(compte_rendu, timezone.localdate(), projet=True)
    return reponse_pdf(contenu, nom_de_fichier(reunion, "projet-compte-rendu"))


@login_not_required
@never_cache
@require_safe
@par_lien
def telecharger_piece_par_lien(
    request: HttpRequest, lien: LienPersonnel, jeton: str, piece: int
) -> HttpResponse:
    """Give one document of the meeting, if it is still there."""
    trouvee = PieceReunion.objects.filter(pk=piece).select_related("fichier").first()
    if trouvee is None or not droits_reponses.can_lire_piece_par_lien(lien, trouvee):
        raise Http404("Ce document n'est pas de cette réunion.")
    _inscrire_lecture(lien, "telecharger_piece_par_lien", trouvee.titre)
    return reponse_fichier(trouvee.fichier)
