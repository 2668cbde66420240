"""The drafts that wait for their presidency or treasury."""

from collections.abc import Sequence
from datetime import date

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from pacte.accord.models import Fonction, Pacte
from pacte.socle.a_faire import AFaire
from subventions.models import Campagne, Demande, EtatDemande
from subventions.permissions.relectures import CONFIRMENT


def choses(fonction: Fonction, le: date, pactes: Sequence[Pacte]) -> list[AFaire]:
    """Return the drafts to read again and confirm, for who presides or keeps the accounts: one query."""
    if not fonction.is_centre or fonction.qualite not in CONFIRMENT or not pactes:
        return []
    campagne = Campagne.objects.filter(pacte=OuterRef("pacte"), exercice=OuterRef("exercice"))
    demandes = (
        Demande.objects.for_fonction(fonction)
        .filter(
            pacte__in=[pacte.pk for pacte in pactes],
            etat=EtatDemande.BROUILLON,
            date_relecture__isnull=False,
            date_confirmation__isnull=True,
        )
        .annotate(cloture=Subquery(campagne.values("date_cloture")[:1]))
        .select_related("pacte")
        .order_by("date_relecture", "pk")
    )
    return [
        AFaire(
            f"Relire et confirmer la demande {demande.exercice} : "
            f"{demande.objet or 'sans objet pour le moment'}.",
            demande.cloture,
            reverse("relire_demande", args=[demande.pacte.code, demande.pk]),
            "Relire",
        )
        for demande in demandes
    ]
