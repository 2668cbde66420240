"""What the page of a meeting shows, read in a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse

from gouvernance import permissions
from gouvernance.lectures.circulation import Circulation, composer_circulation
from gouvernance.lectures.composition import bilan_des_categories
from gouvernance.lectures.fiche_initiative import (
    InitiativeDeLaFiche,
    composer_initiative,
    lire_demandes,
)
from gouvernance.lectures.fil import fil_de_reunion
from gouvernance.lectures.ordre_du_jour import (
    ComplementDePoint,
    OrdreDuJour,
    composer_ordre_du_jour,
)
from gouvernance.lectures.parcours import actes, adresses, attente, etapes, lecture
from gouvernance.lectures.reponses import ReponsesDeLaFiche, pour_la_fiche
from gouvernance.lectures.sondages import SondageDeReunion, lire_sondages, resumer_sondage
from gouvernance.models import (
    CompteRendu,
    Decision,
    EtatDecision,
    EtatReunion,
    Participation,
    Passage,
    PointOrdreDuJour,
    Presence,
    Reunion,
)
from gouvernance.pdf.reunions import Groupe, centres_du_pacte, par_categorie, participations_nommees
from gouvernance.permissions import decisions as droits_decisions
from gouvernance.rules.valeurs import Categories
from pacte.accord.models import Fonction, Portee
from pacte.journal.actions import libelle
from pacte.journal.models import Entree, Resultat
from pacte.socle.droits import Droit
from pacte.socle.elements import Acte, Etape, Evenement

HISTORIQUE_MONTRE = 12
# Reading is journaled, but it is not part of what happened to the meeting.
LECTURES = ("telecharger_projet", "telecharger_compte_rendu", "telecharger_fichier_compte_rendu",
            "imprimer_emargement", "telecharger_piece_reunion", "telecharger_dossier",
            "imprimer_note", "telecharger_rendez_vous", "telecharger_compte_rendu_par_lien",
            "telecharger_piece_par_lien", "exporter_reponses", "telecharger_addendum",
            "telecharger_addendum_par_lien")  # fmt: skip
# Answers have their own page, for the organiser alone.
REPONSES = ("repondre_invitation", "repondre_en_representation", "noter_reponse",
            "renvoyer_invitation")  # fmt: skip


@dataclass(frozen=True, slots=True)
class PointAffiche:
    """An agenda item with its clock times, what the minutes say, and its decisions."""

    point: PointOrdreDuJour
    complement: ComplementDePoint
    texte: str
    decisions: tuple["DecisionAffichee", ...]


@dataclass(frozen=True, slots=True)
class DecisionAffichee:
    decision: Decision
    etat: EtatDecision
    droit: Droit
    url: str
    url_action: str


@dataclass(frozen=True, slots=True)
class Fiche:
    """The whole page."""

    reunion: Reunion
    compte_rendu: CompteRendu | None
    phase: str
    prepare: bool
    attente: str
    etapes: Sequence[Etape]
    principale: Acte | None
    actes: Sequence[Acte]
    dangers: Sequence[Acte]
    actes_ordre_du_jour: Acte
    actes_participants: Acte
    acte_lettres: Acte
    points: Sequence[PointAffiche]
    agenda: OrdreDuJour
    groupes: Sequence[Groupe]
    lettres: int
    refus_envoi: Sequence[Participation]
    presences_notees: bool
    bilan: Categories
    decisions: Sequence[DecisionAffichee]
    lisible: Droit
    remarques: Sequence[str]
    historique: Sequence[Evenement]
    reponses: ReponsesDeLaFiche
    sondage: SondageDeReunion | None
    initiative: InitiativeDeLaFiche
    circulation: Circulation | None
    fil: Sequence[Etape]


def composer_fiche(reunion: Reunion, fonction: Fonction, le: date) -> Fiche:
    """Read the meeting once and prepare its page for the acting function."""
    # The rights read people, passages and decisions from here, not from the database again.
    prefetch_related_objects(
        [reunion],
        Prefetch("participations", queryset=participations_nommees()),
        Prefetch(
            "decisions",
            queryset=Decision.objects.select_related(
                "responsable__personne",
                "responsable__organisation",
                "relais__personne",
                "relais__organisation",
                "inscription",
            ).order_by("ordre"),
        ),
        Prefetch("compte_rendu__passages", queryset=Passage.objects.order_by("pk")),
    )
    lire_sondages(reunion)
    participations = list(reunion.participations.all())
    compte_rendu = reunion.compte_rendu_ou_rien
    lisible = permissions.can_lire_compte_rendu(fonction, reunion, le, compte_rendu)
    textes = _textes(compte_rendu) if lisible else {}
    decisions = _decisions(reunion, fonction, le) if lisible else []
    prepare = permissions.is_cote_organisateur(fonction, reunion)
    principale, autres = actes(reunion, fonction, le) if prepare else (None, [])
    if principale is None:
        principale = lecture(reunion, fonction, le, compte_rendu)
    agenda = composer_ordre_du_jour(reunion, fonction, le, prepare=prepare)
    points = _points(agenda, textes, decisions)
    demandes = lire_demandes(reunion, fonction)
    notees = any(p.presence != Presence.ATTENDUE for p in participations)
    url = adresses(reunion)
    return Fiche(
        circulation=composer_circulation(reunion, fonction, le, prepare=prepare)
        if lisible
        else None,
        reunion=reunion,
        compte_rendu=compte_rendu if lisible else None,
        phase=_phase(reunion, le),
        prepare=prepare,
        attente=attente(reunion, fonction, le, participations, prepare),
        etapes=etapes(reunion, compte_rendu),
        principale=principale,
        actes=autres,
        dangers=[
            Acte(
                permissions.can_annuler(fonction, reunion, le),
                "Annuler la réunion",
                url("annuler_reunion"),
            )
        ]
        if prepare and reunion.etat in {EtatReunion.BROUILLON, EtatReunion.INVITEE}
        else [],
        actes_ordre_du_jour=Acte(
            permissions.can_modifier_ordre_du_jour(fonction, reunion, le),
            "Modifier l’ordre du jour",
            url("modifier_ordre_du_jour"),
        ),
        actes_participants=Acte(
            permissions.can_modifier_participants(fonction, reunion, le),
            "Modifier les personnes invitées",
            url("modifier_participants"),
        ),
        acte_lettres=Acte(
            permissions.can_imprimer_lettre(fonction, reunion, le),
            "Imprimer les lettres",
            url("imprimer_lettres"),
        ),
        agenda=agenda,
        points=points,
        groupes=par_categorie(participations),
        lettres=sum(not p.fonction.personne.courriel for p in participations),
        refus_envoi=[p for p in participations if p.courriel and p.courriel.etat == "refuse"],
        presences_notees=notees,
        bilan=_bilan(reunion, participations) if notees else Categories((), ()),
        decisions=decisions,
        lisible=lisible,
        remarques=_remarques(reunion, le),
        historique=_historique(reunion),
        fil=fil_de_reunion(reunion, [d.decision for d in decisions], demandes, le),
        reponses=pour_la_fiche(reunion, fonction, participations),
        sondage=resumer_sondage(reunion, le) if prepare else None,
        initiative=composer_initiative(
            reunion, fonction, le, [affiche.point for affiche in points], demandes
        ),
    )


def _bilan(reunion: Reunion, participations: Sequence[Participation]) -> Categories:
    """Which categories came; the pact's centres are read only where each of them is expected."""
    bilaterale = reunion.instance.portee == Portee.CENTRE
    centres = [] if bilaterale else centres_du_pacte(reunion)
    categories = reunion.instance.categories.order_by("ordre")
    return bilan_des_categories(reunion, categories, participations, centres)


def _textes(compte_rendu: CompteRendu | None) -> dict[int, str]:
    if compte_rendu is None:
        return {}
    return {passage.point_id: passage.html for passage in compte_rendu.passages.all()}


def _decisions(reunion: Reunion, fonction: Fonction, le: date) -> list[DecisionAffichee]:
    affichees = []
    for decision in reunion.decisions.all():
        decision.reunion = reunion
        decision.pacte = reunion.pacte
        affichees.append(
            DecisionAffichee(
                decision,
                decision.etat(le),
                permissions.can_realiser(fonction, decision, le),
                reverse("voir_decision", args=[reunion.pacte.code, decision.pk]),
                _adresse_de_l_action(decision, fonction, le),
            )
        )
    return affichees


def _adresse_de_l_action(decision: Decision, fonction: Fonction, le: date) -> str:
    """Where a line is made an action; "" for whoever may not, or when it is one already."""
    if droits_decisions.can_faire_une_action(fonction, decision, le):
        return reverse("faire_une_action", args=[decision.pacte.code, decision.pk])
    return ""


def _points(
    agenda: OrdreDuJour, textes: dict[int, str], decisions: Sequence[DecisionAffichee]
) -> list[PointAffiche]:
    return [
        PointAffiche(
            point,
            agenda.complements[point.pk],
            textes.get(point.pk, ""),
            tuple(d for d in decisions if d.decision.point_id == point.pk),
        )
        for point in agenda.points
    ]


def _phase(reunion: Reunion, le: date) -> str:
    """Which part of the page comes first: « avant », « pendant » or « apres »."""
    if reunion.etat == EtatReunion.TENUE:
        return "apres"
    return "pendant" if reunion.date_reunion is not None and reunion.date_reunion <= le else "avant"


def _remarques(reunion: Reunion, le: date) -> list[str]:
    """Information that never blocks: the initiative (Q25), a short notice."""
    remarques = []
    initiative = permissions.remarque_initiative(reunion.instance, reunion.organisateur)
    if reunion.tenue_autrement:
        remarques.append(f"Organisée autrement que l’acte ne le prévoit. {reunion.tenue_autrement}")
    elif initiative:
        remarques.append(initiative)
    if reunion.date_invitation and reunion.date_reunion and reunion.date_invitation <= le:
        delai = (reunion.date_reunion - reunion.date_invitation).days
        if 0 <= delai < reunion.instance.delai_invitation:
            habituel = reunion.instance.delai_invitation
            remarques.append(
                f"Les invitations sont parties {delai} jours avant. "
                f"Le délai habituel est de {habituel} jours."
            )
    return remarques


def _historique(reunion: Reunion) -> list[Evenement]:
    entrees = Entree.objects.filter(
        objet_type="reunion", objet_id=str(reunion.pk), resultat=Resultat.ACCOMPLI
    ).exclude(action__in=LECTURES + REPONSES)
    return [
        Evenement(
            entree.instant,
            libelle(entree.action)[:1].upper() + libelle(entree.action)[1:],
            ", ".join(mot for mot in (entree.personne, entree.qualite, entree.organisation) if mot),
            entree.motif,
        )
        for entree in entrees.order_by("-instant", "-pk")[:HISTORIQUE_MONTRE]
    ]
