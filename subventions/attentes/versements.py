"""What payments ask of the city: those that are late, and those that fall due within two weeks."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, DateField, ExpressionWrapper, F, Min, Q
from django.urls import reverse

from pacte.accord.models import Fonction, Pacte
from pacte.socle.a_faire import AFaire
from subventions.listes.paiements import VIVANTE
from subventions.models import Echeance
from subventions.rules.versements import DELAI_PAIEMENT

BIENTOT = timedelta(days=14)


def choses(fonction: Fonction, le: date, pactes: Sequence[Pacte]) -> list[AFaire]:
    """One line per pact with payments to order soon; one query, none for whoever does not pay."""
    miens = {p.pk: p for p in pactes if fonction.is_avs and p.ville_id == fonction.organisation_id}
    if not miens:
        return []
    limite = ExpressionWrapper(
        F("attribution__date_notification") + DELAI_PAIEMENT, output_field=DateField()
    )
    retard = Q(condition="", limite__lt=le) | ~Q(condition="") & Q(date_prevue__lt=le)
    lignes = (
        Echeance.objects.filter(VIVANTE, pacte__in=list(miens))
        .annotate(limite=limite)
        .filter(Q(date_prevue__lte=le + BIENTOT) | retard)
        .order_by()
        .values("pacte")
        .annotate(
            nombre=Count("pk"), premiere=Min("date_prevue"), tardives=Count("pk", filter=retard)
        )
    )
    return [_dire(miens[ligne["pacte"]], ligne) for ligne in lignes]


def _dire(pacte: Pacte, ligne: dict[str, Any]) -> AFaire:
    nombre, tardives = ligne["nombre"], ligne["tardives"]
    phrase = (
        "Un versement est à mandater ou à payer"
        if nombre == 1
        else f"{nombre} versements sont à mandater ou à payer"
    )
    if tardives:
        phrase += ", dont un en retard" if tardives == 1 else f", dont {tardives} en retard"
    url = reverse("lister_paiements", args=[pacte.code])
    etat = "etat=en_retard" if tardives == nombre else "etat=prevue"
    return AFaire(f"{phrase}.", ligne["premiere"], f"{url}?{etat}", "Voir les paiements")
