"""Factories of decisions: drafts of délibérations, conventions to sign, scans that come back."""

import io
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pypdfium2
from PIL import Image

from pacte.accord.models import Fonction, Organisation
from pacte.documents.scelles import lire
from subventions import operations, rules
from subventions.models import (
    Convention,
    Demande,
    EtatDemande,
    LigneProjet,
    ProjetDeliberation,
    SortReliquat,
)
from tests import factories_subventions as subventions

TOUTES_LES_CLAUSES = [clause.code for clause in rules.CLAUSES]


def projet(
    p: SimpleNamespace, demandes: list[Demande] | None = None, **champs: Any
) -> ProjetDeliberation:
    """A draft with its requests, each at the amount proposed."""
    if demandes is None:
        demandes = [subventions.demande(p, c, etat=EtatDemande.PROPOSEE) for c in (p.a, p.b)]
    defauts = {
        "exercice": subventions.EXERCICE,
        "titre": "Subventions aux centres sociaux, exercice 2026",
        "visas": "Vu le code général des collectivités territoriales ;\nVu le budget ;",
        "considerants": "Considérant l'intérêt public local ;",
        "dispositif": "ATTRIBUE les subventions du tableau ;\nAUTORISE la signature.",
        "date_conseil": date(2026, 6, 29),
        "prepare_par": p.agent,
    }
    cree = ProjetDeliberation.objects.create(pacte=p.pacte, **{**defauts, **champs})
    for ordre, demande in enumerate(demandes, start=1):
        LigneProjet.objects.create(
            projet=cree, demande=demande, montant=demande.montant_propose, ordre=ordre
        )
    return cree


def convention_prete(
    p: SimpleNamespace, centre: Organisation | None = None, **champs: Any
) -> Convention:
    """A convention written on the portal, each clause read over, its document not yet made."""
    defauts = {
        "reference": "CO-2026-A",
        "objet": "Soutien au projet social",
        "premier_exercice": 2026,
        "dernier_exercice": 2026,
        "montant": Decimal("40000.00"),
        "modalites": "Un acompte, puis le solde avant le 31 octobre.",
        "conditions": "La subvention sert à l'objet.",
        "evaluation": "Compte rendu financier dans les six mois.",
        "sort_reliquat": SortReliquat.CONSERVE,
        "annexe": "Le projet social.",
        "signataire_ville": "Le Maire",
        "signataire_centre": "La présidente",
        "clauses": TOUTES_LES_CLAUSES,
    }
    return Convention.objects.create(pacte=p.pacte, centre=centre or p.a, **{**defauts, **champs})


def convention_a_signer(
    p: SimpleNamespace, centre: Organisation | None = None, *, par: Fonction, **champs: Any
) -> Convention:
    """A convention whose document is made, sealed, and waits to be signed."""
    prete = convention_prete(p, centre, **champs)
    return operations.generer_convention(prete, par=par, version=prete.version)


def pages_en_images(
    convention: Convention, *, angle: int = 0, finesse: int = 150
) -> list[Image.Image]:
    """The pages of a convention as a grey scanner gives them: turned a little, then JPEG."""
    images = []
    document = pypdfium2.PdfDocument(lire(convention.document))
    for page in document:
        image = page.render(scale=finesse / 72, grayscale=True).to_pil().convert("L")
        image = image.rotate(angle, expand=True, fillcolor=255)
        flux = io.BytesIO()
        image.save(flux, "JPEG", quality=55)
        images.append(Image.open(flux))
    return images


def numeriser(images: list[Image.Image], finesse: int = 150) -> bytes:
    """A PDF of images, as the scanner's program saves it."""
    flux = io.BytesIO()
    images[0].save(flux, "PDF", save_all=True, append_images=images[1:], resolution=finesse)
    return flux.getvalue()


def page_blanche() -> Image.Image:
    """A page without a code."""
    return Image.new("L", (1240, 1754), 255)
