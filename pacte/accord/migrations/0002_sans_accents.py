"""Searches do not mind accents: the `unaccent` extension, which a database's owner may create."""

from django.contrib.postgres.operations import UnaccentExtension
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accord", "0001_initial")]
    operations = [UnaccentExtension()]
