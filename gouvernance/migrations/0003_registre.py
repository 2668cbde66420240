"""Decisions of minutes that were definitive before the register take their rank in it."""

from collections import Counter

from django.db import migrations


def numeroter_les_anciennes(apps, schema_editor):
    """Number decisions of minutes already definitive, in the order in which they became so."""
    # The owner's connection: the runtime role has no right on a table before it is granted.
    base = schema_editor.connection.alias
    decisions = apps.get_model("gouvernance", "Decision").objects.using(base)
    numeros = apps.get_model("gouvernance", "NumeroDecision").objects.using(base)
    rangs = Counter()
    for ligne in numeros.order_by("pk"):
        cle = (ligne.pacte_id, ligne.annee)
        rangs[cle] = max(rangs[cle], ligne.numero)
    anciennes = decisions.filter(
        genre="decision",
        date_ajout__isnull=True,
        inscription__isnull=True,
        reunion__date_reunion__isnull=False,
        reunion__compte_rendu__etat="definitif",
    ).select_related("reunion")
    for decision in anciennes.order_by(
        "reunion__compte_rendu__date_definitive", "reunion_id", "ordre"
    ):
        cle = (decision.pacte_id, decision.reunion.date_reunion.year)
        rangs[cle] += 1
        numeros.create(decision=decision, pacte_id=cle[0], annee=cle[1], numero=rangs[cle])


class Migration(migrations.Migration):
    dependencies = (("gouvernance", "0002_reunions_de_bout_en_bout"),)
    operations = (
        migrations.RunPython(numeroter_les_anciennes, migrations.RunPython.noop, elidable=True),
    )
