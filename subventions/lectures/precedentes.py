"""What the centre already said: last year's request of the same kind, its latest sheet (U6)."""

import calendar
from datetime import date

from django.db.models import Q, Sum

from pacte.accord.models import Fonction, Qualite
from pacte.socle.dates import ajouter_annees
from subventions.models import Demande, EtatDemande, FicheAssociation

# What is stated again each year: never carried over.
ATTESTATIONS = frozenset({"obligations_a_jour"})
JOURS = ("exercice_du", "exercice_au")
CHAMPS_FICHE = tuple(
    champ.name
    for champ in FicheAssociation._meta.concrete_fields
    if champ.name not in {"id", "demande"}
)


def demande_precedente(demande: Demande) -> Demande | None:
    """Last year's request of the same kind, with what was awarded on it (`accorde`)."""
    return (
        Demande.objects.filter(
            pacte=demande.pacte_id,
            centre=demande.centre_id,
            exercice=demande.exercice - 1,
            genre=demande.genre,
        )
        .exclude(etat__in=(EtatDemande.BROUILLON, EtatDemande.RETIREE))
        .annotate(accorde=Sum("attributions__montant"))
        .order_by("-pk")
        .first()
    )


def fiche_precedente(demande: Demande, *, avant: int | None = None) -> FicheAssociation | None:
    """The latest sheet of the centre on another request, of this year or an earlier one.

    `avant` keeps those of the years before this one: last year's figures.
    """
    jusqu_a = demande.exercice if avant is None else avant - 1
    return (
        FicheAssociation.objects.filter(
            demande__centre=demande.centre_id, demande__exercice__lte=jusqu_a
        )
        .exclude(demande=demande.pk)
        .exclude(Q(denomination="") & Q(siret="") & Q(representante=""))
        .select_related("demande")
        .order_by("-demande__exercice", "-demande__pk")
        .first()
    )


def decaler(jour: date | None, annees: int) -> date | None:
    """The same day `annees` years later; a month's last day stays its month's last day."""
    if jour is None:
        return None
    autre = ajouter_annees(jour, annees)
    if jour.day == calendar.monthrange(jour.year, jour.month)[1]:
        return autre.replace(day=calendar.monthrange(autre.year, autre.month)[1])
    return autre


def fiche_preremplie(demande: Demande, le: date, par: Fonction | None = None) -> FicheAssociation:
    """A sheet, not saved, with all that is known: the latest one, else the centre's own row.

    The representative is whoever presides today, when one person alone does.
    """
    centre, avant = demande.centre, fiche_precedente(demande)
    fiche = FicheAssociation(demande=demande)
    if avant is not None:
        for nom in CHAMPS_FICHE:
            if nom not in ATTESTATIONS:
                setattr(fiche, nom, getattr(avant, nom))
        annees = demande.exercice - avant.demande.exercice
        for nom in JOURS:
            setattr(fiche, nom, decaler(getattr(avant, nom), annees))
    fiche.denomination = fiche.denomination or centre.nom
    for nom in ("siret", "rna", "adresse", "courriel", "telephone"):
        setattr(fiche, nom, getattr(fiche, nom) or getattr(centre, nom))
    presidence = list(
        Fonction.objects.filter(organisation=centre, qualite=Qualite.PRESIDENCE)
        .en_cours(le)
        .select_related("personne")[:2]
    )
    if len(presidence) == 1:
        fiche.representante = str(presidence[0].personne)
        fiche.qualite_representante = presidence[0].libelle_qualite
    if not fiche.contact and par is not None:
        fiche.contact = str(par.personne)
        fiche.courriel = fiche.courriel or par.personne.courriel
    if fiche.exercice_du is None and fiche.exercice_au is None:
        fiche.exercice_du = date(demande.exercice, 1, 1)
        fiche.exercice_au = date(demande.exercice, 12, 31)
    return fiche
