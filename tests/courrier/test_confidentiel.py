"""A mail that carries a personal link leaves no copy of it in the database."""

import pytest

from pacte.courrier.models import Courriel, EtatCourriel
from pacte.courrier.operations import (
    TEXTE_EFFACE,
    TexteEfface,
    livrer,
    mettre_en_file,
    relancer_refuses,
    renvoyer,
)
from tests.puits import Puits

pytestmark = pytest.mark.django_db


def lien_personnel() -> Courriel:
    return mettre_en_file(
        destinataire="claire@exemple.fr",
        nom="Claire",
        objet="Ouvrez votre accès",
        texte="Suivez https://exemple.fr/acces/secret/",
        html="<a href='https://exemple.fr/acces/secret/'>Ouvrir</a>",
        confidentiel=True,
    )


def test_le_texte_part_puis_s_efface(puits: Puits) -> None:
    courriel = livrer(lien_personnel().pk)
    assert "secret" in puits.attendre(1)[0].get_body(("plain",)).get_content()
    courriel.refresh_from_db()
    assert (courriel.texte, courriel.html) == (TEXTE_EFFACE, "")


def test_un_refus_definitif_efface_aussi(puits: Puits) -> None:
    puits.repondre("550 inconnu")
    courriel = livrer(lien_personnel().pk)
    assert (courriel.etat, courriel.texte) == (EtatCourriel.REFUSE, TEXTE_EFFACE)
    with pytest.raises(TexteEfface):
        renvoyer(courriel)
    assert relancer_refuses() == 0


def test_un_courriel_ordinaire_garde_son_texte(puits: Puits) -> None:
    courriel = mettre_en_file(
        destinataire="claire@exemple.fr", nom="Claire", objet="Réunion", texte="À mardi."
    )
    livrer(courriel.pk)
    courriel.refresh_from_db()
    assert courriel.texte == "À mardi."
