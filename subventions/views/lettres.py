"""The pages of letters: those of a year, one of a request, the files."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from pacte.documents.reponses import reponse_fichier
from pacte.journal.operations import inscrire
from pacte.journal.refus import refuser
from pacte.socle.templatetags.socle import accorder
from subventions import operations
from subventions.exports.assemblages import assembler_pdf, assembler_zip
from subventions.forms.lettres import LettreForm
from subventions.lectures.lettres import lettres_de_l_annee, signature_proposee
from subventions.models import Attribution, Demande, EtatDemande, NatureVote
from subventions.permissions import can_ecrire_lettre, can_ecrire_lettres
from subventions.views.acces import annee_ou_404, demande_ou_404, pacte_ou_404
from subventions.views.demandes import MODIFIER
from subventions.views.envoi import Page, lier, traiter

TYPES = {"pdf": "application/pdf", "zip": "application/zip"}


@MODIFIER
def lister_lettres(request: HttpRequest, code: str, exercice: int) -> HttpResponse:
    """Show who has its letter and who has none yet; write all those that are missing."""
    pacte = pacte_ou_404(request, code)
    le, exercice = timezone.localdate(), annee_ou_404(exercice)
    droit = can_ecrire_lettres(request.fonction, pacte, le)
    dues = lettres_de_l_annee(pacte, exercice) if droit else []
    manquantes = [due for due in dues if due.lettre is None]
    form = lier(
        LettreForm,
        request,
        initial={"date_lettre": le, "signataire": signature_proposee(le)},
    )

    def ecrire() -> None:
        nombre = operations.ecrire_lettres(
            pacte, exercice, par=request.fonction, **form.cleaned_data
        )
        mots = "lettre est faite et envoyée,lettres sont faites et envoyées,aucune lettre à faire"
        messages.success(request, f"{accorder(nombre, mots).capitalize()}.")

    return traiter(
        request,
        Page(
            "subventions/lister_lettres.html",
            f"Lettres {exercice}",
            "Faire toutes les lettres qui manquent",
            reverse("lister_demandes", args=[code]),
            {
                "pacte": pacte,
                "exercice": exercice,
                "precedent": exercice - 1,
                "suivant": exercice + 1,
                "dues": dues,
                "nombre_manquantes": len(manquantes),
                "nombre_faites": len(dues) - len(manquantes),
            },
        ),
        action="ecrire_lettres",
        objet=pacte,
        droit=droit,
        form=form,
        operation=ecrire,
        message="Les lettres sont prêtes à imprimer.",
        suite=reverse("lister_lettres", args=[code, exercice]),
    )


@require_safe
def exporter_lettres(
    request: HttpRequest, code: str, exercice: int, extension: str
) -> HttpResponse:
    """Send the letters of a year in one PDF to print, or in an archive; it is journalled."""
    pacte = pacte_ou_404(request, code)
    droit = can_ecrire_lettres(request.fonction, pacte, timezone.localdate())
    if not droit:
        return refuser(request, droit, action="exporter_lettres", objet=pacte)
    if extension not in TYPES:
        raise Http404
    documents = [
        due.lettre for due in lettres_de_l_annee(pacte, annee_ou_404(exercice)) if due.lettre
    ]
    if not documents:
        raise Http404
    if extension == "pdf":
        contenu = assembler_pdf(documents, f"Lettres {exercice}, {pacte.titre_court}")
    else:
        contenu = assembler_zip(documents)
    inscrire(
        "exporter_lettres",
        objet=pacte,
        par=request.fonction,
        pacte_code=pacte.code,
        motif=f"{len(documents)} lettres {exercice}, {extension}",
    )
    reponse = HttpResponse(contenu, content_type=TYPES[extension])
    reponse["Content-Disposition"] = f'attachment; filename="lettres-{exercice}.{extension}"'
    reponse["X-Content-Type-Options"] = "nosniff"
    reponse["Cache-Control"] = "private, no-store"
    return reponse


@MODIFIER
def ecrire_lettre(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Write the letter of one decided request."""
    demande = demande_ou_404(request, code, pk)
    le = timezone.localdate()
    vote = _vote(demande)
    form = lier(
        LettreForm, request, initial={"date_lettre": le, "signataire": signature_proposee(le)}
    )
    retour = reverse("voir_demande", args=[code, pk])
    return traiter(
        request,
        Page(
            "subventions/ecrire_lettre.html",
            "Écrire la lettre de notification" if vote else "Écrire la lettre de refus",
            "Faire et envoyer la lettre",
            retour,
            {"pacte": demande.pacte, "demande": demande, "vote": vote},
        ),
        action="ecrire_lettre",
        objet=demande,
        droit=can_ecrire_lettre(request.fonction, demande, le, vote),
        form=form,
        operation=lambda: operations.ecrire_lettre(
            demande, par=request.fonction, **form.cleaned_data
        ),
        message="La lettre est faite, le centre en est averti.",
        suite=retour,
    )


@require_safe
def telecharger_lettre(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Send the letter of a request that one may see; the download is journalled."""
    demande = demande_ou_404(request, code, pk)
    vote = _vote(demande)
    accordee = vote.lettre if vote else None
    document = demande.lettre_refus if demande.etat == EtatDemande.REFUSEE else accordee
    if document is None:
        raise Http404
    inscrire("telecharger_lettre", objet=demande, par=request.fonction, motif=document.titre)
    return reponse_fichier(document)


def _vote(demande: Demande) -> Attribution | None:
    return (
        Attribution.objects.filter(demande=demande, nature=NatureVote.VOTE)
        .select_related("lettre")
        .first()
    )
