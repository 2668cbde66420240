"""Reading drafts of délibérations: the texts proposed, the requests to propose, the déports noted."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Q, Subquery, Sum

from pacte.accord.models import Pacte
from pacte.socle.montants import ZERO
from subventions.models import (
    AideEnNature,
    Demande,
    Deport,
    EtatDemande,
    GenreDemande,
    GenreVersement,
    LigneProjet,
    ProjetDeliberation,
    Versement,
)
from subventions.textes import versions as textes_dates

FICHIER = "deliberation.toml"


def demandes_a_proposer(
    pacte: Pacte,
    exercice: int,
    projet: ProjetDeliberation | None = None,
    *,
    is_envoi: bool = False,
) -> list[Demande]:
    """Return the requests that a draft may hold: proposed, and in no other draft still open.

    `is_envoi`: a form that comes back keeps its rows; the operation says which are taken.
    """
    ailleurs = LigneProjet.objects.filter(projet__pacte=pacte, projet__date_vote__isnull=True)
    if projet is not None:
        ailleurs = ailleurs.exclude(projet=projet)
    prises = set() if is_envoi else set(ailleurs.values_list("demande", flat=True))
    ouvertes = Q(etat=EtatDemande.PROPOSEE)
    if projet is not None:
        ouvertes |= Q(lignes_projet__projet=projet)
    return list(
        Demande.objects.filter(ouvertes, pacte=pacte, exercice=exercice)
        .exclude(pk__in=prises)
        .select_related("centre")
        .annotate(valeur_des_aides=valeur_des_aides())
        .order_by("centre__nom", "genre", "pk")
        .distinct()
    )


def valeur_des_aides() -> Subquery:
    """The value of the help in kind that a request asks, as a subquery; None when none is valued."""
    return Subquery(
        AideEnNature.objects.filter(demande=OuterRef("pk"))
        .order_by()
        .values("demande")
        .annotate(total=Sum("valeur"))
        .values("total")
    )


def lignes_du_projet(projet: ProjetDeliberation) -> list[LigneProjet]:
    """Return the table of a draft, in its order."""
    return list(
        projet.lignes.select_related("demande__centre", "demande__pacte").order_by("ordre", "pk")
    )


def total_propose(lignes: Sequence[LigneProjet]) -> Decimal:
    """Return what a draft proposes in all."""
    return sum((ligne.montant for ligne in lignes), ZERO)


def total_en_nature(lignes: Sequence[LigneProjet]) -> Decimal:
    """Return the value of the help in kind that a draft proposes in all."""
    return sum((ligne.valeur_en_nature or ZERO for ligne in lignes), ZERO)


def deports_du_projet(lignes: Sequence[LigneProjet]) -> list[Deport]:
    """Return who keeps away from which request of the draft."""
    return list(
        Deport.objects.filter(demande__in=[ligne.demande_id for ligne in lignes])
        .select_related("personne", "demande__centre")
        .order_by("personne__nom", "pk")
    )


def textes_proposes(pacte: Pacte, exercice: int, le: date) -> dict[str, Any]:
    """Return the texts of a new draft: title, visas, recitals, operative part, as lines."""
    version = textes_dates.en_vigueur(FICHIER, "texte", le)
    mots = {
        "ville": pacte.ville.nom,
        "service": f"le {pacte.service_ville}"
        if pacte.service_ville
        else "les services de la Ville",
        "pacte": pacte.titre_court,
        "exercice": exercice,
        "precedent": exercice - 1,
    }
    return {
        "titre": version["titre"].format_map(mots),
        **{
            nom: "\n".join(textes_dates.remplir(version[nom], mots))
            for nom in ("visas", "considerants", "dispositif")
        },
    }


def textes_fixes(le: date) -> dict[str, str]:
    """Return the sentences that every délibération carries: formula, déports, ways of appeal."""
    version = textes_dates.en_vigueur(FICHIER, "texte", le)
    return {nom: version[nom] for nom in ("formule", "deport", "recours")}


def comptes_proposes(le: date) -> dict[str, str]:
    """Return the budget account proposed for each kind of request, from the dated file."""
    version = textes_dates.en_vigueur(FICHIER, "comptes", le)
    return {genre: version.get(genre, "") for genre in GenreDemande.values}


def centres_avances(pacte: Pacte, exercice: int) -> set[int]:
    """Return the centres whose advance of the year was paid."""
    return set(
        Versement.objects.filter(
            pacte=pacte, exercice=exercice, genre=GenreVersement.AVANCE
        ).values_list("centre", flat=True)
    )


def conseil_prevu() -> Subquery:
    """To annotate requests: the council of the draft that holds each, as long as it has not voted."""
    lignes = LigneProjet.objects.filter(
        demande=OuterRef("pk"),
        projet__date_vote__isnull=True,
        projet__date_conseil__isnull=False,
    )
    return Subquery(lignes.order_by("-projet__date_conseil").values("projet__date_conseil")[:1])
