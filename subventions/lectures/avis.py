"""What an organisation that is asked for its opinion reads: the request, and what the city shares."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from pacte.accord.models import Fonction, GenreOrganisation, Organisation, Pacte
from subventions.lectures.budgets import TableauBudget, tableaux_budget
from subventions.lectures.manques import totaux_de
from subventions.models import Avis, NaturePiece, PieceDemande
from subventions.permissions import QUALITES_AVIS
from subventions.rules.plan_comptable import Totaux

SOLLICITES = (
    GenreOrganisation.CAF,
    GenreOrganisation.FEDERATION,
    GenreOrganisation.FINANCEUR,
    GenreOrganisation.PARTENAIRE,
)


@dataclass(frozen=True, slots=True)
class PartDemande:
    """The part of a request that the city shares for an opinion, and nothing else of it."""

    tableaux: list[TableauBudget]
    totaux: Totaux | None
    pieces: list[PieceDemande]


def part_partagee(avis: Avis) -> PartDemande:
    """The budget and the documents, when they are shared; a bank statement never is."""
    demande, tableaux, totaux = avis.demande, [], None
    if avis.avec_budget:
        lignes = list(demande.lignes.order_by("ordre"))
        totaux = totaux_de(demande, lignes)
        tableaux = tableaux_budget(demande, lignes, totaux)
    pieces = []
    if avis.avec_pieces:
        pieces = list(
            demande.pieces.exclude(nature=NaturePiece.RIB).select_related("fichier").order_by("pk")
        )
    return PartDemande(tableaux, totaux, pieces)


def avis_de(fonction: Fonction, pacte: Pacte) -> QuerySet[Avis]:
    """The opinions asked of the acting function's organisation, the awaited ones first."""
    if fonction.qualite not in QUALITES_AVIS:
        return Avis.objects.none()
    return (
        Avis.objects.for_fonction(fonction)
        .filter(demande__pacte=pacte)
        .select_related("organisation", "demande__centre", "demande__pacte__ville")
        .order_by("-date_avis", "echeance", "pk")
    )


def organisations_a_solliciter(pacte: Pacte) -> QuerySet[Organisation]:
    """The organisations of the pact whose opinion may be asked: CAF, federation, other funders."""
    ids = {
        *pacte.parties.values_list("organisation", flat=True),
        *pacte.partenaires.values_list("pk", flat=True),
    }
    return Organisation.objects.filter(pk__in=ids, genre__in=SOLLICITES).order_by("nom")


def adresse_de(organisation: Organisation, le: date) -> str:
    """Where an organisation is asked: its own address, else that of who represents it; "" if none."""
    if organisation.courriel:
        return organisation.courriel
    qui = (
        Fonction.objects.en_cours(le)
        .filter(organisation=organisation, qualite__in=QUALITES_AVIS)
        .exclude(personne__courriel="")
        .select_related("personne")
        .order_by("pk")
        .first()
    )
    return qui.personne.courriel if qui else ""
