"""What each part of subsidies waits for: read by the home page.

Each part asks one query, and only where a column of the pacts says that it may have something: the
columns are a little wider than the truth, and cost no query of their own.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from pacte.accord.models import Fonction, Pacte
from pacte.socle.a_faire import AFaire
from subventions.attentes import (
    comptes_rendus,
    conventions,
    donnees_ouvertes,
    instruction,
    relectures,
    versements,
)
from subventions.models import (
    Attribution,
    Avis,
    CompteRenduFinancier,
    Convention,
    Correction,
    Demande,
    Echeance,
    EtatCompteRenduFinancier,
    EtatDemande,
)
from subventions.permissions import QUALITES_AVIS, REDACTION

PARTIES = {
    "instruction": instruction.choses,
    "relectures": relectures.choses,
    "conventions": conventions.choses,
    "versements": versements.choses,
    "comptes_rendus": comptes_rendus.choses,
    "donnees_ouvertes": donnees_ouvertes.choses,
}


def colonnes(fonction: Fonction, le: date) -> dict[str, Any]:
    """What tells, pact by pact, whether a part may wait for something: see `choses`."""
    return {f"attente_{nom}": Exists(lignes) for nom, lignes in _lignes(fonction, le).items()}


def choses(fonction: Fonction, le: date, pactes: Sequence[Pacte]) -> list[AFaire]:
    """Return what the parts of subsidies ask of the function; `pactes` hold `colonnes`."""
    trouvees = []
    for nom, lire in PARTIES.items():
        concernes = [pacte for pacte in pactes if getattr(pacte, f"attente_{nom}", False)]
        if concernes:
            trouvees += lire(fonction, le, concernes)
    return trouvees


def _lignes(fonction: Fonction, le: date) -> dict[str, QuerySet[Any]]:
    """For each part that concerns the function, rows of a pact that may be waiting."""
    pacte, ici = OuterRef("pk"), fonction.organisation_id
    corrections = Correction.objects.filter(demande__pacte=pacte, date_levee__isnull=True)
    a_signer = Convention.objects.filter(pacte=pacte).filter(
        Q(date_signature_ville__isnull=True) | Q(date_signature_centre__isnull=True)
    )
    if fonction.is_avs:
        votes = Attribution.objects.filter(pacte=pacte, exercice__in=(le.year, le.year + 1))
        return {
            "instruction": corrections.filter(date_reponse__isnull=False),
            "conventions": Pacte.objects.filter(Exists(a_signer) | Exists(votes), pk=pacte),
            "versements": Echeance.objects.filter(pacte=pacte, versement__isnull=True),
            "comptes_rendus": CompteRenduFinancier.objects.filter(
                pacte=pacte, etat=EtatCompteRenduFinancier.DEPOSE
            ),
            "donnees_ouvertes": votes.filter(donnees_ouvertes.SANS_NUMERO),
        }
    if fonction.is_centre and fonction.qualite in REDACTION:
        brouillons = Demande.objects.filter(pacte=pacte, centre=ici, etat=EtatDemande.BROUILLON)
        return {
            "instruction": corrections.filter(demande__centre=ici, date_reponse__isnull=True),
            "relectures": brouillons.filter(
                date_relecture__isnull=False, date_confirmation__isnull=True
            ),
            "conventions": a_signer.filter(centre=ici),
            "comptes_rendus": Attribution.objects.filter(
                pacte=pacte, centre=ici, exercice__lte=le.year
            ),
        }
    if fonction.qualite in QUALITES_AVIS:
        return {
            "instruction": Avis.objects.for_fonction(fonction).filter(
                demande__pacte=pacte, date_avis__isnull=True
            )
        }
    return {}
