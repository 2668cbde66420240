"""What date polls ask of the acting function: to answer, or to choose."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse

from gouvernance.models import EnvoiSondage, EtatReunion, EtatSondage, Reunion, Sondage
from pacte.accord.models import Fonction, Pacte
from pacte.socle.a_faire import AFaire

EN_COURS = Q(
    date_choix__isnull=True, date_abandon__isnull=True, reunion__etat=EtatReunion.BROUILLON
)


def envois_ouverts(fonction: Fonction, le: date) -> QuerySet[EnvoiSondage]:
    """The open polls to which the person was asked, whatever she answered."""
    return EnvoiSondage.objects.filter(
        sondage__in=Sondage.objects.filter(EN_COURS, date_cloture__gte=le),
        participation__fonction__personne=fonction.personne_id,
    )


def colonnes_du_pacte(fonction: Fonction, le: date) -> dict[str, Any]:
    """Whether the person is asked in an open poll of the pact."""
    envois = envois_ouverts(fonction, le).filter(sondage__reunion__pacte=OuterRef("pk"))
    return {"a_des_sondages": Exists(envois)}


def disponibilites_a_donner(fonction: Fonction, le: date, pactes: Iterable[Pacte]) -> list[AFaire]:
    """The open polls of these pacts in which the person has not answered for each time."""
    interrogee = [pacte for pacte in pactes if pacte.a_des_sondages]
    if not interrogee:
        return []
    envois = (
        envois_ouverts(fonction, le)
        .filter(sondage__reunion__pacte__in=interrogee)
        .annotate(
            dites=Count("reponses", distinct=True),
            proposes=Count("sondage__creneaux", distinct=True),
        )
        .select_related(
            "sondage__reunion__pacte",
            "sondage__reunion__instance",
            "sondage__reunion__centre",
            "sondage__reunion__theme",
        )
        .order_by("sondage__date_cloture", "pk")
    )
    return [
        AFaire(
            f"Dire vos disponibilités : {envoi.sondage.reunion}.",
            envoi.sondage.date_cloture,
            reverse(
                "donner_disponibilites",
                args=[envoi.sondage.reunion.pacte.code, envoi.sondage.reunion_id],
            ),
            "Répondre",
        )
        for envoi in envois
        if envoi.dites < envoi.proposes
    ]


def colonnes() -> dict[str, Any]:
    """The poll going on (at most one), as read with its meeting: `gouvernance.a_faire`."""
    en_cours = (
        Sondage.objects.filter(EN_COURS, reunion=OuterRef("pk"))
        .order_by()
        .annotate(demandes=Count("envois"), repondus=Count("envois__repondu_le"))
    )
    return {
        "sondage_en_cours": Subquery(
            en_cours.values(
                lu=JSONObject(cloture="date_cloture", demandes="demandes", repondus="repondus")
            )
        )
    }


def prochain_pas(reunion: Reunion, le: date) -> AFaire | None:
    """What a poll going on asks of its organiser: nothing while answers are awaited."""
    lu = reunion.sondage_en_cours
    sondage = Sondage(date_cloture=date.fromisoformat(lu["cloture"]))
    if sondage.etat(le) != EtatSondage.CLOS and lu["repondus"] < lu["demandes"]:
        return None
    url = reverse("voir_sondage", args=[reunion.pacte.code, reunion.pk])
    return AFaire(f"Choisir la date : {reunion}.", sondage.date_cloture, url, "Choisir la date")
