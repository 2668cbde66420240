"""Definitive minutes: their PDF, and nothing of them changes, by any door (R15, U17)."""

import hashlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pikepdf
import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from gouvernance import operations
from gouvernance.models import (
    Approbation,
    CompteRendu,
    Decision,
    Participation,
    Passage,
    PointOrdreDuJour,
    Reunion,
)
from gouvernance.scellement.comptes_rendus import verifier_comptes_rendus
from pacte.courrier.models import Courriel
from pacte.documents.models import DocumentScelle
from pacte.documents.scelles import verifier_scelles
from pacte.journal.models import Entree
from pacte.socle.versions import ConflitDeVersion
from tests.factories_accord import equipe, un_pacte
from tests.factories_gouvernance import (
    relue,
    un_apport,
    un_approuve,
    un_pdf,
    un_projet,
    une_definitive,
    une_tenue,
)
from tests.gouvernance.conftest import Connecter


def texte_du_pdf(contenu: bytes) -> str:
    """The words of a PDF, from its own character maps."""
    mots = []
    with pikepdf.open(BytesIO(contenu)) as pdf:
        for page in pdf.pages:
            polices = {
                nom: _correspondance(police)
                for nom, police in page.Resources.get("/Font", {}).items()
            }
            carte: dict[str, str] = {}
            for operandes, operateur in pikepdf.parse_content_stream(page):
                if str(operateur) == "Tf":
                    carte = polices[str(operandes[0])]
                elif str(operateur) in {"Tj", "TJ"}:
                    morceaux = operandes[0] if str(operateur) == "TJ" else operandes
                    for morceau in morceaux:
                        if isinstance(morceau, pikepdf.String):
                            octets = bytes(morceau).hex()
                            mots += [
                                carte.get(octets[i : i + 4], "") for i in range(0, len(octets), 4)
                            ]
                elif str(operateur) == "ET":
                    mots.append(" ")
    return " ".join("".join(mots).replace("\u00a0", " ").split())


def _correspondance(police: Any) -> dict[str, str]:
    carte: dict[str, str] = {}
    for ligne in police.ToUnicode.read_bytes().decode("latin-1").splitlines():
        parties = ligne.replace("<", " ").replace(">", " ").split()
        if (
            len(parties) == 2
            and len(parties[0]) == 4
            and all(c in "0123456789abcdefABCDEF" for c in "".join(parties))
        ):
            carte[parties[0].lower()] = bytes.fromhex(parties[1]).decode("utf-16-be")
    return carte


def balises(pdf: pikepdf.Pdf) -> set[str]:
    """The structure types used in a tagged PDF."""
    trouvees: set[str] = set()

    def descendre(noeud: Any) -> None:
        if isinstance(noeud, pikepdf.Array):
            for enfant in noeud:
                descendre(enfant)
        elif isinstance(noeud, pikepdf.Dictionary):
            if "/S" in noeud:
                trouvees.add(str(noeud.S))
            if "/K" in noeud:
                descendre(noeud.K)

    descendre(pdf.Root.StructTreeRoot)
    return trouvees


# --- The document --------------------------------------------------------------------


def test_le_pdf_definitif_est_complet_et_balise(p: SimpleNamespace, fichiers: Path) -> None:
    reunion = une_definitive(p, p.avs)
    compte_rendu = CompteRendu.objects.select_related("document").get(reunion=reunion)
    document = compte_rendu.document
    contenu = (fichiers / document.chemin).read_bytes()
    assert hashlib.sha256(contenu).hexdigest() == document.sha256
    texte = texte_du_pdf(contenu)
    for attendu in (
        "Compte rendu",
        "Comité technique",
        "vendredi 5 juin 2026",
        "Salle des commissions",
        "Préparer une fiche commune.",
        "Prochaine réunion à l'automne.",
        "5 juillet 2026",
        "sur 3",
        "page 1 sur",
        compte_rendu.empreinte_contenu,
    ):
        assert attendu in texte, attendu
    for participation in Participation.objects.filter(reunion=reunion):
        assert str(participation.fonction.personne) in texte
    with pikepdf.open(BytesIO(contenu)) as pdf:
        assert str(pdf.Root.Lang).startswith("fr")
        assert pdf.Root.MarkInfo.Marked
        with pdf.open_metadata() as metadonnees:
            assert metadonnees["pdfuaid:part"] == "1"
            assert "Compte rendu" in metadonnees["dc:title"]
        assert {"/Table", "/TR", "/TH", "/TD", "/H1", "/H2"} <= balises(pdf)


def test_le_projet_porte_son_nom_sur_chaque_page(p: SimpleNamespace, connecter: Connecter) -> None:
    reunion = un_projet(p, p.avs)
    url = reverse("telecharger_projet", args=["essai", reunion.pk])
    reponse = connecter(p.direction).get(url)
    assert "projet-compte-rendu" in reponse["Content-Disposition"]
    with pikepdf.open(BytesIO(reponse.content)) as pdf:
        pages = len(pdf.pages)
    assert texte_du_pdf(reponse.content).lower().count("projet") >= 2 * pages
    assert Entree.objects.filter(action="telecharger_projet").count() == 1


def test_la_version_definitive_se_telecharge_telle_quelle(
    p: SimpleNamespace, connecter: Connecter
) -> None:
    reunion = une_definitive(p, p.avs)
    client = connecter(p.direction)
    page = client.get(reverse("voir_reunion", args=["essai", reunion.pk])).content.decode()
    document = CompteRendu.objects.get(reunion=reunion).document
    assert document.sha256 in page
    reponse = client.get(reverse("telecharger_compte_rendu", args=["essai", reunion.pk]))
    contenu = b"".join(reponse.streaming_content)
    assert hashlib.sha256(contenu).hexdigest() == document.sha256
    assert "projet" not in texte_du_pdf(contenu).lower()
    assert Entree.objects.filter(action="telecharger_compte_rendu").count() == 1
    projet = reverse("telecharger_projet", args=["essai", reunion.pk])
    assert client.get(projet).status_code == 404


def test_le_fichier_apporte_est_nomme_par_la_feuille(p: SimpleNamespace, fichiers: Path) -> None:
    reunion = une_tenue(p, p.avs)
    compte_rendu = operations.apporter(
        reunion, par=p.avs, apport=un_apport(fichier=un_pdf("Notes de séance.pdf"))
    )
    approuve = operations.noter_approbation(reunion, par=p.avs, voie=Approbation.SEANCE)
    operations.rendre_definitif(reunion, par=p.avs, version=approuve.version)
    compte_rendu = CompteRendu.objects.select_related("document", "fichier").get(reunion=reunion)
    texte = texte_du_pdf((fichiers / compte_rendu.document.chemin).read_bytes())
    assert "Notes de séance.pdf" in texte
    assert compte_rendu.fichier.sha256 in texte.replace(" ", "")


def test_les_responsables_sont_prevenus_une_fois(p: SimpleNamespace) -> None:
    reunion = un_approuve(p, p.avs)
    avant = Courriel.objects.count()
    version = CompteRendu.objects.get(reunion=reunion).version
    for _ in range(3):
        operations.rendre_definitif(reunion, par=p.avs, version=version)
    assert DocumentScelle.objects.count() == 1
    ecrits = list(Courriel.objects.order_by("cree_le")[avant:])
    assert len({courriel.destinataire for courriel in ecrits}) == len(ecrits)
    (courriel,) = (c for c in ecrits if "revient" in c.objet)
    assert courriel.objet.endswith(": une décision vous revient")
    assert courriel.texte.startswith("Une décision vous revient")
    assert "Préparer une fiche commune." in courriel.texte
    assert not courriel.calendrier


def test_on_confirme_la_version_lue(p: SimpleNamespace) -> None:
    reunion = un_approuve(p, p.avs)
    with pytest.raises(ConflitDeVersion):
        operations.rendre_definitif(reunion, par=p.avs, version=1)
    assert not DocumentScelle.objects.exists()


def test_un_echec_apres_le_scellement_n_en_laisse_rien(p: SimpleNamespace) -> None:
    """The row that says « définitif » and the sealed document come together or not at all (R8)."""
    reunion = un_approuve(p, p.avs)
    version = CompteRendu.objects.get(reunion=reunion).version

    def tomber_en_panne() -> None:
        with transaction.atomic():
            operations.rendre_definitif(reunion, par=p.avs, version=version)
            raise RuntimeError("panne")

    with pytest.raises(RuntimeError):
        tomber_en_panne()
    assert CompteRendu.objects.get(reunion=reunion).etat == "projet"
    assert not DocumentScelle.objects.exists()
    operations.rendre_definitif(reunion, par=p.avs, version=version)
    assert list(verifier_scelles()) == []


# --- Immutability -----------------------------------------------------------------------

REFUS = r"définitif|ne se vide pas|ne se modifie pas|permission denied"
PASSER_OUTRE = "SET pgtrigger.ignore = '{gouvernance.CompteRendu:compte_rendu_definitif}'"


def _compte_rendu(reunion: Reunion) -> None:
    compte_rendu = CompteRendu.objects.get(reunion=reunion)
    compte_rendu.conclusion = "Autre chose."
    compte_rendu.save()


def _reunion(reunion: Reunion) -> None:
    reunion.lieu = "Ailleurs"
    reunion.save()


def _presence(reunion: Reunion) -> None:
    participation = Participation.objects.filter(reunion=reunion).first()
    participation.presence = "absente"
    participation.save()


def _passage(reunion: Reunion) -> None:
    passage = Passage.objects.filter(compte_rendu__reunion=reunion).first()
    passage.texte = "Autre texte."
    passage.save()


def _nouveau_passage(reunion: Reunion) -> None:
    Passage.objects.filter(compte_rendu__reunion=reunion).first().delete()


def _decision(reunion: Reunion) -> None:
    decision = Decision.objects.get(reunion=reunion)
    decision.texte = "Autre décision."
    decision.save()


def _nouvelle_decision(reunion: Reunion) -> None:
    Decision.objects.create(pacte=reunion.pacte, reunion=reunion, ordre=9, texte="En plus.")


def _nouveau_point(reunion: Reunion) -> None:
    PointOrdreDuJour.objects.create(reunion=reunion, ordre=99, titre="En plus")


def _point(reunion: Reunion) -> None:
    point = reunion.points.order_by("ordre").first()
    point.titre = "Autre titre"
    point.save()


@pytest.mark.parametrize(
    "modifier",
    [
        _compte_rendu,
        _reunion,
        _presence,
        _passage,
        _nouveau_passage,
        _decision,
        _nouvelle_decision,
        _nouveau_point,
        _point,
    ],
)
def test_l_orm_ne_change_rien(p: SimpleNamespace, modifier: Callable[[Reunion], None]) -> None:
    reunion = une_definitive(p, p.avs)
    with pytest.raises(DatabaseError, match="définitif"), transaction.atomic():
        modifier(relue(reunion))
    assert list(verifier_comptes_rendus()) == []


@pytest.mark.parametrize(
    "requete",
    [
        "UPDATE gouvernance_compterendu SET conclusion = 'x'",
        "UPDATE gouvernance_compterendu SET etat = 'projet'",
        "DELETE FROM gouvernance_compterendu",
        "UPDATE gouvernance_passage SET texte = 'x'",
        "DELETE FROM gouvernance_passage",
        "UPDATE gouvernance_decision SET texte = 'x'",
        "UPDATE gouvernance_decision SET echeance = NULL",
        "DELETE FROM gouvernance_decision",
        "UPDATE gouvernance_participation SET presence = 'absente'",
        "DELETE FROM gouvernance_participation",
        "UPDATE gouvernance_pointordredujour SET titre = 'x'",
        "UPDATE gouvernance_reunion SET lieu = 'x'",
        "DELETE FROM gouvernance_reunion",
        "TRUNCATE gouvernance_compterendu CASCADE",
        "UPDATE gouvernance_historicalcompterendu SET conclusion = 'x'",
        "DELETE FROM gouvernance_historicaldecision",
    ],
)
def test_le_sql_du_role_d_execution_est_refuse(p: SimpleNamespace, requete: str) -> None:
    """Even a session that asks pgtrigger to look away."""
    une_definitive(p, p.avs)
    with connection.cursor() as curseur:
        curseur.execute(PASSER_OUTRE)
    with (
        pytest.raises(DatabaseError, match=REFUS),
        transaction.atomic(),
        connection.cursor() as curseur,
    ):
        curseur.execute(requete)


def test_le_suivi_des_decisions_continue(p: SimpleNamespace) -> None:
    reunion = une_definitive(p, p.avs)
    decision = Decision.objects.get(reunion=reunion)
    operations.realiser(decision, par=p.avs, le=reunion.date_reunion, suite="Fait.")
    assert list(verifier_comptes_rendus()) == []


# --- Tampering is found --------------------------------------------------------------------


@pytest.fixture
def scelle(transactional_db: None) -> SimpleNamespace:
    """Two definitive minutes, committed."""
    pacte = un_pacte()
    pacte.gens = equipe(pacte)
    pacte.avs = pacte.gens["agent_avs"]
    pacte.reunion = une_definitive(pacte, pacte.avs)
    pacte.autre = une_definitive(pacte, pacte.avs, instance="comite-pilotage", dans=-20)
    return pacte


@pytest.mark.parametrize(
    ("table", "changement"),
    [
        ("gouvernance_passage", "texte = texte || ' et plus'"),
        ("gouvernance_decision", "echeance = echeance + 1"),
        ("gouvernance_decision", "responsable_id = NULL"),
        ("gouvernance_decision", "genre = 'action'"),
        ("gouvernance_decision", "date_revue = '2026-09-01'"),
        ("gouvernance_decision", "issue_de_id = id"),
        ("gouvernance_decision", "date_ajout = '2026-06-10', ajout_par_id = responsable_id"),
        ("gouvernance_participation", "presence = 'absente'"),
        ("gouvernance_pointordredujour", "titre = 'Autre'"),
        ("gouvernance_reunion", "lieu = 'Ailleurs'"),
        ("gouvernance_compterendu", "conclusion = 'Autre'"),
        ("gouvernance_compterendu", "date_definitive = date_definitive - 1"),
    ],
)
def test_une_ligne_alteree_derriere_les_declencheurs_est_nommee(
    scelle: SimpleNamespace, proprietaire: psycopg.Connection, table: str, changement: str
) -> None:
    assert list(verifier_scelles()) == []
    une = {"gouvernance_reunion": "id", "gouvernance_compterendu": "reunion_id"}
    colonne = une.get(table, "reunion_id")
    cible = scelle.reunion.pk
    if table == "gouvernance_passage":
        colonne, cible = "compte_rendu_id", scelle.reunion.compte_rendu.pk
    proprietaire.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    proprietaire.execute(
        f"UPDATE {table} SET {changement} WHERE id = "
        f"(SELECT min(id) FROM {table} WHERE {colonne} = %s)",
        [cible],
    )
    # A foreign key's own check waits for the end, and the table cannot be altered meanwhile.
    proprietaire.execute("SET CONSTRAINTS ALL IMMEDIATE")
    proprietaire.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    proprietaire.commit()
    (alteration,) = verifier_scelles()
    assert str(alteration).startswith(f"compte rendu {scelle.reunion.compte_rendu.pk} « Comité")
    with pytest.raises((CommandError, SystemExit)):
        call_command("verifier_scelles")


def test_un_fichier_altere_est_nomme(scelle: SimpleNamespace, fichiers: Path) -> None:
    document = CompteRendu.objects.get(reunion=scelle.reunion).document
    lieu = fichiers / document.chemin
    octets = bytearray(lieu.read_bytes())
    octets[200] ^= 1
    lieu.chmod(0o640)
    lieu.write_bytes(octets)
    (alteration,) = verifier_scelles()
    assert document.chemin in str(alteration)


def sans_declencheur(proprietaire: psycopg.Connection, *ordres: str) -> None:
    """Run orders as the owner would who puts the triggers to sleep."""
    tables = (
        "gouvernance_compterendu",
        "gouvernance_passage",
        "gouvernance_versionprojet",
        "documents_documentscelle",
    )
    for table in tables:
        proprietaire.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    for ordre in ordres:
        proprietaire.execute(ordre)
    for table in tables:
        # Deferred constraints are checked now: the table cannot be altered before.
        proprietaire.execute("SET CONSTRAINTS ALL IMMEDIATE")
        proprietaire.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    proprietaire.commit()


@pytest.mark.parametrize(
    "changement",
    ["etat = 'projet'", "etat = 'redaction', document_id = NULL, empreinte_contenu = ''"],
)
def test_un_compte_rendu_qui_n_est_plus_definitif_est_nomme(
    scelle: SimpleNamespace, proprietaire: psycopg.Connection, changement: str
) -> None:
    sans_declencheur(
        proprietaire,
        f"UPDATE gouvernance_compterendu SET {changement} WHERE reunion_id = {scelle.reunion.pk}",
    )
    (alteration,) = verifier_scelles()
    assert str(scelle.reunion) in str(alteration)
    assert "ne l'est plus" in str(alteration)


def test_un_compte_rendu_efface_est_nomme(
    scelle: SimpleNamespace, proprietaire: psycopg.Connection
) -> None:
    document = CompteRendu.objects.get(reunion=scelle.reunion).document
    sans_declencheur(
        proprietaire,
        f"DELETE FROM gouvernance_passage WHERE compte_rendu_id = {scelle.reunion.compte_rendu.pk}",
        "DELETE FROM gouvernance_versionprojet WHERE compte_rendu_id ="
        f" {scelle.reunion.compte_rendu.pk}",
        f"DELETE FROM gouvernance_compterendu WHERE reunion_id = {scelle.reunion.pk}",
        f"DELETE FROM documents_documentscelle WHERE id = '{document.pk}'",
    )
    (alteration,) = verifier_scelles()
    assert str(alteration).startswith(f"compte rendu de la réunion {scelle.reunion.pk} ")


def test_un_fichier_apporte_altere_est_nomme(p: SimpleNamespace, fichiers: Path) -> None:
    """The file is the minutes themselves: the sheet that names its hash is not enough."""
    compte_rendu = operations.apporter(une_tenue(p, p.avs), par=p.avs, apport=un_apport())
    reunion = compte_rendu.reunion
    approuve = operations.noter_approbation(reunion, par=p.avs, voie=Approbation.SEANCE)
    operations.rendre_definitif(reunion, par=p.avs, version=approuve.version)
    assert list(verifier_scelles()) == []
    lieu = fichiers / compte_rendu.fichier.chemin
    octets = bytearray(lieu.read_bytes())
    octets[100] ^= 1
    lieu.write_bytes(octets)
    (alteration,) = verifier_scelles()
    assert compte_rendu.fichier.chemin in str(alteration)
    assert f"compte rendu {compte_rendu.pk} " in str(alteration)
    lieu.unlink()
    (alteration,) = verifier_scelles()
    assert "manque" in str(alteration)
