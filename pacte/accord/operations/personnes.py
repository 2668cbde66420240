"""People and their dated functions."""

import uuid
from datetime import date

from django.db import transaction
from django.utils import timezone

from pacte.accord import permissions, rules
from pacte.accord.models import Fonction, Organisation, Pacte, Personne
from pacte.accord.operations.secretariats import noter_secretariat
from pacte.accord.operations.verrous import deja_cree, verrouiller_pacte, verrouiller_personne
from pacte.journal.operations import inscrire
from pacte.socle.dates import ecrire_jour_court
from pacte.socle.droits import ActeRefuse, exiger, refus
from pacte.socle.versions import verifier_version


@transaction.atomic
def ajouter_personne(
    pacte: Pacte,
    *,
    par: Fonction,
    cle: uuid.UUID,
    prenom: str,
    nom: str,
    courriel: str,
    telephone: str,
    organisation: Organisation,
    qualite: str,
    intitule: str = "",
    date_debut: date | None = None,
) -> Personne:
    """Add somebody with a first function; the same key gives the person already added."""
    pacte = verrouiller_pacte(pacte)
    deja = deja_cree(Personne.objects.for_organisations(pacte.organisations()), cle)
    if deja is not None:
        return deja
    exiger(permissions.can_ajouter_personne(par, pacte, timezone.localdate()))
    personne = Personne(
        cle_idempotence=cle,
        prenom=prenom,
        nom=nom,
        courriel=courriel.lower(),
        telephone=telephone,
    )
    personne.save()
    inscrire("ajouter_personne", objet=personne, par=par, pacte_code=pacte.code)
    _creer_fonction(pacte, personne, par, uuid.uuid4(), organisation, qualite, intitule, date_debut)
    return personne


@transaction.atomic
def modifier_personne(
    personne: Personne,
    *,
    pacte: Pacte,
    par: Fonction,
    version: int,
    prenom: str,
    nom: str,
    courriel: str,
    telephone: str,
    secretariat_nom: str | None = None,
    secretariat_courriel: str | None = None,
) -> Personne:
    """Change a person's card. A new e-mail kills the links that were sent to the old one.

    The e-mail of an open account does not change here: it is what signs in. The secretariat stays
    as it is when it is not given.
    """
    aujourdhui = timezone.localdate()
    personne = verrouiller_personne(personne)
    exiger(permissions.can_modifier_personne(par, pacte, personne, aujourdhui))
    verifier_version(version, personne.version)
    courriel = courriel.lower()
    if courriel != personne.courriel.lower():
        if permissions.is_acces_ouvert(personne):
            raise ActeRefuse(refus("Fermez d'abord l'accès : son courriel sert à se connecter."))
        personne.ouvertures.en_attente().update(revoquee_le=timezone.now())
    personne.prenom, personne.nom = prenom, nom
    personne.courriel, personne.telephone = courriel, telephone
    if secretariat_courriel is not None:
        noter_secretariat(personne, secretariat_nom or "", secretariat_courriel)
    personne.version += 1
    personne.save()
    inscrire("modifier_personne", objet=personne, par=par, pacte_code=pacte.code)
    return personne


@transaction.atomic
def ajouter_fonction(
    personne: Personne,
    *,
    pacte: Pacte,
    par: Fonction,
    cle: uuid.UUID,
    organisation: Organisation,
    qualite: str,
    intitule: str = "",
    date_debut: date | None = None,
) -> Fonction:
    """Give the person one more function, in an organisation of the pact."""
    personne = verrouiller_personne(personne)
    deja = deja_cree(personne.fonctions, cle)
    if deja is not None:
        return deja
    exiger(permissions.can_ajouter_fonction(par, pacte, timezone.localdate()))
    return _creer_fonction(pacte, personne, par, cle, organisation, qualite, intitule, date_debut)


def _creer_fonction(
    pacte: Pacte,
    personne: Personne,
    par: Fonction,
    cle: uuid.UUID,
    organisation: Organisation,
    qualite: str,
    intitule: str,
    date_debut: date | None,
) -> Fonction:
    if not pacte.organisations().filter(pk=organisation.pk).exists():
        raise ActeRefuse(refus("Cette organisation n'est pas dans ce pacte."))
    if not rules.is_qualite_possible(qualite, organisation.genre):
        raise ActeRefuse(refus("Cette qualité n'existe pas dans cette organisation."))
    meme = personne.fonctions.filter(organisation=organisation, qualite=qualite)
    if meme.en_cours(date_debut or timezone.localdate()).exists():
        raise ActeRefuse(refus("Cette personne tient déjà cette fonction."))
    nouvelle = Fonction(
        cle_idempotence=cle,
        personne=personne,
        organisation=organisation,
        qualite=qualite,
        intitule=intitule,
        date_debut=date_debut,
    )
    nouvelle.save()
    inscrire("ajouter_fonction", objet=nouvelle, par=par, pacte_code=pacte.code)
    return nouvelle


@transaction.atomic
def terminer_fonction(
    visee: Fonction, *, pacte: Pacte, par: Fonction, date_fin: date, motif: str = ""
) -> Fonction:
    """End a function on `date_fin`, its last day included."""
    visee = (
        Fonction.objects.select_for_update(of=("self",))
        .select_related("organisation", "personne")
        .get(pk=visee.pk)
    )
    exiger(permissions.can_terminer_fonction(par, pacte, visee, timezone.localdate()))
    if visee.date_debut is not None and date_fin < visee.date_debut:
        raise ActeRefuse(refus("La fin d'une fonction ne précède pas son début."))
    visee.date_fin = date_fin
    visee._change_reason = motif or "fin de fonction"
    visee.save()
    detail = f"jusqu'au {ecrire_jour_court(date_fin)}"
    inscrire(
        "terminer_fonction",
        objet=visee,
        par=par,
        pacte_code=pacte.code,
        motif=f"{motif} ({detail})" if motif else detail,
    )
    return visee
