"""The agenda as it is written, line by line: texts, lengths, place, and moves without a script."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from gouvernance.models import GenrePoint, PointOrdreDuJour
from gouvernance.operations import PointEcrit
from gouvernance.rules import plan

LIGNES_NEUVES = 2
LIGNES_MAXIMUM = 60
VALEURS = ("pk", "objectif", "niveau", "titre", "duree_minutes", "genre", "rapporteur", "attendu",
           "retirer")  # fmt: skip


class PointForm(forms.Form):
    """One line of the agenda; its place is its place on the page."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    objectif = forms.CharField(required=False, widget=forms.HiddenInput, max_length=40)
    niveau = forms.IntegerField(
        required=False, widget=forms.HiddenInput, min_value=0, max_value=1, initial=0
    )
    titre = forms.CharField(label="Point", max_length=200, required=False)
    duree_minutes = forms.IntegerField(label="Minutes", min_value=0, max_value=480, initial=15)
    genre = forms.ChoiceField(label="Genre", choices=GenrePoint.choices, initial=GenrePoint.ECHANGE)
    rapporteur = forms.CharField(label="Présenté par", max_length=120, required=False)
    attendu = forms.CharField(label="Ce qui est attendu", max_length=300, required=False)
    retirer = forms.BooleanField(label="Retirer", required=False)

    @property
    def is_vide(self) -> bool:
        """Whether the line is left out: removed, or new and without a title."""
        donnees = self.cleaned_data
        return donnees.get("retirer", False) or (
            not donnees.get("pk") and not donnees.get("titre", "").strip()
        )

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        if donnees.get("pk") and not donnees.get("retirer") and not donnees.get("titre"):
            self.add_error("titre", "Écrivez le titre du point, ou cochez « Retirer ».")
        return donnees


class GesteForm(forms.Form):
    """The button pressed: a move of a line, new lines, or only the clock times again."""

    geste = forms.CharField(
        required=False,
        max_length=20,
        validators=[
            RegexValidator(r"^(monter|descendre|dessous|sortir)-\d{1,2}$|^(lignes|heures)$")
        ],
    )


@dataclass(frozen=True, slots=True)
class LigneSaisie:
    """A line of the page: its form, its number and times, the moves that it can make."""

    form: PointForm
    creneau: plan.Creneau | None
    gestes: frozenset[str]
    rang: int


class _PointsFormSet(forms.BaseFormSet):
    """The whole agenda, in the order of the page."""

    deplacee: int | None = None
    geste: str = ""

    def points(self) -> list[PointEcrit]:
        """Return the items in their order; those under a removed item stand by themselves."""
        ecrits = []
        orphelin = False
        for form in self.forms:
            donnees = form.cleaned_data
            niveau = donnees.get("niveau") or 0
            if niveau == 0:
                orphelin = form.is_vide
            if form.is_vide:
                continue
            ecrits.append(
                PointEcrit(
                    pk=donnees["pk"],
                    titre=donnees["titre"].strip(),
                    duree_minutes=donnees["duree_minutes"],
                    genre=donnees["genre"],
                    rapporteur=donnees["rapporteur"],
                    objectif=donnees["objectif"],
                    attendu=donnees["attendu"],
                    niveau=0 if orphelin else niveau,
                )
            )
        return ecrits

    def valeurs(self) -> list[dict[str, Any]]:
        """What the lines hold as they were typed, valid or not; blank new lines left out."""
        lignes = [{nom: form[nom].value() for nom in VALEURS} for form in self.forms]
        return [ligne for ligne in lignes if ligne["pk"] or str(ligne["titre"] or "").strip()]

    def apres(self, geste: str) -> "PointsFormSet":
        """Return the same lines after a gesture: nothing is saved, nothing typed is lost."""
        nom, _, indice = geste.partition("-")
        lignes, deplacee = self.valeurs(), None
        if nom in plan.GESTES and int(indice) < len(lignes):
            niveaux = [_entier(ligne["niveau"]) for ligne in lignes]
            places = plan.GESTES[nom](niveaux, int(indice))
            lignes = [{**lignes[rang], "niveau": niveau} for rang, niveau in places]
            deplacee = [rang for rang, _ in places].index(int(indice))
        neuves = 2 * LIGNES_NEUVES if nom == "lignes" else LIGNES_NEUVES
        formset = PointsFormSet(valeurs=lignes, neuves=neuves)
        formset.deplacee, formset.geste = deplacee, nom
        return formset

    def lignes(self, prevu: int) -> list[LigneSaisie]:
        """The lines of the page with their numbers, times and possible moves."""
        tenues = [
            plan.Ligne(
                _entier(form["niveau"].value()),
                0 if form["retirer"].value() else _entier(form["duree_minutes"].value()),
            )
            for form in self.forms
            if _is_ecrite(form)
        ]
        niveaux = plan.normaliser([ligne.niveau for ligne in tenues])
        creneaux = iter(plan.placer(tenues, prevu))
        sorties, rang = [], 0
        for form in self.forms:
            if _is_ecrite(form):
                sorties.append(LigneSaisie(form, next(creneaux), _gestes(niveaux, rang), rang))
                rang += 1
            else:
                sorties.append(LigneSaisie(form, None, frozenset(), rang))
        return sorties

    def foyer(self, ligne: LigneSaisie) -> str:
        """The button that takes the focus on the line that moved: the same one, if it still can."""
        if ligne.creneau is None or ligne.rang != self.deplacee:
            return ""
        return self.geste if self.geste in ligne.gestes else min(ligne.gestes, default="")

    def duree(self, prevu: int) -> int:
        """The whole length of the lines as they are typed, in minutes."""
        creneaux = [ligne.creneau for ligne in self.lignes(prevu) if ligne.creneau]
        return plan.duree_totale(creneaux)


def _is_ecrite(form: PointForm) -> bool:
    return bool(form["pk"].value() or str(form["titre"].value() or "").strip())


def _gestes(niveaux: Sequence[int], rang: int) -> frozenset[str]:
    """The moves that change something."""
    sans_effet = list(enumerate(niveaux))
    return frozenset(
        nom for nom, geste in plan.GESTES.items() if geste(niveaux, rang) != sans_effet
    )


def _entier(valeur: Any) -> int:
    texte = str(valeur or "").strip()
    return min(int(texte), 480) if texte.isascii() and texte.isdigit() else 0


_PointsBase = forms.formset_factory(
    PointForm, formset=_PointsFormSet, extra=0, max_num=LIGNES_MAXIMUM
)


class PointsFormSet(_PointsBase):
    """The agenda of a meeting, with a few blank lines at the end."""

    def __init__(
        self,
        data: Any = None,
        *,
        points: Sequence[PointOrdreDuJour] = (),
        valeurs: Sequence[Mapping[str, Any]] | None = None,
        neuves: int = LIGNES_NEUVES,
        **kwargs: Any,
    ) -> None:
        initiales = [dict(ligne) for ligne in (valeurs_de(points) if valeurs is None else valeurs)]
        initiales += [
            {"niveau": 0, "duree_minutes": 15, "genre": GenrePoint.ECHANGE} for _ in range(neuves)
        ]
        super().__init__(data, initial=initiales[:LIGNES_MAXIMUM], prefix="points", **kwargs)


def valeurs_de(points: Sequence[PointOrdreDuJour]) -> list[dict[str, Any]]:
    """What the lines show of saved items, in the order they are read."""
    return [
        {
            "pk": point.pk,
            "objectif": point.objectif,
            "niveau": int("." in point.numero),
            "titre": point.titre,
            "duree_minutes": point.duree_minutes,
            "genre": point.genre,
            "rapporteur": point.rapporteur,
            "attendu": point.attendu,
            "retirer": False,
        }
        for point in plan.ordonner(points)
    ]


def rattraper(
    saisies: Sequence[Mapping[str, Any]], lus: Sequence[int], points: Sequence[PointOrdreDuJour]
) -> list[dict[str, Any]]:
    """Return typed lines that may be sent again over an agenda that somebody else saved.

    `lus` are the items that the page showed. A line whose item is gone becomes a new one; items
    added meanwhile come at the end, so that saving does not remove them unseen.
    """
    presents = {point.pk for point in points}
    lignes = [
        {**ligne, "pk": ligne["pk"] if _entier_pk(ligne["pk"]) in presents else None}
        for ligne in saisies
    ]
    connus = set(lus)
    return lignes + [ligne for ligne in valeurs_de(points) if ligne["pk"] not in connus]


def _entier_pk(valeur: Any) -> int | None:
    texte = str(valeur or "")
    return int(texte) if texte.isascii() and texte.isdigit() else None


def en_phrases(lignes: Sequence[Mapping[str, Any]]) -> list[tuple[int | None, str]]:
    """Return each line in words: « 1.2. Bilan, 30 min, échange, présenté par … »."""
    niveaux = [_entier(ligne["niveau"]) for ligne in lignes]
    genres = dict(GenrePoint.choices)
    phrases = []
    for numero, ligne in zip(plan.numeroter(niveaux), lignes, strict=True):
        mots = [
            f"{numero}. {ligne['titre']}",
            f"{ligne['duree_minutes']}\u00a0min",
            str(genres.get(str(ligne["genre"]), "")),
            f"présenté par {ligne['rapporteur']}" if ligne["rapporteur"] else "",
            f"attendu : {ligne['attendu']}" if ligne["attendu"] else "",
            "retiré" if ligne["retirer"] else "",
        ]
        phrases.append((_entier_pk(ligne["pk"]), ", ".join(mot for mot in mots if mot)))
    return phrases


class RepriseForm(forms.Form):
    """What to take up from the meeting before."""

    points = forms.MultipleChoiceField(
        label="Points à reprendre", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, points: Sequence[PointOrdreDuJour], suite: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._par_pk = {str(point.pk): point for point in points}
        choix = [(pk, f"{point.numero}. {point.titre}") for pk, point in self._par_pk.items()]
        self.fields["points"].choices = choix
        self.fields["points"].initial = [str(p.pk) for p in points if p.a_reporter]
        if not points:
            del self.fields["points"]
        if suite:
            self.fields["suite"] = forms.BooleanField(
                label="Ajouter un point « Suite des décisions »", required=False, initial=True
            )

    def choisis(self) -> list[PointOrdreDuJour]:
        return [self._par_pk[pk] for pk in self.cleaned_data.get("points", ())]
