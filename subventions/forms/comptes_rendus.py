"""Forms of a financial report: write it, hand it in, record one received, answer it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms

from pacte.documents.televersements import TYPES_DE_DOCUMENT, FichierField
from pacte.socle.formulaires import CleIdempotenceMixin, JourField, MontantField, VersionMixin
from pacte.socle.montants import ZERO
from subventions.forms.saisie import MontantAuDepot, TexteAuDepot
from subventions.models import SortReliquat
from subventions.presentation.compte_rendu import TITRES
from subventions.rules.plan_comptable import Cle, Plan, nom_champ


def _texte(label: str, aide: str, rows: int = 5) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        help_text=aide,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


@dataclass(frozen=True, slots=True)
class LigneASaisir:
    """An account of the report: its field and its forecast; a class has no field."""

    libelle: str
    prevu: Decimal
    champ: forms.BoundField | None


class CompteRenduForm(VersionMixin):
    """The three leaflets of Cerfa 15059; a draft is saved whole or not, complete or not."""

    use_required_attribute = False
    bilan = TexteAuDepot(
        label="Ce qui a été fait",
        help_text="Les actions, leur déroulement, leurs résultats.",
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    publics = _texte("Publics touchés", "Combien de personnes, qui, où.")
    montant_utilise = MontantAuDepot(
        label="Part de la subvention utilisée, en euros",
        help_text="Ce qui a été dépensé de la subvention de la Ville, avance comprise.",
    )
    ecarts = _texte(
        "Écarts entre prévu et réalisé", "Nécessaire au-delà d'un cinquième sur une ligne."
    )
    regles_repartition = _texte(
        "Répartition des charges indirectes",
        "La règle suivie pour partager loyers, administration et frais communs.",
        3,
    )
    contributions = _texte(
        "Contributions volontaires en nature", "Bénévolat, locaux, dons : comment c'est compté.", 3
    )
    observations = _texte("Observations", "", 3)
    signataire = TexteAuDepot(
        label="Nom de la personne qui signe",
        max_length=200,
        help_text="La représentante ou le représentant légal, ou la personne qui a son pouvoir.",
    )
    TEXTES = (
        "bilan",
        "publics",
        "montant_utilise",
        "ecarts",
        "regles_repartition",
        "contributions",
        "observations",
        "signataire",
    )

    def __init__(
        self, *args: Any, plan: Plan, prevus: Mapping[Cle, Decimal], ville: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.plan, self.prevus, self.ville = plan, prevus, ville
        for groupe, compte in plan.lignes(projet=True):
            self.fields[nom_champ(groupe.section, compte.code)] = MontantField(
                required=False, label=f"{compte.numero} {compte.ecrire(ville)}".strip()
            )

    @property
    def realises(self) -> dict[Cle, Decimal]:
        """What was typed, by (section, account)."""
        return {
            (g.section, c.code): self.cleaned_data.get(nom_champ(g.section, c.code)) or ZERO
            for g, c in self.plan.lignes(projet=True)
        }

    def champs(self) -> dict[str, Any]:
        return {nom: self.cleaned_data.get(nom) for nom in self.TEXTES}

    def tableaux(self) -> list[tuple[str, list[LigneASaisir]]]:
        """The four sections, an account a line."""
        sections = []
        for section, titre, _ in TITRES:
            lignes: list[LigneASaisir] = []
            for groupe in self.plan.de_section(section, projet=True):
                if not groupe.is_simple:
                    somme = sum(
                        (self.prevus.get((section, c.code), ZERO) for c in groupe.comptes), ZERO
                    )
                    titre_groupe = f"{groupe.numero} {groupe.libelle}".strip()
                    lignes.append(LigneASaisir(titre_groupe, somme, None))
                lignes += [
                    LigneASaisir(
                        "",
                        self.prevus.get((section, compte.code), ZERO),
                        self[nom_champ(section, compte.code)],
                    )
                    for compte in groupe.comptes
                ]
            sections.append((titre, lignes))
        return sections


class DepotCompteRenduForm(CleIdempotenceMixin):
    """Confirm the deposit."""


class CompteRenduRecuForm(CleIdempotenceMixin):
    """A report received on paper or by e-mail, in one page."""

    date_depot = JourField(label="Reçu le")
    montant_utilise = MontantField(label="Part de la subvention utilisée, en euros")
    fichier = FichierField(label="Le compte rendu reçu", types=TYPES_DE_DOCUMENT)
    observations = forms.CharField(
        label="Observations", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class AcceptationForm(VersionMixin, CleIdempotenceMixin):
    """Accept a report; the part not spent is asked about only when there is one."""

    sort_reliquat = forms.ChoiceField(
        label="Part non dépensée",
        choices=[(sort.value, sort.label.capitalize()) for sort in SortReliquat],
        widget=forms.RadioSelect,
    )
    explication = forms.CharField(
        label="Explication pour le centre",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="En cas de reversement, elle figure dans la lettre. Vide : le calcul seul.",
    )

    def __init__(self, *args: Any, reliquat: Decimal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not reliquat:
            del self.fields["sort_reliquat"], self.fields["explication"]


class RepriseForm(VersionMixin):
    """Ask the centre to do its report again."""

    motif = forms.CharField(
        label="Ce qui est à reprendre",
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Le centre le lira : dites quelle partie, et ce qui manque.",
    )
