"""The search of a pact: what is found, by whom, and how it is shown."""

import re
from collections.abc import Callable
from datetime import date
from functools import cache
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from gouvernance.models import CompteRendu, Decision, Passage, PointOrdreDuJour, Reunion
from gouvernance.permissions.reunions import can_lire_compte_rendu
from pacte.accord.models import Fonction, Qualite
from pacte.documents.televersements import enregistrer_fichier
from pacte.pilotage.cherchables import GenreResultat, comptes_rendus_lisibles
from pacte.pilotage.extraits import decouper, extraire
from pacte.pilotage.recherche import chercher, montrer
from subventions.models import Demande, EtatDemande, PieceDemande
from tests import factories_subventions as fs
from tests.factories_accord import equipe, fonction, un_pacte
from tests.factories_gouvernance import (
    ETATS,
    un_brouillon,
    un_pdf,
    un_projet,
    une_invitee,
    une_redaction,
)
from tests.pilotage.conftest import Entrer

MAXIMUM = 15
UNE_PAR_PORTEE = {
    Qualite.AGENT_AVS,
    Qualite.DIRECTION,
    Qualite.ELU,
    Qualite.CONSEIL_CAF,
    Qualite.AGENT_SERVICE,
}
ATTAQUE = '<script>alert("x")</script><img src=x onerror=alert(1)>'


@pytest.fixture
def p(db: None) -> SimpleNamespace:
    """The small pact without facts: each test writes what it looks for."""
    pacte = un_pacte()
    pacte.gens = equipe(pacte)
    pacte.avs = pacte.gens[Qualite.AGENT_AVS]
    pacte.direction = pacte.gens[Qualite.DIRECTION]
    pacte.direction_b = fonction(Qualite.DIRECTION, pacte.b)
    return pacte


def url(q: str | None = None, **parametres: str) -> str:
    donnees = parametres if q is None else {"q": q, **parametres}
    return reverse("rechercher", args=["essai"], query=donnees)


def trouvees(p: SimpleNamespace, qui: Fonction, q: str, genre: str = "") -> set[int]:
    return {
        reference.pk
        for reference in chercher(p.pacte, qui, q)
        if not genre or reference.genre == genre
    }


def texte(reponse: Any) -> str:
    sans_balises = unescape(re.sub(r"<[^>]+>", "", reponse.content.decode()))
    return re.sub(r"[\s\u00a0]+", " ", sans_balises)


def dire(reunion: Reunion, passage: str, conclusion: str = "") -> CompteRendu:
    """Write a passage, and a conclusion, in minutes that are not definitive."""
    compte_rendu = CompteRendu.objects.get(reunion=reunion)
    ligne = Passage.objects.filter(compte_rendu=compte_rendu).order_by("pk").first()
    ligne.texte = passage
    ligne.save()
    compte_rendu.conclusion = conclusion
    compte_rendu.save()
    return compte_rendu


# --- Accents, endings, dates ---------------------------------------------------------------------
@pytest.mark.parametrize(
    "q",
    [
        "décision",
        "decisions",
        "DÉCISIONS",
        "décisions à l’été",
        "decider ete decision",
        '"décision de l’été"',
        "« décision de l’été »",
        "decision -cantine",
    ],
)
def test_ni_les_accents_ni_les_terminaisons_ne_comptent(p: SimpleNamespace, q: str) -> None:
    reunion = un_projet(p, p.avs)
    decision = reunion.decisions.get()
    decision.texte = "Une décision de l'été, à décider avec les familles"
    decision.save()
    assert trouvees(p, p.avs, q, GenreResultat.DECISIONS) == {decision.pk}


@pytest.mark.parametrize("q", ["décision -familles", '"décision des familles"', "cantine", "à la"])
def test_ce_qui_ne_correspond_pas_n_est_pas_trouve(p: SimpleNamespace, q: str) -> None:
    decision = un_projet(p, p.avs).decisions.get()
    decision.texte = "Une décision avec les familles"
    decision.save()
    assert trouvees(p, p.avs, q, GenreResultat.DECISIONS) == set()


@pytest.mark.parametrize(
    "q",
    [
        "comite technique csa",
        "Centre social A",
        "15 aout 2026",
        "comité technique août",
        "maison quartier oeuvres",
        "MAISON Œuvres",
        "tarifications",
    ],
)
def test_reunion_par_son_nom_son_jour_son_lieu_et_son_ordre_du_jour(
    p: SimpleNamespace, q: str
) -> None:
    reunion = une_invitee(p, p.avs, jour=date(2026, 8, 15), lieu="Maison de quartier des Œuvres")
    point = reunion.points.order_by("ordre").first()
    point.titre = "La tarification de l'accueil"
    point.save()
    autre = une_invitee(p, p.avs, instance="comite-pilotage", jour=date(2026, 9, 3))
    trouve = trouvees(p, p.avs, q, GenreResultat.REUNIONS)
    assert reunion.pk in trouve
    assert autre.pk not in trouve


def test_compte_rendu_par_ses_passages_et_sa_conclusion(p: SimpleNamespace) -> None:
    reunion = une_redaction(p, p.avs)
    compte_rendu = dire(reunion, "Les bénévoles manquent le mercredi.", "Un groupe se réunira.")
    for q in ("benevole mercredi", "groupe réuni", "benevoles groupe", "compte rendu CSA"):
        assert trouvees(p, p.avs, q, GenreResultat.COMPTES_RENDUS) == {compte_rendu.pk}, q


def test_demande_par_son_objet_son_numero_son_annee_et_ses_pieces(p: SimpleNamespace) -> None:
    demande = fs.demande(p, p.a, etat=EtatDemande.DEPOSEE, par=p.direction, avec_budget=True)
    demande.objet = "Ateliers numériques des aînés"
    demande.save()
    fichier = enregistrer_fichier(un_pdf(), compte=None)
    PieceDemande.objects.create(demande=demande, fichier=fichier, libelle="Statuts signés")
    for q in ("atelier numerique", demande.numero, f"demande {demande.exercice}", "statut signe"):
        assert trouvees(p, p.avs, q, GenreResultat.DEMANDES) == {demande.pk}, q


def test_engagement_par_son_code_et_par_ses_mots(p: SimpleNamespace) -> None:
    attendu = {p.engagements["C46"].pk}
    assert trouvees(p, p.avs, "c46", GenreResultat.ENGAGEMENTS) == attendu
    assert trouvees(p, p.avs, "rencontre thematique", GenreResultat.ENGAGEMENTS) == attendu


def test_le_plus_proche_vient_d_abord(p: SimpleNamespace) -> None:
    reunion = une_redaction(p, p.avs)
    faible = dire(reunion, "Il est dit un mot du budget, parmi bien d'autres sujets du jour.")
    forte = une_redaction(p, p.avs)
    dire(forte, "Le budget. Le budget du centre. Le budget de la Ville.")
    rangs = [
        reference.pk
        for reference in chercher(p.pacte, p.avs, "budget")
        if reference.genre == GenreResultat.COMPTES_RENDUS
    ]
    assert rangs == [forte.compte_rendu.pk, faible.pk]


# --- Scope ----------------------------------------------------------------------------------------
def _semer(p: SimpleNamespace) -> None:
    """« xylophone » everywhere: bilateral meetings of both centres in each state, requests."""
    for centre in (p.a, p.b):
        for fabrique in ETATS.values():
            fabrique(p, p.avs, centre=centre, lieu="Salle du xylophone")
        compte_rendu = dire(une_redaction(p, p.avs, centre=centre), "Un xylophone.", "Xylophone")
        Decision.objects.filter(reunion=compte_rendu.reunion).update(texte="Un xylophone")
        soumis = un_projet(p, p.avs, centre=centre)
        Decision.objects.filter(reunion=soumis).update(texte="Un xylophone")
        dire(soumis, "Encore un xylophone.")
        for etat in (EtatDemande.BROUILLON, EtatDemande.DEPOSEE):
            par = p.direction if centre == p.a else p.direction_b
            demande = fs.demande(p, centre, etat=etat, par=par, avec_budget=True)
            demande.objet = "Un xylophone"
            demande.save()
    un_brouillon(p, p.direction, lieu="Salle du xylophone")


def _statuts(client: Client) -> Callable[[str], int]:
    """The code of each page, asked for once: a meeting that is found is one of those that open."""
    return cache(lambda url: client.get(url).status_code)


def test_on_trouve_ce_que_l_on_peut_ouvrir_et_rien_d_autre(
    p: SimpleNamespace, entrer: Entrer
) -> None:
    """For each quality: the address of each result opens, and nothing that opens is left out.

    One quality of each scope opens every page; the others are held to the same scope.
    """
    _semer(p)
    le = timezone.localdate()
    for qualite, qui in p.gens.items():
        visibles = Reunion.objects.for_fonction(qui).filter(lieu__contains="xylophone")
        ouvertes = set(visibles.values_list("pk", flat=True))
        references = chercher(p.pacte, qui, "xylophone")
        par_genre = {
            genre: {reference.pk for reference in references if reference.genre == genre}
            for genre in GenreResultat
        }
        if qualite in UNE_PAR_PORTEE:
            repondre = _statuts(entrer(qui))
            for _, resultats in montrer(references, p.pacte, qui, "xylophone", le=le):
                for resultat in resultats:
                    assert repondre(resultat.url) == 200, (qualite, resultat.url)
            assert ouvertes == {
                reunion.pk
                for reunion in Reunion.objects.filter(lieu__contains="xylophone")
                if repondre(reverse("voir_reunion", args=["essai", reunion.pk])) == 200
            }, qualite
        assert par_genre[GenreResultat.REUNIONS] == ouvertes, qualite
        lisibles = {
            compte_rendu.pk
            for compte_rendu in CompteRendu.objects.select_related("reunion__pacte")
            if Reunion.objects.for_fonction(qui).filter(pk=compte_rendu.reunion_id).exists()
            and can_lire_compte_rendu(qui, compte_rendu.reunion, le, compte_rendu)
        }
        lus = set(comptes_rendus_lisibles(p.pacte, qui).values_list("pk", flat=True))
        assert lus == lisibles, qualite
        assert par_genre[GenreResultat.COMPTES_RENDUS] <= lisibles, qualite
        visibles = Demande.objects.for_fonction(qui).filter(objet__contains="xylophone")
        demandes = set(visibles.values_list("pk", flat=True))
        assert par_genre[GenreResultat.DEMANDES] == demandes, qualite


CENTRE_A = (
    Qualite.DIRECTION,
    Qualite.PROFESSIONNEL,
    Qualite.MEMBRE_CA,
    Qualite.PRESIDENCE,
    Qualite.TRESORERIE,
)


def test_la_bilaterale_d_un_autre_centre_n_est_jamais_trouvee(
    p: SimpleNamespace, entrer: Entrer
) -> None:
    for fabrique in ETATS.values():
        fabrique(p, p.avs, centre=p.b, lieu="Salle du xylophone")
    dire(un_projet(p, p.avs, centre=p.b), "Un xylophone.", "Xylophone")
    fs.demande(p, p.b, etat=EtatDemande.DEPOSEE, par=p.direction_b, objet="Un xylophone")
    assert len(chercher(p.pacte, p.avs, "xylophone")) > len(ETATS)
    assert len(chercher(p.pacte, p.direction_b, "xylophone")) > 2
    for qualite in (*CENTRE_A, Qualite.FEDERATION, Qualite.FINANCEUR):
        assert chercher(p.pacte, p.gens[qualite], "xylophone") == [], qualite
        page = texte(entrer(p.gens[qualite]).get(url("xylophone")))
        assert "Aucun résultat pour « xylophone »" in page, qualite
        assert "Rien n’a été trouvé" in page, qualite


def test_un_compte_rendu_en_redaction_reste_a_qui_l_ecrit(p: SimpleNamespace) -> None:
    de_la_ville = dire(une_redaction(p, p.avs), "Un xylophone de la Ville.")
    du_centre = dire(une_redaction(p, p.direction), "Un xylophone du centre.")
    genre = GenreResultat.COMPTES_RENDUS
    assert trouvees(p, p.avs, "xylophone", genre) == {de_la_ville.pk, du_centre.pk}
    assert trouvees(p, p.direction, "xylophone", genre) == {du_centre.pk}
    for qualite in (Qualite.PRESIDENCE, Qualite.CONSEIL_CAF, Qualite.AGENT_SERVICE):
        assert trouvees(p, p.gens[qualite], "xylophone", genre) == set(), qualite


def test_un_autre_pacte_n_est_ni_ouvert_ni_trouve(p: SimpleNamespace, entrer: Entrer) -> None:
    ailleurs = un_pacte("la-bas")
    ailleurs.equipe = equipe(ailleurs)
    une_invitee(ailleurs, ailleurs.equipe[Qualite.AGENT_AVS], lieu="Salle du xylophone")
    assert chercher(p.pacte, p.avs, "xylophone") == []
    client = entrer(p.avs)
    assert client.get(reverse("rechercher", args=["la-bas"], query={"q": "a"})).status_code == 404


# --- The page ---------------------------------------------------------------------------------------
def test_un_morceau_de_page_ecrit_par_quelqu_un_reste_du_texte(
    p: SimpleNamespace, entrer: Entrer
) -> None:
    reunion = une_redaction(p, p.avs, lieu=f"Salle {ATTAQUE}")
    point = reunion.points.order_by("ordre").first()
    PointOrdreDuJour.objects.filter(pk=point.pk).update(titre=f"Le xylophone {ATTAQUE}")
    dire(reunion, f"Un xylophone {ATTAQUE}", ATTAQUE)
    Decision.objects.filter(reunion=reunion).update(texte=f"Un xylophone {ATTAQUE}")
    CompteRendu.objects.filter(reunion=reunion).update(etat="projet")
    demande = fs.demande(p, p.a, etat=EtatDemande.DEPOSEE, par=p.direction)
    Demande.objects.filter(pk=demande.pk).update(objet=f"Un xylophone {ATTAQUE}")
    for q in ("xylophone", "script alert", ATTAQUE, f'xylophone "{ATTAQUE}'):
        page = entrer(p.avs).get(url(q)).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
    page = entrer(p.avs).get(url("xylophone")).content.decode()
    assert page.count("<mark>xylophone</mark>") >= 4
    assert "&lt;script&gt;alert(&quot;x&quot;)" in page
    # What is marked inside the payload is a word alone.
    page = entrer(p.avs).get(url("alert")).content.decode()
    assert "&lt;script&gt;<mark>alert</mark>(" in page


def test_l_extrait_garde_les_accents_et_marque_les_mots(p: SimpleNamespace, entrer: Entrer) -> None:
    avant = "Un long préambule sur d'autres sujets. " * 20
    dire(une_redaction(p, p.avs), f"{avant}Les familles ont décidé des tarifs d'été. {avant}")
    page = entrer(p.avs).get(url("decider tarif", genre="comptes-rendus")).content.decode()
    assert "Les familles ont <mark>décidé</mark> des <mark>tarifs</mark> d" in page
    assert "… " in page


def test_les_onglets_comptent_et_filtrent(p: SimpleNamespace, entrer: Entrer) -> None:
    reunion = un_projet(p, p.avs, lieu="Salle du xylophone")
    dire(reunion, "Un xylophone.")
    client = entrer(p.avs)
    tout = client.get(url("xylophone"))
    assert [(o.libelle, o.nombre) for o in tout.context["onglets"]] == [
        ("Tout", 2),
        ("Réunions", 1),
        ("Comptes rendus", 1),
    ]
    assert "2 résultats pour « xylophone »" in texte(tout)
    filtree = client.get(url("xylophone", genre="reunions"))
    assert [genre for genre, _ in filtree.context["groupes"]] == [GenreResultat.REUNIONS]
    assert "1 résultat pour « xylophone »" in texte(filtree)
    assert client.get(url("xylophone", genre="inconnu")).context["compte"] == "2\u00a0résultats"


def test_vingt_cinq_par_page(p: SimpleNamespace, entrer: Entrer) -> None:
    for rang in range(27):
        une_invitee(p, p.avs, jour=date(2026, 7, 1 + rang), lieu="Salle du xylophone")
    client = entrer(p.avs)
    premiere = client.get(url("xylophone"))
    assert sum(len(resultats) for _, resultats in premiere.context["groupes"]) == 25
    assert "27 résultats pour « xylophone », page 1 sur 2." in texte(premiere)
    assert "q=xylophone&amp;page=2" in premiere.content.decode()
    seconde = client.get(url("xylophone", page="2"))
    assert sum(len(resultats) for _, resultats in seconde.context["groupes"]) == 2
    # Of the same interest: the latest first.
    jours = [resultat.le for _, resultats in premiere.context["groupes"] for resultat in resultats]
    assert jours == sorted(jours, reverse=True)


@pytest.mark.parametrize("q", [None, "", "   "])
def test_sans_mot_la_page_dit_quoi_chercher(
    p: SimpleNamespace, entrer: Entrer, q: str | None
) -> None:
    reponse = entrer(p.avs).get(url(q))
    assert reponse.status_code == 200
    assert "Que cherchez-vous ?" in texte(reponse)


@pytest.mark.parametrize(
    ("q", "phrase"),
    [
        ("a" * 201, "gardez 200 caractères au plus"),
        ("budget\x00", "un caractère illisible"),
    ],
)
def test_une_recherche_illisible_est_refusee_avec_sa_raison(
    p: SimpleNamespace, entrer: Entrer, q: str, phrase: str
) -> None:
    reponse = entrer(p.avs).get(url(q))
    assert reponse.status_code == 200
    assert phrase in texte(reponse)
    assert "\x00" not in reponse.content.decode()
    assert reponse.context["groupes"] == []


@pytest.mark.parametrize(
    "q",
    ["'", '"', "\\", "-", "& | !", ":*", "a" * 200, "%s %(x)s", "()", "«", "🙂", "or", "\ud800"],
)
def test_aucune_ponctuation_ne_casse_la_recherche(
    p: SimpleNamespace, entrer: Entrer, q: str
) -> None:
    une_invitee(p, p.avs)
    assert entrer(p.avs).get(url(q.encode("utf-8", "replace").decode())).status_code == 200


def _requetes(client: Client) -> int:
    with CaptureQueriesContext(connection) as lues:
        reponse = client.get(url("xylophone"))
    assert len(reponse.context["onglets"]) == 6
    return len(lues)


def test_le_nombre_de_requetes_ne_depend_pas_des_resultats(
    p: SimpleNamespace, entrer: Entrer
) -> None:
    engagement = p.engagements["C46"]
    engagement.enonce = "Un xylophone par an"
    engagement.save()

    def semer() -> None:
        reunion = un_projet(p, p.avs, lieu="Salle du xylophone")
        dire(reunion, "Un xylophone.")
        Decision.objects.filter(reunion=reunion).update(texte="Un xylophone")
        demande = fs.demande(p, p.a, etat=EtatDemande.DEPOSEE, par=p.direction)
        Demande.objects.filter(pk=demande.pk).update(objet="Un xylophone")

    semer()
    client = entrer(p.avs)
    client.get(url())
    avant = _requetes(client)
    for _ in range(4):
        semer()
    assert _requetes(client) == avant
    assert avant <= MAXIMUM


# --- The top bar ----------------------------------------------------------------------------------
def test_le_bandeau_porte_la_recherche_pour_qui_agit_dans_le_pacte(
    p: SimpleNamespace, entrer: Entrer
) -> None:
    champ = 'class="recherche-champ"'
    publique = reverse("voir_pacte", args=["essai"])
    assert champ not in Client().get(publique).content.decode()
    client = entrer(p.avs)
    page = client.get(publique).content.decode()
    # Beside the menu, and inside the menu of a phone, each with its own label.
    assert page.count(champ) == 2
    assert page.count(f'action="{url()}"') == 2
    for identifiant in ("recherche-menu", "recherche-bandeau"):
        assert page.count(f'for="{identifiant}"') == page.count(f'id="{identifiant}"') == 1
    # The search page has its own field, and is no entry of the menu.
    recherche = client.get(url())
    assert champ not in recherche.content.decode()
    assert [entree.libelle for entree in recherche.context["cadre"].menu if entree.actif] == []
    # A pact where one takes no part is not searched.
    un_pacte("la-bas")
    ailleurs = client.get(reverse("voir_pacte", args=["la-bas"]))
    assert ailleurs.status_code == 200
    assert champ not in ailleurs.content.decode()


# --- Extracts, pure -------------------------------------------------------------------------------
def test_les_fragments_remis_ensemble_font_le_texte() -> None:
    phrase = "L'été, l'avance <b>de</b> 30 %, l’AVANCE… avancer."
    fragments = decouper(phrase, {"avance", "été"})
    assert "".join(fragment.texte for fragment in fragments) == phrase
    assert [f.texte for f in fragments if f.trouve] == ["été", "avance", "AVANCE"]
    assert decouper("", {"avance"}) == ()


def test_l_extrait_est_court_et_ne_coupe_aucun_mot() -> None:
    mots_du_texte = [f"mot{rang}" for rang in range(400)]
    for cible in ("mot0", "mot3", "mot200", "mot399"):
        extrait = "".join(f.texte for f in extraire([" ".join(mots_du_texte)], {cible}))
        dits = extrait.replace("…", " ").split()
        assert cible in dits
        assert set(dits) <= set(mots_du_texte)
        assert len(extrait) <= 230
        assert extrait.startswith("… ") is (cible not in ("mot0", "mot3"))
        assert extrait.endswith(" …") is (cible != "mot399")


def test_l_extrait_vient_du_texte_qui_dit_le_plus_de_mots() -> None:
    textes = ["Rien ici.", "Un tarif.", "Un tarif pour les familles.", ""]
    extrait = "".join(f.texte for f in extraire(textes, {"tarif", "familles"}))
    assert extrait == "Un tarif pour les familles."
    assert "".join(f.texte for f in extraire(textes, {"absent"})) == "Rien ici."
    assert extraire(["", "  "], {"tarif"}) == ()


def test_un_mot_sans_espace_reste_borne() -> None:
    extrait = "".join(f.texte for f in extraire(["a" * 5000], {"absent"}))
    assert len(extrait) <= 230
