"""Mending what forbids publishing: the numbers that identify the city and the centres."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from pacte.accord.models import Fonction, Organisation, Pacte
from pacte.journal.operations import inscrire
from pacte.socle.droits import exiger
from pacte.socle.versions import verifier_version
from subventions.permissions.donnees_ouvertes import can_completer_identite
from subventions.rules.identite import lire_rna, lire_siret


def version_de(organisation: Organisation) -> int:
    """How many times the organisation was written: its history stands for a version."""
    return organisation.history.count() + 1


@transaction.atomic
def completer_identite(
    organisation: Organisation, pacte: Pacte, *, par: Fonction, version: int, siret: str, rna: str
) -> Organisation:
    """Write the SIRET and the RNA of an organisation. Raises ValidationError, by field."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    exiger(can_completer_identite(par, pacte, organisation, timezone.localdate()))
    verifier_version(version, version_de(organisation))
    erreurs = {}
    for champ, ecrit, lecteur in (("siret", siret, lire_siret), ("rna", rna, lire_rna)):
        try:
            setattr(organisation, champ, lecteur(ecrit))
        except ValueError as erreur:
            erreurs[champ] = str(erreur)
    if erreurs:
        raise ValidationError(erreurs)
    organisation.full_clean()
    organisation.save()
    inscrire("completer_identite", objet=organisation, par=par, pacte_code=pacte.code)
    return organisation
