"""The city's questions to a request."""

from django.db.models import Q, QuerySet

from subventions.models import Demande, QuestionCampagne


def questions_de(demande: Demande) -> QuerySet[QuestionCampagne]:
    """The questions of the request's campaign to its kind, in their order."""
    return QuestionCampagne.objects.filter(
        Q(genre="") | Q(genre=demande.genre),
        campagne__pacte=demande.pacte_id,
        campagne__exercice=demande.exercice,
    ).order_by("ordre", "pk")
