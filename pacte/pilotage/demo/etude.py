"""The demonstration's instruction: three equipment requests at three stages, and a recorded déport."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from pacte.accord.models import Fonction, Organisation, Pacte
from subventions.models import (
    Avis,
    Correction,
    Demande,
    Deport,
    EtatDemande,
    GenreDemande,
    LigneBudget,
    MessageDemande,
    ModeDepot,
    NoteInstruction,
    ObjetCorrection,
    SensAvis,
)
from subventions.operations.demandes import numeroter
from subventions.rules.plan_comptable import COMPTE_VILLE, plan_pour

CHARGES = (("601", 40), ("604", 60))
AUTRE_PRODUIT = "74-sociaux"


@dataclass(frozen=True, slots=True)
class Equipement:
    """A request for equipment: by whom, for what, how much, and where it stands."""

    direction: str
    objet: str
    presentation: str
    montant: int
    propose: int | None


EQUIPEMENTS = (
    Equipement(
        "aline-cedre",
        "Mobilier de la salle d'accueil",
        "La salle d'accueil reçoit deux fois plus d'habitantes et d'habitants qu'à son ouverture.",
        9_600,
        8_000,
    ),
    Equipement(
        "dora-saule",
        "Cuisine pédagogique",
        "Une cuisine aux normes permettra des ateliers avec les familles et la halte-garderie.",
        14_200,
        None,
    ),
    Equipement(
        "sami-platane",
        "Accessibilité de l'entrée",
        "Une rampe et une porte automatique ouvriront le centre à toutes et à tous.",
        11_500,
        None,
    ),
)


def charger_etude(pacte: Pacte, fonctions: dict[str, Fonction], au: date) -> int:
    """Create three requests being examined, with what was said of them; return how many."""
    agent, cheffe = fonctions["camille-aubier"], fonctions["nadia-frene"]
    demandes = [
        _demande(pacte, fonctions[equipement.direction], agent, equipement, au)
        for equipement in EQUIPEMENTS
    ]
    complete, incomplete, _flagged = demandes
    complete.instruite_par, complete.date_completude = agent, au - timedelta(days=12)
    complete.save()
    _avis(complete, agent, fonctions, au)
    _notes(complete, agent, cheffe)
    incomplete.instruite_par = cheffe
    incomplete.save()
    _corrections(incomplete, cheffe, fonctions["dora-saule"], au)
    _echange(incomplete, cheffe, fonctions["dora-saule"])
    _deport(pacte, fonctions["marc-peuplier"], agent)
    return len(demandes)


def _demande(
    pacte: Pacte, direction: Fonction, agent: Fonction, equipement: Equipement, au: date
) -> Demande:
    exercice = au.year + 1
    demande = Demande(
        pacte=pacte,
        centre=direction.organisation,
        exercice=exercice,
        genre=GenreDemande.INVESTISSEMENT,
        objet=equipement.objet,
        presentation=equipement.presentation,
        montant_demande=Decimal(equipement.montant),
        montant_propose=None if equipement.propose is None else Decimal(equipement.propose),
        etat=EtatDemande.RECUE,
        mode_depot=ModeDepot.PORTAIL,
        numero=numeroter(direction.organisation, exercice),
        date_depot=au - timedelta(days=20),
        depot_par=direction,
        date_reception=au - timedelta(days=18),
        reception_par=agent,
        redige_par=direction,
    )
    demande.save()
    _budget(demande)
    return demande


def _budget(demande: Demande) -> None:
    """A balanced budget: the city pays four fifths of it."""
    total = demande.montant_demande * 5 / 4
    montants = {compte: total * part / 100 for compte, part in CHARGES}
    montants |= {
        COMPTE_VILLE: demande.montant_demande,
        AUTRE_PRODUIT: total - demande.montant_demande,
    }
    lignes = plan_pour(demande.exercice).lignes(projet=demande.is_projet)
    for ordre, (groupe, compte) in enumerate(lignes, start=1):
        if compte.code in montants:
            LigneBudget(
                demande=demande,
                section=groupe.section,
                compte=compte.code,
                libelle=compte.ecrire(demande.pacte.ville.nom),
                montant=montants[compte.code],
                ordre=ordre,
            ).save()


def _avis(demande: Demande, agent: Fonction, fonctions: dict[str, Fonction], au: date) -> None:
    """Two opinions: the CAF's, given by its link; the Département's, still awaited."""
    commun = {
        "demande": demande,
        "message": "Votre avis éclairera la proposition faite au conseil municipal.",
        "date_demande": au - timedelta(days=10),
        "demande_par": agent,
    }
    caf, departement = fonctions["victor-pin"], fonctions["yves-buis"]
    Avis(
        **commun,
        organisation=caf.organisation,
        courriel=caf.personne.courriel,
        echeance=au - timedelta(days=2),
        sens=SensAvis.FAVORABLE,
        texte="Cet achat suit l'agrément : la fréquentation de l'accueil a doublé.",
        date_avis=au - timedelta(days=4),
        signataire=f"{caf.personne}, {caf.libelle_qualite}",
    ).save()
    Avis(
        **commun,
        organisation=departement.organisation,
        courriel=departement.personne.courriel,
        echeance=au + timedelta(days=6),
        avec_pieces=True,
    ).save()


def _notes(demande: Demande, agent: Fonction, cheffe: Fonction) -> None:
    for auteur, texte in (
        (agent, "Visite faite avec la directrice : le mobilier actuel date de l'ouverture."),
        (cheffe, "Le devis paraît juste. Proposer 8 000 euros, le reste sur fonds propres."),
    ):
        NoteInstruction(demande=demande, auteur=auteur, texte=texte).save()


def _corrections(demande: Demande, cheffe: Fonction, directrice: Fonction, au: date) -> None:
    """One correction answered and to be checked, one still awaited."""
    Correction(
        demande=demande,
        objet=ObjetCorrection.BUDGET,
        motif="Ajoutez la part de la CAF : elle est annoncée dans votre présentation.",
        date_demande=au - timedelta(days=9),
        demandee_par=cheffe,
        echeance=au - timedelta(days=1),
        date_reponse=au - timedelta(days=3),
        reponse_par=directrice,
        reponse="La part de la CAF est ajoutée, le budget est équilibré.",
    ).save()
    Correction(
        demande=demande,
        objet=ObjetCorrection.PIECE,
        motif="Joignez un second devis pour l'électricité.",
        date_demande=au - timedelta(days=9),
        demandee_par=cheffe,
        echeance=au + timedelta(days=5),
    ).save()


def _echange(demande: Demande, cheffe: Fonction, directrice: Fonction) -> None:
    for auteur, texte in (
        (directrice, "Bonjour, le second électricien passe jeudi. Le devis suivra."),
        (
            cheffe,
            "Bonjour, c'est noté. La commission se tient la semaine d'après, prenez le temps.",
        ),
    ):
        MessageDemande(demande=demande, auteur=auteur, texte=texte).save()


def _deport(pacte: Pacte, elu: Fonction, agent: Fonction) -> None:
    """The elected member who sits at a centre's board stayed out of its last vote."""
    centre = Organisation.objects.get(code="RIVES")
    votee = (
        Demande.objects.filter(pacte=pacte, centre=centre, etat=EtatDemande.ACCORDEE)
        .exclude(attributions=None)
        .order_by("-exercice", "pk")
        .first()
    )
    if votee is None or votee.date_depot is None:
        return
    Deport(
        demande=votee,
        personne=elu.personne,
        date_deport=votee.date_depot + timedelta(days=30),
        motif="Membre du conseil d'administration du centre, où il représente la Ville.",
        enregistre_par=agent,
    ).save()
