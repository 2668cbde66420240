"""When somebody receives what asks nothing of her: her choice, and the signed link that changes it."""

from typing import Any

from django.core import signing
from django.db import transaction

from pacte.courrier.gabarits import adresse_reglages
from pacte.courrier.models import Courriel, EtatCourriel, PreferenceCourriel, Rythme
from pacte.journal.operations import inscrire

SEL = "pacte.courrier.preferences"
# A mail is read again months later; after that, the account's page or a newer mail does it.
VALIDITE_EN_SECONDES = 180 * 24 * 3600


def cle_adresse(adresse: str) -> str:
    """Return the one spelling under which an address is known."""
    return adresse.strip().lower()


def rythme_de(adresse: str) -> Rythme:
    """Return what the reader of this address chose; one digest a day when she chose nothing."""
    preference = PreferenceCourriel.objects.filter(adresse=cle_adresse(adresse)).first()
    return Rythme(preference.rythme) if preference else Rythme.QUOTIDIEN


def jeton_reglages(adresse: str) -> str:
    """Return the signed text that lets its bearer change the choice of this address, and no more."""
    return signing.dumps(cle_adresse(adresse), salt=SEL)


def adresse_du_jeton(jeton: str) -> str | None:
    """Return the address that the link is bound to; None when it is wrong or too old."""
    try:
        return str(signing.loads(jeton, salt=SEL, max_age=VALIDITE_EN_SECONDES))
    except signing.BadSignature:
        return None


def url_reglages(adresse: str) -> str:
    """Return the full address of the page where the reader of this address chooses."""
    return f"{adresse_reglages()}{jeton_reglages(adresse)}/"


def choisir_rythme(adresse: str, rythme: Rythme, *, par: Any = None, compte: Any = None) -> None:
    """Keep the choice of one address, and write it in the journal.

    With JAMAIS, what was waiting for a digest is not sent. Mails that ask to act are not concerned:
    they always leave at once.
    """
    cle = cle_adresse(adresse)
    with transaction.atomic():
        preference, _ = PreferenceCourriel.objects.update_or_create(
            adresse=cle, defaults={"rythme": rythme}
        )
        if rythme == Rythme.JAMAIS:
            renoncer(cle)
        inscrire(
            "choisir_rythme_courriels",
            objet=preference,
            par=par,
            compte=compte,
            nom=cle,
            motif=f"Informations : {rythme.label}",
        )


def renoncer(adresse: str) -> int:
    """Give up what waits for a digest of this address; returns how many mails."""
    return Courriel.objects.filter(
        etat=EtatCourriel.A_REGROUPER, destinataire__iexact=cle_adresse(adresse)
    ).update(etat=EtatCourriel.NON_ENVOYE)
