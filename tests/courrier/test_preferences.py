"""Preferences and digests: what informs waits, once, at the reader's rhythm (U19, R20, S13)."""

import datetime as dt
import threading
from typing import Any

import pytest
from django.core import signing
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from pacte.courrier import operations
from pacte.courrier.models import Courriel, EtatCourriel, Nature, PreferenceCourriel, Rythme
from pacte.courrier.operations import JamaisEnFile, livrer, mettre_en_file, renvoyer
from pacte.courrier.preferences import (
    SEL,
    adresse_du_jeton,
    choisir_rythme,
    jeton_reglages,
    rythme_de,
)
from pacte.courrier.recapitulatifs import NOMBRE_MAXIMAL, envoyer_recapitulatifs
from pacte.courrier.taches import recapituler_la_semaine, recapituler_le_jour
from pacte.journal.models import Entree
from tests.puits import Puits

LE = dt.date(2026, 6, 15)
ICS = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"


def _informer(adresse: str = "lea@exemple.fr", **autres: Any) -> Courriel:
    return mettre_en_file(
        **{
            "destinataire": adresse,
            "nom": "Léa Martin",
            "objet": "Subvention 2026 : demande reçue",
            "texte": "Votre demande est reçue.",
            "nature": Nature.INFORMATION,
            "resume": "La Ville a reçu la demande 12.",
            "lien": "/pactes/demo/demandes/12/",
            **autres,
        }
    )


def _travaux() -> int:
    return ProcrastinateJob.objects.filter(task_name=operations.TACHE).count()


def _recapitulatifs() -> list[Courriel]:
    return list(Courriel.objects.filter(nature=Nature.RECAPITULATIF).order_by("cree_le"))


# --- At once, later, or never ---------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rythme", "autres", "etat"),
    [
        (None, {}, EtatCourriel.A_REGROUPER),
        (Rythme.QUOTIDIEN, {}, EtatCourriel.A_REGROUPER),
        (Rythme.HEBDOMADAIRE, {}, EtatCourriel.A_REGROUPER),
        (Rythme.JAMAIS, {}, EtatCourriel.NON_ENVOYE),
        (Rythme.JAMAIS, {"nature": Nature.ACTION}, EtatCourriel.EN_FILE),
        (Rythme.JAMAIS, {"calendrier": ICS, "methode": "REQUEST"}, EtatCourriel.EN_FILE),
        (Rythme.JAMAIS, {"confidentiel": True}, EtatCourriel.EN_FILE),
        (None, {"confidentiel": True}, EtatCourriel.EN_FILE),
        (None, {"calendrier": ICS, "methode": "CANCEL"}, EtatCourriel.EN_FILE),
    ],
)
def test_ce_qui_part_et_quand(rythme: Rythme | None, autres: dict[str, Any], etat: str) -> None:
    if rythme:
        choisir_rythme("Lea@Exemple.fr", rythme)
    assert _informer(**autres).etat == etat
    assert _travaux() == (1 if etat == EtatCourriel.EN_FILE else 0)


@pytest.mark.django_db
def test_sans_nature_un_courriel_part_tout_de_suite() -> None:
    courriel = mettre_en_file(destinataire="a@b.fr", nom="", objet="o", texte="t")
    assert (courriel.nature, courriel.etat) == (Nature.ACTION, EtatCourriel.EN_FILE)


@pytest.mark.django_db
@pytest.mark.parametrize("lien", ["https://ailleurs.fr/", "//ailleurs.fr/", "javascript:x", "x"])
def test_une_nouvelle_ne_mene_qu_au_portail(lien: str) -> None:
    with pytest.raises(ValueError, match="portail"):
        _informer(lien=lien)


@pytest.mark.django_db
def test_pacte_du_courriel_lu_dans_ses_adresses() -> None:
    assert _informer().pacte_code == "demo"
    assert _informer(lien="", texte="t").pacte_code == ""
    texte = "Voir :\nhttp://testserver/pactes/autre/reunions/1/"
    assert _informer(lien="", texte=texte).pacte_code == "autre"
    assert _informer(texte=texte).pacte_code == "", "deux pactes : aucun des deux"
    assert _informer(texte=texte, pacte_code="demo").pacte_code == "demo"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("nom", "valeurs"),
    [
        ("courriel_regroupe_a_son_recapitulatif", {"etat": "regroupe"}),
        ("courriel_confidentiel_part_seul", {"etat": "a_regrouper", "confidentiel": True}),
    ],
)
def test_contraintes(nom: str, valeurs: dict[str, Any]) -> None:
    courriel = _informer()
    with pytest.raises(IntegrityError, match=nom), transaction.atomic():
        Courriel.objects.filter(pk=courriel.pk).update(**valeurs)


@pytest.mark.django_db
def test_contrainte_adresse_en_minuscules() -> None:
    with (
        pytest.raises(IntegrityError, match="preference_adresse_en_minuscules"),
        transaction.atomic(),
    ):
        PreferenceCourriel.objects.create(adresse="Lea@exemple.fr")


# --- The digest ---------------------------------------------------------------------------------
@pytest.mark.django_db
def test_un_seul_courriel_pour_la_journee(puits: Puits) -> None:
    premier = _informer(resume="La Ville a reçu la demande 12.")
    second = _informer(
        "LEA@exemple.fr", resume="Montant voté : <b>12 000 €</b>", lien="/x/?a=1&b=2"
    )
    _informer(resume="La Ville a reçu la demande 12.")
    assert envoyer_recapitulatifs(Rythme.QUOTIDIEN, LE) == 1
    (recapitulatif,) = _recapitulatifs()
    assert recapitulatif.objet == "Portail du pacte, lundi 15 juin 2026 : 2 nouvelles à lire"
    for courriel in (premier, second):
        courriel.refresh_from_db()
        assert courriel.etat == EtatCourriel.REGROUPE
        assert courriel.regroupe_dans == recapitulatif
    livrer(recapitulatif.pk)
    (recu,) = puits.attendre(1)
    texte = recu.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert texte.startswith("Rien ne vous est demandé : voici 2\xa0nouvelles du pacte.\n")
    assert (
        "- La Ville a reçu la demande 12.\n  http://testserver/pactes/demo/demandes/12/\n" in texte
    )
    html = recu.get_body(("html",)).get_content()
    assert "Montant voté : &lt;b&gt;12 000 €&lt;/b&gt;" in html
    assert 'href="http://testserver/x/?a=1&amp;b=2"' in html
    assert html.count("Ouvrir le portail") == 1


@pytest.mark.django_db
def test_en_tetes_de_desinscription_des_seuls_recapitulatifs(puits: Puits) -> None:
    _informer()
    envoyer_recapitulatifs(Rythme.QUOTIDIEN, LE)
    livrer(_recapitulatifs()[0].pk)
    livrer(mettre_en_file(destinataire="lea@exemple.fr", nom="", objet="o", texte="t").pk)
    recapitulatif, ordinaire = puits.attendre(2)
    adresse = recapitulatif["List-Unsubscribe"].replace("\r\n", "").replace(" ", "").strip("<>")
    jeton = adresse.removeprefix("http://testserver/mes-courriels/").removesuffix("/arret/")
    assert adresse_du_jeton(jeton) == "lea@exemple.fr"
    assert recapitulatif["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert ordinaire["List-Unsubscribe"] is None


@pytest.mark.django_db
def test_chacun_son_rythme() -> None:
    choisir_rythme("hebdo@exemple.fr", Rythme.HEBDOMADAIRE)
    for qui in ("lea", "hebdo", "autre"):
        _informer(f"{qui}@exemple.fr")
    recapituler_le_jour(LE)
    assert [c.destinataire for c in _recapitulatifs()] == ["autre@exemple.fr", "lea@exemple.fr"]
    recapituler_la_semaine(LE)
    assert _recapitulatifs()[-1].destinataire == "hebdo@exemple.fr"
    assert "chaque semaine" in _recapitulatifs()[-1].texte


@pytest.mark.django_db
def test_deux_fois_le_meme_jour_un_seul_recapitulatif() -> None:
    _informer()
    assert envoyer_recapitulatifs(Rythme.QUOTIDIEN, LE) == 1
    assert envoyer_recapitulatifs(Rythme.QUOTIDIEN, LE) == 0
    _informer()
    assert envoyer_recapitulatifs(Rythme.QUOTIDIEN, LE) == 0, "il attend demain"
    assert envoyer_recapitulatifs(Rythme.QUOTIDIEN, LE + dt.timedelta(days=1)) == 1
    assert len(_recapitulatifs()) == 2


@pytest.mark.django_db
def test_trois_jours_d_arret_rien_de_perdu() -> None:
    for jour in range(3):
        _informer(resume=f"Nouvelle {jour}")
    assert envoyer_recapitulatifs(Rythme.QUOTIDIEN, LE + dt.timedelta(days=3)) == 1
    (recapitulatif,) = _recapitulatifs()
    assert all(f"Nouvelle {jour}" in recapitulatif.texte for jour in range(3))


@pytest.mark.django_db(transaction=True)
def test_en_parallele_chaque_nouvelle_part_une_fois() -> None:
    for rang in range(30):
        _informer(f"p{rang % 10}@exemple.fr", resume=f"Nouvelle {rang}")
    depart = threading.Barrier(4)
    envoyes: list[int] = []

    def courir() -> None:
        depart.wait()
        try:
            envoyes.append(envoyer_recapitulatifs(Rythme.QUOTIDIEN, LE))
        finally:
            connection.close()

    fils = [threading.Thread(target=courir) for _ in range(4)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert sum(envoyes) == 10
    recapitulatifs = _recapitulatifs()
    assert len({c.destinataire for c in recapitulatifs}) == len(recapitulatifs) == 10
    ensemble = "".join(c.texte for c in recapitulatifs)
    assert all(ensemble.count(f"- Nouvelle {rang}\n") == 1 for rang in range(30))
    assert not Courriel.objects.filter(etat=EtatCourriel.A_REGROUPER).exists()


@pytest.mark.django_db
def test_au_dela_de_cinquante_le_nombre_des_autres() -> None:
    for rang in range(NOMBRE_MAXIMAL + 3):
        _informer(resume=f"Nouvelle {rang}.")
    envoyer_recapitulatifs(Rythme.QUOTIDIEN, LE)
    texte = _recapitulatifs()[0].texte
    assert texte.count("- Nouvelle ") == NOMBRE_MAXIMAL
    assert "3\xa0autres nouvelles se lisent sur le portail." in texte


@pytest.mark.django_db
def test_un_courriel_regroupe_ne_repart_pas_seul() -> None:
    courriel = _informer()
    with pytest.raises(JamaisEnFile):
        renvoyer(courriel)
    assert livrer(courriel.pk) is None


# --- The choice ---------------------------------------------------------------------------------
@pytest.mark.django_db
def test_jamais_renonce_a_ce_qui_attend_et_le_dit_au_journal() -> None:
    courriel = _informer("Lea@exemple.fr")
    choisir_rythme("lea@EXEMPLE.fr", Rythme.JAMAIS)
    courriel.refresh_from_db()
    assert courriel.etat == EtatCourriel.NON_ENVOYE
    assert rythme_de("LEA@exemple.fr") == Rythme.JAMAIS
    entree = Entree.objects.get(action="choisir_rythme_courriels")
    assert (entree.personne, entree.motif) == ("lea@exemple.fr", "Informations : jamais")


@pytest.mark.django_db
def test_ecrit_pendant_le_choix_ne_part_pas_non_plus() -> None:
    PreferenceCourriel.objects.create(adresse="lea@exemple.fr", rythme=Rythme.JAMAIS)
    courriel = _informer()
    Courriel.objects.filter(pk=courriel.pk).update(etat=EtatCourriel.A_REGROUPER)
    assert envoyer_recapitulatifs(Rythme.QUOTIDIEN, LE) == 0
    courriel.refresh_from_db()
    assert courriel.etat == EtatCourriel.NON_ENVOYE


@pytest.mark.django_db
def test_chaque_courriel_porte_le_lien_de_sa_lectrice() -> None:
    from_composer = "Texte\nRégler mes courriels : http://testserver/mes-courriels/\n"
    courriel = _informer(texte=from_composer, html="<a href='http://testserver/mes-courriels/'>")
    for partie in (courriel.texte, courriel.html):
        jeton = partie.split("/mes-courriels/")[1].split("/")[0]
        assert adresse_du_jeton(jeton) == "lea@exemple.fr"


@pytest.mark.django_db
def test_cinq_lectures_de_robot_ne_changent_rien(client: Client) -> None:
    courriel = _informer()
    jeton = jeton_reglages("lea@exemple.fr")
    for nom in ("regler_courriels", "arreter_courriels"):
        for _ in range(5):
            reponse = client.get(reverse(nom, args=[jeton]), follow=True)
            assert reponse.status_code == 200
    courriel.refresh_from_db()
    assert courriel.etat == EtatCourriel.A_REGROUPER
    assert not PreferenceCourriel.objects.exists()
    assert not Entree.objects.filter(action="choisir_rythme_courriels").exists()


@pytest.mark.django_db
def test_le_lien_change_le_choix_de_sa_seule_adresse(client: Client) -> None:
    url = reverse("regler_courriels", args=[jeton_reglages("lea@exemple.fr")])
    reponse = client.post(url, {"rythme": "hebdomadaire", "adresse": "autre@exemple.fr"})
    assert "Votre choix est enregistré." in reponse.content.decode()
    assert list(PreferenceCourriel.objects.values_list("adresse", "rythme")) == [
        ("lea@exemple.fr", "hebdomadaire")
    ]
    assert reponse["Referrer-Policy"] == "no-referrer"
    assert "no-store" in reponse["Cache-Control"]


@pytest.mark.django_db
def test_choix_inconnu_refuse(client: Client) -> None:
    url = reverse("regler_courriels", args=[jeton_reglages("lea@exemple.fr")])
    assert client.post(url, {"rythme": "toujours"}).status_code == 422
    assert not PreferenceCourriel.objects.exists()


@pytest.mark.django_db
def test_arret_en_un_geste_sans_cle_ni_cookie() -> None:
    programme = Client(enforce_csrf_checks=True)
    url = reverse("arreter_courriels", args=[jeton_reglages("lea@exemple.fr")])
    reponse = programme.post(url, {"List-Unsubscribe": "One-Click"})
    assert reponse.status_code == 200
    assert rythme_de("lea@exemple.fr") == Rythme.JAMAIS
    reglages = reverse("regler_courriels", args=[jeton_reglages("lea@exemple.fr")])
    assert programme.post(reglages, {"rythme": "quotidien"}).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("nom", ["regler_courriels", "arreter_courriels"])
def test_lien_faux_ou_trop_vieux(client: Client, horloge: Any, nom: str) -> None:
    bon = jeton_reglages("lea@exemple.fr")
    etranger = signing.dumps("lea@exemple.fr", salt="autre")
    assert SEL != "autre"
    for faux in ("inconnu", bon[:-1], f"{bon}x", etranger):
        assert client.post(reverse(nom, args=[faux]), {"rythme": "jamais"}).status_code == 410
    horloge.move_to(timezone.now() + dt.timedelta(days=181))
    assert client.post(reverse(nom, args=[bon]), {"rythme": "jamais"}).status_code == 410
    assert not PreferenceCourriel.objects.exists()
