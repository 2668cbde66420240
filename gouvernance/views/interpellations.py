"""Putting a question to a party of the pact, and answering it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tables2 import RequestConfig

from gouvernance.forms.champs import Sujet
from gouvernance.forms.initiative import (
    FiltreQuestionsForm,
    QuestionForm,
    ReponseForm,
    RetraitForm,
)
from gouvernance.lectures.historique import historique_de
from gouvernance.models import Interpellation, InterpellationQuerySet, Reunion
from gouvernance.operations import interpellations as operations
from gouvernance.permissions import initiative as droits_initiative
from gouvernance.portee import acte
from gouvernance.tables.initiative import QuestionsTable
from gouvernance.views.listes import PAR_PAGE
from gouvernance.views.preparation import tous_les_sujets
from pacte.accord.models import Fonction, GenreOrganisation, Organisation, Pacte, Portee
from pacte.accord.portee import pacte_en_portee
from pacte.socle.droits import exiger
from pacte.socle.elements import Acte
from pacte.socle.templatetags.socle import accorder


def _questions(request: HttpRequest, code: str) -> InterpellationQuerySet:
    return (
        Interpellation.objects.for_fonction(request.fonction)
        .filter(pacte__code=code)
        .select_related(
            "pacte__ville",
            "instance",
            "centre",
            "adressee_a",
            "posee_par__personne",
            "posee_par__organisation",
            "suivie_par__personne",
            "suivie_par__organisation",
            "reponse_par__personne",
            "reponse_par__organisation",
            "point__reunion__instance",
            "point__reunion__centre",
            "point__reunion__theme",
        )
    )


def question_en_portee(request: HttpRequest, code: str, pk: int) -> Interpellation:
    """A question that concerns the acting function."""
    question = get_object_or_404(_questions(request, code), pk=pk)
    request.objet_de_l_acte = question
    return question


@require_safe
def lister_interpellations(request: HttpRequest, code: str) -> HttpResponse:
    """Show the questions that concern the reader, latest first."""
    pacte = pacte_en_portee(request, code)
    le = timezone.localdate()
    form = FiltreQuestionsForm(request.GET, instances=pacte.instances.order_by("ordre"))
    questions = form.filtrer(_questions(request, code), le)
    table = QuestionsTable(questions.order_by("-date_question", "-pk"), le=le)
    RequestConfig(request, paginate={"per_page": PAR_PAGE}).configure(table)
    contexte = {
        "pacte": pacte,
        "form": form,
        "filtree": any(request.GET.get(nom) for nom in form.fields),
        "table": table,
        "nombre": table.paginator.count,
        "compte": accorder(table.paginator.count, "question,questions,Aucune"),
        "droit_poser": droits_initiative.can_interpeller(request.fonction, pacte, le),
        "url_poser": reverse("poser_interpellation", args=[code]),
    }
    return render(request, "gouvernance/lister_interpellations.html", contexte)


def _sujets(pacte: Pacte, fonction: Fonction) -> list[Sujet]:
    """The bodies whose next meeting may take the question: about a centre, its own for a centre."""
    vus: dict[str, Sujet] = {}
    for sujet in tous_les_sujets(pacte, timezone.localdate()):
        autre = sujet.centre is not None and sujet.centre.pk != fonction.organisation_id
        if sujet.instance.portee == Portee.CENTRE and autre and fonction.is_centre:
            continue
        # A question goes to a body; which theme comes next does not matter.
        choix = Sujet(sujet.instance, centre=sujet.centre)
        vus.setdefault(choix.valeur, choix)
    return list(vus.values())


def _parties(pacte: Pacte, fonction: Fonction) -> list[Organisation]:
    """The other parties; a centre's neighbour is reached through the collective bodies."""
    parties = pacte.parties.exclude(organisation=fonction.organisation_id)
    organisations = [
        p.organisation for p in parties.select_related("organisation").order_by("ordre")
    ]
    return sorted(organisations, key=lambda o: o.genre == GenreOrganisation.CENTRE)


@require_http_methods(["GET", "POST"])
@acte
def poser_interpellation(request: HttpRequest, code: str) -> HttpResponse:
    """Put a dated question to another party."""
    pacte = pacte_en_portee(request, code)
    exiger(droits_initiative.can_interpeller(request.fonction, pacte, timezone.localdate()))
    form = QuestionForm(
        request.POST or None,
        pacte=pacte,
        auteur=request.fonction.organisation,
        sujets=_sujets(pacte, request.fonction),
        parties=_parties(pacte, request.fonction),
        initial={"sujet": request.GET.get("sujet", "")},
    )
    if form.is_valid():
        sujet = form.cleaned_data["sujet"]
        question = operations.poser(
            pacte,
            instance=sujet.instance,
            centre=sujet.centre,
            adressee_a=form.cleaned_data["adressee_a"],
            par=request.fonction,
            cle=form.cleaned_data["cle_idempotence"],
            objet=form.cleaned_data["objet"],
            question=form.cleaned_data["question"],
        )
        messages.success(request, "Votre question est envoyée.")
        return redirect("voir_interpellation", code, question.pk)
    contexte = {"pacte": pacte, "form": form}
    return render(request, "gouvernance/poser_interpellation.html", contexte)


@require_safe
def voir_interpellation(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Show a question: its words, its answer, the meeting whose agenda it is on."""
    question = question_en_portee(request, code, pk)
    fonction, le = request.fonction, timezone.localdate()
    reunion = question.point.reunion if question.point is not None else None
    visible = (
        reunion is not None
        and Reunion.objects.for_fonction(fonction).filter(pk=reunion.pk).exists()
    )

    def lien(verbe: str) -> str:
        return reverse(f"{verbe}_interpellation", args=[code, pk])

    repondre = droits_initiative.can_repondre_question(fonction, question, le)
    retirer = droits_initiative.can_retirer_question(fonction, question, le)
    contexte = {
        "question": question,
        "etat": question.etat(le),
        "reunion": reunion,
        "url_reunion": reverse("voir_reunion", args=[code, reunion.pk])
        if visible and reunion is not None
        else "",
        "principale": Acte(repondre, "Répondre", lien("repondre"), "principale")
        if repondre
        else None,
        "peut_suivre": droits_initiative.can_suivre_question(fonction, question, le),
        "dangers": [Acte(retirer, "Retirer ma question", lien("retirer"))] if retirer else [],
        "historique": historique_de(question),
    }
    return render(request, "gouvernance/voir_interpellation.html", contexte)


@require_http_methods(["GET", "POST"])
@acte
def repondre_interpellation(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Answer a question; its item leaves the agenda of a meeting still in preparation."""
    question = question_en_portee(request, code, pk)
    form = ReponseForm(request.POST or None)
    if form.is_valid():
        operations.repondre(question, par=request.fonction, **form.cleaned_data)
        messages.success(request, "Votre réponse est envoyée.")
        return redirect("voir_interpellation", code, pk)
    exiger(
        droits_initiative.can_repondre_question(request.fonction, question, timezone.localdate())
    )
    contexte = {"question": question, "form": form}
    return render(request, "gouvernance/repondre_interpellation.html", contexte)


@require_http_methods(["GET", "POST"])
@acte
def retirer_interpellation(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take one's question back."""
    question = question_en_portee(request, code, pk)
    form = RetraitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        operations.retirer(question, par=request.fonction, **form.cleaned_data)
        messages.success(request, "Votre question est retirée.")
        return redirect("voir_interpellation", code, pk)
    exiger(droits_initiative.can_retirer_question(request.fonction, question, timezone.localdate()))
    contexte = {
        "question": question,
        "titre": "Retirer cette question ?",
        "consequences": [
            "Elle reste sur le portail, notée retirée.",
            "Elle quitte l’ordre du jour d’une réunion encore en préparation.",
        ],
        "form": form,
        "bouton": "Retirer ma question",
        "url_retour": reverse("voir_interpellation", args=[code, pk]),
        "danger": True,
    }
    return render(request, "gouvernance/retirer_interpellation.html", contexte)


@require_POST
@acte
def suivre_interpellation(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take up the thread of a question, in the AVS service."""
    question = question_en_portee(request, code, pk)
    operations.suivre(question, par=request.fonction)
    messages.success(request, "Vous suivez cette question.")
    return redirect("voir_interpellation", code, pk)
