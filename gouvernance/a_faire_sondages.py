"""What date polls ask of the acting function: to answer, or to choose. Two queries."""

from datetime import date

from django.db.models import Count, Q
from django.urls import reverse

from gouvernance.models import EnvoiSondage, EtatReunion, EtatSondage, Sondage
from pacte.accord.models import Fonction, Pacte
from pacte.socle.a_faire import AFaire

EN_COURS = Q(
    date_choix__isnull=True, date_abandon__isnull=True, reunion__etat=EtatReunion.BROUILLON
)


def disponibilites_a_donner(
    fonction: Fonction, le: date, pacte: Pacte | None = None
) -> list[AFaire]:
    """The open polls in which the person has not answered for each time."""
    ouverts = Sondage.objects.filter(
        EN_COURS, date_cloture__gte=le, reunion__pacte__in=Pacte.objects.for_fonction(fonction)
    )
    if pacte is not None:
        ouverts = ouverts.filter(reunion__pacte=pacte)
    envois = (
        EnvoiSondage.objects.filter(
            sondage__in=ouverts, participation__fonction__personne=fonction.personne_id
        )
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


def dates_a_choisir(reunions: list[int], le: date) -> dict[int, Sondage]:
    """The polls going on among these meetings, by meeting."""
    if not reunions:
        return {}
    sondages = Sondage.objects.filter(EN_COURS, reunion__in=reunions).annotate(
        demandes=Count("envois"), repondus=Count("envois__repondu_le")
    )
    return {sondage.reunion_id: sondage for sondage in sondages}


def prochain_pas(sondage: Sondage, code: str, nom: str, le: date) -> AFaire | None:
    """What a poll going on asks of its organiser: nothing while answers are awaited."""
    fini = sondage.etat(le) == EtatSondage.CLOS or sondage.repondus >= sondage.demandes
    if not fini:
        return None
    url = reverse("voir_sondage", args=[code, sondage.reunion_id])
    return AFaire(f"Choisir la date : {nom}.", sondage.date_cloture, url, "Choisir la date")
