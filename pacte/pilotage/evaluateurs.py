"""One function per kind of rule: from the facts of a pact to an answer per subject.

Each one calls the rule of the room that owns it and adds who the commitment rests with. Pure.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from gouvernance import rules as reunions
from gouvernance.rules import calendrier as regles_calendrier
from gouvernance.rules import dialogue as regles_dialogue
from gouvernance.rules.cadence import cadence_du_pacte
from gouvernance.rules.valeurs import Cadence, Ordre, Periode
from pacte.pilotage.evaluateur_avance import evaluer_avance
from pacte.pilotage.faits import (
    CENTRE,
    THEME,
    EngagementLu,
    Instantane,
    PartieLue,
    Responsable,
    Sujet,
)
from pacte.pilotage.reponses import (
    Evaluateur,
    Reponse,
    periode,
    responsables,
    sujet_centre,
    sujet_pacte,
)
from pacte.socle.constats import Constat, Preuve, Statut
from pacte.socle.dates import ajouter_mois, ecrire_jour_court

# An end in six months or less is said beforehand (C52).
MOIS_AVANT_ECHEANCE = 6
SANS_DATE = "La date de signature n'est pas encore saisie."


# --- Signature and term ------------------------------------------------------------------------
def evaluer_signature(engagement: EngagementLu, faits: Instantane, au: date) -> Iterable[Reponse]:
    """Every party has signed through all its required signers (C07, Q9, Q10)."""
    parties = [partie for partie in faits.parties if partie.is_partie(au)]
    manquantes = [partie for partie in parties if not partie.is_signataire(au)]
    preuves = tuple(
        Preuve(
            f"Signature : {signature.signataire}, {partie.organisme.nom}", faits.url, signature.le
        )
        for partie in parties
        for signature in partie.signatures
        if signature.le is not None and signature.le <= au
    )
    total = len(parties)
    fin = faits.fin(au)
    if fin is not None and au > fin:
        constat = Constat(
            Statut.SANS_OBJET, f"Le pacte a pris fin le {ecrire_jour_court(fin)}.", preuves=preuves
        )
    elif total == 0:
        constat = Constat(Statut.A_PRECISER, "Aucune partie n'est encore enregistrée.")
    elif not manquantes:
        derniere = max((preuve.le for preuve in preuves if preuve.le is not None), default=None)
        quand = f", depuis le {ecrire_jour_court(derniere)}" if derniere else ""
        constat = Constat(Statut.TENU, f"Les {total} parties ont signé{quand}.", preuves=preuves)
    elif not preuves:
        constat = Constat(Statut.A_PRECISER, SANS_DATE)
    else:
        noms = [partie.organisme.nom for partie in manquantes]
        liste = " et ".join(noms) if len(noms) <= 2 else f"{len(noms)} parties"
        constat = Constat(
            Statut.EN_COURS,
            f"{_compter_signees(total - len(manquantes), total)} : il reste {liste}.",
            preuves=preuves,
        )
    reste = tuple(Responsable(partie.organisme.code, partie.organisme.nom) for partie in manquantes)
    yield Reponse(sujet_pacte(faits), constat, reste or responsables(engagement, faits), faits.url)


def _compter_signees(signees: int, total: int) -> str:
    if signees == 0:
        return f"Aucune des {total} parties n'a signé entièrement"
    if signees == 1:
        return f"1 partie sur {total} a signé"
    return f"{signees} parties sur {total} ont signé"


def evaluer_duree(engagement: EngagementLu, faits: Instantane, au: date) -> Iterable[Reponse]:
    """The pact's term, T0 + n years - 1 day, avenants counted (C51, Q10, Q26)."""
    yield Reponse(
        sujet_pacte(faits),
        _constat_duree(faits, au),
        responsables(engagement, faits),
        faits.url,
    )


def _constat_duree(faits: Instantane, au: date) -> Constat:
    hors = reunions.hors_du_pacte(periode(faits, au), au)
    fin = faits.fin(au)
    if hors is not None or fin is None:
        return hors or Constat(Statut.A_PRECISER, SANS_DATE)
    preuves = (
        Preuve("Signature du pacte", faits.url, faits.date_effet),
        *(
            Preuve(f"Avenant n° {avenant.numero}", faits.url, avenant.signe_le)
            for avenant in faits.avenants
            if avenant.signe_le <= au and avenant.nouvelle_fin is not None
        ),
    )
    alerte = ajouter_mois(fin, -MOIS_AVANT_ECHEANCE)
    remarques = (
        ("Il reste moins de six mois : l'évaluation et la suite sont à préparer.",)
        if au >= alerte
        else ()
    )
    motif = f"Le pacte est en vigueur jusqu'au {ecrire_jour_court(fin)} inclus."
    return Constat(Statut.EN_COURS, motif, fin, preuves, remarques)


# --- Meetings ------------------------------------------------------------------------------------
def _cadence(engagement: EngagementLu, faits: Instantane) -> Cadence:
    delais = {instance.code: instance.delai_invitation for instance in faits.instances}
    return cadence_du_pacte(
        engagement.parametres,
        delai_invitation=delais.get(engagement.parametres["instance"], 10),
        themes=[(theme.code, theme.nom) for theme in faits.themes],
    )


def evaluer_cadence(engagement: EngagementLu, faits: Instantane, au: date) -> Iterable[Reponse]:
    """The rhythm of a body over the civil year of `au` (C32, C37, C42, C46)."""
    par = engagement.parametres["par"]
    instance = engagement.parametres["instance"]
    cadence = _cadence(engagement, faits)
    if par == CENTRE:
        for centre in faits.centres(au):
            lues = reunions.du_sujet(faits.reunions, instance, centre=centre.organisme.code)
            yield Reponse(
                sujet_centre(centre),
                reunions.evaluer_cadence(
                    cadence, _periode_du_centre(faits, centre, au), lues, au=au
                ),
                responsables(engagement, faits, centre),
            )
        return
    if par == THEME:
        for theme in faits.themes:
            lues = reunions.du_sujet(faits.reunions, instance, theme=theme.code)
            yield Reponse(
                Sujet(THEME, theme.code, theme.nom),
                reunions.evaluer_cadence(cadence, periode(faits, au), lues, au=au),
                responsables(engagement, faits),
            )
        return
    lues = reunions.du_sujet(faits.reunions, instance)
    yield Reponse(
        sujet_pacte(faits),
        reunions.evaluer_cadence(cadence, periode(faits, au), lues, au=au),
        responsables(engagement, faits),
    )


def _periode_du_centre(faits: Instantane, centre: PartieLue, au: date) -> Periode:
    return reunions.depuis_l_entree(periode(faits, au), centre.date_entree)


def evaluer_ordre(engagement: EngagementLu, faits: Instantane, au: date) -> Iterable[Reponse]:
    """A body meets before another one, centre by centre (C33)."""
    avant, apres = engagement.parametres["avant"], engagement.parametres["apres"]
    noms = {instance.code: instance.nom for instance in faits.instances}
    ordre = Ordre(
        noms.get(avant, avant),
        noms.get(apres, apres),
        engagement.parametres.get("mois_maximum", 12),
    )
    for centre in faits.centres(au):
        code = centre.organisme.code
        yield Reponse(
            sujet_centre(centre),
            reunions.evaluer_ordre(
                ordre,
                _periode_du_centre(faits, centre, au),
                reunions.du_sujet(faits.reunions, avant, centre=code),
                reunions.du_sujet(faits.reunions, apres, centre=code),
                au=au,
            ),
            responsables(engagement, faits, centre),
        )


def evaluer_calendrier(engagement: EngagementLu, faits: Instantane, au: date) -> Iterable[Reponse]:
    """The calendar of a body, set at the first meeting of another (C47)."""
    parametres = engagement.parametres
    yield Reponse(
        sujet_pacte(faits),
        regles_calendrier.evaluer_calendrier(
            periode(faits, au),
            reunions.du_sujet(faits.reunions, parametres["fixe_par"]),
            reunions.du_sujet(faits.reunions, parametres["instance"]),
            faits.lignes,
            au=au,
        ),
        responsables(engagement, faits),
    )


def evaluer_releves(engagement: EngagementLu, faits: Instantane, au: date) -> Iterable[Reponse]:
    """The records of a body join the next meeting of another (C48)."""
    parametres = engagement.parametres
    yield Reponse(
        sujet_pacte(faits),
        regles_calendrier.evaluer_releves(
            periode(faits, au),
            reunions.du_sujet(faits.reunions, parametres["verses_a"]),
            reunions.du_sujet(faits.reunions, parametres["instance"]),
            au=au,
        ),
        responsables(engagement, faits),
    )


# The kinds of the dialogue de gestion, in the words of article 2.
TEMPS = (
    ("interpellation", "temps d'interpellation"),
    ("suivi", "temps de suivi"),
    ("evaluation", "temps d'évaluation"),
)


def evaluer_temps(engagement: EngagementLu, faits: Instantane, au: date) -> Iterable[Reponse]:
    """The year holds a time of each kind (C21)."""
    temps = [
        (mots, reunions.du_sujet(faits.reunions, engagement.parametres[cle])) for cle, mots in TEMPS
    ]
    yield Reponse(
        sujet_pacte(faits),
        regles_dialogue.evaluer_temps(periode(faits, au), temps, au=au),
        responsables(engagement, faits),
    )


def evaluer_questions(engagement: EngagementLu, faits: Instantane, au: date) -> Iterable[Reponse]:
    """Each question of a centre is followed by somebody at the city (C22)."""
    yield Reponse(
        sujet_pacte(faits),
        regles_dialogue.evaluer_questions(periode(faits, au), faits.questions, au=au),
        responsables(engagement, faits),
    )


EVALUATEURS: Mapping[str, Evaluateur] = {
    "signature": evaluer_signature,
    "duree": evaluer_duree,
    "cadence": evaluer_cadence,
    "ordre": evaluer_ordre,
    "avance": evaluer_avance,
    "calendrier": evaluer_calendrier,
    "releves": evaluer_releves,
    "temps": evaluer_temps,
    "questions": evaluer_questions,
}
