"""Writing the texts of the minutes: one by one as they are typed, or all with the form.

Each text has its own version: two people write two items at the same time, and a text that somebody
else wrote meanwhile is never replaced without being shown (R3). What is typed is saved every two
seconds at most; its history keeps one state a minute for each author, and always the last state
before another author writes, so that nobody's words are lost and no table fills with keystrokes. The
journal keeps one « écrire » for each half-hour of one person's work.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from gouvernance import permissions
from gouvernance.models import CompteRendu, Passage, Reunion
from gouvernance.operations.reunions import marquer_tenue
from gouvernance.operations.seances import inscrire_par_seance
from gouvernance.operations.verrou import compte_rendu_de, verrouiller
from gouvernance.workflow import COMPTE_RENDU
from pacte.accord.models import Fonction
from pacte.socle.droits import ActeRefuse, exiger, refus
from pacte.socle.texte_riche import assainir
from pacte.socle.versions import ConflitDeVersion
from pacte.socle.workflow import cible

# Minutes that nobody has written yet are read at this version.
PREMIERE_VERSION = 1
UN_ETAT_PAR = timedelta(minutes=1)

# The key of the text that is about no item of the agenda; an item's is its number in the database.
CONCLUSION = None
Cle = int | None


@dataclass(frozen=True, slots=True)
class TexteLu:
    """A text as it is now: its canonical HTML, and the mark that its next writing has to show."""

    html: str = ""
    base: str = ""


@dataclass(frozen=True, slots=True)
class TexteEcrit:
    """A structured text as somebody sends it, written upon the text that `base` marks."""

    html: str
    base: str


@dataclass(frozen=True, slots=True)
class TexteEnConflit:
    """Two texts for one item: the one sent, and the one that somebody saved meanwhile."""

    cle: Cle
    mien: str
    sien: TexteLu
    qui: str = ""
    quand: datetime | None = None


class ConflitDeTextes(ConflitDeVersion):
    """Somebody wrote the same text meanwhile; nothing was written."""

    def __init__(self, conflits: list[TexteEnConflit], version: int) -> None:
        super().__init__(version, version)
        self.conflits = conflits


def marque(html: str, version: int = 0) -> str:
    """Return what identifies a text as it was read: its version and the hash of its words."""
    return f"{version}-{hashlib.sha256(html.encode()).hexdigest()[:16]}"


def _lu(html: str, version: int = 0) -> TexteLu:
    return TexteLu(html, marque(html, version))


RIEN_LU = _lu("")


def textes_lus(compte_rendu: CompteRendu | None) -> dict[Cle, TexteLu]:
    """Return each text of the minutes by its key; an item that is not there has RIEN_LU."""
    if compte_rendu is None:
        return {CONCLUSION: RIEN_LU}
    lus: dict[Cle, TexteLu] = {
        passage.point_id: _lu(passage.html, passage.version)
        for passage in compte_rendu.passages.order_by("pk")
    }
    lus[CONCLUSION] = _lu(compte_rendu.conclusion_html)
    return lus


# --- One text, as it is typed ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Enregistrement:
    """What became of a text: how it now reads, and the versions of the minutes before and after."""

    texte: TexteLu
    version_avant: int = PREMIERE_VERSION
    version: int = PREMIERE_VERSION


@transaction.atomic
def enregistrer_texte(
    reunion: Reunion,
    *,
    par: Fonction,
    cle: Cle,
    ecrit: TexteEcrit,
    a_reporter: bool | None = None,
) -> Enregistrement:
    """Write one text of the minutes; the meeting is then held, on its date.

    The same text sent again changes nothing. A submitted draft goes back to writing. Raises
    ConflitDeTextes when somebody wrote this text since `ecrit.base`.
    """
    reunion = verrouiller(reunion)
    compte_rendu = compte_rendu_de(reunion)
    exiger(permissions.can_ecrire(par, reunion, timezone.localdate()))
    _verifier_points(reunion, {cle})
    if cle is not None and a_reporter is not None:
        reporter_points(reunion, {cle: a_reporter})
    lu = textes_lus(compte_rendu).get(cle, RIEN_LU)
    html = assainir(ecrit.html)
    avant = compte_rendu.version if compte_rendu else PREMIERE_VERSION
    if html == lu.html:
        return Enregistrement(lu, avant, avant)
    if ecrit.base != lu.base:
        raise ConflitDeTextes([_conflit(compte_rendu, cle, html, lu)], avant)
    if compte_rendu is None:
        compte_rendu = CompteRendu(pacte=reunion.pacte, reunion=reunion, redige_par=par)
        compte_rendu.save()
    revient = compte_rendu.etat != cible(COMPTE_RENDU, "ecrire")
    if revient:
        compte_rendu.etat = cible(COMPTE_RENDU, "ecrire")
        compte_rendu.version += 1
    if cle is CONCLUSION:
        _poser_conclusion(compte_rendu, html, par)
    else:
        _poser_passage(compte_rendu, cle, html, par)
        if revient:
            compte_rendu.save()
    marquer_tenue(reunion)
    inscrire_par_seance("ecrire_compte_rendu", reunion, par=par)
    return Enregistrement(textes_lus(compte_rendu).get(cle, RIEN_LU), avant, compte_rendu.version)


def _verifier_points(reunion: Reunion, cles: set[Cle]) -> None:
    points = {point.pk for point in reunion.points.order_by("ordre")}
    if not cles - {CONCLUSION} <= points:
        raise ActeRefuse(refus("Un passage parle d'un point d'une autre réunion."))


def _poser_passage(compte_rendu: CompteRendu, point: int, html: str, par: Fonction) -> None:
    ancien = compte_rendu.passages.filter(point=point).first()
    passage = ancien or Passage(compte_rendu=compte_rendu, point_id=point, version=0)
    if ancien is not None:
        _garder_l_etat(ancien, Passage.history.filter(id=ancien.pk), "texte", par)
        if _est_recent(Passage.history.filter(id=ancien.pk), par):
            # Its mere presence counts for simple_history, whatever its value.
            passage.skip_history_when_saving = True
    passage.texte = html
    passage.mise_en_forme = bool(html)
    passage.version += 1
    passage._history_user = par.personne.compte_ouvert
    passage.save()


def _poser_conclusion(compte_rendu: CompteRendu, html: str, par: Fonction) -> None:
    etats = CompteRendu.history.filter(id=compte_rendu.pk)
    ancien = CompteRendu.objects.get(pk=compte_rendu.pk)
    _garder_l_etat(ancien, etats, "conclusion", par)
    # A change of state is always kept.
    if ancien.etat == compte_rendu.etat and _est_recent(etats, par):
        compte_rendu.skip_history_when_saving = True
    compte_rendu.conclusion = html
    compte_rendu.conclusion_mise_en_forme = bool(html)
    compte_rendu._history_user = par.personne.compte_ouvert
    compte_rendu.save()


def _est_recent(etats: Any, par: Fonction) -> bool:
    """Whether the history holds a state by this author less than a minute old."""
    compte = par.personne.compte_ouvert
    dernier = etats.order_by("-history_date", "-history_id").first()
    return (
        dernier is not None
        and dernier.history_user_id == (compte.pk if compte else None)
        and timezone.now() - dernier.history_date < UN_ETAT_PAR
    )


def _garder_l_etat(ancien: Any, etats: Any, champ: str, par: Fonction) -> None:
    """Write in the history the last state of another author's text, when it is not there yet."""
    compte = par.personne.compte_ouvert
    dernier = etats.order_by("-history_date", "-history_id").first()
    if dernier is None or getattr(dernier, champ) == getattr(ancien, champ):
        return
    if dernier.history_user_id == (compte.pk if compte else None):
        return
    type(ancien).history.bulk_history_create(
        [ancien], update=True, default_user=dernier.history_user
    )


# --- All the texts, with the form -----------------------------------------------------------------------


def ecrire_textes(
    compte_rendu: CompteRendu,
    passages: Mapping[int, str | TexteEcrit],
    conclusion: str | TexteEcrit,
) -> None:
    """Write the texts of locked minutes; the row of the minutes itself is saved by the caller.

    A text that was not touched since it was read stays as it is now. Raises ConflitDeTextes, before
    anything is written, when a text was changed both here and by somebody else.
    """
    _verifier_points(compte_rendu.reunion, set(passages))
    lus = textes_lus(compte_rendu)
    ecrits: dict[Cle, str | TexteEcrit] = {**passages, CONCLUSION: conclusion}
    conflits = conflits_de(compte_rendu, ecrits)
    if conflits:
        raise ConflitDeTextes(conflits, compte_rendu.version)
    presents = {passage.point_id: passage for passage in compte_rendu.passages.order_by("pk")}
    for cle, ecrit in ecrits.items():
        if isinstance(ecrit, TexteEcrit) and _ne_change_rien(ecrit, lus.get(cle, RIEN_LU)):
            continue
        texte = ecrit.html if isinstance(ecrit, TexteEcrit) else ecrit
        riche = isinstance(ecrit, TexteEcrit) and bool(texte)
        if cle is CONCLUSION:
            compte_rendu.conclusion, compte_rendu.conclusion_mise_en_forme = texte, riche
            continue
        passage = presents.get(cle)
        if passage is None and texte:
            Passage(
                compte_rendu=compte_rendu, point_id=cle, texte=texte, mise_en_forme=riche
            ).save()
        elif passage is not None and (passage.texte, passage.mise_en_forme) != (texte, riche):
            passage.texte, passage.mise_en_forme = texte, riche
            passage.version += 1
            passage.save()


def conflits_de(
    compte_rendu: CompteRendu, ecrits: Mapping[Cle, str | TexteEcrit]
) -> list[TexteEnConflit]:
    """Return the texts that were changed both in `ecrits` and by somebody else meanwhile."""
    lus = textes_lus(compte_rendu)
    return [
        _conflit(compte_rendu, cle, ecrit.html, lus.get(cle, RIEN_LU))
        for cle, ecrit in ecrits.items()
        if isinstance(ecrit, TexteEcrit) and _se_heurte(ecrit, lus.get(cle, RIEN_LU))
    ]


def is_intact(ecrit: TexteEcrit) -> bool:
    """Whether the text sent is the one that was read: somebody else's change then stands."""
    return marque(ecrit.html).partition("-")[2] == ecrit.base.partition("-")[2]


def _ne_change_rien(ecrit: TexteEcrit, lu: TexteLu) -> bool:
    return ecrit.html == lu.html or is_intact(ecrit)


def _se_heurte(ecrit: TexteEcrit, lu: TexteLu) -> bool:
    return not _ne_change_rien(ecrit, lu) and ecrit.base != lu.base


def _conflit(
    compte_rendu: CompteRendu | None, cle: Cle, mien: str, sien: TexteLu
) -> TexteEnConflit:
    """Say who wrote the other text, and when, as far as the history knows."""
    if compte_rendu is None:
        return TexteEnConflit(cle, mien, sien)
    if cle is CONCLUSION:
        etats = CompteRendu.history.filter(id=compte_rendu.pk)
    else:
        etats = Passage.history.filter(compte_rendu_id=compte_rendu.pk, point_id=cle)
    dernier = (
        etats.select_related("history_user__personne")
        .order_by("-history_date", "-history_id")
        .first()
    )
    if dernier is None or dernier.history_user is None:
        return TexteEnConflit(cle, mien, sien)
    personne = dernier.history_user.personne
    return TexteEnConflit(
        cle, mien, sien, str(personne or dernier.history_user), dernier.history_date
    )


# --- What goes with the texts ------------------------------------------------------------------------------


def reporter_points(reunion: Reunion, voulus: Mapping[int, bool]) -> None:
    """Say which items are taken up again at the next meeting."""
    _verifier_points(reunion, set(voulus))
    for point in reunion.points.filter(pk__in=voulus):
        if point.a_reporter != voulus[point.pk]:
            point.a_reporter = voulus[point.pk]
            point.save()
