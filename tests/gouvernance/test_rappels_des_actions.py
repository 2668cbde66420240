"""Reminders: each one once, whatever runs twice, in parallel, or not at all for three days (R20)."""

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse

from gouvernance import operations
from gouvernance.operations.rappels import JOURS_APRES, rappeler_actions
from pacte.courrier.models import Courriel
from pacte.socle.droits import ActeRefuse
from tests.conftest import AUJOURDHUI
from tests.factories_accord import equipe, un_pacte
from tests.factories_gouvernance import une_definitive_avec
from tests.gouvernance.conftest import Connecter
from tests.gouvernance.test_suivi_des_actions import definitive, ensemble


def jour(n: int) -> date:
    return AUJOURDHUI + timedelta(days=n)


@pytest.fixture
def rappels(p: SimpleNamespace) -> Callable[[], list[str]]:
    """The subjects of the reminders written since the last call."""
    connus: set[object] = set()

    def lire() -> list[str]:
        nouveaux = Courriel.objects.exclude(pk__in=connus).order_by("cree_le")
        objets = [c.objet for c in nouveaux if "action" in c.objet and "revient" not in c.objet]
        connus.update(c.pk for c in nouveaux)
        return objets

    return lire


@pytest.mark.parametrize(
    ("dans", "rappel"),
    [(8, 0), (7, 1), (3, 1), (0, 1), (-1, 1), (-JOURS_APRES, 1), (-JOURS_APRES - 1, 0)],
)
def test_un_rappel_dans_la_semaine_puis_un_apres(
    p: SimpleNamespace, rappels: Callable[[], list[str]], dans: int, rappel: int
) -> None:
    # The factory's own line is due in twenty days: nobody is reminded of it.
    definitive(p, echeance=jour(dans))
    rappels()
    rappeler_actions(AUJOURDHUI)
    assert len(rappels()) == rappel


def test_chaque_rappel_part_une_seule_fois(
    p: SimpleNamespace, rappels: Callable[[], list[str]]
) -> None:
    definitive(p, echeance=jour(5))
    rappels()
    for _ in range(3):
        rappeler_actions(AUJOURDHUI)
    (objet,) = rappels()
    assert objet.endswith(": action bientôt due")
    for n in range(1, 6):
        rappeler_actions(jour(n))
    assert rappels() == []
    # Nothing ran on the sixth, seventh and eighth day: the one after leaves on the ninth, once.
    rappeler_actions(jour(9))
    rappeler_actions(jour(10))
    (objet,) = rappels()
    assert objet.endswith(": action en retard")


def test_une_echeance_changee_a_son_propre_rappel(
    p: SimpleNamespace, rappels: Callable[[], list[str]]
) -> None:
    action = definitive(p, echeance=jour(2))
    rappeler_actions(AUJOURDHUI)
    rappels()
    operations.reporter(action, par=p.direction, echeance=jour(6), motif="X")
    rappeler_actions(AUJOURDHUI)
    assert len(rappels()) == 1


@pytest.mark.parametrize("geste", ["faite", "bloquee", "sans_responsable"])
def test_ce_qui_n_attend_personne_n_est_pas_rappele(
    p: SimpleNamespace, rappels: Callable[[], list[str]], geste: str
) -> None:
    responsable = None if geste == "sans_responsable" else p.direction
    action = definitive(p, echeance=jour(-1), responsable=responsable)
    if geste == "faite":
        operations.realiser(action, par=p.avs, le=AUJOURDHUI)
    if geste == "bloquee":
        operations.signaler_blocage(action, par=p.direction, texte="X")
    rappels()
    rappeler_actions(AUJOURDHUI)
    assert rappels() == []


def test_un_seul_courriel_pour_plusieurs_actions(
    p: SimpleNamespace, rappels: Callable[[], list[str]]
) -> None:
    une_definitive_avec(
        p,
        p.avs,
        *(
            {
                "responsable": p.direction,
                "genre": "action",
                "texte": f"Chose {rang}.",
                "echeance": jour(dans),
            }
            for rang, dans in enumerate((3, -2))
        ),
    )
    rappels()
    assert rappeler_actions(AUJOURDHUI) == 1
    (objet,) = rappels()
    assert objet == "Vos actions, lundi 15 juin 2026 : 2 à suivre"
    courriel = Courriel.objects.latest("cree_le")
    assert courriel.texte.startswith("2 actions vous attendent.")
    assert courriel.texte.index("En retard") < courriel.texte.index("Chose 1.")
    assert reverse("mes_actions") in courriel.texte


def test_le_service_rappelle_une_fois_par_jour(
    p: SimpleNamespace, connecter: Connecter, rappels: Callable[[], list[str]]
) -> None:
    definitive(p, echeance=jour(-3))
    rappels()
    client = connecter(p.avs)
    page = client.get(reverse("lister_decisions", args=["essai"]) + "?etat=en_retard")
    assert "Rappeler aux responsables en retard" in page.content.decode()
    url = reverse("relancer_retards", args=["essai"])
    for _ in range(3):
        assert client.post(url).status_code == 302
    assert len(rappels()) == 1
    with pytest.raises(ActeRefuse):
        operations.relancer_retards(p.pacte, par=p.direction)


@pytest.mark.django_db(transaction=True)
def test_en_parallele_un_seul_rappel(transactional_db: None) -> None:
    p = un_pacte()
    p.gens = equipe(p)
    p.avs, p.direction = p.gens["agent_avs"], p.gens["direction"]
    definitive(p, echeance=jour(-3))
    avant = Courriel.objects.count()
    ensemble([lambda: rappeler_actions(AUJOURDHUI)] * 6)
    assert Courriel.objects.count() == avant + 1
