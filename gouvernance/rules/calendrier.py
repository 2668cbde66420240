"""The rules of the calendar of thematic meetings and of their records (C47, C48). Pure, no clock."""

from collections.abc import Iterable, Sequence
from datetime import date

from gouvernance.rules.instances import bornes, hors_du_pacte
from gouvernance.rules.valeurs import FaitReunion, LigneFixee, Periode
from pacte.socle.constats import Constat, Preuve, Statut
from pacte.socle.dates import ecrire_jour_court


def evaluer_calendrier(
    periode: Periode,
    comites: Sequence[FaitReunion],
    rencontres: Sequence[FaitReunion],
    lignes: Iterable[LigneFixee],
    *,
    au: date,
) -> Constat:
    """Evaluate that the first comité has set the calendar of the thematic meetings (C47; article 4).

    - tenu: the calendar holds a line, set at a comité held by `au`; a remark says when that comité
      was not the first one, and how many meetings of the civil year came without a line;
    - en_cours: no comité has been held yet inside the pact;
    - pas_tenu: a comité was held and the calendar is still empty;
    - outside the pact, as every rule.

    A line counts from the day of the comité that set it until the day of its withdrawal.
    """
    hors = hors_du_pacte(periode, au)
    if hors is not None:
        return hors
    debut, _ = bornes(periode)
    tenus = _tenues(comites, debut, au)
    if not tenus:
        return Constat(
            Statut.EN_COURS, "Le calendrier se fixe au premier comité, qui n'est pas encore tenu."
        )
    fixees = sorted(
        (ligne for ligne in lignes if ligne.fixee_le <= au and not ligne.is_retiree(au)),
        key=lambda ligne: ligne.fixee_le,
    )
    premier = _jour(tenus[0])
    if not fixees:
        motif = (
            f"Le calendrier reste à fixer : le premier comité est du {ecrire_jour_court(premier)}."
        )
        return Constat(Statut.PAS_TENU, motif, preuves=(tenus[0].preuve,))
    fixe_le = fixees[0].fixee_le
    source = next((fait for fait in tenus if _jour(fait) == fixe_le), tenus[0])
    nombre = len(fixees)
    compte = f"{nombre} rencontre{'s' if nombre > 1 else ''} au calendrier"
    return Constat(
        Statut.TENU,
        f"Calendrier fixé le {ecrire_jour_court(fixe_le)} : {compte}.",
        preuves=(source.preuve,),
        remarques=_remarques(premier, fixe_le, rencontres, au),
    )


def _remarques(
    premier: date, fixe_le: date, rencontres: Iterable[FaitReunion], au: date
) -> tuple[str, ...]:
    remarques = []
    if fixe_le > premier:
        remarques.append(
            f"Le premier comité s'est tenu le {ecrire_jour_court(premier)}, sans calendrier."
        )
    hors = [
        fait
        for fait in rencontres
        if fait.etat(au) == "tenue" and not fait.au_calendrier and _jour(fait).year == au.year
    ]
    if hors:
        pluriel = "s" if len(hors) > 1 else ""
        remarques.append(f"{len(hors)} rencontre{pluriel} tenue{pluriel} hors calendrier.")
    return tuple(remarques)


def evaluer_releves(
    periode: Periode,
    comites: Sequence[FaitReunion],
    rencontres: Sequence[FaitReunion],
    *,
    au: date,
) -> Constat:
    """Evaluate that each thematic record reaches the next comité (C48; article 4).

    A record joins the next comité by itself as soon as it is submitted: what can be missing is the
    record. The meetings that count are those of the civil year of `au`, inside the pact.

    - tenu: each meeting followed by a comité had its record by that day, one at least;
    - pas_tenu: a comité was held while the record of a meeting before it was not submitted;
    - en_cours: meetings are held, and their next comité is still to come;
    - sans_objet: no meeting this year, or outside the pact.
    """
    hors = hors_du_pacte(periode, au)
    if hors is not None:
        return hors
    debut, _ = bornes(periode)
    de_l_annee = [fait for fait in _tenues(rencontres, debut, au) if _jour(fait).year == au.year]
    if not de_l_annee:
        return Constat(Statut.SANS_OBJET, f"Aucune rencontre thématique tenue en {au.year}.")
    jours = [_jour(fait) for fait in _tenues(comites, debut, au)]
    verses: list[Preuve] = []
    manquants: list[FaitReunion] = []
    for fait in de_l_annee:
        # Held on the very day of a comité, a meeting is for the next one.
        suivant = next((jour for jour in jours if jour > _jour(fait)), None)
        if suivant is None:
            continue
        soumis = fait.date_soumission
        if soumis is not None and soumis <= suivant:
            verses.append(fait.preuve)
        else:
            manquants.append(fait)
    if manquants:
        jour = ecrire_jour_court(_jour(manquants[0]))
        motif = f"Le relevé du {jour} n'était pas prêt pour le comité qui a suivi."
        preuves = tuple(fait.preuve for fait in manquants)
        return Constat(Statut.PAS_TENU, motif, preuves=preuves)
    if not verses:
        return Constat(
            Statut.EN_COURS,
            "Les relevés de l'année seront versés au prochain comité.",
            preuves=tuple(fait.preuve for fait in de_l_annee),
        )
    pluriel = "s" if len(verses) > 1 else ""
    motif = f"{len(verses)} relevé{pluriel} versé{pluriel} au comité suivant en {au.year}."
    return Constat(Statut.TENU, motif, preuves=tuple(verses))


def _tenues(faits: Iterable[FaitReunion], depuis: date, au: date) -> list[FaitReunion]:
    tenues = [fait for fait in faits if fait.etat(au) == "tenue" and _jour(fait) >= depuis]
    return sorted(tenues, key=lambda fait: (_jour(fait), fait.id))


def _jour(fait: FaitReunion) -> date:
    return fait.date or date.min
