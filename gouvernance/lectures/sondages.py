"""What the pages of a date poll show, read in a constant number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Prefetch, prefetch_related_objects
from django.urls import reverse
from django.utils import timezone

from gouvernance.models import (
    ChoixCreneau,
    Creneau,
    EnvoiSondage,
    EtatReunion,
    EtatSondage,
    Participation,
    ReponseCreneau,
    Reunion,
    Sondage,
)
from gouvernance.permissions import sondages as droits
from gouvernance.rules.cadence import RendezVous, trouver_conflits
from gouvernance.rules.disponibilites import (
    BilanCreneau,
    PersonneSondee,
    bilan_des_creneaux,
    meilleur_creneau,
)
from pacte.accord.models import Fonction
from pacte.socle.dates import ecrire_jour
from pacte.socle.droits import Droit
from pacte.socle.elements import Acte
from pacte.socle.jours_ouvres import is_ouvre, jours_feries

# No meeting has this id: it stands for the one being planned.
CELLE_CI = 0


@dataclass(frozen=True, slots=True)
class CreneauAffiche:
    """A proposed time: its totals, who cannot come, and the act that chooses it."""

    creneau: Creneau
    bilan: BilanCreneau
    is_conseille: bool
    empeches: tuple[str, ...]
    remarques: tuple[str, ...]
    droit: Droit
    url: str


@dataclass(frozen=True, slots=True)
class LigneSondage:
    """One person asked and her answers, in the order of the times; None for none yet."""

    envoi: EnvoiSondage
    fonction: Fonction
    reponses: tuple[tuple[Creneau, ChoixCreneau | None], ...]
    is_repondue: bool
    droit: Droit
    url: str


@dataclass(frozen=True, slots=True)
class Resultats:
    """The whole page of results."""

    sondage: Sondage
    etat: EtatSondage
    creneaux: tuple[CreneauAffiche, ...]
    conseille: CreneauAffiche | None
    lignes: tuple[LigneSondage, ...]
    repondus: int
    actes: Sequence[Acte]
    droit_relancer: Droit
    dangers: Sequence[Acte]
    is_vivant: bool

    @property
    def attendus(self) -> int:
        return len(self.lignes) - self.repondus


def composer_resultats(sondage: Sondage, fonction: Fonction, le: date) -> Resultats:
    """Read everything of a poll once for its organiser."""
    reunion = sondage.reunion
    creneaux = list(sondage.creneaux.all())
    envois = list(
        sondage.envois.select_related(
            "participation__fonction__personne",
            "participation__fonction__organisation",
            "participation__categorie",
            "courriel",
        )
        .prefetch_related(Prefetch("reponses", queryset=ReponseCreneau.objects.order_by("pk")))
        .order_by(
            "participation__categorie__ordre",
            "participation__fonction__organisation__nom",
            "participation__fonction__personne__nom",
            "pk",
        )
    )
    choix = {(r.creneau_id, envoi.pk): r.choix for envoi in envois for r in envoi.reponses.all()}
    bilans = bilan_des_creneaux(
        [(creneau.pk, creneau.debut) for creneau in creneaux],
        [_personne(envoi) for envoi in envois],
        choix,
    )
    droit = droits.can_choisir_creneau(fonction, sondage, le)
    meilleur = meilleur_creneau(bilans)
    alertes = remarques_de_debuts(reunion, [c.debut for c in creneaux], fonction)
    affiches = tuple(
        CreneauAffiche(
            creneau=creneau,
            bilan=bilan,
            is_conseille=meilleur is not None and bilan.id == meilleur.id,
            empeches=_empeches(creneau, envois, choix),
            remarques=tuple(alertes[creneau.debut]),
            droit=droit,
            url=_url(reunion, "choisir_creneau", creneau.pk),
        )
        for creneau, bilan in zip(creneaux, bilans, strict=True)
    )
    noter = droits.can_noter_disponibilites(fonction, sondage, le)
    lignes = tuple(
        LigneSondage(
            envoi=envoi,
            fonction=envoi.participation.fonction,
            reponses=tuple((c, _choix(choix.get((c.pk, envoi.pk)))) for c in creneaux),
            is_repondue=all((c.pk, envoi.pk) in choix for c in creneaux),
            droit=noter,
            url=_url(reunion, "noter_disponibilites", envoi.pk),
        )
        for envoi in envois
    )
    return Resultats(
        sondage=sondage,
        etat=sondage.etat(le),
        creneaux=affiches,
        conseille=next((affiche for affiche in affiches if affiche.is_conseille), None),
        lignes=lignes,
        repondus=sum(ligne.is_repondue for ligne in lignes),
        actes=_actes(sondage, fonction, le),
        droit_relancer=droits.can_relancer_sondage(fonction, sondage, le),
        dangers=[
            Acte(
                droits.can_abandonner_sondage(fonction, sondage, le),
                "Abandonner le sondage",
                _url(reunion, "abandonner_sondage"),
            )
        ]
        if _is_vivant(sondage, le)
        else [],
        is_vivant=_is_vivant(sondage, le),
    )


def _is_vivant(sondage: Sondage, le: date) -> bool:
    """Whether a choice is still awaited: the meeting has not been settled another way."""
    brouillon = sondage.reunion.etat == EtatReunion.BROUILLON
    return brouillon and sondage.etat(le) in droits.SOURCES["choisir"]


def _actes(sondage: Sondage, fonction: Fonction, le: date) -> list[Acte]:
    reunion = sondage.reunion
    if not _is_vivant(sondage, le):
        return []
    return [
        Acte(
            droits.can_prolonger_sondage(fonction, sondage, le),
            "Laisser plus de temps",
            _url(reunion, "prolonger_sondage"),
        ),
        Acte(
            droits.can_ajouter_creneau(fonction, sondage, le),
            "Ajouter un créneau",
            _url(reunion, "ajouter_creneau"),
        ),
    ]


def _personne(envoi: EnvoiSondage) -> PersonneSondee:
    participation = envoi.participation
    categorie = participation.categorie
    code = categorie.code if categorie is not None and categorie.attendue else ""
    return PersonneSondee(envoi.pk, code, participation.fonction.is_elu_ville)


def _empeches(
    creneau: Creneau, envois: Iterable[EnvoiSondage], choix: dict[tuple[int, int], str]
) -> tuple[str, ...]:
    return tuple(
        str(envoi.participation.fonction.personne)
        for envoi in envois
        if choix.get((creneau.pk, envoi.pk)) == ChoixCreneau.NON
    )


def _choix(valeur: str | None) -> ChoixCreneau | None:
    return ChoixCreneau(valeur) if valeur else None


def _url(reunion: Reunion, nom: str, *args: int) -> str:
    return reverse(nom, args=[reunion.pacte.code, reunion.pk, *args])


# --- What deserves a second look ------------------------------------------------------------------
def remarques_de_debuts(
    reunion: Reunion, debuts: Iterable[datetime], fonction: Fonction
) -> dict[datetime, list[str]]:
    """Return, for each start, what deserves a second look; nothing of it blocks.

    A week-end, a public holiday, a meeting announced on the same day for the same people, among
    those that the organiser sees: the others' are not told (Q22).
    """
    trouvees: dict[datetime, list[str]] = {debut: [] for debut in debuts}
    jours = {debut: timezone.localdate(debut) for debut in trouvees}
    ici = frozenset(reunion.participations.values_list("fonction__personne", flat=True))
    annoncees, noms = _annoncees(reunion, ici, set(jours.values()), fonction)
    for debut, jour in jours.items():
        if not is_ouvre(jour):
            quoi = "un jour férié" if jour in jours_feries(jour.year) else "un week-end"
            trouvees[debut].append(f"{ecrire_jour(jour).capitalize()} est {quoi}.")
        proposee = RendezVous(CELLE_CI, jour, ici)
        for conflit in trouver_conflits([proposee, *(rdv for rdv, _ in annoncees)]):
            if CELLE_CI in conflit.reunions:
                autre = next(lue for rdv, lue in annoncees if rdv.id in conflit.reunions)
                qui = _nommer([noms[pk] for pk in sorted(conflit.personnes)])
                trouvees[debut].append(
                    f"{ecrire_jour(jour).capitalize()}, il y a déjà « {autre} », avec {qui}."
                )
    return trouvees


def _nommer(noms: list[str]) -> str:
    """« Claire Bouleau », « Claire Bouleau et 3 autres personnes »."""
    autres = len(noms) - 1
    if not autres:
        return noms[0]
    return f"{noms[0]} et {autres} autre{'s' if autres > 1 else ''} personne{'s' if autres > 1 else ''}"


def _annoncees(
    reunion: Reunion, personnes: frozenset[int], jours: set[date], fonction: Fonction
) -> tuple[list[tuple[RendezVous, Reunion]], dict[int, str]]:
    """The meetings announced on these days with somebody of this one."""
    visibles = Reunion.objects.for_fonction(fonction).filter(
        etat=EtatReunion.INVITEE, date_reunion__in=jours
    )
    lues = Participation.objects.filter(
        reunion__in=visibles, fonction__personne__in=personnes
    ).exclude(reunion=reunion.pk)
    par_reunion: dict[int, tuple[Reunion, set[int]]] = {}
    noms: dict[int, str] = {}
    for participation in lues.select_related(
        "reunion__instance", "reunion__centre", "reunion__theme", "fonction__personne"
    ).order_by("reunion__debut", "pk"):
        _, invites = par_reunion.setdefault(
            participation.reunion_id, (participation.reunion, set())
        )
        invites.add(participation.fonction.personne_id)
        noms[participation.fonction.personne_id] = str(participation.fonction.personne)
    rendez_vous = [
        (RendezVous(pk, lue.date_reunion or date.min, frozenset(invites)), lue)
        for pk, (lue, invites) in par_reunion.items()
    ]
    return rendez_vous, noms


# --- On the page of the meeting -------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class SondageDeReunion:
    """What the page of a meeting says of its poll."""

    sondage: Sondage
    etat: EtatSondage
    repondus: int
    demandes: int
    url: str


def lire_sondages(reunion: Reunion) -> None:
    """Read the polls of a draft with their counts, in one query; other meetings need none."""
    if reunion.etat == EtatReunion.BROUILLON:
        comptes = Sondage.objects.annotate(
            demandes=Count("envois"), repondus=Count("envois__repondu_le")
        ).order_by("-ouvert_le", "-pk")
        prefetch_related_objects([reunion], Prefetch("sondages", queryset=comptes))


def sondage_en_cours(reunion: Reunion, le: date) -> Sondage | None:
    """The poll of a draft that still waits for a choice, or None."""
    if reunion.etat != EtatReunion.BROUILLON:
        return None
    sondages = reunion.sondages.all()
    return next((s for s in sondages if s.etat(le) in droits.SOURCES["choisir"]), None)


def resumer_sondage(reunion: Reunion, le: date) -> SondageDeReunion | None:
    """What the page says of the poll going on (call `lire_sondages` before), or None."""
    sondage = sondage_en_cours(reunion, le)
    if sondage is None:
        return None
    return SondageDeReunion(
        sondage=sondage,
        etat=sondage.etat(le),
        repondus=sondage.repondus,
        demandes=sondage.demandes,
        url=_url(reunion, "voir_sondage"),
    )


def acte_du_sondage(reunion: Reunion, fonction: Fonction, le: date) -> Acte:
    """Open a poll, or look at the one going on."""
    if sondage_en_cours(reunion, le) is not None:
        droit = droits.can_voir_sondage(fonction, reunion, le)
        return Acte(droit, "Voir le sondage de date", _url(reunion, "voir_sondage"))
    droit = droits.can_ouvrir_sondage(fonction, reunion, le)
    return Acte(droit, "Proposer plusieurs dates", _url(reunion, "ouvrir_sondage"))
