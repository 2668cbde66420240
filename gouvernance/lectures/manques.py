"""Before minutes are submitted or sealed: what could still be completed. Advice, never a bar."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from gouvernance.models import GenreReleve, ModeCompteRendu, Reunion
from pacte.socle.dates import ecrire_jour_court


@dataclass(frozen=True, slots=True)
class Manque:
    """One thing to complete: a sentence, and the page that mends it ("" when nothing mends it)."""

    phrase: str
    url: str = ""
    lien: str = ""


def lister_manques(reunion: Reunion, le: date) -> list[Manque]:
    """Return what is missing in the minutes of a meeting on day `le`, with where to mend it."""
    code, pk = reunion.pacte.code, reunion.pk
    ecrire = reverse("ecrire_compte_rendu", args=[code, pk])
    manques = []
    if not any(p.is_comptee for p in reunion.participations.order_by("pk")):
        presences = reverse("noter_presences", args=[code, pk])
        manques.append(Manque("Aucune présence n’est notée.", presences, "Noter les présences"))
    lignes = reunion.decisions.exclude(genre=GenreReleve.INFORMATION).order_by("ordre", "pk")
    for ligne in lignes:
        absents = [
            nom
            for nom, manque in (
                ("responsable", ligne.responsable_id is None),
                ("échéance", ligne.echeance is None),
            )
            if manque
        ]
        if absents:
            quoi = " ni d’".join(absents) if len(absents) > 1 else absents[0]
            article = "d’" if absents[0] == "échéance" else "de "
            genre = ligne.get_genre_display()
            phrase = f"La {genre}" if genre == "décision" else f"L’{genre}"
            manques.append(
                Manque(f"{phrase} « {ligne} » n’a pas {article}{quoi}.", ecrire, "Compléter")
            )
    manques += _points_vides(reunion, ecrire)
    manques += _retard(reunion, le)
    return manques


def _points_vides(reunion: Reunion, ecrire: str) -> list[Manque]:
    """The items of which nothing is said; a file brought says it elsewhere."""
    compte_rendu = reunion.compte_rendu_ou_rien
    if compte_rendu is None or compte_rendu.mode == ModeCompteRendu.FICHIER:
        return []
    dits = {
        point
        for point, texte in compte_rendu.passages.values_list("point_id", "texte")
        if texte.strip()
    }
    dits |= set(reunion.decisions.values_list("point_id", flat=True))
    return [
        Manque(
            f"Rien n’est écrit sur le point « {point.titre} ».",
            f"{ecrire}#point-{point.pk}",
            "Écrire ce point",
        )
        for point in reunion.points.order_by("ordre", "pk")
        if point.pk not in dits
    ]


def _retard(reunion: Reunion, le: date) -> list[Manque]:
    """The usual delay of the body for its draft, when it is over."""
    if reunion.date_reunion is None:
        return []
    prevu = reunion.date_reunion + timedelta(days=reunion.instance.delai_projet)
    if le <= prevu:
        return []
    jour = ecrire_jour_court(prevu)
    return [Manque(f"Le projet était attendu le {jour} au plus tard : il part après ce jour.")]
