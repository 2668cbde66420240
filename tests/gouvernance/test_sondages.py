"""Date polls: who is asked, how people answer, reminders, the choice, and races."""

import uuid
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from gouvernance import operations as reunions
from gouvernance.a_faire import choses_a_faire
from gouvernance.lectures.sondages import composer_resultats, remarques_de_debuts
from gouvernance.models import (
    Creneau,
    EnvoiSondage,
    EtatReunion,
    EtatSondage,
    LienPersonnel,
    Participation,
    ReponseCreneau,
    Sondage,
    VoieReponse,
)
from gouvernance.operations import sondages
from gouvernance.operations.sondages import rappeler_la_veille
from pacte.courrier.models import Courriel
from pacte.journal.models import Entree
from pacte.socle.droits import ActeRefuse
from pacte.socle.versions import CleDejaUtilisee, ConflitDeVersion
from tests.factories_accord import fonction
from tests.factories_gouvernance import relue, un_brouillon, une_invitee
from tests.factories_sondages import (
    a,
    dans,
    envoi_de,
    jeton_de,
    jeton_envoye_a,
    relu,
    repondre,
    un_sondage,
)


def choisir(sondage: Sondage, p: SimpleNamespace, **champs: Any) -> int:
    lu = relu(sondage)
    valeurs = {
        "creneau": lu.creneaux.all()[1].pk,
        "par": p.avs,
        "version": lu.version,
        "lieu": "Mairie",
        "visioconference": "",
        "inviter": False,
    }
    return sondages.choisir(lu, **(valeurs | champs))


# --- Opening --------------------------------------------------------------------------------------
def test_chaque_personne_qui_a_un_courriel_recoit_un_lien_personnel(p: SimpleNamespace) -> None:
    sondage = un_sondage(p, p.avs)
    avec = Participation.objects.filter(reunion=sondage.reunion).exclude(
        fonction__personne__courriel=""
    )
    assert Courriel.objects.count() == avec.count() > 3
    jetons = {jeton_de(courriel) for courriel in Courriel.objects.order_by("pk")}
    assert len(jetons) == avec.count()
    courriel = Courriel.objects.get(destinataire=p.direction.personne.courriel)
    assert courriel.confidentiel
    assert courriel.objet.endswith(": dites vos disponibilités")
    assert courriel.texte.startswith("Dites vos disponibilités avant le samedi 20")
    assert "14\u00a0h\u00a000, pendant 1\u00a0h\u00a030" in courriel.texte
    assert "Merci de répondre vite." in courriel.texte
    # Only hashes are kept.
    assert not LienPersonnel.objects.filter(empreinte__in=jetons).exists()


def test_une_personne_sans_courriel_est_a_appeler(p: SimpleNamespace) -> None:
    sondage = un_sondage(p, p.avs)
    envoi = envoi_de(sondage, p.sans_courriel)
    assert envoi.courriel is None
    choix = {creneau.pk: "oui" for creneau in sondage.creneaux.all()}
    sondages.repondre(envoi, choix=choix, voie=VoieReponse.ORGANISATEUR, par=p.avs)
    assert envoi_de(sondage, p.sans_courriel).voie_reponse == VoieReponse.ORGANISATEUR
    assert Entree.objects.filter(action="repondre_sondage", personne=str(p.avs.personne)).exists()


def test_le_secretariat_d_une_elue_recoit_son_propre_lien(p: SimpleNamespace) -> None:
    elue = p.gens["elu"]
    elue.personne.secretariat_nom = "Cabinet"
    elue.personne.secretariat_courriel = "cabinet@exemple.test"
    elue.personne.save()
    sondage = un_sondage(p, p.avs, instance="comite-pilotage")
    courriel = Courriel.objects.get(destinataire="cabinet@exemple.test")
    assert f"pour {elue.personne}" in courriel.texte
    porte = sondages.trouver_porte(jeton_de(courriel))
    assert porte is not None
    assert porte.voie == VoieReponse.SECRETARIAT
    assert jeton_de(courriel) != jeton_envoye_a(elue.personne.courriel)
    choix = {creneau.pk: "non" for creneau in sondage.creneaux.all()}
    sondages.repondre(porte.envoi, choix=choix, voie=porte.voie, lien=porte.lien)
    assert envoi_de(sondage, elue).voie_reponse == VoieReponse.SECRETARIAT


def test_envoye_deux_fois_le_sondage_n_est_ouvert_qu_une_fois(p: SimpleNamespace) -> None:
    reunion, cle = un_brouillon(p, p.avs), uuid.uuid4()
    valeurs = {
        "par": p.avs,
        "cle": cle,
        "creneaux": [dans(20), dans(21)],
        "duree_minutes": 60,
        "date_cloture": timezone.localdate() + timedelta(days=3),
    }
    premier, envoyes = sondages.ouvrir(reunion, **valeurs)
    assert envoyes == Courriel.objects.count() > 0
    assert sondages.ouvrir(reunion, **valeurs) == (premier, 0)
    assert (Sondage.objects.count(), Courriel.objects.count()) == (1, envoyes)
    with pytest.raises(CleDejaUtilisee):
        sondages.ouvrir(un_brouillon(p, p.avs), **valeurs)


@pytest.mark.parametrize(
    ("creneaux", "fin", "mot"),
    [
        ([20], 3, "de 2 à 8"),
        ([20, 20], 3, "de 2 à 8"),
        (list(range(10, 19)), 3, "de 2 à 8"),
        ([20, 21], -1, "déjà passée"),
        ([2, 21], 3, "avant la fin"),
        ([-2, 21], 3, "déjà passé"),
    ],
)
def test_propositions_refusees(p: SimpleNamespace, creneaux: list[int], fin: int, mot: str) -> None:
    with pytest.raises(ActeRefuse, match=mot):
        un_sondage(p, p.avs, creneaux=[dans(jours) for jours in creneaux], fin=fin)
    assert not Sondage.objects.exists()
    assert not Courriel.objects.exists()


def test_ni_deux_sondages_a_la_fois_ni_apres_les_invitations(p: SimpleNamespace) -> None:
    sondage = un_sondage(p, p.avs)
    with pytest.raises(ActeRefuse, match="déjà un sondage"):
        un_sondage(p, p.avs, reunion=sondage.reunion)
    with pytest.raises(IntegrityError, match="sondage_un_seul_en_cours"), transaction.atomic():
        Sondage.objects.create(
            reunion=sondage.reunion,
            ouvert_par=p.avs,
            ouvert_le=timezone.localdate(),
            date_cloture=timezone.localdate(),
        )
    with pytest.raises(ActeRefuse, match="avant d’envoyer"):
        un_sondage(p, p.avs, reunion=une_invitee(p, p.avs))


@pytest.mark.parametrize("qualite", ["elu", "conseil_caf", "agent_service", "presidence"])
def test_qui_n_organise_pas_ne_propose_pas(p: SimpleNamespace, qualite: str) -> None:
    with pytest.raises(ActeRefuse, match="revient au service"):
        un_sondage(p, p.gens[qualite], reunion=un_brouillon(p, p.avs))


# --- Answering ------------------------------------------------------------------------------------
def test_la_derniere_reponse_compte(p: SimpleNamespace) -> None:
    sondage = un_sondage(p, p.avs)
    repondre(sondage, p.direction, "oui", "non", "si_besoin")
    repondre(sondage, p.direction, "non", "non", "oui")
    mots = ReponseCreneau.objects.filter(envoi=envoi_de(sondage, p.direction)).order_by("creneau")
    assert [reponse.choix for reponse in mots] == ["non", "non", "oui"]


@pytest.mark.parametrize("choix", [{}, {"tous": "peut-etre"}, {"ailleurs": "oui"}])
def test_une_reponse_dit_quelque_chose_de_chaque_creneau(
    p: SimpleNamespace, choix: dict[str, str]
) -> None:
    sondage = un_sondage(p, p.avs)
    pks = [creneau.pk for creneau in sondage.creneaux.all()]
    donnees = dict.fromkeys(pks, choix["tous"]) if "tous" in choix else {}
    if "ailleurs" in choix:
        autre = un_sondage(p, p.avs).creneaux.all()[0]
        donnees = {pks[0]: "oui", pks[1]: "oui", autre.pk: "oui"}
    with pytest.raises(ActeRefuse, match="chaque créneau"):
        sondages.repondre(
            envoi_de(sondage, p.direction), choix=donnees, voie=VoieReponse.PORTAIL, par=p.direction
        )
    assert not ReponseCreneau.objects.exists()


def test_on_repond_le_jour_de_la_fin_et_plus_apres(p: SimpleNamespace, horloge: Any) -> None:
    sondage = un_sondage(p, p.avs, fin=1)
    horloge.shift(timedelta(days=1))
    repondre(sondage, p.direction, "oui", "oui", "oui")
    horloge.shift(timedelta(days=1))
    with pytest.raises(ActeRefuse, match="closes depuis le 16"):
        repondre(sondage, p.direction, "non", "non", "non")
    # The organiser still types what she heard by phone.
    choix = {creneau.pk: "non" for creneau in sondage.creneaux.all()}
    sondages.repondre(
        envoi_de(sondage, p.direction), choix=choix, voie=VoieReponse.ORGANISATEUR, par=p.avs
    )


def test_nul_ne_repond_pour_une_autre(p: SimpleNamespace) -> None:
    sondage = un_sondage(p, p.avs)
    choix = {creneau.pk: "oui" for creneau in sondage.creneaux.all()}
    for voie in (VoieReponse.PORTAIL, VoieReponse.ORGANISATEUR):
        with pytest.raises(ActeRefuse):
            sondages.repondre(
                envoi_de(sondage, p.direction), choix=choix, voie=voie, par=p.gens["conseil_caf"]
            )
    assert not ReponseCreneau.objects.exists()


# --- Personal links -------------------------------------------------------------------------------
def test_un_lien_meurt_avec_le_courriel_la_fonction_la_revocation_ou_la_date(
    p: SimpleNamespace, horloge: Any
) -> None:
    sondage = un_sondage(p, p.avs)
    jeton = jeton_envoye_a(p.direction.personne.courriel)
    assert sondages.trouver_porte(jeton) is not None
    assert sondages.trouver_porte("inconnu") is None

    personne = p.direction.personne
    ancien, personne.courriel = personne.courriel, "autre@exemple.test"
    personne.save()
    assert sondages.trouver_porte(jeton) is None
    personne.courriel = ancien
    personne.save()
    assert sondages.trouver_porte(jeton) is not None

    p.direction.date_fin = timezone.localdate() - timedelta(days=1)
    p.direction.save()
    assert sondages.trouver_porte(jeton) is None
    p.direction.date_fin = None
    p.direction.save()

    reunion = sondage.reunion
    reunion.participations.filter(fonction=p.direction).delete()
    assert sondages.trouver_porte(jeton) is None
    autre = jeton_envoye_a(p.gens["conseil_caf"].personne.courriel)
    assert sondages.trouver_porte(autre) is not None
    horloge.shift(timedelta(days=120))
    assert sondages.trouver_porte(autre) is None


def test_prolonger_fait_durer_les_liens(p: SimpleNamespace, horloge: Any) -> None:
    reunion = un_brouillon(p, p.avs, dans=2)
    sondage = un_sondage(p, p.avs, reunion=reunion, creneaux=[dans(200), dans(201)])
    jeton = jeton_envoye_a(p.direction.personne.courriel)
    sondages.prolonger(
        sondage, par=p.avs, version=1, date_cloture=timezone.localdate() + timedelta(days=150)
    )
    horloge.shift(timedelta(days=150))
    assert sondages.trouver_porte(jeton) is not None
    horloge.shift(timedelta(days=1))
    assert sondages.trouver_porte(jeton) is None


# --- Reminders ------------------------------------------------------------------------------------
def rappels() -> list[str]:
    return sorted(
        Courriel.objects.filter(objet__endswith="sont attendues").values_list(
            "destinataire", flat=True
        )
    )


def test_la_relance_n_ecrit_qu_a_qui_n_a_pas_repondu_et_une_fois_par_jour(
    p: SimpleNamespace, horloge: Any
) -> None:
    sondage = un_sondage(p, p.avs)
    repondre(sondage, p.direction, "oui", "oui", "oui")
    envoyes = sondages.relancer(sondage, par=p.avs)
    assert len(rappels()) == envoyes == Courriel.objects.count() - envoyes - 1
    assert p.direction.personne.courriel not in rappels()
    assert sondages.relancer(sondage, par=p.avs) == 0
    horloge.shift(timedelta(days=1))
    assert sondages.relancer(sondage, par=p.avs) == envoyes


def test_la_relance_interroge_les_personnes_ajoutees(p: SimpleNamespace) -> None:
    sondage = un_sondage(p, p.avs)
    nouvelle = fonction("professionnel", p.a)
    Participation.objects.create(reunion=sondage.reunion, fonction=nouvelle)
    sondages.relancer(sondage, par=p.avs)
    courriel = Courriel.objects.get(destinataire=nouvelle.personne.courriel)
    assert courriel.objet.endswith("dites vos disponibilités")
    assert sondages.trouver_porte(jeton_de(courriel)) is not None


@pytest.mark.parametrize(
    ("jours", "partent"), [(0, False), (3, False), (4, True), (5, True), (6, False)]
)
def test_le_rappel_part_la_veille_de_la_fin_ou_en_retard_ce_jour_la(
    p: SimpleNamespace, horloge: Any, jours: int, partent: bool
) -> None:
    """R20: workers stopped for days send late what still serves, and drop what no longer does."""
    un_sondage(p, p.avs, fin=5)
    horloge.shift(timedelta(days=jours))
    rappeler_la_veille(timezone.localdate())
    assert bool(rappels()) == partent


def test_le_rappel_ne_part_qu_une_fois(p: SimpleNamespace, horloge: Any) -> None:
    sondage = un_sondage(p, p.avs, fin=2)
    repondre(sondage, p.direction, "oui", "oui", "oui")
    horloge.shift(timedelta(days=1))
    for _ in range(3):
        rappeler_la_veille(timezone.localdate())
    une_fois = rappels()
    assert une_fois
    assert len(une_fois) == len(set(une_fois))
    assert p.direction.personne.courriel not in une_fois
    horloge.shift(timedelta(days=1))
    rappeler_la_veille(timezone.localdate())
    assert rappels() == une_fois


def test_pas_de_rappel_automatique_juste_apres_la_relance(p: SimpleNamespace, horloge: Any) -> None:
    sondage = un_sondage(p, p.avs, fin=2)
    horloge.shift(timedelta(days=1))
    sondages.relancer(sondage, par=p.avs)
    une_fois = rappels()
    rappeler_la_veille(timezone.localdate())
    assert rappels() == une_fois


@pytest.mark.parametrize("fin", ["choisi", "abandonne", "annulee"])
def test_pas_de_rappel_d_un_sondage_fini(p: SimpleNamespace, horloge: Any, fin: str) -> None:
    sondage = un_sondage(p, p.avs, fin=2)
    if fin == "choisi":
        choisir(sondage, p)
    elif fin == "abandonne":
        sondages.abandonner(sondage, par=p.avs, version=1, motif="Trop tôt.")
    else:
        reunions.annuler(sondage.reunion, par=p.avs, motif="Trop tôt.")
    horloge.shift(timedelta(days=1))
    rappeler_la_veille(timezone.localdate())
    assert rappels() == []


# --- Choosing -------------------------------------------------------------------------------------
def test_choisir_et_inviter_dans_le_meme_geste(p: SimpleNamespace) -> None:
    sondage = un_sondage(p, p.avs)
    assert choisir(sondage, p, inviter=True) > 3
    sondage = relu(sondage)
    reunion = relue(sondage.reunion)
    retenu = Creneau.objects.get(sondage=sondage, retenu=True)
    assert (reunion.debut, reunion.duree_minutes, reunion.lieu) == (retenu.debut, 90, "Mairie")
    assert (reunion.etat, reunion.date_reunion) == (
        EtatReunion.INVITEE,
        timezone.localdate(retenu.debut),
    )
    assert sondage.etat(timezone.localdate()) == EtatSondage.DATE_CHOISIE
    assert Courriel.objects.filter(methode_calendrier="REQUEST").count() > 3


def test_choisir_seulement_n_ecrit_a_personne(p: SimpleNamespace) -> None:
    sondage = un_sondage(p, p.avs)
    avant = Courriel.objects.count()
    assert choisir(sondage, p) == 0
    assert Courriel.objects.count() == avant
    assert relue(sondage.reunion).etat == EtatReunion.BROUILLON


def test_si_l_invitation_ne_peut_partir_rien_n_est_choisi(p: SimpleNamespace) -> None:
    sondage = un_sondage(p, p.avs)
    avant = relue(sondage.reunion).date_reunion
    with pytest.raises(ActeRefuse, match="lieu"):
        choisir(sondage, p, lieu="", inviter=True)
    assert relu(sondage).date_choix is None
    assert relue(sondage.reunion).date_reunion == avant
    assert not Creneau.objects.filter(retenu=True).exists()


def test_une_version_depassee_ne_choisit_rien(p: SimpleNamespace) -> None:
    sondage = un_sondage(p, p.avs)
    sondages.ajouter_creneau(sondage, par=p.avs, version=1, debut=dans(30), duree_minutes=60)
    with pytest.raises(ConflitDeVersion):
        choisir(sondage, p, version=1)


def test_un_creneau_d_un_autre_sondage_ou_passe_n_est_pas_choisi(
    p: SimpleNamespace, horloge: Any
) -> None:
    sondage, autre = un_sondage(p, p.avs), un_sondage(p, p.avs)
    with pytest.raises(ActeRefuse, match="pas de ce sondage"):
        choisir(sondage, p, creneau=autre.creneaux.all()[0].pk)
    horloge.shift(timedelta(days=40))
    with pytest.raises(ActeRefuse, match="passé"):
        choisir(sondage, p)


def test_la_date_choisie_rien_ne_bouge_plus(p: SimpleNamespace) -> None:
    sondage = un_sondage(p, p.avs)
    choisir(sondage, p)
    version = relu(sondage).version
    lointain = timezone.localdate() + timedelta(days=10)
    actes = [
        lambda: repondre(sondage, p.direction, "oui", "oui", "oui"),
        lambda: sondages.relancer(sondage, par=p.avs),
        lambda: sondages.prolonger(sondage, par=p.avs, version=version, date_cloture=lointain),
        lambda: sondages.ajouter_creneau(
            sondage, par=p.avs, version=version, debut=dans(30), duree_minutes=60
        ),
        lambda: sondages.abandonner(sondage, par=p.avs, version=version, motif="Non."),
        lambda: choisir(sondage, p),
    ]
    for acte in actes:
        with pytest.raises(ActeRefuse, match="date est choisie"):
            acte()


def test_abandonner_dit_pourquoi_et_libere_la_reunion(p: SimpleNamespace) -> None:
    sondage = un_sondage(p, p.avs)
    with pytest.raises(ActeRefuse, match="pourquoi"):
        sondages.abandonner(sondage, par=p.avs, version=1, motif=" ")
    prevenues = sondages.abandonner(sondage, par=p.avs, version=1, motif="La salle est en travaux.")
    dits = Courriel.objects.filter(objet__endswith="sondage abandonné")
    assert dits.count() == prevenues > 3
    assert all("La salle est en travaux." in courriel.texte for courriel in dits)
    assert un_sondage(p, p.avs, reunion=relue(sondage.reunion)).pk != sondage.pk


# --- Following ------------------------------------------------------------------------------------
def test_un_creneau_ajoute_se_complete(p: SimpleNamespace) -> None:
    sondage = un_sondage(p, p.avs)
    repondre(sondage, p.direction, "oui", "oui", "oui")
    avant = Courriel.objects.count()
    envoyes = sondages.ajouter_creneau(
        sondage, par=p.avs, version=1, debut=dans(30), duree_minutes=60
    )
    assert Courriel.objects.count() - avant == envoyes
    assert Courriel.objects.filter(
        destinataire=p.direction.personne.courriel, objet__endswith="un créneau est ajouté"
    ).exists()
    sondage = relu(sondage)
    assert envoi_de(sondage, p.direction) in sondages.attendus(sondage)
    repondre(sondage, p.direction, "oui", "oui", "oui", "non")
    assert envoi_de(sondage, p.direction) not in sondages.attendus(sondage)
    with pytest.raises(ActeRefuse, match="déjà proposé"):
        sondages.ajouter_creneau(
            sondage, par=p.avs, version=sondage.version, debut=dans(30), duree_minutes=60
        )


def test_les_resultats_et_le_creneau_conseille(p: SimpleNamespace) -> None:
    sondage = un_sondage(p, p.avs)
    repondre(sondage, p.direction, "non", "oui", "oui")
    repondre(sondage, p.gens["conseil_caf"], "oui", "si_besoin", "non")
    lus = composer_resultats(relu(sondage), p.avs, timezone.localdate())
    assert [(c.bilan.oui, c.bilan.si_besoin, c.bilan.non) for c in lus.creneaux] == [
        (1, 0, 1),
        (1, 1, 0),
        (1, 0, 1),
    ]
    assert lus.conseille is lus.creneaux[1]
    assert (lus.repondus, lus.attendus) == (2, EnvoiSondage.objects.count() - 2)
    assert lus.creneaux[0].empeches == (str(p.direction.personne),)


def test_ce_qui_merite_un_second_regard(p: SimpleNamespace) -> None:
    reunion = relue(un_brouillon(p, p.avs))
    samedi, noel = a(date(2026, 9, 5)), a(date(2026, 12, 25))
    prise, libre = a(date(2026, 9, 8)), a(date(2026, 9, 9))
    une_invitee(p, p.avs, jour=date(2026, 9, 8), instance="comite-pilotage")
    dites = remarques_de_debuts(reunion, [samedi, noel, prise, libre], p.avs)
    assert "un week-end" in dites[samedi][0]
    assert "un jour férié" in dites[noel][0]
    assert "Comité de pilotage" in dites[prise][0]
    assert dites[libre] == []


def test_un_conflit_ne_revele_pas_la_reunion_d_un_autre_centre(p: SimpleNamespace) -> None:
    une_invitee(p, p.avs, jour=date(2026, 9, 8), centre=p.b)
    reunion = relue(un_brouillon(p, p.direction))
    jour = a(date(2026, 9, 8))
    assert remarques_de_debuts(reunion, [jour], p.direction)[jour] == []
    assert remarques_de_debuts(reunion, [jour], p.avs)[jour] != []


def phrases(fonction_: Any) -> list[str]:
    return [chose.phrase for chose in choses_a_faire(fonction_, timezone.localdate())]


def test_a_faire_demande_la_reponse_puis_le_choix(p: SimpleNamespace, horloge: Any) -> None:
    reunion = un_brouillon(p, p.avs)
    reunion.date_reunion = reunion.debut = None
    reunion.save()
    sondage = un_sondage(p, p.avs, reunion=reunion)
    assert any(phrase.startswith("Dire vos disponibilités") for phrase in phrases(p.direction))
    repondre(sondage, p.direction, "oui", "oui", "oui")
    assert not any(phrase.startswith("Dire vos disponibilités") for phrase in phrases(p.direction))
    # Nothing is asked of the organiser while answers are awaited.
    avs = p.gens["chef_service"]
    assert not any("la date" in phrase for phrase in phrases(avs))
    horloge.shift(timedelta(days=6))
    assert any(phrase.startswith("Choisir la date") for phrase in phrases(avs))
    assert not any(phrase.startswith("Dire vos") for phrase in phrases(p.gens["conseil_caf"]))


def test_l_etat_se_calcule_des_dates(p: SimpleNamespace) -> None:
    sondage = un_sondage(p, p.avs, fin=5)
    fin = sondage.date_cloture
    assert sondage.etat(fin) == EtatSondage.OUVERT
    assert sondage.etat(fin + timedelta(days=1)) == EtatSondage.CLOS


@pytest.mark.parametrize(
    ("champs", "contrainte"),
    [
        ({"duree_minutes": 5}, "creneau_duree_raisonnable"),
        ({"retenu": True}, "creneau_un_seul_retenu"),
        ({"debut": None}, "creneau_une_fois"),
    ],
)
def test_les_contraintes_des_creneaux(
    p: SimpleNamespace, champs: dict[str, Any], contrainte: str
) -> None:
    sondage = un_sondage(p, p.avs)
    premier = sondage.creneaux.all()[0]
    if "retenu" in champs:
        premier.retenu = True
        premier.save()
    debut: datetime = premier.debut if champs.pop("debut", 0) is None else dans(50)
    with pytest.raises(IntegrityError, match=contrainte), transaction.atomic():
        Creneau.objects.create(sondage=sondage, debut=debut, **champs)
