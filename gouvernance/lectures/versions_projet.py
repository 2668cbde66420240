"""What a submitted draft holds, as plain data: a version is compared with the next one."""

from typing import Any

from gouvernance.models import CompteRendu, Decision


def instantane(compte_rendu: CompteRendu) -> dict[str, Any]:
    """Return what the invited people read: items with their texts and decisions, presences.

    Only what they are asked about: a change of place or of message makes no new version.
    """
    reunion = compte_rendu.reunion
    # The words as they read: the same text, plain before and structured since, is no new version.
    textes = {passage.point_id: passage.html for passage in compte_rendu.passages.order_by("pk")}
    decisions = list(reunion.decisions.order_by("ordre", "pk"))
    presences = reunion.participations.order_by("fonction_id").values_list(
        "fonction_id", "presence", "represente_par"
    )
    return {
        "points": [
            [
                point.pk,
                point.titre,
                textes.get(point.pk, ""),
                [_ligne(d) for d in decisions if d.point_id == point.pk],
            ]
            for point in reunion.points.order_by("ordre", "pk")
        ],
        "decisions": [_ligne(d) for d in decisions if d.point_id is None],
        "conclusion": compte_rendu.conclusion_html,
        "fichier": compte_rendu.fichier.sha256 if compte_rendu.fichier else "",
        "presences": [list(ligne) for ligne in presences],
    }


def _ligne(decision: Decision) -> list[Any]:
    """A line of the record: what, who, by when."""
    echeance = decision.echeance.isoformat() if decision.echeance else ""
    return [decision.genre, decision.texte, decision.responsable_id, echeance]
