"""Settings, read from the environment; `.env.example` explains each variable."""

from pathlib import Path

import django_include_bootstrap
import django_prose_editor
import environ
from django.core.exceptions import ImproperlyConfigured
from xstatic.pkg import opensans

from scripts.base_locale import adresses_locales

RACINE = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(RACINE / ".env")

DEBUG = env.bool("DEBUG", default=False)
DEMONSTRATION = env.bool("DEMONSTRATION", default=False)
LOCAL = DEBUG or DEMONSTRATION

SECRET_KEY = env.str("SECRET_KEY", default="")
NOMS_LOCAUX = {"127.0.0.1", "localhost", "[::1]", "testserver"}
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"] if LOCAL else []
)
DERRIERE_UN_PROXY = env.bool("DERRIERE_UN_PROXY", default=False)
DATABASE_URL = env.str("DATABASE_URL", default="")
DATABASE_OWNER_URL = env.str("DATABASE_OWNER_URL", default=DATABASE_URL)
BASE = env.str("PACTE_BASE", default="pacte")

# Without DATABASE_URL, a working copy uses the embedded server that `make setup` starts.
BASE_LOCALE = LOCAL and not DATABASE_URL
if BASE_LOCALE:
    DATABASE_URL, DATABASE_OWNER_URL = adresses_locales(RACINE, BASE)

if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY est absente : copiez .env.example en .env, ou lancez « make setup »."
    )
if LOCAL:
    # Fictitious accounts with a known password, plain http: on this machine alone.
    if ailleurs := sorted(set(ALLOWED_HOSTS) - NOMS_LOCAUX):
        raise ImproperlyConfigured(
            f"DEMONSTRATION et DEBUG ne servent que ce poste : retirez {', '.join(ailleurs)} "
            "d'ALLOWED_HOSTS, ou mettez-les à 0."
        )
else:
    if len(SECRET_KEY) < 50 or SECRET_KEY.startswith(("changez", "django-insecure")):
        raise ImproperlyConfigured("SECRET_KEY : indiquez une vraie clé d'au moins 50 caractères.")
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured("ALLOWED_HOSTS : indiquez le ou les noms du site.")
    if not DATABASE_URL:
        raise ImproperlyConfigured("DATABASE_URL : indiquez l'adresse de la base PostgreSQL.")
if not DATABASE_URL.startswith(("postgres://", "postgresql://")):
    raise ImproperlyConfigured("DATABASE_URL : seule une adresse postgres:// convient.")

# --- Applications -----------------------------------------------------------
INSTALLED_APPS = [
    "pacte.socle",
    "pacte.journal",
    "pacte.documents",
    "pacte.courrier",
    "pacte.accord",
    "centres",
    "gouvernance",
    "subventions",
    "pacte.pilotage",
    "pacte.accord.technique.TechniqueConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "pacte.socle.statiques.StatiquesConfig",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "csp",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "pgtrigger",
    "procrastinate.contrib.django",
    "simple_history",
    "template_partials.apps.SimpleAppConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "pacte.socle.middleware.EnTetesMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "pacte.documents.middleware.TeleversementMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "pacte.socle.middleware.DureeDeSessionMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "pacte.accord.middleware.FonctionMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pacte.socle.middleware.EmpechementMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "pacte.socle.typographie.TypographieMiddleware",
]

ROOT_URLCONF = "pacte.urls"
WSGI_APPLICATION = "pacte.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [RACINE / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "pacte.navigation.cadre",
            ],
            "builtins": [
                "pacte.socle.templatetags.socle",
                "pacte.socle.templatetags.composants",
                "template_partials.templatetags.partials",
                "crispy_forms.templatetags.crispy_forms_tags",
                "django.templatetags.static",
            ],
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
DJANGO_TABLES2_TEMPLATE = "composants/table.html"

# --- Database: the owner migrates, the runtime role owns nothing -------------
DATABASES = {
    "default": env.db_url_config(DATABASE_URL),
    "proprietaire": env.db_url_config(DATABASE_OWNER_URL or DATABASE_URL),
}
# A page reads one row with all its relations: to weigh every order of twenty joins, or to compile the
# query, takes ten times what the query does. Through pgbouncer, see .env.example.
PLANIFICATION = "-c join_collapse_limit=4 -c jit=off"
for _alias in DATABASES.values():
    # A socket's folder comes as `?host=/folder`: Django wants it in HOST.
    _options = _alias.setdefault("OPTIONS", {})
    _alias["HOST"] = _options.pop("host", "") or _alias["HOST"]
    _alias["PORT"] = _options.pop("port", "") or _alias["PORT"]
    _options.setdefault("connect_timeout", 10)
    _options.setdefault("options", PLANIFICATION)
    _alias["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["CONN_MAX_AGE"] = 60
# The tests create their database as the owner, then run as the runtime role.
DATABASES["default"]["TEST"] = {"MIRROR": "proprietaire"}
DATABASES["proprietaire"]["TEST"] = {"DEPENDENCIES": []}
DATABASE_ROUTERS: list[str] = []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Sign-in -----------------------------------------------------------------
AUTH_USER_MODEL = "accord.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accueil"
ACCOUNT_ADAPTER = "pacte.accord.adaptateur.AdaptateurCompte"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
# A reset asked for an unknown address writes to nobody: strangers get no mail from the portal.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# Failures are counted by account; by address only widely, since a whole town hall shares one.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "60/m/ip,5/5m/key",
    "reset_password": "60/m/ip,5/m/key",
    "reset_password_from_key": "60/m/ip",
}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http" if LOCAL else "https"
# A client's own X-Forwarded-For changes nothing: only the trusted proxy's last line counts.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if DERRIERE_UN_PROXY else 0
# A session lasts 12 hours at most, and one hour without a page (to the minute).
SESSION_COOKIE_AGE = 12 * 3600
SESSION_INACTIVITE = 3600
SESSION_PRECISION = 60
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_partage",
    }
}

# --- Transport and headers ----------------------------------------------------
if not LOCAL:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_SECURE = True
    CSRF_COOKIE_NAME = "__Host-csrf"
    if DERRIERE_UN_PROXY:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "pacte.erreurs.csrf_refuse"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "font-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "manifest-src": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
    }
}

if not LOCAL:
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["upgrade-insecure-requests"] = True

# --- Language and time ----------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français")]
TIME_ZONE = "Europe/Paris"
USE_TZ = True
USE_I18N = True

# --- Files ------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = RACINE / "staticfiles"
STATICFILES_DIRS = [RACINE / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "pacte.socle.statiques.ChercheurDesPaquets",
]
# Bootstrap's wheel ships a base.html and each package ten times what we use: files one by one.
_bootstrap = Path(django_include_bootstrap.__file__).parent / "static"
_polices = Path(opensans.BASE_DIR) / "fonts"
STATIQUES_DES_PAQUETS = {
    f"bootstrap/{nom}": _bootstrap / nom
    for nom in ("css/bootstrap.min.css", "css/bootstrap.min.css.map")
} | {
    f"polices/{graisse}/OpenSans-{graisse}.{genre}": _polices
    / graisse
    / f"OpenSans-{graisse}.{genre}"
    for graisse in ("Regular", "Italic", "Semibold", "Bold")
    for genre in ("woff2", "ttf")
}
# The editor's engine alone: its application, its icons and its style sheets are not used.
_editeur = Path(django_prose_editor.__file__).parent / "static" / "django_prose_editor"
STATIQUES_DES_PAQUETS |= {f"prose/{nom}": _editeur / nom for nom in ("editor.js", "editor.js.map")}
# Read by the PDF renderer and by debuggers, never sent with a page.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("jpg", "jpeg", "png", "gif", "woff", "woff2", "ttf", "map")
# Files that people bring and sealed documents: a folder of this machine, or an S3-compatible store
# that several web machines share, once `S3_SEAU` names its bucket.
SEAU = env("S3_SEAU", default="")
DEPOT_LOCAL = {"BACKEND": "pacte.documents.depot_local.DepotLocal"}
DEPOT_OBJETS = {
    "BACKEND": "pacte.documents.depot_objets.DepotObjets",
    "OPTIONS": {
        "bucket_name": SEAU,
        "endpoint_url": env("S3_ADRESSE", default="") or None,
        "region_name": env("S3_REGION", default="") or None,
        "access_key": env("S3_IDENTIFIANT", default="") or None,
        "secret_key": env("S3_SECRET", default="") or None,
        "default_acl": None,
        "file_overwrite": False,
    },
}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "fichiers": DEPOT_OBJETS if SEAU else DEPOT_LOCAL,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = env.path("DOSSIER_FICHIERS", default=str(RACINE / ".donnees" / "fichiers"))()
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750
# « tcp://127.0.0.1:3310 » or « unix:/run/clamav/clamd.ctl »; empty: no antivirus.
CLAMAV = env("CLAMAV", default="")
TAILLE_MAXIMALE_FICHIER = 25 * 1024 * 1024

# --- Mail ---------------------------------------------------------------------------
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.str("EMAIL_HOST", default="127.0.0.1")
if LOCAL and EMAIL_HOST not in NOMS_LOCAUX:
    raise ImproperlyConfigured(
        f"EMAIL_HOST : une démonstration n'écrit à personne, retirez « {EMAIL_HOST} »."
    )
EMAIL_PORT = env.int("EMAIL_PORT", default=8025)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 20
# Each room keeps its background tasks in its own « taches.py ».
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "taches"
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Pacte <pacte@exemple.invalid>")
ADRESSE_DU_SITE = env.str("ADRESSE_DU_SITE", default="http://127.0.0.1:8000")

# --- Legal notices: shown as given, their absence is said on the page ----------------
HEBERGEUR = env.str("HEBERGEUR", default="")
DELEGUE_DONNEES = env.str("DELEGUE_DONNEES", default="")

# --- Technical log: one line per event, no secret. On the error output: commands print their
# result (JSON, for some) on the other one.
NIVEAU_JOURNAL = env.str("NIVEAU_JOURNAL", default="INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "ligne": {
            "()": "pacte.socle.journalisation.Ligne",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {
        "sortie": {
            "class": "logging.StreamHandler",
            "formatter": "ligne",
        }
    },
    "root": {"handlers": ["sortie"], "level": NIVEAU_JOURNAL},
    "loggers": {
        "django": {"handlers": ["sortie"], "level": NIVEAU_JOURNAL, "propagate": False},
        # Loading a task is not an event.
        "procrastinate.blueprints": {"level": "WARNING"},
        "procrastinate.periodic": {"level": "WARNING"},
        # PDF rendering comments on each CSS rule it does not know.
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
    },
}

SIMPLE_HISTORY_REVERT_DISABLED = True
