"""The steps of a request as they are stored: the association's sheet, the project."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from pacte.accord.models import Fonction
from pacte.socle.montants import ZERO
from subventions.champs_demande import (
    CHAMPS_AIDE,
    CHAMPS_PROJET,
    NOMBRE_AIDES,
    nom_aide,
    nom_question,
)
from subventions.lectures.precedentes import CHAMPS_FICHE, fiche_preremplie
from subventions.lectures.questions import questions_de
from subventions.models import (
    AideEnNature,
    Demande,
    FicheAssociation,
    ObjetCorrection,
    ReponseQuestion,
)
from subventions.operations.brouillons import sauver


def fiche_de(demande: Demande, par: Fonction | None = None) -> FicheAssociation:
    """The sheet of the request; when it has none yet, one that is pre-filled and not saved."""
    fiche = FicheAssociation.objects.filter(demande=demande).first()
    return fiche or fiche_preremplie(demande, timezone.localdate(), par)


class SaisieAssociation:
    """The first step: who asks."""

    code = "association"
    action = "modifier_association"

    def partie(self, champ: str) -> str:
        return ObjetCorrection.ASSOCIATION

    def lire(self, demande: Demande) -> dict[str, Any]:
        fiche = fiche_de(demande)
        return {nom: getattr(fiche, nom) for nom in CHAMPS_FICHE}

    def ecrire(self, demande: Demande, valeurs: Mapping[str, Any], par: Fonction) -> None:
        fiche = fiche_de(demande, par)
        for nom in CHAMPS_FICHE:
            setattr(fiche, nom, valeurs[nom])
        fiche.full_clean()
        sauver(fiche, par)


class SaisieProjet:
    """The second step: what is asked, for what; the city's questions; what is asked in kind."""

    code = "projet"
    action = "modifier_demande"

    def partie(self, champ: str) -> str:
        montant = champ == "montant_demande"
        return ObjetCorrection.MONTANT if montant else ObjetCorrection.PROJET

    def lire(self, demande: Demande) -> dict[str, Any]:
        valeurs: dict[str, Any] = {nom: getattr(demande, nom) for nom in CHAMPS_PROJET}
        valeurs["montant_demande"] = demande.montant_demande or None
        reponses = dict(demande.reponses.values_list("question", "valeur"))
        for question in questions_de(demande):
            valeurs[nom_question(question.pk)] = reponses.get(question.pk, "")
        aides = {aide.ordre: aide for aide in demande.aides_en_nature.order_by("ordre")}
        for rang in range(NOMBRE_AIDES):
            for champ in CHAMPS_AIDE:
                valeurs[nom_aide(rang, champ)] = getattr(aides.get(rang), champ, None)
        return valeurs

    def ecrire(self, demande: Demande, valeurs: Mapping[str, Any], par: Fonction) -> None:
        for nom in CHAMPS_PROJET:
            setattr(demande, nom, valeurs[nom])
        demande.montant_demande = valeurs["montant_demande"] or ZERO
        ecrire_reponses(demande, valeurs, par)
        ecrire_aides(demande, valeurs, par)


def ecrire_reponses(demande: Demande, valeurs: Mapping[str, Any], par: Fonction) -> None:
    """Write the answers named in `valeurs`; an empty answer empties the stored one."""
    reponses = {reponse.question_id: reponse for reponse in demande.reponses.order_by("pk")}
    for question in questions_de(demande):
        nom = nom_question(question.pk)
        texte = valeurs.get(nom)
        if nom not in valeurs or texte is None:
            continue
        reponse = reponses.get(question.pk)
        if reponse is None and texte:
            sauver(ReponseQuestion(demande=demande, question=question, valeur=texte), par)
        elif reponse is not None and reponse.valeur != texte:
            reponse.valeur = texte
            sauver(reponse, par)


def ecrire_aides(demande: Demande, valeurs: Mapping[str, Any], par: Fonction) -> None:
    """Write the rows of aids in kind; a row left empty is removed."""
    aides = {aide.ordre: aide for aide in demande.aides_en_nature.order_by("ordre")}
    for rang in range(NOMBRE_AIDES):
        nature, description, valeur = (valeurs.get(nom_aide(rang, nom)) for nom in CHAMPS_AIDE)
        aide = aides.get(rang)
        if not (nature or description or valeur is not None):
            if aide is not None:
                aide.delete()
            continue
        voulue = (nature or "", description or "", valeur)
        if aide is not None and (aide.nature, aide.description, aide.valeur) == voulue:
            continue
        aide = aide or AideEnNature(demande=demande, ordre=rang)
        aide.nature, aide.description, aide.valeur = voulue
        sauver(aide, par)


ASSOCIATION, PROJET = SaisieAssociation(), SaisieProjet()
