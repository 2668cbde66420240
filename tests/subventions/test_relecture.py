"""Read again, confirmed, handed over, deposited: what people of one centre do together."""

import io
import re
import subprocess
import uuid
from datetime import date
from decimal import Decimal

import pikepdf
import pytest
from django.utils.html import strip_tags

from pacte.accord.models import Qualite
from pacte.courrier.models import Courriel, Nature
from pacte.documents.scelles import lire
from pacte.journal.models import Entree
from pacte.socle.droits import ActeRefuse
from subventions import operations
from subventions.attentes import relectures
from subventions.models import (
    AideEnNature,
    Demande,
    NaturePiece,
    PieceAttendue,
    PieceCentre,
    QuestionCampagne,
    ReglesCentre,
    ReponseQuestion,
)
from subventions.operations import pieces as dossier
from tests import factories_accord as accord
from tests import factories_subventions as fabrique
from tests.subventions.navigation import adresse, client, fichier, pdf_minimal, texte

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def stricte(p):
    """The centre asks that its presidency or treasury confirms."""
    return ReglesCentre.objects.create(centre=p.a, confirmation_requise=True)


def prete(p, **champs) -> Demande:
    return fabrique.demande(p, par=p.direction, avec_budget=True, **champs)


# --- Ready to be read again, confirmed -----------------------------------------------------------------
def test_prete_a_relire_avertit_la_presidence_et_la_tresorerie(p, stricte) -> None:
    demande = prete(p)
    navigateur = client(p.direction)
    for _ in range(2):
        assert navigateur.post(adresse("proposer_relecture", demande.pk)).status_code == 302
    courriels = list(Courriel.objects.order_by("destinataire"))
    attendus = {p.fonctions[q].personne.courriel for q in (Qualite.PRESIDENCE, Qualite.TRESORERIE)}
    assert {courriel.destinataire for courriel in courriels} == attendus
    assert len(courriels) == 2
    assert courriels[0].objet == f"Subvention 2026, {p.a} : demande à relire et à confirmer"
    assert courriels[0].texte.startswith(
        "Relisez la demande de subvention 2026, puis confirmez-la."
    )
    assert courriels[0].nature == Nature.ACTION
    assert adresse("relire_demande", demande.pk) in courriels[0].texte
    demande.refresh_from_db()
    assert (demande.date_relecture, demande.relecture_par) == (date(2026, 6, 15), p.direction)


def test_sans_confirmation_le_depot_attend_et_dit_pourquoi(p, stricte) -> None:
    demande = prete(p)
    page = texte(client(p.direction).get(adresse("relire_demande", demande.pk)))
    assert "la présidence ou la trésorerie confirme la demande avant son dépôt" in page
    assert adresse("deposer_demande", demande.pk) not in page
    reponse = client(p.direction).post(
        adresse("deposer_demande", demande.pk), {"cle_idempotence": fabrique.cle()}
    )
    assert reponse.status_code == 403
    demande.refresh_from_db()
    assert demande.etat == "brouillon"
    # A centre without the rule deposits at once.
    stricte.confirmation_requise = False
    stricte.save()
    assert operations.deposer(demande, par=p.direction, cle=uuid.uuid4()).numero


@pytest.mark.parametrize("qualite", [Qualite.PRESIDENCE, Qualite.TRESORERIE])
def test_la_presidence_ou_la_tresorerie_confirme_puis_le_centre_depose(p, stricte, qualite) -> None:
    demande = operations.proposer_relecture(prete(p), par=p.direction)
    navigateur = client(p.fonctions[qualite])
    page = texte(navigateur.get(adresse("relire_demande", demande.pk)))
    assert "Confirmer la demande" in page
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    for _ in range(2):
        reponse = navigateur.post(adresse("confirmer_demande", demande.pk), {"version": version})
    assert reponse.status_code in {302, 403}
    demande.refresh_from_db()
    assert (demande.date_confirmation, demande.confirmation_par) == (
        date(2026, 6, 15),
        p.fonctions[qualite],
    )
    assert Entree.objects.filter(action="confirmer_demande", resultat="accompli").count() == 1
    mail = Courriel.objects.get(destinataire=p.direction.personne.courriel)
    assert mail.objet.endswith("demande confirmée, à déposer")
    assert operations.deposer(demande, par=p.direction, cle=uuid.uuid4()).numero


@pytest.mark.parametrize("qualite", [Qualite.DIRECTION, Qualite.PROFESSIONNEL])
def test_qui_ecrit_ne_confirme_pas(p, qualite) -> None:
    demande = operations.proposer_relecture(prete(p), par=p.direction)
    reponse = client(p.fonctions[qualite]).post(
        adresse("confirmer_demande", demande.pk), {"version": demande.version}
    )
    assert reponse.status_code == 403
    assert "revient à la présidence ou à la trésorerie" in texte(reponse)


def test_on_ne_confirme_que_ce_qu_on_a_lu(p) -> None:
    demande = operations.proposer_relecture(prete(p), par=p.direction)
    lue = demande.version
    operations.modifier(demande, par=p.direction, version=lue, champs={"objet": "Autre chose"})
    reponse = client(p.fonctions[Qualite.PRESIDENCE]).post(
        adresse("confirmer_demande", demande.pk), {"version": lue}
    )
    assert reponse.status_code == 409
    demande.refresh_from_db()
    assert demande.date_confirmation is None


def confirmee(p) -> Demande:
    demande = operations.proposer_relecture(prete(p), par=p.direction)
    return operations.confirmer(
        demande, par=p.fonctions[Qualite.PRESIDENCE], version=demande.version
    )


def changer_un_texte(p, demande: Demande) -> None:
    operations.modifier(
        demande, par=p.direction, version=demande.version, champs={"objet": "Nouvel objet"}
    )


def changer_le_budget(p, demande: Demande) -> None:
    operations.modifier_budget(
        demande, par=p.direction, version=demande.version, valeurs={"charge_604": D(10)}
    )


def joindre_un_document(p, demande: Demande) -> None:
    piece = PieceCentre.objects.create(
        centre=p.a, nature=NaturePiece.STATUTS, libelle="Statuts", fichier=fichier()
    )
    dossier.joindre(demande, par=p.direction, piece_centre=piece)


@pytest.mark.parametrize("changer", [changer_un_texte, changer_le_budget, joindre_un_document])
def test_un_changement_annule_la_confirmation_et_le_dit(p, stricte, changer) -> None:
    demande = confirmee(p)
    changer(p, demande)
    demande.refresh_from_db()
    assert (demande.date_confirmation, demande.confirmation_par) == (None, None)
    assert demande.date_relecture is not None
    page = texte(client(p.direction).get(adresse("voir_demande", demande.pk)))
    assert "La confirmation est annulée." in page
    with pytest.raises(ActeRefuse, match="confirme la demande avant son dépôt"):
        operations.deposer(demande, par=p.direction, cle=uuid.uuid4())


def test_enregistrer_sans_rien_changer_n_annule_rien(p) -> None:
    demande = confirmee(p)
    operations.modifier(
        demande, par=p.direction, version=demande.version, champs={"objet": demande.objet}
    )
    demande.refresh_from_db()
    assert demande.date_confirmation is not None


def test_reprendre_la_redaction_retire_la_confirmation(p) -> None:
    demande = confirmee(p)
    client(p.direction).post(adresse("reprendre_redaction", demande.pk))
    demande.refresh_from_db()
    assert (demande.date_relecture, demande.date_confirmation) == (None, None)


def test_la_page_d_accueil_attend_la_presidence_en_une_requete(
    p, django_assert_num_queries
) -> None:
    demande = operations.proposer_relecture(prete(p), par=p.direction)
    fabrique.demande(p, p.b, date_relecture=date(2026, 6, 1))
    le, pactes = date(2026, 6, 15), [p.pacte]
    with django_assert_num_queries(1):
        (chose,) = relectures.choses(p.fonctions[Qualite.PRESIDENCE], le, pactes)
    assert chose.url == adresse("relire_demande", demande.pk)
    with django_assert_num_queries(0):
        assert relectures.choses(p.direction, le, pactes) == []
        assert relectures.choses(p.agent, le, pactes) == []


# --- Handing over ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("etat", ["brouillon", "deposee", "recue", "proposee"])
def test_passer_la_main_a_une_collegue(p, etat: str) -> None:
    demande = fabrique.demande(p, etat=etat, par=p.direction, suivie_par=p.direction)
    collegue = p.fonctions[Qualite.PROFESSIONNEL]
    corps = {"collegue": collegue.pk, "mot": "Je pars en congé."}
    for _ in range(2):
        reponse = client(p.direction).post(adresse("passer_la_main", demande.pk), corps)
    demande.refresh_from_db()
    assert demande.suivie_par == collegue
    (mail,) = Courriel.objects.order_by("pk")
    assert (mail.destinataire, mail.nature) == (collegue.personne.courriel, Nature.ACTION)
    assert "Je pars en congé." in mail.texte
    assert str(collegue.personne) in texte(
        client(p.direction).get(adresse("voir_demande", demande.pk))
    )
    assert reponse.status_code in {200, 302}


@pytest.mark.parametrize("qualite", [Qualite.MEMBRE_CA, Qualite.AGENT_AVS])
def test_on_ne_passe_la_main_qu_a_qui_ecrit_au_centre(p, qualite) -> None:
    demande = fabrique.demande(p, etat="deposee", par=p.direction)
    autres = (p.fonctions[qualite], accord.fonction(Qualite.DIRECTION, p.b))
    for autre in autres:
        reponse = client(p.direction).post(
            adresse("passer_la_main", demande.pk), {"collegue": autre.pk}
        )
        assert reponse.status_code == 200
        with pytest.raises(ActeRefuse):
            operations.passer_la_main(demande, par=p.direction, a=autre)
    demande.refresh_from_db()
    assert demande.suivie_par is None
    assert not Courriel.objects.exists()


def test_apres_le_vote_plus_personne_ne_passe_la_main(p) -> None:
    demande = fabrique.accordee(p, par=p.direction)
    reponse = client(p.direction).get(adresse("passer_la_main", demande.pk))
    assert reponse.status_code == 403


# --- The documents of the request --------------------------------------------------------------------------------
def test_les_pieces_se_reprennent_s_apportent_et_se_retirent(p) -> None:
    campagne = fabrique.campagne(p, fabrique.EXERCICE)
    PieceAttendue.objects.filter(campagne=campagne).delete()
    statuts, comptes = (
        PieceAttendue.objects.create(campagne=campagne, nature=nature, libelle=nature.label)
        for nature in (NaturePiece.STATUTS, NaturePiece.COMPTES)
    )
    au_dossier = PieceCentre.objects.create(
        centre=p.a, nature=NaturePiece.STATUTS, libelle="Statuts", fichier=fichier()
    )
    d_ailleurs = PieceCentre.objects.create(
        centre=p.b, nature=NaturePiece.STATUTS, libelle="Statuts", fichier=fichier()
    )
    demande, navigateur = prete(p), client(p.direction)
    bloc = texte(navigateur.get(adresse("deposer_demande", demande.pk)))
    assert f"{adresse('joindre_pieces', demande.pk)}#piece-{statuts.pk}" in bloc
    url = adresse("reprendre_piece", demande.pk, statuts.pk, d_ailleurs.pk)
    assert navigateur.post(url).status_code == 404
    url = adresse("reprendre_piece", demande.pk, statuts.pk, au_dossier.pk)
    assert [navigateur.post(url).status_code for _ in range(2)] == [302, 302]
    corps = {"cle_idempotence": fabrique.cle(), "garder": "on", "exercice": "2025"}
    url = adresse("apporter_piece", demande.pk, comptes.pk)
    apporte = pdf_minimal()
    for _ in range(2):
        apporte.seek(0)
        assert navigateur.post(url, {**corps, "fichier": apporte}).status_code == 302
    assert demande.pieces.count() == 2
    assert PieceCentre.objects.get(nature=NaturePiece.COMPTES).exercice == 2025
    page = texte(navigateur.get(adresse("joindre_pieces", demande.pk)))
    assert page.count("Ne plus joindre") == 2
    piece = demande.pieces.get(attendue=comptes)
    navigateur.post(adresse("retirer_piece_demande", demande.pk, piece.pk))
    assert demande.pieces.count() == 1
    assert PieceCentre.objects.filter(nature=NaturePiece.COMPTES).exists()


# --- The receipt says what the page said (U5) --------------------------------------------------------------------------
def mots(texte_: str) -> str:
    """The words alone: PDF and page cut lines, space and curl them each their own way."""
    return re.sub(r"[\s\u00a0\u202f\u00ad•]", "", texte_).replace("’", "'")


def lire_pdf(contenu: bytes) -> str:
    return subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=contenu, capture_output=True, check=True
    ).stdout.decode()


def test_l_accuse_dit_mot_pour_mot_le_recapitulatif(p) -> None:
    campagne = fabrique.campagne(p, fabrique.EXERCICE, date_vote_prevue=date(2026, 9, 21))
    PieceAttendue.objects.order_by("pk").delete()
    QuestionCampagne.objects.order_by("pk").delete()
    demande = prete(
        p,
        objectifs="Accueillir.\nSoutenir.",
        publics="Le quartier.",
        evaluation="Chaque trimestre.",
        date_debut=date(2026, 1, 1),
        date_fin=date(2026, 12, 31),
    )
    AideEnNature.objects.create(
        demande=demande, nature="locaux", description="Salle des fêtes", valeur=D(9000)
    )
    piece = PieceCentre.objects.create(
        centre=p.a, nature=NaturePiece.STATUTS, libelle="Statuts de 2019", fichier=fichier()
    )
    dossier.joindre(demande, par=p.direction, piece_centre=piece)
    for genre in ("", "projet"):
        question = QuestionCampagne.objects.create(
            campagne=campagne, genre=genre, libelle=f"Pour qui, {genre} ?", obligatoire=True
        )
        # The answer given under another kind is not said any more.
        ReponseQuestion.objects.create(
            demande=demande, question=question, valeur=f"Tout le monde {genre}"
        )
    navigateur = client(p.direction)
    page = texte(navigateur.get(adresse("relire_demande", demande.pk)))
    assert "Tout le monde" in page
    assert "Tout le monde projet" not in page
    debut = page.index("data-recapitulatif>") + len("data-recapitulatif>")
    recapitulatif = strip_tags(page[debut : page.index("</main>")])
    recapitulatif = (
        recapitulatif.replace("&#x27;", "'").replace("&amp;", "&").replace("&quot;", '"')
    )
    reponse = navigateur.post(
        adresse("deposer_demande", demande.pk), {"cle_idempotence": fabrique.cle()}
    )
    assert reponse.status_code == 302
    demande.refresh_from_db()
    contenu = lire(demande.accuse)
    lu = lire_pdf(contenu)
    with pikepdf.open(io.BytesIO(contenu)) as document:
        assert document.Root.MarkInfo.Marked
        pages = len(document.pages)
    # Head and foot of each page are not of the body.
    titre = f"Accusé de dépôt de la demande {demande.numero}"
    for rang in range(1, pages + 1):
        lu = lu.replace(f"page {rang} sur {pages}", "")
    corps = mots(lu).replace(mots(f"{titre}état au 15 juin 2026"), "").replace(mots("\x0c"), "")
    debut_corps = corps.index("L'association")
    fin_corps = corps.index("Mentionslégales")
    # A new page opens with its emitter; a table that it cuts repeats its header.
    emetteur = mots(p.ville.nom)
    lues = (
        corps[debut_corps:fin_corps].replace(f"{emetteur}CompteMontant", "").replace(emetteur, "")
    )
    assert lues == mots(recapitulatif).replace(emetteur, "")
    avant = corps[:debut_corps]
    assert "Cequisepassemaintenant" in avant
    assert mots("Vote prévu le lundi 21 septembre 2026") in avant
    assert "L231-4" in corps[fin_corps:]
