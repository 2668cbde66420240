"""The facts of the bodies, read once for the rules: no status is stored, all are computed."""

from django.urls import reverse

from gouvernance.models import PRESENCES_COMPTEES, EtatReunion, Participation, Reunion
from gouvernance.rules.valeurs import FaitReunion
from pacte.accord.models import Pacte


def faits_de_reunions(pacte: Pacte, *, categories: bool = True) -> tuple[FaitReunion, ...]:
    """Return every meeting of a pact that has a date, as plain facts, in two queries.

    Without `categories`, who was invited and who came are left out: one query.

    The whole pact is read, whoever asks: totals and statuses are the same for everybody; what a
    function may open is checked again on each page.
    """
    invitees, presentes = _categories(pacte) if categories else ({}, {})
    reunions = (
        Reunion.objects.filter(pacte=pacte, date_reunion__isnull=False)
        .select_related("instance", "centre", "theme", "compte_rendu")
        .only(
            "etat",
            "date_reunion",
            "debut",
            "date_invitation",
            "date_annulation",
            "ligne_calendrier_id",
            "compte_rendu__date_soumission",
            "instance__code",
            "instance__nom",
            "centre__code",
            "centre__nom",
            "centre__sigle",
            "theme__code",
            "theme__titre_court",
        )
        .order_by("date_reunion", "pk")
    )
    return tuple(
        FaitReunion(
            id=reunion.pk,
            instance_code=reunion.instance.code,
            date=reunion.date_reunion,
            tenue=reunion.etat == EtatReunion.TENUE,
            centre_code=reunion.centre.code if reunion.centre else None,
            theme_code=reunion.theme.code if reunion.theme else None,
            debut=reunion.debut,
            date_invitation=reunion.date_invitation,
            date_annulation=reunion.date_annulation,
            categories_invitees=tuple(sorted(invitees.get(reunion.pk, ()))),
            categories_presentes=tuple(sorted(presentes.get(reunion.pk, ()))),
            au_calendrier=reunion.ligne_calendrier_id is not None,
            date_soumission=compte_rendu.date_soumission if compte_rendu else None,
            libelle=reunion.titre,
            url=reverse("voir_reunion", args=[pacte.code, reunion.pk]),
        )
        for reunion in reunions
        for compte_rendu in [reunion.compte_rendu_ou_rien]
    )


def _categories(pacte: Pacte) -> tuple[dict[int, set[str]], dict[int, set[str]]]:
    """The codes of the categories invited to each meeting, and of those that came."""
    invitees: dict[int, set[str]] = {}
    presentes: dict[int, set[str]] = {}
    lignes = Participation.objects.filter(
        reunion__pacte=pacte, categorie__isnull=False
    ).values_list("reunion_id", "categorie__code", "presence")
    for reunion_id, code, presence in lignes:
        invitees.setdefault(reunion_id, set()).add(code)
        if presence in PRESENCES_COMPTEES:
            presentes.setdefault(reunion_id, set()).add(code)
    return invitees, presentes
