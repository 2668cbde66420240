"""What subsidies ask of the acting function: for its home page. A constant number of queries."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import JSONObject
from django.urls import reverse

from pacte.accord.models import Engagement, Fonction, Pacte
from pacte.socle.a_faire import AFaire, FaitRecent
from pacte.socle.dates import ecrire_jour_court
from pacte.socle.francais import contracter_a, contracter_de
from subventions import rules
from subventions.lectures.deliberations import conseil_prevu
from subventions.lectures.dossiers import GENRE_AVANCE, DossierAvance, dossiers_avance
from subventions.lectures.sieges import sieges_de
from subventions.models import (
    Attribution,
    Avance,
    Campagne,
    Demande,
    EtatDemande,
    GenreVersement,
    Versement,
)
from subventions.permissions import (
    REDACTION,
    can_demander_avance,
    can_noter_tache,
    can_payer_avance,
    is_habilitee,
)
from subventions.workflow import EtatAvance

JOURS_RECENTS = 45
EN_COURS = (
    EtatDemande.DEPOSEE,
    EtatDemande.RECUE,
    EtatDemande.PROPOSEE,
    EtatDemande.AJOURNEE,
)


def choses_a_faire(
    fonction: Fonction, le: date, pactes: Sequence[Pacte] | None = None
) -> list[AFaire]:
    """Return what the function has to do about requests and advances, most urgent first.

    `pactes` are those of the function when they are already read, with `colonnes`: requests and
    advances are read only where these say that something waits.
    """
    if not _suit_des_subventions(fonction):
        return []
    if pactes is None:
        pactes = list(Pacte.objects.avec_colonnes(fonction, **colonnes(fonction)))
    if fonction.is_avs:
        pactes = [p for p in pactes if p.ville_id == fonction.organisation_id]
    choses = [*_demandes(fonction, pactes, le), *_avances(fonction, pactes, le)]
    return sorted(choses, key=lambda chose: (chose.echeance or date.max, chose.phrase))


def colonnes(fonction: Fonction) -> dict[str, Any]:
    """What tells, pact by pact, whether requests and advances wait: see `choses_a_faire`.

    `exercices_avances` are, for the city, the years with an advance asked and not paid; for a centre,
    those whose advance it has asked.
    """
    if not _suit_des_subventions(fonction):
        return {}
    avances = Avance.objects.for_fonction(fonction).filter(pacte=OuterRef("pk"))
    if fonction.is_avs:
        payee = Versement.objects.filter(
            pacte=OuterRef("pacte"),
            centre=OuterRef("centre"),
            exercice=OuterRef("exercice"),
            genre=GenreVersement.AVANCE,
        )
        avances = avances.filter(~Exists(payee))
    return {
        "a_des_demandes_de_subvention": Exists(
            _demandes_a_suivre(fonction).filter(pacte=OuterRef("pk"))
        ),
        "exercices_avances": ArraySubquery(avances.order_by().values("exercice")),
    }


def _suit_des_subventions(fonction: Fonction) -> bool:
    return fonction.is_avs or (fonction.is_centre and fonction.qualite in REDACTION)


def _avances(fonction: Fonction, pactes: Sequence[Pacte], le: date) -> list[AFaire]:
    """What the advances of the current year wait for, where something may wait."""
    if fonction.is_avs:
        par_cle = {pacte.pk: pacte for pacte in pactes if pacte.exercices_avances}
    else:
        par_cle = {pacte.pk: pacte for pacte in pactes if is_habilitee(fonction)}
    if not par_cle:
        return []
    choses = []
    engagements = Engagement.objects.filter(pacte__in=par_cle, genre_regle=GENRE_AVANCE)
    centre = fonction.organisation if fonction.is_centre else None
    for engagement in engagements.select_related("article"):
        pacte = par_cle[engagement.pacte_id]
        exercice = rules.exercice_courant(engagement.parametres, le)
        # The city follows what is asked and not paid; a centre asks once.
        if (exercice in pacte.exercices_avances) != fonction.is_avs:
            continue
        for dossier in dossiers_avance(pacte, exercice, le, centre=centre, engagement=engagement):
            choses += _avance(fonction, dossier, le)
    return choses


def _demandes_a_suivre(fonction: Fonction) -> QuerySet[Demande]:
    """Requests that wait for this reader, and those with a vote to date."""
    demandes = Demande.objects.for_fonction(fonction)
    if fonction.is_centre:
        return demandes.filter(etat=EtatDemande.BROUILLON)
    a_dater = _votes_sans_dates().filter(demande=OuterRef("pk"))
    return demandes.filter(Q(etat__in=EN_COURS) | Exists(a_dater))


def _votes_sans_dates() -> QuerySet[Attribution]:
    return Attribution.objects.exclude(
        date_transmission__isnull=False, date_publication__isnull=False
    )


def _demandes(fonction: Fonction, pactes: Sequence[Pacte], le: date) -> list[AFaire]:
    """What each request waits for, and each vote: one query, with the days of its campaign.

    Whoever of the city sits at a centre is not asked to examine its requests.
    """
    attendus = [pacte for pacte in pactes if pacte.a_des_demandes_de_subvention]
    if not attendus:
        return []
    campagne = Campagne.objects.filter(pacte=OuterRef("pacte"), exercice=OuterRef("exercice"))
    a_dater = (
        _votes_sans_dates()
        .filter(demande=OuterRef("pk"))
        .order_by("date_vote", "pk")
        .values(lu=JSONObject(pk="pk", le="date_vote", numero="numero_deliberation"))
    )
    demandes = (
        _demandes_a_suivre(fonction)
        .filter(pacte__in=attendus)
        .annotate(
            cloture=Subquery(campagne.values("date_cloture")[:1]),
            vote_prevu=Subquery(campagne.values("date_vote_prevue")[:1]),
            conseil_prevu=conseil_prevu(),
            votes_a_dater=ArraySubquery(a_dater),
        )
        .select_related("pacte", "centre")
    )
    if fonction.is_avs:
        demandes = demandes.exclude(etat__in=EN_COURS, centre__in=sieges_de(fonction, le))
    choses = []
    for demande in demandes.order_by("exercice", "pk"):
        if demande.etat in EN_COURS or demande.etat == EtatDemande.BROUILLON:
            choses.append(_prochain_pas(demande))
        if fonction.is_avs:
            choses += _votes_a_dater(demande)
    return choses


def _votes_a_dater(demande: Demande) -> list[AFaire]:
    """The délibérations on this request whose transmission or publication is not dated."""
    return [
        AFaire(
            f"Dater la délibération {vote['numero']} pour {demande.centre}.",
            date.fromisoformat(vote["le"]) + timedelta(days=15),
            reverse("completer_attribution", args=[demande.pacte.code, demande.pk, vote["pk"]]),
            "Dater",
        )
        for vote in demande.votes_a_dater
    ]


def _prochain_pas(demande: Demande) -> AFaire:
    """The one thing that a request waits for."""
    args = [demande.pacte.code, demande.pk]
    vote = rules.jour_du_vote(
        demande.vote_prevu, demande.date_ajournement or demande.date_depot, demande.conseil_prevu
    )
    objet = demande.objet or f"demande {demande.exercice}"
    nom = f"{demande.numero}, {demande.centre}" if demande.numero else objet
    if demande.etat == EtatDemande.BROUILLON:
        return AFaire(
            f"Compléter et déposer la demande {demande.exercice} : {objet}.",
            demande.cloture,
            reverse("voir_demande", args=args),
            "Continuer",
        )
    if demande.etat == EtatDemande.DEPOSEE:
        url = reverse("noter_reception", args=args)
        return AFaire(f"Noter la réception de la demande {nom}.", None, url, "Noter la réception")
    if demande.etat == EtatDemande.RECUE:
        url = reverse("proposer_montant", args=args)
        return AFaire(f"Proposer un montant pour la demande {nom}.", vote, url, "Proposer")
    if demande.etat == EtatDemande.AJOURNEE:
        url = reverse("proposer_montant", args=args)
        quand = ecrire_jour_court(demande.date_ajournement)
        phrase = f"Ramener au vote la demande {nom}, ajournée le {quand}."
        return AFaire(phrase, vote, url, "Proposer de nouveau")
    url = reverse("enregistrer_attribution", args=args)
    return AFaire(f"Enregistrer le vote sur la demande {nom}.", vote, url, "Enregistrer le vote")


def _avance(fonction: Fonction, dossier: DossierAvance, le: date) -> list[AFaire]:
    """What an advance waits for, from this reader."""
    args = [dossier.pacte.code, dossier.exercice, dossier.centre.code]
    dernier = dossier.regles.dernier_jour_demande
    if fonction.is_centre:
        if not is_habilitee(fonction) or dossier.calcul.theorique == 0 or le > dernier:
            return []
        if not can_demander_avance(fonction, dossier, le):
            return []
        phrase = f"Demander l'avance {dossier.exercice}."
        return [AFaire(phrase, dernier, reverse("demander_avance", args=args), "Demander l'avance")]
    if dossier.etat == EtatAvance.TARDIVE:
        phrase = f"Décider de la demande tardive d'avance {dossier.exercice} {contracter_de(dossier.centre)}."
        url = reverse("decider_demande_tardive", args=args)
        return [AFaire(phrase, dossier.regles.paiement_vise, url, "Décider")]
    if dossier.etat != EtatAvance.PRETE:
        return []
    if can_payer_avance(fonction, dossier, le):
        phrase = f"Payer l'avance {dossier.exercice} {contracter_de(dossier.centre)}."
        url = reverse("enregistrer_versement", args=args)
        return [AFaire(phrase, dossier.regles.paiement_vise, url, "Enregistrer le paiement")]
    taches = [tache for tache in dossier.taches_restantes if tache.code != "paiement"]
    if not taches or not can_noter_tache(fonction, dossier, le):
        return []
    phrase = (
        f"{taches[0].libelle} pour l'avance {dossier.exercice} {contracter_de(dossier.centre)}."
    )
    url = reverse("noter_tache_avance", args=args)
    return [AFaire(phrase, taches[0].echeance, url, "Dater")]


def recemment(fonction: Fonction, le: date, nombre: int) -> list[FaitRecent]:
    """Return what happened to requests and payments over the last weeks, latest first: one query."""
    bornes = (le - timedelta(days=JOURS_RECENTS), le)
    demandes_lisibles = Demande.objects.for_fonction(fonction)
    demandes = demandes_lisibles.filter(date_depot__range=bornes)
    votes = Attribution.objects.for_fonction(fonction).filter(date_vote__range=bornes)
    payes = Versement.objects.for_fonction(fonction).filter(date_paiement__range=bornes)
    ajournees = demandes_lisibles.filter(etat=EtatDemande.AJOURNEE, date_ajournement__range=bornes)
    lus = _lignes(demandes.exclude(numero=""), "depot", "date_depot", "numero", "pk").union(
        _lignes(
            votes.filter(demande__isnull=False),
            "vote",
            "date_vote",
            "numero_deliberation",
            "demande_id",
        ),
        _lignes(ajournees, "ajournement", "date_ajournement", "numero", "pk"),
        _lignes(payes, "paiement", "date_paiement", "genre", "attribution__demande_id"),
        all=True,
    )
    return [_fait(ligne) for ligne in lus.order_by("-jour")[:nombre]]


def _lignes(faits: QuerySet, fait: str, jour: str, detail: str, demande: str) -> QuerySet:
    """Facts of one kind, in the columns that all kinds share."""
    return (
        faits.order_by()
        .annotate(
            fait=Value(fait),
            jour=F(jour),
            detail=F(detail),
            demande_lue=F(demande),
            pacte_lu=F("pacte__code"),
            code_centre=F("centre__code"),
            sigle=F("centre__sigle"),
            nom=F("centre__nom"),
            annee=F("exercice"),
        )
        .values(
            "fait",
            "jour",
            "detail",
            "demande_lue",
            "pacte_lu",
            "code_centre",
            "sigle",
            "nom",
            "annee",
        )
    )


def _fait(lu: dict[str, Any]) -> FaitRecent:
    """One line of « Récemment »."""
    centre, detail, annee = lu["sigle"] or lu["nom"], lu["detail"], lu["annee"]
    phrases = {
        "depot": f"Demande {detail} déposée : {centre}.",
        "ajournement": f"Demande {detail} ajournée par le conseil : {centre}.",
        "vote": f"Subvention votée : {centre}, délibération {detail}.",
        "paiement": f"{detail.capitalize()} {annee} payé {contracter_a(centre)}.",
    }
    phrase = phrases[lu["fait"]]
    if lu["fait"] == "paiement" and detail == GenreVersement.AVANCE:
        phrase = f"Avance {annee} payée {contracter_a(centre)}."
    url = (
        reverse("voir_demande", args=[lu["pacte_lu"], lu["demande_lue"]])
        if lu["demande_lue"]
        else reverse("voir_avance", args=[lu["pacte_lu"], annee, lu["code_centre"]])
    )
    return FaitRecent(phrase, lu["jour"], url)
