"""What subsidies remind by the clock: each thing once, late ones when they are still useful (R20)."""

from collections import defaultdict
from datetime import date, timedelta

from django.db import transaction

from pacte.accord.models import Organisation, Pacte
from pacte.courrier.periodique import une_seule_fois
from subventions import notifications, rules
from subventions.lectures.dossiers import dossiers_avance, engagement_avance
from subventions.models import Campagne, Demande, EtatDemande, GenreDemande, PieceCentre
from subventions.notifications.campagnes import centres_en_cours
from subventions.operations.campagnes import annoncer_ouverture
from subventions.rules.valeurs import NON_SIGNATAIRE

NON_DEPOSEES = (EtatDemande.BROUILLON, EtatDemande.RETIREE)


def annoncer_les_campagnes(le: date) -> int:
    """Announce the campaigns that are open on day `le` and were not; return how many."""
    ouvertes = Campagne.objects.filter(date_ouverture__lte=le, date_cloture__gte=le)
    annoncees = 0
    for campagne in ouvertes.select_related("pacte").order_by("pk"):
        with transaction.atomic():
            annoncees += annoncer_ouverture(campagne, le)
    return annoncees


def rappeler_les_clotures(le: date) -> int:
    """Remind the centres whose operating request is not deposited; return how many centres.

    A reminder that stopped days made late leaves once, if the campaign is still open; of several,
    the latest alone.
    """
    ouvertes = Campagne.objects.filter(
        date_ouverture__lte=le,
        date_cloture__gte=le,
        volets__genre=GenreDemande.FONCTIONNEMENT,
    )
    rappeles = 0
    for campagne in ouvertes.select_related("pacte").order_by("pk"):
        jour = rules.rappel_de_cloture(
            le, campagne.date_ouverture, campagne.date_cloture, campagne.jours_de_rappel
        )
        if jour is None:
            continue
        for centre, brouillon in _centres_sans_depot(campagne, le):
            with transaction.atomic():
                if une_seule_fois(f"clôture de campagne {campagne.pk} {centre.pk}", jour):
                    notifications.rappeler_cloture(campagne, centre, brouillon, le)
                    rappeles += 1
    return rappeles


def _centres_sans_depot(campagne: Campagne, le: date) -> list[tuple[Organisation, Demande | None]]:
    """The centres without a deposited operating request for the year, each with its draft, if any."""
    deposees, brouillons = set(), {}
    demandes = Demande.objects.filter(
        pacte=campagne.pacte_id,
        exercice=campagne.exercice,
        genre=GenreDemande.FONCTIONNEMENT,
    ).select_related("pacte", "suivie_par__personne", "redige_par__personne")
    for demande in demandes.order_by("pk"):
        if demande.etat not in NON_DEPOSEES:
            deposees.add(demande.centre_id)
        elif demande.etat == EtatDemande.BROUILLON:
            brouillons[demande.centre_id] = demande
    return [
        (centre, brouillons.get(centre.pk))
        for centre in centres_en_cours(campagne.pacte, le)
        if centre.pk not in deposees
    ]


def rappeler_les_avances(le: date) -> int:
    """Remind the centres that may ask for the advance and have not, once a year; return how many.

    A centre may ask when it has signed the pact and when its base is above zero. After the last day
    to ask, the reminder is no longer sent.
    """
    campagnes = Campagne.objects.filter(rappel_avance__lte=le, exercice__gte=le.year)
    rappeles = 0
    for campagne in campagnes.select_related("pacte").order_by("pk"):
        engagement = engagement_avance(campagne.pacte)
        if engagement is None:
            continue
        regles = rules.lire_regles_avance(engagement.parametres, campagne.exercice)
        if not rules.is_rappel_avance_du(le, campagne.rappel_avance, regles.dernier_jour_demande):
            continue
        for dossier in dossiers_avance(
            campagne.pacte, campagne.exercice, le, engagement=engagement
        ):
            calcul = dossier.calcul
            if dossier.avance is not None or calcul.theorique <= 0:
                continue
            if NON_SIGNATAIRE in calcul.motifs:
                continue
            with transaction.atomic():
                cle = f"rappel d'avance {campagne.pacte_id} {dossier.centre.pk}"
                if une_seule_fois(cle, date(campagne.exercice, 1, 1)):
                    notifications.rappeler_avance(dossier, le)
                    rappeles += 1
    return rappeles


def rappeler_les_pieces(le: date) -> int:
    """Tell each centre which documents of its file end within 30 days, each once; return how many."""
    fin = le + timedelta(days=rules.JOURS_AVANT_FIN)
    pieces = (
        PieceCentre.objects.filter(valable_jusqu_au__range=(le, fin))
        .en_cours()
        .select_related("centre")
        .order_by("centre", "valable_jusqu_au", "pk")
    )
    par_centre: defaultdict[Organisation, list[PieceCentre]] = defaultdict(list)
    for piece in pieces:
        par_centre[piece.centre].append(piece)
    prevenues = 0
    for centre, siennes in par_centre.items():
        pacte = Pacte.objects.filter(parties__organisation=centre).order_by("-generation").first()
        if pacte is None:
            continue
        with transaction.atomic():
            nouvelles = [
                piece
                for piece in siennes
                if une_seule_fois(f"fin de validité {piece.pk}", piece.valable_jusqu_au)
            ]
            if nouvelles:
                notifications.annoncer_fins_de_validite(pacte, centre, nouvelles, le)
                prevenues += len(nouvelles)
    return prevenues
