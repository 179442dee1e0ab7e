"""Settings, all read from the environment (see `env.py` and docs/operations.md).

`make run`, `manage.py` and the tests fill the environment of a demo; production
gives its own. The same for every process. Terms and limits of the work itself are in `centre.py`.
"""

import re
from pathlib import Path

from csp.constants import NONCE, NONE, SELF

from gosuslugi_support.centre import *
from gosuslugi_support.env import (
    ROOT,
    database,
    env_bool,
    env_int,
    env_key,
    env_keys,
    env_list,
    env_str,
    redis_database,
)

DEMO = env_bool("DEMO", default=False)
DEMO_DAYS = env_int("DEMO_DAYS", default=60)
DEBUG = env_bool("DEBUG", default=False)
VERSION = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)[0]

# --- addresses
PUBLIC_URL = env_str("PUBLIC_URL", "http://localhost:8000").rstrip("/")
HTTPS = PUBLIC_URL.startswith("https://")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
# A second host name without cookies for attachments (decisions 19); empty: the same origin.
FILES_URL = env_str("FILES_URL", "").rstrip("/")
# The front (Caddy) writes both headers afresh, so a client cannot forge them.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
TRUSTED_PROXIES = env_int("TRUSTED_PROXIES", default=1)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES

# --- secrets
SECRET_KEY = env_str("SECRET_KEY")
SECRET_KEY_FALLBACKS = env_list("SECRET_KEY_FALLBACKS", default=[])
MASTER_KEY = env_key("MASTER_KEY")
# Old master keys while they are replaced (docs/protected-data.md): opened by, never wrapped with.
MASTER_KEY_FALLBACKS = env_keys("MASTER_KEY_FALLBACKS")
KEY_RING_SECONDS = env_int("KEY_RING_SECONDS", default=10)  # how old a process's data keys may be
# Signs the heads of the journal; only the sealer needs it. Public halves verify elsewhere.
JOURNAL_SIGNING_KEY = env_key("JOURNAL_SIGNING_KEY") if env_str("JOURNAL_SIGNING_KEY", "") else b""
JOURNAL_PUBLIC_KEYS = env_list("JOURNAL_PUBLIC_KEYS", default=[])
MASTER_KEY_PROVIDER = env_str("MASTER_KEY_PROVIDER", "common.crypto.provider.AesKeyProvider")

# --- places
VAR_DIR = Path(env_str("VAR_DIR", str(ROOT / "var")))
MEDIA_ROOT = Path(env_str("MEDIA_ROOT", str(VAR_DIR / "files")))
# Films of the video help, made by `make videos`: nobody's in particular, so the front gives them out.
VIDEO_ROOT = Path(env_str("VIDEO_ROOT", str(VAR_DIR / "videos")))
# The second place of the journal's signed heads: outside the database, best on another machine.
JOURNAL_HEADS = Path(env_str("JOURNAL_HEADS", str(VAR_DIR / "journal-heads.jsonl")))
NEIGHBOURS_DIR = Path(env_str("NEIGHBOURS_DIR", str(VAR_DIR / "neighbours")))
FILE_UPLOAD_TEMP_DIR = env_str("UPLOAD_TEMP_DIR", "") or None
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300
# Of the threads of one page server process (WEB_THREADS), how many may read large bodies at once.
BIG_BODIES_AT_ONCE = env_int(
    "BIG_BODIES_AT_ONCE", default=max(1, env_int("WEB_THREADS", default=4) // 2)
)
# More than an appeal takes, so that the page can say so in words instead of failing whole.
DATA_UPLOAD_MAX_NUMBER_FILES = 20

INSTALLED_APPS = [
    "gosuslugi_support.admin_site.RussianAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "channels",
    "csp",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "pgtrigger",
    "rest_framework",
    "sequences",
    "template_partials",
    "gosuslugi_support.apps.RootConfig",
    "common",
    "journal",
    "schedules",
    "accounts",
    "topics",
    "notifications",
    "catalogue",
    "faq",
    "routing",
    "tickets",
    "automation",
    "chat",
    "quality",
    "analytics",
]

MIDDLEWARE = [
    "common.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "common.middleware.NoTraceMiddleware",
    "csp.middleware.CSPMiddleware",
    "gosuslugi_support.permissions_policy.PermissionsPolicyMiddleware",
    "gosuslugi_support.keys_guard.KeysGuard",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "common.big_bodies.BigBodyMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "journal.denials.DenialMiddleware",
    "accounts.middleware.StaffSecondFactorMiddleware",
    "common.whole_pages.whole_pages",
    "django_htmx.middleware.HtmxMiddleware",
    "common.middleware.DomainErrorMiddleware",
    "accounts.middleware.ReauthMiddleware",
]

ROOT_URLCONF = "gosuslugi_support.urls"
WSGI_APPLICATION = "gosuslugi_support.wsgi.application"
ASGI_APPLICATION = "gosuslugi_support.asgi.application"
FORM_RENDERER = "gosuslugi_support.form_renderer.FormRenderer"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["common.templatetags.addresses"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "csp.context_processors.nonce",
                "gosuslugi_support.context.site",
            ],
        },
    },
]

# --- database: the application role cannot rewrite the journal; migrations and tests are the owner
OWNER_ROLE = env_str("DATABASE_ROLE", "app") == "owner"
_APP_URL = env_str("DATABASE_URL")
DATABASES = {
    "default": database(env_str("DATABASE_OWNER_URL", _APP_URL) if OWNER_ROLE else _APP_URL),
}
DATABASES["default"]["OPTIONS"]["options"] = (
    f"-c statement_timeout={env_int('STATEMENT_TIMEOUT_MS', default=0 if OWNER_ROLE else 15000)}"
    " -c lock_timeout=5000 -c idle_in_transaction_session_timeout=60000 -c jit=off"
)
DATABASES["default"]["TEST"] = {"NAME": env_str("TEST_DB", "test_gosuslugi_support")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Redis protocol: broker, hints of the channel layer, presence. Nothing here is of record.
REDIS_URL = env_str("REDIS_URL")
BROKER_REDIS = redis_database(REDIS_URL, 0)
LIVE_REDIS = redis_database(REDIS_URL, 1)
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [LIVE_REDIS], "prefix": env_str("LIVE_PREFIX", "live")},
    },
}
CACHES = {
    "default": {
        "BACKEND": "common.cache.JsonRedisCache",
        "LOCATION": redis_database(REDIS_URL, 2),
    },
}

# --- Celery executes; the outbox in PostgreSQL is the queue of record
CELERY_BROKER_URL = BROKER_REDIS
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "unacked_restore_interval": 10,
    "socket_timeout": 10,
    "socket_connect_timeout": 2,
}

# --- people
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.IdentifierBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 8},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "accounts:after-login"
LOGOUT_REDIRECT_URL = "home"
STAFF_SECOND_FACTOR = env_bool("STAFF_SECOND_FACTOR", default=not DEMO)
SESSION_ENGINE = "accounts.session_store"
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"
SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 24 * 3600
CSRF_FAILURE_VIEW = "gosuslugi_support.error_pages.csrf_failure"
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_NAME = "__Host-language"
LANGUAGE_COOKIE_SECURE = True
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"

# --- headers
SECURE_HSTS_SECONDS = 63072000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-src": [SELF],  # the panel of the chat
        "frame-ancestors": [NONE],
    },
}
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # preload of HSTS is the owner's decision

# --- words and time
LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", "Русский"), ("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]
# Letters of PDF documents, from an npm package.
PDF_FONTS = ROOT / "node_modules/dejavu-fonts-ttf/ttf"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Moscow"

# --- assets
STATIC_URL = "/static/"
STATIC_ROOT = Path(env_str("STATIC_ROOT", str(ROOT / "static_collected")))
STATICFILES_DIRS = [ROOT / "static"]
STATICFILES_FINDERS = [
    "gosuslugi_support.assets.MadeFilesFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "gosuslugi_support.assets.HashedStaticFilesStorage"},
}

# --- API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.api.authentication.ApiKeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.api.permissions.HasScope"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "common.problems.exception_handler",
    "UNAUTHENTICATED_USER": None,
    "NUM_PROXIES": TRUSTED_PROXIES,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "gosuslugi_support API",
    "DESCRIPTION": "Обращения контакт-центра для других систем.",
    "VERSION": VERSION,
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "ENUM_NAME_OVERRIDES": {
        "TicketKindEnum": "tickets.api.outputs.TICKET_KINDS",
        "AuthorKindEnum": "tickets.api.outputs.AUTHOR_KINDS",
        "ItemKindEnum": "tickets.api.outputs.ITEM_KINDS",
    },
}
API_REQUESTS_PER_MINUTE = env_int("API_REQUESTS_PER_MINUTE", default=300)

# --- allauth
ACCOUNT_ADAPTER = "gosuslugi_support.auth_adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = None
MFA_ADAPTER = "gosuslugi_support.auth_adapter.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Госуслуги · Поддержка"
MFA_PASSKEY_LOGIN_ENABLED = True

# --- neighbours
SMTP_HOST = env_str("SMTP_HOST", "127.0.0.1")
SMTP_PORT = env_int("SMTP_PORT", default=1025)
SMTP_USER = env_str("SMTP_USER", "")
SMTP_PASSWORD = env_str("SMTP_PASSWORD", "")
SMTP_TLS = env_bool("SMTP_TLS", default=False)
SMTP_FROM = env_str("SMTP_FROM", "Госуслуги · Поддержка <support@example.org>")
SMPP_HOST = env_str("SMPP_HOST", "127.0.0.1")
SMPP_PORT = env_int("SMPP_PORT", default=2775)
SMPP_USER = env_str("SMPP_USER", "gosuslugi")
SMPP_PASSWORD = env_str("SMPP_PASSWORD", "demo")
SMPP_SENDER = env_str("SMPP_SENDER", "gosuslugi")
# Ways of voice calls through networks (docs/chat.md); TURN needs both its addresses and the secret
CHAT_STUN_URLS = env_list("CHAT_STUN_URLS", default=[])
CHAT_TURN_URLS = env_list("CHAT_TURN_URLS", default=[])
CHAT_TURN_SECRET = env_str("CHAT_TURN_SECRET", "")
# Web Push to colleagues' browsers; without a key it is off (docs/operations.md)
VAPID_PRIVATE_KEY = env_str("VAPID_PRIVATE_KEY", "")
VAPID_CONTACT = env_str("VAPID_CONTACT", "mailto:support@example.org")
PUSH_DEMO_URL = f"http://127.0.0.1:{env_int('PUSH_PORT', default=8091)}" if DEMO else ""
PUSH_SERVICES = env_list("PUSH_SERVICES", default=[])  # empty: the usual ones, gateways/webpush.py
CLAMAV_HOST = env_str("CLAMAV_HOST", "")
CLAMAV_PORT = env_int("CLAMAV_PORT", default=3310)
# docs/registries.md; a registry without an address is «не подключён»
_DEMO_REGISTRIES = f"http://127.0.0.1:{env_int('REGISTRIES_PORT', default=8090)}/v1"
_REGISTRIES = env_str("REGISTRIES_URL", _DEMO_REGISTRIES if DEMO else "").rstrip("/")
REGISTRY_URLS = {
    "snils": env_str("REGISTRY_SNILS_URL", _REGISTRIES and f"{_REGISTRIES}/registries/snils"),
    "passport": env_str(
        "REGISTRY_PASSPORT_URL", _REGISTRIES and f"{_REGISTRIES}/registries/passport"
    ),
    "inn": env_str("REGISTRY_INN_URL", _REGISTRIES and f"{_REGISTRIES}/registries/inn"),
}
PORTAL_URL = env_str("PORTAL_URL", _REGISTRIES and f"{_REGISTRIES}/portal")
MFC_URL = env_str("MFC_URL", _REGISTRIES and f"{_REGISTRIES}/mfc")
REGISTRIES_TOKEN = env_str("REGISTRIES_TOKEN", "")
REGISTRIES_AUTHORITIES = env_str("REGISTRIES_AUTHORITIES", "")
# The first recheck of a registry that was away; later ones are up to twelve hours apart.
REGISTRIES_FIRST_PAUSE_S = env_int("REGISTRIES_FIRST_PAUSE_S", default=30)
BREAKER_REDIS = redis_database(REDIS_URL, 2)
BREAKER_PREFIX = env_str("BREAKER_PREFIX", "breaker")

# --- places of the citizen's rights (docs/rights.md)
EXPORTS_DIR = MEDIA_ROOT / "exports"
# Outside the database on purpose: it tells a restored backup who must be erased again.
TOMBSTONES_FILE = Path(env_str("TOMBSTONES_FILE", str(VAR_DIR / "tombstones.jsonl")))

LOGGING_CONFIG = None
from common.logs import configure

configure(json=not DEBUG, level=env_str("LOG_LEVEL", "INFO"))
