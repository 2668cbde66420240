"""The mails of a date poll. Each carries a personal link: its text is erased once it has left."""

from django.urls import reverse

from gouvernance.models import EnvoiSondage, Sondage
from gouvernance.notifications.commun import objet
from pacte.courrier.gabarits import composer
from pacte.courrier.models import Courriel, Nature
from pacte.courrier.operations import mettre_en_file

# What each mail is about, for its subject.
ACTIONS = {
    "sondage": "dites vos disponibilités",
    "sondage_rappel": "vos disponibilités sont attendues",
    "sondage_ajout": "un créneau est ajouté",
}


def interroger(
    envoi: EnvoiSondage,
    *,
    gabarit: str,
    jeton: str,
    destinataire: str,
    nom: str,
    au_secretariat: bool,
) -> Courriel:
    """Ask one person, or her secretariat, with the link of `jeton`; `gabarit` is a key of ACTIONS."""
    sondage = envoi.sondage
    texte, html = composer(
        f"gouvernance/courriels/{gabarit}.txt",
        {
            "sondage": sondage,
            "reunion": sondage.reunion,
            "creneaux": sondage.creneaux.all(),
            "personne": envoi.participation.fonction.personne,
            "au_secretariat": au_secretariat,
            "bouton_libelle": "Répondre",
            "bouton_url": reverse("repondre_sondage", args=[jeton]),
        },
    )
    return mettre_en_file(
        destinataire=destinataire,
        nom=nom,
        objet=objet(sondage.reunion, ACTIONS[gabarit]),
        texte=texte,
        html=html,
        confidentiel=True,
        pacte_code=sondage.reunion.pacte.code,
    )


def annoncer_abandon(sondage: Sondage, motif: str) -> int:
    """Tell those who were asked by mail that no answer is awaited any more; return how many."""
    envois = sondage.envois.filter(courriel__isnull=False).select_related("courriel")
    for envoi in envois:
        texte, html = composer(
            "gouvernance/courriels/sondage_abandon.txt",
            {"reunion": sondage.reunion, "motif": motif},
        )
        mettre_en_file(
            destinataire=envoi.courriel.destinataire,
            nom=envoi.courriel.nom_destinataire,
            objet=objet(sondage.reunion, "sondage abandonné"),
            texte=texte,
            html=html,
            nature=Nature.INFORMATION,
            pacte_code=sondage.reunion.pacte.code,
        )
    return len(envois)
