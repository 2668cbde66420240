"""The mails that follow a vote: adjournment, letters, conventions to sign, conventions that end."""

from datetime import date

from django.urls import reverse

from pacte.accord.models import Fonction
from pacte.accord.models.personnes import QUALITES_AVS
from pacte.courrier.models import Nature
from pacte.socle.dates import ecrire_jour_court
from subventions.lectures.dossiers import HABILITEES
from subventions.models import Attribution, Convention, Demande
from subventions.notifications.envoi import (
    adresse_demande,
    adresses_du_centre,
    envoyer,
    personnes_du_centre,
    sans_double,
)


def annoncer_ajournement(demande: Demande) -> None:
    """Tell the centre that the council put its request off, and why."""
    envoyer(
        personnes_du_centre(demande),
        f"Subvention {demande.exercice}, {demande.centre} : demande {demande.numero} ajournée",
        "ajournement",
        {"demande": demande},
        "Voir la demande",
        adresse_demande(demande),
        nature=Nature.INFORMATION,
    )


def annoncer_lettre(demande: Demande, vote: Attribution | None) -> None:
    """Notify the decision: the letter is on the request's page, to keep (and to contest if refused)."""
    if vote is None:
        objet = f"Subvention {demande.exercice}, {demande.centre} : lettre de réponse"
    else:
        objet = f"Subvention {demande.exercice}, {demande.centre} : lettre de notification"
    envoyer(
        personnes_du_centre(demande),
        objet,
        "lettre",
        {"demande": demande, "vote": vote},
        "Lire la lettre",
        reverse("telecharger_lettre", args=[demande.pacte.code, demande.pk]),
    )


def annoncer_convention_a_signer(convention: Convention) -> None:
    """Ask the centre to sign its convention and to send it back."""
    envoyer(
        adresses_du_centre(convention.centre, None),
        f"Convention {convention.reference}, {convention.centre} : à signer",
        "convention_a_signer",
        {"convention": convention},
        "Voir la convention",
        _adresse(convention),
    )


def annoncer_fin_de_convention(convention: Convention, fin: date) -> None:
    """Warn both sides, nine months before, that a convention ends and what comes next."""
    objet = f"Convention {convention.reference}, {convention.centre} : préparer la suite"
    contexte = {"convention": convention, "fin": fin}
    engagees = [
        (fonction.personne.courriel, str(fonction.personne))
        for fonction in convention.centre.fonctions.filter(
            qualite__in=HABILITEES, date_fin__isnull=True
        ).select_related("personne")
    ]
    envoyer(
        sans_double([*engagees, (convention.centre.courriel, convention.centre.nom)]),
        f"{objet} avant le {ecrire_jour_court(fin)}",
        "fin_de_convention_centre",
        contexte,
        "Voir la convention",
        _adresse(convention),
        nature=Nature.INFORMATION,
    )
    envoyer(
        _adresses_de_la_ville(convention),
        f"{objet} avant le {ecrire_jour_court(fin)}",
        "fin_de_convention_ville",
        contexte,
        "Préparer la suivante",
        _adresse(convention),
    )


def _adresses_de_la_ville(convention: Convention) -> list[tuple[str, str]]:
    """The city's own address; without one, the people of the service that runs the pact."""
    ville = convention.pacte.ville
    if ville.courriel:
        return [(ville.courriel, ville.nom)]
    agents = Fonction.objects.filter(
        organisation=ville, qualite__in=QUALITES_AVS, date_fin__isnull=True
    ).select_related("personne")
    return sans_double((agent.personne.courriel, str(agent.personne)) for agent in agents)


def _adresse(convention: Convention) -> str:
    return reverse("voir_convention", args=[convention.pacte.code, convention.pk])
