"""A TOML table read key by key: a wrong value becomes a mistake with its place, and reading goes on."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from stepin.org.problems import Mistake, Place, did_you_mean

T = TypeVar("T")

KEYS: Mapping[str, tuple[str, ...]] = {
    "": (
        "owner", "log", "person", "team", "expect", "kind", "status", "waiting", "cues", "source", "refresh",
        "keep",
    ),
    "log": ("url",),
    "waiting": ("on_owner_labels",),
    "cues": ("ask", "answer", "approve", "decide", "chase", "you", "promise", "support"),
    "person": ("id", "name", "logins", "bot", "timezone"),
    "team": (
        "id", "parent", "owns", "leads", "members", "timezone", "hours", "weekdays", "holidays",
    ),
    "team.parent": ("team", "from", "until"),
    "team.owns": ("match", "from", "until"),
    "team.leads": ("who", "from", "until"),
    "team.members": ("who", "from", "until"),
    "expect": ("kind", "team", "first", "next", "done"),
    "kind": ("is", "when"),
    "kind.when": ("label",),
    "status": ("source", "order"),
    "source": ("github", "table", "items", "map", "api_url", "titles"),
    "refresh": ("every", "within"),
    "keep": ("reads", "refreshes", "runs"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Table:
    """One table, its place, and the list that its mistakes go to. Keys absent give None or nothing."""

    values: Mapping[str, object]
    place: Place
    mistakes: list[Mistake]

    def wrong(self, says: str, *at: str | int) -> None:
        self.mistakes.append(Mistake(self.place.at(*at), says))

    def only(self, table: str) -> None:
        """Notes every key that this kind of table does not have."""
        for key in self.values:
            if key not in KEYS[table]:
                known = ", ".join(KEYS[table])
                self.wrong(
                    f'"{key}" is unknown here.{did_you_mean(key, KEYS[table]) or f" Known: {known}."}', key
                )

    def text(self, key: str) -> str | None:
        """A text with something in it, without the spaces around it."""
        value = self.values.get(key)
        if value is None:
            return None
        if isinstance(value, str) and value.strip():
            return value.strip()
        self.wrong(f"should be a text in quotes with something in it, not {_said(value)}.", key)
        return None

    def needed(self, key: str, example: str) -> str | None:
        if key not in self.values:
            self.wrong(f"{key} is missing; write {key} = {example}.")
        return self.text(key)

    def flag(self, key: str) -> bool | None:
        value = self.values.get(key)
        if value is None or isinstance(value, bool):
            return value
        self.wrong(f"should be true or false, not {_said(value)}.", key)
        return None

    def texts(self, key: str) -> tuple[str, ...] | None:
        """A list of texts, each once, in order; what is no text is noted and left out."""
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, list):
            self.wrong(f'should be a list, such as {key} = ["…"], not {_said(value)}.', key)
            return None
        texts = dict.fromkeys(each.strip() for each in value if isinstance(each, str) and each.strip())
        for number, each in enumerate(value):
            if not (isinstance(each, str) and each.strip()):
                self.wrong(f"should be a text with something in it, not {_said(each)}.", key, number)
        return tuple(texts)

    def checked(self, key: str, parse: Callable[[str], T | None], should: str) -> T | None:
        """A text that ``parse`` understands; ``should`` says, after "should be", what it understands."""
        text = self.text(key)
        if text is None:
            return None
        value = parse(text)
        if value is None:
            self.wrong(f'should be {should}, not "{text}".', key)
        return value

    def day(self, key: str) -> date | None:
        """A date, as TOML has it or as ISO text."""
        value = self.values.get(key)
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        found = _iso_day(value) if isinstance(value, str) else None
        if found is None:
            self.wrong(f"should be a date, such as {key} = 2024-01-31, not {_said(value)}.", key)
        return found

    def span(self) -> tuple[date | None, date | None] | None:
        """``from`` and ``until``; None, and noted, where the span holds no day."""
        since, until = self.day("from"), self.day("until")
        if since is not None and until is not None and until <= since:
            says = f"until ({until}) should come after from ({since}); it is the first day no longer."
            self.wrong(says, "until")
            return None
        return since, until

    def table(self, key: str, kind: str) -> "Table":
        """The table under the key, with its keys checked; empty where it is absent or no table."""
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            self.wrong(f"should be a table, not {_said(value)}.", key)
            value = {}
        found = Table(value, self.place.at(key), self.mistakes)
        found.only(kind)
        return found

    def tables(self, key: str) -> Iterator["Table"]:
        """Each ``[[key]]``, with its keys checked."""
        value = self.values.get(key, [])
        if not isinstance(value, list):
            self.wrong(f"should be written [[{key}]], once for each, not {_said(value)}.", key)
            return
        for number, each in enumerate(value):
            if isinstance(each, dict):
                found = Table(each, self.place.at(key, number), self.mistakes)
                found.only(key)
                yield found
            else:
                self.wrong(f"should be written [[{key}]], not {_said(each)}.", key, number)

    def entries(self, key: str, *, kind: str, word: str) -> Iterator["Table"]:
        """A list of texts or of ``{word, from, until}``, each as such a table."""
        value = self.values.get(key, [])
        if not isinstance(value, list):
            self.wrong(f'should be a list, such as {key} = ["…"], not {_said(value)}.', key)
            return
        for number, each in enumerate(value):
            if isinstance(each, str | dict):
                entry = {word: each} if isinstance(each, str) else each
                found = Table(entry, self.place.at(key, number), self.mistakes)
                found.only(kind)
                yield found
            else:
                self.wrong(
                    f'should be a text or {{ {word} = "…", from = … }}, not {_said(each)}.', key, number
                )


def _iso_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _said(value: object) -> str:
    """A value as a person would name it, not longer than fits a line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, datetime):
        return f"a time ({value.isoformat()})"
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:59] + "…"
