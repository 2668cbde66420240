"""Which letters a year still waits for, and what each of them says. Amounts are Decimal euros."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from pacte.accord.models import Pacte
from pacte.documents.models import DocumentScelle
from pacte.socle.dates import ajouter_mois, ecrire_jour_court
from subventions import rules
from subventions.models import Attribution, Convention, Demande, EtatDemande, NatureVote
from subventions.textes import versions as textes_dates

FICHIER = "lettres.toml"
MOIS_COMPTE_RENDU = 6


@dataclass(frozen=True, slots=True)
class LettreDue:
    """A decision of the year with its letter, or with none yet; `vote` is None for a refusal."""

    demande: Demande
    vote: Attribution | None

    @property
    def lettre(self) -> DocumentScelle | None:
        return self.demande.lettre_refus if self.vote is None else self.vote.lettre

    @property
    def date_decision(self) -> date | None:
        return self.demande.date_refus if self.vote is None else self.vote.date_vote


def lettres_de_l_annee(pacte: Pacte, exercice: int) -> list[LettreDue]:
    """Return every decision of a year, awards first then refusals, by centre; two queries."""
    votes = (
        Attribution.objects.filter(
            pacte=pacte, exercice=exercice, nature=NatureVote.VOTE, demande__isnull=False
        )
        .select_related("lettre", "demande__centre", "demande__pacte__ville")
        .order_by("centre__nom", "pk")
    )
    refusees = (
        Demande.objects.filter(pacte=pacte, exercice=exercice, etat=EtatDemande.REFUSEE)
        .select_related("lettre_refus", "centre", "pacte__ville")
        .order_by("centre__nom", "pk")
    )
    return [
        *(LettreDue(vote.demande, vote) for vote in votes),
        *(LettreDue(demande, None) for demande in refusees),
    ]


def signature_proposee(le: date) -> str:
    """Return the signatory's words that the file of texts proposes."""
    return str(textes_dates.en_vigueur(FICHIER, "attribution", le)["signature"])


def fin_du_compte_rendu(exercice: int) -> date:
    """Return the last day to account for a year: six months after its end, at the month's end."""
    return ajouter_mois(date(exercice, 12, 31), MOIS_COMPTE_RENDU)


def tribunal(pacte: Pacte) -> str:
    """Return « le tribunal administratif de … » when the pact's délibération names it."""
    lue = getattr(pacte, "deliberation", None)
    nom = lue.tribunal if lue is not None else ""
    if not nom:
        return "le tribunal administratif compétent"
    return nom if nom.lower().startswith("le ") else f"le {nom[0].lower()}{nom[1:]}"


def texte_de_la_lettre(demande: Demande, vote: Attribution | None, le: date) -> dict[str, Any]:
    """Return the words of a letter, filled: the version of the texts in force on day `le`."""
    section = "refus" if vote is None else "attribution"
    version = textes_dates.en_vigueur(FICHIER, section, le)
    pacte = demande.pacte
    decision = demande.date_refus if vote is None else vote.date_vote
    montant = demande.montant_demande_dit if vote is None else vote.montant_dit
    mots = {
        "ville": pacte.ville.nom,
        "centre": demande.centre.nom,
        "service": pacte.service_ville or "service de la vie associative",
        "contact": ", ".join(filter(None, (pacte.ville.courriel, pacte.ville.telephone))),
        "objet": demande.objet,
        "exercice": demande.exercice,
        "numero": demande.numero,
        "demande": demande.montant_demande_dit,
        "montant": montant,
        "date_vote": ecrire_jour_court(decision) if decision else "",
        "deliberation": vote.numero_deliberation if vote else "",
        "fin_compte_rendu": ecrire_jour_court(fin_du_compte_rendu(demande.exercice)),
        "tribunal": tribunal(pacte),
    }
    return {
        cle: list(_remplies(valeur, mots)) if isinstance(valeur, list) else _rempli(valeur, mots)
        for cle, valeur in version.items()
    }


def _remplies(phrases: list[str], mots: dict[str, Any]) -> Iterator[str]:
    yield from textes_dates.remplir(phrases, mots)


def _rempli(valeur: Any, mots: dict[str, Any]) -> Any:
    return valeur.format_map(mots) if isinstance(valeur, str) else valeur


def is_convention_necessaire(demande: Demande) -> bool:
    """Whether the centre still has to sign the convention that the city's total makes compulsory."""
    lus = list(
        Attribution.objects.filter(
            pacte__ville=demande.pacte.ville_id, centre=demande.centre_id, exercice=demande.exercice
        ).values_list("montant", "valeur_en_nature")
    )
    total = rules.total_de_l_annee([m for m, _ in lus], [v for _, v in lus])
    signee = Convention.objects.filter(
        couvre(demande.exercice),
        pacte__ville=demande.pacte.ville_id,
        centre=demande.centre_id,
        date_signature_ville__isnull=False,
        date_signature_centre__isnull=False,
    )
    return rules.convention_obligatoire(total) and not signee.exists()


def couvre(exercice: int) -> Q:
    """Conventions that cover a year and are not terminated before it."""
    return Q(premier_exercice__lte=exercice, dernier_exercice__gte=exercice) & (
        Q(date_resiliation__isnull=True) | Q(date_resiliation__gt=date(exercice, 1, 1))
    )
