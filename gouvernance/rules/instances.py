"""The rules of the bodies: rhythm, order, categories present. Pure functions, no clock, no ORM.

Only facts whose legal date is at or before `au` count, so that any past day can be replayed.
Names of bodies are data: sentences never depend on their gender.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta

from gouvernance.rules.valeurs import (
    Cadence,
    CategorieAttendue,
    Categories,
    FaitReunion,
    Ordre,
    Periode,
    PresenceNotee,
)
from pacte.socle.constats import Constat, Preuve, Statut
from pacte.socle.dates import ajouter_mois, ecrire_jour_court, mois_communs
from pacte.socle.jours_ouvres import jour_ouvre_au_plus_tard

# Q6: a civil year counts when at least so many of its months lie inside the pact.
MOIS_MINIMUM = 6


def du_sujet(
    faits: Iterable[FaitReunion],
    instance: str,
    *,
    centre: str | None = None,
    theme: str | None = None,
) -> tuple[FaitReunion, ...]:
    """Return the meetings of a body, of one centre or theme when given."""
    return tuple(
        fait
        for fait in faits
        if fait.instance_code == instance
        and (centre is None or fait.centre_code == centre)
        and (theme is None or fait.theme_code == theme)
    )


def hors_du_pacte(periode: Periode, au: date) -> Constat | None:
    """Return the answer of any rule outside the pact's term, None inside it (Q26, article 5)."""
    if periode.debut is None or periode.fin is None:
        return Constat(
            Statut.A_PRECISER, "La date de signature du pacte n'est pas encore enregistrée."
        )
    if au < periode.debut:
        return Constat(
            Statut.SANS_OBJET, f"Le pacte prend effet le {ecrire_jour_court(periode.debut)}."
        )
    if au > periode.fin:
        return Constat(
            Statut.SANS_OBJET, f"Le pacte a pris fin le {ecrire_jour_court(periode.fin)}."
        )
    return None


def dernier_jour_utile(periode: Periode, annee: int) -> date | None:
    """Return the last day of civil year `annee` inside the pact; None when it has none."""
    if periode.debut is None or periode.fin is None:
        return None
    limite = min(date(annee, 12, 31), periode.fin)
    return limite if limite >= max(date(annee, 1, 1), periode.debut) else None


def dernier_jour_de_reunion(limite: date) -> date:
    """Return the last working day, at most `limite`, on which a meeting can be held."""
    return jour_ouvre_au_plus_tard(limite)


def dernier_jour_pour_inviter(limite: date, delai_invitation: int) -> date:
    """Return the last working day on which invitations leave in time for a meeting by `limite`.

    The delay is in calendar days, as the pact gives it; neither the meeting nor the invitations
    are expected on a week-end or a public holiday.
    """
    reunion = dernier_jour_de_reunion(limite)
    return jour_ouvre_au_plus_tard(reunion - timedelta(days=delai_invitation))


def depuis_l_entree(periode: Periode, entree: date | None) -> Periode:
    """Return the pact's term for a party: from its own entry when it came by an avenant."""
    if periode.debut is None or entree is None:
        return periode
    return Periode(max(periode.debut, entree), periode.fin)


def tenues_de_l_annee(
    periode: Periode, faits: Iterable[FaitReunion], *, au: date, annee: int
) -> list[FaitReunion]:
    """Return the meetings of a civil year held by `au`, inside the pact, oldest first."""
    tenues = _tenues(faits, periode.debut or date.min, au)
    return [fait for fait in tenues if _jour(fait).year == annee]


def prevues_de_l_annee(
    periode: Periode, faits: Iterable[FaitReunion], *, au: date, annee: int
) -> list[FaitReunion]:
    """Return the meetings announced for the rest of a civil year, inside the pact, soonest first."""
    limite = dernier_jour_utile(periode, annee)
    return [
        fait
        for fait in _annoncees(faits, au)
        if limite is not None and _jour(fait).year == annee and _jour(fait) <= limite
    ]


def evaluer_cadence(
    cadence: Cadence,
    periode: Periode,
    faits: Sequence[FaitReunion],
    *,
    au: date,
    annee: int | None = None,
) -> Constat:
    """Evaluate a body's rhythm over a civil year (C32, C37, C42, C46; article 4).

    - tenu: at least `minimum` meetings held in the year, inside the pact (Q8: the minimum, not the
      target; more than `maximum` is only a remark);
    - en_cours: not yet, but announced in time, or invitations may still leave in time, week-ends
      and public holidays left aside;
    - pas_tenu: not yet, and invitations can no longer leave in time (« pas encore tenu »);
    - sans_objet: outside the pact, or fewer than six months of the year inside it (Q6);
    - a_preciser: the date of signature is unknown.

    `faits` are the meetings of one subject (`du_sujet`). A cancelled meeting never counts, a moved
    one counts on the day it was held (Q23). With `themes` (Q7), the year's total alone counts until
    the pact's last civil year, when each theme must have been held at least once over the pact.
    """
    hors = hors_du_pacte(periode, au)
    if hors is not None:
        return hors
    debut, fin = bornes(periode)
    annee = au.year if annee is None else annee
    limite = dernier_jour_utile(periode, annee)
    tenues = _tenues(faits, debut, au)
    de_l_annee = tenues_de_l_annee(periode, faits, au=au, annee=annee)
    preuves = tuple(fait.preuve for fait in de_l_annee)
    mois = mois_communs(debut, fin, annee)
    if limite is None or mois < MOIS_MINIMUM:
        motif = f"{annee} compte {mois} mois entiers du pacte : il en faut {MOIS_MINIMUM}."
        return Constat(Statut.SANS_OBJET, motif, preuves=preuves)
    remarques = _remarques_de_nombre(cadence, len(de_l_annee), annee)
    if len(de_l_annee) < cadence.minimum:
        prevues = prevues_de_l_annee(periode, faits, au=au, annee=annee)
        constat = _pas_encore(cadence, prevues, len(de_l_annee), limite, annee, au)
        return Constat(constat.statut, constat.motif, constat.echeance, preuves, remarques)
    manquants = _themes_manquants(cadence, tenues)
    if manquants:
        return _themes_a_tenir(
            cadence, manquants, len(de_l_annee), preuves, remarques, fin, annee, au
        )
    motif = _phrase_tenue(cadence, len(de_l_annee), annee)
    return Constat(Statut.TENU, motif, preuves=preuves, remarques=remarques)


def evaluer_ordre(
    ordre: Ordre,
    periode: Periode,
    avants: Sequence[FaitReunion],
    apres: Sequence[FaitReunion],
    *,
    au: date,
) -> Constat:
    """Evaluate that a body meets before another one, for one centre (C33; Q14, Q24; article 4).

    Each meeting F of the second body held in the civil year of `au` needs a meeting of the first
    one, held after the previous F and before F; for the first F, in the `mois_maximum` months
    before it. The same day is accepted when it starts earlier, or when a time is unknown, with a
    remark.

    - tenu: every F of the year has its meeting, and so has the next one announced;
    - en_cours: the next F is announced and the meeting before it is still to be held;
    - pas_tenu: an F of the year was held without a meeting before it;
    - sans_objet: no F this year, or outside the pact; a_preciser: date of signature unknown.
    """
    hors = hors_du_pacte(periode, au)
    if hors is not None:
        return hors
    debut, _ = bornes(periode)
    # A meeting held just before the pact may still be the one that comes before the first F.
    avants_tenues = [fait for fait in avants if fait.etat(au) == "tenue"]
    apres_tenues = _tenues(apres, debut, au)
    preuves: list[Preuve] = []
    remarques: list[str] = []
    for rang, fait in enumerate(apres_tenues):
        if _jour(fait).year != au.year:
            continue
        precedente = apres_tenues[rang - 1] if rang else None
        trouvee = _reunion_avant(ordre, avants_tenues, fait, precedente)
        preuves.append(fait.preuve)
        if trouvee is None:
            motif = (
                f"{ordre.nom_apres} du {ecrire_jour_court(_jour(fait))} "
                f"sans {_minuscule(ordre.nom_avant)} auparavant."
            )
            return Constat(Statut.PAS_TENU, motif, preuves=tuple(preuves))
        preuves.append(trouvee.preuve)
        if _jour(trouvee) == _jour(fait):
            remarques.append(_remarque_meme_jour(fait, trouvee))
    prochaine = _prochaine(apres, au)
    if prochaine is not None:
        derniere = apres_tenues[-1] if apres_tenues else None
        if _reunion_avant(ordre, avants_tenues, prochaine, derniere) is None:
            jour = _jour(prochaine)
            motif = f"{ordre.nom_avant} à tenir avant le {ecrire_jour_court(jour)}."
            return Constat(Statut.EN_COURS, motif, jour, tuple(preuves), tuple(remarques))
    if not preuves and prochaine is None:
        return Constat(
            Statut.SANS_OBJET, f"{ordre.nom_apres} : rien n'est tenu ni annoncé en {au.year}."
        )
    motif = f"{ordre.nom_avant} : chaque réunion vient avant celle qu'elle prépare."
    return Constat(Statut.TENU, motif, None, tuple(preuves), tuple(remarques))


def categories_presentes(
    attendues: Iterable[CategorieAttendue], presences: Collection[PresenceNotee]
) -> Categories:
    """Return which expected categories have at least one person present (C34, C38, C44, C49).

    A category expected of each centre counts once per centre. Presence is information: the pact
    sets no quorum, so nothing is ever blocked by it.
    """
    venues = {(p.categorie, p.organisation) for p in presences if p.presente}
    codes = {code for code, _ in venues}
    presentes: list[str] = []
    absentes: list[str] = []
    for attendue in attendues:
        if attendue.organisations:
            for organisation, nom in attendue.organisations:
                la = (attendue.code, organisation) in venues
                (presentes if la else absentes).append(f"{attendue.libelle} ({nom})")
        else:
            (presentes if attendue.code in codes else absentes).append(attendue.libelle)
    return Categories(tuple(presentes), tuple(absentes))


# --- Pieces -------------------------------------------------------------------


def bornes(periode: Periode) -> tuple[date, date]:
    """Return the first and last days of a known term; raises ValueError otherwise."""
    if periode.debut is None or periode.fin is None:
        raise ValueError("La période du pacte est inconnue.")
    return periode.debut, periode.fin


def _jour(fait: FaitReunion) -> date:
    if fait.date is None:
        raise ValueError(f"La réunion {fait.id} n'a pas de date.")
    return fait.date


def _rang_dans_le_temps(fait: FaitReunion) -> tuple[date, str, int]:
    return (_jour(fait), fait.debut.isoformat() if fait.debut else "", fait.id)


def _tenues(faits: Iterable[FaitReunion], depuis: date, au: date) -> list[FaitReunion]:
    """Meetings held from `depuis` to `au`, oldest first."""
    tenues = [fait for fait in faits if fait.etat(au) == "tenue" and _jour(fait) >= depuis]
    return sorted(tenues, key=_rang_dans_le_temps)


def _annoncees(faits: Iterable[FaitReunion], au: date) -> list[FaitReunion]:
    """Meetings announced for `au` or later, soonest first."""
    a_venir = [
        fait
        for fait in faits
        if fait.etat(au) == "annoncee" and fait.date is not None and fait.date >= au
    ]
    return sorted(a_venir, key=_rang_dans_le_temps)


def _prochaine(faits: Iterable[FaitReunion], au: date) -> FaitReunion | None:
    return next(iter(_annoncees(faits, au)), None)


def _nombre(n: int) -> str:
    if n == 0:
        return "aucune réunion tenue"
    return f"{n} réunion tenue" if n == 1 else f"{n} réunions tenues"


def _majuscule(texte: str) -> str:
    return texte[:1].upper() + texte[1:]


def _minuscule(texte: str) -> str:
    return texte[:1].lower() + texte[1:]


def _phrase_tenue(cadence: Cadence, n: int, annee: int) -> str:
    return f"{_majuscule(_nombre(n))} en {annee}, {_attendu(cadence)} au moins."


def _attendu(cadence: Cadence) -> str:
    return f"{cadence.minimum} attendue{'s' if cadence.minimum > 1 else ''}"


def _remarques_de_nombre(cadence: Cadence, n: int, annee: int) -> tuple[str, ...]:
    if cadence.maximum is not None and n > cadence.maximum:
        return (f"{n} réunions tenues en {annee} : le rythme prévu va jusqu'à {cadence.maximum}.",)
    if cadence.cible is not None and cadence.minimum <= n < cadence.cible:
        return (f"La cible est de {cadence.cible} réunions par an.",)
    return ()


def _pas_encore(
    cadence: Cadence, prevues: Sequence[FaitReunion], n: int, limite: date, annee: int, au: date
) -> Constat:
    """The answer below the minimum: announced, still feasible, or no longer."""
    manque = cadence.minimum - n
    if len(prevues) >= manque:
        jour = _jour(prevues[manque - 1])
        quand = ecrire_jour_court(jour)
        motif = f"{_majuscule(_nombre(n))} en {annee} ; la suite est prévue le {quand}."
        return Constat(Statut.EN_COURS, motif, jour)
    inviter = dernier_jour_pour_inviter(limite, cadence.delai_invitation)
    if au <= inviter:
        motif = (
            f"{_majuscule(_nombre(n))} en {annee} : "
            f"invitations à envoyer avant le {ecrire_jour_court(inviter)} inclus."
        )
        return Constat(Statut.EN_COURS, motif, inviter)
    fin = f"le {ecrire_jour_court(limite)}"
    suite = f"à tenir d'ici {fin}" if au <= limite else f"l'année s'est achevée {fin}"
    motif = f"{_majuscule(_nombre(n))} en {annee}, {_attendu(cadence)} : {suite}."
    return Constat(Statut.PAS_TENU, motif, limite if au <= limite else None)


def _themes_manquants(cadence: Cadence, tenues: Iterable[FaitReunion]) -> list[str]:
    traites = {fait.theme_code for fait in tenues}
    return [nom for code, nom in cadence.themes if code not in traites]


def _themes_a_tenir(
    cadence: Cadence,
    manquants: list[str],
    n: int,
    preuves: tuple[Preuve, ...],
    remarques: tuple[str, ...],
    fin: date,
    annee: int,
    au: date,
) -> Constat:
    """The year's total is there, but some themes have not had their meeting over the pact (Q7)."""
    inviter = dernier_jour_pour_inviter(fin, cadence.delai_invitation)
    reste = f"Thèmes à traiter avant le {ecrire_jour_court(fin)} : {', '.join(manquants)}."
    if annee < fin.year:
        motif = _phrase_tenue(cadence, n, annee)
        return Constat(Statut.TENU, motif, inviter, preuves, (*remarques, reste))
    compte = f"{len(manquants)} thème{'s' if len(manquants) > 1 else ''}"
    motif = f"{compte} à traiter avant la fin du pacte, le {ecrire_jour_court(fin)}."
    statut = Statut.EN_COURS if au <= inviter else Statut.PAS_TENU
    echeance = inviter if au <= inviter else fin
    return Constat(statut, motif, echeance, preuves, (*remarques, reste))


def _reunion_avant(
    ordre: Ordre,
    avants: Iterable[FaitReunion],
    fait: FaitReunion,
    precedente: FaitReunion | None,
) -> FaitReunion | None:
    """The latest meeting of the first body that comes before `fait` and after `precedente`."""
    depuis = ajouter_mois(_jour(fait), -ordre.mois_maximum)
    convient = [
        avant
        for avant in avants
        if _vient_avant(avant, fait)
        and (_jour(avant) >= depuis if precedente is None else not _vient_avant(avant, precedente))
    ]
    return max(convient, key=_rang_dans_le_temps, default=None)


def _vient_avant(avant: FaitReunion, apres: FaitReunion) -> bool:
    """Q24: an earlier day; the same day when it starts earlier, or when a time is unknown."""
    if _jour(avant) != _jour(apres):
        return _jour(avant) < _jour(apres)
    return avant.debut is None or apres.debut is None or avant.debut < apres.debut


def _remarque_meme_jour(fait: FaitReunion, avant: FaitReunion) -> str:
    jour = ecrire_jour_court(_jour(fait))
    if fait.debut is None or avant.debut is None:
        return f"Deux réunions le {jour}, sans heure connue : l'ordre est à vérifier."
    return f"Deux réunions le même jour, le {jour}, dans le bon ordre."
