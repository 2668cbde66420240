"""What initiative asks of the acting function: requests, questions, rhythms near their limit."""

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from gouvernance.initiative import organisations_a_rappeler
from gouvernance.models import DemandeReunion, Interpellation
from gouvernance.permissions import is_preparateur, is_titulaire
from gouvernance.rappels_rythme import rythmes_a_rappeler
from pacte.accord.models import Fonction, Pacte, Qualite
from pacte.socle.a_faire import AFaire
from pacte.socle.dates import ecrire_jour_court


def initiatives_a_prendre(fonction: Fonction, le: date, pacte: Pacte | None) -> list[AFaire]:
    """Return those lines, in a constant number of queries; nothing is read for whoever has none."""
    prepare = fonction.is_avs or is_preparateur(fonction)
    if not prepare and fonction.qualite != Qualite.PRESIDENCE:
        return []
    choses = _questions(fonction, le, pacte)
    if prepare:
        pactes = Pacte.objects.for_fonction(fonction)
        if pacte is not None:
            pactes = pactes.filter(pk=pacte.pk)
        choses += [*_demandes(fonction, le, pacte), *_rythmes(fonction, le, pactes)]
    return choses


def _demandes(fonction: Fonction, le: date, pacte: Pacte | None) -> list[AFaire]:
    """Requests put to the function's organisation, whose initiative is its own."""
    demandes = (
        DemandeReunion.objects.for_fonction(fonction)
        .a_l_etat("en_attente", le)
        .filter(adressee_a=fonction.organisation_id)
    )
    if pacte is not None:
        demandes = demandes.filter(pacte=pacte)
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


def _questions(fonction: Fonction, le: date, pacte: Pacte | None) -> list[AFaire]:
    """Questions put to the function's organisation; in the city, the AVS service answers them."""
    questions = (
        Interpellation.objects.for_fonction(fonction)
        .sans_reponse()
        .filter(adressee_a=fonction.organisation_id)
    )
    if pacte is not None:
        questions = questions.filter(pacte=pacte)
    return [
        AFaire(
            f"Répondre à une question : « {question.objet} »",
            question.point.reunion.date_reunion if question.point else None,
            reverse("voir_interpellation", args=[question.pacte.code, question.pk]),
            "Lire la question",
        )
        for question in questions.select_related("pacte", "point__reunion").order_by("pk")
    ]


def _rythmes(fonction: Fonction, le: date, pactes: QuerySet[Pacte]) -> list[AFaire]:
    """Meetings owed this year whose initiative is the function's own."""
    return [
        AFaire(
            f"Inviter avant le {ecrire_jour_court(rappel.inviter)} inclus : {rappel.sujet}.",
            rappel.inviter,
            rappel.url,
            "Ouvrir la réunion",
        )
        for rappel in rythmes_a_rappeler(pactes, le)
        if any(
            organisation.pk == fonction.organisation_id
            for organisation in organisations_a_rappeler(
                rappel.instance, rappel.centre, rappel.pacte
            )
        )
    ]
