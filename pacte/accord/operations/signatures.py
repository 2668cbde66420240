"""The signatures of the act and the day it takes effect (T0)."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone

from pacte.accord import permissions, rules
from pacte.accord.models import Fonction, LigneSignature, Pacte
from pacte.accord.operations.verrous import verrouiller_pacte
from pacte.journal.operations import inscrire
from pacte.socle.dates import ecrire_jour_court
from pacte.socle.droits import ActeRefuse, exiger, refus
from pacte.socle.versions import verifier_version


def lignes_de_depart(pacte: Pacte) -> list[LigneSignature]:
    """The signature lines of the parties of the start, in the order of the act."""
    return list(
        LigneSignature.objects.filter(partie__pacte=pacte, partie__date_entree=None)
        .select_related("partie__organisation", "personne")
        .order_by("partie__ordre", "ordre", "pk")
    )


def proposer_date_effet(pacte: Pacte) -> date | None:
    """T0 as reading Q10 proposes it; None while a required signature is missing."""
    signatures: dict[str, list[date | None]] = defaultdict(list)
    for ligne in lignes_de_depart(pacte):
        if ligne.requise:
            signatures[ligne.partie.organisation.code].append(ligne.date_signature)
    return rules.date_effet_proposee(pacte.date_ecrite, signatures)


def date_minimale(ligne: LigneSignature, pacte: Pacte) -> date | None:
    """The day before which this line cannot be signed: the vote, for the city alone (C05)."""
    deliberation = getattr(pacte, "deliberation", None)
    if deliberation is None or ligne.partie.organisation_id != pacte.ville_id:
        return None
    return deliberation.date_seance


@transaction.atomic
def noter_signatures(
    pacte: Pacte,
    *,
    par: Fonction,
    dates: Mapping[int, date | None],
    date_ecrite: date | None,
    version: int,
    motif: str = "",
) -> Pacte:
    """Write the date of each signature line of the start; T0 is never touched here.

    `dates` maps a line's id to its day, or to None. Raises ActeRefuse, ConflitDeVersion.
    """
    aujourdhui = timezone.localdate()
    pacte = verrouiller_pacte(pacte)
    exiger(permissions.can_noter_signatures(par, pacte, aujourdhui))
    verifier_version(version, pacte.version)
    changements = []
    for ligne in lignes_de_depart(pacte):
        jour = dates.get(ligne.pk, ligne.date_signature)
        if jour == ligne.date_signature:
            continue
        _exiger_date(ligne, pacte, jour, aujourdhui)
        if ligne.date_signature is not None and not motif:
            raise ActeRefuse(refus("Dites pourquoi vous corrigez une date déjà notée."))
        ligne.date_signature = jour
        ligne._change_reason = motif or "signature notée"
        ligne.save()
        quand = ecrire_jour_court(jour) if jour else "sans date"
        changements.append(f"{ligne.personne} : {quand}")
    if date_ecrite != pacte.date_ecrite:
        if date_ecrite is not None and date_ecrite > aujourdhui:
            raise ActeRefuse(refus("La date écrite sur l'acte est dans le futur."))
        pacte.date_ecrite = date_ecrite
        quand = ecrire_jour_court(date_ecrite) if date_ecrite else "aucune"
        changements.append(f"date écrite sur l'acte : {quand}")
    if changements:
        pacte.version += 1
        pacte._change_reason = motif or "signatures notées"
        pacte.save()
        detail = " ; ".join(changements)
        inscrire(
            "noter_signatures",
            objet=pacte,
            par=par,
            motif=f"{motif} ({detail})" if motif else detail,
        )
    return pacte


def _exiger_date(ligne: LigneSignature, pacte: Pacte, jour: date | None, aujourdhui: date) -> None:
    if jour is None:
        return
    motif = rules.motif_signature_impossible(jour, aujourdhui, date_minimale(ligne, pacte))
    if motif:
        raise ActeRefuse(refus(motif))


@transaction.atomic
def fixer_date_effet(
    pacte: Pacte, *, par: Fonction, date_effet: date, version: int, motif: str = ""
) -> Pacte:
    """Enter T0, confirmed by city staff. Raises ActeRefuse, ConflitDeVersion.

    A reason is asked for a day that differs from the proposal, or that replaces another.
    """
    aujourdhui = timezone.localdate()
    pacte = verrouiller_pacte(pacte)
    exiger(permissions.can_fixer_date_effet(par, pacte, aujourdhui))
    verifier_version(version, pacte.version)
    if date_effet > aujourdhui:
        raise ActeRefuse(refus("La date d'effet est dans le futur."))
    if not motif and is_motif_attendu(pacte, date_effet):
        raise ActeRefuse(refus("Dites pourquoi la date d'effet n'est pas celle proposée."))
    pacte.date_effet = date_effet
    pacte.version += 1
    pacte._change_reason = motif or "date d'effet confirmée"
    pacte.save()
    detail = ecrire_jour_court(date_effet)
    inscrire(
        "fixer_date_effet", objet=pacte, par=par, motif=f"{motif} ({detail})" if motif else detail
    )
    return pacte


def is_motif_attendu(pacte: Pacte, date_effet: date) -> bool:
    """Whether this T0 departs from the proposal, or from the one already confirmed."""
    if pacte.date_effet not in (None, date_effet):
        return True
    return date_effet != proposer_date_effet(pacte)
