"""Answers to an invitation: who may answer, until when, what it sets going, what it leaves alone."""

import re
from datetime import datetime, time, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
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
from pacte.courrier.models import Courriel
from pacte.documents.televersements import enregistrer_fichier
from pacte.journal.models import Entree
from pacte.socle.droits import ActeRefuse
from tests.factories_gouvernance import relue, un_brouillon, un_pdf, une_invitee, une_tenue
from tests.gouvernance.conftest import Connecter
from tests.gouvernance.reponses_lues import (
    EXCUSEE,
    LA,
    PAR_ALIX,
    PARIS,
    deplacer,
    dernier,
    evenement,
    jeton_de,
    lien_de,
    lu,
    relire,
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
    "fin",
    [
        "expire",
        "revoque",
        "annulee",
        "retiree",
        "courriel_change",
        "fonction_finie",
        "inconnu",
        "brouillon",
    ],
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
    elif fin == "fonction_finie":
        # As an account would lose it, the day after the last one.
        scene.direction.date_fin = timezone.localdate() - timedelta(days=1)
        scene.direction.save()
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
    monkeypatch.setattr("gouvernance.sans_compte.REPONSES_PAR_MINUTE", 3)
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
