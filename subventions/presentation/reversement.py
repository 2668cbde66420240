"""What the page of a recovery says: its steps, what is expected, its acts. It decides nothing."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse

from pacte.accord.models import Fonction
from pacte.socle.dates import ecrire_jour_court
from pacte.socle.droits import Droit
from pacte.socle.elements import Acte, Etape
from subventions.models import EtatReversement, Reversement
from subventions.permissions import reversements as droits

FAITE, EN_COURS, A_VENIR = "faite", "en-cours", "a-venir"


def etapes_reversement(reversement: Reversement) -> list[Etape]:
    """The life of a recovery: letter, answer, decision, titre, received; or given up."""
    jusqu_au = f"jusqu'au {ecrire_jour_court(reversement.echeance_observations)}"
    faits: Sequence[tuple[str, date | None]] = (
        ("Lettre envoyée", reversement.date_information),
        ("Réponse du centre", reversement.date_observations),
        ("Décision", reversement.date_decision),
        ("Titre de recettes", reversement.date_titre),
        ("Encaissé", reversement.date_encaissement),
    )
    if reversement.date_abandon is not None:
        return [Etape(nom, FAITE, jour) for nom, jour in faits if jour is not None] + [
            Etape("Abandonné", EN_COURS, reversement.date_abandon)
        ]
    decide = reversement.date_decision is not None
    etapes, encours = [], False
    for nom, jour in faits:
        if jour is None and nom == "Réponse du centre" and decide:
            etapes.append(Etape("Sans réponse du centre", FAITE))
            continue
        if jour is not None:
            etat = FAITE
        else:
            etat, encours = (A_VENIR, True) if encours else (EN_COURS, True)
        attente = jour is None and nom == "Réponse du centre"
        etapes.append(Etape(nom, etat, jour, jusqu_au if attente else ""))
    return etapes


def attente_reversement(fonction: Fonction, reversement: Reversement, le: date) -> str:
    """What the page expects of its reader."""
    etat = reversement.etat_enum
    fin = ecrire_jour_court(reversement.echeance_observations)
    if fonction.is_centre:
        if etat == EtatReversement.CONTRADICTOIRE:
            if reversement.date_observations is not None:
                return "Vos observations sont arrivées. La Ville les lit avant de décider."
            return f"Répondez à la Ville jusqu'au {fin} inclus. Rien n'est encore décidé."
        return {
            EtatReversement.DECIDE: "Attendez le titre de recettes : il dit comment payer.",
            EtatReversement.TITRE: "Payez le titre de recettes au comptable public.",
            EtatReversement.ENCAISSE: "C'est terminé : rien n'est attendu de vous.",
            EtatReversement.ABANDONNE: "Vous n'avez rien à reverser.",
        }[etat]
    if etat == EtatReversement.CONTRADICTOIRE:
        if reversement.date_observations is not None:
            return "Le centre a répondu : lisez ses observations, puis décidez."
        if le > reversement.echeance_observations:
            return "Le délai de réponse est passé : vous pouvez décider."
        return f"Le centre peut répondre jusqu'au {fin} inclus. Rien n'est attendu de vous."
    return {
        EtatReversement.DECIDE: "Notez le titre de recettes quand il est émis.",
        EtatReversement.TITRE: "Notez l'encaissement quand la somme est reçue.",
        EtatReversement.ENCAISSE: "C'est terminé : rien n'est attendu de vous.",
        EtatReversement.ABANDONNE: "Ce reversement est abandonné.",
    }[etat]


def actes_reversement(
    fonction: Fonction, reversement: Reversement, le: date
) -> tuple[list[Acte], list[Acte]]:
    """The acts of a recovery for this reader: the ordinary ones, then those to use with care."""
    args = [reversement.pacte.code, reversement.pk]

    def acte(nom: str, droit: Droit, libelle: str, genre: str = "principale") -> Acte:
        return Acte(droit, libelle, reverse(nom, args=args), genre)

    etat = reversement.etat_enum
    if fonction.is_centre:
        if etat != EtatReversement.CONTRADICTOIRE:
            return [], []
        droit = droits.can_observer_reversement(fonction, reversement, le)
        deja = reversement.date_observations is not None
        return [
            acte(
                "observer_reversement",
                droit,
                "Compléter vos observations" if deja else "Répondre à la Ville",
                "secondaire" if deja else "principale",
            )
        ], []
    suites = {
        EtatReversement.CONTRADICTOIRE: (
            "decider_reversement",
            droits.can_decider_reversement(fonction, reversement, le),
            "Décider",
        ),
        EtatReversement.DECIDE: (
            "noter_titre_reversement",
            droits.can_noter_titre(fonction, reversement, le),
            "Noter le titre de recettes",
        ),
        EtatReversement.TITRE: (
            "noter_encaissement_reversement",
            droits.can_noter_encaissement(fonction, reversement, le),
            "Noter l'encaissement",
        ),
    }
    if etat not in suites:
        return [], []
    nom, droit, libelle = suites[etat]
    abandon = droits.can_abandonner_reversement(fonction, reversement, le)
    return [acte(nom, droit, libelle)], [
        acte("abandonner_reversement", abandon, "Abandonner le reversement")
    ] * bool(abandon)
