"""Bodies whose rhythm is near its limit: whoever holds the initiative is reminded in time.

Nothing is stored: what is owed is read from the meetings, with the rules of `cadence`.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.urls import reverse

from gouvernance import rules
from gouvernance.models import EtatReunion, Reunion
from gouvernance.rules.cadence import Rythme, cadence_du_pacte, evaluer_rythme
from gouvernance.rules.valeurs import FaitReunion, Periode
from pacte.accord.models import (
    Avenant,
    Engagement,
    GenreOrganisation,
    Instance,
    Organisation,
    Pacte,
    Partie,
    Portee,
    Theme,
)
from pacte.accord.rules import fin_du_pacte

# How many days before the last day to invite the reminder begins.
JOURS_DE_RAPPEL = 30
# Week-ends and holidays move the last day back by so many days at most.
MARGE = timedelta(days=10)


@dataclass(frozen=True, slots=True)
class RappelRythme:
    """A meeting owed this year, of one body for one centre or theme, and the last days for it."""

    pacte: Pacte
    instance: Instance
    centre: Organisation | None
    theme: Theme | None
    annee: int
    inviter: date
    possible: date
    tenues: int
    prevues: int

    @property
    def sujet(self) -> str:
        objet = self.centre or self.theme
        return f"{self.instance.nom} — {objet}" if objet else self.instance.nom

    @property
    def rythme(self) -> str:
        """The rhythm in the act's own words."""
        return self.instance.rythme

    @property
    def cle(self) -> str:
        """What is reminded once a year."""
        centre = self.centre.pk if self.centre else 0
        theme = self.theme.pk if self.theme else 0
        return f"rythme {self.instance.pk} {centre} {theme}"

    @property
    def url(self) -> str:
        """Where to open the meeting, already chosen."""
        parties = [f"i{self.instance.pk}"]
        parties += [f"c{self.centre.pk}"] if self.centre else []
        parties += [f"t{self.theme.pk}"] if self.theme else []
        return f"{reverse('ouvrir_reunion', args=[self.pacte.code])}?sujet={'-'.join(parties)}"


def is_a_rappeler(rythme: Rythme, le: date) -> bool:
    """Whether the holder of the initiative is reminded on day `le`.

    - from thirty days before the last day on which invitations may leave, that day included;
    - while fewer meetings are held or announced than the minimum of the year;
    - never after that day: what can no longer be done is said by the register, not by a mail.
    """
    if rythme.inviter is None:
        return False
    assez = len(rythme.tenues) + len(rythme.prevues) >= rythme.minimum
    proche = rythme.inviter - timedelta(days=JOURS_DE_RAPPEL) <= le <= rythme.inviter
    return proche and not assez


def _is_de_saison(delai_invitation: int, fin: date, le: date) -> bool:
    """Whether the limit of the year may be near, before anything else is read."""
    limite = min(date(le.year, 12, 31), fin)
    avance = timedelta(days=delai_invitation + JOURS_DE_RAPPEL) + MARGE
    return limite - avance <= le <= limite


def plus_long_delai() -> Subquery:
    """The longest delay of invitation of a pact's bodies, in days: a column of the pact."""
    instances = Instance.objects.filter(pacte=OuterRef("pk")).order_by("-delai_invitation")
    return Subquery(instances.values("delai_invitation")[:1])


def rythmes_a_rappeler(pactes: QuerySet[Pacte], le: date) -> list[RappelRythme]:
    """Return what is owed and near its limit on day `le`, soonest first.

    Two queries when no limit is near, three to six otherwise, whatever the number of pacts. A meeting
    that is already being prepared with a date is not reminded: its own invitations are on the to-do
    list.
    """
    lus = (
        pactes.annotate(plus_long_delai=plus_long_delai())
        .select_related("ville")
        .prefetch_related(Prefetch("avenants", queryset=Avenant.objects.order_by("numero")))
    )
    return rythmes_des_pactes(lus, le)


def rythmes_des_pactes(pactes: Iterable[Pacte], le: date) -> list[RappelRythme]:
    """The same, of pacts already read with their city, their avenants and their `plus_long_delai`."""
    fins = {
        p.pk: (p, _fin(p, le)) for p in pactes if p.date_effet and p.plus_long_delai is not None
    }
    en_saison = {
        cle: (pacte, fin)
        for cle, (pacte, fin) in fins.items()
        if _is_de_saison(pacte.plus_long_delai, fin, le)
    }
    if not en_saison:
        return []
    regles = Engagement.objects.alias(instance=KT("parametres__instance")).filter(
        pacte=OuterRef("pacte"), genre_regle="cadence", instance=OuterRef("code")
    )
    proches = []
    for instance in (
        Instance.objects.filter(pacte__in=en_saison)
        .annotate(regle=Subquery(regles.order_by("-pk").values("parametres")[:1]))
        .order_by("pacte", "ordre")
    ):
        instance.pacte, fin = en_saison[instance.pacte_id]
        if _is_de_saison(instance.delai_invitation, fin, le):
            proches.append(instance)
    if not proches:
        return []
    lecture = _Lecture.lire(proches, le)
    rappels = [
        rappel
        for instance in proches
        for rappel in _de_l_instance(instance, fins[instance.pacte_id][1], lecture, le)
    ]
    return sorted(rappels, key=lambda rappel: (rappel.inviter, rappel.sujet))


def _fin(pacte: Pacte, le: date) -> date:
    prolongations = [
        (a.date_signature, a.nouvelle_fin) for a in pacte.avenants.all() if a.nouvelle_fin
    ]
    return fin_du_pacte(pacte.date_effet, pacte.duree_annees, prolongations, le) or date.min


@dataclass(frozen=True, slots=True)
class _Lecture:
    """What is read once for all the bodies, by pact."""

    centres: dict[int, list[Partie]]
    themes: dict[int, list[Theme]]
    faits: dict[int, list[FaitReunion]]
    preparees: frozenset[tuple[int, str, str | None, str | None]]

    @classmethod
    def lire(cls, instances: Iterable[Instance], le: date) -> "_Lecture":
        """Read the meetings of their pacts; centres and themes where a rhythm is owed to each."""
        par: dict[str, set[int]] = defaultdict(set)
        for instance in instances:
            par[_regle(instance)["par"]].add(instance.pacte_id)
        centres: dict[int, list[Partie]] = defaultdict(list)
        if de_centre := par[Portee.CENTRE]:
            for partie in (
                Partie.objects.filter(
                    pacte__in=de_centre, organisation__genre=GenreOrganisation.CENTRE
                )
                .select_related("organisation")
                .order_by("ordre")
            ):
                centres[partie.pacte_id].append(partie)
        themes: dict[int, list[Theme]] = defaultdict(list)
        if de_theme := par[Portee.THEME]:
            for theme in Theme.objects.filter(pacte__in=de_theme).order_by("numero"):
                themes[theme.pacte_id].append(theme)
        faits, preparees = _lire_reunions({i.pacte_id for i in instances}, le)
        return cls(centres, themes, faits, preparees)


def _regle(instance: Instance) -> dict[str, Any]:
    """The rhythm that a commitment gives to the body, else the body's own."""
    propre = {
        "minimum": instance.minimum,
        "par": instance.portee if instance.portee != Portee.THEME else Portee.PACTE,
    }
    return instance.regle or propre


def _lire_reunions(
    pactes: Iterable[int], le: date
) -> tuple[dict[int, list[FaitReunion]], frozenset[tuple[int, str, str | None, str | None]]]:
    faits: dict[int, list[FaitReunion]] = defaultdict(list)
    preparees = set()
    reunions = Reunion.objects.filter(pacte__in=pactes, date_reunion__year=le.year)
    for pacte, pk, instance, jour, etat, centre, theme, invitee, annulee in reunions.values_list(
        "pacte",
        "pk",
        "instance__code",
        "date_reunion",
        "etat",
        "centre__code",
        "theme__code",
        "date_invitation",
        "date_annulation",
    ):
        if etat == EtatReunion.BROUILLON and jour >= le:
            preparees.add((pacte, instance, centre, theme))
        faits[pacte].append(
            FaitReunion(
                id=pk,
                instance_code=instance,
                date=jour,
                tenue=etat == EtatReunion.TENUE,
                centre_code=centre,
                theme_code=theme,
                date_invitation=invitee,
                date_annulation=annulee,
            )
        )
    return faits, frozenset(preparees)


def _de_l_instance(
    instance: Instance, fin: date, lecture: _Lecture, le: date
) -> Iterable[RappelRythme]:
    pacte = instance.pacte
    parametres = _regle(instance)
    cadence = cadence_du_pacte(parametres, delai_invitation=instance.delai_invitation, themes=())
    periode = Periode(pacte.date_effet, fin)
    faits = lecture.faits[pacte.pk]
    for centre, theme, periode_lue in _sujets(instance, parametres["par"], lecture, periode, le):
        codes = (centre.code if centre else None, theme.code if theme else None)
        lus = rules.du_sujet(faits, instance.code, centre=codes[0], theme=codes[1])
        rythme = evaluer_rythme(cadence, periode_lue, lus, au=le, annee=le.year)
        if not is_a_rappeler(rythme, le) or _is_preparee(pacte.pk, instance, codes, lecture):
            continue
        if rythme.inviter is not None and rythme.possible is not None:
            yield RappelRythme(
                pacte=pacte,
                instance=instance,
                centre=centre,
                theme=theme,
                annee=le.year,
                inviter=rythme.inviter,
                possible=rythme.possible,
                tenues=len(rythme.tenues),
                prevues=len(rythme.prevues),
            )


def _is_preparee(
    pacte: int, instance: Instance, codes: tuple[str | None, str | None], lecture: _Lecture
) -> bool:
    centre, theme = codes
    return any(
        (p, i) == (pacte, instance.code)
        and (centre is None or c == centre)
        and (theme is None or t == theme)
        for p, i, c, t in lecture.preparees
    )


def _sujets(
    instance: Instance, par: str, lecture: _Lecture, periode: Periode, le: date
) -> Sequence[tuple[Organisation | None, Theme | None, Periode]]:
    """For what the rhythm is owed: each centre that takes part, each theme, or the whole pact."""
    if par == Portee.CENTRE:
        return [
            (
                partie.organisation,
                None,
                rules.depuis_l_entree(periode, partie.date_entree),
            )
            for partie in lecture.centres[instance.pacte_id]
            if (partie.date_entree is None or partie.date_entree <= le)
            and (partie.date_sortie is None or le <= partie.date_sortie)
        ]
    if par == Portee.THEME:
        return [(None, theme, periode) for theme in lecture.themes[instance.pacte_id]]
    return [(None, None, periode)]
