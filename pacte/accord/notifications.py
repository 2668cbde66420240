"""The mails of the agreement: links that open an access or change a password."""

from django.urls import reverse

from pacte.accord.models import OuvertureAcces, User
from pacte.courrier.gabarits import composer
from pacte.courrier.models import Courriel
from pacte.courrier.operations import mettre_en_file


def envoyer_ouverture(ouverture: OuvertureAcces, jeton: str, *, pacte_code: str = "") -> Courriel:
    """Queue the link that opens a person's access, to the address it is bound to.

    `pacte_code` lets the staff of that pact see what became of it.
    """
    contexte = {
        "personne": ouverture.personne,
        "expire_le": ouverture.expire_le,
        "bouton_libelle": "Ouvrir mon accès",
        "bouton_url": reverse("accepter_acces", args=[jeton]),
    }
    texte, html = composer("accord/courriels/ouverture", contexte)
    return mettre_en_file(
        destinataire=ouverture.courriel,
        nom=str(ouverture.personne),
        objet="Portail du pacte : ouvrez votre accès",
        texte=texte,
        html=html,
        confidentiel=True,
        pacte_code=pacte_code,
    )


def envoyer_reinitialisation(compte: User, lien: str) -> Courriel:
    """Queue the link that changes a password, to the account's own address."""
    contexte = {"bouton_libelle": "Choisir un nouveau mot de passe", "bouton_url": lien}
    texte, html = composer("accord/courriels/reinitialisation", contexte)
    return mettre_en_file(
        destinataire=compte.email,
        nom=str(compte),
        objet="Portail du pacte : choisir un nouveau mot de passe",
        texte=texte,
        html=html,
        confidentiel=True,
    )
