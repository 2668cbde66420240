"""The year at a glance: every body, its centres or themes, its meetings, what is still owed.

A meeting shows only to those whom it concerns (`Reunion.objects.for_fonction`). The rhythm of the
collective bodies is read by the pact's parties, that of a bilateral one by the service that runs the
pact and by the centre itself: a count would tell the others of a meeting that is not theirs.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from gouvernance import rules
from gouvernance.lectures.annee import Calendrier, ConflitLu, Groupe, Ligne, Marque, Mois
from gouvernance.lectures.faits import faits_de_reunions
from gouvernance.models import EtatReunion, Participation, Reunion
from gouvernance.rules.cadence import (
    RendezVous,
    Rythme,
    cadence_du_pacte,
    evaluer_rythme,
    evaluer_theme,
    trouver_conflits,
)
from gouvernance.rules.valeurs import Cadence, FaitReunion, Periode
from pacte.accord.models import (
    Fonction,
    GenreOrganisation,
    Instance,
    Organisation,
    Pacte,
    Partie,
    Portee,
    Theme,
)
from pacte.accord.rules import fin_du_pacte
from pacte.socle.constats import Constat, Statut
from pacte.socle.dates import MOIS

ABREGES = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.",
           "nov.", "déc.")  # fmt: skip
NOMS_CITES = 3


@dataclass(frozen=True, slots=True)
class _Lecture:
    """What is read once for every line."""

    fonction: Fonction
    pacte: Pacte
    au: date
    annee: int
    is_aujourdhui: bool
    periode: Periode
    parties: list[Partie]
    themes: list[Theme]
    faits: tuple[FaitReunion, ...]
    marques: list[Marque]

    @property
    def is_partie(self) -> bool:
        ici = self.fonction.organisation_id
        return any(partie.organisation_id == ici for partie in self.parties)

    @property
    def is_animatrice(self) -> bool:
        return self.fonction.is_avs and self.fonction.organisation_id == self.pacte.ville_id


def composer_calendrier(
    pacte: Pacte, fonction: Fonction, *, au: date, annee: int, aujourdhui: date
) -> Calendrier:
    """Return civil year `annee` of the pact's meetings for a function, as it stood on day `au`."""
    avenants = [(a.date_signature, a.nouvelle_fin) for a in pacte.avenants.order_by("numero")]
    prolongations = [(signe, fin) for signe, fin in avenants if fin is not None]
    fin = fin_du_pacte(pacte.date_effet, pacte.duree_annees, prolongations, au)
    periode = Periode(pacte.date_effet, fin)
    visibles = list(
        Reunion.objects.for_fonction(fonction)
        .filter(pacte=pacte)
        .select_related("instance", "centre", "theme")
        .order_by("date_reunion", "debut", "pk")
    )
    faits = faits_de_reunions(pacte, categories=False)
    lecture = _Lecture(
        fonction=fonction,
        pacte=pacte,
        au=au,
        annee=annee,
        is_aujourdhui=au == aujourdhui,
        periode=periode,
        parties=list(pacte.parties.select_related("organisation").order_by("ordre")),
        themes=list(pacte.themes.order_by("numero")),
        faits=faits,
        marques=_marquer(pacte, visibles, faits, au, annee, is_aujourdhui=au == aujourdhui),
    )
    groupes = _grouper(lecture)
    annees = [reunion.date_reunion.year for reunion in visibles if reunion.date_reunion]
    annees += [jour.year for jour in (periode.debut, periode.fin) if jour] + [au.year]
    sans_date = [
        reunion
        for reunion in visibles
        if reunion.etat == EtatReunion.BROUILLON and reunion.date_reunion is None
    ]
    return Calendrier(
        annee=annee,
        mois=_mois(lecture, ()),
        groupes=groupes,
        conflits=_conflits(lecture),
        avis=_avis(groupes),
        nombre=len(lecture.marques),
        sans_date=len(sans_date) if lecture.is_aujourdhui and annee == au.year else 0,
        lit_les_rythmes=lecture.is_partie,
        precedente=annee - 1 if annee > min(annees) else None,
        suivante=annee + 1 if annee < max(annees) else None,
    )


# --- Marks --------------------------------------------------------------------------------------
def _marquer(
    pacte: Pacte,
    visibles: Iterable[Reunion],
    faits: Iterable[FaitReunion],
    au: date,
    annee: int,
    *,
    is_aujourdhui: bool,
) -> list[Marque]:
    """The reader's meetings of the year; a cancelled one leaves the calendar."""
    connus = {fait.id: fait for fait in faits}
    marques = []
    for reunion in visibles:
        jour = reunion.date_reunion
        if jour is None or jour.year != annee:
            continue
        etat = connus[reunion.pk].etat(au)
        if etat == "tenue":
            genre, mot = "tenue", "tenue"
        elif etat == "annoncee":
            genre, mot = ("prevue", "prévue") if jour >= au else ("a-noter", "à noter")
        elif is_aujourdhui and reunion.etat == EtatReunion.BROUILLON:
            genre, mot = "preparation", "en préparation"
        else:
            continue
        url = reverse("voir_reunion", args=[pacte.code, reunion.pk])
        marques.append(Marque(reunion, jour, genre, mot, url))
    return marques


def _mois(lecture: _Lecture, marques: Iterable[Marque]) -> tuple[Mois, ...]:
    marques = list(marques)
    return tuple(
        Mois(
            nom=nom,
            abrege=ABREGES[rang - 1],
            is_courant=(lecture.au.year, lecture.au.month) == (lecture.annee, rang),
            marques=tuple(marque for marque in marques if marque.jour.month == rang),
        )
        for rang, nom in enumerate(MOIS, start=1)
    )


# --- Lines --------------------------------------------------------------------------------------
def _grouper(lecture: _Lecture) -> tuple[Groupe, ...]:
    """The bodies that have something to show to the reader, in the order of the act."""
    regles = {
        engagement.parametres["instance"]: engagement.parametres
        for engagement in lecture.pacte.engagements.filter(genre_regle="cadence").order_by("ordre")
    }
    groupes = []
    for instance in lecture.pacte.instances.order_by("ordre"):
        parametres = regles.get(instance.code) or {
            "minimum": instance.minimum,
            "cible": instance.cible,
            "maximum": instance.maximum,
            "par": instance.portee,
        }
        cadence = cadence_du_pacte(
            parametres,
            delai_invitation=instance.delai_invitation,
            themes=[(theme.code, theme.titre_court) for theme in lecture.themes],
        )
        if instance.portee == Portee.CENTRE:
            lignes = _lignes_des_centres(lecture, instance, cadence)
        elif instance.portee == Portee.THEME:
            par_theme = parametres["par"] == Portee.THEME
            lignes = _lignes_des_themes(lecture, instance, cadence, par_theme=par_theme)
        else:
            lignes = [_ligne_collective(lecture, instance, cadence)]
        lues = tuple(ligne for ligne in lignes if ligne is not None)
        if lues:
            groupes.append(Groupe(instance.nom, instance.rythme, lues))
    return tuple(groupes)


def _du_corps(lecture: _Lecture, instance: Instance) -> list[Marque]:
    return [marque for marque in lecture.marques if marque.reunion.instance_id == instance.pk]


def _lignes_des_centres(
    lecture: _Lecture, instance: Instance, cadence: Cadence
) -> list[Ligne | None]:
    """Each centre for the service that runs the pact, its own for a centre; for the others, those
    of the meetings to which they are invited, without any count."""
    marques = _du_corps(lecture, instance)
    centres: dict[int, tuple[Organisation, Partie | None]] = {
        partie.organisation_id: (partie.organisation, partie)
        for partie in lecture.parties
        if partie.organisation.genre == GenreOrganisation.CENTRE
        and _suit(lecture, partie.organisation_id)
        and _is_de_l_annee(partie, lecture.annee)
    }
    for marque in marques:
        if marque.reunion.centre is not None:
            centres.setdefault(marque.reunion.centre.pk, (marque.reunion.centre, None))
    lignes: list[Ligne | None] = []
    for pk, (centre, partie) in centres.items():
        rythme = None
        if partie is not None and _is_partie_le(partie, lecture.au):
            faits = rules.du_sujet(lecture.faits, instance.code, centre=centre.code)
            periode = rules.depuis_l_entree(lecture.periode, partie.date_entree)
            rythme = evaluer_rythme(cadence, periode, faits, au=lecture.au, annee=lecture.annee)
        miennes = [marque for marque in marques if marque.reunion.centre_id == pk]
        lignes.append(_ligne(lecture, str(centre), miennes, rythme))
    return lignes


def _lignes_des_themes(
    lecture: _Lecture, instance: Instance, cadence: Cadence, *, par_theme: bool
) -> list[Ligne | None]:
    """The whole body, with its meetings without a theme, then each theme."""
    marques = _du_corps(lecture, instance)
    lignes: list[Ligne | None] = []
    sans_theme = [marque for marque in marques if marque.reunion.theme_id is None]
    tous = rules.du_sujet(lecture.faits, instance.code)
    ensemble = None if par_theme else _rythme_collectif(lecture, cadence, tous)
    if ensemble or sans_theme:
        lignes.append(
            _ligne(
                lecture, "Tous les thèmes", sans_theme, ensemble, [m.reunion.pk for m in marques]
            )
        )
    for theme in lecture.themes:
        miennes = [marque for marque in marques if marque.reunion.theme_id == theme.pk]
        faits = rules.du_sujet(lecture.faits, instance.code, theme=theme.code)
        rythme = _rythme_collectif(lecture, cadence, faits) if par_theme else None
        constat = None
        if cadence.themes and lecture.is_partie:
            constat = evaluer_theme(cadence, lecture.periode, faits, au=lecture.au)
        if miennes or lecture.is_partie:
            ligne = _ligne(lecture, theme.titre_court, miennes, rythme, constat=constat)
            lignes.append(ligne)
    return lignes


def _ligne_collective(lecture: _Lecture, instance: Instance, cadence: Cadence) -> Ligne | None:
    """The line of a body of the whole pact."""
    marques = _du_corps(lecture, instance)
    rythme = _rythme_collectif(lecture, cadence, rules.du_sujet(lecture.faits, instance.code))
    return _ligne(lecture, "", marques, rythme) if marques or rythme else None


def _rythme_collectif(
    lecture: _Lecture, cadence: Cadence, faits: tuple[FaitReunion, ...]
) -> Rythme | None:
    if not lecture.is_partie:
        return None
    return evaluer_rythme(cadence, lecture.periode, faits, au=lecture.au, annee=lecture.annee)


def _ligne(
    lecture: _Lecture,
    nom: str,
    marques: list[Marque],
    rythme: Rythme | None,
    vues: Iterable[int] | None = None,
    *,
    constat: Constat | None = None,
) -> Ligne:
    connues = set(vues) if vues is not None else {marque.reunion.pk for marque in marques}
    comptees = (*rythme.tenues, *rythme.prevues) if rythme else ()
    return Ligne(
        nom=nom,
        mois=_mois(lecture, marques),
        rythme=rythme,
        constat=constat or (rythme.constat if rythme else None),
        sans_vous=sum(fait.id not in connues for fait in comptees),
    )


def _suit(lecture: _Lecture, centre: int) -> bool:
    """Whether the reader follows a centre's bilateral bodies."""
    fonction = lecture.fonction
    return lecture.is_animatrice or (fonction.is_centre and fonction.organisation_id == centre)


def _is_partie_le(partie: Partie, jour: date) -> bool:
    return (partie.date_entree is None or partie.date_entree <= jour) and (
        partie.date_sortie is None or jour <= partie.date_sortie
    )


def _is_de_l_annee(partie: Partie, annee: int) -> bool:
    return (partie.date_entree is None or partie.date_entree.year <= annee) and (
        partie.date_sortie is None or annee <= partie.date_sortie.year
    )


def _avis(groupes: Iterable[Groupe]) -> str:
    """What every line would say alike: the pact is not signed, has ended, or misses this year."""
    constats = {
        (ligne.rythme.constat.statut, ligne.rythme.constat.motif)
        for groupe in groupes
        for ligne in groupe.lignes
        if ligne.rythme
    }
    if len(constats) != 1:
        return ""
    statut, motif = constats.pop()
    return motif if statut in {Statut.SANS_OBJET, Statut.A_PRECISER} else ""


# --- Clashes ------------------------------------------------------------------------------------
def _conflits(lecture: _Lecture) -> tuple[ConflitLu, ...]:
    """Meetings still ahead on one day, with people invited to both."""
    a_venir = {
        marque.reunion.pk: marque
        for marque in lecture.marques
        if marque.genre in {"prevue", "preparation"} and marque.jour >= lecture.au
    }
    invites: dict[int, set[int]] = {pk: set() for pk in a_venir}
    noms: dict[int, str] = {}
    participations = Participation.objects.filter(reunion__in=a_venir).select_related(
        "fonction__personne"
    )
    for participation in participations.order_by("fonction__personne__nom", "pk"):
        personne = participation.fonction.personne
        invites[participation.reunion_id].add(personne.pk)
        noms[personne.pk] = str(personne)
    trouves = trouver_conflits(
        RendezVous(pk, marque.jour, frozenset(invites[pk])) for pk, marque in a_venir.items()
    )
    lus = []
    for conflit in trouves:
        cites = [nom for pk, nom in noms.items() if pk in conflit.personnes]
        premiere, seconde = (a_venir[pk] for pk in conflit.reunions)
        lus.append(
            ConflitLu(
                conflit.jour,
                (premiere, seconde),
                tuple(cites[:NOMS_CITES]),
                len(cites[NOMS_CITES:]),
            )
        )
    return tuple(lus)
