"""The internal page that shows every component of the interface, with made-up facts."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django import forms
from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from pacte.accord.models import Fonction, User
from pacte.journal.refus import refuser
from pacte.socle.droits import ACCORDE, Droit, refus
from pacte.socle.etats import AvecTonalite, Tonalite
from pacte.socle.formulaires import JourField, MontantField
from pacte.socle.templatetags.socle import euros, jour_court


class EtatExemple(AvecTonalite, models.TextChoices):
    """One state per tone."""

    TENU = "tenu", "tenu"
    EN_COURS = "en_cours", "en cours"
    PAS_TENU = "pas_tenu", "pas encore tenu"
    REFUSE = "refuse", "refusé"
    SANS_OBJET = "sans_objet", "sans objet"

    __tonalites__ = {
        "tenu": Tonalite.TENU,
        "en_cours": Tonalite.INFORMATION,
        "pas_tenu": Tonalite.ATTENTION,
        "refuse": Tonalite.ALERTE,
    }


class FormulaireExemple(forms.Form):
    """Each kind of field that the rooms use."""

    objet = forms.CharField(label="Objet de la demande", max_length=120)
    montant = MontantField(label="Montant demandé", help_text="En euros, par exemple 12 345,67.")
    date = JourField(label="Date de réception", required=False)
    theme = forms.ChoiceField(
        label="Thème",
        choices=[("", "Choisissez un thème"), ("1", "Participation"), ("2", "Moyens")],
    )
    presence = forms.ChoiceField(
        label="Présence",
        choices=[("present", "Présente ou présent"), ("excuse", "Excusée ou excusé")],
        widget=forms.RadioSelect,
    )
    publics = forms.MultipleChoiceField(
        label="Publics concernés",
        choices=[("familles", "Familles"), ("jeunes", "Jeunes"), ("seniors", "Aînés")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    texte = forms.CharField(
        label="Ce que vous en attendez",
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text="Deux ou trois phrases suffisent.",
    )
    piece = forms.FileField(
        label="Pièce jointe",
        required=False,
        widget=forms.FileInput,
        help_text="PDF, 25 Mo au plus.",
    )
    certifie = forms.BooleanField(label="J’ai le pouvoir de déposer cette demande")


class FiltreExemple(forms.Form):
    """A list's filters."""

    annee = forms.ChoiceField(
        label="Année", choices=[("", "Toutes"), ("2026", "2026"), ("2025", "2025")], required=False
    )
    etat = forms.ChoiceField(
        label="État", choices=[("", "Tous"), *EtatExemple.choices], required=False
    )


class TableExemple(tables.Table):
    """A list, as every room writes it."""

    caption = "Demandes de subvention (faits inventés)"
    objet = tables.Column("Objet")
    etat = tables.TemplateColumn("{% badge value %}", verbose_name="État")
    date = tables.Column("Déposée le")
    montant = tables.Column("Montant", attrs={"td": {"class": "nombre"}, "th": {"class": "nombre"}})

    def render_date(self, value: datetime) -> str:
        return jour_court(value)

    def render_montant(self, value: Decimal) -> str:
        return euros(value)


def montrer_composants(request: HttpRequest) -> HttpResponse:
    """Show every component, for those who build or review pages; ?erreurs=1 shows a refused form.

    A POST changes nothing: it shows the messages that follow an act.
    """
    droit = can_montrer_composants(request.fonction, request.user)
    if not droit:
        return refuser(request, droit, action="montrer_composants")
    if request.method == "POST":
        messages.success(request, "Le message d’un acte accompli. Ici, rien n’a été changé.")
        messages.error(request, "Le message d’un acte refusé, avec ce qu’il faut faire.")
        return redirect("montrer_composants")
    return render(request, "pilotage/montrer_composants.html", _contexte(request))


def can_montrer_composants(fonction: Fonction | None, compte: User) -> Droit:
    """City AVS staff, or a technical superuser."""
    if compte.is_superuser or (fonction is not None and fonction.is_avs):
        return ACCORDE
    return refus("Cette page interne est réservée au service de la Ville qui anime le pacte.")


def _contexte(request: HttpRequest) -> dict[str, Any]:
    """Made-up facts; nothing is read from the database."""
    maintenant = timezone.now()
    lignes = [
        {
            "objet": f"Atelier de quartier n° {rang}",
            "etat": list(EtatExemple)[rang % 5],
            "date": maintenant - timedelta(days=9 * rang),
            "montant": Decimal(1000 * rang) + Decimal("0.50"),
        }
        for rang in range(1, 13)
    ]
    table = TableExemple(lignes, order_by=request.GET.get("sort", ""))
    table.paginate(page=_page(request), per_page=5)
    possible = ACCORDE
    impossible = refus(
        "Le compte rendu pourra devenir définitif quand le point 3 aura un responsable."
    )
    return {
        "etats": list(EtatExemple),
        "table": table,
        "form": FormulaireExemple({} if "erreurs" in request.GET else None),
        "filtre": FiltreExemple(request.GET),
        "base": Decimal("40000"),
        "montant": Decimal("12000"),
        "maintenant": maintenant,
        "actions": [
            {"droit": possible, "libelle": "Déposer", "url": "#t-actions", "genre": "principale"},
            {"droit": possible, "libelle": "Modifier", "url": "#t-actions", "genre": "secondaire"},
            {
                "droit": impossible,
                "libelle": "Rendre définitif",
                "url": "#t-actions",
                "genre": "principale",
            },
        ],
        "dangers": [{"droit": possible, "libelle": "Retirer la demande", "url": "#t-actions"}],
        "etapes": [
            {"nom": "Déposée", "date": maintenant - timedelta(days=40), "etat": "faite"},
            {"nom": "Reçue", "date": maintenant - timedelta(days=36), "etat": "faite"},
            {"nom": "Proposée", "date": maintenant - timedelta(days=4), "etat": "en-cours"},
            {"nom": "Votée", "date": None, "precision": "au prochain conseil", "etat": "a-venir"},
        ],
        "definitions": [
            ("Numéro", "2026-014"),
            ("Centre", "Centre social des Tilleuls"),
            ("Montant demandé", euros(Decimal("12000"))),
        ],
        "historique": [
            {
                "instant": maintenant - timedelta(days=4),
                "texte": "Un montant a été proposé au conseil.",
                "auteur": "Camille Roche, agente du service AVS, Ville",
                "motif": "",
            },
            {
                "instant": maintenant - timedelta(days=38),
                "texte": "La demande a été rouverte.",
                "auteur": "Camille Roche, agente du service AVS, Ville",
                "motif": "Le budget joint était celui de l’année précédente.",
            },
        ],
        "consequences": [
            "Le compte rendu ne pourra plus changer.",
            "Les participants le recevront par courriel.",
        ],
    }


def _page(request: HttpRequest) -> int:
    texte = request.GET.get("page", "1")
    return min(max(int(texte), 1), 3) if texte.isascii() and texte.isdigit() else 1
