"""The outbox: writing a mail in the act's own transaction, then delivering it, at least once."""

import re
import unicodedata
import uuid
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from procrastinate.exceptions import AlreadyEnqueued

from pacte.courrier.expedition import Echec, Issue, expedier
from pacte.courrier.gabarits import adresse_absolue, adresse_reglages
from pacte.courrier.models import Courriel, EtatCourriel, Nature, Rythme
from pacte.courrier.preferences import rythme_de, url_reglages
from pacte.courrier.travaux import demander

TACHE = "courrier.livrer"
FILE = "courrier"
# Waits before the second try, the third … the eighth: 17 hours and a half in all.
ATTENTES = tuple(
    timedelta(seconds=secondes) for secondes in (30, 120, 300, 900, 3600, 4 * 3600, 12 * 3600)
)
ESSAIS_MAXIMUM = len(ATTENTES) + 1
METHODES = {"", "REQUEST", "CANCEL", "PUBLISH"}
TEXTE_EFFACE = "Ce courriel portait un lien personnel. Son texte est effacé depuis l'envoi."


class EnvoiEnCours(Exception):
    """The mail is being delivered at this very moment: nothing was changed."""


class JamaisEnFile(Exception):
    """The mail belongs to a digest, or its reader wants none: it has no sending of its own."""


class TexteEfface(Exception):
    """The mail carried a personal link, erased since: it takes a new link, not a new sending."""


def une_ligne(texte: str, longueur: int) -> str:
    """Return a text that can stand in a header: one line, no control character, bounded."""
    signes = (" " if unicodedata.category(s) in {"Cc", "Zl", "Zp"} else s for s in texte)
    ligne = " ".join("".join(signes).split())
    return ligne if len(ligne) <= longueur else f"{ligne[: longueur - 1].rstrip()}…"


def mettre_en_file(
    *,
    destinataire: str,
    nom: str,
    objet: str,
    texte: str,
    html: str = "",
    calendrier: str = "",
    methode: str = "",
    confidentiel: bool = False,
    nature: Nature = Nature.ACTION,
    resume: str = "",
    lien: str = "",
    pacte_code: str = "",
) -> Courriel:
    """Add a mail to the outbox, in the transaction of the act that sends it.

    The row and its delivery job live or die with that transaction. `calendrier` is the text of an
    ICS made by `calendrier.evenement_ics`, `methode` its method (REQUEST, CANCEL). A `confidentiel`
    mail carries a personal link: its text is erased once it has left, or is given up.

    `nature` says what it is for its reader. ACTION (something is expected of her) leaves at once.
    INFORMATION waits for her next digest, daily unless she chose otherwise, where it is one line:
    `resume` (the subject when empty), leading to `lien`, a path of the portal; when she wants no
    such mail it is kept « non envoyé ». A calendar or a personal link always leaves at once.

    `pacte_code` is the pact whose staff sees what became of the mail; read from the addresses that
    the text holds when it is not given. Raises ValidationError when the address is not one,
    ValueError for a calendar without its method or a link that leaves the portal.
    """
    adresse = destinataire.strip()
    validate_email(adresse)
    if methode not in METHODES or bool(calendrier) != bool(methode):
        raise ValueError("Un calendrier va avec sa méthode : REQUEST, CANCEL ou PUBLISH.")
    if lien and not re.match(r"/(?!/)", lien):
        raise ValueError("Le lien d'une nouvelle est un chemin du portail.")
    identifiant = uuid.uuid4()
    domaine = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    differable = nature == Nature.INFORMATION and not calendrier and not confidentiel
    personnel = url_reglages(adresse)
    with transaction.atomic():
        courriel = Courriel.objects.create(
            id=identifiant,
            destinataire=adresse,
            nom_destinataire=une_ligne(nom, 200),
            objet=une_ligne(objet, 200),
            texte=texte.replace(adresse_reglages(), personnel),
            html=html.replace(adresse_reglages(), personnel),
            calendrier=calendrier,
            methode_calendrier=methode,
            confidentiel=confidentiel,
            nature=nature,
            resume=une_ligne(resume or objet, 300),
            lien=lien,
            pacte_code=pacte_code or _pacte_cite(lien, texte),
            etat=_etat_differe(adresse) if differable else EtatCourriel.EN_FILE,
            message_id=f"<{identifiant}@{domaine}>",
        )
        if courriel.etat == EtatCourriel.EN_FILE:
            confier(courriel)
    return courriel


def _etat_differe(adresse: str) -> EtatCourriel:
    if rythme_de(adresse) == Rythme.JAMAIS:
        return EtatCourriel.NON_ENVOYE
    return EtatCourriel.A_REGROUPER


def _pacte_cite(lien: str, texte: str) -> str:
    """The code of the one pact to whose pages the mail leads; empty for none, or several."""
    adresses = f"{adresse_absolue(lien)} {texte}" if lien else texte
    codes = set(re.findall(rf"{re.escape(adresse_absolue('/pactes/'))}([-\w]+)/", adresses))
    return codes.pop() if len(codes) == 1 else ""


def confier(courriel: Courriel, *, le: datetime | None = None) -> bool:
    """Ask the workers to deliver this mail, now or at `le`; False when they know already."""
    try:
        # A savepoint: the refusal of a second identical job would break the whole transaction.
        with transaction.atomic():
            demander(
                TACHE,
                queue=FILE,
                le=le,
                verrou=f"courriel {courriel.pk}",
                courriel_id=str(courriel.pk),
            )
    except AlreadyEnqueued:
        return False
    return True


def livrer(courriel_id: str | uuid.UUID) -> Courriel | None:
    """Send one mail of the outbox and write what came of it.

    Returns None when there is nothing to do: already sent or refused, or another worker has it. A
    refusal of the server (5xx) is final, with the server's words; any other failure is tried again
    later, eight tries in all. A worker killed after the sending sends again, under the same
    Message-ID.
    """
    with transaction.atomic():
        courriel = (
            Courriel.objects.select_for_update(skip_locked=True)
            .filter(pk=courriel_id, etat=EtatCourriel.EN_FILE)
            .first()
        )
        if courriel is None:
            return None
        _noter(courriel, expedier(courriel))
        if courriel.confidentiel and courriel.etat != EtatCourriel.EN_FILE:
            courriel.texte, courriel.html = TEXTE_EFFACE, ""
        courriel.save()
    return courriel


def _noter(courriel: Courriel, echec: Echec | None) -> None:
    maintenant = timezone.now()
    courriel.tentatives += 1
    if echec is None:
        courriel.etat = EtatCourriel.ENVOYE
        courriel.envoye_le = maintenant
        courriel.dernier_echec = ""
        return
    courriel.dernier_echec = echec.message
    if echec.issue == Issue.DEFINITIF:
        courriel.etat = EtatCourriel.REFUSE
    elif courriel.tentatives >= ESSAIS_MAXIMUM:
        courriel.etat = EtatCourriel.REFUSE
        courriel.dernier_echec = f"Abandonné après {courriel.tentatives} essais. {echec.message}"
    else:
        courriel.prochain_essai = maintenant + ATTENTES[courriel.tentatives - 1]
        confier(courriel, le=courriel.prochain_essai)


def renvoyer(courriel: Courriel) -> Courriel:
    """Put a mail back in the outbox: refused, waiting for its next try, or sent once already.

    It keeps its Message-ID, so that a mailbox which had it shows one mail only. Raises EnvoiEnCours
    while a worker is sending it, TexteEfface when it carried a personal link, JamaisEnFile when it
    goes in a digest or nowhere.
    """
    with transaction.atomic():
        verrouille = (
            Courriel.objects.select_for_update(skip_locked=True).filter(pk=courriel.pk).first()
        )
        if verrouille is None:
            raise EnvoiEnCours("Ce courriel est en cours d'envoi. Réessayez dans un instant.")
        if verrouille.etat not in {EtatCourriel.EN_FILE, EtatCourriel.ENVOYE, EtatCourriel.REFUSE}:
            raise JamaisEnFile("Ce courriel part dans un récapitulatif, au choix de la personne.")
        if verrouille.confidentiel and verrouille.etat != EtatCourriel.EN_FILE:
            raise TexteEfface("Ce courriel portait un lien personnel. Envoyez un nouveau lien.")
        verrouille.etat = EtatCourriel.EN_FILE
        verrouille.envoye_le = None
        verrouille.tentatives = 0
        verrouille.prochain_essai = timezone.now()
        verrouille.save()
        confier(verrouille)
    return verrouille


def relancer_refuses() -> int:
    """Put every refused mail back in the outbox, but those with a personal link; returns how many."""
    refuses = Courriel.objects.filter(etat=EtatCourriel.REFUSE, confidentiel=False).order_by(
        "cree_le"
    )
    return len([renvoyer(courriel) for courriel in refuses])
