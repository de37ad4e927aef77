"""Django's settings, from the home and the environment (which ``stepin.settings`` alone reads)."""

from csp.constants import NONE, SELF

from stepin import settings

HOME = settings.home()
SITE_URL = settings.site_url()
SECRET_KEY = settings.secret_key(HOME)
DEBUG = False
ALLOWED_HOSTS = settings.allowed_hosts()
CSRF_TRUSTED_ORIGINS = [SITE_URL] if "://" in SITE_URL else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "stepin.ledger",
    "stepin.notify",
    "stepin.web",  # before allauth: our templates are taken for its pages
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]
MIDDLEWARE = [
    "stepin.web.logging.requests",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "stepin.web.middleware.sight",
]
if (HOME / ".stepin-demo").exists():  # where all is invented, nobody has to sign in
    MIDDLEWARE.insert(-1, "stepin.web.demo.signed_in")
ROOT_URLCONF = "stepin.web.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "stepin.web.context.shell",
            ],
        },
    }
]

DATABASES = {"default": settings.database(HOME)}
CACHES = {  # counts sign-ins that failed, over all workers and machines; each process's own memory would not
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "stepin_cache"}
}
AUTH_USER_MODEL = "ledger.Account"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "now"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ALLAUTH_TRUSTED_PROXY_COUNT = settings.proxies()
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "stepin.web.accounts.adapters.Accounts"
ACCOUNT_FORMS = {
    "login": "stepin.web.accounts.forms.SignIn",
    "change_password": "stepin.web.accounts.forms.ChangePassword",
    "set_password": "stepin.web.accounts.forms.SetPassword",
    "reauthenticate": "stepin.web.accounts.forms.StillYou",
}
MFA_FORMS = {
    "authenticate": "stepin.web.accounts.forms.Code",
    "reauthenticate": "stepin.web.accounts.forms.CodeAgain",
    "activate_totp": "stepin.web.accounts.forms.FirstCode",
}
SOCIALACCOUNT_ADAPTER = "stepin.web.accounts.adapters.Outside"
SOCIALACCOUNT_PROVIDERS = settings.oidc()
SOCIALACCOUNT_LOGIN_ON_GET = True  # browsers hold a form's redirects to form-action, and that is our own host
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ADAPTER = "stepin.web.accounts.adapters.SecondFactor"
MFA_TOTP_ISSUER = "stepin"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
HTTPS = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
# __Host-: no other site on the domain can set it. Names of our own: ports share their cookies.
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = (
    f"{'__Host-' if HTTPS else ''}stepin_{name}" for name in ("session", "csrf")
)
if HTTPS:
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True  # out of the installed package: there is no collecting step

LANGUAGE_CODE = "en"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"

EMAIL_CONFIG = settings.smtp()
EMAIL_HOST, EMAIL_PORT = EMAIL_CONFIG.host, EMAIL_CONFIG.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = EMAIL_CONFIG.user, EMAIL_CONFIG.password
EMAIL_USE_TLS, EMAIL_USE_SSL = EMAIL_CONFIG.starttls, EMAIL_CONFIG.tls
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = EMAIL_CONFIG.sender
LOGGING_CONFIG = None  # structlog's, set where a process starts
