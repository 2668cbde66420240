"""The earlier states of the minutes' texts, as their history keeps them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gouvernance.models import CompteRendu, Passage, Reunion
from pacte.socle.texte_riche import depuis_texte

# Enough for the work of several afternoons; the oldest stay in the database.
ETATS_MONTRES = 20


@dataclass(frozen=True, slots=True)
class EtatDeTexte:
    """A text as it was at an instant, and whose account wrote it."""

    html: str
    instant: datetime
    qui: str


@dataclass(frozen=True, slots=True)
class TexteEtSesEtats:
    titre: str
    etats: tuple[EtatDeTexte, ...]


def etats_des_textes(reunion: Reunion) -> list[TexteEtSesEtats]:
    """Return each item with the states of its text, the last one first; in two queries."""
    compte_rendu = reunion.compte_rendu_ou_rien
    if compte_rendu is None:
        return []
    passages: dict[int, list[Any]] = {}
    lignes = Passage.history.filter(compte_rendu_id=compte_rendu.pk)
    for ligne in _recentes(lignes):
        passages.setdefault(ligne.point_id, []).append(ligne)
    textes = [
        TexteEtSesEtats(str(point), _etats(passages.get(point.pk, ()), "texte", "mise_en_forme"))
        for point in reunion.points.order_by("ordre")
    ]
    conclusions = _recentes(CompteRendu.history.filter(id=compte_rendu.pk))
    textes.append(
        TexteEtSesEtats(
            "Conclusion et suites", _etats(conclusions, "conclusion", "conclusion_mise_en_forme")
        )
    )
    return textes


def _recentes(lignes: Any) -> Any:
    return lignes.select_related("history_user__personne").order_by("-history_date", "-history_id")


def _etats(lignes: Iterable[Any], champ: str, mise_en_forme: str) -> tuple[EtatDeTexte, ...]:
    """Return the states whose text differs from the one before, the last one first."""
    etats: list[EtatDeTexte] = []
    for ligne in lignes:
        texte = getattr(ligne, champ)
        html = texte if getattr(ligne, mise_en_forme) else depuis_texte(texte)
        compte = ligne.history_user
        qui = str(compte.personne or compte) if compte is not None else ""
        etat = EtatDeTexte(html, ligne.history_date, qui)
        if etats and etats[-1].html == html:
            # Saved again without a change: when it was first written is what counts.
            etats[-1] = etat
        else:
            etats.append(etat)
    # Before the first words there was nothing to show.
    while etats and not etats[-1].html:
        etats.pop()
    return tuple(etats[:ETATS_MONTRES])
