"""Where a meeting stands, what it waits for, and the acts that its state calls for."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from gouvernance import permissions
from gouvernance.lectures.approbation import limite_des_remarques
from gouvernance.lectures.sondages import acte_du_sondage, sondage_en_cours
from gouvernance.models import (
    CompteRendu,
    EtatCompteRendu,
    EtatReunion,
    Participation,
    ReponseInvitation,
    Reunion,
)
from gouvernance.permissions import circulation as droits_circulation
from pacte.accord.models import Fonction
from pacte.socle.dates import ecrire_jour
from pacte.socle.elements import Acte, Etape


def adresses(reunion: Reunion) -> Callable[[str], str]:
    def adresse(nom: str) -> str:
        return reverse(nom, args=[reunion.pacte.code, reunion.pk])

    return adresse


def _jour_de_preparation(reunion: Reunion) -> date | None:
    """The day it was opened here; None for a meeting recorded after the fact."""
    jour = timezone.localdate(reunion.ouverte_le)
    suite = reunion.date_invitation or reunion.date_reunion
    return jour if suite is None or jour <= suite else None


def etapes(reunion: Reunion, compte_rendu: CompteRendu | None) -> list[Etape]:
    """The line of steps: what is done with its date, where it stands, what comes next."""
    if reunion.etat == EtatReunion.ANNULEE:
        invitee = reunion.date_invitation is not None
        return [
            Etape("Préparation", "faite", _jour_de_preparation(reunion)),
            Etape(
                "Invitations",
                "faite" if invitee else "a-venir",
                reunion.date_invitation,
                "" if invitee else "jamais parties",
            ),
            Etape("Annulée", "en-cours", reunion.date_annulation),
        ]
    tenue = reunion.etat == EtatReunion.TENUE
    soumis = compte_rendu is not None and compte_rendu.etat != EtatCompteRendu.REDACTION
    definitif = compte_rendu is not None and compte_rendu.is_definitif
    pas = [
        ("Préparation", _jour_de_preparation(reunion), reunion.etat != EtatReunion.BROUILLON, ""),
        (
            "Invitations",
            reunion.date_invitation,
            reunion.date_invitation is not None or tenue,
            "sans le portail" if tenue and reunion.date_invitation is None else "",
        ),
        ("Réunion", reunion.date_reunion, tenue, "date à fixer"),
        (
            "Projet de compte rendu",
            compte_rendu.date_soumission if compte_rendu else None,
            soumis,
            "en rédaction" if compte_rendu else "",
        ),
        (
            "Version définitive",
            compte_rendu.date_definitive if compte_rendu else None,
            definitif,
            "",
        ),
    ]
    en_cours = next((rang for rang, (_, _, fait, _) in enumerate(pas) if not fait), None)
    return [
        Etape(
            nom, "faite" if fait else "en-cours" if rang == en_cours else "a-venir", jour, precision
        )
        for rang, (nom, jour, fait, precision) in enumerate(pas)
    ]


def actes(reunion: Reunion, fonction: Fonction, le: date) -> tuple[Acte | None, list[Acte]]:
    """The one main act of the page, and the quiet ones; a greyed one gives its reason."""
    url = adresses(reunion)
    apporter = reverse("apporter_compte_rendu", args=[reunion.pacte.code])
    tous = {
        "modifier": Acte(
            permissions.can_modifier(fonction, reunion, le),
            "Modifier la date et le lieu" if reunion.date_reunion else "Fixer la date et le lieu",
            url("modifier_reunion"),
        ),
        "sondage": acte_du_sondage(reunion, fonction, le),
        "inviter": Acte(
            permissions.can_inviter(fonction, reunion, le),
            "Envoyer les invitations",
            url("envoyer_invitations"),
        ),
        "presences": Acte(
            permissions.can_noter_presences(fonction, reunion, le),
            "Noter les présences",
            url("noter_presences"),
        ),
        "ecrire": Acte(
            permissions.can_ecrire(fonction, reunion, le),
            "Reprendre le compte rendu"
            if reunion.compte_rendu_ou_rien
            else "Écrire le compte rendu",
            url("ecrire_compte_rendu"),
        ),
        "apporter": Acte(
            permissions.can_apporter(fonction, reunion, le),
            "Apporter un compte rendu",
            f"{apporter}?sujet=r{reunion.pk}",
        ),
        "soumettre": Acte(
            permissions.can_soumettre(fonction, reunion, le),
            "Soumettre le projet",
            url("soumettre_compte_rendu"),
        ),
        "definitif": Acte(
            permissions.can_rendre_definitif(fonction, reunion, le),
            "Rendre définitif",
            url("rendre_definitif"),
        ),
        "approbation": Acte(
            droits_circulation.can_noter_approbation(fonction, reunion, le),
            "Noter l’approbation",
            url("noter_approbation"),
        ),
        "addendum": Acte(
            droits_circulation.can_ajouter_addendum(fonction, reunion, le),
            "Ajouter un addendum",
            url("ajouter_addendum"),
        ),
        "emargement": Acte(
            permissions.can_imprimer_emargement(fonction, reunion, le),
            "Feuille d’émargement",
            url("imprimer_emargement"),
        ),
    }
    premiere, suivantes = _choix(reunion, le)
    principale = tous[premiere] if premiere else None
    if principale is not None:
        principale = Acte(principale.droit, principale.libelle, principale.url, "principale")
    return principale, [tous[nom] for nom in suivantes]


def _choix(reunion: Reunion, le: date) -> tuple[str, tuple[str, ...]]:
    """Which acts the state calls for: the main one, then the others in order."""
    if reunion.etat == EtatReunion.ANNULEE:
        return "", ()
    if reunion.compte_rendu_ou_rien is not None:
        return _choix_du_compte_rendu(reunion, le)
    if reunion.etat == EtatReunion.TENUE:
        return "ecrire", ("apporter", "presences", "modifier")
    if reunion.is_passee:
        return "presences", ("ecrire", "apporter", "emargement", "modifier")
    if sondage_en_cours(reunion, le) is not None:
        return "sondage", ("modifier", "inviter")
    if reunion.date_reunion is None:
        return "modifier", ("sondage", "inviter")
    if reunion.etat == EtatReunion.BROUILLON:
        return "inviter", ("modifier", "sondage", "emargement", "presences")
    return "", ("inviter", "modifier", "emargement", "presences", "ecrire")


def _choix_du_compte_rendu(reunion: Reunion, le: date) -> tuple[str, tuple[str, ...]]:
    """Which acts minutes that exist call for: to submit, to approve, to seal, then to add to."""
    etat = permissions.etat_compte_rendu(reunion)
    if etat == EtatCompteRendu.DEFINITIF:
        return "", ("addendum",)
    if etat == EtatCompteRendu.REDACTION:
        return "soumettre", ("ecrire", "presences", "definitif", "apporter", "modifier")
    suite = ("ecrire", "presences", "apporter", "modifier")
    if permissions.is_approuve(reunion, le):
        return "definitif", ("approbation", *suite)
    return "approbation", ("definitif", *suite)


def lecture(
    reunion: Reunion, fonction: Fonction, le: date, compte_rendu: CompteRendu | None
) -> Acte | None:
    """Reading the minutes, for whoever has nothing else to do here."""
    url = adresses(reunion)
    if compte_rendu is None:
        return None
    if compte_rendu.is_definitif:
        droit = permissions.can_telecharger_compte_rendu(fonction, reunion, le, compte_rendu)
        adresse = url("telecharger_compte_rendu")
        return Acte(droit, "Télécharger le compte rendu", adresse, "principale")
    droit = permissions.can_lire_compte_rendu(fonction, reunion, le, compte_rendu)
    return Acte(droit, "Télécharger le projet", url("telecharger_projet")) if droit else None


def attente(
    reunion: Reunion,
    fonction: Fonction,
    le: date,
    participations: Sequence[Participation],
    prepare: bool,
) -> str:
    """What is expected of the reader, in one sentence; "" when nothing is."""
    if reunion.etat == EtatReunion.ANNULEE:
        return f"Cette réunion n’aura pas lieu. {reunion.motif_annulation}"
    if prepare:
        return _attente_preparation(reunion, le)
    miennes = [p for p in participations if p.fonction.personne_id == fonction.personne_id]
    invitee = bool(miennes)
    if reunion.etat == EtatReunion.INVITEE and invitee and not reunion.is_passee:
        if all(p.reponse == ReponseInvitation.ATTENDUE for p in miennes):
            return f"Dites si vous venez le {ecrire_jour(reunion.date_reunion)}."
        return f"Votre réponse est notée. La réunion a lieu le {ecrire_jour(reunion.date_reunion)}."
    if permissions.etat_compte_rendu(reunion) == EtatCompteRendu.PROJET:
        if not droits_circulation.can_remarquer(fonction, reunion, le):
            return "Le délai des remarques est passé. La version définitive est attendue."
        if not droits_circulation.can_donner_accord(fonction, reunion, le):
            return ""
        limite = limite_des_remarques(reunion.compte_rendu)
        quand = f" avant le {ecrire_jour(limite)} inclus" if limite else ""
        return f"Relisez le projet de compte rendu : dites votre accord ou vos remarques{quand}."
    return ""


def _attente_preparation(reunion: Reunion, le: date) -> str:
    etat = permissions.etat_compte_rendu(reunion)
    if etat == EtatCompteRendu.DEFINITIF:
        return ""
    if etat == EtatCompteRendu.PROJET:
        approuve = permissions.is_approuve(reunion, le)
        suite = "est approuvé. Rendez-le définitif." if approuve else "est en relecture."
        return f"Le projet {suite}"
    if etat == EtatCompteRendu.REDACTION:
        return "Le compte rendu est en rédaction. Terminez-le, puis soumettez le projet."
    if reunion.etat == EtatReunion.TENUE:
        limite = reunion.date_reunion + timedelta(days=reunion.instance.delai_projet)
        return f"Écrivez le compte rendu, ou apportez-le, avant le {ecrire_jour(limite)} inclus."
    if sondage_en_cours(reunion, le) is not None:
        return "Un sondage de date est en cours. Choisissez la date quand les réponses suffisent."
    if reunion.date_reunion is None:
        return "Fixez la date et le lieu, puis envoyez les invitations."
    if reunion.is_passee:
        return "Notez les présences, ou apportez le compte rendu : la réunion sera tenue."
    if reunion.etat == EtatReunion.BROUILLON:
        limite = reunion.date_reunion - timedelta(days=reunion.instance.delai_invitation)
        if limite < le:
            delai = reunion.instance.delai_invitation
            return (
                f"Envoyez les invitations sans attendre : le délai habituel est de {delai} jours."
            )
        return f"Envoyez les invitations avant le {ecrire_jour(limite)} inclus."
    return f"Tout est prêt. La réunion a lieu le {ecrire_jour(reunion.date_reunion)}."
