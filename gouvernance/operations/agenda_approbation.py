"""The next meeting of the same body approves the minutes: the item puts itself on its agenda."""

from django.db.models import QuerySet

from gouvernance.models import EtatCompteRendu, EtatReunion, GenrePoint, Reunion
from gouvernance.operations.ordre_du_jour import ajouter_point, placer_point
from gouvernance.operations.verrou import verrouiller
from pacte.socle.dates import ecrire_jour_court

MINUTES = 5


def _meme_objet(reunion: Reunion) -> QuerySet[Reunion]:
    """The other meetings of the same body, about the same centre or theme."""
    return Reunion.objects.filter(
        pacte=reunion.pacte_id,
        instance=reunion.instance_id,
        centre=reunion.centre_id,
        theme=reunion.theme_id,
    ).exclude(pk=reunion.pk)


def titre_du_point(reunion: Reunion) -> str:
    """Return « Approbation du compte rendu du 5 juin 2026 »."""
    quand = f" du {ecrire_jour_court(reunion.date_reunion)}" if reunion.date_reunion else ""
    return f"Approbation du compte rendu{quand}"


def _inscrire(suivante: Reunion, reunion: Reunion) -> None:
    """Put the item first on the agenda, once."""
    if suivante.points.filter(approbation_de=reunion).exists():
        return
    point = ajouter_point(
        suivante,
        approbation_de=reunion,
        titre=titre_du_point(reunion),
        duree_minutes=MINUTES,
        genre=GenrePoint.DECISION,
        attendu="Approuver le projet de compte rendu, avec les remarques reçues.",
    )
    placer_point(suivante, point, apres=None)
    suivante.version += 1
    suivante.save()


def annoncer_l_approbation(reunion: Reunion) -> None:
    """A draft is submitted: the next meeting already being prepared or announced will approve it."""
    a_venir = _meme_objet(reunion).filter(
        etat__in=[EtatReunion.BROUILLON, EtatReunion.INVITEE],
        date_reunion__gt=reunion.date_reunion,
    )
    suivante = a_venir.select_for_update(of=("self",)).order_by("date_reunion", "pk").first()
    if suivante is not None:
        _inscrire(suivante, reunion)


def inscrire_les_approbations(reunion: Reunion) -> None:
    """A meeting opens: it approves the submitted minutes of the meetings before it."""
    avant = _meme_objet(reunion).filter(
        etat=EtatReunion.TENUE, compte_rendu__etat=EtatCompteRendu.PROJET
    )
    if reunion.date_reunion is not None:
        avant = avant.filter(date_reunion__lt=reunion.date_reunion)
    # The oldest ends up first.
    for ancienne in avant.order_by("-date_reunion", "-pk"):
        _inscrire(reunion, ancienne)


def retirer_l_approbation(reunion: Reunion) -> None:
    """Minutes are definitive: a meeting still being prepared no longer has to approve them."""
    for point in reunion.points_d_approbation.filter(
        reunion__etat=EtatReunion.BROUILLON
    ).select_related("reunion"):
        preparee = verrouiller(point.reunion)
        if preparee.etat == EtatReunion.BROUILLON and not point.passages.exists():
            point.delete()
            preparee.version += 1
            preparee.save()
