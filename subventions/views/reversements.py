"""The pages of recoveries: the list, one of them, its letter, and each act."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from pacte.documents.reponses import reponse_fichier
from pacte.journal.operations import inscrire
from pacte.socle.droits import Droit
from pacte.socle.tableur import reponse_csv, reponse_xlsx
from pacte.socle.templatetags.socle import accorder
from subventions import rules
from subventions.forms.reversements import (
    AbandonForm,
    DecisionReversementForm,
    EncaissementForm,
    ObservationsForm,
    OuvertureReversementForm,
    TitreForm,
)
from subventions.lectures.comptes_rendus import accorde_exact
from subventions.listes.bilans import (
    ENTETES_REVERSEMENTS,
    FiltreReversements,
    lignes_reversements,
    reversements_visibles,
)
from subventions.models import Attribution, MotifReversement, Reversement
from subventions.operations import reversements as operations
from subventions.permissions import reversements as droits
from subventions.presentation.demandes import historique
from subventions.presentation.reversement import (
    actes_reversement,
    attente_reversement,
    etapes_reversement,
)
from subventions.views.acces import pacte_ou_404
from subventions.views.demandes import MODIFIER
from subventions.views.envoi import Page, lier, traiter

PAR_PAGE = 25


def reversement_ou_404(request: HttpRequest, code: str, pk: int) -> Reversement:
    """A recovery in the scope of the acting function: a centre sees its own only."""
    pacte = pacte_ou_404(request, code)
    reversement = get_object_or_404(
        Reversement.objects.for_fonction(request.fonction).select_related(
            "centre", "attribution", "avance", "lettre", "ouvert_par__personne"
        ),
        pacte=pacte,
        pk=pk,
    )
    reversement.pacte = pacte
    return reversement


@require_safe
def lister_reversements(request: HttpRequest, code: str) -> HttpResponse:
    """Show the recoveries that the acting function may see, filtered by the address."""
    pacte = pacte_ou_404(request, code)
    filtre = FiltreReversements(
        request.GET, reversements_visibles(pacte, request.fonction), fonction=request.fonction
    )
    page = Paginator(filtre.qs, PAR_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "subventions/lister_reversements.html",
        {
            "pacte": pacte,
            "filtre": filtre,
            "page": page,
            "nombre": page.paginator.count,
            "phrase_compte": accorder(page.paginator.count, "reversement,reversements,aucun"),
            "is_filtree": any(filtre.form.data.get(nom) for nom in filtre.filters),
            "parametres": request.GET.urlencode(),
        },
    )


@require_safe
def exporter_reversements(request: HttpRequest, code: str, extension: str) -> HttpResponse:
    """Send what the list shows as XLSX or CSV; the export is journalled."""
    pacte = pacte_ou_404(request, code)
    if extension not in {"csv", "xlsx"}:
        raise Http404
    filtre = FiltreReversements(
        request.GET, reversements_visibles(pacte, request.fonction), fonction=request.fonction
    )
    lignes = list(lignes_reversements(filtre.qs))
    le = timezone.localdate()
    inscrire(
        "exporter_reversements",
        objet=pacte,
        par=request.fonction,
        pacte_code=pacte.code,
        motif=f"{len(lignes)} lignes, {extension}",
    )
    repondre = reponse_csv if extension == "csv" else reponse_xlsx
    return repondre("reversements", ENTETES_REVERSEMENTS, lignes, le=le)


@require_safe
def voir_reversement(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Show a recovery: where it stands, the letter, the answer, the decision."""
    reversement = reversement_ou_404(request, code, pk)
    fonction, le = request.fonction, timezone.localdate()
    actes, prudence = actes_reversement(fonction, reversement, le)
    return render(
        request,
        "subventions/voir_reversement.html",
        {
            "pacte": reversement.pacte,
            "reversement": reversement,
            "etapes": etapes_reversement(reversement),
            "attente": attente_reversement(fonction, reversement, le),
            "actes": actes,
            "prudence": prudence,
            "entrees": historique(reversement),
        },
    )


@require_safe
def telecharger_lettre_reversement(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Send the sealed letter; the download is journalled."""
    reversement = reversement_ou_404(request, code, pk)
    if reversement.lettre is None:
        raise Http404
    inscrire("telecharger_lettre_reversement", objet=reversement, par=request.fonction)
    return reponse_fichier(reversement.lettre)


@MODIFIER
def ouvrir_reversement(request: HttpRequest, code: str, vote: int) -> HttpResponse:
    """Open a recovery on an award, proposed for what the report says was not spent."""
    pacte = pacte_ou_404(request, code)
    attribution = get_object_or_404(
        Attribution.objects.for_fonction(request.fonction).select_related(
            "centre", "demande__pacte", "compte_rendu_financier"
        ),
        pacte=pacte,
        pk=vote,
    )
    le = timezone.localdate()
    compte_rendu = getattr(attribution, "compte_rendu_financier", None)
    accorde = accorde_exact(attribution, le)
    part = rules.reliquat(accorde, compte_rendu.montant_utilise) if compte_rendu else None
    form = lier(
        OuvertureReversementForm,
        request,
        initial={
            "motif": MotifReversement.RELIQUAT if part else MotifReversement.SANS_COMPTE_RENDU,
            "montant": part or None,
            "echeance_observations": rules.echeance_observations(le),
        },
    )
    return traiter(
        request,
        Page(
            "subventions/ouvrir_reversement.html",
            "Demander un reversement",
            "Envoyer la lettre au centre",
            reverse("voir_compte_rendu_financier", args=[code, vote]),
            {"pacte": pacte, "attribution": attribution, "accorde": accorde},
        ),
        action="ouvrir_reversement",
        objet=attribution,
        droit=droits.can_ouvrir_reversement(request.fonction, pacte, attribution.centre_id, le),
        form=form,
        operation=lambda: operations.ouvrir_reversement(
            par=request.fonction,
            cle=form.cleaned_data["cle_idempotence"],
            pacte=pacte,
            centre=attribution.centre,
            exercice=attribution.exercice,
            attribution=attribution,
            **{
                nom: form.cleaned_data[nom]
                for nom in ("motif", "montant", "explication", "echeance_observations")
            },
        ),
        message="La lettre est scellée et le centre averti. Il peut répondre sur cette page.",
        suite=lambda reversement: reverse("voir_reversement", args=[code, reversement.pk]),
    )


def _acte(
    request: HttpRequest,
    reversement: Reversement,
    nom: str,
    titre: str,
    bouton: str,
    droit: Droit,
    form: Form,
    operation: Callable[[], Any],
    message: str,
    **contexte: Any,
) -> HttpResponse:
    retour = reverse("voir_reversement", args=[reversement.pacte.code, reversement.pk])
    return traiter(
        request,
        Page(
            "subventions/acte_reversement.html",
            titre,
            bouton,
            retour,
            {"pacte": reversement.pacte, "reversement": reversement, **contexte},
        ),
        action=nom,
        objet=reversement,
        droit=droit,
        form=form,
        operation=operation,
        message=message,
        suite=retour,
        relire=lambda: {
            champ: getattr(Reversement.objects.get(pk=reversement.pk), champ)
            for champ in form.fields
            if champ not in {"version", "motif"}
        },
    )


@MODIFIER
def observer_reversement(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Write the centre's observations."""
    reversement = reversement_ou_404(request, code, pk)
    form = lier(
        ObservationsForm,
        request,
        initial={"version": reversement.version, "observations": reversement.observations},
    )
    return _acte(
        request,
        reversement,
        "observer_reversement",
        "Répondre à la Ville",
        "Envoyer les observations",
        droits.can_observer_reversement(request.fonction, reversement, timezone.localdate()),
        form,
        lambda: operations.observer_reversement(
            reversement,
            par=request.fonction,
            version=form.cleaned_data["version"],
            observations=form.cleaned_data["observations"],
        ),
        "Vos observations sont envoyées à la Ville.",
    )


@MODIFIER
def decider_reversement(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Write the city's reasoned decision."""
    reversement = reversement_ou_404(request, code, pk)
    le = timezone.localdate()
    form = lier(
        DecisionReversementForm,
        request,
        initial={
            "version": reversement.version,
            "montant": reversement.montant,
            "date_decision": le,
        },
    )
    return _acte(
        request,
        reversement,
        "decider_reversement",
        "Décider du reversement",
        "Enregistrer la décision",
        droits.can_decider_reversement(request.fonction, reversement, le),
        form,
        lambda: operations.decider_reversement(
            reversement, par=request.fonction, **form.cleaned_data
        ),
        "La décision est enregistrée, le centre en est averti.",
        montre_observations=True,
    )


@MODIFIER
def noter_titre_reversement(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Note the titre de recettes."""
    reversement = reversement_ou_404(request, code, pk)
    form = lier(TitreForm, request, initial={"version": reversement.version})
    return _acte(
        request,
        reversement,
        "noter_titre_reversement",
        "Noter le titre de recettes",
        "Noter le titre",
        droits.can_noter_titre(request.fonction, reversement, timezone.localdate()),
        form,
        lambda: operations.noter_titre(
            reversement,
            par=request.fonction,
            version=form.cleaned_data["version"],
            champs={nom: form.cleaned_data[nom] for nom in ("numero_titre", "date_titre")},
        ),
        "Le titre de recettes est noté.",
    )


@MODIFIER
def noter_encaissement_reversement(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Note that the sum was received."""
    reversement = reversement_ou_404(request, code, pk)
    le = timezone.localdate()
    form = lier(
        EncaissementForm,
        request,
        initial={"version": reversement.version, "date_encaissement": le},
    )
    return _acte(
        request,
        reversement,
        "noter_encaissement_reversement",
        "Noter l'encaissement",
        "Noter l'encaissement",
        droits.can_noter_encaissement(request.fonction, reversement, le),
        form,
        lambda: operations.noter_encaissement(
            reversement, par=request.fonction, **form.cleaned_data
        ),
        "L'encaissement est noté : ce reversement est terminé.",
    )


@MODIFIER
def abandonner_reversement(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Give the recovery up, with its reason."""
    reversement = reversement_ou_404(request, code, pk)
    form = lier(AbandonForm, request, initial={"version": reversement.version})
    return _acte(
        request,
        reversement,
        "abandonner_reversement",
        "Abandonner le reversement ?",
        "Abandonner le reversement",
        droits.can_abandonner_reversement(request.fonction, reversement, timezone.localdate()),
        form,
        lambda: operations.abandonner_reversement(
            reversement, par=request.fonction, **form.cleaned_data
        ),
        "Le reversement est abandonné, le centre en est averti.",
        danger=True,
        consequences=[
            "Le centre n'aura rien à reverser.",
            "Il lira votre motif.",
            "Cet acte ne s'annule pas.",
        ],
    )
