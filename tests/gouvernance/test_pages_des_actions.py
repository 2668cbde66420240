"""The pages of decisions, actions, register and topics: what they show, to whom, and their exports."""

import uuid
from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gouvernance import operations
from gouvernance.lectures.actions import groupe_de, mes_groupes
from gouvernance.lectures.sujets import sujets_proposables
from gouvernance.models import CompteRendu, Decision, DemandeReunion, SuiviDecision, Sujet
from pacte.pilotage.recherche import chercher
from pacte.socle.droits import ActeRefuse
from tests.conftest import AUJOURDHUI
from tests.factories_accord import fonction
from tests.factories_gouvernance import (
    un_projet,
    une_decision,
    une_definitive,
    une_definitive_avec,
    une_invitee,
)
from tests.gouvernance.conftest import Connecter
from tests.gouvernance.test_scellement import texte_du_pdf
from tests.gouvernance.test_suivi_des_actions import definitive


def lire(reponse: Any) -> str:
    assert reponse.status_code == 200, reponse.status_code
    return reponse.content.decode().replace("\u2019", "'").replace("\u00a0", " ")


# --- One line of the record ---------------------------------------------------------------------


def test_la_page_d_une_decision_dit_d_ou_elle_vient(
    p: SimpleNamespace, connecter: Connecter
) -> None:
    action = definitive(p, echeance=AUJOURDHUI - timedelta(days=2))
    mere = action.reunion.decisions.order_by("ordre").first()
    operations.faire_une_action(mere, par=p.avs, texte="Écrire à tous.", cle=uuid.uuid4())
    operations.signaler_blocage(action, par=p.direction, texte="La salle est fermée.")
    client = connecter(p.direction)
    page = lire(client.get(reverse("voir_decision", args=["essai", action.pk])))
    for attendu in ("Réserver la salle.", "La salle est fermée.", "bloquée", "Marquer réalisée",
                    f"#decision-{action.pk}", "Changer l'échéance"):  # fmt: skip
        assert attendu in page, attendu
    page = lire(client.get(reverse("voir_decision", args=["essai", mere.pk])))
    assert "Décision 2026-001" in page
    assert "Écrire à tous." in page


def test_le_fil_va_du_besoin_au_resultat(p: SimpleNamespace, connecter: Connecter) -> None:
    reunion = une_definitive(p, p.avs)
    DemandeReunion.objects.create(
        pacte=p.pacte,
        instance=reunion.instance,
        centre=p.a,
        adressee_a=p.ville,
        demandee_par=p.direction,
        date_demande=AUJOURDHUI - timedelta(days=60),
        date_limite=AUJOURDHUI - timedelta(days=40),
        motif="Préparer la rentrée.",
        suite="acceptee",
        date_reponse=AUJOURDHUI - timedelta(days=55),
        reponse_par=p.avs,
        reunion=reunion,
    )
    decision = reunion.decisions.get()
    operations.realiser(decision, par=p.avs, le=AUJOURDHUI, suite="Fait.")
    client = connecter(p.avs)
    page = lire(client.get(reverse("voir_decision", args=["essai", decision.pk])))
    rangs = [page.index(mot) for mot in ("Demandée", "16 avril 2026", "Décision 2026-001",
                                         "Réalisée")]  # fmt: skip
    assert page.index("Demandée") < page.index("Réalisée", rangs[1])
    page = lire(client.get(reverse("voir_reunion", args=["essai", reunion.pk])))
    assert "Du besoin au résultat" in page
    assert "Tout est réalisé" in page


def test_un_geste_par_la_page_ecrit_une_ligne(p: SimpleNamespace, connecter: Connecter) -> None:
    action = definitive(p)
    client = connecter(p.direction)
    donnees = {"texte": "Devis reçu.", "cle_idempotence": str(uuid.uuid4())}
    url = reverse("avancer_decision", args=["essai", action.pk])
    for _ in range(3):
        assert client.post(url, donnees).status_code == 302
    assert SuiviDecision.objects.count() == 1
    autre = connecter(p.avs).post(url, donnees)
    assert autre.status_code == 422
    refuse = connecter(p.gens["membre_ca"]).post(
        url, {"texte": "Moi.", "cle_idempotence": str(uuid.uuid4())}
    )
    assert refuse.status_code == 403
    assert "revient à" in refuse.content.decode()
    assert SuiviDecision.objects.count() == 1


def test_une_ligne_en_redaction_reste_a_ceux_qui_ecrivent(
    p: SimpleNamespace, connecter: Connecter
) -> None:
    reunion = un_projet(p, p.avs)
    ligne = une_decision(reunion, genre="information")
    CompteRendu.objects.filter(reunion=reunion).update(etat="redaction")
    for nom in ("voir_decision", "faire_une_action"):
        url = reverse(nom, args=["essai", ligne.pk])
        assert connecter(p.direction).get(url).status_code == 404
    url = reverse("faire_une_action", args=["essai", ligne.pk])
    assert connecter(p.avs).get(url).status_code == 200


# --- « Mes actions » -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("champs", "groupe"),
    [
        # The 15th of June 2026 is a Monday: the week ends on the 21st.
        ({"echeance": AUJOURDHUI - timedelta(days=1)}, "en_retard"),
        ({"echeance": AUJOURDHUI}, "cette_semaine"),
        ({"echeance": AUJOURDHUI + timedelta(days=6)}, "cette_semaine"),
        ({"echeance": AUJOURDHUI + timedelta(days=7)}, "plus_tard"),
        ({}, "plus_tard"),
        ({"echeance": AUJOURDHUI, "date_blocage": AUJOURDHUI, "blocage": "X"}, "bloquees"),
        ({"date_realisation": AUJOURDHUI}, "faites"),
    ],
)
def test_les_groupes(champs: dict[str, Any], groupe: str) -> None:
    assert groupe_de(Decision(genre="action", texte="X", **champs), AUJOURDHUI) == groupe


def test_c_est_fait_en_un_geste_puis_annule(p: SimpleNamespace, connecter: Connecter) -> None:
    action = definitive(p, echeance=AUJOURDHUI)
    client = connecter(p.direction)
    assert "Réserver la salle." in lire(client.get(reverse("mes_actions")))
    cle = str(uuid.uuid4())
    for _ in range(2):
        reponse = client.post(
            reverse("faire_mon_action", args=[action.pk]), {"cle_idempotence": cle}
        )
        assert reponse.status_code == 302
    page = lire(client.get(reponse["Location"]))
    assert "C'est fait : « Réserver la salle. »" in page
    assert "Annuler ce geste" in page
    client.post(
        reverse("annuler_mon_action", args=[action.pk]), {"cle_idempotence": str(uuid.uuid4())}
    )
    action.refresh_from_db()
    assert action.date_realisation is None
    genres = list(SuiviDecision.objects.order_by("pk").values_list("genre", flat=True))
    assert genres == ["realisation", "reprise"]


def test_toutes_les_fonctions_d_une_personne(p: SimpleNamespace) -> None:
    action = definitive(p)
    autre = fonction("membre_ca", p.b, personne=p.direction.personne)
    deux = definitive(p, texte="Pour l'autre centre.", responsable=autre)
    assert deux.reunion.centre == p.a
    groupes = mes_groupes([p.direction, autre], p.direction, AUJOURDHUI)
    # Minutes of centre A alone: what B's function carries there is not hers to see as B.
    textes = {a.decision.texte for groupe in groupes for a in groupe.actions}
    assert action.texte in textes
    seule = mes_groupes([autre], autre, AUJOURDHUI)
    assert seule == []


# --- Lists: scope, growth, exports -----------------------------------------------------------------

DANGER = '=HYPERLINK("http://x")'


def test_le_registre_montre_et_filtre(p: SimpleNamespace, connecter: Connecter) -> None:
    une_definitive_avec(
        p,
        p.avs,
        {"texte": "Ouvrir l'été.", "date_revue": AUJOURDHUI},
        {"texte": "Savoir.", "genre": "information"},
    )
    client = connecter(p.direction)
    url = reverse("lister_registre", args=["essai"])
    page = lire(client.get(url))
    for attendu in ("2026-001", "2026-002", "Ouvrir l'été.", "1 décision est à revoir"):
        assert attendu in page, attendu
    assert "Savoir." not in page
    page = lire(client.get(url, {"texte": "ete"}))
    assert "Ouvrir l'été." in page
    assert "2026-001" not in page
    assert "2026-001" not in lire(client.get(url, {"etat": "a_revoir"}))
    assert "Aucune décision pour ces filtres" in lire(client.get(url, {"annee": "2026",
                                                                       "texte": "zzz"}))  # fmt: skip


@pytest.mark.parametrize("nom", ["registre", "decisions"])
def test_les_exports_disent_ce_qui_est_montre_sans_formule(
    p: SimpleNamespace, connecter: Connecter, nom: str
) -> None:
    une_definitive_avec(
        p,
        p.avs,
        {"responsable": p.direction, "texte": DANGER},
        {"responsable": p.direction, "genre": "action", "texte": "Action claire."},
    )
    client = connecter(p.avs)
    csv = client.get(reverse(f"exporter_{nom}", args=["essai", "csv"]), {"texte": "HYPERLINK"})
    assert csv.content.startswith(b"\xef\xbb\xbf")
    texte = csv.content.decode("utf-8-sig")
    assert texte.count("\r\n") == 2
    assert "'=HYPERLINK" in texte
    xlsx = client.get(reverse(f"exporter_{nom}", args=["essai", "xlsx"]))
    with ZipFile(BytesIO(xlsx.content)) as classeur:
        feuille = classeur.read("xl/worksheets/sheet1.xml").decode()
        chaines = classeur.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in feuille
    assert "=HYPERLINK" in chaines
    assert ("Action claire." in chaines) is (nom == "decisions")
    assert client.get(reverse(f"exporter_{nom}", args=["essai", "exe"])).status_code == 404


def test_un_autre_centre_ne_voit_rien(p: SimpleNamespace, connecter: Connecter) -> None:
    action = definitive(p, texte="Chose bilatérale.")
    reunion = action.reunion
    point = reunion.points.order_by("ordre").first()
    sujet = operations.suivre_un_sujet(point, par=p.avs, titre="Sujet bilatéral")
    client = connecter(p.direction_b)
    for nom in ("lister_registre", "lister_decisions", "lister_sujets"):
        page = lire(client.get(reverse(nom, args=["essai"])))
        assert "Chose bilatérale." not in page
        assert "Sujet bilatéral" not in page
        assert "2026-001" not in page
    for nom in ("exporter_registre", "exporter_decisions"):
        contenu = client.get(reverse(nom, args=["essai", "csv"])).content.decode("utf-8-sig")
        assert contenu.count("\r\n") == 1
    assert client.get(reverse("voir_sujet", args=["essai", sujet.pk])).status_code == 404
    assert client.get(reverse("voir_decision", args=["essai", action.pk])).status_code == 404
    for mots in ("2026-001", "bilaterale", "sujet bilateral"):
        assert chercher(p.pacte, p.direction_b, mots) == []
        assert chercher(p.pacte, p.avs, mots) != []


def requetes(client: Any, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as lues:
        assert client.get(url).status_code == 200
    return len(lues)


@pytest.mark.parametrize("nom", ["lister_registre", "lister_decisions", "mes_actions"])
def test_les_listes_en_un_nombre_constant_de_requetes(
    p: SimpleNamespace, connecter: Connecter, nom: str
) -> None:
    definitive(p, responsable=p.avs)
    client = connecter(p.avs)
    url = reverse(nom, args=[] if nom == "mes_actions" else ["essai"])
    une = requetes(client, url)
    lignes = [
        {"responsable": p.avs, "genre": "action" if rang % 2 else "decision"} for rang in range(12)
    ]
    une_definitive_avec(p, p.avs, *lignes, dans=-20)
    assert requetes(client, url) == une


def test_le_registre_s_imprime(p: SimpleNamespace, connecter: Connecter) -> None:
    une_definitive(p, p.avs)
    pdf = connecter(p.direction).get(reverse("imprimer_registre", args=["essai"]))
    texte = texte_du_pdf(pdf.content)
    assert "2026-001" in texte
    assert "Préparer une fiche commune." in texte


# --- Topics ------------------------------------------------------------------------------------------


def test_l_histoire_d_un_sujet_suit_les_reports(p: SimpleNamespace, connecter: Connecter) -> None:
    premiere = une_definitive(p, p.avs, dans=-40)
    seconde = une_definitive(p, p.avs, dans=-20)
    troisieme = une_invitee(p, p.avs, dans=20)
    un, deux, trois = (r.points.order_by("ordre").first() for r in (premiere, seconde, troisieme))
    # The second item is linked by hand, the third one was carried over from it.
    sujet = operations.suivre_un_sujet(un, par=p.avs, titre="Le toit")
    operations.suivre_un_sujet(deux, par=p.avs, sujet=sujet)
    trois.reporte_de = deux
    trois.save()
    page = lire(connecter(p.direction).get(reverse("voir_sujet", args=["essai", sujet.pk])))
    assert "3 réunions que vous pouvez lire" in page
    assert page.count("Préparer une fiche commune.") == 2
    assert "La réunion n'a pas encore eu lieu." in page
    assert CompteRendu.objects.filter(etat="definitif").count() == 2


def test_suivre_deux_fois_le_meme_sujet_n_en_fait_qu_un(p: SimpleNamespace) -> None:
    point = une_definitive(p, p.avs).points.order_by("ordre").first()
    sujets = {operations.suivre_un_sujet(point, par=p.avs, titre="Le toit").pk for _ in range(3)}
    assert len(sujets) == Sujet.objects.count() == 1


def test_le_sujet_d_un_centre_n_arrive_pas_dans_une_reunion_collective(p: SimpleNamespace) -> None:
    ici = une_definitive(p, p.avs).points.order_by("ordre").first()
    sujet = operations.suivre_un_sujet(ici, par=p.avs, titre="Le toit de A")
    copil = une_definitive(p, p.avs, instance="comite-pilotage", dans=-15)
    assert not sujets_proposables(copil, p.avs).exists()
    with pytest.raises(ActeRefuse, match="n'est pas de ceux"):
        operations.suivre_un_sujet(copil.points.order_by("ordre").first(), par=p.avs, sujet=sujet)
    with pytest.raises(ActeRefuse):
        operations.suivre_un_sujet(ici, par=p.gens["membre_ca"], titre="X")
