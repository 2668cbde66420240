"""What the permission matrix plays on for what closes a subsidy: reports, recoveries."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from pacte.accord.models import Organisation, Qualite
from pacte.documents.models import Fichier, GenreDocument
from pacte.documents.scelles import sceller
from subventions.models import EtatCompteRenduFinancier, EtatReversement
from tests import factories_bilans as fb
from tests import factories_gouvernance as fg


def bilans(p: SimpleNamespace, centre: Organisation, fichier: Fichier) -> dict[str, dict[str, Any]]:
    """A report to write, one begun, one handed in; a recovery at each step."""
    agent = p.equipe[Qualite.AGENT_AVS]
    a_ecrire, ecrit, depose = (fb.attribution(p, centre, exercice=2022) for _ in range(3))
    fb.compte_rendu(ecrit, ecarts="Expliqués.")
    fb.compte_rendu(depose, EtatCompteRenduFinancier.DEPOSE, fichier=fichier)
    lettre = sceller(
        fg.un_pdf(texte=f"Lettre {centre.pk}").read(),
        genre=GenreDocument.LETTRE_REVERSEMENT,
        titre="Lettre",
        nom="l.pdf",
    )
    ouvert = fb.reversement(p, depose, par=agent, lettre=lettre)
    repondu = fb.reversement(
        p, depose, par=agent, observations="Non.", date_observations=date(2026, 6, 5)
    )
    decide = fb.reversement(p, depose, EtatReversement.DECIDE, par=agent)
    titre = fb.reversement(p, depose, EtatReversement.TITRE, par=agent)
    return {
        "bilan_a_ecrire": {"vote": a_ecrire.pk},
        "bilan_ecrit": {"vote": ecrit.pk},
        "bilan_depose": {"vote": depose.pk},
        "reversement": {"pk": ouvert.pk},
        "reversement_repondu": {"pk": repondu.pk},
        "reversement_decide": {"pk": decide.pk},
        "reversement_titre": {"pk": titre.pk},
    }
