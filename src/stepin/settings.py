"""The only reader of the environment."""

import os
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_urlsafe
from typing import Any
from urllib.parse import unquote, urlsplit

from platformdirs import user_data_path

from stepin.errors import ConfigError, HomeError


class NowhereError(HomeError):
    def __init__(self) -> None:
        super().__init__(
            "There is no place for a home: HOME is not set, and you have no account here. "
            "Name a folder with --home or STEPIN_HOME."
        )


def home(given: Path | None = None) -> Path:
    """The home folder: ``--home``, else ``STEPIN_HOME``, else the platform's data folder."""
    if given is not None:
        return given
    if named := os.environ.get("STEPIN_HOME"):
        return Path(named)
    try:
        return user_data_path("stepin")
    except RuntimeError:
        raise NowhereError from None


def github_token() -> str | None:
    """``GITHUB_TOKEN``, else ``GH_TOKEN``; None where neither is set."""
    return os.environ.get("GITHUB_TOKEN") or os.environ.get("GH_TOKEN")


def shows_tracebacks() -> bool:
    """``STEPIN_DEBUG`` set to anything but nothing: an unexpected error shows where it came from."""
    return bool(os.environ.get("STEPIN_DEBUG"))


def wants_colour() -> bool:
    """False where ``NO_COLOR`` is set (no-color.org) or the terminal is ``dumb``."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


@dataclass(frozen=True, slots=True)
class Smtp:
    """Where mail goes out. ``host`` is empty where none is set."""

    host: str = ""
    port: int = 25
    user: str = ""
    password: str = field(default="", repr=False)
    starttls: bool = False
    tls: bool = False
    sender: str = "stepin@localhost"


class BadAddressError(ConfigError):
    def __init__(self, name: str, wanted: str) -> None:
        super().__init__(f"{name} is no address that stepin can use. It should look like {wanted}.")


class NotACountError(ConfigError):
    def __init__(self, name: str, given: str) -> None:
        super().__init__(f"{name} is {given!r}, and should be a number such as 1.")


class SecretFileError(ConfigError):
    def __init__(self, name: str, path: str, why: str) -> None:
        super().__init__(f"{name} names {path}, which cannot be read ({why}). Mend the path or its rights.")


def secret(name: str) -> str | None:
    """The variable ``name``, else what the file named by ``name``_FILE holds, else None."""
    if value := os.environ.get(name):
        return value
    if not (path := os.environ.get(f"{name}_FILE")):
        return None
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SecretFileError(f"{name}_FILE", path, error.strerror or str(error)) from None


def secret_key(home: Path) -> str:
    """``STEPIN_SECRET_KEY``, else the home's own, made at its first start and readable by its owner only."""
    if given := secret("STEPIN_SECRET_KEY"):
        return given
    path = home / ".secret_key"
    home.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(made, "w") as file:
            file.write(token_urlsafe(50))
    return path.read_text()


def site_url() -> str:
    """``STEPIN_URL``: the address that people open, for links in mail and chat; without a last slash."""
    return os.environ.get("STEPIN_URL", "http://127.0.0.1:8765").rstrip("/")


def proxies() -> int:
    """``STEPIN_PROXIES``: how many servers of yours pass requests on to stepin; 0 where there is none."""
    given = os.environ.get("STEPIN_PROXIES", "0")
    if not given.isdecimal():
        raise NotACountError("STEPIN_PROXIES", given)
    return int(given)


def serve_at(address: str) -> None:
    """What ``site_url`` says here and in the processes started from here, where ``STEPIN_URL`` is not set."""
    os.environ.setdefault("STEPIN_URL", address)


def allowed_hosts() -> list[str]:
    """This machine's own names, and the host of ``STEPIN_URL``."""
    return ["127.0.0.1", "localhost", "[::1]", *filter(None, [urlsplit(site_url()).hostname])]


def database(home: Path) -> dict[str, Any]:
    """``STEPIN_DATABASE_URL`` (``postgresql://user:password@host/name``), else the home's own file."""
    import dj_database_url

    address = secret("STEPIN_DATABASE_URL")
    if address is None:
        return dict(dj_database_url.parse(f"sqlite:///{(home / 'ledger.sqlite3').absolute()}")) | {
            # Writers queue instead of failing halfway, and readers are not blocked by one.
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL",
            },
        }
    try:
        return dict(dj_database_url.parse(address, conn_max_age=60, conn_health_checks=True))
    except ValueError:
        raise BadAddressError("STEPIN_DATABASE_URL", "postgresql://user:password@host:5432/stepin") from None


def smtp() -> Smtp:
    """``STEPIN_SMTP_URL``: ``smtp://user:password@host:587`` (STARTTLS), ``smtps://…`` (TLS) or
    ``smtp+plain://host:25``; ``STEPIN_MAIL_FROM`` is whom mail is from."""
    sender = os.environ.get("STEPIN_MAIL_FROM", "stepin@localhost")
    address = secret("STEPIN_SMTP_URL")
    if address is None:
        return Smtp(sender=sender)
    at = urlsplit(address)
    ports = {"smtp": 587, "smtps": 465, "smtp+plain": 25}
    if at.scheme not in ports or not at.hostname:
        raise BadAddressError("STEPIN_SMTP_URL", "smtp://user:password@host:587")
    return Smtp(
        host=at.hostname,
        port=at.port or ports[at.scheme],
        user=unquote(at.username or ""),
        password=unquote(at.password or ""),
        starttls=at.scheme == "smtp",
        tls=at.scheme == "smtps",
        sender=sender,
    )


def oidc() -> dict[str, Any]:
    """``STEPIN_OIDC_URL``, ``STEPIN_OIDC_CLIENT`` and ``STEPIN_OIDC_SECRET``, as allauth's providers;
    {} where they are not set."""
    server, client = os.environ.get("STEPIN_OIDC_URL"), os.environ.get("STEPIN_OIDC_CLIENT")
    if not server or not client:
        return {}
    app = {
        "provider_id": "oidc",
        "name": os.environ.get("STEPIN_OIDC_NAME", "your company"),
        "client_id": client,
        "secret": secret("STEPIN_OIDC_SECRET") or "",
        "settings": {"server_url": server},
    }
    return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}


def oidc_claim() -> str:
    """``STEPIN_OIDC_CLAIM``: what the company's sign-in says of somebody by which their account is found."""
    return os.environ.get("STEPIN_OIDC_CLAIM", "email")


@dataclass(frozen=True, slots=True)
class Slack:
    """How to reach Slack. Empty where it is not set; ``url`` is where its calls go."""

    token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    url: str = "https://slack.com/api/"


def slack() -> Slack:
    """``STEPIN_SLACK_TOKEN`` , ``STEPIN_SLACK_SIGNING_SECRET``, and ``STEPIN_SLACK_URL`` for a stand-in."""
    return Slack(
        token=secret("STEPIN_SLACK_TOKEN") or "",
        signing_secret=secret("STEPIN_SLACK_SIGNING_SECRET") or "",
        url=os.environ.get("STEPIN_SLACK_URL", "https://slack.com/api/"),
    )


def now() -> datetime:
    """The moment that a process takes for now: ``STEPIN_NOW`` (a time, which then stands still: for tests and
    demos), else the clock's. Aware, UTC."""
    if stands := os.environ.get("STEPIN_NOW"):
        return datetime.fromisoformat(stands).astimezone(UTC)
    return datetime.now(UTC)


def metrics_token() -> str | None:
    """``STEPIN_METRICS_TOKEN``: what whoever reads ``/metrics`` has to show."""
    return secret("STEPIN_METRICS_TOKEN")


def share_metrics(folder: Path) -> None:
    """From here on this process counts into files there, to be added up with other workers' counts."""
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def shared_metrics() -> Path | None:
    """Where counts are added up; None: this process counts for itself."""
    folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    return Path(folder) if folder else None
