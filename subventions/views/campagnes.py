"""The pages of a year's campaign: read by all, set by the service that runs the pact."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from pacte.accord.models import Pacte
from pacte.socle.elements import Acte
from subventions import operations
from subventions.forms import (
    CampagneForm,
    VoletsForm,
)
from subventions.forms.commun import ConfirmationForm
from subventions.lectures.campagnes import campagne_de, dates_de_depart, lire_campagne
from subventions.models import Campagne
from subventions.permissions import (
    can_completer_campagne,
    can_gerer_campagnes,
    can_preparer,
    can_reprendre_campagne,
)
from subventions.views.acces import annee_ou_404, pacte_ou_404
from subventions.views.demandes import MODIFIER
from subventions.views.envoi import Page, lier, traiter


def campagne_visible(
    request: HttpRequest, code: str, exercice: int
) -> tuple[Pacte, Campagne | None]:
    """The campaign of a year; a centre finds it from its opening on."""
    pacte = pacte_ou_404(request, code)
    campagne = campagne_de(pacte, annee_ou_404(exercice))
    is_ouverte = campagne is not None and campagne.date_ouverture <= timezone.localdate()
    if request.fonction.is_centre and not is_ouverte:
        raise Http404
    if campagne is not None:
        campagne.pacte = pacte
    return pacte, campagne


def campagne_a_regler(request: HttpRequest, code: str, exercice: int) -> Campagne:
    """The campaign whose settings are asked for; without its days, there is nothing to set."""
    campagne = campagne_de(pacte := pacte_ou_404(request, code), annee_ou_404(exercice))
    if campagne is None:
        raise Http404
    campagne.pacte = pacte
    return campagne


def retour(code: str, exercice: int, ancre: str = "") -> str:
    return reverse("voir_campagne", args=[code, exercice]) + ancre


def page_de(campagne: Campagne, gabarit: str, titre: str, bouton: str, ancre: str) -> Page:
    code = campagne.pacte.code
    return Page(
        f"subventions/{gabarit}.html",
        titre,
        bouton,
        retour(code, campagne.exercice, ancre),
        {"pacte": campagne.pacte, "campagne": campagne},
    )


@require_safe
def voir_campagne(request: HttpRequest, code: str, exercice: int) -> HttpResponse:
    """Show a campaign whole: its days, kinds, documents with their models, questions."""
    pacte, campagne = campagne_visible(request, code, exercice)
    fonction, le = request.fonction, timezone.localdate()
    annees = pacte.campagnes.order_by("-exercice")
    if fonction.is_centre:
        annees = annees.filter(date_ouverture__lte=le)
    return render(
        request,
        "subventions/voir_campagne.html",
        {
            "pacte": pacte,
            "exercice": exercice,
            "nom_campagne": f"Campagne {exercice}",
            "annees": list(annees.values_list("exercice", flat=True)),
            "lue": lire_campagne(campagne, le) if campagne else None,
            "peut_regler": bool(can_gerer_campagnes(fonction, pacte, le)),
            "actes": _actes(request, pacte, campagne, exercice),
            "is_ville": fonction.is_avs,
        },
    )


def _actes(
    request: HttpRequest, pacte: Pacte, campagne: Campagne | None, exercice: int
) -> list[Acte]:
    fonction, le = request.fonction, timezone.localdate()
    if fonction.is_centre:
        url = reverse("preparer_demande", args=[pacte.code])
        droit = can_preparer(fonction, pacte, le)
        close = campagne is not None and campagne.date_cloture < le
        return [] if close else [Acte(droit, "Préparer une demande", url, "principale")]
    droit = can_gerer_campagnes(fonction, pacte, le)
    args = [pacte.code, exercice]
    if campagne is not None:
        return []
    precedente = campagne_de(pacte, exercice - 1)
    return [
        Acte(
            can_reprendre_campagne(fonction, pacte, le, precedente),
            f"Reprendre la campagne {exercice - 1}",
            reverse("reprendre_campagne", args=args),
            "principale" if precedente else "secondaire",
        ),
        Acte(
            droit,
            "Commencer une campagne neuve",
            reverse("modifier_campagne", args=args),
            "secondaire" if precedente else "principale",
        ),
    ]


@MODIFIER
def modifier_campagne(request: HttpRequest, code: str, exercice: int) -> HttpResponse:
    """Set the days and the rules of a year's campaign; the first saving starts it."""
    pacte = pacte_ou_404(request, code)
    campagne = campagne_de(pacte, annee_ou_404(exercice))

    def initial(lue: Campagne | None) -> dict[str, Any]:
        depart = lue or Campagne(pacte=pacte, exercice=exercice, **dates_de_depart(exercice))
        return {
            "version": depart.version,
            **{nom: getattr(depart, nom) for nom in CampagneForm.CHAMPS},
        }

    form = lier(CampagneForm, request, initial=initial(campagne))
    return traiter(
        request,
        Page(
            "subventions/modifier_campagne.html",
            f"Dates et règles de la campagne {exercice}",
            "Enregistrer la campagne",
            retour(code, exercice),
            {"pacte": pacte, "exercice": exercice, "nom_campagne": f"Campagne {exercice}"},
        ),
        action="modifier_campagne",
        objet=campagne or pacte,
        droit=can_gerer_campagnes(request.fonction, pacte, timezone.localdate()),
        form=form,
        operation=lambda: operations.enregistrer_campagne(
            pacte,
            par=request.fonction,
            exercice=exercice,
            version=form.cleaned_data["version"],
            champs=form.champs(),
        ),
        message=f"La campagne {exercice} est enregistrée.",
        suite=retour(code, exercice),
        relire=lambda: initial(campagne_de(pacte, exercice)),
    )


@MODIFIER
def reprendre_campagne(request: HttpRequest, code: str, exercice: int) -> HttpResponse:
    """Start a campaign as the one before, after a page that says what is copied."""
    pacte = pacte_ou_404(request, code)
    precedente = campagne_de(pacte, annee_ou_404(exercice) - 1)
    deja = campagne_de(pacte, exercice)
    droit = can_reprendre_campagne(request.fonction, pacte, timezone.localdate(), precedente)
    if droit and deja is not None:
        return redirect(retour(code, exercice))
    return traiter(
        request,
        Page(
            "subventions/reprendre_campagne.html",
            f"Reprendre la campagne {exercice - 1} pour {exercice} ?",
            "Reprendre la campagne",
            retour(code, exercice),
            {
                "pacte": pacte,
                "danger": False,
                "consequences": [
                    "Les dates sont décalées d'un an. Vous les ajustez ensuite.",
                    "Les genres, les enveloppes, les documents et les questions sont recopiés.",
                    "La campagne de l'an dernier ne change pas.",
                    "Un courriel part aux centres le jour de l'ouverture ; tout de suite si elle "
                    "est passée.",
                ],
            },
        ),
        action="reprendre_campagne",
        objet=pacte,
        droit=droit,
        form=lier(ConfirmationForm, request),
        operation=lambda: operations.reprendre_campagne(
            pacte, par=request.fonction, exercice=exercice
        ),
        message=f"La campagne {exercice} reprend celle de {exercice - 1}. Vérifiez ses dates.",
        suite=retour(code, exercice),
    )


@MODIFIER
def regler_volets(request: HttpRequest, code: str, exercice: int) -> HttpResponse:
    """Choose the kinds of request, and what each one says."""
    campagne = campagne_a_regler(request, code, exercice)

    def initial(lue: Campagne) -> dict[str, Any]:
        volets = {volet.genre: volet for volet in lue.volets.order_by("pk")}
        return {"version": lue.version, **VoletsForm.valeurs(volets)}

    form = lier(VoletsForm, request, initial=initial(campagne))
    return traiter(
        request,
        page_de(
            campagne,
            "regler_volets",
            f"Genres de demande de la campagne {exercice}",
            "Enregistrer les genres",
            "#genres",
        ),
        action="regler_volets",
        objet=campagne,
        droit=can_completer_campagne(request.fonction, campagne, timezone.localdate()),
        form=form,
        operation=lambda: operations.regler_volets(
            campagne,
            par=request.fonction,
            version=form.cleaned_data["version"],
            volets=form.volets(),
        ),
        message="Les genres de demande sont enregistrés.",
        suite=retour(code, exercice, "#genres"),
        relire=lambda: initial(Campagne.objects.get(pk=campagne.pk)),
    )
