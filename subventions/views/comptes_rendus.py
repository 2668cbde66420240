"""The pages of financial reports: the list, one of them, its writing, its deposit, the answer."""

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from pacte.documents.reponses import reponse_fichier
from pacte.journal.operations import inscrire
from pacte.socle.tableur import reponse_csv, reponse_xlsx
from pacte.socle.templatetags.socle import accorder
from subventions import rules
from subventions.forms.comptes_rendus import (
    AcceptationForm,
    CompteRenduForm,
    CompteRenduRecuForm,
    DepotCompteRenduForm,
    RepriseForm,
)
from subventions.lectures import comptes_rendus as comptes_rendus_lus
from subventions.lectures.comptes_rendus import CompteRenduAttendu, accorde_exact
from subventions.lectures.conservation import bareme, conservation_du_bilan
from subventions.listes.bilans import (
    ENTETES_COMPTES_RENDUS,
    FiltreComptesRendus,
    attributions_visibles,
    lignes_comptes_rendus,
)
from subventions.models import (
    CompteRenduFinancier,
    EtatCompteRenduFinancier,
    Reversement,
)
from subventions.operations import comptes_rendus as operations
from subventions.permissions import comptes_rendus as droits
from subventions.presentation.compte_rendu import (
    actes_compte_rendu,
    attente_compte_rendu,
    etapes_compte_rendu,
    manques_compte_rendu,
    tableaux_compte_rendu,
)
from subventions.presentation.demandes import historique
from subventions.rules import plan_comptable
from subventions.rules.plan_comptable import nom_champ
from subventions.views.acces import pacte_ou_404
from subventions.views.envoi import Page, lier, traiter

MODIFIER = require_http_methods(["GET", "HEAD", "POST"])
PAR_PAGE = 25


def attendu_ou_404(request: HttpRequest, code: str, vote: int) -> CompteRenduAttendu:
    """An award to account for, in the scope of the acting function; a draft stays with the centre."""
    pacte = pacte_ou_404(request, code)
    attribution = get_object_or_404(
        attributions_visibles(pacte, request.fonction).select_related(
            "centre",
            "demande__fiche",
            "demande__pacte__ville",
            "compte_rendu_financier__document",
            "compte_rendu_financier__fichier",
            "compte_rendu_financier__depot_par__personne",
        ),
        pk=vote,
    )
    attribution.pacte = pacte
    return comptes_rendus_lus.lire([attribution], timezone.localdate())[0]


def _lisible(request: HttpRequest, rapport: CompteRenduFinancier | None) -> bool:
    """Whether the reader sees what the report says: the city, once it is handed in."""
    if rapport is None:
        return False
    return bool(request.fonction.is_centre or rapport.etat != EtatCompteRenduFinancier.BROUILLON)


@require_safe
def lister_comptes_rendus_financiers(request: HttpRequest, code: str) -> HttpResponse:
    """Show the reports that are expected, handed in or late, filtered by the address."""
    pacte = pacte_ou_404(request, code)
    le = timezone.localdate()
    visibles = attributions_visibles(pacte, request.fonction)
    filtre = FiltreComptesRendus(request.GET, visibles, fonction=request.fonction)
    page = Paginator(filtre.qs, PAR_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "subventions/lister_comptes_rendus_financiers.html",
        {
            "pacte": pacte,
            "filtre": filtre,
            "page": page,
            "lignes": comptes_rendus_lus.lire(page, le),
            "nombre": page.paginator.count,
            "nombre_en_retard": comptes_rendus_lus.en_retard(visibles, le).count(),
            "phrase_compte": accorder(
                page.paginator.count, "compte rendu,comptes rendus,aucun compte rendu"
            ),
            "is_filtree": any(filtre.form.data.get(nom) for nom in filtre.filters),
            "parametres": request.GET.urlencode(),
        },
    )


@require_safe
def exporter_comptes_rendus_financiers(
    request: HttpRequest, code: str, extension: str
) -> HttpResponse:
    """Send what the list shows as XLSX or CSV, with archive dates; the export is journalled."""
    pacte = pacte_ou_404(request, code)
    if extension not in {"csv", "xlsx"}:
        raise Http404
    le = timezone.localdate()
    filtre = FiltreComptesRendus(
        request.GET, attributions_visibles(pacte, request.fonction), fonction=request.fonction
    )
    lignes = list(lignes_comptes_rendus(comptes_rendus_lus.lire(filtre.qs, le)))
    inscrire(
        "exporter_comptes_rendus_financiers",
        objet=pacte,
        par=request.fonction,
        pacte_code=pacte.code,
        motif=f"{len(lignes)} lignes, {extension}",
    )
    repondre = reponse_csv if extension == "csv" else reponse_xlsx
    return repondre("comptes-rendus-financiers", ENTETES_COMPTES_RENDUS, lignes, le=le)


@require_safe
def voir_compte_rendu_financier(request: HttpRequest, code: str, vote: int) -> HttpResponse:
    """Show a report: what is expected, the figures, the words, what follows."""
    attendu = attendu_ou_404(request, code, vote)
    fonction, le = request.fonction, timezone.localdate()
    rapport, attribution = attendu.compte_rendu, attendu.attribution
    lisible = _lisible(request, rapport)
    accorde = accorde_exact(attribution, le)
    manques = []
    if rapport is not None and fonction.is_centre:
        manques = manques_compte_rendu(rapport, accorde, list(rapport.lignes.order_by("ordre")))
    return render(
        request,
        "subventions/voir_compte_rendu_financier.html",
        {
            "pacte": attribution.pacte,
            "attendu": attendu,
            "attribution": attribution,
            "rapport": rapport if lisible else None,
            "accorde": accorde,
            "reliquat": rules.reliquat(accorde, rapport.montant_utilise)
            if rapport and lisible
            else None,
            "tableaux": tableaux_compte_rendu(rapport) if rapport and lisible else [],
            "etapes": etapes_compte_rendu(attendu),
            "attente": attente_compte_rendu(fonction, attendu, len(manques)),
            "manques": manques if _is_a_completer(rapport) else [],
            "actes": actes_compte_rendu(fonction, attendu, le, len(manques)),
            "reversements": Reversement.objects.for_fonction(fonction)
            .filter(attribution=attribution)
            .order_by("-date_information", "-pk"),
            "conservation": conservation_du_bilan(attendu),
            "visa": bareme().visa,
            "entrees": historique(rapport) if rapport and lisible else [],
        },
    )


def _is_a_completer(rapport: CompteRenduFinancier | None) -> bool:
    return rapport is not None and rapport.etat in {
        EtatCompteRenduFinancier.BROUILLON,
        EtatCompteRenduFinancier.A_REPRENDRE,
    }


@require_safe
def telecharger_compte_rendu_financier(request: HttpRequest, code: str, vote: int) -> HttpResponse:
    """Send the report handed in, sealed or received; the download is journalled."""
    attendu = attendu_ou_404(request, code, vote)
    rapport = attendu.compte_rendu
    document = (rapport.document or rapport.fichier) if rapport else None
    if document is None:
        raise Http404
    inscrire("telecharger_compte_rendu_financier", objet=rapport, par=request.fonction)
    return reponse_fichier(document)


# --- Acts -------------------------------------------------------------------------------------------
def _page(attendu: CompteRenduAttendu, nom: str, titre: str, bouton: str, **contexte: Any) -> Page:
    return Page(
        f"subventions/{nom}.html",
        titre,
        bouton,
        _retour(attendu),
        {
            "pacte": attendu.attribution.pacte,
            "attribution": attendu.attribution,
            "attendu": attendu,
            **contexte,
        },
    )


def _retour(attendu: CompteRenduAttendu) -> str:
    attribution = attendu.attribution
    return reverse("voir_compte_rendu_financier", args=[attribution.pacte.code, attribution.pk])


def _valeurs(rapport: CompteRenduFinancier | None) -> Mapping[str, Any]:
    """The stored values of the form's fields."""
    if rapport is None:
        return {}
    realises = {
        nom_champ(ligne.section, ligne.compte): ligne.realise or None
        for ligne in rapport.lignes.order_by("ordre")
    }
    return {**{nom: getattr(rapport, nom) for nom in CompteRenduForm.TEXTES}, **realises}


@MODIFIER
def rediger_compte_rendu_financier(request: HttpRequest, code: str, vote: int) -> HttpResponse:
    """Write the report; a draft may stay incomplete, and its page says what it lacks."""
    attendu = attendu_ou_404(request, code, vote)
    attribution, rapport = attendu.attribution, attendu.compte_rendu
    prevus = operations.prevus(attribution)
    form = lier(
        CompteRenduForm,
        request,
        plan=plan_comptable.plan_pour(attribution.exercice),
        prevus=prevus,
        ville=attribution.pacte.ville.nom,
        initial={"version": rapport.version if rapport else 1, **_valeurs(rapport)},
    )
    return traiter(
        request,
        _page(
            attendu,
            "rediger_compte_rendu_financier",
            "Le compte rendu financier",
            "Enregistrer",
            sans_prevu=not prevus,
            rapport=rapport,
        ),
        action="rediger_compte_rendu_financier",
        objet=attribution,
        droit=droits.can_rediger_compte_rendu(
            request.fonction, attribution, rapport, timezone.localdate()
        ),
        form=form,
        operation=lambda: operations.rediger_compte_rendu(
            attribution,
            par=request.fonction,
            version=form.cleaned_data["version"],
            champs=form.champs(),
            realises=form.realises,
        ),
        message="Le compte rendu est enregistré.",
        suite=_retour(attendu),
        relire=lambda: _valeurs(CompteRenduFinancier.objects.get(attribution=attribution)),
    )


@MODIFIER
def deposer_compte_rendu_financier(request: HttpRequest, code: str, vote: int) -> HttpResponse:
    """Confirm the deposit, or list what is missing; two clicks hand it in once."""
    attendu = attendu_ou_404(request, code, vote)
    attribution, rapport = attendu.attribution, attendu.compte_rendu
    le = timezone.localdate()
    accorde = accorde_exact(attribution, le)
    lignes = list(rapport.lignes.order_by("ordre")) if rapport else []
    form = lier(DepotCompteRenduForm, request)
    return traiter(
        request,
        _page(
            attendu,
            "deposer_compte_rendu_financier",
            "Déposer le compte rendu financier ?",
            "Déposer le compte rendu",
            rapport=rapport,
            accorde=accorde,
            manques=manques_compte_rendu(rapport, accorde, lignes) if rapport else [],
        ),
        action="deposer_compte_rendu_financier",
        objet=attribution,
        droit=droits.can_deposer_compte_rendu(request.fonction, attribution, rapport, le),
        form=form,
        operation=lambda: operations.deposer_compte_rendu(
            attribution, par=request.fonction, cle=form.cleaned_data["cle_idempotence"]
        ),
        message="Le compte rendu est déposé, la Ville en est avertie.",
        suite=_retour(attendu),
    )


@MODIFIER
def enregistrer_compte_rendu_recu(request: HttpRequest, code: str, vote: int) -> HttpResponse:
    """Record in one page a report that came on paper or by e-mail."""
    attendu = attendu_ou_404(request, code, vote)
    attribution = attendu.attribution
    le = timezone.localdate()
    form = lier(CompteRenduRecuForm, request, initial={"date_depot": le})
    return traiter(
        request,
        _page(
            attendu,
            "enregistrer_compte_rendu_recu",
            "Enregistrer un compte rendu reçu",
            "Enregistrer le compte rendu",
            accorde=accorde_exact(attribution, le),
        ),
        action="enregistrer_compte_rendu_recu",
        objet=attribution,
        droit=droits.can_enregistrer_compte_rendu(
            request.fonction, attribution, attendu.compte_rendu, le
        ),
        form=form,
        operation=lambda: operations.enregistrer_compte_rendu_recu(
            attribution,
            par=request.fonction,
            cle=form.cleaned_data["cle_idempotence"],
            **{
                nom: form.cleaned_data[nom]
                for nom in ("date_depot", "montant_utilise", "fichier", "observations")
            },
        ),
        message="Le compte rendu est enregistré. Le centre n'a pas à le déposer une seconde fois.",
        suite=_retour(attendu),
    )


@MODIFIER
def accepter_compte_rendu_financier(request: HttpRequest, code: str, vote: int) -> HttpResponse:
    """Accept the report, and say what becomes of the part not spent."""
    attendu = attendu_ou_404(request, code, vote)
    attribution, rapport = attendu.attribution, attendu.compte_rendu
    le = timezone.localdate()
    accorde = accorde_exact(attribution, le)
    part = rules.reliquat(accorde, rapport.montant_utilise if rapport else None)
    defaut = operations.sort_par_defaut(attribution)
    form = lier(
        AcceptationForm,
        request,
        reliquat=part,
        initial={"version": rapport.version if rapport else 1, "sort_reliquat": defaut},
    )
    return traiter(
        request,
        _page(
            attendu,
            "accepter_compte_rendu_financier",
            "Accepter le compte rendu financier ?",
            "Accepter le compte rendu",
            rapport=rapport,
            accorde=accorde,
            reliquat=part,
            is_selon_convention=bool(defaut),
        ),
        action="accepter_compte_rendu_financier",
        objet=attribution,
        droit=droits.can_accepter_compte_rendu(request.fonction, attribution, rapport, le),
        form=form,
        operation=lambda: operations.accepter_compte_rendu(
            attribution,
            par=request.fonction,
            version=form.cleaned_data["version"],
            cle=form.cleaned_data["cle_idempotence"],
            sort_reliquat=form.cleaned_data.get("sort_reliquat", ""),
            explication=form.cleaned_data.get("explication", ""),
        ),
        message="Le compte rendu est accepté, le centre en est averti.",
        suite=_retour(attendu),
    )


@MODIFIER
def demander_reprise_compte_rendu(request: HttpRequest, code: str, vote: int) -> HttpResponse:
    """Ask the centre to do its report again, with a reason."""
    attendu = attendu_ou_404(request, code, vote)
    attribution, rapport = attendu.attribution, attendu.compte_rendu
    form = lier(RepriseForm, request, initial={"version": rapport.version if rapport else 1})
    return traiter(
        request,
        _page(
            attendu,
            "demander_reprise_compte_rendu",
            "Demander de reprendre le compte rendu",
            "Envoyer au centre",
            rapport=rapport,
        ),
        action="demander_reprise_compte_rendu",
        objet=attribution,
        droit=droits.can_demander_reprise(
            request.fonction, attribution, rapport, timezone.localdate()
        ),
        form=form,
        operation=lambda: operations.demander_reprise(
            attribution,
            par=request.fonction,
            version=form.cleaned_data["version"],
            motif=form.cleaned_data["motif"],
        ),
        message="Le centre est averti de ce qui est à reprendre.",
        suite=_retour(attendu),
    )
