"""What the pages show of a draft going round, of its approval, and of the addenda made since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse

from gouvernance import permissions
from gouvernance.lectures.approbation import (
    approbation_du,
    limite_des_remarques,
    lire_faits,
    phrase_d_approbation,
    precharger,
)
from gouvernance.models import (
    AccordCompteRendu,
    Addendum,
    CompteRendu,
    Decision,
    EtatCompteRendu,
    EtatRemarque,
    Passage,
    PointOrdreDuJour,
    Remarque,
    Reunion,
)
from gouvernance.permissions import circulation as droits
from gouvernance.rules.circulation import changements, remarques_ouvertes, silencieuses
from pacte.accord.models import Fonction
from pacte.socle.droits import Droit
from pacte.socle.elements import Acte


@dataclass(frozen=True, slots=True)
class RemarqueAffichee:
    """A remark, what its reader may do with it, and where."""

    remarque: Remarque
    point: str
    droit_traiter: Droit
    droit_retirer: Droit


@dataclass(frozen=True, slots=True)
class Circulation:
    """Where the draft stands for one reader; `ma_voix` says what she has answered, or ""."""

    compte_rendu: CompteRendu
    limite: date | None
    en_cours: bool
    approbation: str
    attente: str
    remarques: Sequence[RemarqueAffichee]
    ouvertes: int
    accords: Sequence[AccordCompteRendu]
    manquantes: int
    ma_voix: str
    changements: Sequence[str]
    droit_accord: Droit
    acte_remarquer: Acte
    acte_approbation: Acte
    addenda: Sequence[Addendum]
    acte_addendum: Acte


def composer_circulation(
    reunion: Reunion, fonction: Fonction | None, le: date, *, prepare: bool
) -> Circulation | None:
    """Return what the page of a meeting shows of its draft, in five queries; None before it exists."""
    compte_rendu = reunion.compte_rendu_ou_rien
    if compte_rendu is None or compte_rendu.date_soumission is None:
        return None
    precharger(reunion)
    faits = lire_faits(reunion)
    if faits is None:
        return None
    definitif = compte_rendu.etat == EtatCompteRendu.DEFINITIF
    addenda = (
        list(
            compte_rendu.addenda.select_related(
                "document", "point", "par__personne", "par__organisation"
            ).order_by("numero")
        )
        if definitif
        else []
    )
    accords = [a for a in compte_rendu.accords.all() if a.version == compte_rendu.version_projet]
    chemin = [reunion.pacte.code, reunion.pk]
    en_cours = compte_rendu.etat == EtatCompteRendu.PROJET
    accord = droits.can_donner_accord(fonction, reunion, le)
    return Circulation(
        compte_rendu=compte_rendu,
        limite=limite_des_remarques(compte_rendu),
        en_cours=en_cours,
        approbation=phrase_du_compte_rendu(reunion, le),
        attente=permissions.is_approuve(reunion, le).motif if en_cours and prepare else "",
        remarques=_remarques(compte_rendu, fonction, le),
        ouvertes=remarques_ouvertes(faits, le),
        accords=accords,
        manquantes=len(silencieuses(faits, le)),
        ma_voix=_ma_voix(compte_rendu, fonction, accords) if en_cours else "",
        changements=_changements(compte_rendu, fonction) if en_cours else (),
        droit_accord=accord,
        acte_remarquer=Acte(
            droits.can_remarquer(fonction, reunion, le),
            "Faire une remarque",
            reverse("remarquer", args=chemin),
        ),
        acte_approbation=Acte(
            droits.can_noter_approbation(fonction, reunion, le),
            "Noter l’approbation",
            reverse("noter_approbation", args=chemin),
        ),
        addenda=addenda,
        acte_addendum=Acte(
            droits.can_ajouter_addendum(fonction, reunion, le),
            "Ajouter un addendum",
            reverse("ajouter_addendum", args=chemin),
        ),
    )


def phrase_du_compte_rendu(reunion: Reunion, le: date) -> str:
    """Return how and when the minutes were approved, or "" while they are not."""
    compte_rendu = reunion.compte_rendu_ou_rien
    if compte_rendu is None or compte_rendu.etat == EtatCompteRendu.REDACTION:
        return ""
    if compte_rendu.is_definitif:
        if not compte_rendu.approbation or compte_rendu.date_approbation is None:
            return ""
        return phrase_d_approbation(compte_rendu.approbation, compte_rendu.date_approbation)
    approuve = approbation_du(reunion, le)
    return phrase_d_approbation(approuve.voie, approuve.le) if approuve else ""


def _remarques(
    compte_rendu: CompteRendu, fonction: Fonction | None, le: date
) -> list[RemarqueAffichee]:
    """The remarks, those withdrawn left out, each with what its reader may do."""
    affichees = []
    for remarque in compte_rendu.remarques.all():
        if remarque.etat == EtatRemarque.RETIREE:
            continue
        remarque.compte_rendu = compte_rendu
        affichees.append(
            RemarqueAffichee(
                remarque,
                remarque.point.titre if remarque.point else "",
                droits.can_traiter_remarque(fonction, remarque, le),
                droits.can_retirer_remarque(fonction, remarque, le),
            )
        )
    return affichees


def _ma_voix(
    compte_rendu: CompteRendu, fonction: Fonction | None, accords: Sequence[AccordCompteRendu]
) -> str:
    """What the reader has answered to this version, as « accord », « remarque » or ""."""
    if fonction is None:
        return ""
    if any(accord.par.personne_id == fonction.personne_id for accord in accords):
        return "accord"
    depuis = compte_rendu.date_soumission
    miennes = [
        remarque
        for remarque in compte_rendu.remarques.all()
        if remarque.par.personne_id == fonction.personne_id
        and remarque.etat != EtatRemarque.RETIREE
        and depuis is not None
        and remarque.date_remarque >= depuis
    ]
    return "remarque" if miennes else ""


def _changements(compte_rendu: CompteRendu, fonction: Fonction | None) -> Sequence[str]:
    """What changed since the last version that the reader agreed with, or since the one before."""
    if compte_rendu.version_projet < 2:
        return ()
    versions = {
        version.numero: version.contenu for version in compte_rendu.versions.order_by("numero")
    }
    actuelle = versions.get(compte_rendu.version_projet)
    accordees = [
        accord.version
        for accord in compte_rendu.accords.all()
        if fonction is not None and accord.par.personne_id == fonction.personne_id
    ]
    precedente = max(accordees, default=compte_rendu.version_projet - 1)
    if actuelle is None or precedente not in versions:
        return ()
    return changements(versions[precedente], actuelle)


# --- Without an account -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PointLu:
    """An item of the minutes as a personal link shows it."""

    point: PointOrdreDuJour
    passage: Passage | None
    decisions: Sequence[Decision]
    miennes: Sequence[Remarque]


@dataclass(frozen=True, slots=True)
class Lecture:
    """The minutes for somebody who has no account: her own remarks, nobody else's name."""

    compte_rendu: CompteRendu
    points: Sequence[PointLu]
    generales: Sequence[Decision]
    miennes: Sequence[Remarque]
    limite: date | None
    version: int
    accord: AccordCompteRendu | None
    approbation: str
    changements: Sequence[str]
    addenda: Sequence[Addendum]


def composer_lecture(reunion: Reunion, fonction: Fonction, le: date) -> Lecture:
    """Return the submitted minutes of a meeting, as their invited reader sees them by her link."""
    compte_rendu = reunion.compte_rendu
    compte_rendu.reunion = reunion
    precharger(reunion)
    prefetch_related_objects(
        [compte_rendu], Prefetch("passages", queryset=Passage.objects.order_by("pk"))
    )
    passages = {passage.point_id: passage for passage in compte_rendu.passages.all()}
    decisions = list(
        reunion.decisions.select_related("responsable__personne").order_by("ordre", "pk")
    )
    miennes = [
        remarque
        for remarque in compte_rendu.remarques.all()
        if remarque.par.personne_id == fonction.personne_id
        and remarque.etat != EtatRemarque.RETIREE
    ]
    accord = next(
        (
            accord
            for accord in compte_rendu.accords.all()
            if accord.version == compte_rendu.version_projet
            and accord.par.personne_id == fonction.personne_id
        ),
        None,
    )
    return Lecture(
        compte_rendu=compte_rendu,
        points=[
            PointLu(
                point,
                passages.get(point.pk),
                [d for d in decisions if d.point_id == point.pk],
                [r for r in miennes if r.point_id == point.pk],
            )
            for point in reunion.points.order_by("ordre", "pk")
        ],
        generales=[d for d in decisions if d.point_id is None],
        miennes=[r for r in miennes if r.point_id is None],
        limite=limite_des_remarques(compte_rendu),
        version=compte_rendu.version_projet,
        accord=accord,
        approbation=phrase_du_compte_rendu(reunion, le),
        changements=_changements(compte_rendu, fonction),
        addenda=list(compte_rendu.addenda.order_by("numero")),
    )
