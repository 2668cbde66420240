"""The rights on conventions."""

from datetime import date

from pacte.accord.models import Fonction, Pacte
from pacte.socle.droits import ACCORDE, Droit, premier_refus, refus
from subventions.models import Convention
from subventions.permissions.commun import (
    can_avs,
)


def can_enregistrer_convention(fonction: Fonction, pacte: Pacte, le: date) -> Droit:
    """Record a convention."""
    return can_avs(fonction, pacte, le)


def can_modifier_convention(fonction: Fonction, convention: Convention, le: date) -> Droit:
    """Complete a convention: signatures, scan, termination."""
    if convention.date_resiliation is not None and convention.date_resiliation <= le:
        return premier_refus(
            can_avs(fonction, convention.pacte, le),
            refus("Cette convention est résiliée et ne se modifie plus."),
        )
    return can_avs(fonction, convention.pacte, le)


def can_preparer_convention(fonction: Fonction, pacte: Pacte, le: date) -> Droit:
    """Start a convention that the portal will write."""
    return can_avs(fonction, pacte, le)


def can_rediger_convention(fonction: Fonction, convention: Convention, le: date) -> Droit:
    """Write the articles of a convention, until its document is made."""
    if convention.document_id is not None:
        etat = refus("Le document à signer est fait : le texte ne change plus.")
    elif not convention.is_en_preparation:
        etat = refus("Cette convention a été écrite ailleurs : complétez-la seulement.")
    else:
        etat = ACCORDE
    return premier_refus(can_avs(fonction, convention.pacte, le), etat)


def can_reprendre_convention(
    fonction: Fonction, convention: Convention, le: date, *, has_retour: bool
) -> Droit:
    """Take up again a document that nobody has signed, to correct it."""
    if convention.document_id is None:
        etat = refus("Le document à signer n'est pas encore fait.")
    elif has_retour or convention.date_signature_ville or convention.date_signature_centre:
        etat = refus("Cette convention est signée ou revenue : elle se change par avenant.")
    else:
        etat = ACCORDE
    return premier_refus(can_avs(fonction, convention.pacte, le), etat)


def can_recevoir_retours(fonction: Fonction, pacte: Pacte, le: date) -> Droit:
    """Drop the scan of signed conventions."""
    return can_avs(fonction, pacte, le)
