"""Putting a draft before the invited people: its version, its last day for remarks, their mails."""

from dataclasses import dataclass
from datetime import date

from gouvernance.lectures.approbation import limite_des_remarques
from gouvernance.lectures.versions_projet import instantane
from gouvernance.models import CompteRendu, VersionProjet
from gouvernance.notifications import circulation as courriels
from gouvernance.operations.agenda_approbation import annoncer_l_approbation
from gouvernance.rules.circulation import changements, limite_habituelle, refus_de_limite
from pacte.accord.models import Fonction
from pacte.socle.droits import ActeRefuse, refus


@dataclass(frozen=True, slots=True)
class Presentation:
    """What a submission came to: a new version or the same one, what changed, who was written to."""

    nouvelle: bool
    changements: tuple[str, ...] = ()
    prevenues: int = 0


def presenter(
    compte_rendu: CompteRendu, *, par: Fonction, le: date, limite: date | None = None
) -> Presentation:
    """Submit a locked draft on day `le`, and ask the invited people for agreement or remarks.

    The same content submitted again keeps its version: agreements stand, and nobody is asked twice.
    A changed content makes a new version, and an approval noted before no longer holds. Raises
    ActeRefuse when `limite` is not reasonable.
    """
    habituelle = limite_habituelle(le, compte_rendu.reunion.instance.delai_remarques)
    motif = refus_de_limite(limite, le) if limite is not None else ""
    if motif:
        raise ActeRefuse(refus(motif))
    contenu = instantane(compte_rendu)
    derniere = compte_rendu.versions.order_by("-numero").first()
    nouvelle = derniere is None or derniere.contenu != contenu
    compte_rendu.soumis_par = par
    if nouvelle or limite is not None or limite_des_remarques(compte_rendu) is None:
        compte_rendu.date_limite_remarques = limite or habituelle
    if not nouvelle:
        return Presentation(nouvelle=False)
    compte_rendu.date_soumission = le
    compte_rendu.version_projet = (derniere.numero if derniere else 0) + 1
    compte_rendu.approbation = ""
    compte_rendu.date_approbation = None
    compte_rendu.approuve_en_reunion = None
    VersionProjet(
        compte_rendu=compte_rendu,
        numero=compte_rendu.version_projet,
        date_soumission=le,
        soumise_par=par,
        date_limite=compte_rendu.date_limite_remarques,
        contenu=contenu,
    ).save()
    differences = tuple(changements(derniere.contenu, contenu)) if derniere else ()
    annoncer_l_approbation(compte_rendu.reunion)
    prevenues = courriels.demander_remarques(compte_rendu, sauf=par, changements=differences)
    return Presentation(True, differences, prevenues)
