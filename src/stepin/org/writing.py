"""Writes an organisation, or its people alone, as the TOML that the reader reads back to the same."""

import json
from collections.abc import Iterable
from datetime import date

from stepin.org.calendar import MONDAY_TO_FRIDAY
from stepin.org.durations import duration_text
from stepin.org.organisation import CuePatterns, Expect, Organisation, Parent, Person, Post, Selector, Team
from stepin.org.selectors import selector_text
from stepin.org.values import WEEKDAYS, hours_text
from stepin.org.writing_sources import sources_text


def organisation_text(organisation: Organisation) -> str:
    """The whole of ``stepin.toml``, without comments."""
    default = Organisation()
    parts = [
        *_line("owner", organisation.owner),
        log_text(organisation.log_url),
        "",
        "[waiting]",
        f"on_owner_labels = {_array(map(_text, organisation.waits_on_owner_labels))}",
    ]
    if organisation.waits_on_owner_labels == default.waits_on_owner_labels:
        parts = parts[:-3]
    cues = [
        f"{name} = {_array(map(_text, getattr(organisation.cues, name)))}"
        for name in CuePatterns.__slots__
        if getattr(organisation.cues, name)
    ]
    parts += ["", "[cues]", *cues] if cues else []
    owned = {
        team.id: [each for each in organisation.selectors if each.team == team.id]
        for team in organisation.teams
    }
    tables = [
        *(person_text(person) for person in organisation.people),
        *(team_text(team, owned[team.id]) for team in organisation.teams),
        *(_expect_text(expect) for expect in organisation.expects),
        *(
            f"[[kind]]\nis = {_text(rule.kind)}\nwhen = {{ label = {_text(rule.label)} }}\n"
            for rule in organisation.kind_rules
        ),
        *(
            f"[[status]]\nsource = {_text(each.source)}\norder = {_array(map(_text, each.order))}\n"
            for each in organisation.statuses
        ),
        *sources_text(organisation),
    ]
    return "\n".join(["\n".join(parts) + "\n", *tables])


def log_text(url: str) -> str:
    """The table that says where the log is."""
    return "\n".join(["[log]", *_line("url", url)])


def people_text(people: Iterable[Person]) -> str:
    """The whole of ``people.toml``."""
    return "\n".join(["# Written by stepin.\n", *map(person_text, people)])


def person_text(person: Person) -> str:
    lines = [
        "[[person]]",
        *_line("id", person.id),
        *_line("name", None if person.name == person.id else person.name),
        f"logins = {_array(map(_text, person.logins))}",
        *(["bot = true"] if person.bot else []),
        *_line("timezone", person.timezone),
    ]
    return "\n".join(lines) + "\n"


def team_text(team: Team, owned: Iterable[Selector]) -> str:
    lines = [
        "[[team]]",
        *_line("id", team.id),
        *_dated("parent", [_entry("team", parent.team, parent) for parent in team.parents]),
        *_dated("owns", [_entry("match", selector_text(each), each) for each in owned]),
        *_dated("leads", [_entry("who", post.person, post) for post in team.leads]),
        *_dated("members", [_entry("who", post.person, post) for post in team.members]),
        *_line("timezone", team.timezone),
        *_line("hours", None if team.hours is None else hours_text(team.hours)),
        *_weekdays(team),
        *_line("holidays", team.holidays),
    ]
    return "\n".join(lines) + "\n"


def _expect_text(expect: Expect) -> str:
    spans = (("first", expect.first_us), ("next", expect.next_us), ("done", expect.done_us))
    lines = ["[[expect]]", *_line("kind", expect.kind), *_line("team", expect.team)]
    for key, us in spans:
        lines += _line(key, None if us is None else duration_text(us))
    return "\n".join(lines) + "\n"


def _weekdays(team: Team) -> list[str]:
    if team.weekdays == MONDAY_TO_FRIDAY:
        return []
    return [f"weekdays = {_array(_text(WEEKDAYS[number][:3]) for number in team.weekdays)}"]


def _entry(word: str, value: str, dated: Post | Parent | Selector) -> str:
    if dated.since is None and dated.until is None:
        return _text(value)
    parts = [f"{word} = {_text(value)}", *_day("from", dated.since), *_day("until", dated.until)]
    return "{ " + ", ".join(parts) + " }"


def _day(key: str, day: date | None) -> list[str]:
    return [] if day is None else [f"{key} = {day.isoformat()}"]


def _dated(key: str, entries: list[str]) -> list[str]:
    """One entry stays on the line; more stand one below the other."""
    if len(entries) < 2:
        return [f"{key} = [{entries[0]}]"] if entries else []
    return [f"{key} = [", *(f"  {entry}," for entry in entries), "]"]


def _line(key: str, value: str | None) -> list[str]:
    return [] if value is None else [f"{key} = {_text(value)}"]


def _array(entries: Iterable[str]) -> str:
    return f"[{', '.join(entries)}]"


def _text(value: str) -> str:
    """A TOML basic string. JSON escapes all that TOML needs escaped, but for the delete character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
