"""The components, the frame and the error pages: what people and screen readers get."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.template import engines
from django.test import Client, RequestFactory
from django.urls import resolve, reverse
from lxml import html

from pacte.accord.middleware import fonctions_du_compte
from pacte.accord.models import Qualite
from pacte.courrier.models import Courriel
from pacte.erreurs import acces_refuse, erreur_interne
from pacte.navigation import ENTREES, Cadre, adresse
from pacte.socle import panneaux
from pacte.socle.droits import ACCORDE, refus
from pacte.socle.etats import AvecTonalite, Tonalite
from pacte.socle.mots import MOTS
from tests import factories_accord as fabrique

CSS = settings.RACINE / "static" / "css"


class Etat(AvecTonalite, models.TextChoices):
    TENU = "tenu", "tenu"
    AUTRE = "autre", "sans objet"

    __tonalites__ = {"tenu": Tonalite.TENU}


class Filtre(forms.Form):
    annee = forms.ChoiceField(label="Année", choices=[("", "Toutes"), ("2026", "l’année 2026")])
    depuis = forms.DateField(label="Depuis", required=False)


class Demande(forms.Form):
    objet = forms.CharField(label="Objet", help_text="En une phrase.")
    note = forms.CharField(label="Note", required=False)
    genre = forms.ChoiceField(label="Genre", choices=[("a", "A")], widget=forms.RadioSelect)
    accord = forms.BooleanField(label="J’accepte")


def rendre(source: str, chemin: str = "/", **contexte: Any) -> str:
    requete = RequestFactory().get(chemin)
    return engines["django"].from_string(source).render(contexte, requete)


def arbre(source: str, chemin: str = "/", **contexte: Any) -> Any:
    return html.fromstring(f"<div>{rendre(source, chemin, **contexte)}</div>")


# --- Amounts and dates -----------------------------------------------------------
def test_montants_et_dates_dans_les_gabarits() -> None:
    instant = datetime(2026, 3, 14, 13, 0, tzinfo=UTC)
    assert rendre("{{ m|euros }}", m=Decimal("12000")) == "12\u00a0000,00\u00a0€"
    assert rendre("{{ m|euros }}", m=None) == "—"
    assert rendre("{{ d|jour }}", d=date(2026, 4, 1)) == "mercredi 1er\u00a0avril\u00a02026"
    assert rendre("{{ d|jour_court }}", d=None) == "—"
    assert rendre("{{ i|jour_heure }}", i=instant) == (
        "samedi 14\u00a0mars\u00a02026 à 14\u00a0h\u00a000"
    )
    # 23:30 UTC in July is already the next legal day in Paris.
    assert rendre("{{ i|jour_court }}", i=datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == (
        "2\u00a0juillet\u00a02026"
    )


@pytest.mark.parametrize(
    ("jour", "attendu"),
    [
        (date(2026, 6, 15), "aujourd’hui"),
        (date(2026, 6, 16), "demain"),
        (date(2026, 6, 14), "hier"),
        (date(2026, 6, 18), "dans 3\u00a0jours"),
        (date(2026, 4, 15), "il y a 2\u00a0mois"),
        (date(2029, 6, 15), "dans 3\u00a0ans"),
    ],
)
def test_ecart_de_temps_en_mots(jour: date, attendu: str) -> None:
    assert rendre("{{ jour|relatif }}", jour=jour) == attendu


@pytest.mark.parametrize(
    ("nombre", "attendu"),
    [(0, "aucune demande"), (1, "1\u00a0demande"), (2, "2\u00a0demandes")],
)
def test_compte_en_mots(nombre: int, attendu: str) -> None:
    assert rendre('{{ n|accorder:"demande,demandes,aucune" }}', n=nombre) == attendu


# --- Components --------------------------------------------------------------------
def test_badge_dit_le_mot_et_la_tonalite() -> None:
    tenu = arbre("{% badge etat %}", etat=Etat.TENU).find("span")
    assert tenu.text_content() == "tenu"
    assert tenu.get("class") == "badge-etat badge-tenu"
    assert "badge-neutre" in rendre("{% badge etat %}", etat=Etat.AUTRE)


def test_badge_refuse_un_texte_nu() -> None:
    with pytest.raises(TypeError):
        rendre("{% badge etat %}", etat="tenu")


def test_fil_sans_lien_sur_la_page_courante() -> None:
    page = arbre('{% fil "Réunions" "/r/" "Comité" %}')
    assert [(lien.text, lien.get("href")) for lien in page.iter("a")] == [("Réunions", "/r/")]
    assert page.xpath('//*[@aria-current="page"]/text()') == ["Comité"]


def test_action_possible_est_un_lien() -> None:
    lien = arbre('{% action droit "Déposer" "/d/" "principale" %}', droit=ACCORDE).find("a")
    assert lien.get("href") == "/d/"
    assert "btn-principale" in lien.get("class")


def test_action_impossible_dit_pourquoi_sans_lien() -> None:
    page = arbre('{% action droit "Déposer" "/d/" %}', droit=refus("Le budget manque."))
    assert page.xpath("//a") == []
    assert page.xpath('//*[@aria-disabled="true"]/text()') == ["Déposer"]
    assert page.xpath('//*[@class="action-motif"]/text()') == ["Le budget manque."]


def test_panneau_d_une_autre_piece_rendu_a_sa_place(monkeypatch: pytest.MonkeyPatch) -> None:
    def panneau(request: HttpRequest, objet: Any) -> tuple[str, dict[str, Any]] | None:
        if objet != "oui":
            return None
        return "composants/avertissement.html", {"texte": "Vu d’en haut <b>"}

    monkeypatch.setitem(panneaux._PANNEAUX, "essai", [panneau])
    assert "Vu d’en haut &lt;b&gt;" in rendre('{% panneaux "essai" objet %}', objet="oui")
    assert rendre('{% panneaux "essai" objet %}', objet="non") == ""


def test_terme_mene_a_sa_definition() -> None:
    lien = arbre('{% terme "avance" "avances" %}').find("a")
    assert (lien.text, lien.get("href")) == ("avances", f"{reverse('lire_glossaire')}#avance")
    with pytest.raises(KeyError):
        rendre('{% terme "inconnu" %}')


def test_pages_voisines_gardent_les_filtres() -> None:
    page = arbre(
        '{% include "composants/pagination.html" with parametre="page" %}',
        "/?annee=2026&page=2",
        page=Paginator(range(60), 25).page(2),
    )
    assert page.xpath("//a/@href") == ["?annee=2026&page=1", "?annee=2026&page=3"]
    assert "Page 2 sur 3" in page.text_content()


def test_filtre_choisi_en_mots_et_retirable() -> None:
    form = Filtre({"annee": "2026", "depuis": "2026-03-01"})
    page = arbre(
        '{% include "composants/filtres.html" with compte="3 demandes" export="" %}',
        "/?annee=2026&depuis=2026-03-01&page=2",
        form=form,
    )
    choisis = page.xpath('//a[@class="filtre-choisi"]')
    assert [lien.text_content() for lien in choisis] == [
        "Retirer le filtre Année : l’année 2026",
        "Retirer le filtre Depuis : 1er\u00a0mars\u00a02026",
    ]
    assert choisis[0].get("href") == "?depuis=2026-03-01"
    assert page.xpath('//*[@role="status"]/text()') == ["3 demandes"]


def test_etapes_disent_leur_etat_sans_la_couleur() -> None:
    etapes = [
        {"nom": "Déposée", "date": date(2026, 3, 1), "etat": "faite"},
        {"nom": "Votée", "date": None, "precision": "au prochain conseil", "etat": "en-cours"},
    ]
    page = arbre('{% include "composants/etapes.html" %}', etapes=etapes)
    assert page.xpath('//li[@aria-current="step"]//*[@class="etape-date"]/text()') == [
        "au prochain conseil"
    ]
    assert "Déposée : fait" in page.text_content()


# --- Forms ----------------------------------------------------------------------------
def test_champ_facultatif_marque_et_jamais_une_etoile() -> None:
    page = arbre("{{ form|crispy }}", form=Demande())
    etiquettes = [" ".join(e.text_content().split()) for e in page.xpath("//label | //legend")]
    assert etiquettes == ["Objet", "Note (facultatif)", "Genre", "A", "J’accepte"]
    assert "*" not in page.text_content()


def test_aide_et_erreur_liees_au_champ() -> None:
    page = arbre("{{ form|crispy }}", form=Demande({}))
    objet = page.get_element_by_id("id_objet")
    liens = objet.get("aria-describedby").split()
    assert [page.get_element_by_id(lien).text_content().strip() for lien in liens] == [
        "En une phrase.",
        "Ce champ est obligatoire.",
    ]
    assert objet.get("aria-invalid") == "true"


def test_resume_des_erreurs_mene_a_chaque_champ() -> None:
    page = arbre("{{ form|crispy }}", form=Demande({}))
    resume = page.xpath("//*[@data-resume-erreurs]")[0]
    assert resume.get("tabindex") == "-1"
    cibles = [lien.get("href").removeprefix("#") for lien in resume.iter("a")]
    assert len(cibles) == 3
    assert all(page.get_element_by_id(cible).tag == "input" for cible in cibles)


def test_aide_echappee() -> None:
    form = Demande()
    form.fields["objet"].help_text = "<script>"
    assert "<script>" not in rendre("{{ form|crispy }}", form=form)


# --- Colours ------------------------------------------------------------------------------
def _jetons(theme: str) -> dict[str, tuple[int, int, int]]:
    clair, sombre = (CSS / "base.css").read_text().split("@media (prefers-color-scheme: dark)")
    sombre = sombre.split("/* --- Text")[0]
    texte = clair if theme == "clair" else clair + sombre
    couleurs = re.findall(r"--([a-z-]+): #([0-9A-F]{6});", texte)
    return {nom: tuple(bytes.fromhex(valeur)) for nom, valeur in couleurs}


def _luminance(couleur: tuple[int, int, int]) -> Decimal:
    parts = [Decimal(c) / 255 for c in couleur]
    lineaires = [
        p / Decimal("12.92")
        if p <= Decimal("0.03928")
        else ((p + Decimal("0.055")) / Decimal("1.055")) ** Decimal("2.4")
        for p in parts
    ]
    poids = (Decimal("0.2126"), Decimal("0.7152"), Decimal("0.0722"))
    return sum((p * v for p, v in zip(poids, lineaires, strict=True)), Decimal(0))


def _contraste(a: tuple[int, int, int], b: tuple[int, int, int]) -> Decimal:
    clair, sombre = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (clair + Decimal("0.05")) / (sombre + Decimal("0.05"))


TONS = ("tenu", "attention", "alerte", "neutre", "information", "accent")


@pytest.mark.parametrize("theme", ["clair", "sombre"])
def test_contrastes_du_niveau_aa(theme: str) -> None:
    jetons = _jetons(theme)
    paires = [
        (texte, fond)
        for texte in ("encre", "encre-douce", "accent")
        for fond in ("page", "surface")
    ]
    paires += [(ton, f"{ton}-lavis") for ton in TONS]
    paires += [("encre", f"{ton}-lavis") for ton in TONS]
    paires += [
        ("encre-douce", "neutre-lavis"),
        ("sur-accent", "accent"),
        ("sur-accent", "accent-fonce"),
    ]
    paires += [(ton, fond) for ton in ("attention", "alerte") for fond in ("page", "surface")]
    faibles = {p: _contraste(jetons[p[0]], jetons[p[1]]) for p in paires}
    assert {p: c for p, c in faibles.items() if c < Decimal("4.5")} == {}
    assert min(_contraste(jetons["bordure"], jetons[f]) for f in ("page", "surface")) >= 3


def test_couleurs_ecrites_dans_les_jetons_seulement() -> None:
    assert (
        re.findall(r"#[0-9A-Fa-f]{3,8}\b(?![^{}]*\{)", (CSS / "composants.css").read_text()) == []
    )


def test_chaque_tonalite_a_sa_couleur() -> None:
    texte = (CSS / "composants.css").read_text()
    sans = [t for t in Tonalite if t != Tonalite.NEUTRE and f".badge-{t} " not in texte]
    assert sans == []


# --- Frame ------------------------------------------------------------------------------------
@pytest.fixture
def p(db: None) -> Any:
    return fabrique.un_pacte()


@pytest.fixture
def avs(p: Any, client: Client) -> Client:
    client.force_login(fabrique.compte(fabrique.equipe(p)[Qualite.AGENT_AVS]))
    return client


def test_menu_de_six_entrees_toutes_presentes() -> None:
    assert len(ENTREES) == 6
    absentes = [nom for _, nom, dans in ENTREES if not adresse(nom, *(["essai"] if dans else []))]
    assert absentes == []


def test_cadre_a_une_requete(
    avs: Client, rf: RequestFactory, p: Any, django_assert_num_queries: Any
) -> None:
    requete = avs.get(reverse("lire_aide")).wsgi_request
    cadre = Cadre(requete)
    with django_assert_num_queries(1):
        assert cadre.pacte is not None
        assert cadre.pacte.code == p.pacte.code
        assert len(cadre.menu) == 6
        assert cadre.fonction is not None
        assert cadre.liens_compte
        assert cadre.compte
        assert not cadre.fictif


@pytest.mark.parametrize(
    ("qualite", "attendu"),
    [
        (Qualite.DIRECTION, True),
        (Qualite.CHEF_SERVICE, True),
        (Qualite.ELU, True),
        # The page of opinions, and nothing else of subsidies.
        (Qualite.CONSEIL_CAF, True),
        (Qualite.FINANCEUR, True),
        (Qualite.AGENT_SERVICE, False),
    ],
)
def test_subventions_au_menu_de_qui_en_suit(
    p: Any, client: Client, qualite: str, attendu: bool
) -> None:
    client.force_login(fabrique.compte(fabrique.equipe(p)[qualite]))
    cadre = Cadre(client.get(reverse("lire_aide")).wsgi_request)
    entrees = [entree.libelle for entree in cadre.menu]
    assert ("Subventions" in entrees) is attendu
    # A page that refuses is no entry: the dashboard is read between those who signed.
    assert ("Tableau" in entrees) is (qualite != Qualite.FINANCEUR)
    assert len(cadre.menu) <= 6


def test_cadre_ne_lit_rien_sans_etre_affiche(avs: Client, django_assert_num_queries: Any) -> None:
    requete = avs.get(reverse("lire_aide")).wsgi_request
    with django_assert_num_queries(0):
        Cadre(requete)


@pytest.mark.parametrize(
    ("nom", "attendu"),
    [
        ("voir_pacte", "Le pacte"),
        ("lister_clauses", "Le pacte"),
        ("lister_personnes", "Le pacte"),
        ("voir_tableau", "Tableau"),
        ("lister_reunions", "Réunions"),
        ("lister_decisions", "Réunions"),
        ("lister_conventions", "Subventions"),
        ("lister_centres", "Centres"),
    ],
)
def test_entree_courante_du_menu(avs: Client, p: Any, nom: str, attendu: str) -> None:
    requete = RequestFactory().get(reverse(nom, args=[p.pacte.code]))
    requete.resolver_match = resolve(requete.path)
    requete.user = avs.get(reverse("lire_aide")).wsgi_request.user
    requete.fonctions = fonctions_du_compte(requete)
    requete.fonction = requete.fonctions[0]
    actives = [entree.libelle for entree in Cadre(requete).menu if entree.actif]
    assert actives == [attendu]


def test_pacte_d_une_autre_ville_sans_acces_a_ses_pieces(avs: Client) -> None:
    ailleurs = fabrique.un_pacte("ailleurs").pacte
    page = html.fromstring(avs.get(reverse("voir_pacte", args=[ailleurs.code])).content)
    liens = page.xpath('//nav[@aria-label="Menu principal"]//a/text()')
    assert set(liens) <= {"À faire", "Le pacte"}
    assert page.xpath(f'//header//a[starts-with(@href, "/pactes/{ailleurs.code}/personnes")]') == []


def test_bandeau_fictif_seulement_sur_un_pacte_fictif(avs: Client, p: Any) -> None:
    url = reverse("voir_pacte", args=[p.pacte.code])
    assert "tout est fictif" not in avs.get(url).text
    p.pacte.fictif = True
    p.pacte.save()
    assert "tout est fictif" in avs.get(url).text


def test_choix_de_la_fonction_propose_a_qui_en_a_plusieurs(avs: Client) -> None:
    url = reverse("lire_aide")
    reponse = avs.get(url)
    assert html.fromstring(reponse.content).xpath('//button[@name="fonction"]') == []
    agit = reponse.wsgi_request.fonction
    fabrique.fonction(Qualite.MEMBRE_CA, personne=agit.personne)
    page = html.fromstring(avs.get(url).content)
    assert len(page.xpath('//button[@name="fonction"]')) == 2
    assert page.xpath('//button[@aria-current="true"]/@value') == [str(agit.pk)]


# --- Pages --------------------------------------------------------------------------------------
PAGES_PUBLIQUES = (
    "lire_aide",
    "lire_glossaire",
    "lire_accessibilite",
    "lire_donnees_personnelles",
    "lire_mentions_legales",
    "account_login",
    "account_reset_password",
    "account_reset_password_done",
    "account_inactive",
)


@pytest.mark.django_db
@pytest.mark.parametrize("nom", PAGES_PUBLIQUES)
def test_page_publique_en_francais_avec_un_seul_titre(client: Client, nom: str) -> None:
    reponse = client.get(reverse(nom))
    assert reponse.status_code == 200
    page = html.fromstring(reponse.content)
    assert page.get("lang") == "fr"
    assert len(page.xpath("//h1")) == 1
    assert page.xpath("//title")[0].text_content().strip()
    assert not re.search(r"\b(Sign|Password|Email|Log)\b", page.text_content())


@pytest.mark.django_db
@pytest.mark.parametrize("nom", PAGES_PUBLIQUES)
def test_page_publique_en_phrases_courtes_et_bien_ponctuees(client: Client, nom: str) -> None:
    """Sentences of 20 words at most; a no-break space before « : ; ? ! » and inside quotes."""
    page = html.fromstring(client.get(reverse(nom)).content)
    # An item that holds a list says its own words, then each item of the list says its own.
    lus = page.xpath("//main//*[self::p or self::li[not(ul)] or self::dd] | //main//li[ul]/a")
    blocs = [bloc.text_content() for bloc in lus]
    phrases = [phrase for bloc in blocs for phrase in re.split(r"(?<=[.!?:;])\s", bloc)]
    assert [phrase for phrase in phrases if len(phrase.split()) > 20] == []
    assert re.findall(r"\S+ [:;?!»]|« \S+", page.text_content()) == []


@pytest.mark.parametrize(
    "nom", ["account_logout", "account_change_password", "account_reauthenticate"]
)
def test_page_du_compte_dans_le_cadre(avs: Client, nom: str) -> None:
    reponse = avs.get(reverse(nom))
    assert reponse.status_code == 200
    assert "btn-principale" in reponse.text
    assert not re.search(
        r"\b(Sign|Password|Email|Log)\b", html.fromstring(reponse.text).text_content()
    )


@pytest.mark.django_db
def test_connexion_refusee_dit_quoi_faire(client: Client) -> None:
    reponse = client.post(reverse("account_login"), {"login": "x@exemple.test", "password": "faux"})
    page = html.fromstring(reponse.content)
    assert page.xpath("//*[@data-resume-erreurs]//li")


@pytest.mark.django_db
def test_pied_dit_l_accessibilite_non_conforme(client: Client) -> None:
    page = html.fromstring(client.get(reverse("lire_aide")).content)
    assert "Accessibilité\u00a0: non conforme" in page.xpath("//footer//a/text()")


def test_glossaire_sans_doublon_ni_phrase_longue() -> None:
    assert len({mot.cle for mot in MOTS}) == len(MOTS)
    longues = [
        phrase
        for mot in MOTS
        for phrase in re.split(r"(?<=[.:])\s", mot.definition)
        if len(phrase.split()) > 20
    ]
    assert longues == []


def test_composants_montres_au_service_avs(avs: Client) -> None:
    reponse = avs.get(reverse("montrer_composants"))
    assert reponse.status_code == 200
    identifiants = re.findall(r'\sid="([^"]+)"', reponse.text)
    assert len(identifiants) == len(set(identifiants))


def test_composants_refuses_a_un_centre(p: Any, client: Client) -> None:
    client.force_login(fabrique.compte(fabrique.equipe(p)[Qualite.DIRECTION]))
    reponse = client.get(reverse("montrer_composants"))
    assert reponse.status_code == 403
    assert "réservée au service de la Ville" in reponse.text


def test_composants_montres_au_superutilisateur(client: Client, db: None) -> None:
    client.force_login(fabrique.superutilisateur())
    assert client.get(reverse("montrer_composants")).status_code == 200


def test_messages_lus_a_voix_haute(avs: Client) -> None:
    page = html.fromstring(avs.post(reverse("montrer_composants"), follow=True).content)
    assert len(page.xpath('//*[contains(@class, "avis-success")][@role="status"]')) == 1
    assert len(page.xpath('//*[contains(@class, "avis-error")][@role="alert"]')) == 1


# --- Error pages ------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_adresse_inconnue_dit_quoi_faire(client: Client) -> None:
    reponse = client.get("/nulle-part/")
    assert reponse.status_code == 404
    assert "Que faire maintenant" in reponse.text


@pytest.mark.django_db
def test_formulaire_sans_cle_de_securite(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    reponse = client.post(reverse("account_login"), {"login": "a", "password": "b"})
    assert reponse.status_code == 403
    assert "Rien n’a été enregistré" in reponse.text
    assert "CSRF" not in reponse.text


@pytest.mark.django_db
def test_refus_avec_et_sans_motif(rf: RequestFactory) -> None:
    avec = acces_refuse(rf.get("/"), PermissionDenied("La campagne est close."))
    assert avec.status_code == 403
    assert "La campagne est close." in avec.content.decode()
    sans = acces_refuse(rf.get("/"), PermissionDenied()).content.decode()
    assert "ne donne pas accès" in sans


def test_panne_sans_base_de_donnees(rf: RequestFactory) -> None:
    reponse = erreur_interne(rf.get("/"))
    assert reponse.status_code == 500
    assert "Que faire maintenant" in reponse.content.decode()


@pytest.mark.django_db
def test_trop_d_essais_de_connexion(client: Client, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    corps = {"login": "x@exemple.test", "password": "faux"}
    reponses = [client.post(reverse("account_login"), corps) for _ in range(2)]
    assert [reponse.status_code for reponse in reponses] == [200, 429]
    assert "Attendez quelques minutes" in reponses[-1].text


def test_mot_de_passe_oublie_repond_pareil_avec_ou_sans_compte(p: Any, client: Client) -> None:
    compte = fabrique.compte(fabrique.equipe(p)[Qualite.DIRECTION])
    url = reverse("account_reset_password")
    sans = client.post(url, {"email": "inconnue@exemple.test"})
    assert (sans.status_code, Courriel.objects.count()) == (302, 0)
    avec = client.post(url, {"email": compte.email})
    assert (avec.status_code, avec["Location"]) == (sans.status_code, sans["Location"])
    assert Courriel.objects.get().destinataire == compte.email
