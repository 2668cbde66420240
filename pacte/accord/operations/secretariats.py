"""The secretariat of a person: who receives her invitations in copy, and may answer for her."""

from django.db import transaction
from django.utils import timezone

from pacte.accord import permissions
from pacte.accord.models import Fonction, Personne
from pacte.accord.operations.verrous import verrouiller_personne
from pacte.journal.operations import inscrire
from pacte.socle.droits import ActeRefuse, exiger, refus
from pacte.socle.versions import verifier_version


def noter_secretariat(personne: Personne, nom: str, courriel: str) -> None:
    """Write the secretariat on a locked card, unsaved; an address changed closes its former links.

    Raises ActeRefuse for a name without an address, or for the person's own address.
    """
    courriel = courriel.lower()
    if nom and not courriel:
        raise ActeRefuse(refus("Indiquez le courriel du secrétariat."))
    if courriel and courriel == personne.courriel.lower():
        raise ActeRefuse(refus("Le secrétariat a une autre adresse que celle de la personne."))
    personne.secretariat_nom, personne.secretariat_courriel = nom, courriel


@transaction.atomic
def regler_secretariat(
    personne: Personne, *, par: Fonction, version: int, nom: str, courriel: str
) -> Personne:
    """Say oneself who one's secretariat is; both empty for none."""
    personne = verrouiller_personne(personne)
    exiger(permissions.can_regler_secretariat(par, personne, timezone.localdate()))
    verifier_version(version, personne.version)
    noter_secretariat(personne, nom, courriel)
    personne.version += 1
    personne.save()
    inscrire("regler_secretariat", objet=personne, par=par, motif=nom or courriel or "aucun")
    return personne
