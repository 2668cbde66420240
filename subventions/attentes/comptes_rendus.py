"""What financial reports and recoveries wait for. One query each, none for who is not concerned."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.urls import reverse

from pacte.accord.models import Fonction, Pacte
from pacte.socle.a_faire import AFaire
from pacte.socle.francais import contracter_de
from subventions import rules
from subventions.lectures import comptes_rendus as comptes_rendus_lus
from subventions.lectures.sieges import sieges_de
from subventions.models import Attribution, EtatCompteRenduFinancier
from subventions.permissions.commun import REDACTION
from subventions.rules.comptes_rendus import RAPPELS_AVANT


def choses(fonction: Fonction, le: date, pactes: Sequence[Pacte]) -> list[AFaire]:
    """Return, for a centre, the reports to fill soon or late; for the city, those to read."""
    if fonction.is_avs:
        # Who sits at a centre does not answer its report: somebody else is asked.
        dus = (
            _dus(pactes)
            .filter(compte_rendu_financier__etat=EtatCompteRenduFinancier.DEPOSE)
            .exclude(centre__in=sieges_de(fonction, le))
        )
    elif fonction.is_centre and fonction.qualite in REDACTION:
        bientot = rules.derniere_fin_avant(le + timedelta(days=RAPPELS_AVANT[0] + 1))
        dus = (
            _dus(pactes)
            .filter(centre=fonction.organisation_id, fin__lte=bientot)
            .exclude(compte_rendu_financier__etat__in=comptes_rendus_lus.RENDUS)
        )
    else:
        return []
    faire = []
    for attendu in comptes_rendus_lus.lire(dus.order_by("fin", "pk"), le):
        attribution = attendu.attribution
        url = reverse("voir_compte_rendu_financier", args=[attribution.pacte.code, attribution.pk])
        if fonction.is_avs:
            phrase = f"Lire le compte rendu financier {attribution.exercice} {contracter_de(attribution.centre)}."
            faire.append(AFaire(phrase, None, url, "Lire le compte rendu"))
        else:
            phrase = f"Rendre le compte rendu financier de « {attendu.libelle} »."
            faire.append(AFaire(phrase, attendu.echeance, url, "Remplir le compte rendu"))
    return faire


def _dus(pactes: Sequence[Pacte]):
    return comptes_rendus_lus.attributions_a_justifier(Attribution.objects.filter(pacte__in=pactes))
