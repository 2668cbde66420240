"""What the permission matrix plays on in the instruction of a request."""

from types import SimpleNamespace
from typing import Any

from pacte.accord.models import Fonction, Qualite
from pacte.documents.models import Fichier
from subventions.models import Demande, PieceDemande
from tests import factories_etude as fe
from tests import factories_subventions as fs


def etude(
    p: SimpleNamespace, recue: int, direction: Fonction, fichier: Fichier
) -> dict[str, dict[str, Any]]:
    """A correction, a message with its file, an opinion asked of the CAF with its documents."""
    agent = p.equipe[Qualite.AGENT_AVS]
    demande = Demande.objects.get(pk=recue)
    correction = fe.correction(demande, agent)
    message = fe.message(demande, direction, fichier=fichier)
    caf = fe.organisation_de(p, Qualite.CONSEIL_CAF)
    avis = fe.avis(demande, caf, agent, avec_pieces=True)
    piece = PieceDemande.objects.create(demande=demande, fichier=fichier, libelle="Devis")
    return {
        "correction": {"pk": recue, "correction": correction.pk},
        "message_demande": {"pk": recue, "message": message.pk},
        "avis_de_demande": {"pk": recue, "avis": avis.pk},
        "avis": {"pk": avis.pk},
        "piece_avis": {"pk": avis.pk, "piece": piece.pk},
        "comparaison": {"exercice": fs.EXERCICE, "genre": "fonctionnement"},
    }
