"""Two gestures on one poll at the same moment: real threads on real rows (R4, R20)."""

import uuid
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from gouvernance.models import AbonnementCalendrier, Creneau, ReponseCreneau, Sondage, VoieReponse
from gouvernance.operations import abonnements, sondages
from pacte.courrier.models import Courriel
from pacte.socle.droits import ActeRefuse
from tests.factories_accord import compte, equipe, un_pacte
from tests.factories_gouvernance import relue, un_brouillon
from tests.factories_sondages import dans, envoi_de, relu, un_sondage
from tests.gouvernance.test_concurrence import ensemble

FOIS = 5


@pytest.fixture
def p(transactional_db: None) -> SimpleNamespace:
    pacte = un_pacte()
    pacte.gens = equipe(pacte)
    pacte.avs = pacte.gens["agent_avs"]
    return pacte


def test_repondre_pendant_que_la_date_se_choisit(p: SimpleNamespace) -> None:
    """Each answer is kept whole before the choice, or refused after it: never half."""
    sondage = un_sondage(p, p.avs)
    gens = [p.gens[nom] for nom in ("direction", "conseil_caf", "chef_service", "professionnel")]
    envois = [envoi_de(sondage, qui) for qui in gens]
    choix = {creneau.pk: "oui" for creneau in sondage.creneaux.all()}

    def repondre(rang: int) -> None:
        sondages.repondre(envois[rang], choix=choix, voie=VoieReponse.PORTAIL, par=gens[rang])

    def choisir() -> int:
        return sondages.choisir(
            sondage,
            creneau=min(choix),
            par=p.avs,
            version=1,
            lieu="Mairie",
            visioconference="",
            inviter=True,
        )

    actes = [lambda rang=rang: repondre(rang) for rang in range(len(gens))]
    issues = ensemble(*actes[:2], choisir, *actes[2:])
    assert isinstance(issues[2], int)
    refusees = [issue for issue in issues if isinstance(issue, ActeRefuse)]
    repondues = len(gens) - len(refusees)
    assert ReponseCreneau.objects.count() == repondues * len(choix)
    assert sondage.envois.filter(repondu_le__isnull=False).count() == repondues
    assert relue(sondage.reunion).etat == "invitee"


def test_deux_personnes_choisissent_a_la_fois(p: SimpleNamespace) -> None:
    sondage = un_sondage(p, p.avs)
    pks = [creneau.pk for creneau in sondage.creneaux.all()]

    def choisir(pk: int) -> int:
        return sondages.choisir(
            sondage,
            creneau=pk,
            par=p.avs,
            version=1,
            lieu="Mairie",
            visioconference="",
            inviter=True,
        )

    issues = ensemble(*[lambda pk=pk: choisir(pk) for pk in pks])
    assert sum(isinstance(issue, int) for issue in issues) == 1
    retenu = Creneau.objects.get(retenu=True)
    assert relue(sondage.reunion).debut == retenu.debut
    invitations = Courriel.objects.filter(methode_calendrier="REQUEST")
    adresses = list(invitations.values_list("destinataire", flat=True))
    assert len(adresses) == len(set(adresses)) > 3


def test_ouvrir_deux_fois_a_la_fois(p: SimpleNamespace) -> None:
    reunion, cle = un_brouillon(p, p.avs), uuid.uuid4()

    def ouvrir() -> int:
        _, envoyes = sondages.ouvrir(
            reunion,
            par=p.avs,
            cle=cle,
            creneaux=[dans(20), dans(21)],
            duree_minutes=60,
            date_cloture=timezone.localdate() + timedelta(days=3),
        )
        return envoyes

    issues = ensemble(*[ouvrir] * FOIS)
    assert Sondage.objects.count() == 1
    assert Courriel.objects.count() == max(issues) == sum(issues) > 3


def test_le_rappel_de_la_veille_lance_plusieurs_fois_a_la_fois(
    p: SimpleNamespace, horloge: Any
) -> None:
    """R20: in parallel and again, each person is reminded once."""
    sondage = un_sondage(p, p.avs, fin=1)
    questions = Courriel.objects.count()
    horloge.shift(timedelta(days=1))
    le = timezone.localdate()
    issues = ensemble(*[lambda: sondages.rappeler_la_veille(le)] * FOIS)
    assert sum(issues) == Courriel.objects.count() - questions == questions
    rappels = Courriel.objects.filter(objet__endswith="sont attendues")
    adresses = list(rappels.values_list("destinataire", flat=True))
    assert len(adresses) == len(set(adresses))
    assert sondages.rappeler_la_veille(le) == 0
    assert relu(sondage).date_choix is None


def test_creer_la_meme_adresse_deux_fois_a_la_fois(p: SimpleNamespace) -> None:
    compte(p.avs)
    issues = ensemble(*[lambda: abonnements.creer(par=p.avs)] * FOIS)
    assert sum(isinstance(issue, str) for issue in issues) == 1
    assert AbonnementCalendrier.objects.count() == 1
