"""Where the approval of draft minutes stands: the facts read from the rows, the rules applied."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from gouvernance.models import (
    Approbation,
    CompteRendu,
    EtatCompteRendu,
    EtatReunion,
    Participation,
    Remarque,
    Reunion,
)
from gouvernance.models.circulation import AccordCompteRendu
from gouvernance.rules.circulation import (
    Approuve,
    FaitsCirculation,
    RemarqueFaite,
    Voie,
    approuver,
    limite_habituelle,
    motif_d_attente,
)
from pacte.socle.dates import ecrire_jour
from pacte.socle.droits import ACCORDE, Droit, refus


def limite_des_remarques(compte_rendu: CompteRendu) -> date | None:
    """Return the last day for remarks, included; None before the first submission."""
    if compte_rendu.date_limite_remarques is not None:
        return compte_rendu.date_limite_remarques
    if compte_rendu.date_soumission is None:
        return None
    delai = compte_rendu.reunion.instance.delai_remarques
    return limite_habituelle(compte_rendu.date_soumission, delai)


def accords_nommes() -> QuerySet[AccordCompteRendu]:
    return AccordCompteRendu.objects.select_related("par__personne", "par__organisation").order_by(
        "date_accord", "pk"
    )


def remarques_nommees() -> QuerySet[Remarque]:
    return Remarque.objects.select_related(
        "par__personne", "par__organisation", "reponse_par__personne", "point"
    ).order_by("date_remarque", "pk")


def precharger(reunion: Reunion) -> None:
    """Read what the approval needs, unless the page has read it already."""
    precharger_plusieurs([reunion])


def precharger_plusieurs(reunions: Sequence[Reunion]) -> None:
    """Read what the approval of several drafts needs, in three queries whatever their number."""
    prefetch_related_objects(
        reunions,
        Prefetch("participations", queryset=Participation.objects.select_related("fonction")),
    )
    lus = [r.compte_rendu_ou_rien for r in reunions]
    prefetch_related_objects(
        [compte_rendu for compte_rendu in lus if compte_rendu is not None],
        Prefetch("accords", queryset=accords_nommes()),
        Prefetch("remarques", queryset=remarques_nommees()),
    )


def lire_faits(reunion: Reunion) -> FaitsCirculation | None:
    """Return the facts of a submitted draft, or None while nothing was submitted."""
    compte_rendu = reunion.compte_rendu_ou_rien
    if compte_rendu is None or compte_rendu.date_soumission is None:
        return None
    precharger(reunion)
    return composer_faits(
        compte_rendu,
        invitees=(p.fonction.personne_id for p in reunion.participations.all()),
        accords=(
            (accord.par.personne_id, accord.date_accord, accord.version)
            for accord in compte_rendu.accords.all()
        ),
        remarques=(
            RemarqueFaite(remarque.date_remarque, remarque.date_reponse)
            for remarque in compte_rendu.remarques.all()
        ),
    )


def composer_faits(
    compte_rendu: CompteRendu,
    *,
    invitees: Iterable[int],
    accords: Iterable[tuple[int, date, int]],
    remarques: Iterable[RemarqueFaite],
) -> FaitsCirculation | None:
    """Return the facts of a submitted draft from what was read of it; None before its submission.

    Who submits the draft agrees with it. An agreement on an older version no longer counts.
    `accords` are (person, day, version).
    """
    if compte_rendu.date_soumission is None:
        return None
    limite = limite_des_remarques(compte_rendu) or compte_rendu.date_soumission
    sur_elle = [
        (personne, jour)
        for personne, jour, version in accords
        if version == compte_rendu.version_projet
    ]
    if compte_rendu.soumis_par is not None:
        sur_elle.append((compte_rendu.soumis_par.personne_id, compte_rendu.date_soumission))
    notee = None
    if compte_rendu.approbation and compte_rendu.date_approbation:
        notee = (Voie(compte_rendu.approbation), compte_rendu.date_approbation)
    return FaitsCirculation(
        date_soumission=compte_rendu.date_soumission,
        date_limite=limite,
        invitees=frozenset(invitees),
        accords=tuple(sur_elle),
        remarques=tuple(remarques),
        notee=notee,
    )


def approbation_du(reunion: Reunion, le: date) -> Approuve | None:
    """Return how the submitted draft is approved on day `le`, or None."""
    faits = lire_faits(reunion)
    return approuver(faits, le) if faits is not None else None


def is_approuve(reunion: Reunion, le: date) -> Droit:
    """Whether the draft may become definitive: approved, and no remark left open."""
    compte_rendu = reunion.compte_rendu_ou_rien
    if compte_rendu is None or compte_rendu.etat != EtatCompteRendu.PROJET:
        return ACCORDE
    faits = lire_faits(reunion)
    motif = motif_d_attente(faits, le) if faits is not None else ""
    return refus(motif) if motif else ACCORDE


def reunions_d_approbation(reunion: Reunion, le: date) -> QuerySet[Reunion]:
    """The later meetings of the same body, about the same thing, held on day `le`."""
    return (
        Reunion.objects.filter(
            pacte=reunion.pacte_id,
            instance=reunion.instance_id,
            centre=reunion.centre_id,
            theme=reunion.theme_id,
            etat=EtatReunion.TENUE,
            date_reunion__gt=reunion.date_reunion,
            date_reunion__lte=le,
        )
        .select_related("instance", "centre", "theme")
        .order_by("date_reunion", "pk")
    )


def phrase_d_approbation(
    voie: str, jour: date, suivante: Reunion | None = None, prefixe: str = "Approuvé"
) -> str:
    """Return how and when minutes were approved, in one sentence without its full stop."""
    if voie == Approbation.SEANCE:
        return f"{prefixe} en séance, le {ecrire_jour(jour)}"
    if voie == Approbation.REUNION:
        quoi = (
            "à la réunion suivante" if suivante is None else f"à la réunion suivante ({suivante})"
        )
        return f"{prefixe} {quoi}, le {ecrire_jour(jour)}"
    if voie == Approbation.UNANIME:
        return f"{prefixe} par chaque personne invitée, le {ecrire_jour(jour)}"
    return f"{prefixe} sans remarque en attente à la fin du délai, le {ecrire_jour(jour)}"
