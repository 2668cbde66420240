"""Votes of help in kind held its value as money; it stands in `valeur_en_nature`, the money is zero."""

from decimal import Decimal

from django.db import migrations
from django.db.models import F, Q
from django.utils import timezone

MOTIF = "Aide en nature : sa valeur n'est pas une somme d'argent."


def retirer_l_argent(apps, schema_editor):
    """Move the amount of each vote that is help in kind alone, unless something is paid on it."""
    Attribution = apps.get_model("subventions", "Attribution")
    Historique = apps.get_model("subventions", "HistoricalAttribution")
    # The runtime role is another connection: a migration keeps to the one that it was given.
    alias = schema_editor.connection.alias
    votes = Attribution.objects.using(alias).filter(
        Q(valeur_en_nature=F("montant"))
        | Q(valeur_en_nature__isnull=True, demande__genre="aide_en_nature"),
        nature="vote",
        versements__isnull=True,
        echeances__isnull=True,
    )
    for vote in votes.order_by("pk").distinct():
        vote.valeur_en_nature, vote.montant = vote.montant, Decimal(0)
        vote.save(using=alias)
        Historique.objects.using(alias).create(
            history_date=timezone.now(),
            history_type="~",
            history_change_reason=MOTIF,
            **{champ.attname: getattr(vote, champ.attname) for champ in vote._meta.concrete_fields},
        )


class Migration(migrations.Migration):
    dependencies = [("subventions", "0008_aides_en_nature")]

    operations = [migrations.RunPython(retirer_l_argent, migrations.RunPython.noop)]
