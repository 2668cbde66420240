"""The journal only grows: nobody changes it, the owner of the tables included."""

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from pacte.journal.models import Entree
from pacte.journal.operations import inscrire
from tests.factories_accord import compte, fonction

ORDRES = (
    "UPDATE journal_entree SET motif = 'changé'",
    "DELETE FROM journal_entree",
    "TRUNCATE journal_entree",
    "TRUNCATE journal_entree CASCADE",
)


@pytest.mark.django_db
@pytest.mark.parametrize("ordre", ORDRES)
@pytest.mark.parametrize("avant", ["", "SET LOCAL pgtrigger.ignore = '{journal.Entree}'; "])
def test_le_role_d_execution_ne_change_rien(ordre, avant):
    inscrire("essayer", motif="d'origine")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as curseur:
        curseur.execute(avant + ordre)
    assert Entree.objects.get().motif == "d'origine"


@pytest.mark.parametrize("ordre", ORDRES)
@pytest.mark.parametrize("avant", ["", "SET pgtrigger.ignore = '{journal.Entree}'; "])
def test_le_proprietaire_ne_change_rien_non_plus(proprietaire, ordre, avant):
    inscrire("essayer", motif="d'origine")
    with pytest.raises(psycopg.errors.RaiseException):
        proprietaire.execute(avant + ordre)
    proprietaire.rollback()
    assert Entree.objects.get().motif == "d'origine"


@pytest.mark.django_db
def test_l_orm_ne_change_rien():
    entree = inscrire("essayer", motif="d'origine")
    entree.motif = "changé"
    with pytest.raises(DatabaseError), transaction.atomic():
        entree.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        Entree.objects.filter(pk=entree.pk).delete()
    assert Entree.objects.get().motif == "d'origine"


@pytest.mark.django_db
def test_une_ligne_copie_les_noms_du_moment():
    tenue = fonction("direction")
    ouvert = compte(tenue)
    entree = inscrire("essayer", objet=tenue, par=tenue, motif="pourquoi")
    assert entree.personne == str(tenue.personne)
    assert entree.organisation == str(tenue.organisation)
    assert entree.compte == ouvert
    assert (entree.objet_type, entree.objet_id) == ("fonction", str(tenue.pk))
    tenue.personne.nom = "Autre"
    tenue.personne.save()
    assert Entree.objects.get(pk=entree.pk).personne != str(tenue.personne)


@pytest.mark.django_db
def test_une_commande_se_nomme():
    assert inscrire("charger_pacte", motif="manage.py charger_pacte").personne == "commande"
