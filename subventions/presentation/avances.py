"""The acts shown on the pages of advances: on all of them, then on the letter and what follows one."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse

from pacte.accord.models import Fonction, Pacte
from pacte.socle.elements import Acte
from subventions.lectures.avances import SuiteAvance
from subventions.lectures.dossiers import DossierAvance
from subventions.permissions.avances_lot import (
    can_ecrire_lettre_avance,
    can_reclamer_trop_percu,
    can_suivre_avances,
)
from subventions.workflow import EtatAvance


def actes_lot(
    fonction: Fonction, pacte: Pacte, exercice: int, dossiers: Sequence[DossierAvance], le: date
) -> list[Acte]:
    """What the city may do for every advance at once: only what would change something."""
    droit = can_suivre_avances(fonction, pacte, le)
    args = [pacte.code, exercice]
    actes = []
    a_dater = [
        lu
        for lu in dossiers
        if lu.etat == EtatAvance.PRETE and lu.avance and lu.avance.date_executoire is None
    ]
    if a_dater:
        url = reverse("dater_avances", args=args)
        actes.append(Acte(droit, "Dater toutes les avances prêtes", url, "principale"))
    if any(can_ecrire_lettre_avance(fonction, lu, le) for lu in dossiers):
        url = reverse("ecrire_lettres_avances", args=args)
        genre = "secondaire" if a_dater else "principale"
        actes.append(Acte(droit, "Écrire toutes les lettres", url, genre))
    return actes


def actes_de_suite(
    fonction: Fonction, dossier: DossierAvance, suite: SuiteAvance | None, le: date
) -> list[Acte]:
    """The city's acts on one advance besides its payment: its letter, a sum received above."""
    if fonction.is_centre:
        return []
    args = [dossier.pacte.code, dossier.exercice, dossier.centre.code]
    actes = []
    lettre = can_ecrire_lettre_avance(fonction, dossier, le)
    if lettre:
        actes.append(Acte(lettre, "Écrire la lettre", reverse("ecrire_lettre_avance", args=args)))
    reclamer = can_reclamer_trop_percu(fonction, dossier, suite, le)
    if reclamer:
        url = reverse("reclamer_trop_percu", args=args)
        actes.append(Acte(reclamer, "Réclamer le trop-perçu", url, "principale"))
    return actes
