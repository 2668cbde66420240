"""The automatic reminder of invitations: its days, and each person once (R20)."""

import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone

from gouvernance import operations
from gouvernance.models import Participation, Reunion
from gouvernance.operations import reponses
from gouvernance.operations.rappels_invitations import rappeler_les_invitations
from gouvernance.operations.reponses import Reponse, relancer_automatiquement
from gouvernance.rules.relances import is_jour_de_relance
from pacte.courrier.models import Courriel
from pacte.journal.models import Entree
from tests.factories_accord import equipe, fonction, un_pacte
from tests.factories_gouvernance import relue, une_invitee

PARIS = ZoneInfo("Europe/Paris")
REUNION = date(2026, 6, 30)
DELAI = 7


@pytest.mark.parametrize(
    ("le", "dernier", "attendu"),
    [
        (date(2026, 6, 22), date(2026, 6, 1), False),
        (date(2026, 6, 23), date(2026, 6, 1), True),
        # Nobody ran it for three days: it leaves late, until the day before.
        (date(2026, 6, 26), date(2026, 6, 1), True),
        (date(2026, 6, 29), date(2026, 6, 1), True),
        # The day itself and after: of no more use.
        (date(2026, 6, 30), date(2026, 6, 1), False),
        (date(2026, 7, 1), date(2026, 6, 1), False),
        # Invited or reminded yesterday: nobody is asked twice in two days.
        (date(2026, 6, 24), date(2026, 6, 23), False),
        (date(2026, 6, 24), date(2026, 6, 22), True),
    ],
)
def test_les_jours_de_la_relance(le: date, dernier: date, attendu: bool) -> None:
    assert is_jour_de_relance(le, jour=REUNION, delai=DELAI, dernier_courriel=dernier) is attendu


def test_une_reunion_sans_date_ne_relance_personne() -> None:
    assert not is_jour_de_relance(REUNION, jour=None, delai=DELAI, dernier_courriel=REUNION)


def _le_jour(reunion: Reunion, avant: int) -> datetime:
    jour = reunion.date_reunion - timedelta(days=avant)
    return datetime(jour.year, jour.month, jour.day, 8, 20, tzinfo=PARIS)


def test_chaque_personne_muette_une_seule_fois(p: SimpleNamespace, horloge: Any) -> None:
    reunion = une_invitee(p, p.avs)
    elle = reunion.participations.get(fonction=p.direction)
    elle.reunion = reunion
    reponses.repondre(elle, Reponse("presente"), par=p.direction)
    muettes = reunion.participations.filter(reponse="attendue", courriel__isnull=False).count()
    avant = Courriel.objects.count()
    delai = reunion.instance.delai_documents
    envois = []
    # Twice each morning, three mornings without any worker in between.
    for jours in (delai + 1, delai, delai, delai - 1, delai - 4, delai - 4, 0):
        horloge.move_to(_le_jour(reunion, jours))
        rappeler_les_invitations(timezone.localdate())
        envois.append(Courriel.objects.count() - avant)
    assert envois == [0] + [muettes] * 6
    assert not Courriel.objects.filter(
        destinataire=p.direction.personne.courriel, objet__endswith="votre réponse"
    )
    assert Entree.objects.filter(action="relancer_invites_automatiquement").count() == 1


def test_une_relance_en_retard_part_quand_meme(p: SimpleNamespace, horloge: Any) -> None:
    reunion = une_invitee(p, p.avs)
    avant = Courriel.objects.count()
    horloge.move_to(_le_jour(reunion, reunion.instance.delai_documents - 3))
    rappeler_les_invitations(timezone.localdate())
    assert Courriel.objects.count() > avant


def test_une_reunion_deplacee_relance_pour_sa_nouvelle_date(
    p: SimpleNamespace, horloge: Any
) -> None:
    reunion = une_invitee(p, p.avs)
    horloge.move_to(_le_jour(reunion, reunion.instance.delai_documents))
    rappeler_les_invitations(timezone.localdate())
    assert Participation.objects.filter(relance_automatique_le__isnull=False).exists()
    relu = relue(reunion)
    operations.modifier(
        relu, par=p.avs, version=relu.version, duree_minutes=90, lieu="Mairie", message="",
        date_reunion=relu.date_reunion + timedelta(days=30), visioconference="", motif="Retard.",
        heure=timezone.localtime(relu.debut).time(),
    )  # fmt: skip
    assert not Participation.objects.filter(relance_automatique_le__isnull=False).exists()
    avant = Courriel.objects.count()
    rappeler_les_invitations(timezone.localdate())
    assert Courriel.objects.count() == avant
    horloge.move_to(_le_jour(relue(reunion), reunion.instance.delai_documents))
    rappeler_les_invitations(timezone.localdate())
    assert Courriel.objects.count() > avant


@pytest.mark.parametrize("fin", ["annulee", "tenue"])
def test_une_reunion_finie_ne_relance_personne(p: SimpleNamespace, horloge: Any, fin: str) -> None:
    reunion = une_invitee(p, p.avs)
    if fin == "annulee":
        operations.annuler(reunion, par=p.avs, motif="Non.")
    else:
        reunion.etat = "tenue"
        reunion.save()
    avant = Courriel.objects.count()
    horloge.move_to(_le_jour(reunion, 3))
    assert relancer_automatiquement(reunion, le=timezone.localdate()) == 0
    rappeler_les_invitations(timezone.localdate())
    assert Courriel.objects.count() == avant


@pytest.mark.django_db(transaction=True)
def test_deux_processus_a_la_fois_relancent_une_fois(horloge: Any) -> None:
    p = un_pacte()
    p.gens = equipe(p)
    avs = p.gens["agent_avs"]
    fonction("direction", p.b)
    reunion = une_invitee(p, avs)
    muettes = reunion.participations.filter(courriel__isnull=False).count()
    horloge.move_to(_le_jour(reunion, 3))
    le = timezone.localdate()
    avant = Courriel.objects.count()
    depart = threading.Barrier(4)
    comptes: list[int] = []

    def relancer() -> None:
        depart.wait()
        try:
            comptes.append(relancer_automatiquement(reunion, le=le))
        finally:
            connection.close()

    _en_parallele(relancer, 4)
    assert sorted(comptes) == [0, 0, 0, muettes]
    assert Courriel.objects.count() == avant + muettes


def _en_parallele(travail: Callable[[], None], nombre: int) -> None:
    fils = [threading.Thread(target=travail) for _ in range(nombre)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
