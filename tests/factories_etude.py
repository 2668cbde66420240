"""Factories of the instruction: corrections, opinions, notes, messages, somebody of both sides."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from pacte.accord.models import Fonction, Organisation, Qualite
from subventions.models import (
    Avis,
    Correction,
    Demande,
    MessageDemande,
    NoteInstruction,
    ObjetCorrection,
    SensAvis,
)
from tests import factories_accord as accord

AUJOURDHUI = date(2026, 6, 15)


def correction(demande: Demande, par: Fonction, **champs: Any) -> Correction:
    """A correction asked on 1 June, awaited on 20 June."""
    defauts = {
        "objet": ObjetCorrection.PROJET,
        "motif": "Dites combien de familles viennent.",
        "date_demande": date(2026, 6, 1),
        "echeance": date(2026, 6, 20),
    }
    return Correction.objects.create(demande=demande, demandee_par=par, **{**defauts, **champs})


def avis(demande: Demande, organisation: Organisation, par: Fonction, **champs: Any) -> Avis:
    """An opinion asked on 1 June, awaited on 20 June."""
    defauts = {
        "courriel": "avis@exemple.test",
        "date_demande": date(2026, 6, 1),
        "echeance": date(2026, 6, 20),
    }
    return Avis.objects.create(
        demande=demande, organisation=organisation, demande_par=par, **{**defauts, **champs}
    )


def avis_rendu(demande: Demande, organisation: Organisation, par: Fonction, **champs: Any) -> Avis:
    """An opinion given."""
    defauts = {
        "sens": SensAvis.RESERVE,
        "texte": "Un avis très réservé.",
        "date_avis": date(2026, 6, 10),
        "signataire": "Victor Pin, conseiller",
    }
    return avis(demande, organisation, par, **{**defauts, **champs})


def note(demande: Demande, par: Fonction, texte: str = "Une note de la Ville.") -> NoteInstruction:
    return NoteInstruction.objects.create(demande=demande, auteur=par, texte=texte)


def message(demande: Demande, par: Fonction, texte: str = "Bonjour.", **champs: Any) -> Any:
    return MessageDemande.objects.create(demande=demande, auteur=par, texte=texte, **champs)


def siege(fonction: Fonction, centre: Organisation, **champs: Any) -> Fonction:
    """Make a person of the city a member of a centre's board too."""
    return accord.fonction(Qualite.MEMBRE_CA, centre, personne=fonction.personne, **champs)


def organisation_de(p: SimpleNamespace, qualite: str) -> Organisation:
    """The organisation of the function of this quality."""
    equipe = getattr(p, "equipe", None) or p.fonctions
    return equipe[qualite].organisation
