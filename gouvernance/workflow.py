"""What may be done at which state, as tables: the buttons of a page are computed from them."""

from collections.abc import Mapping

from pacte.socle.workflow import table

# The minutes do not exist yet: not a state of a row, only the start of their table.
A_ECRIRE = "a_ecrire"

REUNION = table(
    inviter=({"brouillon", "invitee"}, "invitee"),
    noter_tenue=({"brouillon", "invitee", "tenue"}, "tenue"),
    annuler=({"brouillon", "invitee"}, "annulee"),
)

COMPTE_RENDU = table(
    # A submitted draft that is edited again has to be submitted again.
    ecrire=({A_ECRIRE, "redaction", "projet"}, "redaction"),
    apporter=({A_ECRIRE, "redaction", "projet"}, "projet"),
    soumettre=({"redaction"}, "projet"),
    # Attendance, agenda or people changed since: the draft that was agreed with is no longer this one.
    reprendre=({"projet"}, "redaction"),
    rendre_definitif=({"projet"}, "definitif"),
)

# Acts that leave the state as it is.
SUR_PLACE: Mapping[str, frozenset[str]] = {
    "modifier": frozenset({"brouillon", "invitee", "tenue"}),
    "modifier_ordre_du_jour": frozenset({"brouillon", "invitee", "tenue"}),
    "modifier_participants": frozenset({"brouillon", "invitee", "tenue"}),
    "imprimer_lettre": frozenset({"brouillon", "invitee"}),
}
