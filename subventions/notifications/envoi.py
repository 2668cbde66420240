"""To whom the mails of subsidies go, and how they are put in the outbox."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from pacte.accord.models import Fonction, Organisation
from pacte.courrier.gabarits import composer
from pacte.courrier.models import Nature
from pacte.courrier.operations import mettre_en_file
from subventions.lectures.dossiers import HABILITEES
from subventions.models import Demande

LONGUEUR_OBJET = 200


def adresse_demande(demande: Demande) -> str:
    return reverse("voir_demande", args=[demande.pacte.code, demande.pk])


def adresse_recapitulatif(demande: Demande) -> str:
    return reverse("relire_demande", args=[demande.pacte.code, demande.pk])


def adresse_avance(code: str, exercice: int, centre: Organisation) -> str:
    return reverse("voir_avance", args=[code, exercice, centre.code])


def adresse_personne(fonction: Fonction | None) -> tuple[str, str]:
    if fonction is None:
        return ("", "")
    return (fonction.personne.courriel, str(fonction.personne))


def personnes_du_centre(demande: Demande) -> list[tuple[str, str]]:
    return adresses_du_centre(demande.centre, demande.depot_par)


def adresses_du_centre(centre: Organisation, qui: Fonction | None) -> list[tuple[str, str]]:
    """Whoever acted for the centre and its own address; without any, those who engage it."""
    connues = sans_double([adresse_personne(qui), (centre.courriel, centre.nom)])
    if connues:
        return connues
    habilitees = Fonction.objects.filter(
        organisation=centre, qualite__in=HABILITEES, date_fin__isnull=True
    ).select_related("personne")
    return sans_double(adresse_personne(fonction) for fonction in habilitees)


def sans_double(adresses: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Keep each address once, whatever its capitals; drop empty ones."""
    uniques: dict[str, tuple[str, str]] = {}
    for courriel, nom in adresses:
        if courriel:
            uniques.setdefault(courriel.lower(), (courriel, nom))
    return list(uniques.values())


def envoyer(
    destinataires: Iterable[tuple[str, str]],
    objet: str,
    gabarit: str,
    contexte: dict[str, Any],
    libelle: str,
    url: str,
    *,
    nature: Nature = Nature.ACTION,
) -> None:
    """Put the same mail in the outbox for each address.

    ACTION leaves at once: a receipt of one's own act, something to do, a refusal that may be
    contested. INFORMATION waits for the digest.
    """
    texte, html = composer(
        f"subventions/courriels/{gabarit}.txt",
        {**contexte, "bouton_libelle": libelle, "bouton_url": url},
    )
    for courriel, nom in destinataires:
        mettre_en_file(
            destinataire=courriel,
            nom=nom,
            objet=" ".join(objet.split())[:LONGUEUR_OBJET],
            texte=texte,
            html=html,
            nature=nature,
            lien=url,
        )
