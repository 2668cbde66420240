"""Pasting, importing and exporting the budget of a request."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from pacte.journal.operations import inscrire
from pacte.journal.refus import refuser
from pacte.socle.droits import ActeRefuse
from pacte.socle.tableur import reponse_csv, reponse_xlsx
from pacte.socle.templatetags.socle import accorder
from pacte.socle.versions import ConflitDeVersion
from subventions import operations
from subventions.exports.budgets import ENTETES, lignes_tableur, valeurs_a_appliquer
from subventions.forms.import_budget import APERCU, APPLIQUER, ImportBudgetForm
from subventions.lectures.budgets import budget_lu
from subventions.models import Demande, ObjetCorrection
from subventions.operations.budgets import BUDGET
from subventions.permissions import can_ecrire_partie
from subventions.rules import plan_comptable
from subventions.rules.collage_budget import BudgetColle, lire_collage
from subventions.views.acces import demande_ou_404
from subventions.views.envoi import CONFLIT, lier

MODIFIER = require_http_methods(["GET", "HEAD", "POST"])


def _lire(demande: Demande, form: ImportBudgetForm) -> BudgetColle:
    return lire_collage(
        form.cleaned_data["texte"],
        plan_comptable.plan_pour(demande.exercice),
        ville=demande.pacte.ville.nom,
        projet=demande.is_projet,
    )


@MODIFIER
def importer_budget(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Show what is understood of a pasted or imported budget, line by line; apply it when asked."""
    demande = demande_ou_404(request, code, pk)
    le = timezone.localdate()
    droit = can_ecrire_partie(request.fonction, demande, ObjetCorrection.BUDGET, le)
    if not droit:
        return refuser(request, droit, action="modifier_budget", objet=demande)
    form = lier(ImportBudgetForm, request, initial={"version": demande.version})
    colle = None
    statut = 200
    if request.method == "POST" and form.is_valid():
        colle = _lire(demande, form)
        pret = not colle.erreurs or form.cleaned_data["ignorer"]
        if form.cleaned_data["action"] == APPLIQUER and colle.comprises and pret:
            try:
                _appliquer(request, demande, form, colle)
            except ActeRefuse as refuse:
                return refuser(request, refuse.droit, action="modifier_budget", objet=demande)
            except ConflitDeVersion as conflit:
                form.add_error(None, CONFLIT)
                form.data = form.data.copy()
                form.data[form.add_prefix("version")] = conflit.actuelle
                statut = 409
            else:
                nombre = accorder(len(colle.comprises), "ligne reprise,lignes reprises")
                messages.success(request, f"Le budget est enregistré : {nombre}.")
                return redirect("modifier_budget", code, pk)
    return render(
        request,
        "subventions/importer_budget.html",
        {
            "pacte": demande.pacte,
            "demande": demande,
            "form": form,
            "colle": colle,
            "apercu": APERCU,
            "appliquer": APPLIQUER,
            "url_retour": reverse("modifier_budget", args=[code, pk]),
        },
        status=statut,
    )


def _appliquer(
    request: HttpRequest, demande: Demande, form: ImportBudgetForm, colle: BudgetColle
) -> None:
    operations.modifier_budget(
        demande,
        par=request.fonction,
        version=form.cleaned_data["version"],
        valeurs=valeurs_a_appliquer(colle, BUDGET.lire(demande), vider=form.cleaned_data["vider"]),
    )


@require_safe
def exporter_budget(request: HttpRequest, code: str, pk: int, extension: str) -> HttpResponse:
    """Send the budget in the layout of the form, to be filled elsewhere and brought back."""
    demande = demande_ou_404(request, code, pk)
    if extension not in {"csv", "xlsx"}:
        raise Http404
    lu = budget_lu(demande)
    lignes = list(lignes_tableur(lu, ville=demande.pacte.ville.nom, projet=demande.is_projet))
    inscrire("exporter_budget", objet=demande, par=request.fonction, motif=extension)
    repondre = reponse_csv if extension == "csv" else reponse_xlsx
    nom = f"budget-{demande.exercice}-{demande.centre.code}"
    return repondre(nom, ENTETES, lignes, le=timezone.localdate())
