"""The city's pages on every advance of a year, the letters, and a sum received above."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from pacte.accord.models import Pacte
from pacte.documents.reponses import reponse_fichier
from pacte.journal.operations import inscrire
from pacte.journal.refus import refuser
from pacte.socle.tableur import reponse_csv, reponse_xlsx
from pacte.socle.templatetags.socle import accorder
from subventions.forms.avances import DatesAvancesForm, LettreAvanceForm, TropPercuForm
from subventions.lectures.avances import suite_de_l_avance
from subventions.lectures.dossiers import dossiers_avance
from subventions.listes.paiements import ENTETES_AVANCES, lignes_avances
from subventions.models import Avance
from subventions.operations import avances_lot
from subventions.permissions.avances_lot import (
    can_ecrire_lettre_avance,
    can_reclamer_trop_percu,
    can_suivre_avances,
)
from subventions.views.acces import annee_ou_404, dossier_ou_404, pacte_ou_404
from subventions.views.demandes import MODIFIER
from subventions.views.envoi import Page, lier, traiter
from subventions.workflow import EtatAvance


def _page(pacte: Pacte, exercice: int, nom: str, titre: str, bouton: str, **contexte: Any) -> Page:
    return Page(
        f"subventions/{nom}.html",
        titre,
        bouton,
        reverse("lister_avances", args=[pacte.code, exercice]),
        {"pacte": pacte, "exercice": exercice, **contexte},
    )


@MODIFIER
def dater_avances(request: HttpRequest, code: str, exercice: int) -> HttpResponse:
    """Give the same credits and délibération to every ready advance."""
    pacte = pacte_ou_404(request, code)
    le = timezone.localdate()
    form = lier(DatesAvancesForm, request)
    dossiers = dossiers_avance(pacte, annee_ou_404(exercice), le)
    pretes = [lu for lu in dossiers if lu.etat == EtatAvance.PRETE]
    page = _page(
        pacte,
        exercice,
        "dater_avances",
        "Dater toutes les avances prêtes",
        "Enregistrer les dates",
        pretes=pretes if request.fonction.is_avs else [],
    )
    return traiter(
        request,
        page,
        action="noter_tache_avance",
        objet=pacte,
        droit=can_suivre_avances(request.fonction, pacte, le),
        form=form,
        operation=lambda: avances_lot.dater_avances(
            pacte, exercice, par=request.fonction, champs=form.cleaned_data
        ),
        message="Les dates sont enregistrées pour les avances prêtes qui n'en avaient pas.",
        suite=page.url_retour,
    )


@MODIFIER
def ecrire_lettres_avances(request: HttpRequest, code: str, exercice: int) -> HttpResponse:
    """Seal every letter that can be written, after confirmation."""
    pacte = pacte_ou_404(request, code)
    le = timezone.localdate()
    dossiers = dossiers_avance(pacte, annee_ou_404(exercice), le)
    prevues = [lu for lu in dossiers if can_ecrire_lettre_avance(request.fonction, lu, le)]
    page = _page(
        pacte,
        exercice,
        "ecrire_lettres_avances",
        f"Écrire les lettres des avances {exercice} ?",
        "Écrire les lettres",
        prevues=prevues,
        nombre=accorder(len(prevues), "lettre,lettres,aucune"),
    )
    return traiter(
        request,
        page,
        action="ecrire_lettre_avance",
        objet=pacte,
        droit=can_suivre_avances(request.fonction, pacte, le),
        form=lier(LettreAvanceForm, request),
        operation=lambda: avances_lot.ecrire_lettres(pacte, exercice, par=request.fonction),
        message="Les lettres sont prêtes. Chaque centre peut lire la sienne.",
        suite=page.url_retour,
    )


@MODIFIER
def ecrire_lettre_avance(
    request: HttpRequest, code: str, exercice: int, centre: str
) -> HttpResponse:
    """Seal the letter of one advance, after confirmation."""
    dossier = dossier_ou_404(request, code, exercice, centre)
    retour = reverse("voir_avance", args=[code, exercice, centre])
    return traiter(
        request,
        Page(
            "subventions/ecrire_lettres_avances.html",
            f"Écrire la lettre de l'avance {exercice} ?",
            "Écrire la lettre",
            retour,
            {
                "pacte": dossier.pacte,
                "exercice": exercice,
                "prevues": [dossier],
                "nombre": "une lettre",
            },
        ),
        action="ecrire_lettre_avance",
        objet=dossier.avance or dossier.pacte,
        droit=can_ecrire_lettre_avance(request.fonction, dossier, timezone.localdate()),
        form=lier(LettreAvanceForm, request),
        operation=lambda: avances_lot.ecrire_lettre(dossier, par=request.fonction),
        message="La lettre est prête. Le centre peut la lire.",
        suite=retour,
    )


@require_safe
def telecharger_lettre_avance(
    request: HttpRequest, code: str, exercice: int, centre: str
) -> HttpResponse:
    """Send the sealed letter to the city or to its centre; the download is journalled."""
    dossier = dossier_ou_404(request, code, exercice, centre)
    avance: Avance | None = dossier.avance
    if avance is None or avance.lettre is None:
        raise Http404
    inscrire("telecharger_lettre_avance", objet=avance, par=request.fonction)
    return reponse_fichier(avance.lettre)


@require_safe
def exporter_avances(
    request: HttpRequest, code: str, exercice: int, extension: str
) -> HttpResponse:
    """Send the advances of a year as XLSX or CSV, with whole IBANs; journalled, the city's alone."""
    pacte = pacte_ou_404(request, code)
    if extension not in {"csv", "xlsx"}:
        raise Http404
    le = timezone.localdate()
    droit = can_suivre_avances(request.fonction, pacte, le)
    if not droit:
        return refuser(request, droit, action="exporter_avances", objet=pacte)
    lignes = list(lignes_avances(dossiers_avance(pacte, annee_ou_404(exercice), le), le))
    inscrire(
        "exporter_avances",
        objet=pacte,
        par=request.fonction,
        pacte_code=pacte.code,
        motif=f"{len(lignes)} lignes, {extension}, avances {exercice}",
    )
    repondre = reponse_csv if extension == "csv" else reponse_xlsx
    return repondre(f"avances-{exercice}", ENTETES_AVANCES, lignes, le=le)


@MODIFIER
def reclamer_trop_percu(
    request: HttpRequest, code: str, exercice: int, centre: str
) -> HttpResponse:
    """Open the recovery of what the advance paid above the subsidy, as computed by the portal."""
    dossier = dossier_ou_404(request, code, exercice, centre)
    le = timezone.localdate()
    suite = suite_de_l_avance(dossier, le)
    form = lier(TropPercuForm, request)
    retour = reverse("voir_avance", args=[code, exercice, centre])
    return traiter(
        request,
        Page(
            "subventions/reclamer_trop_percu.html",
            "Réclamer le trop-perçu ?",
            "Ouvrir le reversement",
            retour,
            {"pacte": dossier.pacte, "dossier": dossier, "reste": suite},
        ),
        action="reclamer_trop_percu",
        objet=dossier.avance or dossier.pacte,
        droit=can_reclamer_trop_percu(request.fonction, dossier, suite, le),
        form=form,
        operation=lambda: avances_lot.reclamer_trop_percu(
            dossier, par=request.fonction, cle=form.cleaned_data["cle_idempotence"]
        ),
        message="Le reversement est ouvert : le centre peut présenter ses observations.",
        suite=retour,
    )
