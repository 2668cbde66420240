"""The demonstration: the same day gives the same one, and no day leaves a screen empty."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from gouvernance.models import CompteRendu, Decision, Reunion
from pacte.accord.models import Pacte, User
from pacte.documents.scelles import verifier_scelles
from pacte.pilotage.demo.calendrier import CENTRES, date_effet, reunions
from subventions.models import Attribution, Demande, Reversement, Versement

JOURS = [date(2026, 1, 2), date(2026, 6, 15), date(2026, 11, 22), date(2028, 2, 29)]


def charger(au: date) -> str:
    sortie = StringIO()
    call_command("charger_demo", "--au", au.isoformat(), stdout=sortie)
    return sortie.getvalue()


@pytest.mark.parametrize("au", JOURS)
def test_le_calendrier_a_un_passe_et_un_avenir_chaque_jour(au: date) -> None:
    prevues = reunions(au)
    assert prevues == reunions(au)
    assert any(prevue.jour > au for prevue in prevues)
    assert date_effet(au).year == au.year - 4 or au.month == 1
    assert {prevue.centre for prevue in prevues} == {"", *CENTRES}


@pytest.mark.django_db
def test_quatre_ans_d_activite_sans_alteration() -> None:
    assert "Démonstration chargée au 15\u00a0juin\u00a02026" in charger(date(2026, 6, 15))
    pacte = Pacte.objects.get(code="demonstration")
    assert pacte.fictif
    assert pacte.date_fin() > date(2026, 6, 15)
    assert not Pacte.objects.get(code="chambery-2023").fictif
    assert Reunion.objects.filter(pacte=pacte).count() > 35
    assert CompteRendu.objects.filter(etat="definitif").count() > 30
    assert {"brouillon", "invitee", "tenue"} == set(
        Reunion.objects.order_by().values_list("etat", flat=True).distinct()
    )
    assert Decision.objects.filter(date_realisation=None, echeance__lt=date(2026, 6, 15)).exists()
    assert list(verifier_scelles()) == []
    reversements = Reversement.objects.filter(pacte=pacte).select_related("lettre")
    assert {claim.etat_enum.value for claim in reversements} >= {"contradictoire"}
    assert all(claim.lettre is not None for claim in reversements)
    # Of each exercise over, what was voted is what was paid, to the cent.
    for vote in Attribution.objects.filter(exercice__lt=2026, demande__genre="fonctionnement"):
        payes = Versement.objects.filter(centre=vote.centre, exercice=vote.exercice)
        autres = payes.filter(attribution__demande__genre="projet")
        total = sum(v.montant for v in payes) - sum(v.montant for v in autres)
        assert total == vote.montant
    for demande in Demande.objects.prefetch_related("lignes"):
        lignes = list(demande.lignes.all())
        charges = sum(ligne.montant for ligne in lignes if ligne.section == "charge")
        assert charges == sum(ligne.montant for ligne in lignes if ligne.section == "produit")
    assert (
        User.objects.filter(personne__fonctions__organisation__code="VILLE-CHAMBERY").count() == 1
    )
    with pytest.raises(CommandError, match="déjà chargée"):
        charger(date(2026, 6, 15))


@pytest.mark.django_db
def test_une_date_illisible_est_refusee() -> None:
    with pytest.raises(CommandError, match="AAAA-MM-JJ"):
        call_command("charger_demo", "--au", "15/06/2026")
