"""What governance asks of the acting function: for its home page. A constant number of queries.

Two reads tell nearly all. Each meeting comes with what the lists say of it (an answer awaited, a draft
to read again, a proposed item, a poll), and each pact with what tells whether the other lists hold
something: those are read only then. Each list declares its own columns.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse

from gouvernance.attentes import actions as a_faire_actions
from gouvernance.attentes import circulation as a_faire_circulation
from gouvernance.attentes import initiative as a_faire_initiative
from gouvernance.attentes import ordre_du_jour as a_faire_ordre_du_jour
from gouvernance.attentes import reponses as a_faire_reponses
from gouvernance.attentes import sondages as a_faire_sondages
from gouvernance.models import (
    EtatCompteRendu,
    EtatReunion,
    Reunion,
)
from gouvernance.permissions.reunions import is_cote_organisateur
from pacte.accord.models import Fonction, Pacte
from pacte.socle.a_faire import AFaire, FaitRecent
from pacte.socle.dates import ecrire_jour_court

JOURS_RECENTS = 45


@dataclass(frozen=True, slots=True)
class Reunions:
    """The meetings that a home page reads, in one query, and the lists made of them."""

    fonction: Fonction
    le: date
    lues: tuple[Reunion, ...]

    def choses(self) -> list[AFaire]:
        """The next step of each meeting that the function prepares; what the others ask of her."""
        menees = [
            reunion
            for reunion in self.lues
            if not _is_close(reunion) and is_cote_organisateur(self.fonction, reunion)
        ]
        pas = [
            a_faire_sondages.prochain_pas(reunion, self.le)
            if reunion.sondage_en_cours
            else _prochain_pas(reunion, self.le)
            for reunion in menees
        ]
        return [
            *(chose for chose in pas if chose is not None),
            *a_faire_circulation.suites_des_projets(menees, self.le),
            *a_faire_circulation.relectures(self.fonction, self.lues, self.le),
            *a_faire_reponses.invitations_a_repondre(self.lues),
            *a_faire_ordre_du_jour.propositions_a_examiner(menees),
        ]

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


def lire_reunions(fonction: Fonction, le: date) -> Reunions:
    """Read what a home page needs of the meetings: those still open, and those of late."""
    depuis = le - timedelta(days=JOURS_RECENTS)
    visibles = Reunion.objects.for_fonction(fonction)
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
        .annotate(
            **a_faire_reponses.colonnes(fonction),
            **a_faire_circulation.colonnes(fonction),
            **a_faire_ordre_du_jour.colonnes(),
            **a_faire_sondages.colonnes(),
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
            "instance__delai_documents",
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


def colonnes(fonction: Fonction, le: date) -> dict[str, Any]:
    """What tells, pact by pact, which lists hold something for the function: see `choses_a_faire`."""
    return {
        **a_faire_sondages.colonnes_du_pacte(fonction, le),
        **a_faire_initiative.colonnes(fonction, le),
        **a_faire_actions.colonnes(fonction),
    }


def choses_a_faire(
    fonction: Fonction,
    le: date,
    *,
    reunions: Reunions | None = None,
    pactes: Sequence[Pacte] | None = None,
) -> list[AFaire]:
    """Return what the function has to do about meetings and decisions, most urgent first.

    Meetings ask their organiser's side for the next step; a decision asks the person in charge.
    `reunions` are the meetings already read for the same page, `pactes` the function's own, read
    with `colonnes`.
    """
    lues = reunions or lire_reunions(fonction, le)
    if pactes is None:
        pactes = list(Pacte.objects.avec_colonnes(fonction, **colonnes(fonction, le)))
    choses = [
        *lues.choses(),
        *a_faire_sondages.disponibilites_a_donner(fonction, le, pactes),
        *a_faire_initiative.initiatives_a_prendre(fonction, le, pactes=pactes),
        *a_faire_actions.actions_a_faire(fonction, pactes),
        *a_faire_actions.actions_a_debloquer(fonction, pactes),
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
