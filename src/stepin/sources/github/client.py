"""The issues and pull requests of a live repository, as the payloads that a folder would hold."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import httpx

from stepin.sources.github.web import (
    PER_PAGE,
    BadAnswerError,
    NotFoundError,
    Settings,
    Web,
    get,
    next_link,
    pages,
    rows,
)
from stepin.sources.github.work import BadEntryError, Json, instant

LISTED = 50  # items to a page of the list: what is fetched again when a sync is cut, at most
_REPO = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*/[A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a sync came: items changed before ``since`` (as GitHub writes it) are read; ``etag`` is of the

    list as it was when nothing newer was left.
    """

    since: str | None = None
    etag: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of changed items, oldest change first, and the cursor once they are safe in the log."""

    issues: tuple[Json, ...]
    then: Cursor


def changed(web: Web, cursor: Cursor) -> Iterator[Page]:
    """Items changed at or after the cursor, each once per change; nothing where GitHub says "not modified".

    Asked for by time and not by page number: an item that changes meanwhile moves to the end, and by page
    number the item that slips into its place would be missed. A second of overlap makes the bound inclusive.
    """
    seen: set[tuple[object, object]] = set()
    url: str | None = _list_url(web.settings, cursor.since)
    etag = cursor.etag
    while url:
        response = get(web, url, etag=etag)
        if response.status_code == 304:
            return
        page, etag = rows(response), None
        fresh = [row for row in page if (row.get("number"), row.get("updated_at")) not in seen]
        seen.update((row.get("number"), row.get("updated_at")) for row in fresh)
        following = next_link(response, web.settings)
        cursor = _after(page, cursor, response, last=following is None)
        yield Page(tuple(fresh), cursor)
        url = _next_url(following, url, cursor, web.settings)


def payload(web: Web, issue: Json) -> Json | None:
    """Everything about one listed item; None where it was deleted or moved away since."""
    base, number = _repo_url(web.settings), issue.get("number")
    try:
        timeline = _all(web, f"{base}/issues/{number}/timeline?per_page={PER_PAGE}")
        if "pull_request" not in issue:
            return {"type": "issue", "issue": issue, "events": timeline}
        pull = get(web, f"{base}/pulls/{number}").json()
        lines = _all(web, f"{base}/pulls/{number}/comments?per_page={PER_PAGE}")
    except NotFoundError:
        return None
    return {"type": "pull", "pull": pull, "events": timeline, "comments": lines}


def _all(web: Web, url: str) -> list[Json]:
    return [row for page in pages(web, url) for row in page]


def _repo_url(settings: Settings) -> str:
    if not _REPO.fullmatch(settings.repo):
        raise NotFoundError(
            f"{settings.repo!r} names no repository. Write it as OWNER/REPO, e.g. acme/payments."
        )
    return f"{settings.api_url.rstrip('/')}/repos/{settings.repo}"


def _list_url(settings: Settings, since: str | None) -> str:
    asked = {"state": "all", "sort": "updated", "direction": "asc", "per_page": str(LISTED)}
    if since:
        asked["since"] = since
    return str(httpx.URL(f"{_repo_url(settings)}/issues", params=asked))


def _after(page: list[Json], cursor: Cursor, response: httpx.Response, *, last: bool) -> Cursor:
    since = _overlapping(page[-1].get("updated_at")) if page else cursor.since
    unchanged = since == cursor.since
    return Cursor(since, response.headers.get("etag") if last and unchanged else None)


def _overlapping(updated_at: object) -> str:
    try:
        at = instant(updated_at, what="updated_at") - timedelta(seconds=1)
    except BadEntryError as error:
        raise BadAnswerError(f"GitHub listed an item whose {error}.") from None
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _next_url(following: str | None, asked: str, cursor: Cursor, settings: Settings) -> str | None:
    """By time; by page only within more than a page of items changed in one second."""
    if following is None:
        return None
    by_time = _list_url(settings, cursor.since)
    return following if by_time == _first_page(asked) else by_time


def _first_page(url: str) -> str:
    return str(httpx.URL(url).copy_remove_param("page"))
