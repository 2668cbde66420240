"""The demonstration's decisions: a draft délibération, letters, conventions to write and to sign."""

from datetime import date, timedelta
from decimal import Decimal

from pacte.accord.models import Fonction, Organisation, Pacte
from subventions import pdf, rules
from subventions.lectures.conventions import champs_proposes
from subventions.lectures.deliberations import textes_proposes
from subventions.lectures.lettres import lettres_de_l_annee, signature_proposee
from subventions.models import (
    Convention,
    Demande,
    EtatDemande,
    GenreDemande,
    LigneProjet,
    ProjetDeliberation,
    SortReliquat,
)
from subventions.operations.demandes import numeroter
from subventions.retours.code import nouveau_code

# Object, amount requested, amount proposed (None: the council put it off).
EXCEPTIONNELLES = (
    ("Réparer la cuisine partagée après le dégât des eaux", 6_200, 5_000),
    ("Équiper l'accueil de postes numériques", 3_800, 3_800),
    ("Fêter les vingt ans du centre", 2_400, None),
)
JOURS_AVANT_LE_CONSEIL = 24


def charger_decisions(pacte: Pacte, fonctions: dict[str, Fonction], au: date) -> int:
    """Create what follows an instruction, in several states, as on `au`; return how many requests."""
    agent = fonctions["camille-aubier"]
    centres = list(
        Organisation.objects.filter(parties__pacte=pacte, genre="centre").order_by("nom")
    )
    _lettres(pacte, au)
    _projet(pacte, centres, agent, au)
    _convention_a_signer(pacte, au)
    _convention_en_preparation(pacte, centres[0], agent, au)
    return min(len(centres), len(EXCEPTIONNELLES))


def _lettres(pacte: Pacte, au: date) -> None:
    """The letters of the year voted, but one: the page shows what remains to be done."""
    dues = lettres_de_l_annee(pacte, au.year)
    signataire = signature_proposee(au)
    for due in dues[:-1]:
        decision = due.date_decision or au
        jour = min(decision + timedelta(days=7), au)
        document = pdf.sceller_lettre(due.demande, due.vote, jour, signataire)
        if due.vote is None:
            due.demande.lettre_refus = document
            due.demande.save()
        else:
            due.vote.lettre = document
            due.vote.date_notification = due.vote.date_notification or jour
            due.vote.save()


def _projet(pacte: Pacte, centres: list[Organisation], agent: Fonction, au: date) -> None:
    """A draft for the coming council, with exceptional requests; one of them was put off."""
    projet = ProjetDeliberation(
        pacte=pacte,
        exercice=au.year,
        date_conseil=au + timedelta(days=JOURS_AVANT_LE_CONSEIL),
        prepare_par=agent,
        **textes_proposes(pacte, au.year, au),
    )
    projet.save()
    for ordre, (centre, faits) in enumerate(zip(centres, EXCEPTIONNELLES, strict=False), start=1):
        objet, demande, propose = faits
        lue = Demande(
            pacte=pacte,
            centre=centre,
            exercice=au.year,
            genre=GenreDemande.EXCEPTIONNELLE,
            objet=objet,
            presentation="Dépense ponctuelle, que le fonctionnement global ne prévoyait pas.",
            montant_demande=Decimal(demande),
            etat=EtatDemande.PROPOSEE,
            numero=numeroter(centre, au.year),
            date_depot=au - timedelta(days=30),
            date_reception=au - timedelta(days=28),
            reception_par=agent,
            montant_propose=Decimal(propose or demande),
            date_proposition=au - timedelta(days=10),
            redige_par=agent,
        )
        if propose is None:
            lue.etat = EtatDemande.AJOURNEE
            lue.date_ajournement = au - timedelta(days=3)
            lue.motif_ajournement = "Le conseil attend le budget définitif de la fête."
            lue.save()
            continue
        lue.save()
        LigneProjet(
            projet=projet,
            demande=lue,
            montant=lue.montant_propose,
            conditions="Sur présentation des factures." if ordre == 1 else "",
            ordre=ordre,
        ).save()


def _articles(convention: Convention, au: date) -> None:
    """Write every article of a convention, and tick what somebody read over."""
    proposes = champs_proposes(
        convention.pacte,
        convention.centre,
        convention.premier_exercice,
        convention.montant or Decimal(0),
        au,
    )
    for nom in (
        "modalites",
        "conditions",
        "evaluation",
        "annexe",
        "signataire_ville",
        "signataire_centre",
    ):
        setattr(convention, nom, proposes[nom] or "La présidence de l'association")
    convention.sort_reliquat = SortReliquat.CONSERVE
    convention.clauses = [clause.code for clause in rules.CLAUSES]


def _convention_a_signer(pacte: Pacte, au: date) -> None:
    """The convention that waits for its centre gets its document, with a code on each page."""
    convention = (
        Convention.objects.filter(pacte=pacte, date_signature_centre__isnull=True)
        .select_related("pacte__ville", "centre", "demande")
        .order_by("pk")
        .first()
    )
    if convention is None:
        return
    convention.montant = Decimal(98_000)
    convention.date_signature_ville = None
    _articles(convention, au)
    convention.code_retour = nouveau_code()
    convention.document, convention.nombre_pages = pdf.sceller_convention(
        convention, convention.code_retour, au
    )
    convention.save()


def _convention_en_preparation(
    pacte: Pacte, centre: Organisation, agent: Fonction, au: date
) -> None:
    """The next convention of a centre, still being written: a clause is not yet read over."""
    premier = au.year + 3
    convention = Convention(
        pacte=pacte,
        centre=centre,
        reference=f"CPO-{premier}-{centre.code}",
        objet=f"Convention d'objectifs de {premier} à {premier + 2}",
        premier_exercice=premier,
        dernier_exercice=premier + 2,
        montant=Decimal(120_000),
        enregistree_par=agent,
    )
    _articles(convention, au)
    convention.sort_reliquat = ""
    convention.clauses = convention.clauses[:4]
    convention.save()
