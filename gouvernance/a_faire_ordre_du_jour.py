"""What the agenda asks of the acting function: proposed items to look at. One query."""

from datetime import date

from django.urls import reverse

from gouvernance.droits_ordre_du_jour import A_VENIR, limite_documents
from gouvernance.models import EtatProposition, PropositionPoint, Reunion
from gouvernance.permissions import is_cote_organisateur
from pacte.accord.models import Fonction, Pacte
from pacte.socle.a_faire import AFaire


def propositions_a_examiner(
    fonction: Fonction, le: date, pacte: Pacte | None = None
) -> list[AFaire]:
    """The items proposed for the meetings that the function prepares, until they are held."""
    propositions = PropositionPoint.objects.filter(
        etat=EtatProposition.PROPOSEE,
        reunion__etat__in=A_VENIR,
        reunion__in=Reunion.objects.for_fonction(fonction).order_by().values("pk"),
    ).select_related("reunion__pacte", "reunion__instance", "reunion__centre", "reunion__theme")
    if pacte is not None:
        propositions = propositions.filter(reunion__pacte=pacte)
    return [
        AFaire(
            f"Examiner le point proposé « {proposition.titre} » : {proposition.reunion}.",
            limite_documents(proposition.reunion),
            reverse(
                "examiner_proposition",
                args=[proposition.reunion.pacte.code, proposition.reunion_id, proposition.pk],
            ),
            "Examiner",
        )
        for proposition in propositions.order_by("date_proposition", "pk")
        if is_cote_organisateur(fonction, proposition.reunion)
    ]
