"""What a home page shows, gathered from the rooms in a constant number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Min, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse

from gouvernance import a_faire as reunions
from gouvernance.models import Reunion
from pacte.accord.models import Fonction, Pacte
from pacte.courrier.models import Courriel, EtatCourriel
from pacte.socle.a_faire import AFaire, FaitRecent
from pacte.socle.dates import ajouter_mois, ecrire_jour_court
from subventions import a_faire as subventions
from subventions import attentes

NOMBRE_A_FAIRE = 7
NOMBRE_REUNIONS = 4
NOMBRE_RECENTS = 5
JOURS_DES_COURRIELS_REFUSES = 15
# The evaluation and what follows are prepared over the last six months of a pact (C52).
MOIS_AVANT_LA_FIN = 6


@dataclass(frozen=True, slots=True)
class LigneAFaire:
    """One thing to do, and how near it is."""

    chose: AFaire
    is_en_retard: bool


@dataclass(frozen=True, slots=True)
class Accueil:
    """The three lists of a home page; `autres` is how many things to do are not shown."""

    a_faire: tuple[LigneAFaire, ...]
    autres: int
    reunions: tuple[Reunion, ...]
    recents: tuple[FaitRecent, ...]


def lire_pactes(fonction: Fonction, le: date) -> list[Pacte]:
    """The pacts of a function, with what tells which lists of its home page hold something."""
    return list(
        Pacte.objects.avec_colonnes(
            fonction,
            **reunions.colonnes(fonction, le),
            **subventions.colonnes(fonction),
            **attentes.colonnes(fonction, le),
            **_courriels_du_pacte(fonction, le),
        )
    )


def composer(fonction: Fonction, pactes: Sequence[Pacte], le: date) -> Accueil:
    """Return the home page of a function on day `le`; `pactes` come from `lire_pactes`."""
    lues = reunions.lire_reunions(fonction, le)
    # A pact without its date founds nothing: it comes before what has a day.
    choses = [
        *_signatures_a_noter(fonction, pactes),
        *trier(
            [
                *_fins_a_preparer(fonction, pactes, le),
                *_courriels_refuses(fonction, pactes),
                *reunions.choses_a_faire(fonction, le, reunions=lues, pactes=pactes),
                *subventions.choses_a_faire(fonction, le, pactes),
                *attentes.choses(fonction, le, pactes),
            ]
        ),
    ]
    recents = [
        *lues.recentes(NOMBRE_RECENTS),
        *subventions.recemment(fonction, le, NOMBRE_RECENTS),
    ]
    return Accueil(
        a_faire=tuple(
            LigneAFaire(chose, chose.echeance is not None and chose.echeance < le)
            for chose in choses[:NOMBRE_A_FAIRE]
        ),
        autres=max(0, len(choses) - NOMBRE_A_FAIRE),
        reunions=tuple(lues.prochaines(NOMBRE_REUNIONS)),
        recents=tuple(sorted(recents, key=lambda fait: fait.le, reverse=True)[:NOMBRE_RECENTS]),
    )


def trier(choses: Iterable[AFaire]) -> list[AFaire]:
    """Sort things to do: the nearest day first, those without a day last."""
    return sorted(choses, key=lambda chose: (chose.echeance or date.max, chose.phrase))


def _menes(fonction: Fonction, pactes: Iterable[Pacte]) -> list[Pacte]:
    """The pacts that the function runs for its city."""
    if not fonction.is_avs:
        return []
    return [pacte for pacte in pactes if pacte.ville_id == fonction.organisation_id]


def _courriels_du_pacte(fonction: Fonction, le: date) -> dict[str, Any]:
    """How many mails of the last days did not leave, since when: a column for who runs a pact."""
    if not fonction.is_avs:
        return {}
    refuses = (
        Courriel.objects.filter(
            etat=EtatCourriel.REFUSE,
            pacte_code=OuterRef("code"),
            cree_le__date__gte=le - timedelta(days=JOURS_DES_COURRIELS_REFUSES),
        )
        .order_by()
        .values("pacte_code")
        .annotate(nombre=Count("pk"), premier=Min("cree_le__date"))
    )
    lus = refuses.values(lus=JSONObject(nombre="nombre", premier="premier"))
    return {"courriels_refuses": Subquery(lus)}


def _courriels_refuses(fonction: Fonction, pactes: Iterable[Pacte]) -> list[AFaire]:
    """Say to who runs a pact that mails of the last days did not leave."""
    return [
        AFaire(
            f"{_en_mots(pacte.courriels_refuses['nombre'])} : {pacte.titre_court}.",
            date.fromisoformat(pacte.courriels_refuses["premier"]),
            f"{reverse('lister_courriels', args=[pacte.code])}?etat=refuse",
            "Voir pourquoi",
        )
        for pacte in _menes(fonction, pactes)
        if pacte.courriels_refuses
    ]


def _en_mots(nombre: int) -> str:
    return (
        "Un courriel n'a pas pu partir"
        if nombre == 1
        else f"{nombre} courriels n'ont pas pu partir"
    )


def _signatures_a_noter(fonction: Fonction, pactes: Iterable[Pacte]) -> list[AFaire]:
    return [
        AFaire(
            f"Noter les signatures et la date d'effet : {pacte.titre_court}.",
            None,
            reverse("noter_signatures", args=[pacte.code]),
            "Noter les signatures",
        )
        for pacte in _menes(fonction, pactes)
        if pacte.date_effet is None
    ]


def _fins_a_preparer(fonction: Fonction, pactes: Iterable[Pacte], le: date) -> list[AFaire]:
    """Pacts that end soon: their evaluation, and an avenant or a new pact."""
    choses = []
    for pacte in _menes(fonction, pactes):
        fin = pacte.date_fin(list(pacte.avenants.all()))
        if fin is not None and ajouter_mois(fin, -MOIS_AVANT_LA_FIN) <= le <= fin:
            choses.append(
                AFaire(
                    f"Préparer la suite : {pacte.titre_court} finit le {ecrire_jour_court(fin)}.",
                    fin,
                    reverse("enregistrer_avenant", args=[pacte.code]),
                    "Enregistrer un avenant",
                )
            )
    return choses
