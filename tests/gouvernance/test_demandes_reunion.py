"""Requests for a meeting: who may ask, whom it goes to, what may come of it (C36, C40, C43, Q25)."""

import uuid
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from gouvernance import permissions
from gouvernance.attentes.initiative import initiatives_a_prendre
from gouvernance.lectures.initiative import destinataire_de_la_demande
from gouvernance.models import DemandeReunion, Reunion
from gouvernance.operations import apporter_a_une_nouvelle_reunion, ouvrir
from gouvernance.operations import demandes_reunion as operations
from gouvernance.permissions import initiative as droits_initiative
from pacte.courrier.models import Courriel, Nature
from pacte.journal.models import Entree
from pacte.socle.droits import ActeRefuse
from pacte.socle.versions import CleDejaUtilisee
from tests.factories_accord import fonction
from tests.factories_gouvernance import un_apport, un_brouillon
from tests.factories_initiative import une_demande
from tests.gouvernance.conftest import Connecter

TECHNIQUE, FINANCEURS = "comite-technique", "comite-financeurs"
PILOTAGE, THEMATIQUE = "comite-pilotage", "rencontre-thematique"


# --- Who asks whom -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("qualite", "instance", "destinataire"),
    [
        # « ville »: the comité de pilotage is asked of the city.
        ("direction", PILOTAGE, "ville"),
        ("elu", PILOTAGE, "ville"),
        # « centre »: the comité des financeurs is asked of the centre, by the city too.
        ("agent_avs", FINANCEURS, "a"),
        ("conseil_caf", FINANCEURS, "a"),
        ("presidence", FINANCEURS, "a"),
        # « professionnel »: one's own professionals, those of the city for the others.
        ("presidence", TECHNIQUE, "a"),
        ("elu", TECHNIQUE, "ville"),
        ("agent_service", TECHNIQUE, "ville"),
        ("financeur", TECHNIQUE, "ville"),
        # « calendrier »: the city.
        ("membre_ca", THEMATIQUE, "ville"),
    ],
)
def test_a_qui_va_la_demande(
    p: SimpleNamespace, qualite: str, instance: str, destinataire: str
) -> None:
    demande = une_demande(p, p.gens[qualite], instance=instance)
    assert demande.adressee_a == getattr(p, destinataire)
    assert demande.date_demande == date(2026, 6, 15)
    assert demande.date_limite == date(2026, 7, 6)


@pytest.mark.parametrize("instance", [TECHNIQUE, FINANCEURS, PILOTAGE, THEMATIQUE])
def test_on_ouvre_ou_on_demande_jamais_rien_des_deux(p: SimpleNamespace, instance: str) -> None:
    """Whoever sees the pact may open this meeting or ask for it; the AVS service may do both."""
    le, objet = timezone.localdate(), p.instances[instance]
    centre = p.a if objet.portee == "centre" else None
    for qualite, qui in p.gens.items():
        ouvre = bool(permissions.can_ouvrir(qui, objet, centre, le, pacte=p.pacte))
        demande = bool(droits_initiative.can_demander(qui, objet, centre, le, pacte=p.pacte))
        assert ouvre or demande, qualite
        if not qui.is_avs:
            assert ouvre != demande, qualite


def test_un_centre_ne_demande_pas_la_reunion_d_un_autre(p: SimpleNamespace) -> None:
    with pytest.raises(ActeRefuse, match="votre centre seulement"):
        une_demande(p, fonction("presidence", p.b), instance=FINANCEURS)
    assert not DemandeReunion.objects.exists()


def test_le_destinataire_d_un_centre_voisin_pour_une_instance_collective(
    p: SimpleNamespace,
) -> None:
    demandeur = fonction("presidence", p.b)
    instance = p.instances[TECHNIQUE]
    assert destinataire_de_la_demande(instance, p.a, p.pacte, demandeur) == p.ville


# --- Filing --------------------------------------------------------------------------------------
def test_la_partie_qui_a_l_initiative_est_prevenue(p: SimpleNamespace) -> None:
    une_demande(p, p.avs, instance=FINANCEURS)
    (courriel,) = Courriel.objects.order_by("pk")
    assert courriel.destinataire == p.direction.personne.courriel
    assert courriel.nature == Nature.ACTION
    assert courriel.objet == (
        "Comité des financeurs — CSA : réunion demandée, réponse attendue le 6 juillet 2026"
    )
    assert courriel.texte.startswith("Une réunion vous est demandée : Comité des financeurs")
    assert "Le budget change beaucoup." in courriel.texte
    entree = Entree.objects.get(action="demander_reunion")
    assert entree.pacte_code == "essai"


def test_une_demande_envoyee_deux_fois_n_en_fait_qu_une(
    p: SimpleNamespace, connecter: Connecter
) -> None:
    client, url = connecter(p.direction), reverse("demander_reunion", args=["essai"])
    corps = {
        "cle_idempotence": str(uuid.uuid4()),
        "sujet": f"i{p.instances[PILOTAGE].pk}",
        "motif": "Le calendrier est à revoir.",
    }
    reponses = [client.post(url, corps) for _ in range(2)]
    assert [r.status_code for r in reponses] == [302, 302]
    assert reponses[0]["Location"] == reponses[1]["Location"]
    assert DemandeReunion.objects.count() == 1
    assert Courriel.objects.count() == 1
    assert client.post(url, {**corps, "motif": "Autre chose."}).status_code == 422
    assert connecter(p.gens["elu"]).post(url, corps).status_code == 422
    assert DemandeReunion.objects.get().motif == "Le calendrier est à revoir."


def test_une_demande_dit_pourquoi(p: SimpleNamespace) -> None:
    with pytest.raises(ActeRefuse, match="Dites pourquoi"):
        une_demande(p, p.avs, motif="  ")
    demande = une_demande(p, p.avs)
    demande.motif = ""
    with pytest.raises(IntegrityError, match="demande_reunion_motivee"), transaction.atomic():
        demande.save()


@pytest.mark.parametrize(
    ("champs", "contrainte"),
    [
        ({"suite": "repondue", "reponse": "Non."}, "demande_reunion_suivie_a_sa_date"),
        ({"suite": "acceptee"}, "demande_reunion_acceptee_a_sa_reunion"),
        ({"suite": "repondue"}, "demande_reunion_repondue_dit_quoi"),
    ],
)
def test_la_base_garde_une_suite_entiere(
    p: SimpleNamespace, champs: dict[str, str], contrainte: str
) -> None:
    demande = une_demande(p, p.avs)
    if contrainte != "demande_reunion_suivie_a_sa_date":
        demande.date_reponse, demande.reponse_par = date(2026, 6, 15), p.direction
    for nom, valeur in champs.items():
        setattr(demande, nom, valeur)
    with pytest.raises(IntegrityError, match=contrainte), transaction.atomic():
        demande.save()


# --- What comes of it ---------------------------------------------------------------------------
def test_accepter_ouvre_la_reunion(p: SimpleNamespace) -> None:
    demande = une_demande(p, p.avs)
    cle = uuid.uuid4()
    champs = {"cle": cle, "date_reunion": date(2026, 9, 20), "reponse": "Avec plaisir."}
    reunion = operations.accepter(demande, par=p.direction, **champs)
    assert operations.accepter(demande, par=p.direction, **champs) == reunion
    assert Reunion.objects.count() == 1
    assert (reunion.instance, reunion.centre, reunion.organisateur) == (
        p.instances[FINANCEURS],
        p.a,
        p.a,
    )
    assert reunion.points.exists()
    assert reunion.participations.exists()
    demande.refresh_from_db()
    assert demande.etat(date(2026, 6, 15)) == "acceptee"
    assert demande.etat(date(2026, 6, 14)) == "en_attente"
    assert demande.reunion == reunion
    reponse = Courriel.objects.get(destinataire=p.avs.personne.courriel)
    assert reponse.nature == Nature.INFORMATION
    assert "Avec plaisir." in reponse.texte
    with pytest.raises(ActeRefuse, match="déjà acceptée"):
        operations.accepter(demande, par=p.direction, cle=uuid.uuid4())
    with pytest.raises(CleDejaUtilisee):
        operations.accepter(demande, par=p.gens["professionnel"], cle=cle)


def test_la_ville_accepte_a_la_place_du_centre_en_disant_pourquoi(p: SimpleNamespace) -> None:
    demande = une_demande(p, p.gens["conseil_caf"])
    with pytest.raises(ActeRefuse, match="à la place du centre"):
        operations.accepter(demande, par=p.avs, cle=uuid.uuid4())
    assert not Reunion.objects.exists()
    reunion = operations.accepter(
        demande, par=p.avs, cle=uuid.uuid4(), tenue_autrement="Le poste de direction est vacant."
    )
    assert reunion.organisateur == p.ville
    assert reunion.tenue_autrement == "Le poste de direction est vacant."


def test_repondre_sans_reunion(p: SimpleNamespace) -> None:
    demande = une_demande(p, p.avs)
    with pytest.raises(ActeRefuse, match="Écrivez votre réponse"):
        operations.repondre(demande, par=p.direction, reponse=" ")
    for _ in range(2):
        operations.repondre(demande, par=p.direction, reponse="Voyons-nous en novembre.")
    demande.refresh_from_db()
    assert demande.etat(date(2026, 6, 15)) == "repondue"
    assert Courriel.objects.filter(destinataire=p.avs.personne.courriel).count() == 1


def test_sans_reponse_elle_reste_sans_suite_puis_peut_encore_etre_repondue(
    p: SimpleNamespace,
) -> None:
    demande = une_demande(p, p.avs)
    assert demande.etat(date(2026, 7, 6)) == "en_attente"
    assert demande.etat(date(2026, 7, 7)) == "sans_suite"
    with time_machine.travel("2026-07-20 10:00:00+02:00"):
        with pytest.raises(ActeRefuse, match="déjà sans suite"):
            operations.retirer(demande, par=p.avs)
        operations.repondre(demande, par=p.direction, reponse="Pardon pour le retard.")
    demande.refresh_from_db()
    assert demande.etat(date(2026, 7, 19)) == "sans_suite"
    assert demande.etat(date(2026, 7, 20)) == "repondue"


def test_on_retire_sa_demande_et_pas_celle_d_une_autre(p: SimpleNamespace) -> None:
    demande = une_demande(p, p.avs)
    with pytest.raises(ActeRefuse, match="Cette demande est celle de"):
        operations.retirer(demande, par=p.gens["chef_service"])
    operations.retirer(demande, par=p.avs, motif="Ce n'est plus utile.")
    demande.refresh_from_db()
    assert demande.etat(date(2026, 6, 15)) == "retiree"
    with pytest.raises(ActeRefuse, match="déjà retirée"):
        operations.repondre(demande, par=p.direction, reponse="Non.")


def test_les_filtres_de_la_base_disent_comme_la_demande(p: SimpleNamespace) -> None:
    faites = [une_demande(p, p.avs) for _ in range(5)]
    operations.accepter(faites[0], par=p.direction, cle=uuid.uuid4())
    operations.repondre(faites[1], par=p.direction, reponse="Non.")
    operations.retirer(faites[2], par=p.avs)
    for jour in (date(2026, 6, 14), date(2026, 6, 15), date(2026, 7, 6), date(2026, 7, 7)):
        for etat in ("en_attente", "acceptee", "repondue", "retiree", "sans_suite"):
            attendues = {
                d.pk for d in DemandeReunion.objects.order_by("pk") if d.etat(jour) == etat
            }
            lues = DemandeReunion.objects.a_l_etat(etat, jour).values_list("pk", flat=True)
            assert set(lues) == attendues, (jour, etat)


# --- In the stead of the party entitled (Q25) ---------------------------------------------------
def test_la_ville_ouvre_a_la_place_du_centre(p: SimpleNamespace, connecter: Connecter) -> None:
    client, url = connecter(p.avs), reverse("ouvrir_reunion", args=["essai"])
    corps = {
        "cle_idempotence": str(uuid.uuid4()),
        "sujet": f"i{p.instances[FINANCEURS].pk}-c{p.a.pk}",
    }
    sans_motif = client.post(url, corps)
    assert sans_motif.status_code == 200
    assert "Dites pourquoi la Ville ouvre" in sans_motif.content.decode()
    assert not Reunion.objects.exists()
    page = client.post(url, {**corps, "tenue_autrement": "Le centre l’a demandé."}, follow=True)
    assert "Organisée autrement que l’acte ne le prévoit. Le centre l’a demandé." in (
        page.content.decode()
    )
    assert Reunion.objects.get().organisateur == p.ville


def test_la_raison_ne_reste_que_si_elle_dit_quelque_chose(p: SimpleNamespace) -> None:
    champs = {"instance": p.instances[FINANCEURS], "centre": p.a, "tenue_autrement": "Parce que."}
    assert ouvrir(p.pacte, par=p.direction, cle=uuid.uuid4(), **champs).tenue_autrement == ""
    with pytest.raises(ActeRefuse, match="à la place du centre"):
        ouvrir(p.pacte, par=p.avs, cle=uuid.uuid4(), **{**champs, "tenue_autrement": " "})


@pytest.mark.parametrize(
    ("motif", "organisateur"), [("", "a"), ("Tenue à la mairie, faute de salle.", "ville")]
)
def test_une_reunion_tenue_sans_le_portail_garde_son_organisateur(
    p: SimpleNamespace, motif: str, organisateur: str
) -> None:
    compte_rendu = apporter_a_une_nouvelle_reunion(
        p.pacte,
        instance=p.instances[FINANCEURS],
        centre=p.a,
        theme=None,
        date_reunion=date(2026, 6, 1),
        heure=None,
        par=p.avs,
        apport=un_apport(),
        tenue_autrement=motif,
    )
    assert compte_rendu.reunion.organisateur == getattr(p, organisateur)
    assert compte_rendu.reunion.tenue_autrement == motif
    remarque = permissions.remarque_initiative(
        compte_rendu.reunion.instance, compte_rendu.reunion.organisateur
    )
    assert bool(remarque) is bool(motif)


def test_la_caf_ouvre_un_comite_technique_et_le_prepare(p: SimpleNamespace) -> None:
    """C36: « professionnels des structures signataires »."""
    caf = p.gens["conseil_caf"]
    reunion = ouvrir(
        p.pacte, instance=p.instances[TECHNIQUE], centre=p.a, par=caf, cle=uuid.uuid4()
    )
    assert permissions.can_modifier(caf, reunion, timezone.localdate())
    assert Reunion.objects.for_fonction(caf).filter(pk=reunion.pk).exists()
    assert not Reunion.objects.for_fonction(p.direction).filter(pk=reunion.pk).exists()
    autre = un_brouillon(p, p.avs)
    assert not Reunion.objects.for_fonction(caf).filter(pk=autre.pk).exists()


# --- Pages ----------------------------------------------------------------------------------------
def test_qui_voit_une_demande(p: SimpleNamespace) -> None:
    """The asker, the party asked, the centre it is about, the AVS service; nobody else (Q22)."""
    demande = une_demande(p, p.gens["elu"], instance=TECHNIQUE)
    voient = {
        qualite
        for qualite, qui in p.gens.items()
        if DemandeReunion.objects.for_fonction(qui).filter(pk=demande.pk).exists()
    }
    centre = {"direction", "professionnel", "membre_ca", "presidence", "tresorerie"}
    assert voient == {"elu", "agent_avs", "chef_service"} | centre
    assert not DemandeReunion.objects.for_fonction(p.direction_b).exists()
    assert not DemandeReunion.objects.for_fonction(None).exists()


def test_le_refus_d_ouvrir_mene_a_la_demande(p: SimpleNamespace, connecter: Connecter) -> None:
    reponse = connecter(p.gens["elu"]).get(reverse("ouvrir_reunion", args=["essai"]))
    assert reponse.status_code == 403
    assert reverse("demander_reunion", args=["essai"]) in reponse.content.decode()


def test_la_page_dit_ce_qui_est_attendu_et_de_qui(p: SimpleNamespace, connecter: Connecter) -> None:
    demande = une_demande(p, p.avs)
    url = reverse("voir_demande_reunion", args=["essai", demande.pk])
    page = connecter(p.direction).get(url).content.decode()
    assert "Une réponse est attendue de vous avant le lundi 6\u00a0juillet\u00a02026 inclus" in page
    assert "Accepter et ouvrir la réunion" in page
    assert "Retirer ma demande" not in page
    page = connecter(p.gens["membre_ca"]).get(url).content.decode()
    assert "La réponse revient à Centre social A" in page
    assert "Accepter et ouvrir la réunion" not in page


def test_un_refus_est_inscrit_et_ne_change_rien(p: SimpleNamespace, connecter: Connecter) -> None:
    demande = une_demande(p, p.avs)
    url = reverse("accepter_demande_reunion", args=["essai", demande.pk])
    corps = {"cle_idempotence": str(uuid.uuid4())}
    reponse = connecter(p.gens["membre_ca"]).post(url, corps)
    assert reponse.status_code == 403
    assert not Reunion.objects.exists()
    entree = Entree.objects.get(resultat="refuse")
    assert (entree.action, entree.objet_id) == ("accepter_demande_reunion", str(demande.pk))


def test_la_liste_filtre_et_ne_grossit_pas(p: SimpleNamespace, connecter: Connecter) -> None:
    client, url = connecter(p.avs), reverse("lister_demandes_reunion", args=["essai"])
    assert "Aucune demande pour l’instant" in client.get(url).content.decode()
    une_demande(p, p.gens["elu"], instance=PILOTAGE)

    def compter() -> int:
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(url).status_code == 200
        return len(requetes)

    avant = compter()
    for _ in range(10):
        une_demande(p, p.gens["conseil_caf"])
    assert compter() == avant
    page = client.get(url, {"instance": PILOTAGE, "etat": "en_attente"}).content.decode()
    assert "1\u00a0demande" in page
    assert "Aucune demande pour ces filtres" in (
        client.get(url, {"etat": "acceptee"}).content.decode()
    )


def test_a_faire_de_qui_doit_repondre(p: SimpleNamespace) -> None:
    demande = une_demande(p, p.avs)
    (chose,) = initiatives_a_prendre(p.direction, timezone.localdate(), p.pacte)
    assert chose.phrase == "Répondre à une demande de réunion : Comité des financeurs — CSA."
    assert chose.echeance == demande.date_limite
    for qualite in ("agent_avs", "presidence", "elu", "conseil_caf"):
        assert initiatives_a_prendre(p.gens[qualite], timezone.localdate(), p.pacte) == []
    plus_tard = timezone.localdate() + timedelta(days=30)
    assert initiatives_a_prendre(p.direction, plus_tard, p.pacte) == []
