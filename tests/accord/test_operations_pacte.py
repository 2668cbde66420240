"""Signatures, T0 and avenants: what is written, and what a refusal leaves untouched."""

import uuid
from datetime import date

import pytest

from pacte.accord import operations
from pacte.accord.models import Avenant, LigneSignature, Organisation, Pacte, Partie
from pacte.journal.models import Entree
from pacte.socle.droits import ActeRefuse
from pacte.socle.versions import CleDejaUtilisee, ConflitDeVersion
from tests.factories_accord import T0, fonction, organisation, un_pacte

J = date


@pytest.fixture
def neuf(db):
    """A pact that nobody has signed yet."""
    return un_pacte("neuf", signe=False)


@pytest.fixture
def agent(neuf):
    return fonction("chef_service", neuf.ville)


def noter(neuf, agent, dates, **autres):
    defauts = {"date_ecrite": None, "version": Pacte.objects.get(pk=neuf.pacte.pk).version}
    return operations.noter_signatures(neuf.pacte, par=agent, dates=dates, **{**defauts, **autres})


def lignes(p):
    return list(LigneSignature.objects.filter(partie__pacte=p.pacte).order_by("partie__ordre"))


def test_noter_les_signatures_propose_t0_sans_l_ecrire(neuf, agent):
    dates = {ligne.pk: J(2025, 1, 10 + rang) for rang, ligne in enumerate(lignes(neuf))}
    noter(neuf, agent, dates)
    pacte = Pacte.objects.get(pk=neuf.pacte.pk)
    assert [ligne.date_signature for ligne in lignes(neuf)] == list(dates.values())
    assert operations.proposer_date_effet(pacte) == J(2025, 1, 14)
    assert pacte.date_effet is None
    assert pacte.version == 2
    entree = Entree.objects.get(action="noter_signatures")
    assert entree.pacte_code == "neuf"
    assert "10" in entree.motif


def test_t0_n_est_jamais_deduit_du_vote(neuf):
    assert neuf.pacte.deliberation.date_seance == J(2024, 12, 10)
    assert operations.proposer_date_effet(neuf.pacte) is None


def test_une_signature_non_requise_ne_retient_pas_t0(neuf, agent):
    *premieres, derniere = lignes(neuf)
    derniere.requise = False
    derniere.save()
    noter(neuf, agent, {ligne.pk: J(2025, 1, 10) for ligne in premieres})
    assert operations.proposer_date_effet(neuf.pacte) == J(2025, 1, 10)


def test_la_date_ecrite_est_proposee(neuf, agent):
    noter(neuf, agent, {}, date_ecrite=J(2025, 1, 2))
    assert operations.proposer_date_effet(Pacte.objects.get(pk=neuf.pacte.pk)) == J(2025, 1, 2)


@pytest.mark.parametrize("jour", [J(2026, 6, 16), J(2024, 12, 9)])
def test_une_date_impossible_ne_change_rien(neuf, agent, jour):
    ville, *autres = lignes(neuf)
    with pytest.raises(ActeRefuse):
        noter(neuf, agent, {autres[0].pk: J(2025, 1, 10), ville.pk: jour})
    assert not LigneSignature.objects.exclude(date_signature=None).exists()
    assert Pacte.objects.get(pk=neuf.pacte.pk).version == 1
    assert not Entree.objects.exists()


def test_corriger_une_date_demande_un_motif(neuf, agent):
    ligne = lignes(neuf)[1]
    noter(neuf, agent, {ligne.pk: J(2025, 1, 10)})
    with pytest.raises(ActeRefuse, match="pourquoi"):
        noter(neuf, agent, {ligne.pk: J(2025, 1, 11)})
    noter(neuf, agent, {ligne.pk: J(2025, 1, 11)}, motif="erreur de lecture")
    ligne.refresh_from_db()
    assert ligne.date_signature == J(2025, 1, 11)
    assert ligne.history.first().history_change_reason == "erreur de lecture"


def test_une_version_depassee_n_ecrase_rien(neuf, agent):
    with pytest.raises(ConflitDeVersion):
        noter(neuf, agent, {lignes(neuf)[1].pk: J(2025, 1, 10)}, version=7)
    assert not LigneSignature.objects.exclude(date_signature=None).exists()


def test_un_centre_ne_note_pas_les_signatures(neuf):
    with pytest.raises(ActeRefuse, match="service"):
        noter(neuf, fonction("presidence", neuf.a), {lignes(neuf)[1].pk: J(2025, 1, 10)})
    assert not LigneSignature.objects.exclude(date_signature=None).exists()


def test_fixer_t0_a_la_date_proposee(neuf, agent):
    noter(neuf, agent, {ligne.pk: J(2025, 1, 10) for ligne in lignes(neuf)})
    pacte = operations.fixer_date_effet(neuf.pacte, par=agent, date_effet=J(2025, 1, 10), version=2)
    assert pacte.date_effet == J(2025, 1, 10)
    assert pacte.date_fin() == J(2027, 1, 9)
    assert pacte.history.first().history_change_reason == "date d'effet confirmée"


def test_un_autre_t0_demande_un_motif(neuf, agent):
    champs = {"par": agent, "date_effet": J(2025, 2, 1), "version": 1}
    with pytest.raises(ActeRefuse, match="pourquoi"):
        operations.fixer_date_effet(neuf.pacte, **champs)
    assert Pacte.objects.get(pk=neuf.pacte.pk).date_effet is None
    operations.fixer_date_effet(neuf.pacte, **champs, motif="signature de la CAF perdue")
    assert Pacte.objects.get(pk=neuf.pacte.pk).date_effet == J(2025, 2, 1)


def test_t0_n_est_pas_dans_le_futur(neuf, agent):
    with pytest.raises(ActeRefuse, match="futur"):
        operations.fixer_date_effet(
            neuf.pacte, par=agent, date_effet=J(2026, 6, 16), version=1, motif="essai"
        )


def prolonger(p, avs, **autres):
    defauts = {
        "par": avs,
        "cle": uuid.uuid4(),
        "objet": "prolongation",
        "date_signature": J(2026, 6, 1),
        "nouvelle_fin": J(2028, 1, 14),
        "motif": "délibération du 1er juin 2026",
    }
    return operations.enregistrer_avenant(p.pacte, **{**defauts, **autres})


def test_prolonger_le_pacte(p, avs):
    avenant = prolonger(p, avs)
    assert avenant.numero == 1
    assert Pacte.objects.get(pk=p.pacte.pk).date_fin() == J(2028, 1, 14)
    assert avenant.history.first().history_change_reason == "délibération du 1er juin 2026"
    assert Entree.objects.get(action="enregistrer_avenant").pacte_code == "essai"


def test_le_meme_envoi_ne_fait_qu_un_avenant(p, avs):
    cle = uuid.uuid4()
    assert prolonger(p, avs, cle=cle) == prolonger(p, avs, cle=cle)
    assert Avenant.objects.count() == 1


def test_la_cle_d_un_autre_pacte_ne_montre_rien(p, avs):
    cle = uuid.uuid4()
    prolonger(p, avs, cle=cle)
    ailleurs = un_pacte("ailleurs")
    with pytest.raises(CleDejaUtilisee):
        prolonger(ailleurs, fonction("agent_avs", ailleurs.ville), cle=cle)
    assert Avenant.objects.count() == 1


@pytest.mark.parametrize(
    "champs",
    [
        {"nouvelle_fin": J(2027, 1, 14)},
        {"nouvelle_fin": None},
        {"date_signature": J(2026, 6, 16)},
        {"date_signature": J(2025, 1, 14)},
    ],
)
def test_une_prolongation_impossible_ne_change_rien(p, avs, champs):
    with pytest.raises(ActeRefuse):
        prolonger(p, avs, **champs)
    assert not Avenant.objects.exists()
    assert Pacte.objects.get(pk=p.pacte.pk).version == 1
    assert not Entree.objects.exists()


def nouvelle_partie(**champs):
    defauts = {
        "organisation": None,
        "nom": "Les Hauts",
        "genre": "centre",
        "signataire_prenom": "Sam",
        "signataire_nom": "Vidal",
        "signataire_intitule": "présidente",
    }
    return operations.NouvellePartie(**{**defauts, **champs})


def entrer(p, avs, partie, **autres):
    return prolonger(p, avs, objet="nouvelle_partie", nouvelle_fin=None, partie=partie, **autres)


def test_une_nouvelle_partie_entre_avec_sa_signature(p, avs):
    entrer(p, avs, nouvelle_partie())
    partie = Partie.objects.get(pacte=p.pacte, date_entree__isnull=False)
    assert partie.organisation.nom == "Les Hauts"
    assert partie.organisation.code == "les-hauts"
    assert partie.date_entree == J(2026, 6, 1)
    assert str(partie.lignes.get().personne) == "Sam Vidal"
    assert partie.lignes.get().date_signature == J(2026, 6, 1)


def test_une_nouvelle_partie_ne_deplace_pas_t0(p, avs):
    entrer(p, avs, nouvelle_partie())
    assert operations.proposer_date_effet(Pacte.objects.get(pk=p.pacte.pk)) == T0


def test_un_partenaire_devient_partie(p, avs):
    entrer(p, avs, nouvelle_partie(organisation=p.financeur))
    assert p.pacte.parties.filter(organisation=p.financeur).exists()
    assert not p.pacte.partenaires.filter(pk=p.financeur.pk).exists()


def test_une_partie_n_entre_pas_deux_fois(p, avs):
    avant = Organisation.objects.count()
    with pytest.raises(ActeRefuse, match="déjà partie"):
        entrer(p, avs, nouvelle_partie(organisation=p.a))
    assert Organisation.objects.count() == avant
    assert not Avenant.objects.exists()


def test_deux_organisations_du_meme_nom_ont_deux_codes(p, avs):
    organisation("centre", code="les-hauts", nom="Les Hauts")
    entrer(p, avs, nouvelle_partie())
    assert Partie.objects.get(date_entree__isnull=False).organisation.code == "les-hauts-2"
