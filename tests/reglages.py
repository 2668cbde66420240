"""Settings of the test suite: those of a demo on this machine, whatever the clone's `.env` says."""

import os
import secrets
from pathlib import Path

os.environ |= {
    "DEMONSTRATION": "1",
    "DEBUG": "0",
    "SECRET_KEY": secrets.token_urlsafe(60),
    "ALLOWED_HOSTS": "127.0.0.1,localhost,testserver",
    "ADRESSE_DU_SITE": "http://testserver",
    "NIVEAU_JOURNAL": "WARNING",
}

from pacte.settings import *
from pacte.settings import DATABASES, PLANIFICATION

# Signed file names and hashed passwords prove nothing here, and cost much.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "fichiers": {"BACKEND": "pacte.documents.depot_local.DepotLocal"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_USE_FINDERS = True
# No test asks the disk to outlive a power cut.
for _alias in DATABASES.values():
    _alias["OPTIONS"]["options"] = f"{PLANIFICATION} -c synchronous_commit=off"
# Nothing is collected: what an earlier `make demo` left would hide the files as they are now.
STATIC_ROOT = Path(__file__).parent / "rien_de_collecte"
WHITENOISE_AUTOREFRESH = True
