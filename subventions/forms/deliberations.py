"""Forms on a délibération: its draft, its vote, its days."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField

from pacte.socle.formulaires import CleIdempotenceMixin, JourField, MontantField, VersionMixin
from subventions.forms.en_nature import completer_vote
from subventions.models import Demande, LigneProjet
from subventions.votes import ACCORDEE, AJOURNEE, REFUSEE, DecisionVotee, LigneVoulue

AIDE_TEXTE = "Une phrase par ligne. Le document reste modifiable par le service des assemblées."
SORTS = ((ACCORDEE, "accordée"), (REFUSEE, "refusée"), (AJOURNEE, "ajournée"))


@dataclass(frozen=True, slots=True)
class LigneSaisie:
    """The fields of one request, ready to show in its row."""

    demande: Demande
    champs: dict[str, BoundField]


class ProjetForm(forms.Form):
    """What the draft says, and which requests it proposes, at what amount."""

    titre = forms.CharField(label="Titre", max_length=300)
    date_conseil = JourField(label="Conseil municipal prévu le", required=False)
    rapporteur = forms.CharField(label="Rapporteure ou rapporteur", max_length=120, required=False)
    visas = forms.CharField(
        label="Visas", widget=forms.Textarea(attrs={"rows": 9}), help_text=AIDE_TEXTE
    )
    considerants = forms.CharField(
        label="Considérants", widget=forms.Textarea(attrs={"rows": 6}), help_text=AIDE_TEXTE
    )
    dispositif = forms.CharField(
        label="Ce que le conseil décide",
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Une phrase par ligne : chacune devient un article.",
    )
    TEXTES = ("titre", "date_conseil", "rapporteur", "visas", "considerants", "dispositif")

    def __init__(
        self,
        *args: Any,
        demandes: Sequence[Demande],
        lignes: dict[int, LigneProjet] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.demandes = list(demandes)
        for demande in self.demandes:
            ligne = (lignes or {}).get(demande.pk)
            retenue = ligne is not None if lignes is not None else True
            montant = ligne.montant if ligne else demande.montant_propose
            self.fields[f"retenue_{demande.pk}"] = forms.BooleanField(
                label=f"Proposer {demande.numero}", required=False, initial=retenue
            )
            self.fields[f"montant_{demande.pk}"] = MontantField(
                label=f"Montant proposé pour {demande.numero}", required=False, initial=montant
            )
            self.fields[f"nature_{demande.pk}"] = MontantField(
                label=f"Valeur des aides en nature pour {demande.numero}",
                required=False,
                initial=ligne.valeur_en_nature if ligne else _aides_demandees(demande),
                help_text="Locaux, fluides, personnel prêtés. Facultatif.",
            )
            self.fields[f"conditions_{demande.pk}"] = forms.CharField(
                label=f"Conditions pour {demande.numero}",
                required=False,
                max_length=256,
                initial=ligne.conditions if ligne else "",
            )

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        retenues = [d for d in self.demandes if donnees.get(f"retenue_{d.pk}")]
        for demande in retenues:
            completer_vote(
                self,
                donnees,
                f"montant_{demande.pk}",
                f"nature_{demande.pk}",
                "Indiquez le montant proposé, ou la valeur d'une aide en nature.",
            )
        if not retenues:
            self.add_error(None, "Choisissez au moins une demande à proposer.")
        return donnees

    def rangees(self) -> Iterator[LigneSaisie]:
        """Yield each request with its three fields."""
        for demande in self.demandes:
            yield LigneSaisie(
                demande,
                {
                    nom: self[f"{nom}_{demande.pk}"]
                    for nom in ("retenue", "montant", "nature", "conditions")
                },
            )

    def textes(self) -> dict[str, Any]:
        """The fields of the draft, ready for the operation."""
        return {nom: self.cleaned_data[nom] for nom in self.TEXTES}

    def lignes(self) -> list[LigneVoulue]:
        """The requests chosen, ready for the operation."""
        lues = self.cleaned_data
        return [
            LigneVoulue(
                d, lues[f"montant_{d.pk}"], lues[f"conditions_{d.pk}"], lues[f"nature_{d.pk}"]
            )
            for d in self.demandes
            if lues[f"retenue_{d.pk}"]
        ]


def _aides_demandees(demande: Demande) -> Decimal | None:
    """The value of the help asked, proposed for a request that asks for nothing else."""
    valeur: Decimal | None = getattr(demande, "valeur_des_aides", None)
    return valeur if demande.is_aide_en_nature else None


class ProjetNouveauForm(CleIdempotenceMixin, ProjetForm):
    """Start a draft."""


class ProjetModifieForm(VersionMixin, ProjetForm):
    """Edit a draft."""


class VotesForm(CleIdempotenceMixin):
    """What the council made of the whole draft: once, for every line."""

    numero = forms.CharField(
        label="Numéro de la délibération", max_length=40, help_text="Par exemple DCM-2026-045."
    )
    date_vote = JourField(label="Votée le")
    resultat_vote = forms.CharField(
        label="Résultat du vote",
        max_length=200,
        help_text="Par exemple : à l'unanimité ; 38 pour, 5 contre, 2 abstentions.",
    )
    date_transmission = JourField(
        label="Transmise à la préfecture le",
        required=False,
        help_text="Facultatif maintenant : la délibération est exécutoire une fois transmise "
        "et publiée.",
    )
    date_publication = JourField(label="Publiée le", required=False)
    COMMUNS = ("numero", "date_vote", "resultat_vote", "date_transmission", "date_publication")
    PAR_LIGNE = ("sort", "montant", "compte", "conditions", "nature", "base", "avance", "motif")

    def __init__(
        self,
        *args: Any,
        lignes: Sequence[LigneProjet],
        comptes: dict[str, str],
        bases: set[str],
        avances: set[int],
        **kwargs: Any,
    ) -> None:
        """`comptes` by kind of request; `bases` are the kinds that count in the advance's base;
        `avances` holds the centres whose advance was paid."""
        super().__init__(*args, **kwargs)
        self.lignes = list(lignes)
        self.avances, self.bases = avances, bases
        for ligne in self.lignes:
            self._ajouter(ligne, comptes)

    def _ajouter(self, ligne: LigneProjet, comptes: dict[str, str]) -> None:
        demande, cle = ligne.demande, ligne.demande_id
        qui = demande.numero
        self.fields[f"sort_{cle}"] = forms.ChoiceField(
            label=f"Décision sur {qui}", choices=SORTS, initial=ACCORDEE
        )
        self.fields[f"montant_{cle}"] = MontantField(
            label=f"Montant voté pour {qui}", required=False, initial=ligne.montant
        )
        self.fields[f"compte_{cle}"] = forms.CharField(
            label=f"Compte budgétaire de {qui}",
            required=False,
            max_length=20,
            initial=comptes.get(demande.genre, ""),
        )
        self.fields[f"conditions_{cle}"] = forms.CharField(
            label=f"Conditions pour {qui}",
            required=False,
            max_length=500,
            initial=ligne.conditions,
        )
        self.fields[f"nature_{cle}"] = MontantField(
            label=f"Valeur des aides en nature pour {qui}",
            required=False,
            initial=ligne.valeur_en_nature,
            help_text="Locaux, fluides, personnel prêtés. Facultatif.",
        )
        self.fields[f"base_{cle}"] = forms.BooleanField(
            label="Compte dans la base de l'avance",
            required=False,
            initial=demande.genre in self.bases,
        )
        if demande.centre_id in self.avances:
            self.fields[f"avance_{cle}"] = forms.BooleanField(
                label="Comprend l'avance déjà versée", required=False, initial=True
            )
        self.fields[f"motif_{cle}"] = forms.CharField(
            label=f"Motif, si {qui} est refusée ou ajournée",
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        for ligne in self.lignes:
            cle = ligne.demande_id
            sort = donnees.get(f"sort_{cle}")
            if sort == ACCORDEE:
                completer_vote(
                    self,
                    donnees,
                    f"montant_{cle}",
                    f"nature_{cle}",
                    "Indiquez le montant voté, ou la valeur d'une aide en nature.",
                )
            if sort in {REFUSEE, AJOURNEE} and not donnees.get(f"motif_{cle}"):
                self.add_error(f"motif_{cle}", "Écrivez le motif : le centre le lira.")
        return donnees

    def communs(self) -> list[BoundField]:
        """The fields of the délibération itself."""
        return [self[nom] for nom in self.COMMUNS]

    def rangees(self) -> Iterator[LigneSaisie]:
        """Yield each request with its fields."""
        for ligne in self.lignes:
            noms = [n for n in self.PAR_LIGNE if f"{n}_{ligne.demande_id}" in self.fields]
            yield LigneSaisie(ligne.demande, {n: self[f"{n}_{ligne.demande_id}"] for n in noms})

    def champs(self) -> dict[str, Any]:
        """The fields of the délibération, ready for the operation."""
        return {nom: self.cleaned_data[nom] for nom in self.COMMUNS}

    def decisions(self) -> list[DecisionVotee]:
        """What was decided on each request, ready for the operation."""
        return [self._decision(ligne) for ligne in self.lignes]

    def _decision(self, ligne: LigneProjet) -> DecisionVotee:
        cle, lues = ligne.demande_id, self.cleaned_data
        sort = lues[f"sort_{cle}"]
        champs: dict[str, Any] = {}
        if sort == ACCORDEE:
            champs = {
                "montant": lues[f"montant_{cle}"],
                "compte": lues[f"compte_{cle}"],
                "conditions": lues[f"conditions_{cle}"],
                "valeur_en_nature": lues[f"nature_{cle}"],
                "compte_base_avance": lues[f"base_{cle}"],
                "comprend_avance": lues.get(f"avance_{cle}", True),
            }
        return DecisionVotee(ligne.demande, sort, lues[f"motif_{cle}"], champs)

    @property
    def total_propose(self) -> Decimal:
        """What the draft proposes in all."""
        return sum((ligne.montant for ligne in self.lignes), Decimal(0))


class DatesDeliberationForm(VersionMixin):
    """The two days that make a délibération enforceable."""

    date_transmission = JourField(label="Transmise à la préfecture le", required=False)
    date_publication = JourField(label="Publiée le", required=False)


class AjournementForm(forms.Form):
    """Put one request off, with its reason."""

    date_ajournement = JourField(label="Séance du")
    motif_ajournement = forms.CharField(
        label="Motif",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Le centre le lira.",
    )
