"""The mails between people of one centre: to read again, confirmed, handed over."""

from django.utils import timezone

from pacte.accord.models import Fonction
from pacte.courrier.models import Nature
from subventions.lectures.collegues import confirment
from subventions.lectures.regles_centre import confirmation_requise
from subventions.models import Demande
from subventions.notifications.envoi import (
    adresse_demande,
    adresse_personne,
    adresse_recapitulatif,
    envoyer,
    sans_double,
)


def annoncer_relecture(demande: Demande, par: Fonction) -> None:
    """Ask the presidency and the treasury to read the draft again, and to confirm it when it is due."""
    requise = confirmation_requise(demande.centre)
    lecteurs = confirment(demande.centre, timezone.localdate()).exclude(personne=par.personne_id)
    envoyer(
        sans_double(adresse_personne(fonction) for fonction in lecteurs),
        f"Subvention {demande.exercice}, {demande.centre} : demande à relire"
        f"{' et à confirmer' if requise else ''}",
        "relecture",
        {"demande": demande, "par": par, "requise": requise},
        "Relire la demande",
        adresse_recapitulatif(demande),
    )


def annoncer_confirmation(demande: Demande, par: Fonction) -> None:
    """Tell whoever proposed the draft that it is confirmed, and that it may be deposited."""
    suivent = [demande.relecture_par, demande.suivie_par]
    envoyer(
        sans_double(
            adresse_personne(fonction)
            for fonction in suivent
            if fonction is not None and fonction.personne_id != par.personne_id
        ),
        f"Subvention {demande.exercice}, {demande.centre} : demande confirmée, à déposer",
        "confirmation",
        {"demande": demande, "par": par},
        "Déposer la demande",
        adresse_recapitulatif(demande),
    )


def annoncer_passage(demande: Demande, par: Fonction, a: Fonction, mot: str) -> None:
    """Tell a colleague that she now follows the request."""
    numero = f" {demande.numero}" if demande.numero else ""
    envoyer(
        sans_double([adresse_personne(a)]) if a.personne_id != par.personne_id else [],
        f"Subvention {demande.exercice}, {demande.centre} : demande{numero} à suivre",
        "passage",
        {"demande": demande, "par": par, "mot": mot},
        "Voir la demande",
        adresse_demande(demande),
        nature=Nature.ACTION,
    )
