"""Give each instruction note the key of its sending: sent twice, it is one note (R1)."""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("subventions", "0005_versements_jamais_au_dela")]

    # No page writes notes before this version: the table is empty, one default does no harm.
    operations = [
        migrations.AddField(
            model_name="noteinstruction",
            name="cle_idempotence",
            field=models.UUIDField(
                default=uuid.uuid4, editable=False, unique=True, verbose_name="clé d'envoi"
            ),
        )
    ]
