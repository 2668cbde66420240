"""One mail to the SMTP server: how the message is built, and what the server's answer means."""

import smtplib
from dataclasses import dataclass
from email.utils import formataddr
from enum import Enum

from django.core.mail import EmailMultiAlternatives

from pacte.courrier.models import Courriel, Nature
from pacte.courrier.preferences import url_reglages

LONGUEUR_REPONSE = 500
NOUS_REFUSE = (smtplib.SMTPAuthenticationError, smtplib.SMTPConnectError, smtplib.SMTPHeloError)


class Issue(Enum):
    """What a failure means for the next try."""

    PASSAGER = "passager"
    DEFINITIF = "definitif"


@dataclass(frozen=True, slots=True)
class Echec:
    """Why a mail did not leave: the server's words, or ours."""

    issue: Issue
    message: str


def construire(courriel: Courriel) -> EmailMultiAlternatives:
    """Return the message: text, HTML, and the calendar in the two places that programs look at.

    Outlook reads the invitation in the alternative part, others open the attached file; both carry
    the same text. The Message-ID is that of the row, at every try.
    """
    entetes = {"Message-ID": courriel.message_id, "Auto-Submitted": "auto-generated"}
    if courriel.nature == Nature.RECAPITULATIF:
        # RFC 8058: the mail program's own button stops the digests, by a POST.
        arret = f"{url_reglages(courriel.destinataire)}arret/"
        entetes |= {
            "List-Unsubscribe": f"<{arret}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    message = EmailMultiAlternatives(
        subject=courriel.objet,
        body=courriel.texte,
        to=[formataddr((courriel.nom_destinataire, courriel.destinataire))],
        headers=entetes,
    )
    if courriel.html:
        message.attach_alternative(courriel.html, "text/html")
    if courriel.calendrier:
        methode = courriel.methode_calendrier
        message.attach_alternative(courriel.calendrier, f"text/calendar; method={methode}")
        message.attach("invitation.ics", courriel.calendrier.encode(), "application/ics")
    return message


def expedier(courriel: Courriel) -> Echec | None:
    """Send the mail now; None when the server took it, else why it did not."""
    try:
        construire(courriel).send()
    except smtplib.SMTPRecipientsRefused as refus:
        code, texte = next(iter(refus.recipients.values()))
        return _selon_code(code, texte)
    except NOUS_REFUSE as refus:
        # The server refuses us, not this mail: somebody will mend the settings.
        return Echec(Issue.PASSAGER, _reponse(refus.smtp_code, refus.smtp_error))
    except smtplib.SMTPResponseException as refus:
        return _selon_code(refus.smtp_code, refus.smtp_error)
    except (smtplib.SMTPException, OSError) as erreur:
        message = f"Serveur de courrier injoignable : {str(erreur) or type(erreur).__name__}"
        return Echec(Issue.PASSAGER, message[:LONGUEUR_REPONSE])
    except ValueError as erreur:
        # A header or an address that cannot be written: no later try would do better.
        return Echec(Issue.DEFINITIF, f"Courriel impossible à écrire : {erreur}"[:LONGUEUR_REPONSE])
    return None


def _selon_code(code: int, texte: bytes | str) -> Echec:
    issue = Issue.DEFINITIF if code >= 500 else Issue.PASSAGER
    return Echec(issue, _reponse(code, texte))


def _reponse(code: int, texte: bytes | str) -> str:
    mots = texte.decode("utf-8", "replace") if isinstance(texte, bytes) else str(texte)
    return f"{code} {' '.join(mots.split())}"[:LONGUEUR_REPONSE]
