"""The pages of imports: the file, what its columns mean, the dry run, the report."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from pacte.documents.reponses import reponse_fichier
from pacte.journal.operations import inscrire
from pacte.journal.refus import refuser
from pacte.socle.droits import ActeRefuse
from pacte.socle.elements import Acte
from subventions.forms.imports import AnnulationImportForm, CorrespondanceForm, ImportForm
from subventions.lectures.annulations_imports import lire_annulation
from subventions.lectures.dossiers import centres_du_pacte
from subventions.lectures.imports import Analyse, analyser, correspondance_de, feuilles_de
from subventions.models import ImportSubventions
from subventions.operations import imports as operations
from subventions.operations.annulations_imports import annuler_import as defaire_import
from subventions.permissions.imports import can_annuler_import, can_importer, can_regler_import
from subventions.rules.correspondances import (
    Correspondance,
    choisir_feuille,
    deviner_colonnes,
    ecrire_correspondance,
    entetes,
    ligne_d_entete,
)
from subventions.rules.tableaux import Feuille, FichierIllisible, Ligne
from subventions.views.acces import pacte_ou_404
from subventions.views.demandes import MODIFIER
from subventions.views.envoi import Page, lier, traiter

PAR_PAGE = 25
LIGNES_MONTREES = 200


def import_ou_404(request: HttpRequest, code: str, pk: int) -> ImportSubventions:
    """An import in the scope of the acting function."""
    pacte = pacte_ou_404(request, code)
    importation = get_object_or_404(
        ImportSubventions.objects.for_fonction(request.fonction).select_related(
            "fichier", "prepare_par__personne", "prepare_par__organisation"
        ),
        pacte=pacte,
        pk=pk,
    )
    importation.pacte = pacte
    return importation


@require_safe
def lister_imports(request: HttpRequest, code: str) -> HttpResponse:
    """Show every file that was brought, and what came of it."""
    pacte = pacte_ou_404(request, code)
    droit = can_importer(request.fonction, pacte, timezone.localdate())
    if not droit:
        return refuser(request, droit, action="preparer_import", objet=pacte)
    imports = (
        ImportSubventions.objects.for_fonction(request.fonction)
        .filter(pacte=pacte)
        .select_related("fichier", "prepare_par__personne")
    )
    page = Paginator(imports, PAR_PAGE).get_page(request.GET.get("page"))
    actes = [
        Acte(
            droit, "Importer un fichier", reverse("importer_subventions", args=[code]), "principale"
        )
    ]
    return render(
        request,
        "subventions/lister_imports.html",
        {"pacte": pacte, "page": page, "nombre": page.paginator.count, "actes": actes},
    )


@MODIFIER
def importer_subventions(request: HttpRequest, code: str) -> HttpResponse:
    """Bring a file: past years, or requests deposited elsewhere."""
    pacte = pacte_ou_404(request, code)
    form = lier(ImportForm, request)
    return traiter(
        request,
        Page(
            "subventions/importer_subventions.html",
            "Importer un fichier",
            "Lire le fichier",
            reverse("lister_imports", args=[code]),
            {"pacte": pacte},
        ),
        action="preparer_import",
        objet=pacte,
        droit=can_importer(request.fonction, pacte, timezone.localdate()),
        form=form,
        operation=lambda: operations.preparer_import(
            pacte,
            par=request.fonction,
            cle=form.cleaned_data["cle_idempotence"],
            genre=form.cleaned_data["genre"],
            fichier=form.cleaned_data["fichier"],
        ),
        message="Le fichier est lu. Vérifiez ce que veut dire chaque colonne.",
        suite=lambda importation: reverse("regler_import", args=[code, importation.pk]),
    )


# --- What its columns mean ---------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Contenu:
    """The stored file, ready to be shown."""

    feuilles: list[Feuille]
    correspondance: Correspondance
    feuille: Feuille | None
    entete: Ligne | None

    @property
    def exemples(self) -> dict[str, Any]:
        """The first full cell under each header."""
        if self.feuille is None or self.entete is None:
            return {}
        suite = [x for x in self.feuille.lignes if x.numero > self.entete.numero][:20]
        return {
            nom: next((x[rang] for x in suite if x[rang] not in (None, "")), None)
            for rang, nom in enumerate(entetes(self.entete))
        }


def _ouvrir(importation: ImportSubventions) -> _Contenu:
    feuilles = feuilles_de(importation)
    correspondance = correspondance_de(importation)
    feuille = choisir_feuille(feuilles, correspondance.genre, correspondance.feuille)
    entete = (
        ligne_d_entete(feuille, correspondance.genre, correspondance.ligne_entete)
        if feuille
        else None
    )
    return _Contenu(feuilles, correspondance, feuille, entete)


@MODIFIER
def regler_import(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Say what each column means; another sheet or header row guesses the columns anew."""
    importation = import_ou_404(request, code, pk)
    le = timezone.localdate()
    try:
        contenu = _ouvrir(importation)
    except FichierIllisible:
        # The page of the import says why.
        return redirect("voir_import", code, pk)
    analyse = analyser(importation.pacte, contenu.feuilles, contenu.correspondance, le)
    connus = [*contenu.correspondance.centres, *(i.nom for i in analyse.lecture.inconnus)]
    form = lier(
        CorrespondanceForm,
        request,
        correspondance=contenu.correspondance,
        feuilles=contenu.feuilles,
        entete=contenu.entete,
        exemples=contenu.exemples,
        inconnus=list(dict.fromkeys(connus)),
        centres=[(centre.code, centre.nom) for centre in centres_du_pacte(importation.pacte)],
        version=importation.version,
    )
    return traiter(
        request,
        Page(
            "subventions/regler_import.html",
            "Ce que veut dire chaque colonne",
            "Essayer cet import",
            reverse("voir_import", args=[code, pk]),
            {"pacte": importation.pacte, "importation": importation},
        ),
        action="regler_import",
        objet=importation,
        droit=can_regler_import(request.fonction, importation, le),
        form=form,
        operation=lambda: operations.regler_import(
            importation,
            par=request.fonction,
            version=form.cleaned_data["version"],
            correspondance=_reglee(form, contenu),
        ),
        message="La correspondance est enregistrée. Rien n’est encore importé.",
        suite=lambda _: reverse(
            "regler_import" if form.is_ailleurs else "voir_import", args=[code, pk]
        ),
        relire=dict,
    )


def _reglee(form: CorrespondanceForm, contenu: _Contenu) -> dict[str, Any]:
    valeurs = form.valeurs()
    if not form.is_ailleurs:
        return valeurs
    feuille = choisir_feuille(contenu.feuilles, valeurs["genre"], valeurs["feuille"])
    entete = ligne_d_entete(feuille, valeurs["genre"], valeurs["ligne_entete"]) if feuille else None
    if entete is None:
        raise ValidationError({"ligne_entete": "Cette ligne est vide : où sont les titres ?"})
    return valeurs | {"colonnes": deviner_colonnes(entetes(entete), valeurs["genre"])}


# --- The dry run, then the report ----------------------------------------------------------------
@require_safe
def voir_import(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Show what the import would do, line by line; once done, what it did."""
    importation = import_ou_404(request, code, pk)
    return _montrer(request, importation, 200)


def _montrer(request: HttpRequest, importation: ImportSubventions, statut: int) -> HttpResponse:
    le = timezone.localdate()
    droit = can_regler_import(request.fonction, importation, le)
    analyse: Analyse | None = None
    illisible = ""
    if importation.effectue_le is None:
        try:
            analyse = analyser(
                importation.pacte, feuilles_de(importation), correspondance_de(importation), le
            )
        except FichierIllisible as refus:
            illisible = str(refus)
    return render(
        request,
        "subventions/voir_import.html",
        {
            "pacte": importation.pacte,
            "importation": importation,
            "analyse": analyse,
            "illisible": illisible,
            "can_regler": droit,
            "can_annuler": can_annuler_import(
                request.fonction, importation, le, _lignes_restantes(importation)
            ),
            "correspondance": correspondance_de(importation),
            "nouvelles": analyse.nouvelles[:LIGNES_MONTREES] if analyse else [],
            "maximum": LIGNES_MONTREES,
        },
        status=statut,
    )


def _lignes_restantes(importation: ImportSubventions) -> int:
    if importation.effectue_le is None:
        return 0
    return importation.attributions.count() + importation.demandes.count()


@require_POST
def effectuer_import(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Create every new line, or nothing; the dry run of this page is its confirmation."""
    importation = import_ou_404(request, code, pk)
    try:
        importation = operations.effectuer_import(importation, par=request.fonction)
    except ActeRefuse as refuse:
        return refuser(request, refuse.droit, action="effectuer_import", objet=importation)
    except ValidationError:
        messages.error(request, "Rien n’est importé : des lignes sont à corriger.")
        return _montrer(request, importation, 409)
    messages.success(request, "L’import est fait.")
    return redirect("voir_import", code, pk)


@MODIFIER
def annuler_import(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Say what goes and what forbids it, then take away every line that an import created."""
    importation = import_ou_404(request, code, pk)
    annulation = lire_annulation(importation)
    form = lier(AnnulationImportForm, request, initial={"version": importation.version})
    retour = reverse("voir_import", args=[code, pk])
    return traiter(
        request,
        Page(
            "subventions/annuler_import.html",
            "Annuler cet import ?",
            "Annuler l'import",
            retour,
            {
                "pacte": importation.pacte,
                "importation": importation,
                "annulation": annulation,
                "danger": True,
            },
        ),
        action="annuler_import",
        objet=importation,
        droit=can_annuler_import(
            request.fonction, importation, timezone.localdate(), len(annulation.lignes)
        ),
        form=form,
        operation=lambda: defaire_import(
            importation,
            par=request.fonction,
            version=form.cleaned_data["version"],
            motif=form.cleaned_data["motif"],
        ),
        message="L’import est annulé. Le même fichier peut être importé de nouveau.",
        suite=retour,
        relire=dict,
    )


@require_safe
def telecharger_correspondance(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Send the correspondence as TOML, for the command or for next year."""
    importation = import_ou_404(request, code, pk)
    reponse = HttpResponse(
        ecrire_correspondance(correspondance_de(importation)),
        content_type="application/toml; charset=utf-8",
    )
    reponse["Content-Disposition"] = f'attachment; filename="correspondance-{pk}.toml"'
    reponse["X-Content-Type-Options"] = "nosniff"
    return reponse


@require_safe
def telecharger_import(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Send the file that was brought; the download is journalled."""
    importation = import_ou_404(request, code, pk)
    reponse = reponse_fichier(importation.fichier)
    inscrire("telecharger_import", objet=importation, par=request.fonction)
    return reponse
