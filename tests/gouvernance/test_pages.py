"""Pages: a constant number of queries, filters, exports, and what home asks of governance."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from centres.presentation import CentreDuPacte
from gouvernance.a_faire import choses_a_faire, lire_reunions
from gouvernance.lectures.faits import faits_de_reunions
from gouvernance.models import Decision, Reunion
from gouvernance.panneaux import reunions_du_centre
from pacte.courrier.models import Courriel
from pacte.journal.models import Entree
from pacte.socle.panneaux import panneaux_de
from tests.factories_accord import fonction
from tests.factories_gouvernance import (
    ETATS,
    relue,
    un_approuve,
    un_brouillon,
    un_projet,
    une_annulee,
    une_definitive,
    une_invitee,
    une_redaction,
    une_tenue,
)
from tests.gouvernance.conftest import Connecter

# Aim of the project for a page; the frame itself takes five.
MAXIMUM = 20
# The page of a meeting gathers its before, its during and its after.
MAXIMUM_REUNION = 20
# What the home page asks of governance: its meetings, its pacts and their avenants.
MAXIMUM_ACCUEIL = 3


def compter(client: object, url: str) -> int:
    with CaptureQueriesContext(connection) as requetes:
        reponse = client.get(url)
    assert reponse.status_code == 200
    return len(requetes)


def test_les_listes_ne_font_pas_plus_de_requetes_avec_vingt_lignes(
    p: SimpleNamespace, connecter: Connecter
) -> None:
    client = connecter(p.avs)
    une_redaction(p, p.avs, dans=-12)
    un_projet(p, p.avs, dans=-11)
    un_brouillon(p, p.avs)
    urls = [reverse(nom, args=["essai"]) for nom in ("lister_reunions", "lister_decisions",
            "exporter_reunions", "ouvrir_reunion", "apporter_compte_rendu")]  # fmt: skip
    urls.append(reverse("exporter_decisions", args=["essai", "csv"]))
    # The first page of a session also reads what later ones find in the cache.
    client.get(urls[0])
    avant = {url: compter(client, url) for url in urls}
    for rang in range(10):
        un_projet(p, p.avs, dans=-20 - rang, instance="comite-pilotage")
        une_invitee(p, p.avs, dans=20 + rang)
    assert {url: compter(client, url) for url in urls} == avant
    assert max(avant.values()) <= MAXIMUM


@pytest.mark.parametrize("etat", ETATS)
def test_la_page_d_une_reunion_ne_depend_pas_du_nombre_de_lignes(
    p: SimpleNamespace, connecter: Connecter, etat: str
) -> None:
    client = connecter(p.avs)
    premiere = ETATS[etat](p, p.avs)
    url = reverse("voir_reunion", args=["essai", premiere.pk])
    client.get(url)
    avant = compter(client, url)
    for _ in range(8):
        fonction("professionnel", p.a)
    seconde = ETATS[etat](p, p.avs)
    apres = compter(client, reverse("voir_reunion", args=["essai", seconde.pk]))
    assert seconde.participations.count() == premiere.participations.count() + 8
    assert apres == avant <= MAXIMUM_REUNION


@pytest.mark.parametrize("etat", ETATS)
@pytest.mark.parametrize("qualite", ["agent_avs", "direction", "conseil_caf", "agent_service"])
def test_chaque_page_s_affiche_a_chaque_etat(
    p: SimpleNamespace, connecter: Connecter, etat: str, qualite: str
) -> None:
    """Read by the organiser's side and by the people invited; a page refused says why."""
    reunion = ETATS[etat](p, p.avs)
    client = connecter(p.gens[qualite])
    vue = etat != "brouillon" or qualite == "agent_avs"
    reponse = client.get(reverse("voir_reunion", args=["essai", reunion.pk]))
    assert reponse.status_code == (200 if vue else 404)
    for page in ("modifier_reunion", "modifier_ordre_du_jour", "modifier_participants",
                 "envoyer_invitations", "annuler_reunion", "noter_presences",
                 "ecrire_compte_rendu", "soumettre_compte_rendu", "rendre_definitif",
                 "imprimer_emargement", "telecharger_projet"):  # fmt: skip
        statut = client.get(reverse(page, args=["essai", reunion.pk])).status_code
        assert statut in ({200, 403, 404} if vue else {404}), page


def test_une_lecture_ne_change_rien(p: SimpleNamespace, connecter: Connecter) -> None:
    reunion = un_approuve(p, p.avs)
    client = connecter(p.avs)

    def etat() -> list[object]:
        return [
            list(Reunion.objects.order_by("pk").values_list()),
            list(Decision.objects.order_by("pk").values_list()),
            Courriel.objects.count(),
        ]

    avant = etat()
    for page in ("voir_reunion", "modifier_reunion", "noter_presences", "ecrire_compte_rendu",
                 "rendre_definitif", "telecharger_projet", "imprimer_emargement"):  # fmt: skip
        assert client.get(reverse(page, args=["essai", reunion.pk])).status_code == 200
    assert etat() == avant


def test_les_filtres_ecrivent_l_adresse_et_se_retirent(
    p: SimpleNamespace, connecter: Connecter
) -> None:
    une_tenue(p, p.avs)
    une_tenue(p, p.avs, jour=date(2025, 3, 4), instance="comite-pilotage")
    un_brouillon(p, p.avs)
    client = connecter(p.avs)
    url = reverse("lister_reunions", args=["essai"])
    toutes = client.get(url)
    assert (toutes.context["nombre_a_venir"], toutes.context["nombre_passees"]) == (1, 2)
    assert "3\u00a0réunions" in toutes.content.decode()
    filtree = client.get(url, {"instance": "comite-pilotage", "annee": "2025"})
    assert (filtree.context["nombre_a_venir"], filtree.context["nombre_passees"]) == (0, 1)
    page = filtree.content.decode()
    assert "Instance\u00a0: Comité de pilotage" in page
    assert "?annee=2025" in page
    assert client.get(url, {"etat": "cr_absent"}).context["nombre_passees"] == 2
    assert client.get(url, {"centre": p.b.code}).context["nombre_passees"] == 0
    # What cannot be read keeps the whole list.
    assert client.get(url, {"annee": "x' OR 1=1", "sort": "pacte__ville"}).status_code == 200


def test_l_export_suit_l_ecran(p: SimpleNamespace, connecter: Connecter) -> None:
    une_tenue(p, p.avs, lieu="=1+1")
    un_brouillon(p, p.avs, instance="comite-pilotage")
    client = connecter(p.avs)
    url = reverse("exporter_reunions", args=["essai"])
    reponse = client.get(url, {"instance": "comite-technique"})
    assert reponse["Content-Type"].startswith("text/csv")
    assert reponse.content.startswith(b"\xef\xbb\xbf")
    lignes = reponse.content.decode("utf-8-sig").split("\r\n")
    assert lignes[0].startswith("Instance;Centre ou thème;Date;")
    assert lignes[1] == "Comité technique;CSA;05/06/2026;14:00;'=1+1;tenue;;Ville"
    assert len(lignes) == 3
    assert Entree.objects.filter(action="exporter_reunions").count() == 1


def test_l_etat_vide_dit_quoi_faire(p: SimpleNamespace, connecter: Connecter) -> None:
    url = reverse("lister_reunions", args=["essai"])
    ville = connecter(p.avs).get(url).content.decode()
    assert "Ouvrez la première réunion" in ville
    elu = connecter(p.gens["elu"]).get(url).content.decode()
    assert "Les réunions où vous êtes invitée ou invité apparaîtront ici." in elu
    assert "Ouvrir une réunion" not in elu


# --- Home --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("etat", "debut", "bouton"),
    [
        ("brouillon", "Envoyer les invitations", "Préparer l’envoi"),
        ("tenue", "Écrire le compte rendu", "Ouvrir la réunion"),
        ("redaction", "Terminer et soumettre", "Continuer"),
        ("approuve", "Rendre définitif", "Relire et confirmer"),
    ],
)
def test_a_faire_suit_l_etat(p: SimpleNamespace, etat: str, debut: str, bouton: str) -> None:
    ETATS[etat](p, p.avs)
    (chose,) = choses_a_faire(p.avs, timezone.localdate())
    assert chose.phrase.startswith(debut)
    assert chose.bouton == bouton
    assert chose.echeance is not None
    for autre in (p.gens["elu"], p.direction):
        # The others prepare nothing: a submitted draft asks them to read it, and that alone.
        siennes = [chose.bouton for chose in choses_a_faire(autre, timezone.localdate())]
        assert siennes == (["Relire le projet"] if etat == "approuve" and siennes else [])


def test_a_faire_d_une_reunion_passee_sans_presences(p: SimpleNamespace) -> None:
    une_invitee(p, p.avs, dans=-2)
    (chose,) = choses_a_faire(p.avs, timezone.localdate())
    assert chose.bouton == "Noter les présences"


def test_une_decision_revient_a_son_responsable(p: SimpleNamespace) -> None:
    le = timezone.localdate()
    reunion = une_definitive(p, p.avs)
    decision = Decision.objects.get(reunion=reunion)
    (chose,) = choses_a_faire(decision.responsable, le)
    assert chose.echeance == decision.echeance
    assert chose.url == reverse("voir_decision", args=["essai", decision.pk])
    autre = p.gens["conseil_caf"]
    assert choses_a_faire(autre, le) == []


def test_l_accueil_ne_fait_pas_plus_de_requetes_avec_vingt_lignes(p: SimpleNamespace) -> None:
    le = timezone.localdate()

    def lire() -> int:
        with CaptureQueriesContext(connection) as requetes:
            lues = lire_reunions(p.avs, le)
            choses_a_faire(p.avs, le, reunions=lues)
            lues.prochaines(5)
            lues.recentes(5)
        return len(requetes)

    une_invitee(p, p.avs)
    un_projet(p, p.avs)
    avant = lire()
    for rang in range(10):
        une_invitee(p, p.avs, dans=3 + rang)
        un_projet(p, p.avs, dans=-3 - rang)
    assert lire() == avant <= MAXIMUM_ACCUEIL


def test_prochaines_et_recentes(p: SimpleNamespace) -> None:
    le = timezone.localdate()
    proche, loin = une_invitee(p, p.avs, dans=5), une_invitee(p, p.avs, dans=50)
    un_brouillon(p, p.avs, dans=2)
    assert lire_reunions(p.direction, le).prochaines(5) == [proche, loin]
    assert lire_reunions(p.direction_b, le).prochaines(5) == []
    une_annulee(p, p.avs, dans=6)
    une_definitive(p, p.avs)
    phrases = [fait.phrase for fait in lire_reunions(p.direction, le).recentes(5)]
    assert any(phrase.startswith("Réunion annulée") for phrase in phrases)
    assert any(phrase.startswith("Compte rendu définitif") for phrase in phrases)
    assert lire_reunions(p.direction_b, le).recentes(5) == []


# --- Facts and panels ------------------------------------------------------------------------


def test_les_faits_en_deux_requetes(p: SimpleNamespace, django_assert_num_queries: object) -> None:
    tenue = une_tenue(p, p.avs)
    une_annulee(p, p.avs)
    un_brouillon(p, p.avs)
    un_brouillon(p, p.avs, jour=None, dans=9)
    with django_assert_num_queries(2):
        faits = faits_de_reunions(p.pacte)
    assert len(faits) == 4
    fait = next(f for f in faits if f.id == tenue.pk)
    assert (fait.instance_code, fait.centre_code, fait.theme_code) == (
        "comite-technique",
        p.a.code,
        None,
    )
    assert fait.categories_invitees == fait.categories_presentes == ("caf", "centre", "ville")
    assert fait.url == reverse("voir_reunion", args=["essai", tenue.pk])
    etats = sorted(f.etat(timezone.localdate()) for f in faits)
    assert etats == ["annulee", "inconnue", "inconnue", "tenue"]


def test_le_panneau_d_un_centre(p: SimpleNamespace) -> None:
    assert reunions_du_centre in panneaux_de("centre")
    une_invitee(p, p.avs)
    demande = SimpleNamespace(fonction=p.direction)
    vue = CentreDuPacte(p.pacte, p.a)
    _, contexte = reunions_du_centre(demande, vue)
    assert len(contexte["reunions_du_centre"]) == 1
    assert reunions_du_centre(SimpleNamespace(fonction=p.direction_b), vue) is None


def test_une_reunion_sans_date(p: SimpleNamespace, connecter: Connecter) -> None:
    reunion = un_brouillon(p, p.avs)
    reunion.date_reunion = reunion.debut = None
    reunion.save()
    page = connecter(p.avs).get(reverse("voir_reunion", args=["essai", reunion.pk]))
    assert "Fixez la date et le lieu" in page.content.decode()
    (chose,) = choses_a_faire(p.avs, timezone.localdate())
    assert (chose.bouton, chose.echeance) == ("Fixer la date", None)
    assert str(relue(reunion)) == "Comité technique — CSA"


def test_contraintes_nommees(p: SimpleNamespace) -> None:
    """What SQL can say is refused with its own sentence, each by name."""
    le = timezone.localdate()
    cas = {
        "reunion_annoncee_a_sa_date": {"etat": "invitee", "debut": None},
        "reunion_debut_a_sa_date": {"date_reunion": None},
        "reunion_annulee_avec_motif": {"etat": "annulee", "date_annulation": le},
        "reunion_duree_raisonnable": {"duree_minutes": 5},
    }
    reunion = un_brouillon(p, p.avs)
    contraintes = {contrainte.name: contrainte for contrainte in Reunion._meta.constraints}
    for nom, valeurs in cas.items():
        fautive = relue(reunion)
        for champ, valeur in valeurs.items():
            setattr(fautive, champ, valeur)
        with pytest.raises(ValidationError) as erreur:
            contraintes[nom].validate(Reunion, fautive)
        assert str(contraintes[nom].violation_error_message) in str(erreur.value)
        with pytest.raises(IntegrityError, match=nom), transaction.atomic():
            fautive.save()
    assert le + timedelta(days=30) == reunion.date_reunion
