"""Writing a draft, a step at a time: with its form or as it is typed, by several people at once.

Each step says how its values are read and written. What is typed is saved every two seconds at most;
the history keeps one state a minute for each author, and always the last state before another author
writes. The journal keeps one line for each half-hour of one person's work.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

from django.db import models, transaction
from django.utils import timezone

from pacte.accord.models import Fonction
from pacte.journal.models import Entree, Resultat
from pacte.journal.operations import inscrire
from pacte.socle.droits import exiger
from subventions.lectures.brouillons import (
    ConflitDeSaisie,
    Fusion,
    fusionner,
    lire_marques,
    marquer,
)
from subventions.models import Demande
from subventions.operations.verrou import verrouiller
from subventions.permissions import can_ecrire_partie

UN_ETAT_PAR = timedelta(minutes=1)
UNE_LIGNE_PAR = timedelta(minutes=30)


class Saisie(Protocol):
    """A step of the request: how its values are read and written, by the field's name."""

    code: str
    action: str

    def partie(self, champ: str) -> str:
        """The part of the request (`ObjetCorrection`) that a field belongs to."""
        ...

    def lire(self, demande: Demande) -> dict[str, Any]:
        """The stored values."""
        ...

    def ecrire(self, demande: Demande, valeurs: Mapping[str, Any], par: Fonction) -> None:
        """Write all the values of the step; the row of the request itself is saved by the caller."""
        ...


@dataclass(frozen=True, slots=True)
class Enregistrement:
    """What became of a sending: the request, what is stored now, what came from somebody else."""

    demande: Demande
    marques: str
    fusion: Fusion
    confirmation_annulee: bool = False


@transaction.atomic
def enregistrer_saisie(
    demande: Demande,
    saisie: Saisie,
    *,
    par: Fonction,
    version: int,
    valeurs: Mapping[str, Any],
    marques: Mapping[str, str] | str = "",
) -> Enregistrement:
    """Write what is sent of a step; the same values sent again change nothing.

    After the deposit, only the parts that a correction unlocks are written. A change cancels a
    confirmation. Raises ConflitDeSaisie when somebody changed the same fields.
    """
    demande = verrouiller(demande)
    ouvertes = champs_ouverts(demande, saisie, valeurs, par, timezone.localdate())
    actuelles = saisie.lire(demande)
    lues = lire_marques(marques) if isinstance(marques, str) else marques
    envoyees = {nom: valeur for nom, valeur in valeurs.items() if nom in ouvertes}
    fusion = fusionner(envoyees, actuelles, lues, meme_version=version == demande.version)
    if fusion.conflits:
        raise ConflitDeSaisie(version, demande.version, fusion, actuelles)
    if not fusion.retenues:
        return Enregistrement(demande, marquer(actuelles), fusion)
    finales = {**actuelles, **fusion.retenues}
    saisie.ecrire(demande, finales, par)
    annulee = toucher(demande, par=par)
    inscrire_par_seance(saisie.action, demande, par=par)
    return Enregistrement(demande, marquer(saisie.lire(demande)), fusion, annulee)


def champs_ouverts(
    demande: Demande, saisie: Saisie, noms: Iterable[str], par: Fonction, le: date
) -> frozenset[str]:
    """Return which of the fields may be written now; raises ActeRefuse when none may."""
    par_partie: dict[str, list[str]] = {}
    for nom in noms:
        par_partie.setdefault(saisie.partie(nom), []).append(nom)
    droits = {partie: can_ecrire_partie(par, demande, partie, le) for partie in par_partie}
    if droits and not any(droits.values()):
        exiger(next(iter(droits.values())))
    return frozenset(nom for partie, noms in par_partie.items() if droits[partie] for nom in noms)


def toucher(demande: Demande, *, par: Fonction) -> bool:
    """Save a locked draft whose content changed: a new version, and no confirmation any more.

    Returns whether a confirmation was cancelled.
    """
    annulee = demande.date_confirmation is not None
    if annulee:
        demande.date_confirmation, demande.confirmation_par = None, None
        inscrire(
            "annuler_confirmation",
            objet=demande,
            par=par,
            motif="La demande a changé depuis : elle est à confirmer de nouveau.",
        )
    demande.version += 1
    demande.full_clean()
    sauver(demande, par, toujours=annulee)
    return annulee


def annuler_confirmation(demande: Demande, *, par: Fonction) -> None:
    """Cancel the confirmation of a locked request, when it has one: what was confirmed has changed."""
    if demande.date_confirmation is not None:
        toucher(demande, par=par)


def inscrire_par_seance(action: str, demande: Demande, *, par: Fonction) -> None:
    """Journal what is repeated at each touch, once for each half-hour of one person's work."""
    recente = Entree.objects.filter(
        action=action,
        objet_type="demande",
        objet_id=str(demande.pk),
        fonction_id=par.pk,
        resultat=Resultat.ACCOMPLI,
        instant__gt=timezone.now() - UNE_LIGNE_PAR,
    )
    if not recente.exists():
        inscrire(action, objet=demande, par=par)


# --- History ----------------------------------------------------------------------------------------
def sauver(objet: models.Model, par: Fonction, *, toujours: bool = False) -> None:
    """Save a row of a draft: one state a minute for each author, never two authors in one state."""
    compte = par.personne.compte_ouvert
    if objet.pk is not None:
        dernier = (
            type(objet).history.filter(id=objet.pk).order_by("-history_date", "-history_id").first()
        )
        mien = dernier is not None and dernier.history_user_id == (compte.pk if compte else None)
        if dernier is not None and not mien:
            _garder_l_etat(objet, dernier)
        recent = dernier is not None and timezone.now() - dernier.history_date < UN_ETAT_PAR
        if mien and recent and not toujours:
            # Its mere presence counts for simple_history, whatever its value.
            objet.skip_history_when_saving = True
    objet._history_user = compte
    objet.save()
    if hasattr(objet, "skip_history_when_saving"):
        del objet.skip_history_when_saving


def _garder_l_etat(objet: models.Model, dernier: Any) -> None:
    """Write in the history the last state of another author, when it is not there yet."""
    stocke = type(objet)._default_manager.filter(pk=objet.pk).first()
    suivis = [champ.attname for champ in dernier.tracked_fields]
    if stocke is None or all(getattr(stocke, n) == getattr(dernier, n) for n in suivis):
        return
    type(objet).history.bulk_history_create(
        [stocke], update=True, default_user=dernier.history_user
    )
