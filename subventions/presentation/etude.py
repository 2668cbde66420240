"""What the city's page of an instruction says first: what is expected, and the acts."""

from datetime import date

from django.urls import reverse

from pacte.accord.models import Fonction
from pacte.socle.dates import ecrire_jour_court
from pacte.socle.droits import Droit
from pacte.socle.elements import Acte
from subventions.lectures.instruction import EtudeDemande, SuiviDemande
from subventions.models import Demande, EtatDemande
from subventions.permissions import (
    can_demander_avis,
    can_demander_correction,
    can_etudier,
    can_lever_correction,
    can_recevoir,
)
from subventions.workflow import A_DECIDER


def attente_corrections(fonction: Fonction, demande: Demande, suivi: SuiviDemande) -> str:
    """What the request page expects of its reader while corrections run; "" for nothing special."""
    if fonction.is_elu_ville:
        return "Rien n'est attendu de vous : vous lisez cette demande."
    if demande.etat not in A_DECIDER:
        return ""
    if fonction.is_centre and suivi.attendues:
        lue = suivi.attendues[0]
        jour = ecrire_jour_court(lue.correction.echeance)
        return f"Corrigez {lue.titre} pour le {jour} : la Ville vous dit ce qui est attendu."
    if fonction.is_avs and not suivi.is_au_centre and suivi.repondues:
        return f"Vérifiez la correction faite par le centre sur {suivi.repondues[0].titre}."
    return ""


def attente_etude(fonction: Fonction, demande: Demande, etude: EtudeDemande) -> str:
    """What the instruction waits for, in one sentence; nothing from who only reads it."""
    if fonction.is_elu_ville:
        return "Rien n'est attendu de vous : vous lisez l'instruction."
    if demande.etat not in A_DECIDER:
        return "La décision est prise : l'instruction est terminée."
    if demande.etat == EtatDemande.DEPOSEE:
        return "Notez d'abord la réception de la demande."
    repondues = [lue for lue in etude.corrections if lue.is_repondue]
    attendues = [lue for lue in etude.corrections if lue.is_attendue]
    if repondues:
        return f"Vérifiez la correction faite par le centre sur {repondues[0].titre}."
    if attendues:
        return f"Le centre doit encore corriger {attendues[0].titre}."
    if demande.date_completude is None:
        return "Dites si la demande est complète, ou demandez une correction."
    if etude.avis_attendus:
        qui = etude.avis_attendus[0].organisation
        return f"La demande est complète. L'avis de cet organisme est attendu : {qui}."
    return "La demande est complète : un montant peut être proposé."


def actes_etude(fonction: Fonction, demande: Demande, etude: EtudeDemande, le: date) -> list[Acte]:
    """The acts of the instruction, for the AVS service: one main act at most."""
    if not fonction.is_avs or demande.etat not in A_DECIDER:
        return []
    args = [demande.pacte.code, demande.pk]
    etudier = can_etudier(fonction, demande, le)

    def acte(nom: str, droit: Droit, libelle: str, genre: str = "secondaire") -> Acte:
        return Acte(droit, libelle, reverse(nom, args=args), genre)

    if demande.etat == EtatDemande.DEPOSEE:
        premiere = acte(
            "noter_reception",
            can_recevoir(fonction, demande, le),
            "Noter la réception",
            "principale",
        )
    elif demande.date_completude is None:
        # A correction under way comes first.
        en_cours = any(not lue.correction.date_levee for lue in etude.corrections)
        genre = "secondaire" if en_cours else "principale"
        premiere = acte("noter_completude", etudier, "Dire qu'elle est complète", genre)
    else:
        premiere = acte("noter_completude", etudier, "Changer la date de complétude")
    actes = [
        premiere,
        acte(
            "demander_correction",
            can_demander_correction(fonction, demande, le),
            "Demander une correction",
        ),
        acte("demander_avis", can_demander_avis(fonction, demande, le), "Demander des avis"),
    ]
    repondues = [lue.correction for lue in etude.corrections if lue.is_repondue]
    if repondues:
        url = reverse("lever_correction", args=[*args, repondues[0].pk])
        verifier = can_lever_correction(fonction, demande, repondues[0], le)
        actes.insert(0, Acte(verifier, "Vérifier la correction", url, "principale"))
    if demande.instruite_par_id != fonction.pk:
        actes.append(acte("prendre_instruction", etudier, "Je l'instruis"))
    return actes
