"""A draft going round: one reminder, three days before the last day (R20).

Nothing is ever sealed by the clock: once the delay has passed, the organiser's home page proposes it.
"""

import datetime as dt

from django.db import transaction
from django.db.models import F

from gouvernance.lectures.approbation import limite_des_remarques, lire_faits
from gouvernance.models import CompteRendu, EtatCompteRendu, EtatRemarque, Reunion
from gouvernance.notifications import circulation as courriels
from gouvernance.operations.verrou import compte_rendu_de, verrouiller
from gouvernance.rules.circulation import date_du_rappel, silencieuses
from pacte.courrier.periodique import une_seule_fois
from pacte.journal.operations import inscrire


def rappeler_projets(le: dt.date) -> int:
    """Remind those who have said nothing of a draft; return how many mails.

    Due three days before the last day; late when the workers were stopped, never after the last
    day. Each person is reminded once for each version, however often this runs.
    """
    attendus = (
        CompteRendu.objects.filter(
            etat=EtatCompteRendu.PROJET,
            date_limite_remarques__gte=le,
            date_soumission__lt=le,
            reunion__date_invitation__isnull=False,
        )
        .order_by(F("date_limite_remarques"), "pk")
        .values_list("reunion_id", flat=True)
    )
    return sum(_rappeler(Reunion(pk=pk), le) for pk in attendus)


@transaction.atomic
def _rappeler(reunion: Reunion, le: dt.date) -> int:
    """Remind the people of one draft, its meeting locked: whoever answers now is answered first."""
    reunion = verrouiller(reunion)
    compte_rendu = compte_rendu_de(reunion)
    if compte_rendu is None or compte_rendu.etat != EtatCompteRendu.PROJET:
        return 0
    faits, limite = lire_faits(reunion), limite_des_remarques(compte_rendu)
    if faits is None or limite is None:
        return 0
    du = date_du_rappel(faits.date_soumission, limite)
    if not du <= le <= limite:
        return 0
    muettes = silencieuses(faits, le) - _ont_remarque(compte_rendu)
    nombre = 0
    for participation in reunion.participations.select_related(
        "reunion", "fonction__personne__compte"
    ).order_by("pk"):
        personne = participation.fonction.personne
        if personne.pk not in muettes or not personne.courriel:
            continue
        cle = f"rappel de relecture {compte_rendu.pk}, version {compte_rendu.version_projet}"
        if une_seule_fois(f"{cle}, personne {personne.pk}", du):
            courriels.rappeler(compte_rendu, participation, limite)
            nombre += 1
    if nombre:
        inscrire("rappeler_projet", objet=reunion, par=None, motif=f"{nombre} courriels")
    return nombre


def _ont_remarque(compte_rendu: CompteRendu) -> set[int]:
    """Who has remarked on the version in force."""
    return {
        remarque.par.personne_id
        for remarque in compte_rendu.remarques.all()
        if remarque.etat != EtatRemarque.RETIREE
        and compte_rendu.date_soumission is not None
        and remarque.date_remarque >= compte_rendu.date_soumission
    }
