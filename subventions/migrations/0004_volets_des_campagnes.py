"""Open, in the campaigns that exist, the kinds of request that they already received (Q1)."""

from django.db import migrations

GENRES = ("fonctionnement", "projet", "investissement", "exceptionnelle")


def ouvrir_les_volets(apps, schema_editor):
    campagne = apps.get_model("subventions", "Campagne")
    volet = apps.get_model("subventions", "VoletCampagne")
    # The owner migrates: the runtime role has no right on these tables yet.
    alias = schema_editor.connection.alias
    volet.objects.using(alias).bulk_create(
        volet(campagne_id=pk, genre=genre, compte_base_avance=genre == "fonctionnement")
        for pk in campagne.objects.using(alias).order_by("pk").values_list("pk", flat=True)
        for genre in GENRES
    )


class Migration(migrations.Migration):
    dependencies = [("subventions", "0003_de_la_campagne_au_solde")]

    operations = [migrations.RunPython(ouvrir_les_volets, migrations.RunPython.noop)]
