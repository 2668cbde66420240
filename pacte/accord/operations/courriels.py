"""Acts on mails: sending again one that did not leave, choosing one's rhythm."""

from django.db import transaction
from django.utils import timezone

from pacte.accord.models import Fonction, Pacte, User
from pacte.accord.permissions import can_renvoyer_courriel
from pacte.courrier import preferences
from pacte.courrier.models import Courriel, Rythme
from pacte.courrier.operations import EnvoiEnCours, renvoyer
from pacte.journal.operations import inscrire
from pacte.socle.droits import ActeRefuse


def renvoyer_courriel(courriel: Courriel, *, pacte: Pacte, par: Fonction) -> Courriel:
    """Put back in the queue a mail refused, or waiting for its next try, under its own Message-ID.

    Raises ActeRefuse when it may not leave again, EnvoiEnCours while a worker is sending it.
    """
    with transaction.atomic():
        # Locked first: what the list showed may be old.
        lu = (
            Courriel.objects.select_for_update(of=("self",), skip_locked=True)
            .filter(pk=courriel.pk)
            .first()
        )
        if lu is None:
            raise EnvoiEnCours("Ce courriel est en cours d'envoi. Réessayez dans un instant.")
        if not (droit := can_renvoyer_courriel(par, pacte, lu, timezone.localdate())):
            raise ActeRefuse(droit)
        inscrire("renvoyer_courriel", objet=lu, par=par, pacte_code=pacte.code)
        return renvoyer(lu)


def adresse_de(compte: User) -> str:
    """Return the address to which the portal writes to this account: that of its person."""
    return (compte.personne.courriel if compte.personne else "") or compte.email


def choisir_rythme(compte: User, rythme: Rythme, *, par: Fonction | None) -> None:
    """Keep the account's own rhythm for the mails that inform."""
    preferences.choisir_rythme(adresse_de(compte), rythme, par=par, compte=compte)
