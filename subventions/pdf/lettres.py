"""The letters that follow a vote: notification of an award, refusal with its ways of appeal."""

from datetime import date

from pacte.documents.models import DocumentScelle, GenreDocument
from pacte.documents.scelles import sceller
from subventions.lectures.lettres import is_convention_necessaire, texte_de_la_lettre
from subventions.models import Attribution, Demande
from subventions.pdf.rendu import rendre


def composer_lettre(
    demande: Demande, vote: Attribution | None, le: date, signataire: str
) -> tuple[str, bytes]:
    """Return the title and the PDF of a letter dated `le`; a refusal when `vote` is None."""
    ville = demande.pacte.ville
    textes = texte_de_la_lettre(demande, vote, le)
    contexte = {
        "demande": demande,
        "vote": vote,
        "textes": textes,
        "le": le,
        "etat_au": le,
        "signataire": signataire,
        "emetteur": ville.nom,
        "contact": ", ".join(filter(None, (ville.courriel, ville.telephone))),
        "is_convention_necessaire": vote is not None and is_convention_necessaire(demande),
    }
    titre = f"{textes['objet']}, {demande.centre.nom}"
    gabarit = "lettre_refus" if vote is None else "lettre_attribution"
    return titre, rendre(gabarit, contexte, titre=titre)


def sceller_lettre(
    demande: Demande, vote: Attribution | None, le: date, signataire: str
) -> DocumentScelle:
    """Render and seal the letter of a decision, inside the transaction of the act."""
    titre, contenu = composer_lettre(demande, vote, le, signataire)
    refus = vote is None
    return sceller(
        contenu,
        genre=GenreDocument.LETTRE_REFUS if refus else GenreDocument.LETTRE_ATTRIBUTION,
        titre=titre,
        nom=f"{'reponse' if refus else 'notification'}-{demande.numero}.pdf",
    )
