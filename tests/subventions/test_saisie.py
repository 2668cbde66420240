"""The five steps of a request: written by several, saved as typed, pre-filled from last year."""

import json
import re
import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from pacte.accord.models import Qualite
from pacte.journal.models import Entree
from subventions import operations, rules
from subventions.forms import BudgetForm, DemandeForm, FicheForm
from subventions.forms.saisie import EntierField, NombreField
from subventions.lectures import brouillons
from subventions.lectures.avancement import avancement
from subventions.lectures.manques import manques, totaux_de
from subventions.models import (
    AideEnNature,
    Demande,
    FicheAssociation,
    GenreReponse,
    NaturePiece,
    PieceAttendue,
    PieceCentre,
    QuestionCampagne,
    ReponseQuestion,
    VoletCampagne,
)
from subventions.operations import saisies
from subventions.operations.budgets import BUDGET
from subventions.rules import plan_comptable
from tests import factories_subventions as fabrique
from tests.subventions.navigation import adresse, client, fichier, texte

pytestmark = pytest.mark.django_db
D = Decimal
ETAPES = ("association", "projet", "budget")
CHAMP = {"association": "federation", "projet": "publics", "budget": "charge_641"}


# --- Identity ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("tape", "lu"),
    [
        ("", ""),
        ("73282932000074", "73282932000074"),
        ("732 829 320 00074", "73282932000074"),
        ("732\u00a0829\u202f320.00074", "73282932000074"),
    ],
)
def test_un_siret_se_tape_avec_ses_espaces(tape: str, lu: str) -> None:
    assert rules.lire_siret(tape) == lu
    assert rules.lire_siret(rules.ecrire_siret(lu)) == lu


@pytest.mark.parametrize(
    "faux", ["1234", "73282932000075", "7328293200007", "７３２８２９３２０００７４", "W731000001"]
)
def test_un_siret_faux_est_refuse_avec_son_motif(faux: str) -> None:
    with pytest.raises(ValueError, match="SIRET"):
        rules.lire_siret(faux)


@pytest.mark.parametrize(
    ("tape", "lu"), [("", ""), ("w731000001", "W731000001"), ("W9N1 000 001", "W9N1000001")]
)
def test_un_numero_rna_se_lit(tape: str, lu: str) -> None:
    assert rules.lire_rna(tape) == lu


@pytest.mark.parametrize("faux", ["731000001", "W73100001", "W7310000012", "WAB1000001"])
def test_un_numero_rna_faux_est_refuse(faux: str) -> None:
    with pytest.raises(ValueError, match="RNA"):
        rules.lire_rna(faux)


@pytest.mark.parametrize(
    ("tape", "lu"), [("", None), ("6,5", D("6.5")), ("6.50", D("6.50")), ("1 240", D(1240))]
)
def test_un_nombre_se_tape_a_la_francaise(tape: str, lu: Decimal | None) -> None:
    assert NombreField(required=False).clean(tape) == lu


@pytest.mark.parametrize("faux", ["1e5", "NaN", "-2", "6,555", "１２", "six"])
def test_un_nombre_illisible_est_refuse(faux: str) -> None:
    with pytest.raises(ValidationError):
        NombreField(required=False).clean(faux)
    with pytest.raises(ValidationError):
        EntierField(required=False).clean(faux)


# --- Two people on the same step (R3, U4) -----------------------------------------------------------------
def fusion(envoyees, actuelles, lues, *, meme_version=False):
    return brouillons.fusionner(
        envoyees,
        actuelles,
        brouillons.lire_marques(brouillons.marquer(lues)),
        meme_version=meme_version,
    )


def test_la_fusion_champ_par_champ() -> None:
    lues = {"a": "1", "b": "1", "c": "1", "d": "1"}
    actuelles = {"a": "1", "b": "elle", "c": "elle", "d": "elle"}
    envoyees = {"a": "moi", "b": "1", "c": "moi", "d": "elle"}
    faite = fusion(envoyees, actuelles, lues)
    assert faite.retenues == {"a": "moi"}
    assert faite.venues == {"b": "elle"}
    assert faite.conflits == ("c",)
    # Without marks, anything that differs from what is stored is shown, never written over.
    assert brouillons.fusionner(envoyees, actuelles, {}, meme_version=False).conflits == (
        "a",
        "b",
        "c",
    )
    assert not brouillons.fusionner(envoyees, actuelles, {}, meme_version=True).conflits


@pytest.mark.parametrize(
    ("une", "autre"),
    [
        (None, ""),
        (D("12.50"), D("12.5")),
        ("a\r\nb", "a\nb"),
        (date(2026, 1, 2), "2026-01-02"),
        (D("100.00"), D(100)),
    ],
)
def test_une_valeur_a_la_meme_marque_quelle_que_soit_son_ecriture(une, autre) -> None:
    assert brouillons.marque(une) == brouillons.marque(autre)
    assert brouillons.marque(une) != brouillons.marque("autre chose")


def page_etape(navigateur, etape: str, demande: Demande) -> dict[str, str]:
    """The fields of a step as its page holds them."""
    reponse = navigateur.get(adresse(f"modifier_{etape}", demande.pk))
    form = reponse.context["form"]
    champs = {}
    for lie in form:
        valeur = lie.value()
        if isinstance(valeur, bool):
            champs |= {lie.html_name: "on"} if valeur else {}
        else:
            champs[lie.html_name] = "" if valeur is None else str(valeur)
    return champs


def envoyer(navigateur, etape: str, demande: Demande, champs: dict[str, str]):
    """Send a step as the page's script does."""
    return navigateur.post(adresse("enregistrer_brouillon", demande.pk, etape), champs)


def stocke(etape: str, demande: Demande) -> str:
    saisie = {"association": saisies.ASSOCIATION, "projet": saisies.PROJET, "budget": BUDGET}[etape]
    return brouillons.canonique(saisie.lire(Demande.objects.get(pk=demande.pk))[CHAMP[etape]])


@pytest.mark.parametrize("etape", ETAPES)
def test_deux_personnes_sur_la_meme_etape_rien_n_est_ecrase(p, etape: str) -> None:
    demande = fabrique.demande(p, avec_budget=True)
    une, autre = client(p.direction), client(p.fonctions[Qualite.TRESORERIE])
    page_une, page_autre = (page_etape(n, etape, demande) for n in (une, autre))
    champ = CHAMP[etape]
    assert envoyer(une, etape, demande, {**page_une, champ: "111"}).status_code == 200
    reponse = envoyer(autre, etape, demande, {**page_autre, champ: "222"})
    assert reponse.status_code == 409
    corps = reponse.json()
    assert [conflit["champ"] for conflit in corps["conflits"]] == [champ]
    assert "111" in corps["conflits"][0]["mots"]
    assert stocke(etape, demande) == "111"
    # The same by the button, without JavaScript: both texts on the page, nothing written.
    reponse = autre.post(adresse(f"modifier_{etape}", demande.pk), {**page_autre, champ: "222"})
    assert reponse.status_code == 409
    assert "111" in texte(reponse)
    assert "222" in texte(reponse)
    assert stocke(etape, demande) == "111"
    # Having seen both, she keeps hers.
    choisi = {**page_autre, champ: "222", "version": corps["version"], "marques": corps["marques"]}
    assert envoyer(autre, etape, demande, choisi).status_code == 200
    assert stocke(etape, demande) == "222"


def test_deux_champs_differents_s_ajoutent_sans_conflit(p) -> None:
    demande = fabrique.demande(p)
    une, autre = client(p.direction), client(p.fonctions[Qualite.TRESORERIE])
    page_une, page_autre = (page_etape(n, "projet", demande) for n in (une, autre))
    envoyer(une, "projet", demande, {**page_une, "objectifs": "Les siens"})
    reponse = envoyer(autre, "projet", demande, {**page_autre, "publics": "Les miens"})
    assert reponse.status_code == 200
    assert reponse.json()["venues"] == {"objectifs": "Les siens"}
    demande.refresh_from_db()
    assert (demande.objectifs, demande.publics) == ("Les siens", "Les miens")


def test_deux_etapes_differentes_ne_se_genent_pas(p) -> None:
    demande = fabrique.demande(p)
    une, autre = client(p.direction), client(p.fonctions[Qualite.TRESORERIE])
    page = {etape: page_etape(une, etape, demande) for etape in ETAPES}
    for navigateur, etape in ((une, "association"), (autre, "projet"), (une, "budget")):
        corps = {**page[etape], CHAMP[etape]: "33"}
        assert envoyer(navigateur, etape, demande, corps).status_code == 200, etape
    assert [stocke(etape, demande) for etape in ETAPES] == ["33", "33", "33"]


# --- A draft demands nothing (U1, U2) ------------------------------------------------------------------------
@pytest.mark.parametrize("etape", ETAPES)
def test_un_brouillon_vide_s_enregistre(p, etape: str) -> None:
    demande = fabrique.demande(p)
    vide = dict.fromkeys(page_etape(client(p.direction), etape, demande), "")
    vide |= {"version": "1", "genre": "fonctionnement"}
    assert envoyer(client(p.direction), etape, demande, vide).status_code == 200
    demande.refresh_from_db()
    vide |= {"version": str(demande.version)}
    reponse = client(p.direction).post(adresse(f"modifier_{etape}", demande.pk), vide)
    assert reponse.status_code == 302


def test_ce_qui_est_illisible_n_empeche_pas_le_reste(p) -> None:
    demande = fabrique.demande(p)
    navigateur = client(p.direction)
    page = page_etape(navigateur, "association", demande)
    reponse = envoyer(
        navigateur, "association", demande, {**page, "siret": "123", "rna": "W731000001"}
    )
    assert reponse.status_code == 200
    corps = reponse.json()
    assert list(corps["erreurs"]) == ["siret"]
    assert re.fullmatch(r"\d{1,2}\u00a0h\u00a0\d\d", corps["heure"])
    fiche = FicheAssociation.objects.get(demande=demande)
    assert (fiche.siret, fiche.rna) == ("", "W731000001")


def test_deux_dates_en_desordre_restent_a_corriger(p) -> None:
    demande = fabrique.demande(p)
    navigateur = client(p.direction)
    page = page_etape(navigateur, "projet", demande)
    dates = {"date_debut": "2026-09-01", "date_fin": "2026-08-01", "publics": "Tous"}
    corps = envoyer(navigateur, "projet", demande, {**page, **dates}).json()
    assert list(corps["erreurs"]) == ["date_fin"]
    demande.refresh_from_db()
    assert (demande.date_debut, demande.date_fin, demande.publics) == (None, None, "Tous")


def test_taper_longtemps_n_ecrit_ni_cent_etats_ni_cent_lignes_de_journal(p) -> None:
    demande = fabrique.demande(p)
    navigateur = client(p.direction)
    page = page_etape(navigateur, "projet", demande)
    for rang in range(6):
        reponse = envoyer(navigateur, "projet", demande, {**page, "publics": f"Mot {rang}"})
        page |= {nom: str(reponse.json()[nom]) for nom in ("version", "marques")}
    assert Demande.objects.get().publics == "Mot 5"
    assert Entree.objects.filter(action="modifier_demande").count() == 1
    assert Demande.history.filter(id=demande.pk).count() <= 3
    # Somebody else writes: the last words of the first are kept before hers.
    autre = client(p.fonctions[Qualite.TRESORERIE])
    envoyer(autre, "projet", demande, {**page_etape(autre, "projet", demande), "publics": "Autre"})
    assert "Mot 5" in set(Demande.history.values_list("publics", flat=True))


def test_le_meme_envoi_ne_change_rien(p) -> None:
    demande = fabrique.demande(p, avec_budget=True)
    navigateur = client(p.direction)
    for etape in ETAPES:
        corps = envoyer(navigateur, etape, demande, page_etape(navigateur, etape, demande)).json()
        assert corps["version"] == 1, etape


# --- Who may not (S2) -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("etape", ETAPES)
def test_le_brouillon_d_un_autre_centre_est_introuvable(p, etape: str) -> None:
    demande = fabrique.demande(p, p.b, avec_budget=True)
    navigateur = client(p.direction)
    assert envoyer(navigateur, etape, demande, {"version": "1"}).status_code == 404
    for nom in (f"modifier_{etape}", "joindre_pieces", "relire_demande", "modifier_demande"):
        assert navigateur.get(adresse(nom, demande.pk)).status_code == 404
    for nom in ("proposer_relecture", "reprendre_redaction", "reprendre_pieces"):
        assert navigateur.post(adresse(nom, demande.pk)).status_code == 404
    assert Demande.objects.get().version == 1


def test_un_membre_du_conseil_lit_mais_n_ecrit_pas(p) -> None:
    demande = fabrique.demande(p)
    navigateur = client(p.fonctions[Qualite.MEMBRE_CA])
    assert navigateur.get(adresse("relire_demande", demande.pk)).status_code == 200
    reponse = envoyer(navigateur, "projet", demande, {"version": "1", "objet": "Le mien"})
    assert reponse.status_code == 403
    assert "lire ces pages" in json.loads(reponse.content)["motif"]
    assert Entree.objects.filter(action="modifier_demande", resultat="refuse").count() == 1
    assert Demande.objects.get().objet == "Fonctionnement global"


def test_une_etape_inconnue_ou_deposee_ne_s_enregistre_pas(p) -> None:
    demande = fabrique.demande(p, etat="deposee")
    navigateur = client(p.direction)
    assert envoyer(navigateur, "autre", demande, {"version": "1"}).status_code == 404
    reponse = envoyer(navigateur, "projet", demande, {"version": "1", "objet": "Trop tard"})
    assert reponse.status_code == 403
    assert Demande.objects.get().objet == "Fonctionnement global"


def test_sans_session_l_enregistrement_renvoie_a_la_connexion(p, client) -> None:
    demande = fabrique.demande(p)
    reponse = client.post(adresse("enregistrer_brouillon", demande.pk, "projet"), {"objet": "x"})
    assert reponse.status_code == 302
    assert reponse.url.startswith("/compte/connexion/")


# --- The city's questions, aids in kind ----------------------------------------------------------------------------
@pytest.fixture
def campagne(p):
    campagne_ = fabrique.campagne(p, fabrique.EXERCICE)
    VoletCampagne.objects.filter(campagne=campagne_).delete()
    for genre in ("fonctionnement", "projet", "aide_en_nature"):
        VoletCampagne.objects.create(campagne=campagne_, genre=genre)
    return campagne_


def test_la_campagne_ouvre_des_genres_et_pose_ses_questions(p, campagne) -> None:
    questions = {}
    for reponse, genre in (
        (GenreReponse.NOMBRE, ""),
        (GenreReponse.OUI_NON, ""),
        (GenreReponse.CHOIX, "projet"),
    ):
        questions[reponse] = QuestionCampagne.objects.create(
            campagne=campagne,
            genre=genre,
            libelle=f"Question {reponse}",
            reponse=reponse,
            choix=["Un", "Deux"] if reponse == GenreReponse.CHOIX else [],
            obligatoire=True,
        )
    demande = fabrique.demande(p, avec_budget=True)
    navigateur = client(p.direction)
    page = texte(navigateur.get(adresse("modifier_projet", demande.pk)))
    assert "Question nombre" in page
    assert "Question choix" not in page
    assert 'value="investissement"' not in page
    champs = page_etape(navigateur, "projet", demande)
    nombre, oui = (
        f"question_{questions[g].pk}" for g in (GenreReponse.NOMBRE, GenreReponse.OUI_NON)
    )
    manquants = {manque.phrase for manque in manques(demande, totaux_de(demande))}
    assert "Répondez à la question « Question nombre »" in manquants
    corps = envoyer(navigateur, "projet", demande, {**champs, nombre: "douze", oui: "oui"}).json()
    assert list(corps["erreurs"]) == [nombre]
    champs |= {"version": str(corps["version"]), "marques": corps["marques"]}
    envoyer(navigateur, "projet", demande, {**champs, nombre: "1 240", oui: "oui"})
    assert set(ReponseQuestion.objects.values_list("valeur", flat=True)) == {"1 240", "oui"}
    assert manques(demande, totaux_de(demande)) == []
    # Another kind has other questions: the page is told to be read again.
    champs = page_etape(navigateur, "projet", demande)
    corps = envoyer(navigateur, "projet", demande, {**champs, "genre": "projet"}).json()
    assert corps["recharger"] is True
    assert "Question choix" in texte(navigateur.get(adresse("modifier_projet", demande.pk)))


def test_une_aide_en_nature_se_decrit_et_se_depose_sans_montant(p, campagne) -> None:
    demande = fabrique.demande(p, genre="aide_en_nature", montant_demande=D(0))
    fabrique.fiche(demande)
    navigateur = client(p.direction)
    assert {m.phrase for m in manques(demande, totaux_de(demande))} == {
        "Dites quelle aide en nature vous demandez."
    }
    champs = page_etape(navigateur, "projet", demande)
    aide = {"aide_0_description": "Salle", "aide_0_valeur": "18 000,50 €"}
    corps = envoyer(navigateur, "projet", demande, {**champs, **aide}).json()
    assert [m.phrase for m in manques(demande, totaux_de(demande))] == [
        "Complétez l'aide en nature 1 : sa nature et sa description."
    ]
    champs |= {
        **aide,
        "aide_0_nature": "locaux",
        "version": str(corps["version"]),
        "marques": corps["marques"],
    }
    envoyer(navigateur, "projet", demande, champs)
    assert AideEnNature.objects.get().valeur == D("18000.50")
    demande.refresh_from_db()
    assert manques(demande, totaux_de(demande)) == []
    # Emptied, the row goes.
    champs = page_etape(navigateur, "projet", demande)
    for nom in ("nature", "description", "valeur"):
        champs[f"aide_0_{nom}"] = ""
    envoyer(navigateur, "projet", demande, champs)
    assert not AideEnNature.objects.exists()


# --- Known facts are never asked twice (U6) --------------------------------------------------------------------------
def remplie(form) -> set[str]:
    """The fields of a form that hold something when it opens."""
    return {
        lie.html_name
        for lie in form.visible_fields()
        if lie.value() not in (None, "", False) and lie.html_name not in form.TECHNIQUES
    }


def test_une_demande_de_deuxieme_annee_est_remplie_a_plus_de_70_pour_cent(p) -> None:
    """Counted over the whole form: sheet, project, accounts with last year's amount, documents."""
    nouvelle_campagne = fabrique.campagne(p, 2027)
    avant = fabrique.demande(
        p,
        etat="deposee",
        exercice=2026,
        avec_budget=True,
        objet="Fonctionnement 2026",
        objectifs="Accueillir.",
        publics="Le quartier.",
        evaluation="Chaque trimestre.",
        date_debut=date(2026, 1, 1),
        date_fin=date(2026, 2, 28),
    )
    AideEnNature.objects.create(demande=avant, nature="locaux", description="Salle", valeur=D(9000))
    PieceAttendue.objects.filter(campagne=nouvelle_campagne).delete()
    for nature in (NaturePiece.STATUTS, NaturePiece.RIB, NaturePiece.POUVOIR):
        PieceAttendue.objects.create(
            campagne=nouvelle_campagne, nature=nature, libelle=nature.label
        )
    for nature in (NaturePiece.STATUTS, NaturePiece.RIB):
        PieceCentre.objects.create(
            centre=p.a, nature=nature, libelle=nature.label, fichier=fichier()
        )
    navigateur = client(p.direction)
    page = texte(navigateur.get(adresse("preparer_demande")))
    assert (
        "Repartir de la demande de l’an dernier" in page
        or "Repartir de la demande de l&#x27;an dernier" in page
    )
    navigateur.post(
        adresse("preparer_demande"),
        {
            "cle_idempotence": fabrique.cle(),
            "exercice": "2027",
            "genre": "fonctionnement",
            "objet": "Fonctionnement 2026",
            "is_reprise": "on",
        },
    )
    demande = Demande.objects.get(exercice=2027)
    attendus, remplis = set(), set()
    for etape, classe in (("association", FicheForm), ("projet", DemandeForm)):
        ancien = navigateur.get(adresse(f"modifier_{etape}", demande.pk)).context["form"]
        assert isinstance(ancien, classe)
        # What a whole request fills: every field of the step, less the empty rows of aid.
        attendus |= {
            lie.html_name
            for lie in ancien.visible_fields()
            if not re.match(r"aide_[1-5]_", lie.html_name)
        }
        remplis |= remplie(ancien)
    budget = navigateur.get(adresse("modifier_budget", demande.pk)).context["form"]
    assert isinstance(budget, BudgetForm)
    for ligne in avant.lignes.filter(montant__gt=0):
        nom = plan_comptable.nom_champ(ligne.section, ligne.compte)
        attendus.add(nom)
        if budget.avant.get((ligne.section, ligne.compte)) == ligne.montant:
            remplis.add(nom)
    page = texte(navigateur.get(adresse("joindre_pieces", demande.pk)))
    attendus |= {"piece-statuts", "piece-rib", "piece-pouvoir"}
    remplis |= (
        {f"piece-{rang}" for rang in ("statuts", "rib")}
        if page.count("Reprendre celui du dossier") == 2
        else set()
    )
    assert len(remplis & attendus) / len(attendus) >= 0.70
    # What changes with the year has changed; what is attested each year is not carried over.
    demande.refresh_from_db()
    assert demande.objet == "Fonctionnement 2027"
    assert (demande.date_debut, demande.date_fin) == (date(2027, 1, 1), date(2027, 2, 28))
    fiche = FicheAssociation.objects.get(demande=demande)
    assert (fiche.exercice_du, fiche.exercice_au) == (date(2027, 1, 1), date(2027, 12, 31))
    assert fiche.obligations_a_jour is False
    assert fiche.representante == str(p.fonctions[Qualite.PRESIDENCE].personne)
    page = texte(navigateur.get(adresse("modifier_association", demande.pk)))
    assert "En 2026\u00a0: 240." in page or "En 2026 : 240." in page
    # A whole one, deposited once it is attested and its last document brought.
    navigateur.post(adresse("reprendre_pieces", demande.pk))
    assert demande.pieces.count() == 2


def test_une_premiere_demande_part_de_ce_que_la_ville_sait_du_centre(p) -> None:
    p.a.siret, p.a.adresse = "73282932000074", "1 place du Centre"
    p.a.save()
    demande = operations.preparer(
        p.pacte, par=p.direction, cle=uuid.uuid4(), exercice=2027, genre="projet", objet="X"
    )
    fiche = FicheAssociation.objects.get(demande=demande)
    assert (fiche.denomination, fiche.siret, fiche.adresse) == (
        p.a.nom,
        "73282932000074",
        "1 place du Centre",
    )
    assert fiche.contact == str(p.direction.personne)
    assert fiche.courriel == p.direction.personne.courriel


# --- The bar of steps ---------------------------------------------------------------------------------------------------
def test_la_barre_dit_l_etape_et_ce_qui_manque(p) -> None:
    demande = fabrique.demande(p, presentation="")
    navigateur = client(p.direction)
    page = texte(navigateur.get(adresse("modifier_projet", demande.pk)))
    assert "Étape 2 sur 5" in page
    assert page.count('aria-current="step"') == 1
    for nom in ("modifier_association", "modifier_budget", "joindre_pieces", "relire_demande"):
        assert f'href="{adresse(nom, demande.pk)}"' in page
    reponse = navigateur.get(adresse("modifier_demande", demande.pk))
    assert reponse.url == adresse("modifier_association", demande.pk)
    fabrique.fiche(demande)
    reponse = navigateur.get(adresse("modifier_demande", demande.pk))
    assert reponse.url == adresse("modifier_projet", demande.pk)


def test_la_liste_dit_ou_en_est_chaque_brouillon_en_une_requete(
    p, django_assert_num_queries
) -> None:
    fabrique.demande(p, avec_budget=True)
    fabrique.demande(p, date_relecture=date(2026, 6, 10))
    sans_budget = fabrique.demande(p)
    fabrique.fiche(sans_budget)
    page = texte(client(p.direction).get(adresse("lister_demandes")))
    for attendu in ("Étape 1 sur 5", "Étape 3 sur 5", "Étape 5 sur 5", "prête à relire"):
        assert attendu in page
    demandes = list(Demande.objects.order_by("pk"))
    with django_assert_num_queries(1):
        avancement(demandes)
    with django_assert_num_queries(0):
        avancement([])
