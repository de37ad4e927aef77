"""What each distinct value of the log says, read once."""

import re
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date
from fnmatch import fnmatchcase

import numpy as np

from stepin.analysis.definitions.encoded import NO_CHANGE, Impact, Words, kind_table
from stepin.analysis.definitions.threads import threads, without_threads
from stepin.analysis.ranges import each_place
from stepin.analysis.records import Bools, Ints
from stepin.org.organisation import Organisation
from stepin.org.people import Directory

NAMING = kind_table("assigned", "unassigned", "review_requested", "escalated")
SAYING = kind_table("commented", "reviewed", "approved", "changes_requested")
NO_DATE = 2**40
_MENTION = "mention:"
_ABANDONED = frozenset(
    {
        "not_planned",
        "duplicate",
        "stale",
        "wontfix",
        "won't do",
        "won't fix",
        "invalid",
        "cancelled",
        "rejected",
        "converted_to_discussion",
    }
)
_IMPACT = {f"customer_impact:{each.name.lower()}": each for each in (Impact.NO, Impact.YES)}
_URGENT = re.compile(r"(priority:\s*)?(p0|p1|sev-?[01]|urgent|critical|blocker|highest|high-priority)", re.I)


def logins_in(values: Sequence[str], used: Ints) -> set[str]:
    """Every login that a value names; ``used`` gives by value the kinds of events it occurs with, as bits."""
    naming, saying = _bits(NAMING), _bits(SAYING)
    found = {value for value, kinds in zip(values, used, strict=True) if kinds & naming}
    for value, kinds in zip(values, used, strict=True):
        if kinds & saying:
            found.update(_mentioned(value))
    return {login for login in found if not login.startswith("team:")}


def words(
    values: Sequence[str],
    used: Ints,
    *,
    author: Ints,
    organisation: Organisation,
    who: Directory,
    known: Bools,
) -> Words:
    """Flags by value; the last row, of no value, is false or none throughout.

    ``author``: as in Words. ``known``: by person, whether they act in the log or are in the organisation;
    naming others is no mention.
    """
    texts, kinds, text_of = without_threads(values, used)
    read = _read(texts, kinds, organisation=organisation, who=who, known=known)
    return _by_value(read, text_of, thread=threads(values, used), author=author)


def _by_value(read: Words, text: Ints, *, thread: Ints, author: Ints) -> Words:
    """What was ``read`` of the texts, by value; ``text`` says which one each value is."""
    low, many = read.mention_start[text], np.diff(read.mention_start)[text]
    apart = {"thread", "author", "rank", "mention_start", "mention"}
    plain = {field.name: getattr(read, field.name)[text] for field in fields(read) if field.name not in apart}
    return replace(
        read,
        **plain,
        thread=thread,
        author=author,
        rank=read.rank[:, text],
        mention_start=np.concatenate([[0], np.cumsum(many)]),
        mention=read.mention[each_place(low, low + many)[1]],
    )


def _read(
    values: Sequence[str], used: Ints, *, organisation: Organisation, who: Directory, known: Bools
) -> Words:
    """As ``words``, of texts without threads."""
    naming, saying = _bits(NAMING), _bits(SAYING)
    cues = [
        _cues(value) if kinds & saying else frozenset() for value, kinds in zip(values, used, strict=True)
    ]
    cues.append(frozenset())
    texts = [*values, ""]
    lower = [text.casefold() for text in texts]
    named = [text if kinds & naming else None for text, kinds in zip(values, used, strict=True)]
    start, mention = _mentions(values, used, who, known)
    owner_labels = {label.casefold() for label in organisation.waits_on_owner_labels}
    return Words(
        ask=_flags("ask" in cue for cue in cues),
        answer=_flags("answer" in cue for cue in cues),
        approve=_flags("approve" in cue for cue in cues),
        decide=_flags("decide" in cue for cue in cues),
        chase=_flags("chase" in cue for cue in cues),
        you=_flags("you" in cue for cue in cues),
        promise=_flags("promise" in cue for cue in cues),
        support=_flags("support" in cue for cue in cues),
        thread=np.full(len(texts), -1),  # of which the texts say nothing
        person=who.codes([*named, None]),
        team=_teams(texts, organisation),
        author=np.full(len(texts), NO_CHANGE),  # nor of this
        draft=_flags(text == "draft" for text in lower),
        abandons=_flags(text in _ABANDONED for text in lower),
        waits_on_owner=_flags(text in owner_labels for text in lower),
        urgent=_flags(_URGENT.fullmatch(text) is not None for text in texts),
        impact=np.array([_IMPACT.get(text, Impact.UNKNOWN) for text in texts], np.int8),
        due_day=np.array([_day(text) for text in texts], np.int64),
        rank=_ranks(texts, organisation),
        mention_start=start,
        mention=mention,
    )


def status_orders(containers: Sequence[str], organisation: Organisation) -> Ints:
    """By ``source:container``: the first status order whose source fits, or −1."""
    patterns = [order.source for order in organisation.statuses]
    fitting = (
        next((i for i, p in enumerate(patterns) if fnmatchcase(name, p) or name.startswith(f"{p}:")), -1)
        for name in containers
    )
    return np.fromiter(fitting, np.int64, len(containers))


def _bits(table: Bools) -> int:
    return sum(1 << kind for kind, fits in enumerate(table) if fits)


def _flags(answers: object) -> Bools:
    return np.fromiter(answers, bool)  # type: ignore[call-overload]


def _cues(value: str) -> frozenset[str]:
    return frozenset(value.split())


def _mentioned(value: str) -> list[str]:
    if _MENTION not in value:
        return []
    return [word.removeprefix(_MENTION) for word in value.split() if word.startswith(_MENTION)]


def _mentions(values: Sequence[str], used: Ints, who: Directory, known: Bools) -> tuple[Ints, Ints]:
    """Starts, one more than there are Words rows, and the persons mentioned one after the other."""
    saying = _bits(SAYING)
    by_value = [
        [person for person in who.codes(_mentioned(value)).tolist() if known[person]]
        if kinds & saying
        else []
        for value, kinds in zip(values, used, strict=True)
    ]
    many = np.array([len(people) for people in [*by_value, []]], np.int64)
    flat = np.array([person for people in by_value for person in people], np.int64)
    return np.concatenate([[0], np.cumsum(many)]), flat


def _teams(texts: Sequence[str], organisation: Organisation) -> Ints:
    declared = {f"team:{team.id}": code for code, team in enumerate(organisation.teams)}
    return np.array([declared.get(text, -1) for text in texts], np.int64)


def _day(text: str) -> int:
    try:
        return (date.fromisoformat(text[:10]) - date(1970, 1, 1)).days
    except ValueError:
        return NO_DATE


def _ranks(texts: Sequence[str], organisation: Organisation) -> Ints:
    ranks = np.full((len(organisation.statuses), len(texts)), -1)
    for number, order in enumerate(organisation.statuses):
        place = {status.casefold(): rank for rank, status in enumerate(order.order)}
        ranks[number] = [place.get(text.casefold(), -1) for text in texts]
    return ranks
