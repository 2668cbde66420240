"""Writing the agenda: places, moves without a script, two people at once, what comes by itself."""

import datetime as dt
import uuid
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gouvernance import operations
from gouvernance.models import (
    PointOrdreDuJour,
    PointRecurrent,
    Reunion,
    Sujet,
)
from gouvernance.operations.ordre_du_jour import reunion_precedente
from gouvernance.rules import plan
from pacte.journal.models import Entree
from pacte.socle.droits import ActeRefuse
from tests.factories_gouvernance import (
    relue,
    un_brouillon,
    une_decision,
    une_definitive,
    une_redaction,
    une_tenue,
)
from tests.gouvernance.conftest import Connecter


def adresse(nom: str, reunion: Reunion, *suite: int) -> str:
    return reverse(nom, args=["essai", reunion.pk, *suite])


def saisie(client: Client, reunion: Reunion) -> dict[str, Any]:
    """What the page sends back when nothing is changed."""
    page = client.get(adresse("modifier_ordre_du_jour", reunion))
    formset = page.context["formset"]
    donnees: dict[str, Any] = {
        "version": page.context["version"]["version"].value(),
        "points-INITIAL_FORMS": len(formset.forms),
        "points-TOTAL_FORMS": len(formset.forms),
    }
    for form in formset.forms:
        for champ in form:
            donnees[champ.html_name] = champ.value() or ""
    return donnees


def lus(reunion: Reunion) -> list[tuple[str, str]]:
    return [(p.numero, p.titre) for p in plan.ordonner(reunion.points.order_by("ordre"))]


def titres(reunion: Reunion) -> list[str]:
    return [titre for _, titre in lus(reunion)]


def test_places_retraits_et_ajouts(p: SimpleNamespace, connecter: Connecter) -> None:
    reunion, client = un_brouillon(p, p.avs), connecter(p.avs)
    url = adresse("modifier_ordre_du_jour", reunion)
    donnees = saisie(client, reunion)
    avant = titres(reunion)
    neuf = len(avant)
    donnees |= {"points-0-retirer": "on", "points-2-niveau": "1", f"points-{neuf}-titre": "Budget",
                f"points-{neuf}-duree_minutes": 200,
                "points-1-attendu": "Un avis sur le budget"}  # fmt: skip
    assert client.post(url, donnees).status_code == 302
    assert lus(reunion) == [("1", avant[1]), ("1.1", avant[2]), ("2", "Budget")]
    assert [p.ordre for p in reunion.points.order_by("ordre")] == [1, 2, 3]
    page = client.get(adresse("voir_reunion", reunion)).content.decode()
    assert "L’ordre du jour dépasse la durée prévue" in page
    assert "Un avis sur le budget" in page
    # The same sending again comes from an older version.
    assert client.post(url, donnees).status_code == 409
    assert reunion.points.count() == 3


def test_retirer_un_point_garde_ceux_qui_etaient_dessous(
    p: SimpleNamespace, connecter: Connecter
) -> None:
    reunion, client = un_brouillon(p, p.avs), connecter(p.avs)
    donnees = saisie(client, reunion) | {"points-1-niveau": "1"}
    client.post(adresse("modifier_ordre_du_jour", reunion), donnees)
    avant = titres(reunion)
    donnees = saisie(client, relue(reunion)) | {"points-0-retirer": "on"}
    assert client.post(adresse("modifier_ordre_du_jour", reunion), donnees).status_code == 302
    assert lus(reunion) == [(str(rang), titre) for rang, titre in enumerate(avant[1:], start=1)]


def test_un_geste_deplace_sans_rien_enregistrer_ni_perdre(
    p: SimpleNamespace, connecter: Connecter
) -> None:
    """The buttons work without a script: what is typed comes back in its new order."""
    reunion, client = un_brouillon(p, p.avs), connecter(p.avs)
    donnees = saisie(client, reunion)
    avant = titres(reunion)
    donnees |= {"points-1-rapporteur": "Claire", "points-1-duree_minutes": "pas un nombre"}
    page = client.post(adresse("modifier_ordre_du_jour", reunion), donnees | {"geste": "monter-1"})
    assert page.status_code == 200
    lignes = page.context["lignes"]
    assert lignes[0][0].form["titre"].value() == avant[1]
    assert lignes[0][0].form["rapporteur"].value() == "Claire"
    assert lignes[0][0].form["duree_minutes"].value() == "pas un nombre"
    assert "est maintenant le point 1." in page.content.decode()
    assert "autofocus" in page.content.decode()
    assert titres(reunion) == avant
    assert relue(reunion).version == reunion.version


def test_un_geste_inconnu_n_enregistre_rien(p: SimpleNamespace, connecter: Connecter) -> None:
    reunion, client = un_brouillon(p, p.avs), connecter(p.avs)
    avant = titres(reunion)
    donnees = saisie(client, reunion) | {"geste": "monter-99"}
    page = client.post(adresse("modifier_ordre_du_jour", reunion), donnees)
    assert page.status_code == 200
    assert titres(reunion) == avant


def test_l_heure_de_chaque_point_est_calculee(p: SimpleNamespace, connecter: Connecter) -> None:
    reunion, client = un_brouillon(p, p.avs), connecter(p.avs)
    page = client.get(adresse("modifier_ordre_du_jour", reunion)).content.decode()
    premier = reunion.points.order_by("ordre").first()
    fin = f"14\u00a0h\u00a0{premier.duree_minutes:02d}"
    assert f"14\u00a0h\u00a000 à {fin}" in page or f"14\u00a0h à {fin}" in page


def test_les_deux_saisies_restent_apres_un_conflit(
    p: SimpleNamespace, connecter: Connecter
) -> None:
    """Somebody added an item meanwhile: both texts are shown, and sending again keeps them all."""
    reunion, client = un_brouillon(p, p.avs), connecter(p.avs)
    url = adresse("modifier_ordre_du_jour", reunion)
    mienne = saisie(client, reunion) | {"points-0-titre": "Mon titre"}
    autre = saisie(client, reunion)
    neuf = reunion.points.count()
    autre |= {f"points-{neuf}-titre": "Ajouté entre-temps", "points-1-retirer": "on"}
    assert client.post(url, autre).status_code == 302
    page = client.post(url, mienne)
    assert page.status_code == 409
    contenu = page.content.decode()
    assert "Mon titre" in contenu
    assert "Ajouté entre-temps" in contenu
    renvoi: dict[str, Any] = {"version": page.context["version"]["version"].value()}
    formset = page.context["formset"]
    renvoi |= {"points-INITIAL_FORMS": len(formset.forms), "points-TOTAL_FORMS": len(formset.forms)}
    for form in formset.forms:
        for champ in form:
            renvoi[champ.html_name] = champ.value() or ""
    assert client.post(url, renvoi).status_code == 302
    assert titres(reunion)[0] == "Mon titre"
    assert titres(reunion)[-1] == "Ajouté entre-temps"
    assert reunion.points.count() == neuf + 1


def test_un_point_dont_on_a_parle_ne_se_retire_pas(p: SimpleNamespace) -> None:
    reunion = une_redaction(p, p.avs)
    with pytest.raises(ActeRefuse, match="Le compte rendu parle déjà"):
        operations.modifier_ordre_du_jour(reunion, par=p.avs, version=reunion.version, points=[])
    assert reunion.points.exists()


# --- What comes by itself at the opening ------------------------------------------------------------


def recurrent(p: SimpleNamespace, **champs: Any) -> PointRecurrent:
    defauts = {
        "pacte": p.pacte,
        "instance": p.instances["comite-technique"],
        "titre": "Vie du centre",
        "date_debut": dt.date(2026, 1, 1),
    }
    return PointRecurrent.objects.create(**{**defauts, **champs})


def ouvrir(p: SimpleNamespace, jour: dt.date | None = None, **champs: Any) -> Reunion:
    return operations.ouvrir(
        p.pacte,
        instance=p.instances["comite-technique"],
        par=p.avs,
        cle=uuid.uuid4(),
        centre=champs.pop("centre", p.a),
        date_reunion=jour,
        **champs,
    )


def test_un_point_recurrent_entre_de_lui_meme(p: SimpleNamespace) -> None:
    tous = recurrent(p)
    de_a = recurrent(p, centre=p.a, titre="Travaux")
    recurrent(p, titre="Fini", date_fin=dt.date(2026, 6, 14))
    recurrent(p, titre="Pas encore", date_debut=dt.date(2026, 6, 16))
    recurrent(p, instance=p.instances["comite-pilotage"], titre="Ailleurs")
    reunion = ouvrir(p)
    assert {point.recurrent for point in reunion.points.exclude(recurrent=None)} == {tous, de_a}
    chez_b = ouvrir(p, centre=p.b)
    assert {point.recurrent for point in chez_b.points.exclude(recurrent=None)} == {tous}
    # The day that counts is the meeting's.
    demain = ouvrir(p, dt.date(2026, 6, 16))
    assert "Pas encore" in titres(demain)
    assert "Fini" not in titres(demain)


def test_les_points_a_reprendre_suivent_avec_leur_sujet(p: SimpleNamespace) -> None:
    """Even when the minutes of the first meeting are definitive."""
    avant = une_definitive(p, p.avs)
    ancien = avant.points.order_by("ordre").first()
    operations.marquer_a_reporter(ancien, par=p.avs, a_reporter=True)
    reunion = ouvrir(p)
    [repris] = reunion.points.exclude(reporte_de=None)
    ancien = PointOrdreDuJour.objects.get(pk=ancien.pk)
    assert repris.reporte_de == ancien
    assert repris.sujet == ancien.sujet == Sujet.objects.get()
    assert (repris.sujet.titre, repris.sujet.ouvert_le) == (ancien.titre, avant.date_reunion)


def test_les_decisions_non_realisees_font_un_point(p: SimpleNamespace) -> None:
    avant = une_definitive(p, p.avs)
    assert avant.decisions.filter(date_realisation=None).count() == 1
    reunion = ouvrir(p)
    [suite] = reunion.points.exclude(suite_de=None)
    assert suite.suite_de == avant
    assert suite.titre.startswith("Suite des décisions")
    assert ouvrir(p, centre=p.b).points.filter(suite_de__isnull=False).count() == 0


def test_une_information_ou_une_decision_faite_ne_fait_pas_de_suite(p: SimpleNamespace) -> None:
    avant = une_tenue(p, p.avs)
    une_decision(avant, genre="information")
    assert ouvrir(p).points.filter(suite_de__isnull=False).count() == 0


def test_reprendre_a_la_demande_et_une_seule_fois(p: SimpleNamespace, connecter: Connecter) -> None:
    avant = une_definitive(p, p.avs)
    reunion = un_brouillon(p, p.avs)
    client, url = connecter(p.avs), adresse("reprendre_points", reunion)
    page = client.get(url).content.decode()
    assert "Préparer une fiche commune." in page
    point = avant.points.order_by("ordre").last()
    donnees = {"points": [point.pk], "suite": "on"}
    assert client.post(url, donnees).status_code == 302
    assert reunion.points.filter(reporte_de=point, sujet__isnull=False).count() == 1
    assert reunion.points.filter(suite_de=avant).count() == 1
    total = reunion.points.count()
    client.post(url, donnees)
    assert reunion.points.count() == total
    # What a later meeting took up stays where it was.
    with pytest.raises(ActeRefuse):
        operations.modifier_ordre_du_jour(avant, par=p.avs, version=avant.version, points=[])


def test_on_ne_reprend_pas_un_point_d_un_autre_centre(p: SimpleNamespace) -> None:
    ailleurs = une_tenue(p, p.avs, centre=p.b)
    une_tenue(p, p.avs)
    reunion = un_brouillon(p, p.avs)
    with pytest.raises(ActeRefuse, match="n'est pas de la réunion précédente"):
        operations.reprendre_points(
            reunion, par=p.avs, points=ailleurs.points.order_by("ordre"), suite=False
        )


def test_la_reunion_precedente_est_du_meme_centre_et_tenue(p: SimpleNamespace) -> None:
    une_tenue(p, p.avs, centre=p.b)
    vieille = une_tenue(p, p.avs, dans=-40)
    recente = une_tenue(p, p.avs, dans=-5)
    un_brouillon(p, p.avs, dans=2)
    reunion = un_brouillon(p, p.avs, dans=10)
    assert reunion_precedente(reunion) == recente
    assert reunion_precedente(recente) == vieille
    assert reunion_precedente(vieille) is None


def test_marquer_un_point_depuis_la_page(p: SimpleNamespace, connecter: Connecter) -> None:
    reunion, client = une_tenue(p, p.avs), connecter(p.avs)
    point = reunion.points.order_by("ordre").first()
    url = adresse("marquer_a_reporter", reunion, point.pk)
    for attendu in (True, False):
        assert client.post(url).status_code == 302
        point.refresh_from_db()
        assert point.a_reporter is attendu
    assert Entree.objects.filter(action="marquer_a_reporter").count() == 2
    refusee = connecter(p.direction).post(url)
    assert refusee.status_code == 403
    point.refresh_from_db()
    assert point.a_reporter is False


def test_un_point_du_modele_n_est_pas_double_par_sa_reprise(p: SimpleNamespace) -> None:
    """The body's template gives the same title again: that item goes on, under the same topic."""
    avant = une_tenue(p, p.avs)
    ancien = avant.points.order_by("ordre").first()
    operations.marquer_a_reporter(ancien, par=p.avs, a_reporter=True)
    reunion = ouvrir(p)
    [repris] = reunion.points.exclude(reporte_de=None)
    assert (repris.titre, repris.ordre) == (ancien.titre, 1)
    assert titres(reunion).count(ancien.titre) == 1
