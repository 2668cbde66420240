"""Avenants: a longer term, or a new party."""

import uuid
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify

from pacte.accord import permissions, rules
from pacte.accord.models import (
    Avenant,
    Fonction,
    LigneSignature,
    ObjetAvenant,
    Organisation,
    Pacte,
    Partie,
    Personne,
)
from pacte.accord.operations.verrous import deja_cree, verrouiller_pacte
from pacte.journal.operations import inscrire
from pacte.socle.droits import ActeRefuse, exiger, refus


@dataclass(frozen=True, slots=True)
class NouvellePartie:
    """The organisation that joins (known, or to be created) and who signs for it."""

    organisation: Organisation | None
    nom: str
    genre: str
    signataire_prenom: str
    signataire_nom: str
    signataire_intitule: str


@transaction.atomic
def enregistrer_avenant(
    pacte: Pacte,
    *,
    par: Fonction,
    cle: uuid.UUID,
    objet: str,
    date_signature: date,
    motif: str,
    nouvelle_fin: date | None = None,
    partie: NouvellePartie | None = None,
) -> Avenant:
    """Record a signed avenant; the same key gives the avenant already recorded.

    Raises ActeRefuse when the right or the rules forbid it.
    """
    aujourdhui = timezone.localdate()
    pacte = verrouiller_pacte(pacte)
    deja = deja_cree(pacte.avenants, cle)
    if deja is not None:
        return deja
    exiger(permissions.can_enregistrer_avenant(par, pacte, aujourdhui))
    organisation = None
    if objet == ObjetAvenant.PROLONGATION:
        _exiger_prolongation(pacte, date_signature, nouvelle_fin, aujourdhui)
    else:
        nouvelle_fin = None
        organisation = _faire_entrer(pacte, partie, date_signature, aujourdhui)
    dernier = pacte.avenants.aggregate(dernier=Max("numero"))["dernier"] or 0
    avenant = Avenant(
        pacte=pacte,
        cle_idempotence=cle,
        numero=dernier + 1,
        objet=objet,
        date_signature=date_signature,
        nouvelle_fin=nouvelle_fin,
        organisation=organisation,
        motif=motif,
    )
    avenant._change_reason = motif
    avenant.save()
    pacte.version += 1
    pacte._change_reason = motif
    pacte.save()
    inscrire("enregistrer_avenant", objet=avenant, par=par, motif=motif)
    return avenant


def _exiger_prolongation(
    pacte: Pacte, signe_le: date, nouvelle_fin: date | None, aujourdhui: date
) -> None:
    fin = pacte.date_fin()
    if nouvelle_fin is None or fin is None:
        raise ActeRefuse(refus("Une prolongation donne le nouveau dernier jour du pacte."))
    if pacte.date_effet and signe_le < pacte.date_effet:
        raise ActeRefuse(refus("L'avenant ne peut pas être signé avant la date d'effet du pacte."))
    motif = rules.motif_prolongation_impossible(signe_le, nouvelle_fin, fin, aujourdhui)
    if motif:
        raise ActeRefuse(refus(motif))


def _faire_entrer(
    pacte: Pacte, partie: NouvellePartie | None, signe_le: date, aujourdhui: date
) -> Organisation:
    """Add the party and its signature line, dated like the avenant."""
    if partie is None:
        raise ActeRefuse(refus("Dites quelle organisation devient partie au pacte."))
    if signe_le > aujourdhui:
        raise ActeRefuse(refus("La date de signature de l'avenant est dans le futur."))
    if pacte.date_effet and signe_le < pacte.date_effet:
        raise ActeRefuse(refus("L'avenant ne peut pas être signé avant la date d'effet du pacte."))
    organisation = partie.organisation or _creer_organisation(pacte, partie)
    if pacte.parties.filter(organisation=organisation).exists():
        raise ActeRefuse(refus("Cette organisation est déjà partie au pacte."))
    entree = Partie.objects.create(
        pacte=pacte,
        organisation=organisation,
        ordre=(pacte.parties.aggregate(dernier=Max("ordre"))["dernier"] or 0) + 1,
        designation=organisation.nom,
        date_entree=signe_le,
    )
    signataire = Personne.objects.create(prenom=partie.signataire_prenom, nom=partie.signataire_nom)
    LigneSignature.objects.create(
        partie=entree,
        personne=signataire,
        intitule=partie.signataire_intitule,
        date_signature=signe_le,
    )
    pacte.partenaires.remove(organisation)
    return organisation


def _creer_organisation(pacte: Pacte, partie: NouvellePartie) -> Organisation:
    racine = slugify(partie.nom)[:34] or "organisation"
    code, rang = racine, 1
    while Organisation.objects.filter(code=code).exists():
        rang += 1
        code = f"{racine}-{rang}"
    return Organisation.objects.create(
        code=code, nom=partie.nom, genre=partie.genre, fictive=pacte.fictif
    )
