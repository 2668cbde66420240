"""Writing in the journal."""

from typing import Any

from django.db import models

from pacte.journal.models import Entree, Resultat


def inscrire(
    action: str,
    *,
    objet: models.Model | None = None,
    par: Any = None,
    compte: Any = None,
    nom: str = "",
    motif: str = "",
    resultat: str = Resultat.ACCOMPLI,
    pacte_code: str = "",
    adresse: str | None = None,
) -> Entree:
    """Add one line to the journal, in the transaction of the act itself.

    `par` is the acting `Fonction` (None for a command, which `motif` then names); `compte` the
    signed-in account when there is no function (sign-in, sign-out); `nom` says who acted when there
    is neither. The pact's code comes from `objet.pacte` when it has one, or is the
    pact itself.
    """
    is_pacte = objet is not None and objet._meta.model_name == "pacte"
    pacte = objet if is_pacte else getattr(objet, "pacte", None)
    personne = getattr(par, "personne", None)
    return Entree.objects.create(
        action=action,
        resultat=resultat,
        compte=compte or getattr(personne, "compte_ouvert", None),
        personne=str(personne or compte or nom or "commande"),
        qualite=par.get_qualite_display() if par else "",
        organisation=str(par.organisation) if par else "",
        fonction_id=par.pk if par else None,
        pacte_code=pacte_code or getattr(pacte, "code", "") or "",
        objet_type=objet._meta.model_name if objet is not None else "",
        objet_id=str(objet.pk) if objet is not None else "",
        objet_libelle=str(objet)[:300] if objet is not None else "",
        motif=motif,
        adresse=adresse,
    )
