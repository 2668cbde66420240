"""Opening and closing people's access, by a hashed link used once; choosing one's function."""

import uuid
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from pacte.accord import permissions
from pacte.accord.models import Fonction, OuvertureAcces, Pacte, Personne, User
from pacte.accord.notifications import envoyer_ouverture
from pacte.accord.operations.verrous import deja_cree, verrouiller_personne
from pacte.journal.operations import inscrire
from pacte.socle.droits import ActeRefuse, exiger, refus
from pacte.socle.jetons import empreinte_du_jeton, tirer_jeton

VALIDITE = timedelta(days=7)
LIEN_MORT = refus("Ce lien n'est plus valable. Demandez-en un autre au service de la Ville.")


def trouver_ouverture(jeton: str) -> OuvertureAcces | None:
    """The opening that this token names, whatever its state; None for an unknown token."""
    return (
        OuvertureAcces.objects.filter(empreinte=empreinte_du_jeton(jeton))
        .select_related("personne__compte")
        .first()
    )


@transaction.atomic
def ouvrir_acces(
    personne: Personne, *, pacte: Pacte, par: Fonction, cle: uuid.UUID
) -> OuvertureAcces:
    """Send the person a link that opens her account, valid 7 days; earlier links die."""
    personne = verrouiller_personne(personne)
    deja = deja_cree(personne.ouvertures, cle)
    if deja is not None:
        return deja
    exiger(permissions.can_ouvrir_acces(par, pacte, personne, timezone.localdate()))
    autre = User.objects.filter(email__iexact=personne.courriel).exclude(personne=personne)
    if autre.exists():
        raise ActeRefuse(refus("Ce courriel sert déjà à un autre compte."))
    ouverture = _envoyer(personne, par, cle, pacte_code=pacte.code)
    inscrire("ouvrir_acces", objet=ouverture, par=par, pacte_code=pacte.code)
    return ouverture


def _envoyer(
    personne: Personne, par: Fonction | None, cle: uuid.UUID, *, pacte_code: str = ""
) -> OuvertureAcces:
    personne.ouvertures.en_attente().update(revoquee_le=timezone.now())
    jeton = tirer_jeton()
    ouverture = OuvertureAcces.objects.create(
        cle_idempotence=cle,
        personne=personne,
        courriel=personne.courriel,
        empreinte=empreinte_du_jeton(jeton),
        creee_par=par,
        expire_le=timezone.now() + VALIDITE,
    )
    envoyer_ouverture(ouverture, jeton, pacte_code=pacte_code)
    return ouverture


@transaction.atomic
def renvoyer_acces(jeton: str) -> bool:
    """Send a fresh link to the same address, asked by whoever holds an expired one.

    Returns whether a mail left: only an expired link that was neither used nor revoked sends one,
    and it sends one only, since the fresh link revokes it.
    """
    ouverture = (
        OuvertureAcces.objects.select_for_update(of=("self",))
        .filter(empreinte=empreinte_du_jeton(jeton))
        .select_related("personne")
        .first()
    )
    if ouverture is None or not is_renvoyable(ouverture):
        return False
    nouvelle = _envoyer(verrouiller_personne(ouverture.personne), ouverture.creee_par, uuid.uuid4())
    inscrire("renvoyer_acces", objet=nouvelle, nom=str(ouverture.personne))
    return True


def is_renvoyable(ouverture: OuvertureAcces) -> bool:
    """Whether this link is dead of old age alone."""
    return (
        ouverture.utilisee_le is None
        and ouverture.revoquee_le is None
        and timezone.now() >= ouverture.expire_le
        and ouverture.courriel.lower() == ouverture.personne.courriel.lower()
    )


@transaction.atomic
def accepter_acces(jeton: str, *, mot_de_passe: str) -> User:
    """Use the link: the account opens with this password, and the link is dead.

    The password is already checked by the form. Raises ActeRefuse for a link that no longer opens.
    """
    ouverture = (
        OuvertureAcces.objects.select_for_update(of=("self",))
        .filter(empreinte=empreinte_du_jeton(jeton))
        .first()
    )
    if ouverture is None or not ouverture.is_utilisable():
        raise ActeRefuse(LIEN_MORT)
    personne = verrouiller_personne(ouverture.personne)
    if ouverture.courriel.lower() != personne.courriel.lower():
        raise ActeRefuse(LIEN_MORT)
    if User.objects.filter(email__iexact=ouverture.courriel).exclude(personne=personne).exists():
        raise ActeRefuse(LIEN_MORT)
    compte = User.objects.select_for_update().filter(personne=personne).first()
    if compte is not None and compte.is_active:
        raise ActeRefuse(LIEN_MORT)
    compte = compte or User(personne=personne)
    compte.email = ouverture.courriel.lower()
    compte.is_active = True
    compte.set_password(mot_de_passe)
    compte.save()
    # allauth keeps the addresses that signed in: a former one must not open the account again.
    EmailAddress.objects.filter(user=compte).exclude(email__iexact=compte.email).delete()
    ouverture.utilisee_le = timezone.now()
    ouverture.save()
    inscrire("accepter_acces", objet=ouverture, compte=compte)
    return compte


@transaction.atomic
def revoquer_ouverture(ouverture: OuvertureAcces, *, pacte: Pacte, par: Fonction) -> OuvertureAcces:
    """Cancel a link that was sent and not used."""
    ouverture = (
        OuvertureAcces.objects.select_for_update(of=("self",))
        .select_related("personne")
        .get(pk=ouverture.pk)
    )
    exiger(permissions.can_revoquer_ouverture(par, pacte, ouverture, timezone.localdate()))
    ouverture.revoquee_le = timezone.now()
    ouverture.save()
    inscrire("revoquer_ouverture", objet=ouverture, par=par, pacte_code=pacte.code)
    return ouverture


@transaction.atomic
def fermer_acces(personne: Personne, *, pacte: Pacte, par: Fonction, motif: str) -> User:
    """Close the person's account: its sessions, its password and its reset links die at once."""
    personne = verrouiller_personne(personne)
    exiger(permissions.can_fermer_acces(par, pacte, personne, timezone.localdate()))
    compte = User.objects.select_for_update().get(personne=personne)
    compte.is_active = False
    compte.set_unusable_password()
    compte.save()
    personne.ouvertures.en_attente().update(revoquee_le=timezone.now())
    inscrire("fermer_acces", objet=personne, par=par, pacte_code=pacte.code, motif=motif)
    return compte


@transaction.atomic
def choisir_fonction(compte: User, *, par: Fonction) -> None:
    """Remember in whose name the person works from now on."""
    compte.derniere_fonction = par
    compte.save(update_fields=["derniere_fonction"])
    inscrire("choisir_fonction", objet=par, par=par, compte=compte)
