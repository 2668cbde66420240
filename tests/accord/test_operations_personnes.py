"""People and functions: what is written, and what a refusal leaves untouched."""

import uuid
from datetime import date, timedelta

import pytest
from django.utils import timezone

from pacte.accord import operations
from pacte.accord.models import Fonction, OuvertureAcces, Personne
from pacte.journal.models import Entree
from pacte.socle.droits import ActeRefuse
from pacte.socle.versions import ConflitDeVersion
from tests.factories_accord import compte, fonction, organisation, personne, un_pacte

J = date


def ajouter(p, avs, **autres):
    defauts = {
        "par": avs,
        "cle": uuid.uuid4(),
        "prenom": "Nadia",
        "nom": "Roy",
        "courriel": "Nadia.Roy@Exemple.test",
        "telephone": "",
        "organisation": p.a,
        "qualite": "presidence",
    }
    return operations.ajouter_personne(p.pacte, **{**defauts, **autres})


def test_ajouter_une_personne_et_sa_fonction(p, avs):
    qui = ajouter(p, avs, intitule="co-présidente", date_debut=J(2026, 1, 1))
    assert qui.courriel == "nadia.roy@exemple.test"
    tenue = qui.fonctions.get()
    assert (tenue.organisation, tenue.qualite) == (p.a, "presidence")
    assert tenue.libelle_qualite == "co-présidente"
    actions = Entree.objects.values_list("action", "pacte_code")
    assert set(actions) == {("ajouter_personne", "essai"), ("ajouter_fonction", "essai")}


def test_le_meme_envoi_n_ajoute_qu_une_personne(p, avs):
    cle = uuid.uuid4()
    assert ajouter(p, avs, cle=cle) == ajouter(p, avs, cle=cle)
    assert Personne.objects.filter(nom="Roy").count() == 1


def test_un_centre_n_ajoute_personne(p):
    with pytest.raises(ActeRefuse):
        ajouter(p, fonction("direction", p.a))
    assert not Personne.objects.filter(nom="Roy").exists()
    assert not Entree.objects.exists()


def test_une_qualite_sans_rapport_n_ajoute_personne(p, avs):
    with pytest.raises(ActeRefuse, match="qualité"):
        ajouter(p, avs, qualite="agent_avs")
    assert not Personne.objects.filter(nom="Roy").exists()


def test_une_organisation_hors_du_pacte_n_ajoute_personne(p, avs):
    with pytest.raises(ActeRefuse, match="pas dans ce pacte"):
        ajouter(p, avs, organisation=organisation("centre"))
    assert not Personne.objects.filter(nom="Roy").exists()


def test_la_meme_fonction_ne_se_tient_pas_deux_fois(p, avs):
    tenue = fonction("direction", p.a)
    with pytest.raises(ActeRefuse, match="déjà"):
        operations.ajouter_fonction(
            tenue.personne,
            pacte=p.pacte,
            par=avs,
            cle=uuid.uuid4(),
            organisation=p.a,
            qualite="direction",
        )
    assert tenue.personne.fonctions.count() == 1


def modifier(p, avs, qui, **autres):
    defauts = {
        "version": qui.version,
        "prenom": qui.prenom,
        "nom": qui.nom,
        "courriel": qui.courriel,
        "telephone": "",
    }
    return operations.modifier_personne(qui, pacte=p.pacte, par=avs, **{**defauts, **autres})


def test_modifier_une_fiche_garde_l_histoire(p, avs):
    qui = fonction("direction", p.a).personne
    modifier(p, avs, qui, nom="Nouveau")
    assert Personne.objects.get(pk=qui.pk).nom == "Nouveau"
    assert qui.history.count() == 2


def test_une_fiche_changee_entre_temps_n_est_pas_ecrasee(p, avs):
    qui = fonction("direction", p.a).personne
    modifier(p, avs, qui, nom="Premier")
    with pytest.raises(ConflitDeVersion):
        modifier(p, avs, qui, nom="Second")
    assert Personne.objects.get(pk=qui.pk).nom == "Premier"


def test_un_nouveau_courriel_tue_les_liens_envoyes(p, avs):
    qui = fonction("direction", p.a).personne
    lien = operations.ouvrir_acces(qui, pacte=p.pacte, par=avs, cle=uuid.uuid4())
    modifier(p, avs, qui, courriel="autre@exemple.test")
    assert OuvertureAcces.objects.get(pk=lien.pk).revoquee_le is not None


def test_le_courriel_d_un_acces_ouvert_ne_change_pas(p, avs):
    tenue = fonction("direction", p.a)
    compte(tenue)
    with pytest.raises(ActeRefuse, match="accès"):
        modifier(p, avs, tenue.personne, courriel="autre@exemple.test")
    assert Personne.objects.get(pk=tenue.personne_id).courriel == tenue.personne.courriel


def test_le_service_d_une_autre_ville_ne_modifie_pas(p):
    ailleurs = un_pacte("ailleurs")
    qui = fonction("direction", p.a).personne
    with pytest.raises(ActeRefuse):
        modifier(p, fonction("agent_avs", ailleurs.ville), qui, nom="Pris")
    assert Personne.objects.get(pk=qui.pk).nom != "Pris"


def test_terminer_une_fonction(p, avs):
    tenue = fonction("direction", p.a)
    operations.terminer_fonction(
        tenue, pacte=p.pacte, par=avs, date_fin=J(2026, 6, 14), motif="départ"
    )
    finie = Fonction.objects.get(pk=tenue.pk)
    assert finie.date_fin == J(2026, 6, 14)
    assert not finie.is_en_cours(J(2026, 6, 15))
    assert finie.history.first().history_change_reason == "départ"


def test_une_fonction_ne_finit_pas_avant_son_debut(p, avs):
    tenue = fonction("direction", p.a, date_debut=J(2026, 1, 1))
    with pytest.raises(ActeRefuse, match="début"):
        operations.terminer_fonction(tenue, pacte=p.pacte, par=avs, date_fin=J(2025, 12, 31))
    assert Fonction.objects.get(pk=tenue.pk).date_fin is None


def test_l_etat_d_un_acces_se_calcule(p, avs):
    tenue = fonction("direction", p.a)

    def etat():
        return str(Personne.objects.get(pk=tenue.personne_id).etat_acces)

    assert etat() == "aucun"
    lien = operations.ouvrir_acces(tenue.personne, pacte=p.pacte, par=avs, cle=uuid.uuid4())
    assert etat() == "invite"
    lien.expire_le = timezone.now() - timedelta(minutes=1)
    lien.save()
    assert etat() == "expire"
    lien.delete()
    compte(tenue)
    assert etat() == "ouvert"
    operations.fermer_acces(tenue.personne, pacte=p.pacte, par=avs, motif="départ")
    assert etat() == "ferme"


def test_une_personne_sans_courriel_existe(p, avs):
    assert ajouter(p, avs, courriel="").courriel == ""
    assert personne(courriel="").courriel == ""
