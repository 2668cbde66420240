"""The pages of the advance: the same one for both sides, and the batch page of the city."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from pacte.socle.montants import ZERO, ecrire_taux
from subventions import operations
from subventions.forms import (
    DecisionTardiveForm,
    DemanderAvanceForm,
    PaiementAvanceForm,
    TachesAvanceForm,
)
from subventions.lectures.avances import changements, suite_de_l_avance
from subventions.lectures.dossiers import DossierAvance, dossiers_avance
from subventions.models import Avance
from subventions.permissions import (
    can_decider_tardive,
    can_demander_avance,
    can_noter_tache,
    can_payer_avance,
)
from subventions.presentation.avances import actes_de_suite, actes_lot
from subventions.presentation.demandes import (
    actes_avance,
    attente_avance,
    etapes_avance,
    historique,
)
from subventions.views.acces import annee_ou_404, dossier_ou_404, pacte_ou_404
from subventions.views.demandes import MODIFIER
from subventions.views.envoi import Page, lier, traiter
from subventions.workflow import EtatAvance

TACHES = ("date_credits_ouverts", "numero_deliberation", "date_deliberation", "date_executoire")


@require_safe
def lister_avances(request: HttpRequest, code: str, exercice: int) -> HttpResponse:
    """Show the city every advance of a year: who asked, who is ready, what is missing, the total."""
    pacte = pacte_ou_404(request, code)
    annee_ou_404(exercice)
    fonction = request.fonction
    if fonction.is_centre:
        return redirect("voir_avance", code, exercice, fonction.organisation.code)
    le = timezone.localdate()
    dossiers = dossiers_avance(pacte, exercice, le)
    par_etat = {etat: [d for d in dossiers if d.etat == etat] for etat in EtatAvance}
    return render(
        request,
        "subventions/lister_avances.html",
        {
            "pacte": pacte,
            "titre_page": f"Avances {exercice}",
            "exercice": exercice,
            "precedent": exercice - 1,
            "suivant": exercice + 1,
            "au": le,
            "dossiers": dossiers,
            "actes": actes_lot(fonction, pacte, exercice, dossiers, le),
            "engagement": dossiers[0].engagement if dossiers else None,
            "regles": dossiers[0].regles if dossiers else None,
            "demandees": sum(d.avance is not None for d in dossiers),
            "pretes": len(par_etat[EtatAvance.PRETE]),
            "payees": len(par_etat[EtatAvance.PAYEE]),
            "total_du": sum((d.montant for d in par_etat[EtatAvance.PRETE]), ZERO),
            "total_paye": sum((d.montant for d in par_etat[EtatAvance.PAYEE]), ZERO),
            "total_theorique": sum((d.calcul.theorique for d in dossiers), ZERO),
        },
    )


@require_safe
def voir_avance(request: HttpRequest, code: str, exercice: int, centre: str) -> HttpResponse:
    """Show the advance of a centre, the same page for the centre and for the city."""
    dossier = dossier_ou_404(request, code, exercice, centre)
    le = timezone.localdate()
    suite = suite_de_l_avance(dossier, le)
    return render(
        request,
        "subventions/voir_avance.html",
        {
            "pacte": dossier.pacte,
            "dossier": dossier,
            "calcul": dossier.calcul,
            "titre_page": f"Avance {exercice}",
            "titre_liste": f"Avances {exercice}",
            "exercice_base": exercice - 1,
            "taux": ecrire_taux(dossier.calcul.taux),
            "retards": {tache.code for tache in dossier.calcul.taches if tache.is_en_retard(le)},
            "etapes": etapes_avance(dossier),
            "attente": attente_avance(request.fonction, dossier),
            "actes": [
                *actes_avance(request.fonction, dossier, le),
                *actes_de_suite(request.fonction, dossier, suite, le),
            ],
            "suite_avance": suite,
            "changements": changements(dossier),
            "entrees": historique(dossier.avance) if dossier.avance else [],
        },
    )


def _page(dossier: DossierAvance, nom: str, titre: str, bouton: str, **contexte: Any) -> Page:
    return Page(
        f"subventions/{nom}.html",
        titre,
        bouton,
        _retour(dossier),
        {"pacte": dossier.pacte, "dossier": dossier, "calcul": dossier.calcul, **contexte},
    )


def _retour(dossier: DossierAvance) -> str:
    return reverse("voir_avance", args=[dossier.pacte.code, dossier.exercice, dossier.centre.code])


@MODIFIER
def demander_avance(request: HttpRequest, code: str, exercice: int, centre: str) -> HttpResponse:
    """Ask for the advance, after confirmation; two clicks ask once."""
    dossier = dossier_ou_404(request, code, exercice, centre)
    le = timezone.localdate()
    form = lier(DemanderAvanceForm, request)
    return traiter(
        request,
        _page(
            dossier,
            "demander_avance",
            f"Demander l'avance {exercice} ?",
            "Demander l'avance",
            is_tardive=le > dossier.regles.dernier_jour_demande,
        ),
        action="demander_avance",
        objet=dossier.pacte,
        droit=can_demander_avance(request.fonction, dossier, le),
        form=form,
        operation=lambda: operations.demander_avance(
            dossier, par=request.fonction, cle=form.cleaned_data["cle_idempotence"]
        ),
        message=f"L'avance {exercice} est demandée. Un courriel vous le confirme.",
        suite=_retour(dossier),
    )


@MODIFIER
def decider_demande_tardive(
    request: HttpRequest, code: str, exercice: int, centre: str
) -> HttpResponse:
    """Decide on a late request, with a reason that the centre reads."""
    dossier = dossier_ou_404(request, code, exercice, centre)
    version = dossier.avance.version if dossier.avance else 1
    form = lier(DecisionTardiveForm, request, initial={"version": version})
    return traiter(
        request,
        _page(
            dossier,
            "decider_demande_tardive",
            "Décider de la demande tardive",
            "Enregistrer la décision",
        ),
        action="decider_demande_tardive",
        objet=dossier.avance or dossier.pacte,
        droit=can_decider_tardive(request.fonction, dossier, timezone.localdate()),
        form=form,
        operation=lambda: operations.decider_tardive(
            dossier,
            par=request.fonction,
            decision=form.cleaned_data["decision"],
            motif=form.cleaned_data["motif"],
            version=form.cleaned_data["version"],
        ),
        message="La décision est enregistrée, le centre en est averti.",
        suite=_retour(dossier),
    )


@MODIFIER
def noter_tache_avance(request: HttpRequest, code: str, exercice: int, centre: str) -> HttpResponse:
    """Date the city's own tasks: credits, délibération, enforceable."""
    dossier = dossier_ou_404(request, code, exercice, centre)

    def initial(avance: Avance | None) -> dict[str, Any]:
        if avance is None:
            return {"version": 1}
        return {"version": avance.version, **{nom: getattr(avance, nom) for nom in TACHES}}

    form = lier(TachesAvanceForm, request, initial=initial(dossier.avance))
    return traiter(
        request,
        _page(
            dossier, "noter_tache_avance", "Dater les tâches de la Ville", "Enregistrer les dates"
        ),
        action="noter_tache_avance",
        objet=dossier.avance or dossier.pacte,
        droit=can_noter_tache(request.fonction, dossier, timezone.localdate()),
        form=form,
        operation=lambda: operations.noter_taches(
            dossier,
            par=request.fonction,
            version=form.cleaned_data["version"],
            champs=form.champs(),
        ),
        message="Les dates sont enregistrées.",
        suite=_retour(dossier),
        relire=lambda: initial(
            Avance.objects.filter(pk=dossier.avance.pk).first() if dossier.avance else None
        ),
    )


@MODIFIER
def enregistrer_versement(
    request: HttpRequest, code: str, exercice: int, centre: str
) -> HttpResponse:
    """Record the payment of the advance, once both conditions and the city's tasks are met."""
    dossier = dossier_ou_404(request, code, exercice, centre)
    le = timezone.localdate()
    form = lier(PaiementAvanceForm, request, initial={"date_paiement": le})
    return traiter(
        request,
        _page(
            dossier,
            "enregistrer_versement",
            f"Enregistrer le paiement de l'avance {exercice}",
            "Enregistrer le paiement",
        ),
        action="enregistrer_versement",
        objet=dossier.avance or dossier.pacte,
        droit=can_payer_avance(request.fonction, dossier, le),
        form=form,
        operation=lambda: operations.payer_avance(
            dossier,
            par=request.fonction,
            cle=form.cleaned_data["cle_idempotence"],
            date_paiement=form.cleaned_data["date_paiement"],
            reference=form.cleaned_data["reference"],
        ),
        message="Le paiement est enregistré, le centre en est averti.",
        suite=_retour(dossier),
    )
