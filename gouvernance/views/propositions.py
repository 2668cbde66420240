"""Items proposed by participants, and items that come back at each meeting."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from gouvernance import operations
from gouvernance.forms.propositions import (
    RETENIR,
    ExamenForm,
    FinForm,
    PropositionForm,
    RecurrentForm,
)
from gouvernance.lectures.composition import organisations_du_pacte
from gouvernance.models import PointRecurrent, PropositionPoint, Reunion
from gouvernance.operations import PointPropose, RecurrentEcrit
from gouvernance.permissions import ordre_du_jour as droits
from gouvernance.permissions.reunions import is_avs_du_pacte
from gouvernance.portee import acte, reunion_en_portee
from pacte.accord.models import GenreOrganisation
from pacte.accord.portee import pacte_en_portee
from pacte.socle.dates import ecrire_jour_court
from pacte.socle.droits import exiger


@require_http_methods(["GET", "POST"])
@acte
def proposer_point(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Propose an item to the organiser, until the day the documents are due."""
    reunion = reunion_en_portee(request, code, pk)
    exiger(droits.can_proposer(request.fonction, reunion, timezone.localdate()))
    form = PropositionForm(request.POST or None)
    if form.is_valid():
        donnees = dict(form.cleaned_data)
        propose = PointPropose(cle=donnees.pop("cle_idempotence"), **donnees)
        operations.proposer_point(reunion, par=request.fonction, propose=propose)
        messages.success(
            request, "Votre proposition est envoyée. Vous recevrez la réponse par courriel."
        )
        return redirect("voir_reunion", code, pk)
    contexte = {"reunion": reunion, "form": form, "limite": droits.limite_documents(reunion)}
    return render(request, "gouvernance/proposer_point.html", contexte)


def _proposition(reunion: Reunion, proposition: int) -> PropositionPoint:
    trouvee = get_object_or_404(
        reunion.propositions.select_related("proposee_par__personne", "proposee_par__organisation"),
        pk=proposition,
    )
    trouvee.reunion = reunion
    return trouvee


@require_http_methods(["GET", "POST"])
@acte
def examiner_proposition(
    request: HttpRequest, code: str, pk: int, proposition: int
) -> HttpResponse:
    """Take a proposed item, and where, or set it aside with the reason."""
    reunion = reunion_en_portee(request, code, pk)
    ligne = _proposition(reunion, proposition)
    exiger(droits.can_examiner(request.fonction, ligne, timezone.localdate()))
    points = reunion.points_ordonnes()
    form = ExamenForm(request.POST or None, points=points)
    if form.is_valid():
        reponse = form.cleaned_data["reponse"].strip()
        if form.cleaned_data["decision"] == RETENIR:
            apres = form.cleaned_data["apres"]
            operations.retenir_proposition(
                ligne, par=request.fonction, apres=apres.pk if apres else None, reponse=reponse
            )
            messages.success(request, f"« {ligne.titre} » est à l’ordre du jour.")
        else:
            operations.ecarter_proposition(ligne, par=request.fonction, reponse=reponse)
            messages.success(request, "La personne qui proposait ce point est prévenue.")
        return redirect("voir_reunion", code, pk)
    contexte = {"reunion": reunion, "proposition": ligne, "form": form}
    return render(request, "gouvernance/examiner_proposition.html", contexte)


@require_http_methods(["GET", "POST"])
@acte
def retirer_proposition(request: HttpRequest, code: str, pk: int, proposition: int) -> HttpResponse:
    """Its author takes a proposal back, once confirmed."""
    reunion = reunion_en_portee(request, code, pk)
    ligne = _proposition(reunion, proposition)
    exiger(droits.can_retirer_proposition(request.fonction, ligne, timezone.localdate()))
    if request.method == "POST":
        operations.retirer_proposition(ligne, par=request.fonction)
        messages.success(request, "Votre proposition est retirée.")
        return redirect("voir_reunion", code, pk)
    contexte = {
        "reunion": reunion,
        "page": "Retirer ma proposition",
        "manques": [],
        "relecture": False,
        "titre": f"Retirer votre proposition « {ligne.titre} » ?",
        "consequences": ["L’organisateur ne l’examinera pas. Vous pourrez en faire une autre."],
        "form": None,
        "bouton": "Retirer ma proposition",
        "url_retour": reverse("voir_reunion", args=[code, pk]),
        "danger": False,
    }
    return render(request, "gouvernance/confirmer.html", contexte)


@require_http_methods(["GET", "POST"])
@acte
def gerer_points_recurrents(request: HttpRequest, code: str) -> HttpResponse:
    """The items that come back at each meeting: read them, add one."""
    pacte = pacte_en_portee(request, code)
    le = timezone.localdate()
    fonction = request.fonction
    exiger(droits.can_gerer_recurrents(fonction, pacte, le))
    avs = is_avs_du_pacte(fonction, pacte)
    centres = [o for o in organisations_du_pacte(pacte, le) if o.genre == GenreOrganisation.CENTRE]
    form = RecurrentForm(
        request.POST or None,
        instances=pacte.instances.order_by("ordre"),
        centres=centres,
        seul_centre=None if avs else fonction.organisation,
    )
    if form.is_valid():
        instance, centre = form.sujet()
        donnees = {k: v for k, v in form.cleaned_data.items() if k != "instance"}
        ecrit = RecurrentEcrit(cle=donnees.pop("cle_idempotence"), **donnees)
        operations.ajouter_recurrent(
            pacte, par=fonction, instance=instance, centre=centre, ecrit=ecrit
        )
        messages.success(request, f"« {ecrit.titre} » viendra de lui-même aux réunions suivantes.")
        return redirect("gerer_points_recurrents", code)
    recurrents = PointRecurrent.objects.filter(pacte=pacte).select_related("instance", "centre")
    if not avs:
        recurrents = recurrents.filter(centre=None) | recurrents.filter(
            centre=fonction.organisation_id
        )
    lignes = []
    for recurrent in recurrents.order_by("instance__ordre", "titre", "pk"):
        recurrent.pacte = pacte
        fini = recurrent.date_fin is not None and recurrent.date_fin < le
        lignes.append((recurrent, droits.can_terminer_recurrent(fonction, recurrent, le), fini))
    contexte = {"pacte": pacte, "form": form, "lignes": lignes}
    return render(request, "gouvernance/gerer_points_recurrents.html", contexte)


@require_http_methods(["GET", "POST"])
@acte
def terminer_point_recurrent(request: HttpRequest, code: str, point: int) -> HttpResponse:
    """Say until when an item comes back."""
    pacte = pacte_en_portee(request, code)
    le = timezone.localdate()
    exiger(droits.can_gerer_recurrents(request.fonction, pacte, le))
    recurrents = PointRecurrent.objects.filter(pacte=pacte).select_related("instance", "centre")
    if not is_avs_du_pacte(request.fonction, pacte):
        recurrents = recurrents.filter(centre=None) | recurrents.filter(
            centre=request.fonction.organisation_id
        )
    recurrent = get_object_or_404(recurrents, pk=point)
    recurrent.pacte = pacte
    request.objet_de_l_acte = recurrent
    exiger(droits.can_terminer_recurrent(request.fonction, recurrent, le))
    form = FinForm(request.POST or None)
    if form.is_valid():
        fin = form.cleaned_data["date_fin"]
        operations.terminer_recurrent(recurrent, par=request.fonction, date_fin=fin)
        messages.success(
            request, f"« {recurrent.titre} » s’arrête le {ecrire_jour_court(fin)} inclus."
        )
        return redirect("gerer_points_recurrents", code)
    contexte = {"pacte": pacte, "recurrent": recurrent, "form": form}
    return render(request, "gouvernance/terminer_point_recurrent.html", contexte)
