"""One issue or pull request as GitHub's REST API gives it → its item and its events. Pure.

The payload: ``{"type": "issue" | "pull", "issue" | "pull": {...}, "events": [the timeline], "comments": [a
pull's review comments]}``.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from stepin.errors import InputError
from stepin.log.records import Event, Item
from stepin.org.organisation import CuePatterns
from stepin.sources.cues import BUILT_IN
from stepin.sources.github.opening import labels, opening
from stepin.sources.github.pushes import author_marks, push
from stepin.sources.github.timeline import LEFT_OUT, act
from stepin.sources.github.work import (
    Act,
    BadEntryError,
    Json,
    Work,
    happened_at,
    instant,
    login,
    machines,
    native_id,
    number,
    whose,
)

_PLACE = re.compile(r"/repos/([^/\s]+/[^/\s]+)/(?:issues|pulls)/(\d+)$")
EMPTY_REVIEW = "reviewed by the author: the empty envelope of their own line comments"


class NotAPayloadError(InputError):
    """JSON that is no issue or pull request of GitHub's, or lacks what makes it one."""


@dataclass(frozen=True, slots=True)
class Reading:
    """``left_out`` counts entries by ``EVENT: reason``; ``rejected`` names each bad entry and why.

    ``entries`` is how many timeline entries and review comments there were:
    entries = acts from them + left out + rejected + duplicates. ``bots`` are the logins that GitHub says are
    machines.
    """

    item: Item
    events: tuple[Event, ...]
    entries: int
    left_out: Mapping[str, int]
    rejected: tuple[str, ...]
    duplicates: int
    bots: frozenset[str] = frozenset()


def read(payload: object, *, rules: CuePatterns = BUILT_IN, titles: bool = True) -> Reading:
    """The item, and its events in time order.

    ``seq`` orders events of one instant as the source does (opening, timeline, review comments), and so stays
    the same when the timeline grows. Raises NotAPayloadError.
    """
    kind, main, timeline, lines = _parts(payload)
    work = _work(kind, main, [*timeline, *lines], rules)
    left_out: Counter[str] = Counter()
    rejected: list[str] = []
    told = list(_acts(work, timeline, lines, left_out, rejected))
    kept, duplicates = _without_duplicates(told)
    events = _numbered([*opening(work, timeline), *_with_reasons(kept, main)], work.item_id)
    entries = len(timeline) + len(lines)
    bots = machines([main, *timeline, *lines])
    return Reading(_item(work, titles=titles), events, entries, left_out, tuple(rejected), duplicates, bots)


def _parts(payload: object) -> tuple[str, Json, list[Json], list[Json]]:
    if not isinstance(payload, dict) or payload.get("type") not in ("issue", "pull"):
        raise NotAPayloadError('it is no GitHub payload: "type" must be "issue" or "pull".')
    main = payload.get(payload["type"])
    if not isinstance(main, dict):
        raise NotAPayloadError(f'its "{payload["type"]}" is missing.')
    return payload["type"], main, _list(payload, "events"), _list(payload, "comments")


def _list(payload: Json, name: str) -> list[Json]:
    found = [] if payload.get(name) is None else payload[name]
    if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
        raise NotAPayloadError(f'its "{name}" must be a list of objects.')
    return found


def _work(kind: str, main: Json, entries: Iterable[Json], rules: CuePatterns) -> Work:
    place = _PLACE.search(str(main.get("url", "")))
    if not place:
        raise NotAPayloadError(
            'its "url" does not name a repository and a number (…/repos/OWNER/REPO/issues/12).'
        )
    try:
        opened_at = instant(main.get("created_at"), what="created_at")
    except BadEntryError as error:
        raise NotAPayloadError(f"its {error}.") from None
    people = {login(main.get("user")), *(whose(entry) for entry in entries)}
    spelled = {p.removeprefix("github:").lower(): p.removeprefix("github:") for p in people if p}
    item_id = f"github:{place[1]}#{place[2]}"
    return Work(main, kind == "pull", item_id, login(main.get("user")), opened_at, spelled, rules)


def _acts(
    work: Work, timeline: list[Json], lines: list[Json], left_out: Counter[str], rejected: list[str]
) -> Iterator[Act]:
    """The acts of the timeline, then of the review comments; counts what is left out or bad."""
    marks = author_marks(timeline, work)
    dismissed = _first_states(timeline)
    envelopes = {number(line, "pull_request_review_id") for line in lines} - {None}
    reviewed_at = {number(e, "id"): e.get("submitted_at") for e in timeline if e.get("event") == "reviewed"}
    for place, entry in enumerate(timeline):
        name = str(entry.get("event"))
        if name in LEFT_OUT:
            left_out[f"{name}: {LEFT_OUT[name]}"] += 1
        elif _is_own_envelope(entry, work, envelopes):
            left_out[EMPTY_REVIEW] += 1
        else:
            try:
                yield (
                    push(entry, work, marks) if name == "committed" else act(entry, work, dismissed=dismissed)
                )
            except BadEntryError as error:
                rejected.append(f"events[{place}] ({name}): {error}")
    for place, line in enumerate(lines):
        try:
            yield _line(line, work, reviewed_at)
        except BadEntryError as error:
            rejected.append(f"comments[{place}]: {error}")


def _first_states(timeline: Iterable[Json]) -> dict[int | None, str]:
    """What dismissed reviews said when they were given, by review id."""
    reviews = (e.get("dismissed_review") for e in timeline if e.get("event") == "review_dismissed")
    return {number(r, "review_id"): str(r.get("state")).lower() for r in reviews if isinstance(r, dict)}


def _is_own_envelope(entry: Json, work: Work, envelopes: set[int | None]) -> bool:
    empty = entry.get("event") == "reviewed" and not str(entry.get("body") or "").strip()
    return (
        empty and work.author is not None and whose(entry) == work.author and number(entry, "id") in envelopes
    )


def _line(line: Json, work: Work, reviewed_at: Mapping[int | None, object]) -> Act:
    """A line comment is seen when its review is submitted, however long before that it was drafted."""
    at = happened_at(line)
    submitted = reviewed_at.get(number(line, "pull_request_review_id"))
    if submitted:
        at = max(at, instant(submitted, what="submitted_at"))
    native = native_id(line)
    said = work.cues(line.get("body"), thread=number(line, "in_reply_to_id") or int(native))
    return Act(f"review-comment/{native}", at, whose(line), "commented", said)


def _without_duplicates(acts: Iterable[Act]) -> tuple[list[Act], int]:
    """One of each id; and one of each closing: GitHub records a closing by commit twice, with two ids."""
    seen: set[tuple[object, ...]] = set()
    kept = []
    dropped = 0
    for one in acts:
        marks = [("id", one.native)]
        if one.kind == "closed":
            marks.append((one.kind, one.at, one.actor))  # type: ignore[arg-type]
        if seen.isdisjoint(marks):
            kept.append(one)
        else:
            dropped += 1
        seen.update(marks)
    return kept, dropped


def _with_reasons(acts: list[Act], main: Json) -> list[Act]:
    """Closings with their reasons: a merge completes; the last one's is the issue's present reason."""
    merges = {one.at for one in acts if one.kind == "merged"}
    closings = [place for place, one in enumerate(acts) if one.kind == "closed"]
    reasons: dict[int, object] = {place: "completed" for place in closings if acts[place].at in merges}
    if closings and main.get("state") == "closed":
        reasons.setdefault(closings[-1], main.get("state_reason"))
    return [
        replace(one, value=one.value or reason) if isinstance(reason := reasons.get(place), str) else one
        for place, one in enumerate(acts)
    ]


def _numbered(acts: Iterable[Act], item_id: str) -> tuple[Event, ...]:
    ranks: Counter[datetime] = Counter()
    events = []
    for one in acts:
        native = f"github:{one.native.removeprefix('github:')}"
        events.append(
            Event(native, item_id, one.at, ranks[one.at], one.actor, one.kind, one.value, one.previous)
        )
        ranks[one.at] += 1
    return tuple(sorted(events, key=lambda e: (e.occurred_at, e.seq)))


def _item(work: Work, *, titles: bool) -> Item:
    main = work.main
    milestone = main.get("milestone")
    return Item(
        item_id=work.item_id,
        source="github",
        kind="change" if work.is_pull else "issue",
        container=work.item_id.removeprefix("github:").partition("#")[0],
        title=str(main["title"]) if titles and main.get("title") else None,
        url=str(main["html_url"]) if main.get("html_url") else None,
        author=work.author,
        opened_at=work.opened_at,
        closed_at=_closed_at(main),
        labels=labels(main),
        due_on=_day(milestone.get("due_on")) if isinstance(milestone, dict) else None,
    )


def _closed_at(main: Json) -> datetime | None:
    try:
        return instant(main["closed_at"], what="closed_at") if main.get("closed_at") else None
    except BadEntryError as error:
        raise NotAPayloadError(f"its {error}.") from None


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None
