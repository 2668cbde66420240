"""Minutes: write them, bring them, submit them, make them definitive, read them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from gouvernance import operations, permissions
from gouvernance.composition import candidats, organisations_du_pacte
from gouvernance.forms import ApportForm, RedactionForm, VersionForm, formulaires_de_decisions
from gouvernance.forms.champs import Sujet
from gouvernance.forms.comptes_rendus import DECISIONS_NEUVES
from gouvernance.models import CompteRendu, EtatReunion, Reunion
from gouvernance.operations.comptes_rendus import PREMIERE_VERSION
from gouvernance.pdf import nom_de_fichier, participations_de, rendre_compte_rendu
from gouvernance.portee import acte, exiger, pacte_en_portee, reunion_en_portee
from gouvernance.views.preparation import sujets_de
from gouvernance.views.seance import reponse_pdf
from pacte.accord.models import Fonction, Pacte, Portee, Qualite
from pacte.documents.reponses import reponse_fichier
from pacte.journal.operations import inscrire
from pacte.socle.versions import ConflitDeVersion


def _responsables_possibles(reunion: Reunion) -> list[Fonction]:
    """Who may be in charge of a decision: the people invited, and the AVS service."""
    invitees = {p.fonction_id: p.fonction for p in participations_de(reunion)}
    avs = (
        Fonction.objects.en_cours(timezone.localdate())
        .filter(
            organisation=reunion.pacte.ville_id,
            qualite__in=[Qualite.AGENT_AVS, Qualite.CHEF_SERVICE],
        )
        .select_related("personne", "organisation")
    )
    for decision in reunion.decisions.select_related(
        "responsable__personne", "responsable__organisation"
    ):
        if decision.responsable is not None:
            invitees.setdefault(decision.responsable_id, decision.responsable)
    for fonction in avs:
        invitees.setdefault(fonction.pk, fonction)
    return sorted(
        invitees.values(), key=lambda f: (f.organisation.nom, f.personne.nom, f.personne.prenom)
    )


def _textes(compte_rendu: CompteRendu | None) -> dict[int, str]:
    if compte_rendu is None:
        return {}
    return {passage.point_id: passage.texte for passage in compte_rendu.passages.order_by("pk")}


@require_http_methods(["GET", "POST"])
@acte
def ecrire_compte_rendu(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Write the minutes item by item, with the decisions; both texts are shown on a conflict."""
    reunion = reunion_en_portee(request, code, pk)
    exiger(permissions.can_ecrire(request.fonction, reunion, timezone.localdate()))
    compte_rendu = reunion.compte_rendu_ou_rien
    points = list(reunion.points.order_by("ordre"))
    form = RedactionForm(
        request.POST or None,
        points=points,
        compte_rendu=compte_rendu,
        textes=_textes(compte_rendu),
        version=compte_rendu.version if compte_rendu else PREMIERE_VERSION,
    )
    decisions = list(reunion.decisions.order_by("ordre"))
    formset = formulaires_de_decisions(
        request.POST or None,
        fonctions=_responsables_possibles(reunion),
        decisions=decisions,
        points=points,
    )
    ecarts: list[Any] = []
    if request.method == "POST" and form.is_valid() and formset.is_valid():
        redaction = operations.Redaction(
            form.passages(), formset.decisions(), form.cleaned_data["conclusion"]
        )
        try:
            operations.ecrire(
                reunion,
                par=request.fonction,
                version=form.cleaned_data["version"],
                redaction=redaction,
            )
        except ConflitDeVersion as conflit:
            actuel = CompteRendu.objects.get(reunion=reunion)
            ecarts = form.ecarts(_textes(actuel), actuel.conclusion)
            form.reprendre(conflit.actuelle)
            contexte = _contexte_redaction(reunion, form, formset)
            contexte |= {"ecarts": ecarts, "conflit": True, "decisions_enregistrees": decisions}
            return render(request, "gouvernance/ecrire_compte_rendu.html", contexte, status=409)
        messages.success(request, "Le compte rendu est enregistré.")
        return redirect("voir_reunion", code, pk)
    contexte = _contexte_redaction(reunion, form, formset)
    return render(request, "gouvernance/ecrire_compte_rendu.html", contexte)


def _contexte_redaction(reunion: Reunion, form: RedactionForm, formset: Any) -> dict[str, Any]:
    return {
        "reunion": reunion,
        "form": form,
        "formset": formset,
        "lignes": [(p, champ, formset.du_point(p.pk)) for p, champ in form.lignes()],
        "generales": formset.du_point(None),
        "conflit": False,
        "ecarts": [],
        "decisions_enregistrees": [],
    }


def _annoncees(request: HttpRequest, pacte: Pacte) -> list[Sujet]:
    """Meetings of the day or past ones that minutes may be attached to."""
    le = timezone.localdate()
    reunions = (
        Reunion.objects.for_fonction(request.fonction)
        .filter(pacte=pacte, date_reunion__lte=le)
        .exclude(etat=EtatReunion.ANNULEE)
        .select_related("pacte", "instance", "centre", "theme", "organisateur", "compte_rendu")
        .order_by("-date_reunion", "-pk")
    )
    return [
        Sujet(reunion.instance, centre=reunion.centre, theme=reunion.theme, reunion=reunion)
        for reunion in reunions
        if permissions.can_apporter(request.fonction, reunion, le)
    ]


def _fonctions_du_pacte(pacte: Pacte, fonction: Fonction) -> list[Fonction]:
    """Everybody whom the person may tick; a centre's people see their own centre's alone (Q22)."""
    le = timezone.localdate()
    organisations = organisations_du_pacte(pacte, le)
    multilaterale = pacte.instances.exclude(portee=Portee.CENTRE).order_by("ordre").first()
    instance = multilaterale or pacte.instances.order_by("ordre").first()
    if instance is None:
        return []
    return candidats(instance, fonction.organisation, organisations, le)


@require_http_methods(["GET", "POST"])
@acte
def apporter_compte_rendu(request: HttpRequest, code: str) -> HttpResponse:
    """Bring minutes already written: choose the meeting, drop the file, save."""
    pacte = pacte_en_portee(request, code)
    exiger(permissions.can_ouvrir_une_reunion(request.fonction, pacte, timezone.localdate()))
    fonctions = _fonctions_du_pacte(pacte, request.fonction)
    form = ApportForm(
        request.POST or None,
        request.FILES or None,
        sujets=sujets_de(pacte, request.fonction),
        annoncees=_annoncees(request, pacte),
        fonctions=fonctions,
        initial={"sujet": request.GET.get("sujet", "")},
    )
    formset = formulaires_de_decisions(
        request.POST or None, fonctions=fonctions, vides=DECISIONS_NEUVES
    )
    if request.method == "POST" and form.is_valid() and formset.is_valid():
        compte_rendu = _apporter(request, pacte, form, formset.decisions())
        messages.success(
            request,
            "Le compte rendu est sur le portail, comme projet. Relisez, puis rendez-le définitif.",
        )
        return redirect("voir_reunion", code, compte_rendu.reunion_id)
    contexte = {
        "pacte": pacte,
        "form": form,
        "formset": formset,
        "details_ouverts": bool(form.errors.get("presentes") or not formset.is_valid())
        if form.is_bound
        else False,
    }
    return render(request, "gouvernance/apporter_compte_rendu.html", contexte)


def _apporter(
    request: HttpRequest, pacte: Pacte, form: ApportForm, decisions: list[Any]
) -> CompteRendu:
    sujet = form.cleaned_data["sujet"]
    apport = operations.Apport(
        fichier=form.cleaned_data["fichier"],
        cle=form.cleaned_data["cle_idempotence"],
        presentes=form.fonctions_presentes(),
        decisions=decisions,
    )
    if sujet.reunion is not None:
        request.objet_de_l_acte = sujet.reunion
        return operations.apporter(sujet.reunion, par=request.fonction, apport=apport)
    return operations.apporter_a_une_nouvelle_reunion(
        pacte,
        instance=sujet.instance,
        centre=sujet.centre,
        theme=sujet.theme,
        date_reunion=form.cleaned_data["date_reunion"],
        heure=form.cleaned_data["heure"],
        par=request.fonction,
        apport=apport,
    )


@require_http_methods(["GET", "POST"])
@acte
def soumettre_compte_rendu(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Submit the minutes as a draft that the people invited may read."""
    reunion = reunion_en_portee(request, code, pk)
    if request.method == "POST":
        operations.soumettre(reunion, par=request.fonction)
        messages.success(request, "Le projet est soumis : les personnes invitées peuvent le lire.")
        return redirect("voir_reunion", code, pk)
    exiger(permissions.can_soumettre(request.fonction, reunion, timezone.localdate()))
    contexte = {
        "reunion": reunion,
        "page": "Soumettre le projet",
        "form": None,
        "manques": _manques(reunion),
        "relecture": True,
        "danger": False,
        "titre": "Soumettre le projet de compte rendu ?",
        "consequences": [
            "Les personnes invitées peuvent le lire sur le portail, avec la mention « projet ».",
            "Vous pouvez encore le modifier, jusqu’à la version définitive.",
        ],
        "bouton": "Soumettre le projet",
        "url_retour": reverse("voir_reunion", args=[code, pk]),
    }
    return render(request, "gouvernance/confirmer.html", contexte)


@require_http_methods(["GET", "POST"])
@acte
def rendre_definitif(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Read what becomes definitive, then confirm: nothing of it changes afterwards."""
    reunion = reunion_en_portee(request, code, pk)
    le = timezone.localdate()
    exiger(permissions.can_preparer(request.fonction, reunion, le))
    compte_rendu = reunion.compte_rendu_ou_rien
    form = VersionForm(
        request.POST or None, initial={"version": compte_rendu.version if compte_rendu else 1}
    )
    if form.is_valid():
        operations.rendre_definitif(
            reunion, par=request.fonction, version=form.cleaned_data["version"]
        )
        messages.success(request, "Le compte rendu est définitif. Son empreinte est sur la page.")
        return redirect("voir_reunion", code, pk)
    exiger(permissions.can_rendre_definitif(request.fonction, reunion, le))
    contexte = {
        "reunion": reunion,
        "page": "Version définitive",
        "form": form,
        "relecture": True,
        "danger": False,
        "titre": "Rendre ce compte rendu définitif ?",
        "consequences": _consequences(reunion),
        "manques": _manques(reunion),
        "bouton": "Rendre définitif",
        "url_retour": reverse("voir_reunion", args=[code, pk]),
    }
    return render(request, "gouvernance/confirmer.html", contexte)


def _consequences(reunion: Reunion) -> list[str]:
    suites = [
        "Le portail produit un PDF, le garde une fois pour toutes et affiche son empreinte.",
        "Plus rien n’en change ensuite : ni les textes, ni les présences, ni les décisions.",
    ]
    if reunion.decisions.exists():
        suites.append("Chaque responsable reçoit un courriel avec ses décisions.")
    return suites


def _manques(reunion: Reunion) -> list[str]:
    """What could still be completed: advice, which blocks nothing."""
    manques = []
    participations = participations_de(reunion)
    if not any(p.is_comptee for p in participations):
        manques.append("Aucune présence n’est notée.")
    decisions = list(reunion.decisions.order_by("ordre"))
    manques += [
        f"La décision « {decision} » n’a pas de responsable."
        for decision in decisions
        if decision.responsable_id is None
    ]
    manques += [
        f"La décision « {decision} » n’a pas d’échéance."
        for decision in decisions
        if decision.echeance is None
    ]
    return manques


# --- Reading ---------------------------------------------------------------------


@require_safe
@acte
def telecharger_projet(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Give the PDF of minutes that are not definitive, marked « projet » on each page."""
    reunion = reunion_en_portee(request, code, pk)
    compte_rendu = reunion.compte_rendu_ou_rien
    le = timezone.localdate()
    exiger(permissions.can_lire_compte_rendu(request.fonction, reunion, le, compte_rendu))
    if compte_rendu is None or compte_rendu.is_definitif:
        raise Http404("Le projet a laissé la place à la version définitive.")
    inscrire("telecharger_projet", objet=reunion, par=request.fonction)
    contenu = rendre_compte_rendu(compte_rendu, le, projet=True)
    return reponse_pdf(contenu, nom_de_fichier(reunion, "projet-compte-rendu"))


@require_safe
@acte
def telecharger_compte_rendu(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Give the definitive PDF as it was sealed."""
    reunion = reunion_en_portee(request, code, pk)
    compte_rendu = reunion.compte_rendu_ou_rien
    le = timezone.localdate()
    exiger(permissions.can_telecharger_compte_rendu(request.fonction, reunion, le, compte_rendu))
    if compte_rendu is None or compte_rendu.document is None:
        raise Http404("Aucun document.")
    inscrire("telecharger_compte_rendu", objet=reunion, par=request.fonction)
    return reponse_fichier(compte_rendu.document)


@require_safe
@acte
def telecharger_fichier_compte_rendu(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Give the file that was brought, byte for byte."""
    reunion = reunion_en_portee(request, code, pk)
    compte_rendu = reunion.compte_rendu_ou_rien
    le = timezone.localdate()
    exiger(permissions.can_lire_compte_rendu(request.fonction, reunion, le, compte_rendu))
    if compte_rendu is None or compte_rendu.fichier is None:
        raise Http404("Aucun fichier n'a été apporté.")
    inscrire("telecharger_fichier_compte_rendu", objet=reunion, par=request.fonction)
    return reponse_fichier(compte_rendu.fichier)
