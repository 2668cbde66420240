"""Minutes: bring them, submit them, make them definitive, read them."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from gouvernance import operations, permissions
from gouvernance.forms import ApportForm, formulaires_de_decisions
from gouvernance.forms.champs import Sujet
from gouvernance.forms.comptes_rendus import DECISIONS_NEUVES
from gouvernance.lectures.composition import candidats, organisations_du_pacte
from gouvernance.models import CompteRendu, EtatReunion, Reunion
from gouvernance.pdf.reunions import nom_de_fichier, rendre_compte_rendu
from gouvernance.portee import acte, reunion_en_portee
from gouvernance.views.preparation import a_motiver, sujets_de
from gouvernance.views.seance import reponse_pdf
from pacte.accord.models import Fonction, Pacte, Portee
from pacte.accord.portee import pacte_en_portee
from pacte.documents.reponses import reponse_fichier
from pacte.documents.stockage import EcritureImpossible
from pacte.journal.operations import inscrire
from pacte.socle.droits import exiger


def _annoncees(request: HttpRequest, pacte: Pacte) -> list[Sujet]:
    """Meetings of the day or past ones that minutes may be attached to."""
    le = timezone.localdate()
    reunions = (
        Reunion.objects.for_fonction(request.fonction)
        .filter(pacte=pacte, date_reunion__lte=le)
        .exclude(etat=EtatReunion.ANNULEE)
        .select_related("pacte", "instance", "centre", "theme", "organisateur", "compte_rendu")
        .order_by("-date_reunion", "-pk")
    )
    return [
        Sujet(reunion.instance, centre=reunion.centre, theme=reunion.theme, reunion=reunion)
        for reunion in reunions
        if permissions.can_apporter(request.fonction, reunion, le)
    ]


def _fonctions_du_pacte(pacte: Pacte, fonction: Fonction) -> list[Fonction]:
    """Everybody whom the person may tick; a centre's people see their own centre's alone (Q22)."""
    le = timezone.localdate()
    organisations = organisations_du_pacte(pacte, le)
    multilaterale = pacte.instances.exclude(portee=Portee.CENTRE).order_by("ordre").first()
    instance = multilaterale or pacte.instances.order_by("ordre").first()
    if instance is None:
        return []
    return candidats(instance, fonction.organisation, organisations, le)


@require_http_methods(["GET", "POST"])
@acte
def apporter_compte_rendu(request: HttpRequest, code: str) -> HttpResponse:
    """Bring minutes already written: choose the meeting, drop the file, save."""
    pacte = pacte_en_portee(request, code)
    exiger(permissions.can_ouvrir_une_reunion(request.fonction, pacte, timezone.localdate()))
    fonctions = _fonctions_du_pacte(pacte, request.fonction)
    sujets = sujets_de(pacte, request.fonction)
    form = ApportForm(
        request.POST or None,
        request.FILES or None,
        sujets=sujets,
        annoncees=_annoncees(request, pacte),
        a_motiver=bool(a_motiver(sujets, request.fonction, pacte)),
        fonctions=fonctions,
        initial={"sujet": request.GET.get("sujet", "")},
    )
    formset = formulaires_de_decisions(
        request.POST or None, fonctions=fonctions, vides=DECISIONS_NEUVES
    )
    statut = HTTPStatus.OK
    if request.method == "POST" and form.is_valid() and formset.is_valid():
        try:
            compte_rendu = _apporter(request, pacte, form, formset.decisions())
        except EcritureImpossible as panne:
            form.add_error("fichier", str(panne))
            statut = panne.code_http
        else:
            messages.success(
                request,
                "Le compte rendu est sur le portail, comme projet. "
                "Relisez, puis rendez-le définitif.",
            )
            return redirect("voir_reunion", code, compte_rendu.reunion_id)
    contexte = {
        "pacte": pacte,
        "form": form,
        "formset": formset,
        "details_ouverts": bool(form.errors.get("presentes") or not formset.is_valid())
        if form.is_bound
        else False,
    }
    return render(request, "gouvernance/apporter_compte_rendu.html", contexte, status=statut)


def _apporter(
    request: HttpRequest, pacte: Pacte, form: ApportForm, decisions: list[Any]
) -> CompteRendu:
    sujet = form.cleaned_data["sujet"]
    apport = operations.Apport(
        fichier=form.cleaned_data["fichier"],
        cle=form.cleaned_data["cle_idempotence"],
        presentes=form.fonctions_presentes(),
        decisions=decisions,
    )
    if sujet.reunion is not None:
        request.objet_de_l_acte = sujet.reunion
        return operations.apporter(sujet.reunion, par=request.fonction, apport=apport)
    return operations.apporter_a_une_nouvelle_reunion(
        pacte,
        instance=sujet.instance,
        centre=sujet.centre,
        theme=sujet.theme,
        date_reunion=form.cleaned_data["date_reunion"],
        heure=form.cleaned_data["heure"],
        par=request.fonction,
        apport=apport,
        ligne=sujet.ligne,
        tenue_autrement=form.cleaned_data.get("tenue_autrement", ""),
    )


# --- Reading ---------------------------------------------------------------------


@require_safe
@acte
def telecharger_projet(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Give the PDF of minutes that are not definitive, marked « projet » on each page."""
    reunion = reunion_en_portee(request, code, pk)
    compte_rendu = reunion.compte_rendu_ou_rien
    le = timezone.localdate()
    exiger(permissions.can_lire_compte_rendu(request.fonction, reunion, le, compte_rendu))
    if compte_rendu is None or compte_rendu.is_definitif:
        raise Http404("Le projet a laissé la place à la version définitive.")
    inscrire("telecharger_projet", objet=reunion, par=request.fonction)
    contenu = rendre_compte_rendu(compte_rendu, le, projet=True)
    return reponse_pdf(contenu, nom_de_fichier(reunion, "projet-compte-rendu"))


@require_safe
@acte
def telecharger_compte_rendu(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Give the definitive PDF as it was sealed."""
    reunion = reunion_en_portee(request, code, pk)
    compte_rendu = reunion.compte_rendu_ou_rien
    le = timezone.localdate()
    exiger(permissions.can_telecharger_compte_rendu(request.fonction, reunion, le, compte_rendu))
    if compte_rendu is None or compte_rendu.document is None:
        raise Http404("Aucun document.")
    inscrire("telecharger_compte_rendu", objet=reunion, par=request.fonction)
    return reponse_fichier(compte_rendu.document)


@require_safe
@acte
def telecharger_fichier_compte_rendu(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Give the file that was brought, byte for byte."""
    reunion = reunion_en_portee(request, code, pk)
    compte_rendu = reunion.compte_rendu_ou_rien
    le = timezone.localdate()
    exiger(permissions.can_lire_compte_rendu(request.fonction, reunion, le, compte_rendu))
    if compte_rendu is None or compte_rendu.fichier is None:
        raise Http404("Aucun fichier n'a été apporté.")
    inscrire("telecharger_fichier_compte_rendu", objet=reunion, par=request.fonction)
    return reponse_fichier(compte_rendu.fichier)
