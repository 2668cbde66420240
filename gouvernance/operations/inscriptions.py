"""Unanswered questions on the agenda of the next meeting: they go there, and leave it, by themselves."""

from gouvernance.models import (
    EtatReunion,
    GenrePoint,
    Interpellation,
    PointOrdreDuJour,
    Reunion,
)
from pacte.socle.francais import contracter_de

MINUTES_PAR_QUESTION = 10
LONGUEUR_TITRE = PointOrdreDuJour._meta.get_field("titre").max_length


def inscrire_questions(reunion: Reunion) -> int:
    """Put each unanswered question of this body, about the same centre, on the agenda; return how many.

    Called when the meeting is opened and again just before its invitations leave, in their
    transaction: a question put meanwhile, or whose item was removed, is there all the same (C21).
    """
    questions = list(
        Interpellation.objects.select_for_update(of=("self",))
        .sans_reponse()
        .filter(
            pacte=reunion.pacte_id,
            instance=reunion.instance_id,
            centre=reunion.centre_id,
            point__isnull=True,
        )
        .select_related("posee_par__personne", "posee_par__organisation")
        .order_by("date_question", "pk")
    )
    rang = _dernier_rang(reunion)
    for ordre, question in enumerate(questions, start=rang + 1):
        auteur = question.posee_par
        point = PointOrdreDuJour(
            reunion=reunion,
            ordre=ordre,
            titre=f"Question {contracter_de(auteur.organisation)} : {question.objet}"[
                :LONGUEUR_TITRE
            ],
            duree_minutes=MINUTES_PAR_QUESTION,
            genre=GenrePoint.ECHANGE,
            rapporteur=str(auteur.personne)[:120],
        )
        point.save()
        question.point = point
        question.save()
    return len(questions)


def _dernier_rang(reunion: Reunion) -> int:
    return max(reunion.points.values_list("ordre", flat=True), default=0)


def liberer_questions(reunion: Reunion) -> int:
    """Give back the questions of a meeting that will not be held: they wait for the next one."""
    questions = list(
        Interpellation.objects.select_for_update(of=("self",))
        .filter(point__reunion=reunion)
        .order_by("pk")
    )
    for question in questions:
        question.point = None
        question.save()
    return len(questions)


def retirer_de_l_ordre_du_jour(question: Interpellation) -> bool:
    """Take the item of a question off a meeting still in preparation; return whether it was.

    The meeting is locked already. Once the invitations have left, or when something hangs on the
    item (a text, a decision, a sub-item, a topic carried over), the item stays.
    """
    point = question.point
    if point is None or point.reunion.etat != EtatReunion.BROUILLON:
        return False
    dependances = (point.passages, point.decisions, point.sous_points, point.reports, point.pieces)
    if any(lies.exists() for lies in dependances):
        return False
    question.point = None
    question.save()
    reunion = point.reunion
    point.delete()
    for ordre, reste in enumerate(reunion.points.order_by("ordre"), start=1):
        if reste.ordre != ordre:
            reste.ordre = ordre
            reste.save()
    # Whoever has the agenda open is told that it changed.
    reunion.version += 1
    reunion.save()
    return True
