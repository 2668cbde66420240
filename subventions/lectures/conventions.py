"""Reading conventions: those to make, what each says, the texts proposed. Amounts are Decimal euros."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum

from pacte.accord.models import Organisation, Pacte, Qualite
from pacte.socle.dates import ajouter_mois
from pacte.socle.montants import ZERO, ecrire_montant
from subventions import rules
from subventions.lectures.dossiers import lire_avance_payee, lire_vote
from subventions.lectures.lettres import couvre, tribunal
from subventions.models import Attribution, Convention, Demande, GenreVersement, Versement
from subventions.rules.en_nature import valeur_totale
from subventions.textes import versions as textes_dates

FICHIER = "convention.toml"
CHAMPS_CLAUSES = tuple({champ for clause in rules.CLAUSES for champ in clause.champs})


@dataclass(frozen=True, slots=True)
class ConventionAFaire:
    """A centre and a year whose total makes a convention compulsory, and none covers them."""

    centre: Organisation
    exercice: int
    total: Decimal
    demande: Demande | None


def conventions_a_faire(pacte: Pacte, exercice: int) -> list[ConventionAFaire]:
    """Return the centres that need a convention for a year, largest total first; three queries.

    A convention counts as made from the moment its document exists or somebody recorded it; one that
    is still being written appears in the list of conventions, not here.
    """
    votes: defaultdict[int, list[Attribution]] = defaultdict(list)
    for vote in (
        Attribution.objects.filter(pacte__ville=pacte.ville_id, exercice=exercice)
        .select_related("centre", "demande")
        .order_by("date_vote", "pk")
    ):
        votes[vote.centre_id].append(vote)
    avances = {
        versement.centre_id: versement
        for versement in Versement.objects.filter(
            pacte=pacte, exercice=exercice, genre=GenreVersement.AVANCE
        ).select_related("centre")
    }
    couverts = set(
        Convention.objects.filter(
            couvre(exercice), pacte__ville=pacte.ville_id, centre__in={*votes, *avances}
        ).values_list("centre", flat=True)
    )
    a_faire = []
    for centre_id in {*votes, *avances} - couverts:
        siens = votes[centre_id]
        total = total_lu(siens, avances.get(centre_id), date(exercice, 12, 31))
        if rules.convention_obligatoire(total):
            centre = siens[0].centre if siens else avances[centre_id].centre
            demande = next((v.demande for v in siens if v.demande_id), None)
            a_faire.append(ConventionAFaire(centre, exercice, total, demande))
    return sorted(a_faire, key=lambda lue: (-lue.total, lue.centre.nom))


def total_lu(votes: list[Attribution], avance: Versement | None, au: date) -> Decimal:
    """Return a year's total for a centre, its advance counted once (Q2)."""
    a_ajouter = rules.is_avance_a_ajouter(
        [lire_vote(vote) for vote in votes], lire_avance_payee(avance), au
    )
    return rules.total_de_l_annee(
        [vote.montant for vote in votes],
        [vote.valeur_en_nature for vote in votes],
        avance.montant if avance is not None and a_ajouter else ZERO,
    )


def en_nature_de(convention: Convention) -> Decimal:
    """Return the part of a convention's amount that is help in kind, as its first year voted it.

    Zero when somebody typed an amount that leaves it out: the document then says the money alone.
    """
    votes = Attribution.objects.filter(
        pacte__ville=convention.pacte.ville_id,
        centre=convention.centre,
        exercice=convention.premier_exercice,
    )
    lus = votes.aggregate(argent=Sum("montant"), en_nature=Sum("valeur_en_nature"))
    vote = valeur_totale(lus["argent"] or ZERO, lus["en_nature"])
    is_comprise = convention.montant is not None and convention.montant >= vote
    return (lus["en_nature"] or ZERO) if is_comprise else ZERO


def clauses_lues(convention: Convention) -> list[rules.ClauseLue]:
    """Return the list of what the law requires, for one convention."""
    return rules.lire_clauses(
        {champ: getattr(convention, champ) for champ in CHAMPS_CLAUSES}, convention.clauses
    )


def mots(convention: Convention) -> dict[str, Any]:
    """Return the words that the texts of a convention may hold."""
    return {
        "ville": convention.pacte.ville.nom,
        "centre": convention.centre.nom,
        "pacte": convention.pacte.titre_court,
        "premier": convention.premier_exercice,
        "dernier": convention.dernier_exercice,
        "exercice": convention.premier_exercice,
        "montant": ecrire_montant(convention.montant) if convention.montant else "",
        "tribunal": tribunal(convention.pacte),
    }


def textes_de_convention(convention: Convention, le: date) -> dict[str, Any]:
    """Return the fixed articles of a convention, filled, in their version of day `le`."""
    version = textes_dates.en_vigueur(FICHIER, "convention", le)
    remplis = mots(convention)
    return {
        cle: textes_dates.remplir(valeur, remplis)
        if isinstance(valeur, list)
        else valeur.format_map(remplis)
        if isinstance(valeur, str)
        else valeur
        for cle, valeur in version.items()
    }


def champs_proposes(
    pacte: Pacte, centre: Organisation, exercice: int, total: Decimal, le: date
) -> dict[str, Any]:
    """Return what the form of a new convention proposes."""
    textes = textes_dates.en_vigueur(FICHIER, "convention", le)
    presidence = (
        centre.fonctions.en_cours(le)
        .filter(qualite=Qualite.PRESIDENCE)
        .select_related("personne")
        .first()
    )
    return {
        "reference": _reference(pacte, centre, exercice),
        "objet": f"Convention d'objectifs {exercice} avec {centre.nom}",
        "premier_exercice": exercice,
        "dernier_exercice": exercice,
        "montant": total or None,
        "signataire_ville": "la ou le Maire, ou la personne qui la ou le représente",
        "signataire_centre": f"{presidence.personne}, {presidence.libelle_qualite}"
        if presidence
        else "",
        "sort_reliquat": "",
        **{nom: textes[nom].strip() for nom in ("modalites", "conditions", "evaluation", "annexe")},
    }


def _reference(pacte: Pacte, centre: Organisation, exercice: int) -> str:
    """Return the first free reference of a centre's year: « CO-2026-TILLEULS », then « -2 »."""
    debut = f"CO-{exercice}-{centre.code}".upper()
    prises = set(
        Convention.objects.filter(pacte=pacte, reference__startswith=debut).values_list(
            "reference", flat=True
        )
    )
    rang = 1
    while (reference := debut if rang == 1 else f"{debut}-{rang}") in prises:
        rang += 1
    return reference


def conventions_qui_finissent(pactes: Any, le: date) -> list[tuple[Convention, date]]:
    """Return signed conventions within nine months of their end, with no signed one after them.

    The day of the warning is computed by the rule; the queries only bound the years. Two queries.
    """
    signees = Convention.objects.filter(
        pacte__in=pactes,
        date_signature_ville__isnull=False,
        date_signature_centre__isnull=False,
    )
    proches = Q(dernier_exercice=le.year) | Q(
        date_resiliation__gte=le,
        date_resiliation__lte=ajouter_mois(le, rules.MOIS_AVANT_LA_FIN + 1),
    )
    lues = (
        signees.filter(proches)
        .select_related("pacte__ville", "centre")
        .order_by("dernier_exercice", "pk")
    )
    suivies = list(
        signees.filter(dernier_exercice__gt=le.year).values_list(
            "pacte", "centre", "premier_exercice", "dernier_exercice"
        )
    )
    finissantes = []
    for convention in lues:
        fin = rules.fin_de_convention(convention.dernier_exercice, convention.date_resiliation)
        suite = fin.year + 1
        is_suivie = any(
            (pacte, centre) == (convention.pacte_id, convention.centre_id)
            and premier <= suite <= dernier
            and (premier, dernier) != (convention.premier_exercice, convention.dernier_exercice)
            for pacte, centre, premier, dernier in suivies
        )
        if rules.jour_de_l_avertissement(fin) <= le <= fin and not is_suivie:
            finissantes.append((convention, fin))
    return finissantes
