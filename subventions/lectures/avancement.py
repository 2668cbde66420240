"""How far each draft of a list is: its first incomplete step, read for all of them in one query."""

from collections.abc import Iterable

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Value, When

from subventions.lectures.etapes import ORDRE, TITRES
from subventions.models import (
    Demande,
    EtatDemande,
    FicheAssociation,
    GenreDemande,
    LigneBudget,
    PieceAttendue,
    PieceDemande,
)


def avancement(demandes: Iterable[Demande]) -> dict[int, str]:
    """Return, for each draft, « Étape 3 sur 5 : le budget »; the last step once nothing is missing.

    It is a landmark, not the control of the deposit: `manques` says what is missing, point by point.
    """
    brouillons = [demande.pk for demande in demandes if demande.etat == EtatDemande.BROUILLON]
    if not brouillons:
        return {}
    fiche = FicheAssociation.objects.filter(
        ~Q(siret="") | ~Q(rna=""),
        ~Q(denomination="") & ~Q(representante="") & ~Q(engagement_par=""),
        demande=OuterRef("pk"),
        date_engagement__isnull=False,
        obligations_a_jour=True,
    )
    projet = ~Q(objet="") & ~Q(presentation="")
    projet &= Q(montant_demande__gt=0) | Q(genre=GenreDemande.AIDE_EN_NATURE)
    budget = LigneBudget.objects.filter(demande=OuterRef("pk"), montant__gt=0)
    jointe = PieceDemande.objects.filter(attendue=OuterRef("pk"), demande=OuterRef(OuterRef("pk")))
    attendue = PieceAttendue.objects.filter(
        ~Exists(jointe),
        Q(genre="") | Q(genre=OuterRef("genre")),
        campagne__pacte=OuterRef("pacte"),
        campagne__exercice=OuterRef("exercice"),
        obligatoire=True,
    )
    rangs = Demande.objects.filter(pk__in=brouillons).annotate(
        rang=Case(
            When(~Exists(fiche), then=Value(1)),
            When(~projet, then=Value(2)),
            When(~Exists(budget) & ~Q(genre=GenreDemande.AIDE_EN_NATURE), then=Value(3)),
            When(Exists(attendue), then=Value(4)),
            default=Value(5),
            output_field=IntegerField(),
        )
    )
    return {pk: _en_mots(rang) for pk, rang in rangs.order_by().values_list("pk", "rang")}


def _en_mots(rang: int) -> str:
    titre = TITRES[ORDRE[rang - 1]]
    return f"Étape {rang} sur {len(ORDRE)} : {titre[0].lower()}{titre[1:]}"
