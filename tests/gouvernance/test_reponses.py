"""Answers to an invitation: who may answer, until when, what it sets going, what it leaves alone."""

import re
import uuid
from datetime import date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from gouvernance import operations
from gouvernance.a_faire import choses_a_faire
from gouvernance.models import (
    Approbation,
    EtatReunion,
    LienPersonnel,
    Participation,
    PieceReunion,
    PorteurLien,
    Presence,
)
from gouvernance.operations import reponses
from gouvernance.operations.reponses import REPRESENTANTS_MAXIMUM, Reponse
from pacte.courrier.expedition import construire
from pacte.courrier.models import Courriel
from pacte.documents.televersements import enregistrer_fichier
from pacte.journal.models import Entree
from pacte.socle.droits import ActeRefuse
from tests.factories_accord import fonction
from tests.factories_gouvernance import relue, un_brouillon, un_pdf, une_invitee, une_tenue
from tests.gouvernance.conftest import Connecter

PARIS = ZoneInfo("Europe/Paris")
LA = Reponse("presente")
LOIN = Reponse("a_distance")
EXCUSEE = Reponse("excusee")
ATTENDUE = Reponse("attendue")
PAR_ALIX = Reponse("representee", "Alix Tilleul", "alix@exemple.test")


def dernier(adresse: str) -> Courriel:
    return Courriel.objects.filter(destinataire=adresse).latest("cree_le")


def jeton_de(courriel: Courriel) -> str:
    [jeton] = re.findall(r"/invitations/([^/\s]+)/", courriel.texte)
    return jeton


def lu(page: Any) -> str:
    """The text of an answer, its no-break spaces written as ordinary ones."""
    return re.sub(r"[\u00a0\u202f]", " ", page.content.decode())


def lien_de(adresse: str) -> LienPersonnel:
    lien = reponses.trouver_invitation(jeton_de(dernier(adresse)))
    assert lien is not None
    return lien


def evenement(courriel: Courriel) -> dict[str, Any]:
    lu = Calendar.from_ical(courriel.calendrier)
    [trouve] = lu.walk("VEVENT")
    return {"methode": str(lu["METHOD"]), **{cle: trouve.get(cle) for cle in trouve}}


def deplacer(reunion: Any, p: SimpleNamespace, **champs: Any) -> int:
    reunion = relue(reunion)
    debut = timezone.localtime(reunion.debut)
    valeurs = {
        "version": reunion.version, "date_reunion": debut.date(), "heure": debut.time(),
        "duree_minutes": reunion.duree_minutes, "lieu": reunion.lieu,
        "visioconference": "", "message": "", "motif": "La salle est prise.",
    }  # fmt: skip
    return operations.modifier(reunion, par=p.avs, **{**valeurs, **champs})


@pytest.fixture
def scene(p: SimpleNamespace) -> SimpleNamespace:
    """A meeting announced; the director and her link, an elected member and her secretariat."""
    elue = p.gens["elu"].personne
    elue.secretariat_nom, elue.secretariat_courriel = "Secrétariat des élus", "sec@exemple.test"
    elue.save()
    p.elu = p.gens["elu"]
    p.reunion = une_invitee(p, p.avs)
    p.elle = p.reunion.participations.get(fonction=p.direction)
    p.elle.reunion = p.reunion
    p.invitation_elu = p.reunion.participations.get(fonction=p.elu)
    p.adresse = p.direction.personne.courriel
    return p


def relire(participation: Participation) -> Participation:
    return Participation.objects.select_related("fonction__personne", "reunion").get(
        pk=participation.pk
    )


# --- By link ------------------------------------------------------------------------
def test_repondre_par_lien_ecrit_la_reponse_sa_date_et_sa_voie(scene: SimpleNamespace) -> None:
    lien = lien_de(scene.adresse)
    assert lien.porteur == PorteurLien.PERSONNE
    reponses.repondre_par_lien(lien, LA)
    elle = relire(scene.elle)
    assert (elle.reponse, elle.voie_reponse) == ("presente", "lien")
    assert elle.repondu_par == scene.direction
    assert elle.repondu_le is not None
    entree = Entree.objects.get(action="repondre_invitation")
    assert entree.personne == str(scene.direction.personne)
    assert entree.motif == f"{scene.direction.personne} : sera là"


def test_la_meme_reponse_deux_fois_n_en_fait_qu_une(scene: SimpleNamespace) -> None:
    avant = Courriel.objects.count()
    for _ in range(3):
        reponses.repondre_par_lien(lien_de(scene.adresse), PAR_ALIX)
    assert Courriel.objects.count() == avant + 1
    assert Entree.objects.filter(action="repondre_invitation").count() == 1


def test_seul_le_hachage_du_lien_est_garde(scene: SimpleNamespace) -> None:
    jeton = jeton_de(dernier(scene.adresse))
    assert len(jeton) >= 43
    lignes = [*LienPersonnel.objects.values_list(), *Entree.objects.values_list()]
    assert jeton not in str(lignes)
    assert jeton not in dernier(scene.adresse).calendrier


def test_la_reponse_change_jusqu_au_debut_puis_se_ferme(
    scene: SimpleNamespace, horloge: Any
) -> None:
    lien = lien_de(scene.adresse)
    reponses.repondre_par_lien(lien, LA)
    horloge.move_to(scene.reunion.debut - timedelta(minutes=1))
    reponses.repondre_par_lien(lien, EXCUSEE)
    assert relire(scene.elle).reponse == "excusee"
    horloge.move_to(scene.reunion.debut + timedelta(seconds=1))
    with pytest.raises(ActeRefuse, match="La réunion a commencé"):
        reponses.repondre_par_lien(lien, LA)
    assert relire(scene.elle).reponse == "excusee"
    assert [h.reponse for h in scene.elle.history.order_by("history_date")][-2:] == [
        "presente",
        "excusee",
    ]


@pytest.mark.parametrize(
    "fin", ["expire", "revoque", "annulee", "retiree", "courriel_change", "inconnu", "brouillon"]
)
def test_un_lien_qui_n_ouvre_rien(scene: SimpleNamespace, client: Any, fin: str) -> None:
    jeton = jeton_de(dernier(scene.adresse))
    liens = LienPersonnel.objects.filter(participation=scene.elle)
    if fin == "expire":
        liens.update(expire_le=timezone.now())
    elif fin == "revoque":
        liens.update(revoque_le=timezone.now())
    elif fin == "annulee":
        operations.annuler(scene.reunion, par=scene.avs, motif="Trop d'absences.")
    elif fin == "retiree":
        autres = [x.fonction for x in scene.reunion.participations.exclude(pk=scene.elle.pk)]
        operations.modifier_participants(
            scene.reunion, par=scene.avs, version=scene.reunion.version, fonctions=autres
        )
    elif fin == "courriel_change":
        scene.direction.personne.courriel = "autre@exemple.test"
        scene.direction.personne.save()
    elif fin == "brouillon":
        scene.reunion.etat = EtatReunion.BROUILLON
        scene.reunion.save()
    else:
        jeton = "inconnu"
    avant = Participation.objects.filter(pk=scene.elle.pk).values("reponse", "repondu_le")
    avant = list(avant)
    for verbe in (client.get, client.post):
        page = verbe(reverse("repondre_invitation", args=[jeton]), {"reponse": "presente"})
        assert page.status_code == 410
        assert "Ce lien n’ouvre plus rien" in page.content.decode()
        assert str(scene.reunion.instance.nom) not in page.content.decode()
    for nom in ("telecharger_rendez_vous", "telecharger_compte_rendu_par_lien"):
        assert client.get(reverse(nom, args=[jeton])).status_code == 410
    etat = Participation.objects.filter(pk=scene.elle.pk).values("reponse", "repondu_le")
    assert list(etat) == (avant if fin != "retiree" else [])


def test_la_fin_du_lien_suit_la_reunion_deplacee(scene: SimpleNamespace) -> None:
    premier = lien_de(scene.adresse)
    nouveau = scene.reunion.date_reunion + timedelta(days=60)
    deplacer(scene.reunion, scene, date_reunion=nouveau)
    premier.refresh_from_db()
    attendu = datetime.combine(nouveau + timedelta(days=31), time.min, tzinfo=PARIS)
    assert premier.expire_le == attendu
    assert set(LienPersonnel.objects.values_list("expire_le", flat=True)) == {attendu}


# --- The page of the link --------------------------------------------------------------
def test_lire_la_page_ne_change_rien_et_ne_laisse_pas_de_trace(
    scene: SimpleNamespace, client: Any
) -> None:
    url = reverse("repondre_invitation", args=[jeton_de(dernier(scene.adresse))])

    def etat() -> str:
        modeles = (LienPersonnel, Participation, Courriel, Entree)
        return str([list(m.objects.order_by("pk").values()) for m in modeles])

    avant = etat()
    for _ in range(5):
        page = client.get(url)
    client.head(url)
    assert etat() == avant
    assert page.status_code == 200
    assert page["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page["Cache-Control"]
    assert "noindex" in page["X-Robots-Tag"]
    texte = page.content.decode()
    for bouton in ("Je serai là", "À distance", "Je ne pourrai pas venir"):
        assert re.search(rf"<button[^>]*>{bouton}", texte)
    # Nobody else is named on a page that opens without an account.
    assert str(scene.elu.personne) not in texte
    assert client.put(url).status_code == 405


def test_repondre_sur_la_page_remercie_et_laisse_changer(
    scene: SimpleNamespace, client: Any
) -> None:
    url = reverse("repondre_invitation", args=[jeton_de(dernier(scene.adresse))])
    suite = client.post(url, {"reponse": "a_distance"}, follow=True)
    texte = lu(suite)
    assert "Merci, c’est noté : à distance" in texte
    assert "votre réponse actuelle" in texte
    client.post(url, {"reponse": "excusee"})
    assert relire(scene.elle).reponse == "excusee"


@pytest.mark.parametrize(
    ("saisie", "erreur"),
    [
        ({"reponse": "representee"}, "Écrivez le nom de la personne."),
        ({"reponse": "representee", "representant_nom": "  "}, "Écrivez le nom de la personne."),
        ({"reponse": "representee", "representant_nom": "A", "representant_courriel": "x"}, "mail"),
        ({"reponse": "peut-etre"}, "peut-etre"),
        ({"reponse": "attendue"}, "attendue"),
        ({"autre": "1"}, "Choisissez une réponse."),
    ],
)
def test_une_saisie_incomplete_est_expliquee(
    scene: SimpleNamespace, client: Any, saisie: dict[str, str], erreur: str
) -> None:
    url = reverse("repondre_invitation", args=[jeton_de(dernier(scene.adresse))])
    page = client.post(url, saisie)
    assert page.status_code == 200
    assert erreur in page.content.decode()
    assert relire(scene.elle).reponse == "attendue"


def test_trop_de_reponses_en_une_minute(
    scene: SimpleNamespace, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gouvernance.views.par_lien.REPONSES_PAR_MINUTE", 3)
    url = reverse("repondre_invitation", args=[jeton_de(dernier(scene.adresse))])
    codes = [client.post(url, {"reponse": "presente"}).status_code for _ in range(4)]
    assert codes == [302, 302, 302, 429]
    # An invented header does not give a new address; reading stays possible.
    assert client.post(url, {}, HTTP_X_FORWARDED_FOR="198.51.100.7").status_code == 429
    assert client.get(url).status_code == 200


# --- What the link reads -----------------------------------------------------------------
def test_le_rendez_vous_par_lien_n_a_pas_de_secret(scene: SimpleNamespace, client: Any) -> None:
    jeton = jeton_de(dernier(scene.adresse))
    reponse = client.get(reverse("telecharger_rendez_vous", args=[jeton]))
    [lu] = Calendar.from_ical(reponse.content).walk("VEVENT")
    assert lu["DTSTART"].dt == scene.reunion.debut
    assert str(lu["UID"]).startswith(str(scene.reunion.uid))
    assert jeton not in reponse.content.decode()
    entree = Entree.objects.get(action="telecharger_rendez_vous")
    assert str(scene.direction.personne) in entree.personne
    assert jeton not in str(Entree.objects.values_list())


@pytest.mark.parametrize(
    ("etat", "statut"), [("redaction", 404), ("projet", 200), ("definitif", 200)]
)
def test_le_compte_rendu_se_lit_par_lien_une_fois_soumis(
    scene: SimpleNamespace, client: Any, horloge: Any, etat: str, statut: int
) -> None:
    jeton = jeton_de(dernier(scene.adresse))
    reunion = scene.reunion
    horloge.move_to(reunion.debut + timedelta(days=1))
    presences = {x.pk: (Presence.PRESENTE, "") for x in reunion.participations.order_by("pk")}
    operations.noter_presences(reunion, par=scene.avs, version=reunion.version, presences=presences)
    redaction = operations.Redaction(passages={}, decisions=[], conclusion="Fin.")
    operations.ecrire(relue(reunion), par=scene.avs, version=1, redaction=redaction)
    if etat != "redaction":
        operations.soumettre(relue(reunion), par=scene.avs)
    if etat == "definitif":
        operations.noter_approbation(relue(reunion), par=scene.avs, voie=Approbation.SEANCE)
        version = relue(reunion).compte_rendu.version
        operations.rendre_definitif(relue(reunion), par=scene.avs, version=version)
    page = client.get(reverse("repondre_invitation", args=[jeton])).content.decode()
    assert ("ompte rendu" in page) == (statut == 200)
    assert "les réponses sont closes" in page
    reponse = client.get(reverse("telecharger_compte_rendu_par_lien", args=[jeton]))
    assert reponse.status_code == statut
    if statut == 200:
        assert b"".join(reponse).startswith(b"%PDF-")
        assert Entree.objects.filter(action="telecharger_compte_rendu_par_lien").count() == 1
    horloge.move_to(reunion.debut + timedelta(days=40))
    assert client.get(reverse("repondre_invitation", args=[jeton])).status_code == 410


def test_les_documents_sont_ceux_de_cette_reunion_seule(
    scene: SimpleNamespace, client: Any
) -> None:
    autre = une_invitee(scene, scene.avs)

    def piece(reunion: Any, **champs: Any) -> PieceReunion:
        return PieceReunion.objects.create(
            reunion=reunion, fichier=enregistrer_fichier(un_pdf(), compte=None), titre="Budget",
            deposee_par=scene.avs, date_depot=timezone.localdate(), **champs,
        )  # fmt: skip

    bonne, ailleurs = piece(scene.reunion), piece(autre)
    retiree = piece(scene.reunion, date_retrait=timezone.localdate())
    lien = LienPersonnel.objects.filter(participation=scene.elle).latest("cree_le")
    assert lien.is_utilisable(timezone.now())
    courriels = Courriel.objects.filter(destinataire=scene.adresse).order_by("cree_le")
    jeton = jeton_de(courriels.first())
    statuts = {}
    for nom, objet in (("bonne", bonne), ("ailleurs", ailleurs), ("retiree", retiree)):
        reponse = client.get(reverse("telecharger_piece_par_lien", args=[jeton, objet.pk]))
        statuts[nom] = reponse.status_code
        if reponse.streaming:
            assert reponse.getvalue().startswith(b"%PDF-")
    assert statuts == {"bonne": 200, "ailleurs": 404, "retiree": 404}
    page = client.get(reverse("repondre_invitation", args=[jeton])).content.decode()
    assert page.count("/documents/") == 1


# --- The representative ---------------------------------------------------------------------
def test_le_representant_est_invite_a_son_tour(scene: SimpleNamespace, client: Any) -> None:
    reponses.repondre_par_lien(lien_de(scene.adresse), PAR_ALIX)
    courriel = dernier("alix@exemple.test")
    assert courriel.confidentiel
    assert f"{scene.direction.personne} vous demande" in courriel.texte
    lu = evenement(courriel)
    assert (lu["methode"], str(lu["ATTENDEE"])) == ("REQUEST", "mailto:alix@exemple.test")
    url = reverse("repondre_invitation", args=[jeton_de(courriel)])
    page = client.get(url).content.decode()
    assert f"Vous représentez <strong>{scene.direction.personne}" in page
    # She says whether she comes; she names nobody.
    assert "Quelqu’un me représente" not in page
    client.post(url, {"reponse": "representee", "representant_nom": "Un autre"})
    assert relire(scene.elle).representant_nom == "Alix Tilleul"
    client.post(url, {"reponse": "presente"})
    elle = relire(scene.elle)
    assert (elle.reponse, elle.representant_reponse) == ("representee", "presente")
    assert elle.representant_repondu_le is not None
    with pytest.raises(ActeRefuse, match="déléguer"):
        reponses.repondre_par_lien(lien_de("alix@exemple.test"), PAR_ALIX)


def test_le_representant_apprend_qu_il_ne_represente_plus(scene: SimpleNamespace) -> None:
    reponses.repondre_par_lien(lien_de(scene.adresse), PAR_ALIX)
    jeton = jeton_de(dernier("alix@exemple.test"))
    autre = Reponse("representee", "Noa Saule", "noa@exemple.test")
    reponses.repondre_par_lien(lien_de(scene.adresse), autre)
    adieu = dernier("alix@exemple.test")
    assert evenement(adieu)["methode"] == "CANCEL"
    assert "Ne venez pas" in adieu.texte
    assert "/invitations/" not in adieu.texte
    assert reponses.trouver_invitation(jeton) is None
    assert reponses.trouver_invitation(jeton_de(dernier("noa@exemple.test"))) is not None
    reponses.repondre_par_lien(lien_de(scene.adresse), LA)
    assert evenement(dernier("noa@exemple.test"))["methode"] == "CANCEL"
    assert relire(scene.elle).representant_nom == ""


def test_un_representant_empeche_est_signale_a_la_personne(scene: SimpleNamespace) -> None:
    reponses.repondre_par_lien(lien_de(scene.adresse), PAR_ALIX)
    reponses.repondre_par_lien(lien_de("alix@exemple.test"), EXCUSEE)
    courriel = dernier(scene.adresse)
    assert courriel.texte.startswith("Choisissez qui vient")
    assert reponses.trouver_invitation(jeton_de(courriel)) is not None
    assert relire(scene.elle).presence_annoncee == (Presence.ATTENDUE, "")


def test_un_lien_n_ecrit_pas_au_monde_entier(scene: SimpleNamespace) -> None:
    for rang in range(REPRESENTANTS_MAXIMUM):
        autre = Reponse("representee", f"Personne {rang}", f"p{rang}@exemple.test")
        reponses.repondre_par_lien(lien_de(scene.adresse), autre)
    avant = Courriel.objects.count()
    with pytest.raises(ActeRefuse, match="appelez"):
        reponses.repondre_par_lien(
            lien_de(scene.adresse), Reponse("representee", "Une de trop", "trop@exemple.test")
        )
    assert Courriel.objects.count() == avant
    assert relire(scene.elle).representant_nom == f"Personne {REPRESENTANTS_MAXIMUM - 1}"


# --- The secretariat ------------------------------------------------------------------------
def test_le_secretariat_recoit_son_lien_et_repond_pour_elle(
    scene: SimpleNamespace, client: Any
) -> None:
    courriel = dernier("sec@exemple.test")
    assert "Vous pouvez répondre à sa place" in courriel.texte
    assert jeton_de(courriel) != jeton_de(dernier(scene.elu.personne.courriel))
    assert relire(scene.invitation_elu).courriel_secretariat == courriel
    url = reverse("repondre_invitation", args=[jeton_de(courriel)])
    page = client.get(url).content.decode()
    assert f"Vous répondez pour <strong>{scene.elu.personne}</strong>" in page
    client.post(url, {"reponse": "presente"})
    elle = relire(scene.invitation_elu)
    assert (elle.reponse, elle.voie_reponse, elle.repondu_par) == ("presente", "secretariat", None)
    assert Entree.objects.get(action="repondre_invitation").personne == "Secrétariat des élus"


def test_un_secretariat_remplace_ne_repond_plus(scene: SimpleNamespace) -> None:
    jeton = jeton_de(dernier("sec@exemple.test"))
    elue = scene.elu.personne
    elue.secretariat_courriel = "nouveau@exemple.test"
    elue.save()
    assert reponses.trouver_invitation(jeton) is None


def test_un_secretariat_indique_apres_coup_recoit_l_invitation(scene: SimpleNamespace) -> None:
    directrice = scene.direction.personne
    directrice.secretariat_courriel = "accueil@exemple.test"
    directrice.save()
    avant = Courriel.objects.count()
    operations.inviter(scene.reunion, par=scene.avs)
    assert Courriel.objects.count() == avant + 1
    assert dernier("accueil@exemple.test").objet.endswith(": invitation")


# --- With an account, by telephone --------------------------------------------------------------
def test_repondre_avec_un_compte(scene: SimpleNamespace, connecter: Connecter) -> None:
    client = connecter(scene.direction)
    page = client.get(reverse("voir_reunion", args=["essai", scene.reunion.pk])).content.decode()
    assert "Dites si vous venez le" in page
    assert page.index("Serez-vous là") < page.index("Ordre du jour")
    [chose] = [
        c for c in choses_a_faire(scene.direction, timezone.localdate()) if "invitation" in c.phrase
    ]
    assert chose.url == reverse("voir_reunion", args=["essai", scene.reunion.pk])
    url = reverse("repondre_reunion", args=["essai", scene.reunion.pk])
    assert client.post(url, {"reponse": "presente"}).status_code == 302
    elle = relire(scene.elle)
    assert (elle.reponse, elle.voie_reponse, elle.repondu_par) == (
        "presente", "portail", scene.direction,
    )  # fmt: skip
    restantes = choses_a_faire(scene.direction, timezone.localdate())
    assert not any("Répondre à l’invitation" in c.phrase for c in restantes)
    assert client.post(url, {"reponse": "representee"}).status_code == 422


def test_l_organisateur_note_une_reponse_de_telephone(
    scene: SimpleNamespace, connecter: Connecter
) -> None:
    client = connecter(scene.avs)
    sans = scene.reunion.participations.get(fonction=scene.sans_courriel)
    url = reverse("noter_reponse", args=["essai", scene.reunion.pk, sans.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"reponse": "presente"}).status_code == 302
    noter = relire(sans)
    assert (noter.reponse, noter.voie_reponse, noter.repondu_par) == (
        "presente", "organisateur", scene.avs,
    )  # fmt: skip
    # A wrong note is taken back.
    client.post(url, {"reponse": "attendue"})
    noter = relire(sans)
    assert (noter.reponse, noter.repondu_le, noter.voie_reponse) == ("attendue", None, "")
    with pytest.raises(ActeRefuse, match="revient"):
        reponses.noter_reponse(noter, LA, par=scene.direction)


def test_on_repond_pour_soi_seulement(scene: SimpleNamespace) -> None:
    with pytest.raises(ActeRefuse, match="autre personne"):
        reponses.repondre(scene.elle, LA, par=scene.elu)


@pytest.mark.parametrize("etat", ["brouillon", "tenue", "annulee"])
def test_pas_de_reponse_hors_du_temps_des_invitations(p: SimpleNamespace, etat: str) -> None:
    if etat == "tenue":
        reunion = une_tenue(p, p.avs)
    elif etat == "brouillon":
        reunion = un_brouillon(p, p.avs)
    else:
        reunion = une_invitee(p, p.avs)
        operations.annuler(reunion, par=p.avs, motif="Non.")
    participation = relue(reunion).participations.get(fonction=p.direction)
    with pytest.raises(ActeRefuse):
        reponses.repondre(participation, LA, par=p.direction)
    with pytest.raises(ActeRefuse):
        reponses.noter_reponse(participation, LA, par=p.avs)


# --- Moving, cancelling -------------------------------------------------------------------------
def test_deplacer_redemande_les_reponses_et_garde_les_anciennes(scene: SimpleNamespace) -> None:
    reponses.repondre_par_lien(lien_de(scene.adresse), PAR_ALIX)
    reponses.repondre_par_lien(lien_de("alix@exemple.test"), LA)
    nouveau = scene.reunion.date_reunion + timedelta(days=7)
    deplacer(scene.reunion, scene, date_reunion=nouveau)
    elle = relire(scene.elle)
    assert (elle.reponse, elle.representant_reponse, elle.repondu_le) == (
        "attendue", "attendue", None,
    )  # fmt: skip
    raisons = list(elle.history.values_list("history_change_reason", flat=True))
    assert any("réunion déplacée" in (raison or "") for raison in raisons)
    for adresse in (scene.adresse, "alix@exemple.test", "sec@exemple.test"):
        courriel = dernier(adresse)
        assert courriel.texte.startswith("Dites si")
        lu = evenement(courriel)
        assert (lu["methode"], int(lu["SEQUENCE"])) == ("REQUEST", 1)
        assert str(lu["UID"]).startswith(str(scene.reunion.uid))
        assert lu["DTSTART"].dt == relue(scene.reunion).debut
    # The same answer again does not invite the same person twice.
    avant = Courriel.objects.filter(destinataire="alix@exemple.test").count()
    reponses.repondre_par_lien(lien_de(scene.adresse), PAR_ALIX)
    assert Courriel.objects.filter(destinataire="alix@exemple.test").count() == avant


def test_changer_de_salle_garde_les_reponses(scene: SimpleNamespace) -> None:
    reponses.repondre_par_lien(lien_de(scene.adresse), LA)
    deplacer(scene.reunion, scene, lieu="Salle 12")
    assert relire(scene.elle).reponse == "presente"
    assert dernier(scene.adresse).texte.startswith("Notez le changement")


def test_une_lettre_imprimee_est_a_refaire_quand_la_date_change(scene: SimpleNamespace) -> None:
    sans = scene.reunion.participations.get(fonction=scene.sans_courriel)
    operations.noter_lettres(scene.reunion, par=scene.avs, participations=[sans])
    deplacer(scene.reunion, scene, date_reunion=scene.reunion.date_reunion + timedelta(days=1))
    assert relire(sans).lettre_imprimee_le is None


def test_annuler_previent_aussi_secretariat_et_representant(scene: SimpleNamespace) -> None:
    reponses.repondre_par_lien(lien_de(scene.adresse), PAR_ALIX)
    operations.annuler(scene.reunion, par=scene.avs, motif="Trop d'absences.")
    for adresse in (scene.adresse, "alix@exemple.test", "sec@exemple.test"):
        courriel = dernier(adresse)
        lu = evenement(courriel)
        assert (lu["methode"], str(lu["STATUS"]), int(lu["SEQUENCE"])) == (
            "CANCEL", "CANCELLED", 1,
        )  # fmt: skip
        assert "/invitations/" not in courriel.texte
    assert not LienPersonnel.objects.filter(revoque_le__isnull=True).exists()


@pytest.mark.parametrize(
    "jour", [date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 24), date(2026, 10, 25)]
)
@pytest.mark.parametrize("heure", [time(1, 30), time(9), time(23, 30)])
def test_l_agenda_dit_l_heure_de_l_ecran_autour_des_changements_d_heure(
    p: SimpleNamespace, client: Any, horloge: Any, jour: date, heure: time
) -> None:
    horloge.move_to(datetime(2026, 2, 2, 10, tzinfo=PARIS))
    reunion = une_invitee(p, p.avs, jour=jour, heure=heure)
    courriel = dernier(p.direction.personne.courriel)
    lu = evenement(courriel)
    mur = datetime.combine(jour, heure)
    assert lu["DTSTART"].dt.astimezone(PARIS).replace(tzinfo=None) == mur
    assert lu["DTEND"].dt == reunion.fin
    ecrit = f"{heure.hour}\u00a0h\u00a0{heure.minute:02d}"
    assert ecrit in courriel.texte
    page = client.get(reverse("repondre_invitation", args=[jeton_de(courriel)]))
    assert ecrit in page.content.decode()


# --- Sending again, reminding ---------------------------------------------------------------------
def test_renvoyer_donne_un_nouveau_lien_une_seule_fois(
    scene: SimpleNamespace, connecter: Connecter
) -> None:
    client = connecter(scene.avs)
    premier = dernier(scene.adresse)
    url = reverse("renvoyer_invitation", args=["essai", scene.reunion.pk, scene.elle.pk])
    saisie = {"porteur": "personne", "dernier": str(premier.pk)}
    for _ in range(2):
        assert client.post(url, saisie).status_code == 302
    assert Courriel.objects.filter(destinataire=scene.adresse).count() == 2
    second = dernier(scene.adresse)
    assert jeton_de(second) != jeton_de(premier)
    assert relire(scene.elle).courriel == second
    # A mailbox that the person does not have is refused, and journaled.
    refusee = client.post(url, {"porteur": "representant", "dernier": ""})
    assert refusee.status_code == 403
    assert Entree.objects.filter(action="renvoyer_invitation", resultat="refuse").count() == 1
    assert client.post(url, {"porteur": "autre", "dernier": ""}).status_code == 302
    assert Courriel.objects.filter(destinataire=scene.adresse).count() == 2


def test_les_refus_du_serveur_se_lisent_avec_ses_mots(
    scene: SimpleNamespace, connecter: Connecter
) -> None:
    courriel = relire(scene.elle).courriel
    courriel.etat, courriel.dernier_echec = "refuse", "550 5.1.1 boîte inconnue"
    courriel.save()
    reponses.repondre_par_lien(
        LienPersonnel.objects.get(participation=scene.invitation_elu, porteur="secretariat"), LA
    )
    client = connecter(scene.avs)
    url = reverse("lister_reponses", args=["essai", scene.reunion.pk])
    page = lu(client.get(url))
    assert "550 5.1.1 boîte inconnue" in page
    assert "par son secrétariat" in page
    assert "Secrétariat : Secrétariat des élus" in page
    total = scene.reunion.participations.count()
    assert f"{total} personnes invitées, 1 réponse" in page
    filtree = client.get(url, {"reponse": "presente"}).content.decode()
    assert str(scene.elu.personne) in filtree
    assert str(scene.direction.personne) not in filtree
    refusees = client.get(url, {"envoi": "refuse"}).content.decode()
    assert str(scene.direction.personne) in refusees
    export = client.get(
        reverse("exporter_reponses", args=["essai", scene.reunion.pk]), {"envoi": "refuse"}
    )
    lignes = export.content.decode("utf-8-sig").splitlines()
    assert len(lignes) == 2
    assert "550 5.1.1 boîte inconnue" in lignes[1]


def test_la_page_des_reponses_ne_coute_pas_plus_par_personne(
    scene: SimpleNamespace, connecter: Connecter
) -> None:
    client = connecter(scene.avs)
    url = reverse("lister_reponses", args=["essai", scene.reunion.pk])
    client.get(url)
    with CaptureQueriesContext(connection) as avant:
        client.get(url)
    for _ in range(15):
        Participation.objects.create(reunion=scene.reunion, fonction=fonction("direction", scene.a))
    with CaptureQueriesContext(connection) as apres:
        client.get(url)
    assert len(apres) == len(avant)


def test_relancer_ecrit_a_qui_n_a_pas_repondu_une_fois_par_jour(
    scene: SimpleNamespace, horloge: Any, connecter: Connecter
) -> None:
    reponses.repondre_par_lien(lien_de(scene.adresse), LA)
    muettes = scene.reunion.participations.filter(reponse="attendue", courriel__isnull=False)
    nombre = muettes.count()
    client = connecter(scene.avs)
    url = reverse("relancer_invites", args=["essai", scene.reunion.pk])
    assert client.get(url).status_code == 200
    avant = Courriel.objects.count()
    for _ in range(2):
        assert client.post(url).status_code == 302
    # One mail a person, one more for the secretariat.
    assert Courriel.objects.count() == avant + nombre + 1
    assert Entree.objects.filter(action="relancer_invites").count() == 1
    assert dernier("sec@exemple.test").texte.startswith(f"Dites si {scene.elu.personne} vient")
    assert not Courriel.objects.filter(destinataire=scene.adresse, objet__endswith="réponse")
    assert client.get(url).status_code == 403
    horloge.shift(timedelta(days=1))
    assert reponses.relancer(scene.reunion, par=scene.avs) == nombre
    with pytest.raises(ActeRefuse, match="revient"):
        reponses.relancer(scene.reunion, par=scene.direction)


# --- Attendance, injections -------------------------------------------------------------------
@pytest.mark.parametrize(
    ("reponse", "attendu"),
    [
        (LA, ("presente", "")),
        (LOIN, ("a_distance", "")),
        (EXCUSEE, ("excusee", "")),
        (PAR_ALIX, ("representee", "Alix Tilleul")),
        (ATTENDUE, ("attendue", "")),
    ],
)
def test_la_reponse_prepare_la_presence_tant_que_rien_n_est_note(
    scene: SimpleNamespace, connecter: Connecter, horloge: Any, reponse: Reponse, attendu: Any
) -> None:
    reponses.noter_reponse(scene.elle, reponse, par=scene.avs)
    assert relire(scene.elle).presence_annoncee == attendu
    horloge.move_to(scene.reunion.debut)
    client = connecter(scene.avs)
    url = reverse("noter_presences", args=["essai", scene.reunion.pk])
    form = client.get(url).context["form"]
    assert form[f"presence_{scene.elle.pk}"].value() == attendu[0]
    assert relire(scene.elle).presence == "attendue"
    autre = scene.reunion.participations.exclude(pk=scene.elle.pk).first()
    autre.presence = Presence.ABSENTE
    autre.save()
    form = client.get(url).context["form"]
    assert form[f"presence_{scene.elle.pk}"].value() == "attendue"


@pytest.mark.parametrize(
    "mechant",
    [
        "Alix\r\nBcc: x@exemple.test",
        'Alix";CN="Autre',
        "Alix;RSVP=TRUE:mailto:x@exemple.test",
        "Alix\\, Noa; Jo: Ana",
        "Alix\u2028ATTENDEE:mailto:x@exemple.test",
    ],
)
def test_un_nom_n_ouvre_ni_en_tete_ni_propriete(
    scene: SimpleNamespace, client: Any, mechant: str
) -> None:
    """S23: the name typed on a public page reaches a header and a calendar as text only."""
    url = reverse("repondre_invitation", args=[jeton_de(dernier(scene.adresse))])
    saisie = {"representant_nom": mechant, "representant_courriel": "alix@exemple.test"}
    client.post(url, {"reponse": "representee", **saisie})
    courriel = dernier("alix@exemple.test")
    lu = evenement(courriel)
    assert str(lu["ATTENDEE"]) == "mailto:alix@exemple.test"
    assert set(lu["ATTENDEE"].params) == {"CN", "CUTYPE", "ROLE", "PARTSTAT", "RSVP"}
    assert str(lu["ATTENDEE"].params["RSVP"]) == "FALSE"
    message = construire(courriel).message()
    assert message["Bcc"] is None
    assert len(message.get_all("To")) == 1
    assert courriel.objet.isprintable()
    types = [partie.get_content_type() for partie in message.walk()]
    assert types.count("text/calendar") == 1
    [alternative] = [x for x in message.walk() if x.get_content_type() == "multipart/alternative"]
    calendrier = alternative.get_payload()[-1]
    assert calendrier.get_content_type() == "text/calendar"
    assert calendrier.get_param("method") == "REQUEST"
    assert "invitation.ics" in [x.get_filename() for x in message.walk()]


def test_un_nul_dans_le_nom_est_refuse(scene: SimpleNamespace, client: Any) -> None:
    url = reverse("repondre_invitation", args=[jeton_de(dernier(scene.adresse))])
    page = client.post(url, {"reponse": "representee", "representant_nom": "A\x00B"})
    assert page.status_code == 200
    assert relire(scene.elle).reponse == "attendue"


def test_l_ancien_envoi_d_un_autre_identifiant_ne_renvoie_rien(scene: SimpleNamespace) -> None:
    courriel = reponses.renvoyer(
        scene.elle, porteur=PorteurLien.PERSONNE, dernier=str(uuid.uuid4()), par=scene.avs
    )
    assert courriel is None
