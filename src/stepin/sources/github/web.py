"""GET requests to GitHub's REST API: retried, within its limits, and with errors that say what to do."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime

import httpx
import stamina

from stepin.errors import SourceError
from stepin.org.organisation import CuePatterns
from stepin.sources.cues import BUILT_IN
from stepin.sources.github.work import Json

PER_PAGE = 100
_LIMITS_IN_A_ROW = 10
_UNSAID_SECONDS = 60  # GitHub: where a limit does not say how long, wait at least a minute


@dataclass(frozen=True, slots=True)
class Settings:
    """``api_url`` is ``https://HOST/api/v3`` for GitHub Enterprise Server.

    A limit that lifts within ``patience_seconds`` is waited for; one that takes longer ends the sync.
    """

    repo: str
    token: str | None = field(default=None, repr=False)
    api_url: str = "https://api.github.com"
    patience_seconds: int = 900
    rules: CuePatterns = BUILT_IN
    titles: bool = True


class BadTokenError(SourceError):
    """401, or a token that can be none."""


class NotFoundError(SourceError):
    """404 or 410: not there, or not for this token."""


class ForbiddenError(SourceError):
    """403 for another reason than a limit."""


class LimitedError(SourceError):
    """A rate limit that lasts longer than the patience set."""


class UnreachableError(SourceError):
    """No connection, or one that kept breaking."""


class BadAnswerError(SourceError):
    """An answer that is not GitHub's."""


class _PassingError(Exception):
    """5xx, or a broken body: worth another try."""


@dataclass(frozen=True, slots=True)
class Web:
    """A connection to one GitHub; ``sleep`` waits for limits."""

    client: httpx.Client
    settings: Settings
    sleep: Callable[[float], None] = time.sleep


def connect(settings: Settings) -> httpx.Client:
    """A client with the token, which goes to ``api_url`` and nowhere else."""
    # Stamina would tell of each retry on standard output, among the results, where structlog is installed.
    stamina.instrumentation.set_on_retry_hooks([])
    headers = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
    headers["User-Agent"] = "stepin"
    if settings.token is not None:
        headers["Authorization"] = f"Bearer {_checked_token(settings.token)}"
    return httpx.Client(headers=headers, timeout=30, follow_redirects=True)


def _checked_token(token: str) -> str:
    bare = token.strip()
    if not bare.isascii() or not bare.isprintable() or " " in bare or not bare:
        raise BadTokenError(
            "The GitHub token is empty or holds characters that no token has. Set GITHUB_TOKEN anew."
        )
    return bare


def get(web: Web, url: str, *, etag: str | None = None) -> httpx.Response:
    """The answer, 200 or (with ``etag``) 304. Waits out limits; raises a SourceError."""
    for _ in range(_LIMITS_IN_A_ROW):
        response = _tried(web, url, etag=etag)
        seconds = limited_for(response)
        if seconds is None:
            return _checked(response, web.settings)
        if seconds > web.settings.patience_seconds:
            break
        web.sleep(seconds)
    raise LimitedError(_limit_words(seconds or 0, web.settings))


def pages(web: Web, url: str) -> Iterator[list[Json]]:
    """Each page of a list, following the Link header as long as it stays with the same GitHub."""
    following: str | None = url
    seen = set()
    while following and following not in seen:
        seen.add(following)
        response = get(web, following)
        yield rows(response)
        following = next_link(response, web.settings)


def rows(response: httpx.Response) -> list[Json]:
    found = response.json()
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise BadAnswerError(f"{response.url} did not answer with a list. Is the API's address right?")
    return found


def next_link(response: httpx.Response, settings: Settings) -> str | None:
    link = response.links.get("next", {}).get("url")
    if link and httpx.URL(link).host != httpx.URL(settings.api_url).host:
        raise BadAnswerError(
            f"GitHub's answer continues at another host, {httpx.URL(link).host}. Nothing was sent there."
        )
    return link


def limited_for(response: httpx.Response) -> float | None:
    """How many seconds a primary or secondary limit lasts, as GitHub documents it; None where it is none."""
    if response.status_code not in (403, 429):
        return None
    if (after := response.headers.get("retry-after", "")).isdigit():
        return float(after)
    if response.headers.get("x-ratelimit-remaining") == "0":
        return _until_reset(response)
    words = response.text.lower()
    said = response.status_code == 429 or "rate limit" in words or "abuse" in words
    return _UNSAID_SECONDS if said else None


def _until_reset(response: httpx.Response) -> float:
    """By GitHub's own clock, so that this machine's does not matter."""
    try:
        reset = int(response.headers["x-ratelimit-reset"])
        return max(0.0, reset - parsedate_to_datetime(response.headers["date"]).timestamp()) + 1
    except (KeyError, ValueError):
        return _UNSAID_SECONDS


def _tried(web: Web, url: str, *, etag: str | None) -> httpx.Response:
    headers = {"If-None-Match": etag} if etag else {}
    passing = (httpx.TransportError, _PassingError)
    try:
        for attempt in stamina.retry_context(
            on=passing, attempts=6, timeout=None, wait_initial=0.5, wait_max=20
        ):
            with attempt:
                return _whole(web.client.get(url, headers=headers))
    except (*passing, httpx.InvalidURL, httpx.TooManyRedirects, httpx.DecodingError) as error:
        message = f"GitHub at {web.settings.api_url} could not be reached: {error or type(error).__name__}."
        raise UnreachableError(
            f"{message} Check the network and the address, then run the same command: it continues."
        ) from error
    raise AssertionError("stamina ends with an answer or an exception")


def _whole(response: httpx.Response) -> httpx.Response:
    if response.status_code >= 500:
        raise _PassingError(f"it answered {response.status_code}")
    if response.status_code == 200:
        try:
            response.json()
        except ValueError:
            raise _PassingError("its answer was no JSON") from None
    return response


def _checked(response: httpx.Response, settings: Settings) -> httpx.Response:
    status, asked = response.status_code, settings.repo
    if status in (200, 304):
        return response
    if status == 401:
        raise BadTokenError("GitHub does not accept the token (401). Set GITHUB_TOKEN to one that is valid.")
    if status in (404, 410):
        raise NotFoundError(
            f"GitHub has no {asked}, or not for this token ({status}). Check the name; for a private"
            " repository the token needs leave to read its issues and pull requests."
        )
    if status == 403:
        raise ForbiddenError(
            f"GitHub refuses {asked} (403: {_message(response)}). Give the token leave to read its issues and"
            " pull requests, and authorise it for the organisation's single sign-on."
        )
    raise BadAnswerError(f"GitHub answered {status} for {response.url}: {_message(response)}")


def _message(response: httpx.Response) -> str:
    try:
        found = response.json()
    except ValueError:
        return "no reason given"
    return (
        str(found.get("message", "no reason given"))[:200] if isinstance(found, dict) else "no reason given"
    )


def _limit_words(seconds: float, settings: Settings) -> str:
    more = (
        ""
        if settings.token
        else " With a token (GITHUB_TOKEN) GitHub allows 5,000 requests an hour, without 60."
    )
    return (
        f"GitHub's rate limit is used up for {_span(seconds)}. Run the same command after that: it continues"
        f" where it stopped.{more}"
    )


def _span(seconds: float) -> str:
    return f"{round(seconds)} seconds" if seconds < 120 else f"{round(seconds / 60)} minutes"
