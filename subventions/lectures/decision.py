"""What the page of a request shows of its decision: vote, letter, convention; one query at most."""

from dataclasses import dataclass

from pacte.accord.models import Fonction
from pacte.documents.models import DocumentScelle
from subventions import rules
from subventions.lectures.finances import Finances
from subventions.lectures.lettres import couvre
from subventions.models import Attribution, Convention, Demande, EtatDemande, NatureVote


@dataclass(frozen=True, slots=True)
class DecisionLue:
    """The vote of a request, its letter, the conventions of its year."""

    vote: Attribution | None
    lettre: DocumentScelle | None
    conventions: tuple[Convention, ...]
    is_convention_necessaire: bool

    @property
    def is_convention_attendue(self) -> bool:
        """Whether a convention is compulsory and none covers the year."""
        return self.is_convention_necessaire and not self.conventions


def lire_decision(fonction: Fonction, demande: Demande, argent: Finances) -> DecisionLue | None:
    """Return what was decided on a request, or None while nothing is."""
    if demande.etat not in {EtatDemande.ACCORDEE, EtatDemande.REFUSEE, EtatDemande.AJOURNEE}:
        return None
    vote = next((a for a in argent.attributions if a.nature == NatureVote.VOTE), None)
    # An elected member reads the vote, which is public; letters are for the centre and the service.
    is_concernee = fonction.is_avs or fonction.is_centre
    if demande.etat == EtatDemande.REFUSEE:
        return DecisionLue(None, demande.lettre_refus if is_concernee else None, (), False)
    if vote is None or not is_concernee:
        return DecisionLue(vote, None, (), False)
    conventions = (
        Convention.objects.for_fonction(fonction)
        .filter(couvre(demande.exercice), pacte=demande.pacte_id, centre=demande.centre_id)
        .order_by("-premier_exercice", "pk")
    )
    annee = argent.annee
    total = rules.total_de_l_annee(
        [vote.montant for vote in annee], [vote.valeur_en_nature for vote in annee]
    )
    return DecisionLue(vote, vote.lettre, tuple(conventions), rules.convention_obligatoire(total))
