"""Secret calendar addresses: made, renewed, withdrawn, and what they open today."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from gouvernance.models import AbonnementCalendrier
from gouvernance.permissions import abonnements as droits
from pacte.accord.models import Fonction, Instance, Personne
from pacte.journal.operations import inscrire
from pacte.socle.droits import ActeRefuse, exiger, refus
from pacte.socle.jetons import empreinte_du_jeton, tirer_jeton


@transaction.atomic
def creer(*, par: Fonction | None, instance: Instance | None = None) -> str:
    """Make the address of one's own calendar, or of one body's; return its secret, shown once.

    Of its secret only the hash is kept. Asked twice, the second is refused: an address exists.
    """
    exiger(droits.can_creer_abonnement(par, instance, timezone.localdate()))
    jeton = tirer_jeton()
    abonnement = AbonnementCalendrier(
        personne=par.personne,
        pacte=instance.pacte if instance is not None else None,
        instance=instance,
        cree_par=par,
        empreinte=empreinte_du_jeton(jeton),
    )
    try:
        with transaction.atomic():
            abonnement.save(force_insert=True)
    except IntegrityError:
        raise ActeRefuse(
            refus("Vous avez déjà une adresse pour ce calendrier : renouvelez-la pour la relire.")
        ) from None
    _inscrire("creer_abonnement", abonnement, par)
    return jeton


@transaction.atomic
def renouveler(abonnement: AbonnementCalendrier, *, par: Fonction | None) -> str:
    """Replace an address by a new one; the former opens nothing more. Returns the new secret."""
    abonnement = _verrouiller(abonnement)
    exiger(droits.can_revoquer_abonnement(par, abonnement, timezone.localdate()))
    _fermer(abonnement)
    return creer(par=par, instance=abonnement.instance)


@transaction.atomic
def revoquer(abonnement: AbonnementCalendrier, *, par: Fonction | None) -> None:
    """Close an address; a second time changes nothing."""
    abonnement = _verrouiller(abonnement)
    exiger(droits.can_revoquer_abonnement(par, abonnement, timezone.localdate()))
    if abonnement.revoque_le is None:
        _fermer(abonnement)
        _inscrire("revoquer_abonnement", abonnement, par)


def _verrouiller(abonnement: AbonnementCalendrier) -> AbonnementCalendrier:
    return (
        AbonnementCalendrier.objects.select_for_update(of=("self",))
        .select_related("personne", "instance__pacte")
        .get(pk=abonnement.pk)
    )


def _fermer(abonnement: AbonnementCalendrier) -> None:
    abonnement.revoque_le = abonnement.revoque_le or timezone.now()
    abonnement.save(update_fields=["revoque_le"])


def _inscrire(action: str, abonnement: AbonnementCalendrier, par: Fonction | None) -> None:
    motif = abonnement.instance.nom if abonnement.instance is not None else "calendrier personnel"
    code = abonnement.pacte.code if abonnement.pacte is not None else ""
    inscrire(action, objet=abonnement, par=par, motif=motif, pacte_code=code)


# --- What an address opens ------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class CalendrierOuvert:
    """Whose calendar it is, with the functions that she holds today; `instance` for one body's."""

    personne: Personne
    fonctions: tuple[Fonction, ...]
    instance: Instance | None


def trouver_calendrier(jeton: str) -> CalendrierOuvert | None:
    """Return what a secret opens today, None in every other case.

    It opens nothing once withdrawn, once the person's access is closed, once she holds no function
    any more, or, for a body, none in its pact.
    """
    abonnement = (
        AbonnementCalendrier.objects.filter(
            empreinte=empreinte_du_jeton(jeton),
            revoque_le__isnull=True,
            personne__compte__is_active=True,
        )
        .select_related("personne", "instance__pacte")
        .first()
    )
    if abonnement is None:
        return None
    le = timezone.localdate()
    fonctions = tuple(
        Fonction.objects.filter(personne=abonnement.personne)
        .en_cours(le)
        .select_related("personne", "organisation")
        .order_by("pk")
    )
    instance = abonnement.instance
    if instance is not None:
        fonctions = tuple(f for f in fonctions if droits.can_lire_instance(f, instance, le))
    if not fonctions:
        return None
    return CalendrierOuvert(abonnement.personne, fonctions, instance)
