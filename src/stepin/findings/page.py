"""A report before it takes a form: sections of sentences, entries, charts and tables."""

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stepin.findings.figures import Figure

ROWS = 300  # of a long table on a page; a browser and a reader both tire of more
_LONGEST_TITLE = 240
_KEPT_FORMATS = {"\u200c", "\u200d"}  # joiners: emoji and several scripts need them


@dataclass(frozen=True, slots=True)
class Link:
    """``href`` is an anchor on the page (``#stuck-3``) or an http(s) address."""

    text: str
    href: str


Part = str | Link
Sentence = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """``row_ids``, where given, are the rows' anchors. ``long``: not for print and terminal."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Part, ...], ...]
    id: str | None = None
    row_ids: tuple[str, ...] = ()
    long: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One item, step-in or pattern. ``tag`` marks customer impact, and nothing else."""

    title: str
    ref: str | None
    url: str | None
    says: tuple[Sentence, ...]
    advice: str | None = None
    tag: str | None = None
    more: str | None = None  # the command that tells more
    figure: "Figure | None" = None


@dataclass(frozen=True, slots=True)
class Section:
    """``empty`` is said in place of entries where there are none, with what to do next."""

    id: str
    title: str
    says: tuple[Sentence, ...] = ()
    figures: "tuple[Figure, ...]" = ()
    entries: tuple[Entry, ...] = ()
    tables: tuple[Table, ...] = ()
    empty: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """``seen``: whose view it is and what that leaves out."""

    title: str
    about: str
    says: tuple[Sentence, ...]
    sections: tuple[Section, ...]
    seen: tuple[Sentence, ...] = ()


def one_line(text: str, *, longest: int = _LONGEST_TITLE) -> str:
    """Untrusted text on one line: no control or direction characters, and cut where it is very long."""
    text = re.sub(r"\s+", " ", without_controls(text)).strip()
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def without_controls(text: str) -> str:
    """Without what could drive a terminal or turn the reading direction; line ends and tabs stay."""
    return "".join(char for char in text if _is_shown(char))


def _is_shown(char: str) -> bool:
    if char in "\n\t" or char in _KEPT_FORMATS:
        return True
    return unicodedata.category(char) not in ("Cc", "Cf", "Cs")


def web_address(url: str | None) -> str | None:
    """The address if it is http or https, in the ASCII characters that addresses are made of; else None."""
    if url is None or not re.fullmatch(r"https?://[!#-&(-;=?-\[\]_a-z~]+", url, re.IGNORECASE):
        return None
    return url


def ref(item: str) -> str:
    """``acme/web#12`` for ``github:acme/web#12``."""
    _, _, short = item.partition(":")
    return one_line(short or item, longest=80)
