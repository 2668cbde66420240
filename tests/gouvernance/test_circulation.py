"""A draft goes round: submitted, agreed with, remarked on, approved; then definitive."""

import uuid
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from gouvernance import operations, permissions
from gouvernance.lectures.approbation import approbation_du, is_approuve, limite_des_remarques
from gouvernance.models import (
    AccordCompteRendu,
    Approbation,
    CompteRendu,
    Decision,
    EtatRemarque,
    Participation,
    Remarque,
    Reunion,
    VersionProjet,
)
from gouvernance.operations.comptes_rendus import PREMIERE_VERSION
from gouvernance.permissions import circulation as droits
from gouvernance.rules.circulation import Voie
from pacte.accord.models import Fonction
from pacte.courrier.models import Courriel
from pacte.documents.scelles import verifier_scelles
from pacte.socle.droits import ActeRefuse
from pacte.socle.versions import CleDejaUtilisee, ConflitDeVersion
from tests.conftest import AUJOURDHUI
from tests.factories_gouvernance import (
    relue,
    tous_presents,
    un_apport,
    un_approuve,
    un_brouillon,
    un_projet,
    une_definitive,
    une_invitee,
    une_redaction,
    une_tenue,
)

LIMITE = AUJOURDHUI + timedelta(days=15)
LENDEMAIN = LIMITE + timedelta(days=1)


def mots(texte: str) -> str:
    """A text whose no-break spaces read as ordinary ones."""
    return texte.replace("\u00a0", " ")


def projet_de(reunion: Reunion) -> CompteRendu:
    return CompteRendu.objects.get(reunion=reunion)


def remarque_de(reunion: Reunion, par: Fonction, **champs: Any) -> Remarque:
    defauts = {"texte": "Il manque un mot.", "cle": uuid.uuid4()}
    return operations.remarquer(relue(reunion), par=par, **defauts | champs)


def invites(reunion: Reunion) -> list[Fonction]:
    return [
        p.fonction
        for p in Participation.objects.filter(reunion=reunion)
        .select_related("fonction__personne", "fonction__organisation")
        .order_by("pk")
    ]


def reecrire(reunion: Reunion, par: Fonction, conclusion: str) -> None:
    """Write the conclusion again, all else kept."""
    compte_rendu = projet_de(reunion)
    operations.ecrire(
        reunion,
        par=par,
        version=compte_rendu.version,
        redaction=operations.Redaction(
            passages={p.point_id: p.texte for p in compte_rendu.passages.order_by("pk")},
            decisions=[
                operations.DecisionEcrite(
                    texte=d.texte,
                    pk=d.pk,
                    point=d.point_id,
                    responsable=d.responsable,
                    echeance=d.echeance,
                )
                for d in Decision.objects.filter(reunion=reunion).order_by("ordre")
            ],
            conclusion=conclusion,
        ),
    )


# --- Submitting ------------------------------------------------------------------------


def test_soumettre_fixe_le_dernier_jour(p: SimpleNamespace) -> None:
    """The body's delay, 15 days, unless the organiser chooses another within reason."""
    compte_rendu = projet_de(un_projet(p, p.avs))
    assert compte_rendu.date_limite_remarques == LIMITE
    assert compte_rendu.version_projet == 1
    version = VersionProjet.objects.get(compte_rendu=compte_rendu)
    assert (version.date_soumission, version.date_limite) == (AUJOURDHUI, LIMITE)
    autre = une_redaction(p, p.avs, instance="comite-pilotage")
    choisie = AUJOURDHUI + timedelta(days=7)
    operations.soumettre(autre, par=p.avs, limite=choisie)
    assert projet_de(autre).date_limite_remarques == choisie


@pytest.mark.parametrize("jours", [0, 2, 91])
def test_une_limite_deraisonnable_est_refusee(p: SimpleNamespace, jours: int) -> None:
    reunion = une_redaction(p, p.avs)
    with pytest.raises(ActeRefuse):
        operations.soumettre(reunion, par=p.avs, limite=AUJOURDHUI + timedelta(days=jours))
    assert projet_de(reunion).etat == "redaction"


def test_chaque_personne_invitee_est_prevenue_une_fois(p: SimpleNamespace) -> None:
    reunion = une_redaction(p, p.avs)
    avant = Courriel.objects.count()
    operations.soumettre(reunion, par=p.avs)
    operations.soumettre(reunion, par=p.avs)
    ecrits = list(Courriel.objects.order_by("cree_le")[avant:])
    attendus = {f.personne.courriel for f in invites(reunion)} - {"", p.avs.personne.courriel}
    assert sorted(c.destinataire for c in ecrits) == sorted(attendus)
    for courriel in ecrits:
        assert "Comité technique" in courriel.objet
        assert courriel.objet.endswith(": relire le compte rendu")
        premiere = mots(courriel.texte.splitlines()[0])
        assert premiere.startswith("Relisez le projet de compte rendu")
        assert "30 juin 2026 inclus" in premiere
        assert courriel.html.count("<a href=") >= 1
        # Nobody has an account here: the mail carries a personal link, and is confidential.
        assert courriel.confidentiel
        assert "/invitations/" in courriel.texte


def test_une_reunion_notee_apres_coup_ne_previent_personne(p: SimpleNamespace) -> None:
    """Minutes of a meeting that the portal never announced: nobody is written to by surprise."""
    avant = Courriel.objects.count()
    compte_rendu = operations.apporter_a_une_nouvelle_reunion(
        p.pacte,
        instance=p.instances["comite-technique"],
        centre=p.a,
        theme=None,
        date_reunion=date(2026, 6, 3),
        heure=None,
        par=p.avs,
        apport=un_apport(presentes=[p.direction]),
    )
    assert Courriel.objects.count() == avant
    assert compte_rendu.date_limite_remarques == LIMITE
    assert compte_rendu.version_projet == 1


def test_un_autre_fichier_apporte_fait_une_autre_version(p: SimpleNamespace) -> None:
    reunion = une_invitee(p, p.avs, dans=-3)
    operations.apporter(reunion, par=p.avs, apport=un_apport())
    operations.noter_approbation(reunion, par=p.avs, voie=Approbation.SEANCE)
    operations.apporter(reunion, par=p.avs, apport=un_apport(presentes=[p.direction]))
    compte_rendu = projet_de(reunion)
    # Attendance changed: the approval noted before no longer holds.
    assert (compte_rendu.version_projet, compte_rendu.approbation) == (2, "")


# --- Agreeing ----------------------------------------------------------------------------


def test_donner_son_accord_une_seule_fois(p: SimpleNamespace) -> None:
    reunion = un_projet(p, p.avs)
    for _ in range(2):
        operations.donner_accord(reunion, par=p.direction, version=1)
    accord = AccordCompteRendu.objects.get()
    assert (accord.par, accord.version, accord.date_accord) == (p.direction, 1, AUJOURDHUI)
    droit = droits.can_donner_accord(p.direction, relue(reunion), AUJOURDHUI)
    assert droit.motif == "Vous avez déjà donné votre accord sur ce projet."
    sien = droits.can_donner_accord(p.avs, relue(reunion), AUJOURDHUI)
    assert sien.motif == "Vous avez soumis ce projet : votre accord est déjà compté."


def test_l_accord_porte_sur_la_version_lue(p: SimpleNamespace) -> None:
    reunion = un_projet(p, p.avs)
    operations.donner_accord(reunion, par=p.direction, version=1)
    reecrire(reunion, p.avs, "Une autre fin.")
    with pytest.raises(ActeRefuse, match="repris par son auteur"):
        operations.donner_accord(reunion, par=p.gens["elu"], version=1)
    avant = Courriel.objects.count()
    operations.soumettre(reunion, par=p.avs)
    assert projet_de(reunion).version_projet == 2
    with pytest.raises(ConflitDeVersion):
        operations.donner_accord(reunion, par=p.gens["elu"], version=1)
    # The one who had agreed is told what changed, and that alone.
    hers = Courriel.objects.filter(destinataire=p.direction.personne.courriel).latest("cree_le")
    assert Courriel.objects.count() > avant
    assert "qui a changé depuis votre accord" in hers.texte
    assert "- la conclusion" in hers.texte
    assert "le point" not in hers.texte.partition("Deux gestes")[0].partition("précédente")[2]
    assert droits.can_donner_accord(p.direction, relue(reunion), AUJOURDHUI)


def test_soumettre_sans_rien_changer_ne_redemande_rien(p: SimpleNamespace) -> None:
    reunion = un_projet(p, p.avs)
    operations.donner_accord(reunion, par=p.direction, version=1)
    reecrire(reunion, p.avs, "Prochaine réunion à l'automne.")
    assert projet_de(reunion).etat == "redaction"
    avant = Courriel.objects.count()
    operations.soumettre(reunion, par=p.avs)
    compte_rendu = projet_de(reunion)
    assert (compte_rendu.etat, compte_rendu.version_projet) == ("projet", 1)
    assert Courriel.objects.count() == avant
    assert not droits.can_donner_accord(p.direction, relue(reunion), AUJOURDHUI)


def test_corriger_les_presences_rouvre_le_projet(p: SimpleNamespace) -> None:
    """Nobody agreed with the corrected attendance: it is submitted again, and says what changed."""
    reunion = un_projet(p, p.avs)
    lues = tous_presents(reunion)
    lues[min(lues)] = ("excusee", "")
    operations.noter_presences(reunion, par=p.avs, version=reunion.version, presences=lues)
    assert projet_de(reunion).etat == "redaction"
    operations.soumettre(reunion, par=p.avs)
    assert "- les présences" in Courriel.objects.latest("cree_le").texte


# --- Remarks -------------------------------------------------------------------------------


def test_une_remarque_par_point_ou_sur_l_ensemble(p: SimpleNamespace) -> None:
    reunion = un_projet(p, p.avs)
    point = reunion.points.order_by("ordre").first()
    sur_point = remarque_de(reunion, p.direction, point=point)
    ensemble = remarque_de(reunion, p.gens["elu"])
    assert (sur_point.point, sur_point.etat, sur_point.date_remarque) == (
        point,
        EtatRemarque.A_TRAITER,
        AUJOURDHUI,
    )
    assert ensemble.point is None
    etrangere = un_projet(p, p.avs, instance="comite-pilotage").points.order_by("ordre").first()
    with pytest.raises(ActeRefuse, match="autre réunion"):
        remarque_de(reunion, p.direction, point=etrangere)


def test_la_meme_remarque_envoyee_deux_fois_n_en_fait_qu_une(p: SimpleNamespace) -> None:
    reunion = un_projet(p, p.avs)
    cle = uuid.uuid4()
    assert remarque_de(reunion, p.direction, cle=cle) == remarque_de(reunion, p.direction, cle=cle)
    assert Remarque.objects.count() == 1
    with pytest.raises(CleDejaUtilisee):
        remarque_de(reunion, p.gens["elu"], cle=cle)


@pytest.mark.parametrize(("jour", "recue"), [(LIMITE, True), (LENDEMAIN, False)])
def test_le_dernier_jour_est_compris(
    p: SimpleNamespace, horloge: Any, jour: date, recue: bool
) -> None:
    reunion = un_projet(p, p.avs)
    horloge.move_to(timezone.make_aware(timezone.datetime(jour.year, jour.month, jour.day, 23, 50)))
    if recue:
        assert remarque_de(reunion, p.direction).date_remarque == jour
        return
    with pytest.raises(ActeRefuse) as refusee:
        remarque_de(reunion, p.direction)
    assert "jusqu'au mardi 30 juin 2026 inclus" in mots(refusee.value.droit.motif)
    assert "addendum" in refusee.value.droit.motif
    with pytest.raises(ActeRefuse, match="étaient attendues"):
        operations.donner_accord(reunion, par=p.direction, version=1)
    assert not Remarque.objects.exists()


def test_prendre_en_compte_previent_son_auteur(p: SimpleNamespace) -> None:
    reunion = un_projet(p, p.avs)
    remarque = remarque_de(reunion, p.direction)
    avant = Courriel.objects.count()
    for _ in range(2):
        operations.traiter_remarque(
            remarque, par=p.avs, etat=EtatRemarque.PRISE_EN_COMPTE, reponse="Corrigé."
        )
    remarque.refresh_from_db()
    assert (remarque.etat, remarque.reponse, remarque.reponse_par, remarque.date_reponse) == (
        "prise_en_compte",
        "Corrigé.",
        p.avs,
        AUJOURDHUI,
    )
    assert Courriel.objects.count() == avant + 1
    courriel = Courriel.objects.latest("cree_le")
    assert courriel.destinataire == p.direction.personne.courriel
    assert "prise en compte" in courriel.objet
    assert "Corrigé." in courriel.texte


def test_repondre_sans_changer_demande_une_reponse(p: SimpleNamespace) -> None:
    remarque = remarque_de(un_projet(p, p.avs), p.direction)
    with pytest.raises(ActeRefuse, match="Écrivez votre réponse"):
        operations.traiter_remarque(remarque, par=p.avs, etat=EtatRemarque.REPONDUE, reponse="  ")
    with pytest.raises(ActeRefuse, match="prise en compte"):
        operations.traiter_remarque(remarque, par=p.avs, etat=EtatRemarque.RETIREE)
    with pytest.raises(ActeRefuse, match="Cette action revient"):
        operations.traiter_remarque(
            remarque, par=p.direction, etat=EtatRemarque.PRISE_EN_COMPTE, reponse=""
        )


def test_l_auteur_retire_sa_remarque_tant_qu_elle_est_ouverte(p: SimpleNamespace) -> None:
    reunion = un_projet(p, p.avs)
    remarque = remarque_de(reunion, p.direction)
    with pytest.raises(ActeRefuse, match="Seule la personne"):
        operations.retirer_remarque(remarque, par=p.gens["elu"])
    assert operations.retirer_remarque(remarque, par=p.direction).etat == "retiree"
    assert operations.retirer_remarque(remarque, par=p.direction).etat == "retiree"
    with pytest.raises(ActeRefuse, match="est retirée"):
        operations.traiter_remarque(
            remarque, par=p.avs, etat=EtatRemarque.REPONDUE, reponse="Trop tard."
        )
    autre = remarque_de(reunion, p.direction)
    operations.traiter_remarque(autre, par=p.avs, etat=EtatRemarque.PRISE_EN_COMPTE)
    with pytest.raises(ActeRefuse, match="déjà prise en compte"):
        operations.retirer_remarque(autre, par=p.direction)


# --- Approval --------------------------------------------------------------------------------


def test_sans_approbation_pas_de_version_definitive(p: SimpleNamespace, horloge: Any) -> None:
    reunion = un_projet(p, p.avs)
    version = projet_de(reunion).version
    with pytest.raises(ActeRefuse) as refus:
        operations.rendre_definitif(reunion, par=p.avs, version=version)
    assert "il le sera le mercredi 1er juillet 2026" in mots(refus.value.droit.motif)
    # The delay passes without a remark.
    horloge.move_to(timezone.make_aware(timezone.datetime(2026, 7, 1, 9)))
    scelle = operations.rendre_definitif(reunion, par=p.avs, version=version)
    assert (scelle.approbation, scelle.date_approbation) == ("tacite", LENDEMAIN)


def test_chaque_personne_invitee_d_accord_suffit(p: SimpleNamespace) -> None:
    reunion = un_projet(p, p.avs)
    for fonction in invites(reunion):
        assert not is_approuve(relue(reunion), AUJOURDHUI)
        if fonction.personne_id != p.avs.personne_id:
            operations.donner_accord(reunion, par=fonction, version=1)
    approuve = approbation_du(relue(reunion), AUJOURDHUI)
    assert (approuve.voie, approuve.le) == (Voie.UNANIME, AUJOURDHUI)
    scelle = operations.rendre_definitif(reunion, par=p.avs, version=projet_de(reunion).version)
    assert (scelle.approbation, scelle.date_approbation) == ("unanime", AUJOURDHUI)


def test_une_remarque_ouverte_retient_la_version_definitive(p: SimpleNamespace) -> None:
    reunion = un_approuve(p, p.avs)
    remarque = remarque_de(reunion, p.direction)
    version = projet_de(reunion).version
    with pytest.raises(ActeRefuse, match="Une remarque est à traiter"):
        operations.rendre_definitif(reunion, par=p.avs, version=version)
    operations.traiter_remarque(
        remarque, par=p.avs, etat=EtatRemarque.REPONDUE, reponse="Le texte dit déjà cela."
    )
    scelle = operations.rendre_definitif(reunion, par=p.avs, version=version)
    assert (scelle.approbation, scelle.date_approbation) == ("seance", reunion.date_reunion)


def test_approuver_a_la_reunion_suivante(p: SimpleNamespace) -> None:
    reunion = un_projet(p, p.avs, dans=-30)
    suivante = une_tenue(p, p.avs, dans=-2)
    autre_centre = une_tenue(p, p.avs, dans=-2, centre=p.b)
    avant = une_tenue(p, p.avs, dans=-60)
    for impossible in (None, autre_centre, avant, reunion):
        with pytest.raises(ActeRefuse, match="Choisissez une réunion suivante"):
            operations.noter_approbation(
                reunion, par=p.avs, voie=Approbation.REUNION, suivante=impossible
            )
    note = operations.noter_approbation(
        reunion, par=p.avs, voie=Approbation.REUNION, suivante=suivante
    )
    assert (note.approuve_en_reunion, note.date_approbation) == (suivante, suivante.date_reunion)
    # Replayed on the eve of that meeting, the draft was not approved yet.
    veille = suivante.date_reunion - timedelta(days=1)
    assert approbation_du(relue(reunion), veille) is None
    with pytest.raises(ActeRefuse, match="se calcule"):
        operations.noter_approbation(reunion, par=p.avs, voie=Approbation.TACITE)


def test_la_reunion_suivante_porte_le_point_d_approbation(p: SimpleNamespace) -> None:
    """Opened after the submission, or before it: the item is first on the agenda, once."""
    reunion = un_projet(p, p.avs)
    ouverte_apres = operations.ouvrir(
        p.pacte,
        instance=p.instances["comite-technique"],
        centre=p.a,
        par=p.avs,
        cle=uuid.uuid4(),
        date_reunion=AUJOURDHUI + timedelta(days=40),
    )
    premier = ouverte_apres.points.order_by("ordre").first()
    assert mots(premier.titre) == "Approbation du compte rendu du 5 juin 2026"
    assert premier.approbation_de == reunion
    assert ouverte_apres.points.filter(approbation_de=reunion).count() == 1
    ailleurs = operations.ouvrir(
        p.pacte,
        instance=p.instances["comite-technique"],
        centre=p.b,
        par=p.avs,
        cle=uuid.uuid4(),
        date_reunion=AUJOURDHUI + timedelta(days=40),
    )
    assert not ailleurs.points.filter(approbation_de__isnull=False).exists()
    # Opened before: it comes with the submission, and does not come twice.
    pilotage = un_brouillon(p, p.avs, instance="comite-pilotage", dans=20)
    ancienne = un_projet(p, p.avs, instance="comite-pilotage")
    reecrire(ancienne, p.avs, "Autre fin.")
    operations.soumettre(ancienne, par=p.avs)
    assert pilotage.points.filter(approbation_de=ancienne).count() == 1
    # Definitive before the meeting is announced: there is nothing left to approve.
    operations.noter_approbation(ancienne, par=p.avs, voie=Approbation.SEANCE)
    operations.rendre_definitif(ancienne, par=p.avs, version=projet_de(ancienne).version)
    assert not pilotage.points.filter(approbation_de=ancienne).exists()


def test_un_projet_d_avant_la_circulation_garde_son_delai(p: SimpleNamespace) -> None:
    """Drafts submitted before the portal kept a last day: the body's usual delay."""
    reunion = un_projet(p, p.avs)
    compte_rendu = projet_de(reunion)
    compte_rendu.date_limite_remarques = None
    compte_rendu.version_projet = 0
    compte_rendu.save()
    assert limite_des_remarques(projet_de(reunion)) == LIMITE
    assert permissions.can_rendre_definitif(p.avs, relue(reunion), LENDEMAIN)


def test_ce_qui_est_scelle_est_ce_qui_a_ete_approuve(p: SimpleNamespace) -> None:
    """A row changed without going through the portal's acts: the seal is refused."""
    reunion = un_approuve(p, p.avs)
    decision = Decision.objects.get(reunion=reunion)
    decision.texte = "Tout autre chose."
    decision.save()
    with pytest.raises(ActeRefuse, match="a changé depuis sa soumission"):
        operations.rendre_definitif(reunion, par=p.avs, version=projet_de(reunion).version)


# --- Definitive -------------------------------------------------------------------------------


def test_la_version_definitive_previent_chacun_une_fois(p: SimpleNamespace) -> None:
    reunion = un_approuve(p, p.avs)
    responsable = Decision.objects.get(reunion=reunion).responsable
    avant = Courriel.objects.count()
    version = projet_de(reunion).version
    for _ in range(2):
        operations.rendre_definitif(reunion, par=p.avs, version=version)
    ecrits = list(Courriel.objects.order_by("cree_le")[avant:])
    adresses = [courriel.destinataire for courriel in ecrits]
    attendus = {f.personne.courriel for f in invites(reunion)} - {"", p.avs.personne.courriel}
    assert sorted(adresses) == sorted(attendus | {responsable.personne.courriel})
    decision = Decision.objects.get(reunion=reunion)
    sien = next(c for c in ecrits if c.destinataire == responsable.personne.courriel)
    assert f"/decisions/{decision.pk}/" in sien.texte
    assert "revient" in sien.objet
    autres = [c for c in ecrits if c is not sien]
    assert autres
    document = projet_de(reunion).document
    for courriel in autres:
        assert courriel.objet.endswith(": compte rendu définitif")
        assert document.sha256 in courriel.texte


def test_une_version_definitive_ferme_remarques_et_accords(p: SimpleNamespace) -> None:
    reunion = un_approuve(p, p.avs)
    remarque = remarque_de(reunion, p.direction)
    operations.retirer_remarque(remarque, par=p.direction)
    operations.rendre_definitif(reunion, par=p.avs, version=projet_de(reunion).version)
    with pytest.raises(ActeRefuse, match="addendum"):
        remarque_de(reunion, p.direction)
    with pytest.raises(ActeRefuse, match="addendum"):
        operations.donner_accord(reunion, par=p.direction, version=1)
    remarque.refresh_from_db()
    remarque.texte = "Réécrite."
    with pytest.raises(DatabaseError, match="définitif"), transaction.atomic():
        remarque.save()
    with pytest.raises(DatabaseError, match="définitif"), transaction.atomic():
        Remarque.objects.create(
            compte_rendu=projet_de(reunion),
            par=p.direction,
            date_remarque=AUJOURDHUI,
            texte="Ajoutée par un autre chemin.",
        )


def test_reprendre_un_point_plus_tard_n_altere_pas_le_scelle(p: SimpleNamespace) -> None:
    reunion = une_definitive(p, p.avs)
    point = reunion.points.order_by("ordre").first()
    point.a_reporter = True
    point.save()
    assert list(verifier_scelles()) == []


@pytest.mark.parametrize(
    "requete",
    [
        "UPDATE gouvernance_versionprojet SET numero = 9",
        "DELETE FROM gouvernance_versionprojet",
        "UPDATE gouvernance_accordcompterendu SET version = 9",
        "DELETE FROM gouvernance_accordcompterendu",
    ],
)
def test_versions_et_accords_ne_se_reecrivent_pas(p: SimpleNamespace, requete: str) -> None:
    reunion = un_projet(p, p.avs)
    operations.donner_accord(reunion, par=p.direction, version=1)
    with (
        pytest.raises(DatabaseError, match=r"ne se modifie pas|permission denied"),
        transaction.atomic(),
        connection.cursor() as curseur,
    ):
        curseur.execute(requete)


def test_une_premiere_redaction_n_a_pas_de_version(p: SimpleNamespace) -> None:
    reunion = une_tenue(p, p.avs)
    texte = operations.Redaction(conclusion="Fin.")
    operations.ecrire(reunion, par=p.avs, version=PREMIERE_VERSION, redaction=texte)
    assert projet_de(reunion).version_projet == 0
    assert not droits.can_remarquer(p.direction, relue(reunion), AUJOURDHUI)
    assert not droits.can_noter_approbation(p.avs, relue(reunion), AUJOURDHUI)
    assert not droits.can_ajouter_addendum(p.avs, relue(reunion), AUJOURDHUI)
    assert droits.can_ajouter_addendum(
        p.avs, une_definitive(p, p.avs, instance="comite-pilotage"), AUJOURDHUI
    )
