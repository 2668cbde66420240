"""Documents of a meeting: who brings and reads them, their item, their delay, their announcement."""

import uuid
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gouvernance import operations
from gouvernance.lectures.pieces import pieces_de
from gouvernance.models import PieceReunion, Reunion
from pacte.courrier.models import Courriel
from pacte.journal.models import Entree
from pacte.socle.droits import ActeRefuse
from pacte.socle.versions import CleDejaUtilisee
from tests.factories_accord import fonction
from tests.factories_gouvernance import (
    un_brouillon,
    un_pdf,
    une_definitive,
    une_invitee,
    une_piece,
    une_tenue,
)
from tests.gouvernance.conftest import Connecter


def adresse(nom: str, reunion: Reunion, *suite: int) -> str:
    return reverse(nom, args=["essai", reunion.pk, *suite])


def test_joindre_depuis_la_page_une_seule_fois(p: SimpleNamespace, connecter: Connecter) -> None:
    """The same key sent twice attaches one document."""
    reunion, client = une_invitee(p, p.avs), connecter(p.avs)
    point = reunion.points.order_by("ordre").first()
    cle = str(uuid.uuid4())
    for _ in range(2):
        corps = {"cle_idempotence": cle, "point": point.pk, "fichier": un_pdf("Budget 2026.pdf")}
        assert client.post(adresse("joindre_piece", reunion), corps).status_code == 302
    piece = PieceReunion.objects.get()
    assert (piece.titre, piece.point, piece.deposee_par) == ("Budget 2026", point, p.avs)
    page = client.get(adresse("voir_reunion", reunion)).content.decode()
    assert "1 – Budget 2026" in page
    assert Entree.objects.filter(action="joindre_piece").count() == 1
    assert not Courriel.objects.filter(objet__contains="documents").exists()


def test_une_cle_ne_sert_qu_a_une_reunion(p: SimpleNamespace) -> None:
    cle = uuid.uuid4()
    reunion, autre = une_invitee(p, p.avs), une_invitee(p, p.avs, dans=40)
    apportee = operations.PieceApportee(fichier=un_pdf(), titre="Un", cle=cle)
    operations.joindre_piece(reunion, par=p.avs, piece=apportee)
    with pytest.raises(CleDejaUtilisee):
        operations.joindre_piece(autre, par=p.avs, piece=apportee)


def test_un_faux_pdf_est_refuse_avec_sa_raison(p: SimpleNamespace, connecter: Connecter) -> None:
    reunion, client = une_invitee(p, p.avs), connecter(p.avs)
    faux = SimpleUploadedFile("budget.pdf", b"MZ un programme", content_type="application/pdf")
    corps = {"cle_idempotence": str(uuid.uuid4()), "fichier": faux}
    page = client.post(adresse("joindre_piece", reunion), corps)
    assert page.status_code == 200
    assert "pas un vrai fichier PDF" in page.content.decode()
    assert not PieceReunion.objects.exists()


def test_un_point_d_une_autre_reunion_est_refuse(p: SimpleNamespace) -> None:
    reunion, autre = une_invitee(p, p.avs), une_invitee(p, p.avs, dans=40)
    with pytest.raises(ActeRefuse, match="n'est pas de cette réunion"):
        une_piece(reunion, p.avs, point=autre.points.first())


def test_telecharger_verifie_le_droit_a_chaque_fois(
    p: SimpleNamespace, connecter: Connecter
) -> None:
    reunion = une_invitee(p, p.avs)
    piece = une_piece(reunion, p.avs)
    url = adresse("telecharger_piece_reunion", reunion, piece.pk)
    reponse = connecter(p.direction).get(url)
    assert reponse.status_code == 200
    assert reponse.getvalue().startswith(b"%PDF")
    assert reponse["X-Content-Type-Options"] == "nosniff"
    assert reponse["Content-Disposition"].startswith("attachment")
    assert "sandbox" in reponse["Content-Security-Policy"]
    assert {"private", "no-store"} <= set(reponse["Cache-Control"].split(", "))
    # Another centre, and somebody who was not invited, find nothing.
    assert connecter(p.direction_b).get(url).status_code == 404
    assert connecter(p.gens["financeur"]).get(url).status_code == 404
    entree = Entree.objects.get(action="telecharger_piece_reunion")
    assert (entree.objet_id, entree.motif) == (str(reunion.pk), piece.titre)
    # By the address of another meeting that one sees, neither.
    autre = une_invitee(p, p.avs, dans=40)
    detour = adresse("telecharger_piece_reunion", autre, piece.pk)
    assert connecter(p.direction).get(detour).status_code == 404


def test_retirer_garde_la_ligne_et_ferme_le_telechargement(
    p: SimpleNamespace, connecter: Connecter
) -> None:
    reunion, client = une_invitee(p, p.avs), connecter(p.avs)
    piece = une_piece(reunion, p.avs)
    url = adresse("retirer_piece", reunion, piece.pk)
    assert "Retirer le document" in client.get(url).content.decode()
    assert client.post(url, {"motif": "Version périmée"}).status_code == 302
    piece.refresh_from_db()
    assert piece.date_retrait is not None
    assert piece.history.first().history_change_reason == "Version périmée"
    assert pieces_de(reunion) == []
    for nom in ("telecharger_piece_reunion", "modifier_piece", "retirer_piece"):
        assert client.get(adresse(nom, reunion, piece.pk)).status_code == 404


def test_renommer_et_rattacher(p: SimpleNamespace, connecter: Connecter) -> None:
    reunion, client = une_invitee(p, p.avs), connecter(p.avs)
    piece = une_piece(reunion, p.avs)
    point = reunion.points.order_by("ordre").last()
    url = adresse("modifier_piece", reunion, piece.pk)
    assert client.post(url, {"titre": "Budget corrigé", "point": point.pk}).status_code == 302
    [lue] = pieces_de(reunion)
    assert (lue.titre, lue.numero) == ("Budget corrigé", str(reunion.points.count()))
    # Somebody else who attaches documents does not touch this one.
    assert connecter(p.direction).post(url, {"titre": "À moi"}).status_code == 403


def test_le_centre_joint_et_reprend_son_document(p: SimpleNamespace, connecter: Connecter) -> None:
    reunion, client = une_invitee(p, p.avs), connecter(p.direction)
    piece = une_piece(reunion, p.direction)
    assert client.post(adresse("retirer_piece", reunion, piece.pk), {}).status_code == 302
    with pytest.raises(ActeRefuse):
        une_piece(reunion, p.gens["elu"])


def test_l_ordre_suit_l_ordre_du_jour_et_les_retards_se_voient(
    p: SimpleNamespace, connecter: Connecter
) -> None:
    tot, tard = une_invitee(p, p.avs, dans=7), une_invitee(p, p.avs, dans=6)
    points = list(tot.points.order_by("ordre"))
    une_piece(tot, p.avs, titre="Du second", point=points[1])
    une_piece(tot, p.avs, titre="Du premier", point=points[0])
    une_piece(tot, p.avs, titre="De tous")
    assert [(x.numero, x.titre) for x in pieces_de(tot)] == [
        ("", "De tous"), ("1", "Du premier"), ("2", "Du second"),
    ]  # fmt: skip
    assert not any(x.tardive for x in pieces_de(tot))
    une_piece(tard, p.avs)
    [piece] = pieces_de(tard)
    assert piece.tardive
    page = connecter(p.avs).get(adresse("voir_reunion", tard)).content.decode()
    assert "joint en retard" in page


def test_annoncer_une_fois_ce_qui_est_nouveau(p: SimpleNamespace, connecter: Connecter) -> None:
    reunion, client = une_invitee(p, p.avs), connecter(p.avs)
    une_piece(reunion, p.avs, titre="Budget 2026")
    avant = Courriel.objects.count()
    url = adresse("annoncer_pieces", reunion)
    assert "Budget 2026" in client.get(url).content.decode()
    assert Courriel.objects.count() == avant
    assert client.post(url).status_code == 302
    courriels = Courriel.objects.filter(objet__contains="documents à lire")
    destinataires = list(courriels.values_list("destinataire", flat=True))
    assert len(destinataires) == len(set(destinataires)) > 1
    premier = courriels.first()
    assert premier.texte.startswith("Un document est à lire avant la réunion")
    assert "- Budget 2026" in premier.texte
    assert f"/reunions/{reunion.pk}/#documents" in premier.texte
    # Nothing new: the button is refused, and nobody is written to again.
    assert client.post(url).status_code == 403
    assert courriels.count() == len(destinataires)


def test_un_brouillon_n_annonce_rien(p: SimpleNamespace) -> None:
    reunion = un_brouillon(p, p.avs)
    une_piece(reunion, p.avs)
    with pytest.raises(ActeRefuse, match="après les invitations"):
        operations.annoncer_pieces(reunion, par=p.avs)


def test_plus_de_document_apres_la_version_definitive(p: SimpleNamespace) -> None:
    tenue, definitive = une_tenue(p, p.avs), une_definitive(p, p.avs)
    une_piece(tenue, p.avs)
    with pytest.raises(ActeRefuse, match="définitif"):
        une_piece(definitive, p.avs)


def test_une_reunion_collective_montre_ses_documents_a_chaque_centre(
    p: SimpleNamespace, connecter: Connecter
) -> None:
    reunion = une_invitee(p, p.avs, instance="comite-pilotage")
    piece = une_piece(reunion, p.avs)
    url = adresse("telecharger_piece_reunion", reunion, piece.pk)
    reponse = connecter(fonction("professionnel", p.b)).get(url)
    assert reponse.getvalue().startswith(b"%PDF")
