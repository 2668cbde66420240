"""Items proposed by participants: until when, what becomes of them, who is told."""

import uuid
from types import SimpleNamespace

import pytest
from django.urls import reverse

from gouvernance import operations
from gouvernance.a_faire import choses_a_faire
from gouvernance.models import PointRecurrent, PropositionPoint, Reunion
from gouvernance.rules import plan
from pacte.courrier.models import Courriel
from pacte.socle.droits import ActeRefuse
from tests.conftest import AUJOURDHUI
from tests.factories_accord import fonction
from tests.factories_gouvernance import une_invitee, une_proposition, une_tenue
from tests.gouvernance.conftest import Connecter


def adresse(nom: str, reunion: Reunion, *suite: int) -> str:
    return reverse(nom, args=["essai", reunion.pk, *suite])


def corps(**champs: object) -> dict[str, object]:
    return {
        "cle_idempotence": str(uuid.uuid4()),
        "titre": "Accueil du mercredi",
        "genre": "echange",
        "duree_minutes": 20,
        "motif": "Des familles le demandent.",
        **champs,
    }


def test_proposer_une_fois_et_prevenir_l_organisateur(
    p: SimpleNamespace, connecter: Connecter
) -> None:
    reunion, client = une_invitee(p, p.avs), connecter(p.direction)
    envoi = corps()
    for _ in range(2):
        assert client.post(adresse("proposer_point", reunion), envoi).status_code == 302
    proposition = PropositionPoint.objects.get()
    assert proposition.proposee_par == p.direction
    courriel = Courriel.objects.get(objet__contains="un point est proposé")
    assert courriel.destinataire == p.avs.personne.courriel
    assert courriel.texte.startswith("Un point vous est proposé pour la réunion")
    assert adresse("examiner_proposition", reunion, proposition.pk) in courriel.texte
    # On the page: the organiser looks at it, the author may withdraw it, the others do not see it.
    assert "Examiner" in connecter(p.avs).get(adresse("voir_reunion", reunion)).content.decode()
    assert "Retirer" in client.get(adresse("voir_reunion", reunion)).content.decode()
    autre = connecter(p.gens["elu"]).get(adresse("voir_reunion", reunion)).content.decode()
    assert "Accueil du mercredi" not in autre


@pytest.mark.parametrize(("dans", "ouvert"), [(7, True), (6, False)])
def test_les_propositions_s_arretent_au_delai_des_documents(
    p: SimpleNamespace, connecter: Connecter, dans: int, ouvert: bool
) -> None:
    reunion = une_invitee(p, p.avs, dans=dans)
    reponse = connecter(p.direction).post(adresse("proposer_point", reunion), corps())
    assert (reponse.status_code == 302) is ouvert
    assert PropositionPoint.objects.exists() is ouvert
    if not ouvert:
        assert "jusqu’au 14\u00a0juin\u00a02026" in reponse.content.decode()


def test_qui_prepare_ne_propose_pas(p: SimpleNamespace) -> None:
    reunion = une_invitee(p, p.avs)
    with pytest.raises(ActeRefuse, match="modifiez directement"):
        une_proposition(reunion, p.avs)


def test_retenir_place_le_point_et_repond(p: SimpleNamespace, connecter: Connecter) -> None:
    reunion = une_invitee(p, p.avs)
    premier = reunion.points.order_by("ordre").first()
    version = reunion.version
    proposition = une_proposition(reunion, p.direction)
    url = adresse("examiner_proposition", reunion, proposition.pk)
    envoi = {"decision": "retenir", "apres": premier.pk, "reponse": "Merci."}
    assert connecter(p.avs).post(url, envoi).status_code == 302
    proposition.refresh_from_db()
    assert (proposition.etat, proposition.reponse_par) == ("retenue", p.avs)
    points = plan.ordonner(reunion.points.order_by("ordre"))
    assert [x.numero for x in points if x.pk == proposition.point_id] == ["2"]
    assert [x.ordre for x in points] == list(range(1, len(points) + 1))
    reunion.refresh_from_db()
    assert reunion.version == version + 1
    courriel = Courriel.objects.get(objet__contains="votre point est retenu")
    assert courriel.destinataire == p.direction.personne.courriel
    assert "Merci." in courriel.texte
    # Answered once only.
    assert connecter(p.avs).post(url, envoi).status_code == 403
    assert reunion.points.filter(titre=proposition.titre).count() == 1


def test_retenir_en_premier_laisse_les_sous_points_ensemble(p: SimpleNamespace) -> None:
    reunion = une_invitee(p, p.avs)
    parent, enfant = reunion.points.order_by("ordre")[:2]
    enfant.parent = parent
    enfant.save()
    une = une_proposition(reunion, p.direction, titre="Après le bloc")
    operations.retenir_proposition(une, par=p.avs, apres=parent.pk)
    deux = une_proposition(reunion, p.direction, titre="En tête")
    operations.retenir_proposition(deux, par=p.avs, apres=None)
    lus = [(x.numero, x.titre) for x in plan.ordonner(reunion.points.order_by("ordre"))]
    assert lus[:4] == [
        ("1", "En tête"), ("2", parent.titre), ("2.1", enfant.titre), ("3", "Après le bloc"),
    ]  # fmt: skip


def test_ecarter_dit_pourquoi(p: SimpleNamespace, connecter: Connecter) -> None:
    reunion = une_invitee(p, p.avs)
    proposition = une_proposition(reunion, p.direction)
    url = adresse("examiner_proposition", reunion, proposition.pk)
    page = connecter(p.avs).post(url, {"decision": "ecarter", "reponse": " "})
    assert "Dites pourquoi" in page.content.decode()
    envoi = {"decision": "ecarter", "reponse": "Nous en parlerons au comité de pilotage."}
    assert connecter(p.avs).post(url, envoi).status_code == 302
    proposition.refresh_from_db()
    assert (proposition.etat, proposition.point) == ("ecartee", None)
    courriel = Courriel.objects.get(objet__contains="pas retenu")
    assert "Nous en parlerons au comité de pilotage." in courriel.texte
    page = connecter(p.direction).get(adresse("voir_reunion", reunion)).content.decode()
    assert "Nous en parlerons au comité de pilotage." in page


def test_retirer_est_a_son_auteur(p: SimpleNamespace, connecter: Connecter) -> None:
    reunion = une_invitee(p, p.avs)
    proposition = une_proposition(reunion, p.direction)
    url = adresse("retirer_proposition", reunion, proposition.pk)
    assert connecter(p.gens["elu"]).post(url).status_code == 403
    assert connecter(p.direction).post(url).status_code == 302
    proposition.refresh_from_db()
    assert proposition.etat == "retiree"
    with pytest.raises(ActeRefuse):
        operations.retenir_proposition(proposition, par=p.avs, apres=None)


def test_a_faire_de_l_organisateur(p: SimpleNamespace) -> None:
    reunion = une_invitee(p, p.avs)
    proposition = une_proposition(reunion, p.direction)
    phrase = "Examiner le point proposé « Accueil du mercredi »"
    [chose] = [c for c in choses_a_faire(p.avs, AUJOURDHUI) if c.phrase.startswith(phrase)]
    assert chose.url == adresse("examiner_proposition", reunion, proposition.pk)
    assert not [c for c in choses_a_faire(p.direction, AUJOURDHUI) if phrase in c.phrase]
    operations.ecarter_proposition(proposition, par=p.avs, reponse="Plus tard.")
    assert not [c for c in choses_a_faire(p.avs, AUJOURDHUI) if phrase in c.phrase]


def test_une_reunion_tenue_ne_recoit_plus_de_proposition(p: SimpleNamespace) -> None:
    with pytest.raises(ActeRefuse):
        une_proposition(une_tenue(p, p.avs), p.direction)


# --- Recurring items ---------------------------------------------------------------------------------


def test_gerer_les_points_recurrents(p: SimpleNamespace, connecter: Connecter) -> None:
    client, url = connecter(p.avs), reverse("gerer_points_recurrents", args=["essai"])
    assert "Aucun point récurrent" in client.get(url).content.decode()
    instance = p.instances["comite-technique"]
    envoi = {
        "cle_idempotence": str(uuid.uuid4()), "instance": f"{instance.pk}-{p.a.pk}",
        "titre": "Vie du centre", "genre": "information", "duree_minutes": 10,
        "date_debut": "2026-06-15",
    }  # fmt: skip
    for _ in range(2):
        assert client.post(url, envoi).status_code == 302
    recurrent = PointRecurrent.objects.get()
    assert (recurrent.instance, recurrent.centre) == (instance, p.a)
    arret = reverse("terminer_point_recurrent", args=["essai", recurrent.pk])
    assert client.post(arret, {"date_fin": "2026-06-30"}).status_code == 302
    recurrent.refresh_from_db()
    assert recurrent.date_fin.isoformat() == "2026-06-30"
    assert "jusqu’au 30\u00a0juin\u00a02026" in client.get(url).content.decode()
    assert client.post(arret, {"date_fin": "2026-07-30"}).status_code == 403


def test_un_centre_gere_les_siens_seulement(p: SimpleNamespace, connecter: Connecter) -> None:
    instance = p.instances["comite-technique"]
    defauts = {"pacte": p.pacte, "instance": instance, "date_debut": AUJOURDHUI}
    tous = PointRecurrent.objects.create(titre="De tous", **defauts)
    de_b = PointRecurrent.objects.create(titre="De B", centre=p.b, **defauts)
    client = connecter(p.direction)
    url = reverse("gerer_points_recurrents", args=["essai"])
    page = client.get(url).content.decode()
    assert "De tous" in page
    assert "De B" not in page
    envoi = {
        "cle_idempotence": str(uuid.uuid4()), "titre": "Travaux", "genre": "echange",
        "duree_minutes": 10, "date_debut": "2026-06-15", "instance": str(instance.pk),
    }  # fmt: skip
    # Neither for everybody, nor for the next centre.
    assert client.post(url, envoi).status_code == 200
    assert client.post(url, envoi | {"instance": f"{instance.pk}-{p.b.pk}"}).status_code == 200
    assert client.post(url, envoi | {"instance": f"{instance.pk}-{p.a.pk}"}).status_code == 302
    fin = {"date_fin": "2026-07-01"}
    for recurrent, statut in ((tous, 403), (de_b, 404)):
        arret = reverse("terminer_point_recurrent", args=["essai", recurrent.pk])
        assert client.post(arret, fin).status_code == statut
    assert connecter(fonction("elu", p.ville)).get(url).status_code == 403
