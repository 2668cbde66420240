"""Settings, read from the environment; `.env.example` explains each variable."""

from pathlib import Path

import django_include_bootstrap
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
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
DATABASE_URL = env.str("DATABASE_URL", default="")
DATABASE_OWNER_URL = env.str("DATABASE_OWNER_URL", default=DATABASE_URL)
BASE = env.str("PACTE_BASE", default="pacte")

# Without DATABASE_URL, a working copy uses the embedded server that `make setup` starts.
BASE_LOCALE = LOCAL and not DATABASE_URL
if BASE_LOCALE:
    DATABASE_URL, DATABASE_OWNER_URL = adresses_locales(RACINE, BASE)

if not LOCAL:
    if len(SECRET_KEY) < 50 or SECRET_KEY.startswith(("changez", "django-insecure")):
        raise ImproperlyConfigured("SECRET_KEY : indiquez une vraie clé d'au moins 50 caractères.")
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured("ALLOWED_HOSTS : indiquez le ou les noms du site.")
    if not DATABASE_URL:
        raise ImproperlyConfigured("DATABASE_URL : indiquez l'adresse de la base PostgreSQL.")

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
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
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
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "pacte.accord.middleware.FonctionMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "allauth.account.middleware.AccountMiddleware",
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
for _alias in DATABASES.values():
    # A socket's folder comes as `?host=/folder`: Django wants it in HOST.
    _options = _alias.setdefault("OPTIONS", {})
    _alias["HOST"] = _options.pop("host", "") or _alias["HOST"]
    _alias["PORT"] = _options.pop("port", "") or _alias["PORT"]
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
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_COOKIE_AGE = 12 * 3600
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
    if env.bool("DERRIERE_UN_PROXY", default=False):
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

# --- Language and time ----------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français")]
TIME_ZONE = "Europe/Paris"
USE_TZ = True
USE_I18N = True

# --- Files ------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = RACINE / "staticfiles"
# Bootstrap's wheel ships a base.html, so its folder is served but it is not an application.
STATICFILES_DIRS = [
    RACINE / "static",
    ("bootstrap", Path(django_include_bootstrap.__file__).parent / "static"),
    *(
        (f"polices/{graisse}", Path(opensans.BASE_DIR) / "fonts" / graisse)
        for graisse in ("Regular", "Italic", "Semibold", "Bold")
    ),
]
MEDIA_ROOT = env.path("DOSSIER_FICHIERS", default=str(RACINE / ".donnees" / "fichiers"))()
FILE_UPLOAD_PERMISSIONS = 0o640
TAILLE_MAXIMALE_FICHIER = 25 * 1024 * 1024

# --- Mail ---------------------------------------------------------------------------
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.str("EMAIL_HOST", default="127.0.0.1")
EMAIL_PORT = env.int("EMAIL_PORT", default=8025)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Pacte <pacte@exemple.invalid>")
ADRESSE_DU_SITE = env.str("ADRESSE_DU_SITE", default="http://127.0.0.1:8000")

# --- Legal notices: shown as given, their absence is said on the page ----------------
HEBERGEUR = env.str("HEBERGEUR", default="")
DELEGUE_DONNEES = env.str("DELEGUE_DONNEES", default="")

SIMPLE_HISTORY_REVERT_DISABLED = True
