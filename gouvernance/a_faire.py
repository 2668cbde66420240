"""What governance asks of the acting function: for its home page. A constant number of queries."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse

from gouvernance.a_faire_actions import actions_a_debloquer, actions_a_faire
from gouvernance.a_faire_circulation import relectures, suites_des_projets
from gouvernance.a_faire_initiative import initiatives_a_prendre
from gouvernance.a_faire_ordre_du_jour import propositions_a_examiner
from gouvernance.a_faire_reponses import invitations_a_repondre
from gouvernance.a_faire_sondages import dates_a_choisir, disponibilites_a_donner, prochain_pas
from gouvernance.models import (
    EtatCompteRendu,
    EtatReunion,
    Reunion,
)
from gouvernance.permissions import is_cote_organisateur
from pacte.accord.models import Fonction, Pacte
from pacte.socle.a_faire import AFaire, FaitRecent
from pacte.socle.dates import ecrire_jour_court

JOURS_RECENTS = 45


@dataclass(frozen=True, slots=True)
class Reunions:
    """The meetings that a home page reads, in one query, and the three lists made of them."""

    fonction: Fonction
    le: date
    lues: tuple[Reunion, ...]

    def choses(self) -> list[AFaire]:
        """The next step of each meeting that the function prepares."""
        menees = [
            reunion
            for reunion in self.lues
            if not _is_close(reunion) and is_cote_organisateur(self.fonction, reunion)
        ]
        brouillons = [r.pk for r in menees if r.etat == EtatReunion.BROUILLON]
        sondages = dates_a_choisir(brouillons, self.le)
        choses = [
            prochain_pas(sondages[reunion.pk], reunion.pacte.code, str(reunion), self.le)
            if reunion.pk in sondages
            else _prochain_pas(reunion, self.le)
            for reunion in menees
        ]
        faites = [chose for chose in choses if chose is not None]
        return faites + suites_des_projets(menees, self.le)

    def prochaines(self, nombre: int) -> list[Reunion]:
        """The next announced meetings, soonest first."""
        a_venir = [
            (reunion.debut, reunion.pk, reunion)
            for reunion in self.lues
            if reunion.etat == EtatReunion.INVITEE
            and reunion.debut is not None
            and reunion.date_reunion is not None
            and reunion.date_reunion >= self.le
        ]
        return [reunion for _, _, reunion in sorted(a_venir)[:nombre]]

    def recentes(self, nombre: int) -> list[FaitRecent]:
        """What happened to meetings over the last weeks, latest first."""
        depuis = self.le - timedelta(days=JOURS_RECENTS)
        faits = [
            _dernier_fait(reunion, self.le)
            for reunion in self.lues
            if _is_recente(reunion, depuis, self.le)
        ]
        return sorted(faits, key=lambda fait: fait.le, reverse=True)[:nombre]


def _is_close(reunion: Reunion) -> bool:
    """Whether nothing more is awaited: cancelled, or its minutes are definitive."""
    compte_rendu = reunion.compte_rendu_ou_rien
    return reunion.etat == EtatReunion.ANNULEE or (
        compte_rendu is not None and compte_rendu.etat == EtatCompteRendu.DEFINITIF
    )


def _is_recente(reunion: Reunion, depuis: date, le: date) -> bool:
    compte_rendu = reunion.compte_rendu_ou_rien
    jours = [
        reunion.date_annulation,
        reunion.date_reunion if reunion.etat == EtatReunion.TENUE else None,
        compte_rendu.date_definitive if compte_rendu else None,
        compte_rendu.date_soumission if compte_rendu else None,
    ]
    return any(jour is not None and depuis <= jour <= le for jour in jours)


def lire_reunions(fonction: Fonction, le: date, pacte: Pacte | None = None) -> Reunions:
    """Read what a home page needs of the meetings: those still open, and those of late."""
    depuis = le - timedelta(days=JOURS_RECENTS)
    visibles = Reunion.objects.for_fonction(fonction)
    if pacte is not None:
        visibles = visibles.filter(pacte=pacte)
    ouvertes = ~Q(etat=EtatReunion.ANNULEE) & (
        Q(compte_rendu__isnull=True) | ~Q(compte_rendu__etat=EtatCompteRendu.DEFINITIF)
    )
    lues = (
        visibles.filter(
            ouvertes
            | Q(date_reunion__range=(depuis, le))
            | Q(date_annulation__range=(depuis, le))
            | Q(compte_rendu__date_definitive__range=(depuis, le))
            | Q(compte_rendu__date_soumission__range=(depuis, le))
        )
        .select_related("pacte", "instance", "centre", "theme", "compte_rendu__soumis_par")
        .only(
            "etat",
            "date_reunion",
            "debut",
            "lieu",
            "date_annulation",
            "organisateur_id",
            "pacte__code",
            "pacte__ville_id",
            "instance__nom",
            "instance__delai_invitation",
            "instance__delai_projet",
            "instance__delai_remarques",
            "centre__nom",
            "centre__sigle",
            "theme__titre_court",
            "compte_rendu__etat",
            "compte_rendu__date_soumission",
            "compte_rendu__date_definitive",
            "compte_rendu__version_projet",
            "compte_rendu__date_limite_remarques",
            "compte_rendu__approbation",
            "compte_rendu__date_approbation",
            "compte_rendu__soumis_par__personne_id",
        )
        .order_by("date_reunion", "pk")
    )
    return Reunions(fonction, le, tuple(lues))


def choses_a_faire(
    fonction: Fonction, le: date, pacte: Pacte | None = None, reunions: Reunions | None = None
) -> list[AFaire]:
    """Return what the function has to do about meetings and decisions, most urgent first.

    Meetings ask their organiser's side for the next step; a decision asks the person in charge.
    `reunions` are the meetings already read for the same page.
    """
    lues = reunions or lire_reunions(fonction, le, pacte)
    choses = [
        *lues.choses(),
        *disponibilites_a_donner(fonction, le, pacte),
        *invitations_a_repondre(fonction, pacte),
        *initiatives_a_prendre(fonction, le, pacte),
        *relectures(fonction, le, pacte),
        *propositions_a_examiner(fonction, le, pacte),
        *actions_a_faire(fonction, le, pacte),
        *actions_a_debloquer(fonction, le, pacte),
    ]
    return sorted(choses, key=lambda chose: (chose.echeance or date.max, chose.phrase))


def _prochain_pas(reunion: Reunion, le: date) -> AFaire | None:
    """The one thing that a meeting waits for, or None."""
    code, pk, nom = reunion.pacte.code, reunion.pk, str(reunion)
    jour = reunion.date_reunion
    if jour is None:
        phrase = f"Fixer la date : {nom}."
        return AFaire(phrase, None, reverse("modifier_reunion", args=[code, pk]), "Fixer la date")
    quand = ecrire_jour_court(jour)
    page = reverse("voir_reunion", args=[code, pk])
    if reunion.etat == EtatReunion.BROUILLON and jour >= le:
        echeance = jour - timedelta(days=reunion.instance.delai_invitation)
        phrase = f"Envoyer les invitations : {nom}, le {quand}."
        url = reverse("envoyer_invitations", args=[code, pk])
        return AFaire(phrase, echeance, url, "Préparer l’envoi")
    if jour > le:
        return None
    echeance = jour + timedelta(days=reunion.instance.delai_projet)
    compte_rendu = reunion.compte_rendu_ou_rien
    if compte_rendu is None:
        if reunion.etat != EtatReunion.TENUE:
            url = reverse("noter_presences", args=[code, pk])
            return AFaire(
                f"Noter les présences : {nom}, {quand}.", jour, url, "Noter les présences"
            )
        return AFaire(
            f"Écrire le compte rendu : {nom}, {quand}.", echeance, page, "Ouvrir la réunion"
        )
    if compte_rendu.etat == EtatCompteRendu.REDACTION:
        phrase = f"Terminer et soumettre le compte rendu : {nom}, {quand}."
        url = reverse("ecrire_compte_rendu", args=[code, pk])
        return AFaire(phrase, echeance, url, "Continuer")
    # A submitted draft: see `suites_des_projets`.
    return None


def _dernier_fait(reunion: Reunion, le: date) -> FaitRecent:
    """The latest thing that happened to a meeting."""
    compte_rendu = reunion.compte_rendu_ou_rien
    url = reverse("voir_reunion", args=[reunion.pacte.code, reunion.pk])
    if reunion.date_annulation is not None:
        return FaitRecent(f"Réunion annulée : {reunion.titre}.", reunion.date_annulation, url)
    if compte_rendu is not None and compte_rendu.date_definitive is not None:
        phrase = f"Compte rendu définitif : {reunion.titre}."
        return FaitRecent(phrase, compte_rendu.date_definitive, url)
    if compte_rendu is not None and compte_rendu.etat == EtatCompteRendu.PROJET:
        soumis = compte_rendu.date_soumission or reunion.date_reunion or le
        return FaitRecent(f"Projet de compte rendu à lire : {reunion.titre}.", soumis, url)
    return FaitRecent(f"Réunion tenue : {reunion.titre}.", reunion.date_reunion or le, url)
