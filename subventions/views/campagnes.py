"""The pages of a year's campaign: read by all, set by the service that runs the pact."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from pacte.accord.models import Pacte
from pacte.documents.reponses import reponse_fichier
from pacte.journal.operations import inscrire
from pacte.journal.refus import refuser
from pacte.socle.droits import ActeRefuse
from pacte.socle.elements import Acte
from subventions import operations
from subventions.campagnes_lues import campagne_de, dates_de_depart, lire_campagne
from subventions.forms import (
    CampagneForm,
    PieceAttendueModifieeForm,
    PieceAttendueNouvelleForm,
    QuestionModifieeForm,
    QuestionNouvelleForm,
    VoletsForm,
)
from subventions.forms.commun import ConfirmationForm
from subventions.models import Campagne, PieceAttendue, QuestionCampagne
from subventions.permissions import (
    can_completer_campagne,
    can_gerer_campagnes,
    can_preparer,
    can_reprendre_campagne,
    can_retirer_ligne,
)
from subventions.views.acces import annee_ou_404, pacte_ou_404
from subventions.views.demandes import MODIFIER
from subventions.views.envoi import Page, lier, traiter

L = TypeVar("L", PieceAttendue, QuestionCampagne)


def _visible(request: HttpRequest, code: str, exercice: int) -> tuple[Pacte, Campagne | None]:
    """The campaign of a year; a centre finds it from its opening on."""
    pacte = pacte_ou_404(request, code)
    campagne = campagne_de(pacte, annee_ou_404(exercice))
    is_ouverte = campagne is not None and campagne.date_ouverture <= timezone.localdate()
    if request.fonction.is_centre and not is_ouverte:
        raise Http404
    if campagne is not None:
        campagne.pacte = pacte
    return pacte, campagne


def _a_regler(request: HttpRequest, code: str, exercice: int) -> Campagne:
    """The campaign whose settings are asked for; without its days, there is nothing to set."""
    campagne = campagne_de(pacte := pacte_ou_404(request, code), annee_ou_404(exercice))
    if campagne is None:
        raise Http404
    campagne.pacte = pacte
    return campagne


def _ligne(modele: type[L], request: HttpRequest, code: str, exercice: int, pk: int) -> L:
    campagne = _a_regler(request, code, exercice)
    ligne = get_object_or_404(modele._default_manager, campagne=campagne, pk=pk)
    ligne.campagne = campagne
    return ligne


def _retour(code: str, exercice: int, ancre: str = "") -> str:
    return reverse("voir_campagne", args=[code, exercice]) + ancre


def _page(campagne: Campagne, gabarit: str, titre: str, bouton: str, ancre: str) -> Page:
    code = campagne.pacte.code
    return Page(
        f"subventions/{gabarit}.html",
        titre,
        bouton,
        _retour(code, campagne.exercice, ancre),
        {"pacte": campagne.pacte, "campagne": campagne},
    )


@require_safe
def voir_campagne(request: HttpRequest, code: str, exercice: int) -> HttpResponse:
    """Show a campaign whole: its days, kinds, documents with their models, questions."""
    pacte, campagne = _visible(request, code, exercice)
    fonction, le = request.fonction, timezone.localdate()
    annees = pacte.campagnes.order_by("-exercice")
    if fonction.is_centre:
        annees = annees.filter(date_ouverture__lte=le)
    return render(
        request,
        "subventions/voir_campagne.html",
        {
            "pacte": pacte,
            "exercice": exercice,
            "nom_campagne": f"Campagne {exercice}",
            "annees": list(annees.values_list("exercice", flat=True)),
            "lue": lire_campagne(campagne, le) if campagne else None,
            "peut_regler": bool(can_gerer_campagnes(fonction, pacte, le)),
            "actes": _actes(request, pacte, campagne, exercice),
            "is_ville": fonction.is_avs,
        },
    )


def _actes(
    request: HttpRequest, pacte: Pacte, campagne: Campagne | None, exercice: int
) -> list[Acte]:
    fonction, le = request.fonction, timezone.localdate()
    if fonction.is_centre:
        url = reverse("preparer_demande", args=[pacte.code])
        droit = can_preparer(fonction, pacte, le)
        close = campagne is not None and campagne.date_cloture < le
        return [] if close else [Acte(droit, "Préparer une demande", url, "principale")]
    droit = can_gerer_campagnes(fonction, pacte, le)
    args = [pacte.code, exercice]
    if campagne is not None:
        return []
    precedente = campagne_de(pacte, exercice - 1)
    return [
        Acte(
            can_reprendre_campagne(fonction, pacte, le, precedente),
            f"Reprendre la campagne {exercice - 1}",
            reverse("reprendre_campagne", args=args),
            "principale" if precedente else "secondaire",
        ),
        Acte(
            droit,
            "Commencer une campagne neuve",
            reverse("modifier_campagne", args=args),
            "secondaire" if precedente else "principale",
        ),
    ]


@MODIFIER
def modifier_campagne(request: HttpRequest, code: str, exercice: int) -> HttpResponse:
    """Set the days and the rules of a year's campaign; the first saving starts it."""
    pacte = pacte_ou_404(request, code)
    campagne = campagne_de(pacte, annee_ou_404(exercice))

    def initial(lue: Campagne | None) -> dict[str, Any]:
        depart = lue or Campagne(pacte=pacte, exercice=exercice, **dates_de_depart(exercice))
        return {
            "version": depart.version,
            **{nom: getattr(depart, nom) for nom in CampagneForm.CHAMPS},
        }

    form = lier(CampagneForm, request, initial=initial(campagne))
    return traiter(
        request,
        Page(
            "subventions/modifier_campagne.html",
            f"Dates et règles de la campagne {exercice}",
            "Enregistrer la campagne",
            _retour(code, exercice),
            {"pacte": pacte, "exercice": exercice, "nom_campagne": f"Campagne {exercice}"},
        ),
        action="modifier_campagne",
        objet=campagne or pacte,
        droit=can_gerer_campagnes(request.fonction, pacte, timezone.localdate()),
        form=form,
        operation=lambda: operations.enregistrer_campagne(
            pacte,
            par=request.fonction,
            exercice=exercice,
            version=form.cleaned_data["version"],
            champs=form.champs(),
        ),
        message=f"La campagne {exercice} est enregistrée.",
        suite=_retour(code, exercice),
        relire=lambda: initial(campagne_de(pacte, exercice)),
    )


@MODIFIER
def reprendre_campagne(request: HttpRequest, code: str, exercice: int) -> HttpResponse:
    """Start a campaign as the one before, after a page that says what is copied."""
    pacte = pacte_ou_404(request, code)
    precedente = campagne_de(pacte, annee_ou_404(exercice) - 1)
    deja = campagne_de(pacte, exercice)
    droit = can_reprendre_campagne(request.fonction, pacte, timezone.localdate(), precedente)
    if droit and deja is not None:
        return redirect(_retour(code, exercice))
    return traiter(
        request,
        Page(
            "subventions/reprendre_campagne.html",
            f"Reprendre la campagne {exercice - 1} pour {exercice} ?",
            "Reprendre la campagne",
            _retour(code, exercice),
            {
                "pacte": pacte,
                "danger": False,
                "consequences": [
                    "Les dates sont décalées d'un an. Vous les ajustez ensuite.",
                    "Les genres, les enveloppes, les documents et les questions sont recopiés.",
                    "La campagne de l'an dernier ne change pas.",
                    "Un courriel part aux centres le jour de l'ouverture ; tout de suite si elle "
                    "est passée.",
                ],
            },
        ),
        action="reprendre_campagne",
        objet=pacte,
        droit=droit,
        form=lier(ConfirmationForm, request),
        operation=lambda: operations.reprendre_campagne(
            pacte, par=request.fonction, exercice=exercice
        ),
        message=f"La campagne {exercice} reprend celle de {exercice - 1}. Vérifiez ses dates.",
        suite=_retour(code, exercice),
    )


@MODIFIER
def regler_volets(request: HttpRequest, code: str, exercice: int) -> HttpResponse:
    """Choose the kinds of request, and what each one says."""
    campagne = _a_regler(request, code, exercice)

    def initial(lue: Campagne) -> dict[str, Any]:
        volets = {volet.genre: volet for volet in lue.volets.order_by("pk")}
        return {"version": lue.version, **VoletsForm.valeurs(volets)}

    form = lier(VoletsForm, request, initial=initial(campagne))
    return traiter(
        request,
        _page(
            campagne,
            "regler_volets",
            f"Genres de demande de la campagne {exercice}",
            "Enregistrer les genres",
            "#genres",
        ),
        action="regler_volets",
        objet=campagne,
        droit=can_completer_campagne(request.fonction, campagne, timezone.localdate()),
        form=form,
        operation=lambda: operations.regler_volets(
            campagne,
            par=request.fonction,
            version=form.cleaned_data["version"],
            volets=form.volets(),
        ),
        message="Les genres de demande sont enregistrés.",
        suite=_retour(code, exercice, "#genres"),
        relire=lambda: initial(Campagne.objects.get(pk=campagne.pk)),
    )


# --- The documents asked for -----------------------------------------------------------------------------
@MODIFIER
def ajouter_piece_attendue(request: HttpRequest, code: str, exercice: int) -> HttpResponse:
    """Ask for one more document, with the city's model when there is one."""
    campagne = _a_regler(request, code, exercice)
    form = lier(PieceAttendueNouvelleForm, request, initial={"obligatoire": True})
    return traiter(
        request,
        _page(
            campagne, "regler_ligne", "Demander un document", "Demander ce document", "#documents"
        ),
        action="ajouter_piece_attendue",
        objet=campagne,
        droit=can_completer_campagne(request.fonction, campagne, timezone.localdate()),
        form=form,
        operation=lambda: operations.ajouter_piece_attendue(
            campagne,
            par=request.fonction,
            cle=form.cleaned_data["cle_idempotence"],
            champs=form.champs(),
            modele=form.cleaned_data["modele"],
        ),
        message="Le document est demandé.",
        suite=_retour(code, exercice, "#documents"),
    )


@MODIFIER
def modifier_piece_attendue(
    request: HttpRequest, code: str, exercice: int, piece: int
) -> HttpResponse:
    """Change a document asked for, its model included."""
    ligne = _ligne(PieceAttendue, request, code, exercice, piece)
    campagne = ligne.campagne

    def initial(lue: PieceAttendue, version: int) -> dict[str, Any]:
        return {
            "version": version,
            **{n: getattr(lue, n) for n in PieceAttendueModifieeForm.CHAMPS},
        }

    form = lier(
        PieceAttendueModifieeForm,
        request,
        avec_modele=ligne.modele_id is not None,
        initial=initial(ligne, campagne.version),
    )
    return traiter(
        request,
        _page(campagne, "regler_ligne", f"Modifier : {ligne}", "Enregistrer", "#documents"),
        action="modifier_piece_attendue",
        objet=campagne,
        droit=can_completer_campagne(request.fonction, campagne, timezone.localdate()),
        form=form,
        operation=lambda: operations.modifier_piece_attendue(
            ligne,
            par=request.fonction,
            version=form.cleaned_data["version"],
            champs=form.champs(),
            modele=form.cleaned_data["modele"],
            sans_modele=form.cleaned_data.get("sans_modele", False),
        ),
        message="Le document est modifié.",
        suite=_retour(code, exercice, "#documents"),
        relire=lambda: initial(PieceAttendue.objects.get(pk=piece), campagne.version),
    )


@MODIFIER
def retirer_piece_attendue(
    request: HttpRequest, code: str, exercice: int, piece: int
) -> HttpResponse:
    """Ask no longer for a document, after confirmation."""
    return _retirer(
        request,
        _ligne(PieceAttendue, request, code, exercice, piece),
        "retirer_piece_attendue",
        "Ne plus demander ce document",
        [
            "Les prochaines demandes n'auront plus à le joindre.",
            "Celles qui l'ont déjà joint le gardent.",
        ],
        "#documents",
    )


@require_POST
def monter_piece_attendue(
    request: HttpRequest, code: str, exercice: int, piece: int
) -> HttpResponse:
    """Put a document one place higher in the list."""
    return _monter(request, _ligne(PieceAttendue, request, code, exercice, piece), "#documents")


@require_safe
def telecharger_modele(request: HttpRequest, code: str, exercice: int, piece: int) -> HttpResponse:
    """Send the model to fill of a document, to the centres and to the city's service."""
    _, campagne = _visible(request, code, exercice)
    ligne = get_object_or_404(
        PieceAttendue.objects.select_related("modele"), campagne=campagne, pk=piece
    )
    if ligne.modele is None:
        raise Http404
    inscrire("telecharger_modele", objet=campagne, par=request.fonction, motif=ligne.libelle)
    return reponse_fichier(ligne.modele)


# --- The questions -----------------------------------------------------------------------------------------
@MODIFIER
def ajouter_question(request: HttpRequest, code: str, exercice: int) -> HttpResponse:
    """Put one more question to the requests of a kind."""
    campagne = _a_regler(request, code, exercice)
    form = lier(QuestionNouvelleForm, request, initial={"reponse": "texte"})
    return traiter(
        request,
        _page(campagne, "regler_ligne", "Poser une question", "Poser la question", "#questions"),
        action="ajouter_question",
        objet=campagne,
        droit=can_completer_campagne(request.fonction, campagne, timezone.localdate()),
        form=form,
        operation=lambda: operations.ajouter_question(
            campagne,
            par=request.fonction,
            cle=form.cleaned_data["cle_idempotence"],
            champs=form.champs(),
        ),
        message="La question est posée.",
        suite=_retour(code, exercice, "#questions"),
    )


@MODIFIER
def modifier_question(
    request: HttpRequest, code: str, exercice: int, question: int
) -> HttpResponse:
    """Change a question."""
    ligne = _ligne(QuestionCampagne, request, code, exercice, question)
    campagne = ligne.campagne

    def initial(lue: QuestionCampagne, version: int) -> dict[str, Any]:
        valeurs = {nom: getattr(lue, nom) for nom in QuestionModifieeForm.CHAMPS}
        return {"version": version, **valeurs, "choix": "\n".join(lue.choix)}

    form = lier(QuestionModifieeForm, request, initial=initial(ligne, campagne.version))
    return traiter(
        request,
        _page(campagne, "regler_ligne", "Modifier la question", "Enregistrer", "#questions"),
        action="modifier_question",
        objet=campagne,
        droit=can_completer_campagne(request.fonction, campagne, timezone.localdate()),
        form=form,
        operation=lambda: operations.modifier_question(
            ligne,
            par=request.fonction,
            version=form.cleaned_data["version"],
            champs=form.champs(),
        ),
        message="La question est modifiée.",
        suite=_retour(code, exercice, "#questions"),
        relire=lambda: initial(QuestionCampagne.objects.get(pk=question), campagne.version),
    )


@MODIFIER
def retirer_question(request: HttpRequest, code: str, exercice: int, question: int) -> HttpResponse:
    """Put a question no longer, after confirmation."""
    return _retirer(
        request,
        _ligne(QuestionCampagne, request, code, exercice, question),
        "retirer_question",
        "Ne plus poser cette question",
        ["Les prochaines demandes n'auront plus à y répondre."],
        "#questions",
    )


@require_POST
def monter_question(request: HttpRequest, code: str, exercice: int, question: int) -> HttpResponse:
    """Put a question one place higher in the list."""
    return _monter(
        request, _ligne(QuestionCampagne, request, code, exercice, question), "#questions"
    )


def _retirer(
    request: HttpRequest,
    ligne: PieceAttendue | QuestionCampagne,
    action: str,
    bouton: str,
    consequences: list[str],
    ancre: str,
) -> HttpResponse:
    campagne = ligne.campagne
    droit = can_completer_campagne(request.fonction, campagne, timezone.localdate())
    page = _page(campagne, "retirer_ligne", f"{bouton} ?", bouton, ancre)
    return traiter(
        request,
        Page(
            page.gabarit,
            page.titre,
            page.bouton,
            page.url_retour,
            {**page.contexte, "ligne": ligne, "danger": True, "consequences": consequences},
        ),
        action=action,
        objet=campagne,
        droit=droit and can_retirer_ligne(ligne),
        form=lier(ConfirmationForm, request),
        operation=lambda: operations.retirer_ligne(ligne, par=request.fonction),
        message="C'est retiré de la campagne.",
        suite=page.url_retour,
    )


def _monter(
    request: HttpRequest, ligne: PieceAttendue | QuestionCampagne, ancre: str
) -> HttpResponse:
    campagne = ligne.campagne
    return agir(
        request,
        campagne,
        "ordonner_campagne",
        lambda: operations.monter_ligne(ligne, par=request.fonction),
        _retour(campagne.pacte.code, campagne.exercice, ancre),
    )


def agir(
    request: HttpRequest,
    objet: Any,
    action: str,
    operation: Callable[[], object],
    suite: str,
) -> HttpResponse:
    """Do an act of one click; refused, it is journalled and says why."""
    try:
        operation()
    except ActeRefuse as refuse:
        return refuser(request, refuse.droit, action=action, objet=objet)
    return redirect(suite)
