"""The pages of a délibération: its draft, its document, its vote, its days."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from pacte.journal.operations import inscrire
from pacte.journal.refus import refuser
from pacte.socle.droits import ACCORDE
from pacte.socle.elements import Acte
from subventions import operations
from subventions.exports.deliberation import DOCX, ecrire_docx
from subventions.forms.deliberations import (
    AjournementForm,
    DatesDeliberationForm,
    ProjetModifieForm,
    ProjetNouveauForm,
    VotesForm,
)
from subventions.lectures.campagnes import compte_base_par_defaut
from subventions.lectures.deliberations import (
    centres_avances,
    comptes_proposes,
    demandes_a_proposer,
    deports_du_projet,
    lignes_du_projet,
    textes_proposes,
    total_en_nature,
    total_propose,
)
from subventions.models import NatureVote, ProjetDeliberation
from subventions.permissions import (
    can_ajourner,
    can_dater_deliberation,
    can_enregistrer_votes,
    can_modifier_deliberation,
    can_preparer_deliberation,
)
from subventions.presentation.demandes import historique
from subventions.rules.en_nature import dire_vote
from subventions.views.acces import annee_ou_404, demande_ou_404, pacte_ou_404
from subventions.views.demandes import MODIFIER
from subventions.views.envoi import Page, lier, traiter


def _projet_ou_404(request: HttpRequest, code: str, pk: int) -> ProjetDeliberation:
    pacte = pacte_ou_404(request, code)
    projet = get_object_or_404(
        ProjetDeliberation.objects.for_fonction(request.fonction), pacte=pacte, pk=pk
    )
    projet.pacte = pacte
    return projet


def _retour(projet: ProjetDeliberation) -> str:
    return reverse("voir_deliberation", args=[projet.pacte.code, projet.pk])


@require_safe
def lister_deliberations(request: HttpRequest, code: str) -> HttpResponse:
    """Show the drafts of délibérations, and what was voted."""
    pacte = pacte_ou_404(request, code)
    le = timezone.localdate()
    droit = can_preparer_deliberation(request.fonction, pacte, le)
    if not droit:
        return refuser(request, droit, action="lister_deliberations", objet=pacte)
    projets = (
        ProjetDeliberation.objects.for_fonction(request.fonction)
        .filter(pacte=pacte)
        .prefetch_related("lignes")
        .order_by("-exercice", "-pk")
    )
    actes = [
        Acte(
            droit,
            f"Préparer une délibération {exercice}",
            reverse("preparer_deliberation", args=[code, exercice]),
            "principale" if exercice == le.year else "secondaire",
        )
        for exercice in (le.year, le.year + 1)
    ]
    rangees = []
    for projet in projets:
        lignes = list(projet.lignes.all())
        rangees.append((projet, dire_vote(total_propose(lignes), total_en_nature(lignes))))
    return render(
        request,
        "subventions/lister_deliberations.html",
        {"pacte": pacte, "rangees": rangees, "actes": actes},
    )


@require_safe
def voir_deliberation(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Show a draft: its table, its texts, its document, then its vote."""
    projet = _projet_ou_404(request, code, pk)
    fonction, le = request.fonction, timezone.localdate()
    lignes = lignes_du_projet(projet)
    args = [code, pk]
    modifier = can_modifier_deliberation(fonction, projet, le)
    voter = can_enregistrer_votes(fonction, projet, le, len(lignes))
    # Before the council one hands over the document; after it, one records the vote.
    is_avant = projet.date_vote is None and (
        projet.date_conseil is not None and le < projet.date_conseil
    )
    document = Acte(
        ACCORDE,
        "Prendre le document Word (DOCX)",
        reverse("exporter_deliberation", args=args),
        "principale" if is_avant else "secondaire",
    )
    if projet.date_vote is None:
        actes = [
            Acte(
                voter,
                "Enregistrer le vote",
                reverse("enregistrer_votes", args=args),
                "secondaire" if is_avant else "principale",
            ),
            Acte(modifier, "Modifier le projet", reverse("modifier_deliberation", args=args)),
        ]
    else:
        dater = can_dater_deliberation(fonction, projet, le)
        lettres = reverse("lister_lettres", args=[code, projet.exercice])
        actes = [
            Acte(dater, "Dater la délibération", reverse("dater_deliberation", args=args)),
            Acte(dater, "Écrire les lettres", lettres, "principale"),
        ]
    votes = {vote.demande_id: vote for vote in projet.attributions.filter(nature=NatureVote.VOTE)}
    return render(
        request,
        "subventions/voir_deliberation.html",
        {
            "pacte": projet.pacte,
            "projet": projet,
            "rangees": [(ligne, votes.get(ligne.demande_id)) for ligne in lignes],
            "total_dit": dire_vote(total_propose(lignes), total_en_nature(lignes)),
            "deports": deports_du_projet(lignes),
            "actes": [document, *actes] if is_avant else [*actes, document],
            "entrees": historique(projet),
        },
    )


@MODIFIER
def preparer_deliberation(request: HttpRequest, code: str, exercice: int) -> HttpResponse:
    """Start a draft: the texts proposed and the requests proposed, all changeable."""
    pacte = pacte_ou_404(request, code)
    le, exercice = timezone.localdate(), annee_ou_404(exercice)
    droit = can_preparer_deliberation(request.fonction, pacte, le)
    is_envoi = request.method == "POST"
    demandes = demandes_a_proposer(pacte, exercice, is_envoi=is_envoi) if droit else []
    form = lier(
        ProjetNouveauForm,
        request,
        demandes=demandes,
        initial=textes_proposes(pacte, exercice, le),
    )
    return traiter(
        request,
        Page(
            "subventions/preparer_deliberation.html",
            f"Préparer une délibération {exercice}",
            "Enregistrer le projet",
            reverse("lister_deliberations", args=[code]),
            {"pacte": pacte, "exercice": exercice},
        ),
        action="preparer_deliberation",
        objet=pacte,
        droit=droit,
        form=form,
        operation=lambda: operations.preparer_deliberation(
            pacte,
            par=request.fonction,
            cle=form.cleaned_data["cle_idempotence"],
            exercice=exercice,
            champs=form.textes(),
            lignes=form.lignes(),
        ),
        message="Le projet est enregistré. Vous pouvez en prendre le document.",
        suite=_retour,
    )


@MODIFIER
def modifier_deliberation(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Change the texts and the table of a draft."""
    projet = _projet_ou_404(request, code, pk)

    def initial(lu: ProjetDeliberation) -> dict[str, Any]:
        return {
            "version": lu.version,
            **{nom: getattr(lu, nom) for nom in ProjetModifieForm.TEXTES},
        }

    form = lier(
        ProjetModifieForm,
        request,
        demandes=demandes_a_proposer(projet.pacte, projet.exercice, projet),
        lignes={ligne.demande_id: ligne for ligne in lignes_du_projet(projet)},
        initial=initial(projet),
    )
    return traiter(
        request,
        Page(
            "subventions/modifier_deliberation.html",
            "Modifier le projet de délibération",
            "Enregistrer le projet",
            _retour(projet),
            {"pacte": projet.pacte, "projet": projet, "exercice": projet.exercice},
        ),
        action="modifier_deliberation",
        objet=projet,
        droit=can_modifier_deliberation(request.fonction, projet, timezone.localdate()),
        form=form,
        operation=lambda: operations.modifier_deliberation(
            projet,
            par=request.fonction,
            version=form.cleaned_data["version"],
            champs=form.textes(),
            lignes=form.lignes(),
        ),
        message="Le projet est enregistré.",
        suite=_retour(projet),
        relire=lambda: initial(ProjetDeliberation.objects.get(pk=pk)),
    )


@require_safe
def exporter_deliberation(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Send the draft as a Word document that the assemblies' service edits; it is journalled."""
    projet = _projet_ou_404(request, code, pk)
    lignes = lignes_du_projet(projet)
    contenu = ecrire_docx(projet, lignes, deports_du_projet(lignes), timezone.localdate())
    inscrire("exporter_deliberation", objet=projet, par=request.fonction)
    reponse = HttpResponse(contenu, content_type=DOCX)
    nom = f"deliberation-{projet.exercice}-{projet.pk}.docx"
    reponse["Content-Disposition"] = f'attachment; filename="{nom}"'
    reponse["X-Content-Type-Options"] = "nosniff"
    reponse["Cache-Control"] = "private, no-store"
    return reponse


@MODIFIER
def enregistrer_votes(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Record once what the council decided, for every request of the draft."""
    projet = _projet_ou_404(request, code, pk)
    le = timezone.localdate()
    lignes = lignes_du_projet(projet)
    form = lier(
        VotesForm,
        request,
        lignes=lignes,
        comptes=comptes_proposes(le),
        bases={
            genre
            for genre in {ligne.demande.genre for ligne in lignes}
            if compte_base_par_defaut(projet.pacte, projet.exercice, genre)
        },
        avances=centres_avances(projet.pacte, projet.exercice),
        initial={"date_vote": projet.date_conseil},
    )
    return traiter(
        request,
        Page(
            "subventions/enregistrer_votes.html",
            "Enregistrer le vote du conseil",
            "Enregistrer le vote",
            _retour(projet),
            {"pacte": projet.pacte, "projet": projet},
        ),
        action="enregistrer_votes",
        objet=projet,
        droit=can_enregistrer_votes(request.fonction, projet, le, len(lignes)),
        form=form,
        operation=lambda: operations.enregistrer_votes(
            projet, par=request.fonction, champs=form.champs(), decisions=form.decisions()
        ),
        message="Le vote est enregistré pour chaque demande. Les centres en sont avertis.",
        suite=_retour(projet),
    )


@MODIFIER
def dater_deliberation(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Note the two days that make the délibération enforceable, for all its awards."""
    projet = _projet_ou_404(request, code, pk)

    def initial(lu: ProjetDeliberation) -> dict[str, Any]:
        dates = ("date_transmission", "date_publication")
        return {"version": lu.version, **{nom: getattr(lu, nom) for nom in dates}}

    form = lier(DatesDeliberationForm, request, initial=initial(projet))
    return traiter(
        request,
        Page(
            "subventions/dater_deliberation.html",
            "Dater la délibération",
            "Enregistrer les dates",
            _retour(projet),
            {"pacte": projet.pacte, "projet": projet},
        ),
        action="dater_deliberation",
        objet=projet,
        droit=can_dater_deliberation(request.fonction, projet, timezone.localdate()),
        form=form,
        operation=lambda: operations.dater_deliberation(
            projet,
            par=request.fonction,
            version=form.cleaned_data["version"],
            champs={n: v for n, v in form.cleaned_data.items() if n != "version"},
        ),
        message="Les dates sont enregistrées pour toutes les subventions de la délibération.",
        suite=_retour(projet),
        relire=lambda: initial(ProjetDeliberation.objects.get(pk=pk)),
    )


@MODIFIER
def ajourner_demande(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Record that the council put one request off."""
    demande = demande_ou_404(request, code, pk)
    le = timezone.localdate()
    form = lier(AjournementForm, request, initial={"date_ajournement": le})
    retour = reverse("voir_demande", args=[code, pk])
    return traiter(
        request,
        Page(
            "subventions/ajourner_demande.html",
            "Ajourner la demande",
            "Enregistrer l'ajournement",
            retour,
            {"pacte": demande.pacte, "demande": demande},
        ),
        action="ajourner_demande",
        objet=demande,
        droit=can_ajourner(request.fonction, demande, le),
        form=form,
        operation=lambda: operations.ajourner(
            demande,
            par=request.fonction,
            motif=form.cleaned_data["motif_ajournement"],
            date_ajournement=form.cleaned_data["date_ajournement"],
        ),
        message="L'ajournement est enregistré, le centre en est averti.",
        suite=retour,
    )
