"""What conventions ask for: to make, to sign, to date. One query, none for who is not concerned."""

from collections.abc import Sequence
from datetime import date

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse

from pacte.accord.models import Fonction, Pacte
from pacte.socle.a_faire import AFaire
from pacte.socle.francais import contracter_de
from pacte.socle.montants import ZERO
from subventions import rules
from subventions.models import Attribution, Convention
from subventions.models.conventions import EN_PREPARATION
from subventions.permissions import is_habilitee

A_FAIRE, A_SIGNER = "a_faire", "a_signer"
COLONNES = ("sorte", "code", "nom", "exercice", "cle")


def choses(fonction: Fonction, le: date, pactes: Sequence[Pacte]) -> list[AFaire]:
    """Return, for the city, conventions to make and signatures to note; for a centre, to sign."""
    if fonction.is_avs:
        lignes = _a_faire(pactes, le).union(_a_signer(pactes), all=True)
        return [_pour_la_ville(*ligne) for ligne in lignes.order_by("nom", "exercice", "cle")]
    if fonction.is_centre and is_habilitee(fonction):
        siennes = _a_signer(pactes).filter(
            centre=fonction.organisation_id,
            date_signature_centre__isnull=True,
            document__isnull=False,
        )
        return [
            AFaire(
                f"Faire signer la convention {nom_exercice}, puis la renvoyer à la Ville.",
                None,
                reverse("voir_convention", args=[code, cle]),
                "Voir la convention",
            )
            for _, code, _, nom_exercice, cle in siennes.order_by("premier_exercice", "pk")
        ]
    return []


def _a_faire(pactes: Sequence[Pacte], le: date) -> QuerySet:
    """Centres above the threshold, this year or the next, that no convention covers."""
    couverte = Convention.objects.filter(
        Q(date_resiliation__isnull=True) | Q(date_resiliation__gt=le),
        pacte__ville=OuterRef("pacte__ville"),
        centre=OuterRef("centre"),
        premier_exercice__lte=OuterRef("exercice"),
        dernier_exercice__gte=OuterRef("exercice"),
    )
    return (
        Attribution.objects.filter(pacte__in=pactes, exercice__in=(le.year, le.year + 1))
        .filter(~Exists(couverte))
        .order_by()
        .values("pacte__code", "centre__nom", "centre__code", "exercice")
        .annotate(total=Sum(F("montant") + Coalesce("valeur_en_nature", Value(ZERO))))
        .filter(total__gt=rules.SEUIL_CONVENTION)
        .annotate(
            sorte=Value(A_FAIRE, output_field=CharField()),
            code=F("pacte__code"),
            nom=F("centre__nom"),
            cle=F("centre__code"),
        )
        .values_list(*COLONNES)
    )


def _a_signer(pactes: Sequence[Pacte]) -> QuerySet:
    """Conventions made or recorded, that one side at least has not signed."""
    return (
        Convention.objects.filter(pacte__in=pactes, date_resiliation__isnull=True)
        .filter(Q(date_signature_ville__isnull=True) | Q(date_signature_centre__isnull=True))
        .exclude(EN_PREPARATION)
        .order_by()
        .annotate(
            sorte=Value(A_SIGNER, output_field=CharField()),
            code=F("pacte__code"),
            nom=F("centre__nom"),
            exercice=F("premier_exercice"),
            cle=Cast("pk", CharField()),
        )
        .values_list(*COLONNES)
    )


def _pour_la_ville(sorte: str, code: str, nom: str, exercice: int, cle: str) -> AFaire:
    if sorte == A_FAIRE:
        return AFaire(
            f"Préparer la convention {exercice} {contracter_de(nom)}.",
            None,
            reverse("preparer_convention", args=[code, exercice, cle]),
            "Préparer",
        )
    return AFaire(
        f"Dater les signatures de la convention {exercice} {contracter_de(nom)}.",
        None,
        reverse("voir_convention", args=[code, cle]),
        "Voir la convention",
    )
