"""Who may do what on the agreement, and why not."""

from datetime import date

from pacte.accord.models import Fonction, OuvertureAcces, Pacte, Personne
from pacte.courrier.models import Courriel, EtatCourriel
from pacte.socle.droits import ACCORDE, Droit, premier_refus, refus


def can_gerer_pacte(fonction: Fonction | None, pacte: Pacte, le: date) -> Droit:
    """Whether the function runs this pact for its city: the AVS service of that very city."""
    if fonction is None:
        return refus("Vous n'avez aucune fonction en cours : aucune action ne vous est ouverte.")
    if not fonction.is_en_cours(le):
        return refus("Votre fonction n'est plus en cours.")
    if fonction.is_avs and fonction.organisation_id == pacte.ville_id:
        return ACCORDE
    return refus(f"Cette action revient au service qui anime le pacte ({pacte.ville}).")


can_noter_signatures = can_gerer_pacte
can_lister_personnes = can_gerer_pacte
can_voir_personne = can_gerer_pacte
can_ajouter_personne = can_gerer_pacte
can_lister_journal = can_gerer_pacte
can_exporter_journal = can_gerer_pacte
can_lister_courriels = can_gerer_pacte


def can_renvoyer_courriel(
    fonction: Fonction | None, pacte: Pacte, courriel: Courriel, le: date
) -> Droit:
    """Whether a mail may leave again: refused, or waiting, and still whole."""
    return premier_refus(can_gerer_pacte(fonction, pacte, le), _renvoyable(courriel))


def _renvoyable(courriel: Courriel) -> Droit:
    if courriel.etat not in {EtatCourriel.REFUSE, EtatCourriel.EN_FILE}:
        return refus("Ce courriel est déjà parti, ou part dans un récapitulatif.")
    if courriel.confidentiel and courriel.etat == EtatCourriel.REFUSE:
        return refus("Ce courriel portait un lien personnel : envoyez un nouveau lien.")
    return ACCORDE


def can_fixer_date_effet(fonction: Fonction | None, pacte: Pacte, le: date) -> Droit:
    """Whether T0 may be entered: an avenant already rests on the one that is known."""
    return premier_refus(can_gerer_pacte(fonction, pacte, le), _sans_avenant(pacte))


def _sans_avenant(pacte: Pacte) -> Droit:
    if pacte.avenants.exists():
        return refus("Un avenant s'appuie sur la date d'effet : elle ne change plus.")
    return ACCORDE


def can_enregistrer_avenant(fonction: Fonction | None, pacte: Pacte, le: date) -> Droit:
    """Whether an avenant may be recorded: the pact must have begun."""
    commence = (
        ACCORDE
        if pacte.date_effet
        else refus("Notez d'abord les signatures et la date d'effet du pacte.")
    )
    return premier_refus(can_gerer_pacte(fonction, pacte, le), commence)


def can_modifier_personne(
    fonction: Fonction | None, pacte: Pacte, personne: Personne, le: date
) -> Droit:
    """Whether the person's card may change from this pact: not when another city relies on it."""
    return premier_refus(can_gerer_pacte(fonction, pacte, le), _du_seul_pacte(pacte, personne, le))


can_ajouter_fonction = can_gerer_pacte


def can_regler_secretariat(fonction: Fonction | None, personne: Personne | None, le: date) -> Droit:
    """Everybody says who her own secretariat is; the service that runs the pact does it on her card."""
    if fonction is None or personne is None:
        return refus("Votre compte n'a pas de fonction en cours.")
    if fonction.personne_id != personne.pk:
        return refus("Cette fiche est celle d'une autre personne.")
    return ACCORDE


def _du_seul_pacte(pacte: Pacte, personne: Personne, le: date) -> Droit:
    ailleurs = (
        personne.fonctions.en_cours(le)
        .exclude(organisation__in=pacte.organisations())
        .select_related("organisation")
        .first()
    )
    if ailleurs is None:
        return ACCORDE
    return refus(
        f"Cette personne tient aussi une fonction hors de ce pacte ({ailleurs.organisation})."
    )


def can_terminer_fonction(
    fonction: Fonction | None, pacte: Pacte, visee: Fonction, le: date
) -> Droit:
    """Whether this function may be ended: it runs, and it is not the acting one."""
    droit = can_gerer_pacte(fonction, pacte, le)
    if not droit:
        return droit
    if fonction is not None and visee.pk == fonction.pk:
        return refus(
            "Vous agissez au nom de cette fonction : une ou un collègue doit y mettre fin."
        )
    if visee.date_fin is not None:
        return refus("La fin de cette fonction est déjà notée.")
    return ACCORDE


def can_ouvrir_acces(
    fonction: Fonction | None, pacte: Pacte, personne: Personne, le: date
) -> Droit:
    """Whether an invitation to open an account may be sent to this person."""
    droit = can_modifier_personne(fonction, pacte, personne, le)
    if not droit:
        return droit
    if not personne.courriel:
        return refus("Cette personne n'a pas de courriel : ajoutez-le sur sa fiche.")
    if is_acces_ouvert(personne):
        return refus("L'accès de cette personne est déjà ouvert.")
    if not personne.fonctions.en_cours(le).exists():
        return refus("Cette personne n'a aucune fonction en cours : ajoutez-en une d'abord.")
    return ACCORDE


def can_fermer_acces(
    fonction: Fonction | None, pacte: Pacte, personne: Personne, le: date
) -> Droit:
    """Whether the person's account may be closed: never one's own."""
    droit = can_modifier_personne(fonction, pacte, personne, le)
    if not droit:
        return droit
    if fonction is not None and fonction.personne_id == personne.pk:
        return refus("Vous ne pouvez pas fermer votre propre accès.")
    if not is_acces_ouvert(personne):
        return refus("Cette personne n'a pas d'accès ouvert.")
    return ACCORDE


def can_revoquer_ouverture(
    fonction: Fonction | None, pacte: Pacte, ouverture: OuvertureAcces, le: date
) -> Droit:
    """Whether a link that was sent may be cancelled: as long as nobody used it."""
    droit = can_modifier_personne(fonction, pacte, ouverture.personne, le)
    if not droit:
        return droit
    if ouverture.utilisee_le or ouverture.revoquee_le:
        return refus("Ce lien ne sert déjà plus.")
    return ACCORDE


def is_acces_ouvert(personne: Personne) -> bool:
    """Whether the person can sign in."""
    compte = personne.compte_ouvert
    return compte is not None and compte.is_active
