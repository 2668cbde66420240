"""What the demonstration's centres wrote in their requests: sheets, answers, drafts at several stages."""

from datetime import date
from decimal import Decimal

from pacte.accord.models import Fonction, Pacte
from pacte.pilotage.demo.donnees import SIRETS
from subventions.forms.association import VERSION_ENGAGEMENT
from subventions.lectures.manques import totaux_de
from subventions.lectures.precedentes import fiche_preremplie
from subventions.lectures.questions import questions_de
from subventions.models import (
    AideEnNature,
    Campagne,
    Demande,
    EtatDemande,
    FicheAssociation,
    GenreDemande,
    GenreReponse,
    ModeDepot,
    NatureAide,
    ReponseQuestion,
)
from subventions.pdf.accuse import sceller_accuse
from subventions.workflow import A_DECIDER

# Fictitious numbers: no prefecture gave them.
RNA = {code: rna for code, (_, rna) in SIRETS.items()}
MOYENS = {
    "TILLEULS": (412, 61, 2, 14, Decimal("10.40")),
    "GARE": (268, 38, 1, 9, Decimal("6.80")),
    "RIVES": (197, 44, 0, 7, Decimal("5.25")),
}
OBJECTIFS = (
    "Accueillir chacune et chacun sans condition, toute l'année.\n"
    "Soutenir les projets des habitantes et des habitants."
)
PUBLICS = "Tout le quartier, avec une attention aux familles et aux personnes isolées."
EVALUATION = (
    "Le nombre de personnes accueillies, et un temps d'échange avec elles chaque trimestre."
)


def charger_saisies(pacte: Pacte, fonctions: dict[str, Fonction], au: date) -> int:
    """Write the sheets and the answers, year after year, and leave drafts at several stages."""
    directions = {
        fonction.organisation.code: fonction
        for fonction in fonctions.values()
        if fonction.qualite == "direction"
    }
    demandes = (
        Demande.objects.filter(pacte=pacte, mode_depot=ModeDepot.PORTAIL)
        .select_related("centre", "pacte")
        .order_by("exercice", "pk")
    )
    for demande in demandes:
        _remplir(demande, directions[demande.centre.code], au)
    _accuser(pacte)
    return _brouillons(pacte, directions, au)


def _remplir(demande: Demande, direction: Fonction, au: date) -> None:
    demande.objectifs, demande.publics, demande.evaluation = OBJECTIFS, PUBLICS, EVALUATION
    demande.date_debut = date(demande.exercice, 1, 1)
    demande.date_fin = date(demande.exercice, 12, 31)
    demande.suivie_par = direction
    demande.save()
    fiche = fiche_preremplie(demande, au, direction)
    code = demande.centre.code
    adherents, benevoles, volontaires, salaries, etpt = MOYENS[code]
    annees = demande.exercice - au.year
    fiche.rna = fiche.rna or RNA[code]
    fiche.adresse = fiche.adresse or f"Place du quartier, {demande.pacte.ville}"
    fiche.representante = fiche.representante or "Présidence du centre"
    fiche.qualite_representante = fiche.qualite_representante or "présidence"
    fiche.adherents, fiche.benevoles = adherents + 6 * annees, benevoles + annees
    fiche.volontaires, fiche.salaries, fiche.etpt = volontaires, salaries, etpt
    fiche.date_engagement = date(2022, 3, 14)
    fiche.version_engagement, fiche.engagement_par = VERSION_ENGAGEMENT, fiche.representante
    fiche.obligations_a_jour = demande.etat != EtatDemande.BROUILLON
    fiche.full_clean()
    fiche.save()
    for question in questions_de(demande):
        if demande.etat == EtatDemande.BROUILLON and question.obligatoire:
            continue
        valeur = {
            GenreReponse.NOMBRE: str(1_180 + 35 * annees),
            GenreReponse.OUI_NON: "oui",
            GenreReponse.CHOIX: question.choix[0] if question.choix else "",
        }.get(question.reponse, "Voir la présentation.")
        ReponseQuestion(demande=demande, question=question, valeur=valeur).save()


def _accuser(pacte: Pacte) -> None:
    """The receipts of the requests being examined; those of past years would take long to make."""
    campagnes = {campagne.exercice: campagne for campagne in Campagne.objects.filter(pacte=pacte)}
    deposees = Demande.objects.filter(
        pacte=pacte, mode_depot=ModeDepot.PORTAIL, etat__in=A_DECIDER
    ).select_related("centre", "pacte__ville", "depot_par__personne")
    for demande in deposees.order_by("pk"):
        campagne = campagnes.get(demande.exercice)
        demande.accuse = sceller_accuse(demande, totaux_de(demande), campagne)
        demande.save()


def _brouillons(pacte: Pacte, directions: dict[str, Fonction], au: date) -> int:
    """A draft that is ready to be read again, one barely begun, one that asks for premises."""
    pret = (
        Demande.objects.filter(pacte=pacte, etat=EtatDemande.BROUILLON, genre="fonctionnement")
        .select_related("centre", "pacte__ville")
        .first()
    )
    if pret is not None:
        fiche = FicheAssociation.objects.get(demande=pret)
        fiche.obligations_a_jour = True
        fiche.save()
        for question in questions_de(pret).filter(obligatoire=True):
            ReponseQuestion(demande=pret, question=question, valeur="1 240").save()
        pret.date_relecture, pret.relecture_par = au, directions[pret.centre.code]
        pret.save()
    _commence(pacte, directions["GARE"], au)
    _aide_en_nature(pacte, directions["RIVES"], au)
    return 2


def _commence(pacte: Pacte, direction: Fonction, au: date) -> None:
    demande = Demande(
        pacte=pacte,
        centre=direction.organisation,
        exercice=au.year + 1,
        genre=GenreDemande.PROJET,
        objet="Une ludothèque le samedi",
        redige_par=direction,
        suivie_par=direction,
    )
    demande.save()
    fiche_preremplie(demande, au, direction).save()


def _aide_en_nature(pacte: Pacte, direction: Fonction, au: date) -> None:
    demande = Demande(
        pacte=pacte,
        centre=direction.organisation,
        exercice=au.year + 1,
        genre=GenreDemande.AIDE_EN_NATURE,
        objet="La salle polyvalente et ses fluides",
        presentation="Le centre y tient ses ateliers, chaque jour de la semaine.",
        date_debut=date(au.year + 1, 1, 1),
        date_fin=date(au.year + 1, 12, 31),
        redige_par=direction,
        suivie_par=direction,
    )
    demande.save()
    fiche_preremplie(demande, au, direction).save()
    aides = (
        (NatureAide.LOCAUX, "Salle polyvalente, 140 m², cinq jours par semaine", 18_000),
        (NatureAide.FLUIDES, "Eau, électricité et chauffage de la salle", 4_200),
        (NatureAide.PERSONNEL, "Entretien, six heures par semaine", None),
    )
    for ordre, (nature, description, valeur) in enumerate(aides):
        AideEnNature(
            demande=demande,
            nature=nature,
            description=description,
            valeur=None if valeur is None else Decimal(valeur),
            ordre=ordre,
        ).save()
