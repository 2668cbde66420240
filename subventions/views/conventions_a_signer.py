"""The pages of a convention that the portal writes: to make, to read over, to sign."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from pacte.accord.models import Fonction, GenreOrganisation, Organisation, Pacte
from pacte.documents.reponses import reponse_fichier
from pacte.journal.operations import inscrire
from pacte.journal.refus import refuser
from pacte.socle.droits import premier_refus, refus
from pacte.socle.elements import Acte
from pacte.socle.montants import ZERO
from pacte.socle.templatetags.socle import accorder
from subventions import operations, rules
from subventions.forms.conventions_a_signer import (
    ArticlesForm,
    ConventionAPreparerForm,
    ConventionARedigerForm,
    GenerationForm,
    RepriseForm,
)
from subventions.lectures.conventions import champs_proposes, clauses_lues, conventions_a_faire
from subventions.models import Convention
from subventions.permissions import (
    can_modifier_convention,
    can_preparer_convention,
    can_rediger_convention,
    can_reprendre_convention,
)
from subventions.presentation.demandes import historique
from subventions.views.acces import annee_ou_404, convention_ou_404, pacte_ou_404
from subventions.views.demandes import MODIFIER
from subventions.views.envoi import Page, lier, traiter


def _retour(convention: Convention) -> str:
    return reverse("voir_convention", args=[convention.pacte.code, convention.pk])


def _centre_ou_404(pacte: Pacte, code: str) -> Organisation:
    return get_object_or_404(
        Organisation.objects.filter(parties__pacte=pacte),
        code=code,
        genre=GenreOrganisation.CENTRE,
    )


@require_safe
def lister_conventions_a_faire(request: HttpRequest, code: str, exercice: int) -> HttpResponse:
    """Show the centres whose total of the year makes a convention compulsory, and none covers."""
    pacte = pacte_ou_404(request, code)
    exercice = annee_ou_404(exercice)
    droit = can_preparer_convention(request.fonction, pacte, timezone.localdate())
    if not droit:
        return refuser(request, droit, action="preparer_convention", objet=pacte)
    return render(
        request,
        "subventions/lister_conventions_a_faire.html",
        {
            "pacte": pacte,
            "titre": f"Conventions à faire {exercice}",
            "exercice": exercice,
            "precedent": exercice - 1,
            "suivant": exercice + 1,
            "a_faire": conventions_a_faire(pacte, exercice),
            "seuil": rules.SEUIL_CONVENTION,
        },
    )


@MODIFIER
def preparer_convention(
    request: HttpRequest, code: str, exercice: int, centre: str
) -> HttpResponse:
    """Start the convention of a centre and a year, every article proposed and changeable."""
    pacte = pacte_ou_404(request, code)
    le, exercice = timezone.localdate(), annee_ou_404(exercice)
    organisation = _centre_ou_404(pacte, centre)
    droit = can_preparer_convention(request.fonction, pacte, le)
    lue = None
    if droit:
        a_faire = conventions_a_faire(pacte, exercice)
        lue = next((ligne for ligne in a_faire if ligne.centre.pk == organisation.pk), None)
    form = lier(
        ConventionAPreparerForm,
        request,
        initial=champs_proposes(pacte, organisation, exercice, lue.total if lue else ZERO, le),
    )
    return traiter(
        request,
        Page(
            "subventions/preparer_convention.html",
            f"Préparer la convention {exercice}",
            "Enregistrer la convention",
            reverse("lister_conventions", args=[code]),
            {"pacte": pacte, "centre": organisation, "exercice": exercice, "lue": lue},
        ),
        action="preparer_convention",
        objet=pacte,
        droit=droit,
        form=form,
        operation=lambda: operations.preparer_convention(
            pacte,
            par=request.fonction,
            cle=form.cleaned_data["cle_idempotence"],
            centre=organisation,
            demande=lue.demande if lue else None,
            champs=form.champs(),
        ),
        message="La convention est enregistrée. Relisez-la, puis faites le document à signer.",
        suite=_retour,
    )


@require_safe
def voir_convention(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Show a convention: what it is, what is expected, what the law requires, its documents."""
    convention = convention_ou_404(request, code, pk)
    fonction, le = request.fonction, timezone.localdate()
    retours = list(convention.retours.select_related("recu_par__personne").order_by("-recu_le"))
    return render(
        request,
        "subventions/voir_convention.html",
        {
            "pacte": convention.pacte,
            "convention": convention,
            "fin": rules.fin_de_convention(
                convention.dernier_exercice, convention.date_resiliation
            ),
            "attente": _attente(fonction, convention),
            "actes": _actes(fonction, convention, le, has_retour=bool(retours)),
            "clauses": clauses_lues(convention) if convention.modalites else [],
            "retours": retours,
            "entrees": historique(convention),
        },
    )


def _attente(fonction: Fonction, convention: Convention) -> str:
    if convention.date_resiliation is not None:
        return "Cette convention est résiliée : rien n'est attendu."
    if convention.is_signee:
        return "La convention est signée des deux côtés : rien n'est attendu."
    if fonction.is_centre:
        if convention.date_signature_centre is not None:
            return "Votre signature est notée : la suite revient à la Ville."
        return "Imprimez la convention, faites-la signer, puis renvoyez-la entière à la Ville."
    if convention.is_en_preparation:
        if rules.clauses_manquantes(clauses_lues(convention)):
            return "Complétez et relisez les clauses, puis faites le document à signer."
        return "Toutes les clauses sont relues : faites le document à signer."
    return "Faites signer la convention, puis déposez l'exemplaire signé, numérisé."


def _actes(fonction: Fonction, convention: Convention, le: Any, *, has_retour: bool) -> list[Acte]:
    if fonction.is_centre:
        return []
    args = [convention.pacte.code, convention.pk]
    if convention.is_en_preparation:
        rediger = can_rediger_convention(fonction, convention, le)
        articles, document = (
            reverse(nom, args=args) for nom in ("rediger_convention", "generer_convention")
        )
        manquantes = rules.clauses_manquantes(clauses_lues(convention))
        if not manquantes:
            return [
                Acte(rediger, "Faire le document à signer", document, "principale"),
                Acte(rediger, "Modifier les articles", articles),
            ]
        reste = accorder(len(manquantes), "clause à relire,clauses à relire")
        generer = premier_refus(rediger, refus(f"Il reste {reste} avant de faire le document."))
        return [
            Acte(rediger, "Compléter les articles", articles, "principale"),
            Acte(generer, "Faire le document à signer", document),
        ]
    modifier = can_modifier_convention(fonction, convention, le)
    completer = Acte(modifier, "Compléter à la main", reverse("modifier_convention", args=args))
    if convention.document_id is None:
        return [completer]
    reprendre = can_reprendre_convention(fonction, convention, le, has_retour=has_retour)
    actes = [completer]
    if not convention.is_signee:
        depot = reverse("deposer_retour", args=[convention.pacte.code])
        actes.insert(0, Acte(modifier, "Déposer l'exemplaire signé", depot, "principale"))
    if reprendre:
        url = reverse("reprendre_convention", args=args)
        actes.append(Acte(reprendre, "Corriger avant signature", url))
    return actes


@MODIFIER
def rediger_convention(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Change the articles of a convention, tick the clauses read over."""
    convention = convention_ou_404(request, code, pk)

    def initial(lue: Convention) -> dict[str, Any]:
        return {"version": lue.version, **{nom: getattr(lue, nom) for nom in ArticlesForm.CHAMPS}}

    form = lier(ConventionARedigerForm, request, initial=initial(convention))
    return traiter(
        request,
        Page(
            "subventions/rediger_convention.html",
            f"Modifier la convention {convention.reference}",
            "Enregistrer la convention",
            _retour(convention),
            {"pacte": convention.pacte, "convention": convention},
        ),
        action="rediger_convention",
        objet=convention,
        droit=can_rediger_convention(request.fonction, convention, timezone.localdate()),
        form=form,
        operation=lambda: operations.rediger_convention(
            convention,
            par=request.fonction,
            version=form.cleaned_data["version"],
            champs=form.champs(),
        ),
        message="La convention est enregistrée.",
        suite=_retour(convention),
        relire=lambda: initial(Convention.objects.get(pk=pk)),
    )


@MODIFIER
def generer_convention(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Make the document to sign, after the list of what the law requires."""
    convention = convention_ou_404(request, code, pk)
    lues = clauses_lues(convention)
    form = lier(GenerationForm, request, initial={"version": convention.version})
    return traiter(
        request,
        Page(
            "subventions/generer_convention.html",
            "Faire le document à signer ?",
            "Faire le document",
            _retour(convention),
            {
                "pacte": convention.pacte,
                "convention": convention,
                "clauses": lues,
                "manquantes": rules.clauses_manquantes(lues),
                "consequences": [
                    "Le document est scellé : son texte ne change plus.",
                    "Le centre reçoit un courriel qui lui demande de le signer.",
                    "Un code imprimé sur chaque page classera l'exemplaire signé.",
                ],
            },
        ),
        action="generer_convention",
        objet=convention,
        droit=can_rediger_convention(request.fonction, convention, timezone.localdate()),
        form=form,
        operation=lambda: operations.generer_convention(
            convention, par=request.fonction, version=form.cleaned_data["version"]
        ),
        message="Le document à signer est fait, le centre en est averti.",
        suite=_retour(convention),
    )


@MODIFIER
def reprendre_convention(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take a document that nobody has signed back to its preparation."""
    convention = convention_ou_404(request, code, pk)
    form = lier(RepriseForm, request)
    return traiter(
        request,
        Page(
            "subventions/reprendre_convention.html",
            "Corriger la convention ?",
            "Reprendre la préparation",
            _retour(convention),
            {
                "pacte": convention.pacte,
                "convention": convention,
                "danger": True,
                "consequences": [
                    "Les exemplaires déjà imprimés ne seront plus reconnus à leur retour.",
                    "Le centre recevra un nouveau document à signer.",
                ],
            },
        ),
        action="reprendre_convention",
        objet=convention,
        droit=can_reprendre_convention(
            request.fonction,
            convention,
            timezone.localdate(),
            has_retour=convention.retours.exists(),
        ),
        form=form,
        operation=lambda: operations.reprendre_convention(
            convention, par=request.fonction, motif=form.cleaned_data["motif"]
        ),
        message="La convention est de nouveau en préparation.",
        suite=_retour(convention),
    )


@require_safe
def telecharger_convention_a_signer(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Send the sealed document to sign; the download is journalled."""
    convention = convention_ou_404(request, code, pk)
    if convention.document is None:
        raise Http404
    inscrire("telecharger_convention_a_signer", objet=convention, par=request.fonction)
    return reponse_fichier(convention.document)
