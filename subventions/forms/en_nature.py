"""What a vote gives, as it is typed: money, the value of help in kind, or both."""

from typing import Any

from django import forms

from pacte.socle.montants import ZERO


def completer_vote(
    form: forms.Form, donnees: dict[str, Any], montant: str, en_nature: str, phrase: str
) -> None:
    """Ask for money or a value in kind; with a value alone, no money is zero euro."""
    if montant in form.errors or en_nature in form.errors:
        return
    if not donnees.get(montant) and not donnees.get(en_nature):
        form.add_error(montant, phrase)
    elif donnees.get(montant) is None:
        donnees[montant] = ZERO
