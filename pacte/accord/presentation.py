"""What the pact's page shows, read in a constant number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.aggregates import JSONBAgg
from django.db.models import Prefetch
from django.db.models.functions import JSONObject

from pacte.accord import rules
from pacte.accord.models import (
    Article,
    Avenant,
    Engagement,
    GenreOrganisation,
    Instance,
    Interpretation,
    Jalon,
    LigneSignature,
    Pacte,
    Partie,
    Theme,
)
from pacte.socle.dates import ecrire_jour_court


@dataclass(frozen=True, slots=True)
class PacteAffiche:
    """The act, ready for its page; lists are in the order of the act."""

    pacte: Pacte
    parties: Sequence[Partie]
    articles: Sequence[Article]
    instances: Sequence[Instance]
    avenants: Sequence[Avenant]
    themes: Sequence[Theme]
    interpretations: Sequence[Interpretation]
    jalons: Sequence[Jalon]
    duree: str
    date_executoire: date | None
    statuts_montres: bool


def presenter(pacte: Pacte, statuts: Mapping[str, Any], au: date) -> PacteAffiche:
    """Read the act and put each commitment's status (`statuts`, by code) beside it."""
    parties = _parties(pacte, au)
    avenants = list(pacte.avenants.select_related("organisation").order_by("numero"))
    articles = _articles(pacte, statuts, _noms(parties))
    deliberation = getattr(pacte, "deliberation", None)
    return PacteAffiche(
        pacte=pacte,
        parties=parties,
        articles=articles,
        instances=_instances(pacte),
        avenants=avenants,
        themes=list(pacte.themes.order_by("numero")),
        interpretations=list(pacte.interpretations.order_by("ordre")),
        jalons=list(pacte.jalons.order_by("ordre")),
        duree=ecrire_duree(pacte, pacte.date_fin(avenants), au),
        date_executoire=deliberation
        and rules.date_executoire(deliberation.date_transmission, deliberation.date_publication),
        statuts_montres=bool(statuts),
    )


def _parties(pacte: Pacte, au: date) -> list[Partie]:
    lignes = LigneSignature.objects.select_related("personne").order_by("ordre", "pk")
    parties = list(
        pacte.parties.select_related("organisation")
        .prefetch_related(Prefetch("lignes", queryset=lignes, to_attr="signatures"))
        .order_by("ordre")
    )
    for partie in parties:
        requises = [ligne.date_signature for ligne in partie.signatures if ligne.requise]
        partie.a_signe = rules.is_partie_signataire(requises, au)
    return parties


def _noms(parties: Sequence[Partie]) -> dict[str, str]:
    """How to say whom a commitment rests with: kinds of organisation, and the parties' codes."""
    noms = {
        GenreOrganisation.VILLE.value: "la Ville",
        GenreOrganisation.CAF.value: "la CAF",
        GenreOrganisation.FEDERATION.value: "la fédération",
        GenreOrganisation.CENTRE.value: "chaque centre social",
        GenreOrganisation.FINANCEUR.value: "les financeurs",
        GenreOrganisation.PARTENAIRE.value: "les partenaires",
    }
    return noms | {partie.organisation.code: partie.organisation.nom for partie in parties}


def _articles(pacte: Pacte, statuts: Mapping[str, Any], noms: Mapping[str, str]) -> list[Article]:
    articles = list(
        pacte.articles.order_by("numero").prefetch_related(
            Prefetch(
                "engagements", queryset=Engagement.objects.order_by("ordre"), to_attr="promesses"
            ),
            Prefetch("paragraphes", to_attr="texte"),
        )
    )
    for article in articles:
        for engagement in article.promesses:
            engagement.constat = statuts.get(engagement.code)
            engagement.porteurs = [noms.get(code, code) for code in engagement.revient_a]
    return articles


def _instances(pacte: Pacte) -> list[Instance]:
    return list(
        pacte.instances.annotate(
            composition=JSONBAgg(
                JSONObject(libelle="categories__libelle", attendue="categories__attendue"),
                order_by="categories__ordre",
            )
        ).order_by("ordre")
    )


def ecrire_duree(pacte: Pacte, fin: date | None, au: date) -> str:
    """Say the pact's term in one sentence: from when, until when, whether it runs (C51)."""
    if pacte.date_effet is None or fin is None:
        return (
            f"Le pacte dure {ecrire_annees(pacte.duree_annees)} à compter de sa signature. "
            "Cette date n'est pas encore notée."
        )
    debut, dernier = ecrire_jour_court(pacte.date_effet), ecrire_jour_court(fin)
    if au < pacte.date_effet:
        return f"Le pacte prend effet le {debut}, jusqu'au {dernier} inclus."
    if au <= fin:
        return f"Le pacte a pris effet le {debut}. Il court jusqu'au {dernier} inclus."
    return f"Le pacte a pris effet le {debut}. Il a couru jusqu'au {dernier} inclus."


def ecrire_annees(nombre: int) -> str:
    """Write a number of years: « un an », « deux ans »."""
    mots = {1: "un an", 2: "deux ans", 3: "trois ans", 4: "quatre ans", 5: "cinq ans"}
    return mots.get(nombre, f"{nombre} ans")
