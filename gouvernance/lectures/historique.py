"""What happened to one thing, read from the journal."""

from django.db.models import Model

from pacte.journal.actions import libelle
from pacte.journal.models import Entree, Resultat
from pacte.socle.elements import Evenement

LIGNES_MONTREES = 12


def historique_de(objet: Model) -> list[Evenement]:
    """Return the acts done on `objet`, latest first, refusals left out: one query."""
    entrees = Entree.objects.filter(
        objet_type=objet._meta.model_name, objet_id=str(objet.pk), resultat=Resultat.ACCOMPLI
    )
    return [
        Evenement(
            entree.instant,
            libelle(entree.action)[:1].upper() + libelle(entree.action)[1:],
            ", ".join(mot for mot in (entree.personne, entree.qualite, entree.organisation) if mot),
            "",
        )
        for entree in entrees.order_by("-instant", "-pk")[:LIGNES_MONTREES]
    ]
