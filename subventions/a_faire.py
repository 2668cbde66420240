"""What subsidies ask of the acting function: for its home page. A constant number of queries."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.urls import reverse

from pacte.accord.models import Fonction, Pacte
from pacte.socle.a_faire import AFaire, FaitRecent
from subventions.dossiers import DossierAvance, dossiers_avance, exercice_de_l_avance
from subventions.models import Attribution, Campagne, Demande, EtatDemande, Versement
from subventions.permissions import (
    REDACTION,
    can_demander_avance,
    can_noter_tache,
    can_payer_avance,
    is_habilitee,
)
from subventions.workflow import EtatAvance

JOURS_RECENTS = 45
EN_COURS = (EtatDemande.DEPOSEE, EtatDemande.RECUE, EtatDemande.PROPOSEE)


def choses_a_faire(fonction: Fonction, le: date, pacte: Pacte | None = None) -> list[AFaire]:
    """Return what the function has to do about requests and advances, most urgent first."""
    if not (fonction.is_avs or (fonction.is_centre and fonction.qualite in REDACTION)):
        return []
    pactes = [pacte] if pacte is not None else list(Pacte.objects.for_fonction(fonction))
    if fonction.is_avs:
        pactes = [p for p in pactes if p.ville_id == fonction.organisation_id]
    choses = [*_demandes(fonction, pactes)]
    for lu in pactes:
        exercice = exercice_de_l_avance(lu, le)
        if exercice is not None:
            centre = fonction.organisation if fonction.is_centre else None
            for dossier in dossiers_avance(lu, exercice, le, centre=centre):
                choses += _avance(fonction, dossier, le)
    if fonction.is_avs:
        choses += _votes_a_dater(fonction, pactes)
    return sorted(choses, key=lambda chose: (chose.echeance or date.max, chose.phrase))


def _demandes(fonction: Fonction, pactes: Iterable[Pacte]) -> Iterable[AFaire]:
    etats = EN_COURS if fonction.is_avs else (EtatDemande.BROUILLON,)
    campagnes = {(c.pacte_id, c.exercice): c for c in Campagne.objects.filter(pacte__in=pactes)}
    demandes = (
        Demande.objects.for_fonction(fonction)
        .filter(pacte__in=pactes, etat__in=etats)
        .select_related("pacte", "centre")
    )
    for demande in demandes.order_by("exercice", "pk"):
        campagne = campagnes.get((demande.pacte_id, demande.exercice))
        yield _prochain_pas(demande, campagne)


def _prochain_pas(demande: Demande, campagne: Campagne | None) -> AFaire:
    """The one thing that a request waits for."""
    args = [demande.pacte.code, demande.pk]
    vote = campagne.date_vote_prevue if campagne else None
    objet = demande.objet or f"demande {demande.exercice}"
    nom = f"{demande.numero}, {demande.centre}" if demande.numero else objet
    if demande.etat == EtatDemande.BROUILLON:
        return AFaire(
            f"Compléter et déposer la demande {demande.exercice} : {objet}.",
            campagne.date_cloture if campagne else None,
            reverse("voir_demande", args=args),
            "Continuer",
        )
    if demande.etat == EtatDemande.DEPOSEE:
        url = reverse("noter_reception", args=args)
        return AFaire(f"Noter la réception de la demande {nom}.", None, url, "Noter la réception")
    if demande.etat == EtatDemande.RECUE:
        url = reverse("proposer_montant", args=args)
        return AFaire(f"Proposer un montant pour la demande {nom}.", vote, url, "Proposer")
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
        phrase = f"Décider de la demande tardive d'avance {dossier.exercice} de {dossier.centre}."
        url = reverse("decider_demande_tardive", args=args)
        return [AFaire(phrase, dossier.regles.paiement_vise, url, "Décider")]
    if dossier.etat != EtatAvance.PRETE:
        return []
    if can_payer_avance(fonction, dossier, le):
        phrase = f"Payer l'avance {dossier.exercice} de {dossier.centre}."
        url = reverse("enregistrer_versement", args=args)
        return [AFaire(phrase, dossier.regles.paiement_vise, url, "Enregistrer le paiement")]
    taches = [tache for tache in dossier.taches_restantes if tache.code != "paiement"]
    if not taches or not can_noter_tache(fonction, dossier, le):
        return []
    phrase = f"{taches[0].libelle} pour l'avance {dossier.exercice} de {dossier.centre}."
    url = reverse("noter_tache_avance", args=args)
    return [AFaire(phrase, taches[0].echeance, url, "Dater")]


def _votes_a_dater(fonction: Fonction, pactes: Iterable[Pacte]) -> Iterable[AFaire]:
    votes = (
        Attribution.objects.for_fonction(fonction)
        .filter(pacte__in=pactes, demande__isnull=False)
        .exclude(date_transmission__isnull=False, date_publication__isnull=False)
        .select_related("pacte", "centre")
    )
    for vote in votes.order_by("date_vote", "pk"):
        yield AFaire(
            f"Dater la délibération {vote.numero_deliberation} pour {vote.centre}.",
            vote.date_vote + timedelta(days=15),
            reverse("completer_attribution", args=[vote.pacte.code, vote.demande_id, vote.pk]),
            "Dater",
        )


def recemment(
    fonction: Fonction, le: date, nombre: int, pacte: Pacte | None = None
) -> list[FaitRecent]:
    """Return what happened to requests and payments over the last weeks, latest first."""
    depuis = le - timedelta(days=JOURS_RECENTS)
    demandes = Demande.objects.for_fonction(fonction).filter(date_depot__range=(depuis, le))
    votes = Attribution.objects.for_fonction(fonction).filter(date_vote__range=(depuis, le))
    payes = Versement.objects.for_fonction(fonction).filter(date_paiement__range=(depuis, le))
    if pacte is not None:
        demandes, votes, payes = (lus.filter(pacte=pacte) for lus in (demandes, votes, payes))
    faits = [
        FaitRecent(
            f"Demande {demande.numero} déposée : {demande.centre}.",
            demande.date_depot,
            reverse("voir_demande", args=[demande.pacte.code, demande.pk]),
        )
        for demande in demandes.exclude(numero="").select_related("pacte", "centre")
    ]
    faits += [
        FaitRecent(
            f"Subvention votée : {vote.centre}, délibération {vote.numero_deliberation}.",
            vote.date_vote,
            reverse("voir_demande", args=[vote.pacte.code, vote.demande_id]),
        )
        for vote in votes.filter(demande__isnull=False).select_related("pacte", "centre")
    ]
    faits += [
        FaitRecent(
            f"{versement.get_genre_display().capitalize()} {versement.exercice} payé à "
            f"{versement.centre}."
            if versement.genre != "avance"
            else f"Avance {versement.exercice} payée à {versement.centre}.",
            versement.date_paiement,
            _adresse(versement),
        )
        for versement in payes.select_related("pacte", "centre", "attribution")
    ]
    return sorted(faits, key=lambda fait: fait.le, reverse=True)[:nombre]


def _adresse(versement: Versement) -> str:
    code = versement.pacte.code
    if versement.attribution is not None and versement.attribution.demande_id is not None:
        return reverse("voir_demande", args=[code, versement.attribution.demande_id])
    return reverse("voir_avance", args=[code, versement.exercice, versement.centre.code])
