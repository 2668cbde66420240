"""The pages of opinions: asked by the city, given in one's own space."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from pacte.accord.models import Pacte
from pacte.documents.reponses import reponse_fichier
from pacte.journal.operations import inscrire
from pacte.socle.templatetags.socle import accorder
from subventions.forms.etude import AnnulationAvisForm, AvisForm, DemandeAvisForm, RelanceForm
from subventions.lectures.avis import adresse_de, avis_de, organisations_a_solliciter, part_partagee
from subventions.models import Avis, Demande, EtatAvis, PieceDemande
from subventions.operations import avis as operations
from subventions.permissions import (
    QUALITES_AVIS,
    can_annuler_avis,
    can_demander_avis,
    can_rendre_avis,
    can_repondre_avis,
    is_piece_partagee,
)
from subventions.views.acces import demande_lisible_ou_404
from subventions.views.demandes import MODIFIER
from subventions.views.envoi import Page, lier, traiter
from subventions.views.etude import acte, page_instruction


# --- The city's side -----------------------------------------------------------------------------------
@MODIFIER
def demander_avis(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Ask the CAF and other funders for their opinion, several at once."""
    demande = demande_lisible_ou_404(request, code, pk)
    le = timezone.localdate()
    deja = set(
        demande.avis.filter(date_annulation__isnull=True).values_list("organisation", flat=True)
    )
    organisations = [
        (organisation, adresse_de(organisation, le))
        for organisation in organisations_a_solliciter(demande.pacte)
        # A sending repeated must find its own choices again.
        if request.method == "POST" or organisation.pk not in deja
    ]
    form = lier(DemandeAvisForm, request, organisations=organisations)
    return traiter(
        request,
        acte(
            demande,
            "Demander des avis",
            "Demander les avis",
            page_instruction(demande),
            "Chaque organisme reçoit un lien personnel : il répond sans compte.",
            sans_choix=not organisations,
        ),
        action="demander_avis",
        objet=demande,
        droit=can_demander_avis(request.fonction, demande, le),
        form=form,
        operation=lambda: operations.demander_avis(
            demande,
            par=request.fonction,
            cle=form.cleaned_data["cle_idempotence"],
            destinataires=form.cleaned_data["destinataires"],
            message=form.cleaned_data["message"],
            echeance=form.cleaned_data["echeance"],
            avec_budget=form.cleaned_data["avec_budget"],
            avec_pieces=form.cleaned_data["avec_pieces"],
        ),
        message="Les avis sont demandés.",
        suite=f"{page_instruction(demande)}#avis",
    )


def _avis_de_la_demande(demande: Demande, pk: int) -> Avis:
    avis = get_object_or_404(Avis.objects.select_related("organisation"), demande=demande, pk=pk)
    avis.demande = demande
    return avis


@MODIFIER
def annuler_avis(request: HttpRequest, code: str, pk: int, avis: int) -> HttpResponse:
    """Withdraw the question put to an organisation, after confirmation."""
    demande = demande_lisible_ou_404(request, code, pk)
    lu = _avis_de_la_demande(demande, avis)
    form = lier(AnnulationAvisForm, request, initial={"version": lu.version})
    return traiter(
        request,
        acte(
            demande,
            f"Ne plus demander l'avis : {lu.organisation} ?",
            "Ne plus demander cet avis",
            page_instruction(demande),
            "Le lien reçu par l'organisme n'ouvre plus rien. Sa réponse, s'il en a donné une, "
            "n'est plus comptée.",
            danger=True,
        ),
        action="annuler_avis",
        objet=demande,
        droit=can_annuler_avis(request.fonction, lu, timezone.localdate()),
        form=form,
        operation=lambda: operations.annuler_avis(
            lu, par=request.fonction, version=form.cleaned_data["version"]
        ),
        message="L'avis n'est plus demandé.",
        suite=f"{page_instruction(demande)}#avis",
        relire=dict,
    )


@MODIFIER
def relancer_avis(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Write again to the organisations that have not answered."""
    demande = demande_lisible_ou_404(request, code, pk)
    form = lier(RelanceForm, request)
    attendus = [
        avis
        for avis in demande.avis.select_related("organisation").order_by("organisation__nom")
        if avis.etat_enum == EtatAvis.ATTENDU
    ]
    return traiter(
        request,
        acte(
            demande,
            "Relancer ?",
            "Relancer",
            page_instruction(demande),
            "Un courriel part aux organismes qui n'ont pas répondu, un par jour au plus.",
            attendus=attendus,
        ),
        action="relancer_avis",
        objet=demande,
        droit=can_demander_avis(request.fonction, demande, timezone.localdate()),
        form=form,
        operation=lambda: operations.relancer_avis(demande, par=request.fonction),
        message="La relance est faite.",
        suite=f"{page_instruction(demande)}#avis",
    )


# --- The side of who is asked ------------------------------------------------------------------------------
def pacte_sollicite_ou_404(request: HttpRequest, code: str) -> Pacte:
    """The pact, for the qualities whose opinion is asked; nothing else of subsidies is theirs."""
    fonction = request.fonction
    if fonction is None or fonction.qualite not in QUALITES_AVIS:
        raise Http404
    return get_object_or_404(
        Pacte.objects.for_fonction(fonction).select_related("ville"), code=code
    )


def avis_ou_404(request: HttpRequest, code: str, pk: int) -> Avis:
    """An opinion asked of the acting function's organisation, the withdrawn ones excepted."""
    pacte = pacte_sollicite_ou_404(request, code)
    avis = get_object_or_404(
        avis_de(request.fonction, pacte).select_related("demande__theme"), pk=pk
    )
    avis.demande.pacte = pacte
    return avis


@require_safe
def lister_avis_demandes(request: HttpRequest, code: str) -> HttpResponse:
    """Show the opinions asked of one's organisation, the awaited ones first."""
    pacte = pacte_sollicite_ou_404(request, code)
    avis = list(avis_de(request.fonction, pacte))
    return render(
        request,
        "subventions/lister_avis_demandes.html",
        {
            "pacte": pacte,
            "lignes": [(lu, bool(can_repondre_avis(lu))) for lu in avis],
            "phrase_compte": accorder(len(avis), "avis demandé,avis demandés,aucun"),
            "le": timezone.localdate(),
        },
    )


@MODIFIER
def rendre_avis(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Read what the city shares of a request, and give one's organisation's opinion."""
    avis = avis_ou_404(request, code, pk)
    droit = can_rendre_avis(request.fonction, avis, timezone.localdate())

    def initial(lu: Avis) -> dict[str, Any]:
        return {
            "version": lu.version,
            "sens": lu.sens,
            "texte": lu.texte,
            "signataire": lu.signataire or str(request.fonction.personne),
        }

    form = lier(AvisForm, request, initial=initial(avis))
    page = Page(
        "subventions/rendre_avis.html",
        "Votre avis",
        "Changer notre avis" if avis.date_avis else "Rendre notre avis",
        reverse("lister_avis_demandes", args=[code]),
        {
            "pacte": avis.demande.pacte,
            "avis": avis,
            "demande": avis.demande,
            "part": part_partagee(avis),
            "droit": droit,
            "jeton": "",
        },
    )
    if request.method != "POST" and not droit:
        # What was shared stays readable after the decision; only the answer is closed.
        contexte = {"form": None, "titre": page.titre, "differences": [], **page.contexte}
        return render(request, page.gabarit, contexte)
    return traiter(
        request,
        page,
        action="rendre_avis",
        objet=avis.demande,
        droit=droit,
        form=form,
        operation=lambda: operations.rendre_avis(
            avis,
            par=request.fonction,
            version=form.cleaned_data["version"],
            sens=form.cleaned_data["sens"],
            texte=form.cleaned_data["texte"],
            signataire=form.cleaned_data["signataire"],
        ),
        message="Votre avis est transmis à la Ville. Vous pouvez le changer jusqu'à la décision.",
        suite=reverse("rendre_avis", args=[code, pk]),
        relire=lambda: initial(Avis.objects.get(pk=pk)),
    )


@require_safe
def telecharger_piece_avis(request: HttpRequest, code: str, pk: int, piece: int) -> HttpResponse:
    """Send a document that the city shares for an opinion; the download is journalled."""
    avis = avis_ou_404(request, code, pk)
    lue = piece_partagee_ou_404(avis, piece)
    inscrire("telecharger_piece_avis", objet=avis.demande, par=request.fonction, motif=lue.libelle)
    return reponse_fichier(lue.fichier)


def piece_partagee_ou_404(avis: Avis, pk: int) -> PieceDemande:
    """A document of the request that the city shares with this organisation."""
    piece = PieceDemande.objects.filter(pk=pk).select_related("fichier").first()
    if piece is None or not is_piece_partagee(avis, piece):
        raise Http404
    return piece
