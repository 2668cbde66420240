"""What initiative asks of the acting function: requests, questions, rhythms near their limit."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from gouvernance.lectures.initiative import organisations_a_rappeler
from gouvernance.lectures.rythmes import plus_long_delai, rythmes_des_pactes
from gouvernance.models import DemandeReunion, Interpellation
from gouvernance.permissions.reunions import is_preparateur, is_titulaire
from pacte.accord.models import Fonction, Pacte, Qualite
from pacte.socle.a_faire import AFaire
from pacte.socle.dates import ecrire_jour_court


def colonnes(fonction: Fonction, le: date) -> dict[str, Any]:
    """What tells, pact by pact, whether these lists hold something; nothing for whoever has none."""
    lues: dict[str, Any] = {}
    if _repond(fonction):
        lues["a_des_questions"] = Exists(_questions(fonction).filter(pacte=OuterRef("pk")))
    if _prepare(fonction):
        lues["a_des_demandes"] = Exists(_demandes(fonction, le).filter(pacte=OuterRef("pk")))
        lues["plus_long_delai"] = plus_long_delai()
    return lues


def initiatives_a_prendre(
    fonction: Fonction,
    le: date,
    pacte: Pacte | None = None,
    *,
    pactes: Sequence[Pacte] | None = None,
) -> list[AFaire]:
    """Return those lines, of one pact or of all those of the function.

    `pactes` are those already read with `colonnes`: a list is read only where they say that it
    holds something.
    """
    if pactes is None:
        lus = Pacte.objects.avec_colonnes(fonction, **colonnes(fonction, le))
        pactes = [lu for lu in lus if pacte is None or lu.pk == pacte.pk]
    choses = []
    if _repond(fonction):
        choses += _questions_posees(fonction, [p for p in pactes if p.a_des_questions])
    if _prepare(fonction):
        choses += _demandes_recues(fonction, le, [p for p in pactes if p.a_des_demandes])
        choses += _rythmes(fonction, le, pactes)
    return choses


def _prepare(fonction: Fonction) -> bool:
    return fonction.is_avs or is_preparateur(fonction)


def _repond(fonction: Fonction) -> bool:
    return _prepare(fonction) or fonction.qualite == Qualite.PRESIDENCE


def _demandes(fonction: Fonction, le: date) -> QuerySet[DemandeReunion]:
    """Requests put to the function's organisation."""
    return (
        DemandeReunion.objects.for_fonction(fonction)
        .a_l_etat("en_attente", le)
        .filter(adressee_a=fonction.organisation_id)
    )


def _demandes_recues(fonction: Fonction, le: date, pactes: Sequence[Pacte]) -> list[AFaire]:
    """Those requests whose initiative is the function's own."""
    if not pactes:
        return []
    demandes = _demandes(fonction, le).filter(pacte__in=pactes)
    return [
        AFaire(
            f"Répondre à une demande de réunion : {demande.sujet}.",
            demande.date_limite,
            reverse("voir_demande_reunion", args=[demande.pacte.code, demande.pk]),
            "Lire la demande",
        )
        for demande in demandes.select_related("pacte", "instance", "centre", "theme")
        if is_titulaire(fonction, demande.instance, demande.centre, demande.pacte)
    ]


def _questions(fonction: Fonction) -> QuerySet[Interpellation]:
    """Questions put to the function's organisation; in the city, the AVS service answers them."""
    return (
        Interpellation.objects.for_fonction(fonction)
        .sans_reponse()
        .filter(adressee_a=fonction.organisation_id)
    )


def _questions_posees(fonction: Fonction, pactes: Sequence[Pacte]) -> list[AFaire]:
    if not pactes:
        return []
    questions = _questions(fonction).filter(pacte__in=pactes)
    return [
        AFaire(
            f"Répondre à une question : « {question.objet} »",
            question.point.reunion.date_reunion if question.point else None,
            reverse("voir_interpellation", args=[question.pacte.code, question.pk]),
            "Lire la question",
        )
        for question in questions.select_related("pacte", "point__reunion").order_by("pk")
    ]


def _rythmes(fonction: Fonction, le: date, pactes: Iterable[Pacte]) -> list[AFaire]:
    """Meetings owed this year whose initiative is the function's own."""
    return [
        AFaire(
            f"Inviter avant le {ecrire_jour_court(rappel.inviter)} inclus : {rappel.sujet}.",
            rappel.inviter,
            rappel.url,
            "Ouvrir la réunion",
        )
        for rappel in rythmes_des_pactes(pactes, le)
        if any(
            organisation.pk == fonction.organisation_id
            for organisation in organisations_a_rappeler(
                rappel.instance, rappel.centre, rappel.pacte
            )
        )
    ]
