"""« Dates à grouper », under the calendar of the year: read once, proposed by `regroupement`.

For the service that runs the pact alone: it opens the bilateral meetings of several centres.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from gouvernance import rules
from gouvernance.attentes.sondages import EN_COURS
from gouvernance.forms.champs import Sujet
from gouvernance.lectures.composition import attendus
from gouvernance.lectures.faits import faits_de_reunions
from gouvernance.models import EtatReunion, Participation, Reunion, Sondage
from gouvernance.permissions.reunions import is_avs_du_pacte
from gouvernance.rules.cadence import cadence_du_pacte, evaluer_rythme
from gouvernance.rules.regroupement import Besoin, grouper
from gouvernance.rules.valeurs import FaitReunion, Periode
from pacte.accord.models import (
    CategorieParticipant,
    Fonction,
    GenreOrganisation,
    Instance,
    Organisation,
    Pacte,
    Portee,
)
from pacte.accord.rules import fin_du_pacte
from pacte.socle.constats import Statut

UN_JOUR = timedelta(days=1)
# Left to the body that meets before another one, beyond its delay of invitation.
PLACE_AVANT = timedelta(days=21)


@dataclass(frozen=True, slots=True)
class ReunionProposee:
    """A meeting of a proposed day: what, at which hour, and where the button leads."""

    nom: str
    heure: datetime
    avant: str
    libelle: str
    url: str


@dataclass(frozen=True, slots=True)
class JourPropose:
    """A day that groups meetings, and who is spared a journey."""

    jour: date
    reunions: tuple[ReunionProposee, ...]
    elues: tuple[str, ...]


@dataclass(slots=True)
class _Lecture:
    """What is read once for every need."""

    pacte: Pacte
    le: date
    annee: int
    faits: tuple[FaitReunion, ...]
    fonctions: list[Fonction]
    brouillons: dict[tuple[int, int | None], Reunion]
    dernieres: dict[tuple[int, int | None], int]
    invitees: dict[int, list[Fonction]]
    ordres: list[tuple[str, str]]
    sondes: set[int]
    noms: dict[int, str] = field(default_factory=dict)
    instances: dict[str, str] = field(default_factory=dict)


def composer_dates_a_grouper(
    pacte: Pacte, fonction: Fonction | None, le: date, annee: int
) -> list[JourPropose]:
    """Return the days on which meetings still to hold in `annee` spare a journey.

    `annee` is this civil year or a later one. A constant number of queries.
    """
    if not is_avs_du_pacte(fonction, pacte) or annee < le.year:
        return []
    avenants = [(a.date_signature, a.nouvelle_fin) for a in pacte.avenants.order_by("numero")]
    prolongations = [(signe, fin) for signe, fin in avenants if fin is not None]
    periode = Periode(
        pacte.date_effet, fin_du_pacte(pacte.date_effet, pacte.duree_annees, prolongations, le)
    )
    lecture, occupations = _lire(pacte, le, annee)
    sujets = dict(_besoins(lecture, periode))
    groupements = grouper(list(sujets), occupations, aujourdhui=le)
    return [
        JourPropose(
            jour=trouve.jour,
            reunions=tuple(
                _proposer(lecture, besoin, sujets[besoin], trouve.jour, heure)
                for besoin, heure in trouve.reunions
            ),
            elues=tuple(sorted(lecture.noms[pk] for pk in trouve.elues)),
        )
        for trouve in groupements
    ]


def _lire(pacte: Pacte, le: date, annee: int) -> tuple[_Lecture, dict[date, set[int]]]:
    """The people of drafts, of each body's latest meeting, and who is taken on which day."""
    participations = (
        Participation.objects.filter(reunion__pacte=pacte)
        .filter(
            Q(reunion__etat=EtatReunion.BROUILLON)
            | Q(reunion__date_reunion__gt=le - timedelta(days=800))
        )
        .exclude(reunion__etat=EtatReunion.ANNULEE)
        .select_related("reunion", "fonction__personne", "fonction__organisation")
        .order_by("reunion__date_reunion", "reunion_id", "pk")
    )
    brouillons: dict[tuple[int, int | None], Reunion] = {}
    dernieres: dict[tuple[int, int | None], int] = {}
    invitees: dict[int, list[Fonction]] = {}
    occupations: dict[date, set[int]] = {}
    for participation in participations:
        reunion = participation.reunion
        cle = (reunion.instance_id, reunion.centre_id)
        invitees.setdefault(reunion.pk, []).append(participation.fonction)
        jour = reunion.date_reunion
        if jour is None:
            brouillons[cle] = reunion
        elif jour <= le:
            dernieres[cle] = reunion.pk
        else:
            occupations.setdefault(jour, set()).add(participation.fonction.personne_id)
    organisations = Organisation.objects.filter(
        Q(pk__in=pacte.parties.values("organisation")) | Q(pk__in=pacte.partenaires.values("pk"))
    )
    fonctions = (
        Fonction.objects.en_cours(le)
        .filter(organisation__in=organisations)
        .select_related("personne", "organisation")
        .order_by("pk")
    )
    ordres = [
        (engagement.parametres["avant"], engagement.parametres["apres"])
        for engagement in pacte.engagements.filter(genre_regle="ordre")
    ]
    lecture = _Lecture(
        pacte=pacte,
        le=le,
        annee=annee,
        faits=faits_de_reunions(pacte, categories=False),
        fonctions=list(fonctions),
        brouillons=brouillons,
        dernieres=dernieres,
        invitees=invitees,
        ordres=ordres,
        sondes=set(
            Sondage.objects.filter(EN_COURS, reunion__pacte=pacte).values_list("reunion", flat=True)
        ),
    )
    return lecture, occupations


def _besoins(lecture: _Lecture, periode: Periode) -> Iterable[tuple[Besoin, Sujet]]:
    """The meetings that the year still owes, nothing being planned for them: by body and centre."""
    pacte, le = lecture.pacte, lecture.le
    regles = {
        engagement.parametres["instance"]: engagement.parametres
        for engagement in pacte.engagements.filter(genre_regle="cadence").order_by("ordre")
    }
    centres = [
        (partie.organisation, partie.date_entree)
        for partie in pacte.parties.select_related("organisation").order_by("ordre")
        if partie.organisation.genre == GenreOrganisation.CENTRE
        and (partie.date_entree is None or partie.date_entree <= le)
        and (partie.date_sortie is None or le <= partie.date_sortie)
    ]
    trouves: dict[str, tuple[Besoin, Sujet]] = {}
    for instance in pacte.instances.prefetch_related("categories").order_by("ordre"):
        lecture.instances[instance.code] = instance.nom
        if instance.code not in regles or instance.portee == Portee.THEME:
            continue
        cadence = cadence_du_pacte(
            regles[instance.code], delai_invitation=instance.delai_invitation, themes=()
        )
        concernes = centres if instance.portee == Portee.CENTRE else [(None, None)]
        for centre, entree in concernes:
            code = centre.code if centre is not None else None
            faits = rules.du_sujet(lecture.faits, instance.code, centre=code)
            sienne = rules.depuis_l_entree(periode, entree)
            rythme = evaluer_rythme(cadence, sienne, faits, au=le, annee=lecture.annee)
            manque = rythme.minimum - len(rythme.tenues) - len(rythme.prevues)
            owed = rythme.constat.statut == Statut.EN_COURS and rythme.possible is not None
            brouillon = lecture.brouillons.get(
                (instance.pk, centre.pk if centre is not None else None)
            )
            # A poll is already looking for its day.
            if brouillon is not None and brouillon.pk in lecture.sondes:
                continue
            if manque <= 0 or not owed or _a_un_brouillon_date(faits, le, lecture.annee):
                continue
            besoin = _besoin(lecture, instance, centre, rythme.possible or le)
            trouves[besoin.cle] = (besoin, Sujet(instance, centre=centre))
    delais = {cle: besoin.delai_invitation for cle, (besoin, _) in trouves.items()}
    for besoin, sujet in trouves.values():
        yield _a_son_tour(lecture, besoin, sujet, delais), sujet


def _a_un_brouillon_date(faits: Iterable[FaitReunion], le: date, annee: int) -> bool:
    """Whether a draft already has its day, that year: nothing is left to find for it."""
    return any(
        fait.date is not None
        and fait.date > le
        and fait.date.year == annee
        and fait.date_invitation is None
        and fait.date_annulation is None
        for fait in faits
    )


def _cle(instance: str, centre: str | None) -> str:
    return f"{instance}/{centre or ''}"


def _besoin(
    lecture: _Lecture, instance: Instance, centre: Organisation | None, possible: date
) -> Besoin:
    fonctions = _personnes(lecture, instance, centre)
    for fonction in fonctions:
        lecture.noms[fonction.personne_id] = str(fonction.personne)
    return Besoin(
        cle=_cle(instance.code, centre.code if centre is not None else None),
        personnes=frozenset(f.personne_id for f in fonctions),
        elues=frozenset(f.personne_id for f in fonctions if f.is_elu_ville),
        duree_minutes=instance.duree_minutes,
        delai_invitation=instance.delai_invitation,
        au_plus_tard=possible,
        pas_avant=date(lecture.annee, 1, 1),
    )


def _personnes(
    lecture: _Lecture, instance: Instance, centre: Organisation | None
) -> Sequence[Fonction]:
    """The people of the draft, else of the latest meeting, else those whom the body expects."""
    sujet = (instance.pk, centre.pk if centre is not None else None)
    brouillon = lecture.brouillons.get(sujet)
    reunion = brouillon.pk if brouillon is not None else lecture.dernieres.get(sujet)
    connues = [f for f in lecture.invitees.get(reunion or 0, []) if f.is_en_cours(lecture.le)]
    if connues:
        return connues
    candidates = [
        fonction
        for fonction in lecture.fonctions
        if fonction.organisation.genre != GenreOrganisation.CENTRE
        or centre is None
        or fonction.organisation_id == centre.pk
    ]
    categories: list[CategorieParticipant] = sorted(
        instance.categories.all(), key=lambda categorie: categorie.ordre
    )
    return [attendu.fonction for attendu in attendus(categories, candidates)]


def _a_son_tour(
    lecture: _Lecture, besoin: Besoin, sujet: Sujet, delais: Mapping[str, int]
) -> Besoin:
    """Say what must come before this meeting (C33).

    After the one that has its day; when it has none yet, late enough to leave it room.
    """
    centre = sujet.centre.code if sujet.centre is not None else None
    for avant in (avant for avant, apres in lecture.ordres if apres == sujet.instance.code):
        attendue = _cle(avant, centre)
        prevues = [
            fait.date
            for fait in rules.du_sujet(lecture.faits, avant, centre=centre)
            if fait.date is not None
            and fait.date > lecture.le
            and fait.date.year == lecture.annee
            and fait.date_annulation is None
        ]
        if prevues:
            return replace(besoin, pas_avant=min(prevues) + UN_JOUR)
        if attendue in delais:
            premier = max(lecture.le, date(lecture.annee, 1, 1))
            place = premier + timedelta(days=delais[attendue]) + PLACE_AVANT
            return replace(besoin, apres=attendue, pas_avant=place)
    return besoin


def _proposer(
    lecture: _Lecture, besoin: Besoin, sujet: Sujet, jour: date, heure: time
) -> ReunionProposee:
    code = lecture.pacte.code
    avant = lecture.instances.get(besoin.apres.partition("/")[0], "")
    centre = sujet.centre.pk if sujet.centre is not None else None
    brouillon = lecture.brouillons.get((sujet.instance.pk, centre))
    moment = datetime.combine(jour, heure)
    if brouillon is not None:
        url = reverse("ouvrir_sondage", args=[code, brouillon.pk])
        adresse = f"{url}?{urlencode({'creneau': moment.strftime('%Y-%m-%dT%H:%M')})}"
        return ReunionProposee(sujet.libelle, moment, avant, "Proposer ce créneau", adresse)
    choix: Mapping[str, str] = {
        "sujet": sujet.valeur,
        "date_reunion": jour.isoformat(),
        "heure": heure.strftime("%H:%M"),
    }
    adresse = f"{reverse('ouvrir_reunion', args=[code])}?{urlencode(choix)}"
    return ReunionProposee(sujet.libelle, moment, avant, "Préparer cette réunion", adresse)
