"""What the instruction waits for: corrections, for the centre then for the city; opinions."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse

from pacte.accord.models import Fonction, Pacte
from pacte.socle.a_faire import AFaire
from pacte.socle.francais import contracter_de
from subventions.lectures.sieges import centres_ou_siege
from subventions.models import Avis, Correction
from subventions.permissions import QUALITES_AVIS, REDACTION
from subventions.workflow import A_DECIDER


def choses(fonction: Fonction, le: date, pactes: Sequence[Pacte]) -> list[AFaire]:
    """Corrections awaited (centre), to check (AVS), opinions awaited (funders): one query.

    The AVS service asks one more: the centres where the reader sits, which she does not examine.
    """
    if fonction.is_centre and fonction.qualite in REDACTION:
        return _corrections_a_faire(fonction, pactes)
    if fonction.is_avs:
        return _corrections_a_verifier(fonction, le, pactes)
    if fonction.qualite in QUALITES_AVIS:
        return _avis_attendus(fonction, pactes)
    return []


def _corrections_a_faire(fonction: Fonction, pactes: Sequence[Pacte]) -> list[AFaire]:
    attendues = Correction.objects.filter(
        demande__pacte__in=pactes,
        demande__centre=fonction.organisation_id,
        demande__etat__in=A_DECIDER,
        date_reponse__isnull=True,
        date_levee__isnull=True,
    ).select_related("demande__pacte")
    return [
        AFaire(
            f"Corriger {correction.get_objet_display()}, demande {correction.demande.numero}.",
            correction.echeance,
            reverse("voir_demande", args=[correction.demande.pacte.code, correction.demande_id]),
            "Corriger",
        )
        for correction in attendues.order_by("echeance", "pk")
    ]


def _corrections_a_verifier(fonction: Fonction, le: date, pactes: Sequence[Pacte]) -> list[AFaire]:
    repondues = Correction.objects.filter(
        demande__pacte__in=pactes,
        demande__pacte__ville=fonction.organisation_id,
        demande__etat__in=A_DECIDER,
        date_reponse__isnull=False,
        date_levee__isnull=True,
    ).select_related("demande__pacte", "demande__centre")
    sieges = centres_ou_siege(fonction, le)
    return [
        AFaire(
            f"Vérifier la correction {contracter_de(correction.demande.centre)}, "
            f"demande {correction.demande.numero}.",
            None,
            reverse(
                "lever_correction",
                args=[correction.demande.pacte.code, correction.demande_id, correction.pk],
            ),
            "Vérifier",
        )
        for correction in repondues.order_by("date_reponse", "pk")
        if correction.demande.centre_id not in sieges
    ]


def _avis_attendus(fonction: Fonction, pactes: Sequence[Pacte]) -> list[AFaire]:
    attendus = (
        Avis.objects.for_fonction(fonction)
        .filter(demande__pacte__in=pactes, demande__etat__in=A_DECIDER, date_avis__isnull=True)
        .select_related("demande__pacte", "demande__centre")
    )
    return [
        AFaire(
            f"Donner votre avis sur une demande {contracter_de(avis.demande.centre)}.",
            avis.echeance,
            reverse("rendre_avis", args=[avis.demande.pacte.code, avis.pk]),
            "Donner l'avis",
        )
        for avis in attendus.order_by("echeance", "pk")
    ]
