"""The comparison of requests: one page, its amounts written in place, its export."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from pacte.accord.models import Pacte
from pacte.journal.operations import inscrire
from pacte.journal.refus import refuser
from pacte.socle.droits import ActeRefuse
from pacte.socle.montants import ecrire_montant
from pacte.socle.tableur import reponse_xlsx
from pacte.socle.templatetags.socle import accorder
from pacte.socle.versions import ConflitDeVersion
from subventions.exports.comparaison import entetes_comparaison, lignes_comparaison
from subventions.forms.comparaison import ComparaisonForm
from subventions.lectures.comparaison import Comparaison, comparaison
from subventions.models import Demande, EtatDemande, GenreDemande
from subventions.operations.comparaison import proposer_ensemble
from subventions.permissions import can_comparer, can_proposer_ensemble
from subventions.views.acces import annee_ou_404, pacte_lisible_ou_404
from subventions.views.demandes import MODIFIER
from subventions.views.envoi import CONFLIT, Difference


def _lire(request: HttpRequest, code: str, exercice: int, genre: str) -> tuple[Pacte, Comparaison]:
    """The pact and its comparison: the centres have no such page."""
    pacte = pacte_lisible_ou_404(request, code)
    if genre not in GenreDemande.values or request.fonction.is_centre:
        raise Http404
    return pacte, comparaison(pacte, annee_ou_404(exercice), genre)


@require_safe
def ouvrir_comparaison(request: HttpRequest, code: str) -> HttpResponse:
    """Lead to the comparison of the latest year that has deposited requests."""
    pacte = pacte_lisible_ou_404(request, code)
    if request.fonction.is_centre:
        raise Http404
    derniere = (
        Demande.objects.for_fonction(request.fonction)
        .filter(pacte=pacte)
        .exclude(etat=EtatDemande.RETIREE)
        .order_by("-exercice")
        .first()
    )
    exercice = derniere.exercice if derniere else timezone.localdate().year
    return redirect("comparer_demandes", code, exercice, GenreDemande.FONCTIONNEMENT)


Onglet = tuple[str, str, bool]


def _onglets(pacte: Pacte, exercice: int, genre: str) -> dict[str, list[Onglet]]:
    """The kinds and the years that have deposited requests: label, address, whether it is shown."""
    connus = set(
        Demande.objects.filter(pacte=pacte, date_depot__isnull=False)
        .exclude(etat=EtatDemande.RETIREE)
        .order_by()
        .values_list("exercice", "genre")
        .distinct()
    )
    genres = sorted({g for e, g in connus if e == exercice} | {genre})
    annees = sorted({e for e, g in connus if g == genre} | {exercice}, reverse=True)

    def onglet(libelle: str, annee: int, choisi: str) -> Onglet:
        url = reverse("comparer_demandes", args=[pacte.code, annee, choisi])
        return libelle, url, (annee, choisi) == (exercice, genre)

    return {
        "genres": [onglet(GenreDemande(g).label.capitalize(), exercice, g) for g in genres],
        "annees": [onglet(str(annee), annee, genre) for annee in annees],
    }


@MODIFIER
def comparer_demandes(request: HttpRequest, code: str, exercice: int, genre: str) -> HttpResponse:
    """Compare the requests of a kind and a year; propose amounts in place, all rows at once."""
    pacte, lue = _lire(request, code, exercice, genre)
    fonction, le = request.fonction, timezone.localdate()
    droit = can_comparer(fonction, pacte, le, lue.centres)
    if droit and request.method == "POST":
        droit = can_proposer_ensemble(fonction, pacte, le, lue.centres)
    if not droit:
        return refuser(request, droit, action="comparer_demandes", objet=pacte)
    form = ComparaisonForm(request.POST or None, comparaison=lue)
    contexte: dict[str, Any] = {"differences": []}
    statut = 200
    if form.is_bound and form.is_valid():
        try:
            nombre = proposer_ensemble(
                pacte, par=fonction, saisis=form.saisis, au_vote=form.is_au_vote
            )
        except ActeRefuse as refuse:
            return refuser(request, refuse.droit, action="comparer_demandes", objet=pacte)
        except ConflitDeVersion:
            pacte, actuelle = _lire(request, code, exercice, genre)
            contexte["differences"] = _differences(form, actuelle)
            form = _reposer(form, actuelle)
            lue, statut = actuelle, 409
        else:
            messages.success(request, _dire(nombre, au_vote=form.is_au_vote))
            return redirect("comparer_demandes", code, exercice, genre)
    contexte |= {
        "pacte": pacte,
        "comparaison": lue,
        "genre": GenreDemande(genre).label,
        "form": form,
        "lignes": [
            (ligne, form.champ(ligne) if ligne.is_ouverte else None) for ligne in lue.lignes
        ],
        "solde": lue.solde(form.montants if form.is_bound else None),
        "can_proposer": lue.is_modifiable
        and bool(can_proposer_ensemble(fonction, pacte, le, lue.centres)),
        **_onglets(pacte, exercice, genre),
        "le": le,
        "is_fragment": False,
    }
    return render(request, "subventions/comparer_demandes.html", contexte, status=statut)


def _dire(nombre: int, *, au_vote: bool) -> str:
    if not nombre:
        return "Rien n'a changé."
    if au_vote:
        phrase = accorder(nombre, "demande proposée,demandes proposées")
        return f"{phrase} au vote. Les centres lisent maintenant ces montants."
    return f"{accorder(nombre, 'montant enregistré,montants enregistrés')}."


def _differences(form: ComparaisonForm, actuelle: Comparaison) -> list[Difference]:
    """Both amounts of each row that somebody wrote meanwhile."""
    saisis = form.saisis
    return [
        Difference(
            str(ligne.demande.centre),
            _en_mots(saisis[ligne.demande.pk].montant),
            _en_mots(ligne.demande.montant_propose),
        )
        for ligne in actuelle.lignes
        if ligne.demande.pk in saisis and saisis[ligne.demande.pk].version != ligne.demande.version
    ]


def _en_mots(montant: Decimal | None) -> str | None:
    return None if montant is None else ecrire_montant(montant)


def _reposer(form: ComparaisonForm, actuelle: Comparaison) -> ComparaisonForm:
    """The same words on the rows one changed, the stored ones on the others: the next sending decides."""
    donnees, miennes = form.data.copy(), form.saisis
    for ligne in form.ouvertes:
        pk, champ = ligne.demande.pk, form.champ(ligne)
        lue = next((lue for lue in actuelle.lignes if lue.demande.pk == pk), None)
        if lue is None:
            continue
        donnees[f"version_{pk}"] = lue.demande.version
        if pk not in miennes:
            stocke = champ.field.prepare_value(lue.demande.montant_propose) or ""
            donnees[champ.html_name] = donnees[champ.html_initial_name] = stocke
    repose = ComparaisonForm(donnees, comparaison=actuelle)
    repose.is_valid()
    repose.add_error(None, CONFLIT)
    return repose


@require_POST
def calculer_enveloppe(request: HttpRequest, code: str, exercice: int, genre: str) -> HttpResponse:
    """Answer what remains of the envelope with the amounts being typed; it writes nothing."""
    pacte, lue = _lire(request, code, exercice, genre)
    droit = can_proposer_ensemble(request.fonction, pacte, timezone.localdate(), lue.centres)
    if not droit:
        return refuser(request, droit, action="comparer_demandes", objet=pacte)
    form = ComparaisonForm(request.POST, comparaison=lue)
    form.is_valid()
    illisibles = [form[nom] for nom in form.errors if nom in form.fields]
    return render(
        request,
        "subventions/_enveloppe.html",
        {
            "solde": lue.solde(form.montants),
            "comparaison": lue,
            "illisibles": illisibles,
            "is_fragment": True,
        },
    )


@require_safe
def exporter_comparaison(
    request: HttpRequest, code: str, exercice: int, genre: str
) -> HttpResponse:
    """Send the comparison as XLSX; the export is journalled."""
    pacte, lue = _lire(request, code, exercice, genre)
    le = timezone.localdate()
    droit = can_comparer(request.fonction, pacte, le, lue.centres)
    if not droit:
        return refuser(request, droit, action="exporter_comparaison", objet=pacte)
    inscrire("exporter_comparaison", objet=pacte, par=request.fonction, motif=f"{genre} {exercice}")
    return reponse_xlsx(
        f"comparaison-{genre.replace('_', '-')}-{exercice}",
        entetes_comparaison(lue),
        lignes_comparaison(lue),
        le=le,
    )
