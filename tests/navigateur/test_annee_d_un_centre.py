"""The whole year of one centre, in a real browser: from the campaign to the last euro accounted for.

A director, a president, an agent of the city, and a CAF adviser without an account. Each first
crossing of a page passes axe and fits its screen; mail goes to a real SMTP server.
"""

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pikepdf
import pytest
from django.urls import reverse

from pacte.accord.models import Qualite
from pacte.documents.scelles import lire
from subventions.forms.budgets import nom_champ
from subventions.models import (
    Attribution,
    Avance,
    Avis,
    CompteRenduFinancier,
    Convention,
    Correction,
    Demande,
    Echeance,
    ProjetDeliberation,
    Versement,
)
from subventions.rules.plan_comptable import CHARGE, COMPTE_VILLE, PRODUIT
from tests.factories_accord import compte, fonction, un_pacte
from tests.navigateur.visiteuse import Visiteuse, distribuer

PARIS = ZoneInfo("Europe/Paris")
CODE = "essai"


def _jour(annee: int, mois: int, jour: int) -> dt.datetime:
    return dt.datetime(annee, mois, jour, 10, tzinfo=PARIS)


@pytest.fixture
def ville(transactional_db: None) -> SimpleNamespace:
    p = un_pacte(CODE)
    p.agent = fonction(Qualite.AGENT_AVS, p.ville)
    p.directrice = fonction(Qualite.DIRECTION, p.a)
    p.caf.courriel = "avis@caf.exemple"
    p.caf.save()
    return p


@pytest.fixture
def document(tmp_path: Path) -> Path:
    fichier = tmp_path / "document.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(fichier)
    return fichier


class Annee:
    """The people at their browsers, and the acts that repeat."""

    def __init__(self, ouvrir, connecter, axe, ville: SimpleNamespace) -> None:
        self._ouvrir, self._connecter, self._axe = ouvrir, connecter, axe
        self.ville = ville
        self.reconnecter()

    def reconnecter(self) -> None:
        """A session does not last from one season to the next."""
        self.agente = self._entrer(self.ville.agent)
        self.directrice = self._entrer(self.ville.directrice)

    def _entrer(self, qui) -> Visiteuse:
        page = self._ouvrir()
        self._connecter(page, compte(qui), qui)
        return Visiteuse(page, self._axe)

    def sans_compte(self) -> Visiteuse:
        return Visiteuse(self._ouvrir(viewport={"width": 375, "height": 812}), self._axe)

    @staticmethod
    def faire(qui: Visiteuse, nom: str, *args: object, **champs: str) -> None:
        """Open the page of an act, fill it, send it."""
        qui.aller(nom, CODE, *args)
        qui.remplir(**champs)
        qui.confirmer()


@pytest.fixture
def annee(ouvrir, connecter, axe, ville: SimpleNamespace) -> Annee:
    return Annee(ouvrir, connecter, axe, ville)


def test_l_annee_d_un_centre(annee: Annee, puits, horloge, document: Path) -> None:
    demande = _demander(annee, puits, document)
    _instruire(annee, demande, puits)
    horloge.move_to(_jour(2027, 3, 20))
    annee.reconnecter()
    attribution = _voter(annee, demande)
    _conventionner(annee, attribution)
    _payer(annee, demande)
    _avancer(annee)
    horloge.move_to(_jour(2028, 4, 12))
    annee.reconnecter()
    _rendre_compte(annee, attribution)


def _demander(annee: Annee, puits, document: Path) -> Demande:
    """The campaign opens; the request is written in five steps, then deposited."""
    directrice, agente = annee.directrice, annee.agente
    annee.faire(
        agente,
        "modifier_campagne",
        2027,
        date_ouverture="2026-06-01",
        date_cloture="2026-11-30",
        date_vote_prevue="2027-03-15",
    )
    agente.aller("voir_campagne", CODE, 2027)
    annee.faire(directrice, "preparer_demande", exercice="2027", objet="Fonctionnement 2027")
    demande = Demande.objects.get()
    annee.faire(
        directrice,
        "modifier_association",
        demande.pk,
        denomination="Centre social A",
        rna="W731000123",
        adresse="1 place du Marché",
        representante="Lise Aubier",
        qualite_representante="présidente",
        contact="Aline Cèdre",
        benevoles="42",
        etpt="12,5",
        exercice_du="2027-01-01",
        exercice_au="2027-12-31",
        date_engagement="2026-01-15",
        engagement_par="Lise Aubier",
    )
    directrice.aller("modifier_association", CODE, demande.pk)
    directrice.page.locator("[name=obligations_a_jour]").check()
    directrice.confirmer()
    annee.faire(
        directrice,
        "modifier_projet",
        demande.pk,
        montant_demande="41 000,00 €",
        presentation="Tout le projet social du centre.",
    )
    annee.faire(
        directrice,
        "modifier_budget",
        demande.pk,
        **{
            nom_champ(CHARGE, "641"): "82 000",
            nom_champ(PRODUIT, "70"): "41000.00",
            nom_champ(PRODUIT, COMPTE_VILLE): "41 000",
        },
    )
    _joindre(directrice, demande, document)
    directrice.aller("relire_demande", CODE, demande.pk)
    assert directrice.lit("41 000,00 €")
    annee.faire(directrice, "deposer_demande", demande.pk)
    demande.refresh_from_db()
    assert demande.etat == "deposee"
    distribuer()
    assert any(demande.numero in message["Subject"] for message in puits.messages)
    return demande


def _joindre(directrice: Visiteuse, demande: Demande, document: Path) -> None:
    """Bring each document that the campaign asks for; only the first crossing is examined."""
    directrice.aller("joindre_pieces", CODE, demande.pk)
    page, examen = directrice.page, directrice.axe
    while (manquantes := page.locator("li:has(.badge-attention) a:has-text('Apporter')")).count():
        manquantes.first.click()
        page.wait_for_load_state()
        if page.locator("[name=exercice]").count():
            page.locator("[name=exercice]").select_option(index=1)
        page.locator("[name=fichier]").set_input_files(document)
        directrice.confirmer()
        directrice.axe = None
    directrice.axe = examen


def _instruire(annee: Annee, demande: Demande, puits) -> None:
    """Received, corrected by the centre, read by the CAF without an account, proposed."""
    directrice, agente = annee.directrice, annee.agente
    annee.faire(agente, "noter_reception", demande.pk, date_reception="2026-06-15")
    agente.aller("instruire_demande", CODE, demande.pk)
    agente.aller("demander_correction", CODE, demande.pk)
    agente.page.locator("[name=objet][value=projet]").check()
    agente.remplir(motif="Précisez les publics.", echeance="2026-06-30")
    agente.confirmer()
    correction = Correction.objects.get()
    annee.faire(directrice, "modifier_projet", demande.pk, publics="Les familles du quartier.")
    annee.faire(
        directrice, "repondre_correction", demande.pk, correction.pk, reponse="C'est précisé."
    )
    annee.faire(agente, "lever_correction", demande.pk, correction.pk)
    correction.refresh_from_db()
    assert correction.date_levee is not None

    agente.aller("demander_avis", CODE, demande.pk)
    agente.page.locator(f"[name=organisations][value='{annee.ville.caf.pk}']").check()
    agente.remplir(echeance="2026-06-29")
    agente.confirmer()
    distribuer()
    [lettre] = [m for m in puits.messages if "avis@caf.exemple" in m["X-Destinataires"]]
    texte = lettre.get_body(("plain",)).get_content()
    [chemin] = set(re.findall(r"/avis/[\w-]+/", texte))
    conseillere = annee.sans_compte()
    conseillere.ouvrir(chemin)
    assert conseillere.lit("41 000,00 €")
    conseillere.page.locator("[name=sens][value=favorable]").check()
    conseillere.remplir(texte="Un projet utile.", signataire="Ode Merle")
    conseillere.confirmer()
    assert Avis.objects.get().sens == "favorable"
    directrice.aller("voir_demande", CODE, demande.pk)
    assert not directrice.lit("Un projet utile")
    annee.faire(agente, "proposer_montant", demande.pk, montant_propose="40 000")


def _voter(annee: Annee, demande: Demande) -> Attribution:
    """The draft for the council, its vote, its enforceable day, the letter."""
    agente = annee.agente
    annee.faire(agente, "preparer_deliberation", 2027)
    projet = ProjetDeliberation.objects.get()
    reponse = agente.page.context.request.get(
        reverse("exporter_deliberation", args=[CODE, projet.pk])
    )
    assert reponse.body().startswith(b"PK")
    annee.faire(
        agente,
        "enregistrer_votes",
        projet.pk,
        numero="DCM-2027-031",
        date_vote="2027-03-15",
        resultat_vote="à l'unanimité",
        date_transmission="2027-03-17",
        date_publication="2027-03-17",
    )
    attribution = Attribution.objects.get()
    assert (attribution.montant, attribution.is_executoire) == (Decimal(40_000), True)
    annee.faire(agente, "ecrire_lettre", demande.pk, signataire="Le maire")
    attribution.refresh_from_db()
    assert lire(attribution.lettre).startswith(b"%PDF")
    annee.directrice.aller("voir_demande", CODE, demande.pk)
    assert annee.directrice.lit("40 000,00 €")
    return attribution


def _conventionner(annee: Annee, attribution: Attribution) -> None:
    """Above 23 000 euros: written, made a document, signed, brought back as a scan."""
    agente = annee.agente
    agente.aller("lister_conventions_a_faire", CODE, 2027)
    agente.aller("preparer_convention", CODE, 2027, attribution.centre.code)
    for case in agente.page.locator("[name=clauses]").all():
        case.check()
    agente.page.locator("[name=sort_reliquat][value=reverse]").check()
    agente.remplir(
        dernier_exercice="2029",
        annexe="Le projet social.",
        signataire_ville="Le maire",
        signataire_centre="Lise Aubier",
    )
    agente.confirmer()
    convention = Convention.objects.get()
    annee.faire(agente, "generer_convention", convention.pk)
    convention.refresh_from_db()
    agente.aller("deposer_retour", CODE)
    agente.page.locator("[name=fichier]").set_input_files(
        {
            "name": "retour.pdf",
            "mimeType": "application/pdf",
            "buffer": lire(convention.document),
        }
    )
    agente.confirmer()
    agente.remplir(
        **{f"ville_{convention.pk}": "2027-03-19", f"centre_{convention.pk}": "2027-03-18"}
    )
    agente.confirmer()
    convention.refresh_from_db()
    assert convention.is_signee
    assert convention.fichier is not None


def _payer(annee: Annee, demande: Demande) -> None:
    """The schedule, the payment order, the payment; the centre sees where its money is."""
    agente = annee.agente
    annee.faire(agente, "modifier_echeancier", demande.pk)
    for echeance in Echeance.objects.order_by("date_prevue", "pk"):
        annee.faire(
            agente,
            "mandater_echeance",
            demande.pk,
            echeance.pk,
            date_ordonnancement="2027-03-20",
            reference=f"M2027-{echeance.pk}",
        )
        annee.faire(agente, "payer_echeance", demande.pk, echeance.pk, date_paiement="2027-03-20")
    payes = Versement.objects.filter(exercice=2027).values_list("montant", flat=True)
    assert sum(payes) == Decimal(40_000)
    annee.directrice.aller("suivre_versements", CODE)
    assert annee.directrice.lit("40 000,00 €")


def _avancer(annee: Annee) -> None:
    """The advance of the next year: thirty per cent of what was voted."""
    centre = annee.ville.a.code
    annee.directrice.aller("voir_avance", CODE, 2028, centre)
    assert annee.directrice.lit("30 % de 40 000,00 € = 12 000,00 €")
    annee.faire(annee.directrice, "demander_avance", 2028, centre)
    assert Avance.objects.get().demandee_par == annee.ville.directrice


def _rendre_compte(annee: Annee, attribution: Attribution) -> None:
    """The year is over: what was done and spent, read and accepted by the city."""
    directrice, agente = annee.directrice, annee.agente
    directrice.aller("accueil")
    annee.faire(
        directrice,
        "rediger_compte_rendu_financier",
        attribution.pk,
        bilan="Le centre a accueilli tout le quartier.",
        publics="Mille familles.",
        montant_utilise="40 000",
        signataire="Lise Aubier",
        **{
            nom_champ(CHARGE, "641"): "82 000",
            nom_champ(PRODUIT, "70"): "42 000",
            nom_champ(PRODUIT, COMPTE_VILLE): "40 000",
        },
    )
    annee.faire(directrice, "deposer_compte_rendu_financier", attribution.pk)
    annee.faire(agente, "accepter_compte_rendu_financier", attribution.pk)
    rapport = CompteRenduFinancier.objects.get()
    assert rapport.etat == "accepte"
    assert lire(rapport.document).startswith(b"%PDF")
