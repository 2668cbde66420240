"""How long the file of a request is kept: its class, its last piece, its end (domain, 6)."""

from collections.abc import Sequence
from datetime import date
from functools import cache

from subventions.lectures.comptes_rendus import CompteRenduAttendu
from subventions.lectures.finances import Finances
from subventions.models import CompteRenduFinancier, Demande, EtatDemande, Reversement
from subventions.rules.archives import Bareme, Conservation, conserver, lire_bareme
from subventions.textes.versions import DOSSIER

TABLE = DOSSIER / "archives.toml"


@cache
def bareme() -> Bareme:
    """Return the dated table of classes."""
    return lire_bareme(TABLE.read_text(encoding="utf-8"))


def _pieces_du_compte_rendu(compte_rendu: CompteRenduFinancier | None) -> tuple[date | None, ...]:
    if compte_rendu is None:
        return ()
    return (compte_rendu.date_depot, compte_rendu.date_acceptation)


def conservation_demande(
    demande: Demande, argent: Finances, reversements: Sequence[Reversement]
) -> Conservation | None:
    """Return how long a finished request is kept; None while its file is still alive.

    An award is over when its report is accepted and nothing is claimed back; a refusal or a
    withdrawal at once. `reversements`: what the city claims back on it. No query.
    """
    classes = bareme().classes
    if demande.etat in {EtatDemande.REFUSEE, EtatDemande.RETIREE}:
        jours = (demande.date_depot, demande.date_refus, demande.date_retrait)
        return conserver(classes["demande_refusee"], jours)
    if demande.etat != EtatDemande.ACCORDEE:
        return None
    rapport: CompteRenduFinancier | None = next(
        (
            vote.compte_rendu_financier
            for vote in argent.attributions
            if getattr(vote, "compte_rendu_financier", None)
        ),
        None,
    )
    if rapport is None or rapport.date_acceptation is None:
        return None
    if any(
        claim.date_encaissement is None and claim.date_abandon is None for claim in reversements
    ):
        return None
    return conserver(
        classes["subvention_accordee"],
        (
            *(vote.date_vote for vote in argent.attributions),
            *(versement.date_paiement for versement in argent.versements),
            *_pieces_du_compte_rendu(rapport),
            *(claim.date_encaissement for claim in reversements),
            *(claim.date_abandon for claim in reversements),
        ),
    )


def conservation_du_bilan(ligne: CompteRenduAttendu) -> Conservation | None:
    """Return how long an award is kept from what the list of reports reads: no query.

    It counts from the acceptance of the report; None before.
    """
    rapport = ligne.compte_rendu
    if rapport is None or rapport.date_acceptation is None:
        return None
    return conserver(
        bareme().classes["subvention_accordee"],
        (ligne.attribution.date_vote, *_pieces_du_compte_rendu(rapport)),
    )
