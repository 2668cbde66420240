"""The mails of subsidies: composed here, written in the outbox in the transaction of the act."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from pacte.accord.models import Fonction, Organisation
from pacte.courrier.gabarits import composer
from pacte.courrier.models import Nature
from pacte.courrier.operations import mettre_en_file
from pacte.socle.montants import ecrire_montant
from subventions.dossiers import HABILITEES, DossierAvance
from subventions.models import Attribution, Campagne, Demande, Versement

LONGUEUR_OBJET = 200


def annoncer_depot(demande: Demande, campagne: Campagne | None) -> None:
    """Send the receipt to whoever deposited, and to the centre's own address."""
    depot_par = demande.depot_par
    destinataires = _sans_double(
        [_adresse_personne(depot_par), (demande.centre.courriel, demande.centre.nom)]
    )
    _envoyer(
        destinataires,
        f"Subvention {demande.exercice}, {demande.centre} : demande {demande.numero} déposée",
        "depot",
        {"demande": demande, "campagne": campagne},
        "Voir la demande",
        _adresse_demande(demande),
    )


def annoncer_reception(demande: Demande) -> None:
    """Tell the centre that the city has the request."""
    _envoyer(
        _personnes_du_centre(demande),
        f"Subvention {demande.exercice}, {demande.centre} : demande {demande.numero} reçue",
        "reception",
        {"demande": demande},
        "Voir la demande",
        _adresse_demande(demande),
        nature=Nature.INFORMATION,
    )


def annoncer_attribution(demande: Demande, attribution: Attribution) -> None:
    """Tell the centre what the council voted."""
    montant = ecrire_montant(attribution.montant)
    _envoyer(
        _personnes_du_centre(demande),
        f"Subvention {demande.exercice}, {demande.centre} : {montant} votés",
        "attribution",
        {"demande": demande, "attribution": attribution},
        "Voir la demande",
        _adresse_demande(demande),
        nature=Nature.INFORMATION,
    )


def annoncer_refus(demande: Demande) -> None:
    """Tell the centre that its request is not granted, and why."""
    _envoyer(
        _personnes_du_centre(demande),
        f"Subvention {demande.exercice}, {demande.centre} : réponse à la demande {demande.numero}",
        "refus",
        {"demande": demande},
        "Voir la demande",
        _adresse_demande(demande),
    )


def annoncer_demande_avance(dossier: DossierAvance) -> None:
    """Confirm the request of the advance to the centre, and tell the city's service."""
    ville = dossier.pacte.ville
    _envoyer(
        _sans_double(
            [
                _adresse_personne(dossier.avance.demandee_par if dossier.avance else None),
                (dossier.centre.courriel, dossier.centre.nom),
                (ville.courriel, ville.nom),
            ]
        ),
        f"Avance {dossier.exercice}, {dossier.centre} : demandée",
        "demande_avance",
        {"dossier": dossier},
        "Voir l'avance",
        _adresse_avance(dossier.pacte.code, dossier.exercice, dossier.centre),
    )


def annoncer_decision_tardive(dossier: DossierAvance) -> None:
    """Tell the centre what the city decided of its late request, and why."""
    _envoyer(
        _adresses_du_centre(
            dossier.centre, dossier.avance.demandee_par if dossier.avance else None
        ),
        f"Avance {dossier.exercice}, {dossier.centre} : décision de la Ville",
        "decision_tardive",
        {"dossier": dossier, "avance": dossier.avance},
        "Voir l'avance",
        _adresse_avance(dossier.pacte.code, dossier.exercice, dossier.centre),
    )


def annoncer_avance_payee(versement: Versement) -> None:
    """Tell the centre that its advance is paid."""
    montant = ecrire_montant(versement.montant)
    demandeur = versement.avance.demandee_par if versement.avance else None
    _envoyer(
        _adresses_du_centre(versement.centre, demandeur),
        f"Avance {versement.exercice}, {versement.centre} : {montant} payés",
        "avance_payee",
        {"versement": versement},
        "Voir l'avance",
        _adresse_avance(versement.pacte.code, versement.exercice, versement.centre),
        nature=Nature.INFORMATION,
    )


def _adresse_demande(demande: Demande) -> str:
    return reverse("voir_demande", args=[demande.pacte.code, demande.pk])


def _adresse_avance(code: str, exercice: int, centre: Organisation) -> str:
    return reverse("voir_avance", args=[code, exercice, centre.code])


def _adresse_personne(fonction: Fonction | None) -> tuple[str, str]:
    if fonction is None:
        return ("", "")
    return (fonction.personne.courriel, str(fonction.personne))


def _personnes_du_centre(demande: Demande) -> list[tuple[str, str]]:
    return _adresses_du_centre(demande.centre, demande.depot_par)


def _adresses_du_centre(centre: Organisation, qui: Fonction | None) -> list[tuple[str, str]]:
    """Whoever acted for the centre and its own address; without any, those who engage it."""
    connues = _sans_double([_adresse_personne(qui), (centre.courriel, centre.nom)])
    if connues:
        return connues
    habilitees = Fonction.objects.filter(
        organisation=centre, qualite__in=HABILITEES, date_fin__isnull=True
    ).select_related("personne")
    return _sans_double(_adresse_personne(fonction) for fonction in habilitees)


def _sans_double(adresses: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Keep each address once, whatever its capitals; drop empty ones."""
    uniques: dict[str, tuple[str, str]] = {}
    for courriel, nom in adresses:
        if courriel:
            uniques.setdefault(courriel.lower(), (courriel, nom))
    return list(uniques.values())


def _envoyer(
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
