"""Starting a draft from last year's request: what was said is proposed again, to be read again (U6)."""

import re
from datetime import date

from django.utils import timezone

from pacte.accord.models import Fonction
from subventions.champs_demande import CHAMPS_PROJET, nom_aide, nom_question
from subventions.lectures.precedentes import decaler, fiche_preremplie
from subventions.lectures.questions import questions_de
from subventions.models import Demande, FicheAssociation
from subventions.operations.saisies import ecrire_aides, ecrire_reponses

# What the new request says for itself, whatever last year's said.
PROPRES = frozenset({"genre", "comite_technique", "date_debut", "date_fin", "objet"})


def preremplir_fiche(demande: Demande, par: Fonction) -> FicheAssociation:
    """Write the first step with all that is known of the association."""
    fiche = fiche_preremplie(demande, timezone.localdate(), par)
    fiche.full_clean()
    fiche.save()
    return fiche


def reprendre(demande: Demande, precedente: Demande, par: Fonction) -> None:
    """Fill a new draft with last year's words; its days move by a year, its title takes the year.

    The amounts of the budget are not copied: they stand beside each account.
    """
    annees = demande.exercice - precedente.exercice
    for nom in CHAMPS_PROJET:
        if nom not in PROPRES:
            setattr(demande, nom, getattr(precedente, nom))
    demande.objet = changer_d_annee(
        demande.objet or precedente.objet, precedente.exercice, demande.exercice
    )
    debut, fin = _decaler(precedente, annees)
    demande.date_debut, demande.date_fin = debut, fin
    demande.full_clean()
    demande.save()
    ecrire_reponses(demande, _reponses(demande, precedente), par)
    ecrire_aides(demande, _aides(precedente), par)


def changer_d_annee(texte: str, avant: int, apres: int) -> str:
    """Write the new year in a title that carries the old one: « Fonctionnement 2026 »."""
    return re.sub(rf"\b{avant}\b", str(apres), texte)


def _decaler(precedente: Demande, annees: int) -> tuple[date | None, date | None]:
    return (decaler(precedente.date_debut, annees), decaler(precedente.date_fin, annees))


def _reponses(demande: Demande, precedente: Demande) -> dict[str, str]:
    """Last year's answers to the questions that the city asks again in the same words."""
    anciennes = {
        reponse.question.libelle: reponse
        for reponse in precedente.reponses.select_related("question").order_by("pk")
    }
    return {
        nom_question(question.pk): anciennes[question.libelle].valeur
        for question in questions_de(demande)
        if question.libelle in anciennes
        and anciennes[question.libelle].question.reponse == question.reponse
        and (not question.choix or anciennes[question.libelle].valeur in question.choix)
    }


def _aides(precedente: Demande) -> dict[str, object]:
    return {
        nom_aide(rang, champ): getattr(aide, champ)
        for rang, aide in enumerate(precedente.aides_en_nature.order_by("ordre"))
        for champ in ("nature", "description", "valeur")
    }
