"""What a draft going round asks: to read it again, to deal with remarks, to make it definitive."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, F, OuterRef
from django.urls import reverse

from gouvernance.approbation import lire_faits, precharger_plusieurs
from gouvernance.models import (
    AccordCompteRendu,
    EtatCompteRendu,
    EtatRemarque,
    Participation,
    Remarque,
    Reunion,
)
from gouvernance.regles_circulation import Voie, approuver, remarques_ouvertes
from pacte.accord.models import Fonction, Pacte
from pacte.socle.a_faire import AFaire
from pacte.socle.dates import ecrire_jour_court


def relectures(fonction: Fonction, le: date, pacte: Pacte | None) -> list[AFaire]:
    """The drafts that the person was invited to read, and of which she has said nothing yet."""
    compte_rendu = OuterRef("compte_rendu")
    invitee = Participation.objects.filter(
        reunion=OuterRef("pk"), fonction__personne=fonction.personne_id
    )
    accord = AccordCompteRendu.objects.filter(
        compte_rendu=compte_rendu,
        par__personne=fonction.personne_id,
        version=OuterRef("compte_rendu__version_projet"),
    )
    remarque = Remarque.objects.filter(
        compte_rendu=compte_rendu,
        par__personne=fonction.personne_id,
        date_remarque__gte=OuterRef("compte_rendu__date_soumission"),
    ).exclude(etat=EtatRemarque.RETIREE)
    a_lire = (
        Reunion.objects.for_fonction(fonction)
        .filter(
            Exists(invitee),
            ~Exists(accord),
            ~Exists(remarque),
            compte_rendu__etat=EtatCompteRendu.PROJET,
            compte_rendu__date_limite_remarques__gte=le,
        )
        .exclude(compte_rendu__soumis_par__personne=fonction.personne_id)
        .annotate(limite=F("compte_rendu__date_limite_remarques"))
        .select_related("pacte", "instance", "centre", "theme")
        .order_by("limite", "pk")
    )
    if pacte is not None:
        a_lire = a_lire.filter(pacte=pacte)
    return [
        AFaire(
            f"Relire le projet de compte rendu : {reunion.titre}.",
            reunion.limite,
            f"{reverse('voir_reunion', args=[reunion.pacte.code, reunion.pk])}#compte-rendu",
            "Relire le projet",
        )
        for reunion in a_lire
    ]


def suites_des_projets(reunions: Iterable[Reunion], le: date) -> list[AFaire]:
    """What the submitted drafts ask of their organiser: nothing while they are only being read."""
    projets = [
        reunion
        for reunion in reunions
        if (compte_rendu := reunion.compte_rendu_ou_rien) is not None
        and compte_rendu.etat == EtatCompteRendu.PROJET
    ]
    precharger_plusieurs(projets)
    choses = (_suite(reunion, le) for reunion in projets)
    return [chose for chose in choses if chose is not None]


def _suite(reunion: Reunion, le: date) -> AFaire | None:
    faits = lire_faits(reunion)
    if faits is None:
        return None
    code, pk = reunion.pacte.code, reunion.pk
    quand = ecrire_jour_court(reunion.date_reunion) if reunion.date_reunion else ""
    nom = f"{reunion}, {quand}"
    ouvertes = remarques_ouvertes(faits, le)
    if ouvertes:
        combien = "une remarque" if ouvertes == 1 else f"{ouvertes} remarques"
        url = f"{reverse('voir_reunion', args=[code, pk])}#compte-rendu"
        phrase = f"Donner une suite à {combien} : {nom}."
        return AFaire(phrase, faits.date_limite, url, "Lire les remarques")
    approuve = approuver(faits, le)
    if approuve is None:
        return None
    debut = "Rendre définitif le compte rendu approuvé"
    if approuve.voie == Voie.TACITE:
        debut = "Le délai des remarques est passé : rendre définitif le compte rendu"
    url = reverse("rendre_definitif", args=[code, pk])
    return AFaire(f"{debut} : {nom}.", approuve.le, url, "Relire et confirmer")
