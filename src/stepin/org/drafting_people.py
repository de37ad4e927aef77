"""Who seems to lead a team, or to belong to it, by what they did there."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from stepin.org.drafting_log import Deeds
from stepin.org.organisation import Post

LEAD_MERGES = 5
MEMBER_ITEMS = 5
MEMBER_MONTHS = 3
GONE_DAYS = 183  # about six months: who did nothing for so long before the log ends is taken to have left


@dataclass(frozen=True, slots=True)
class Counted:
    """One team's deeds: merges, items ended (resolved or closed), items worked on (opened, or assigned)."""

    merged: Sequence[Deeds]
    ended: Sequence[Deeds]
    worked: Sequence[Deeds]


def likely_leads(counted: Counted, *, people: Collection[str], end: date) -> tuple[Post, ...]:
    """Who merged at least five times, from the first merge; nobody where nothing is merged."""
    return tuple(
        _post(deed, end) for deed in counted.merged if deed.items >= LEAD_MERGES and deed.login in people
    )


def likely_members(counted: Counted, *, people: Collection[str], end: date) -> tuple[Post, ...]:
    """Who worked on at least five items over three months or, where nothing is merged, ended five."""
    regular = [deed for deed in counted.worked if deed.items >= MEMBER_ITEMS and deed.months >= MEMBER_MONTHS]
    enders = [] if counted.merged else [deed for deed in counted.ended if deed.items >= MEMBER_ITEMS]
    by_login = {deed.login: deed for deed in (*regular, *enders) if deed.login in people}
    return tuple(_post(deed, end) for deed in by_login.values())


def why_no_lead(team: str, counted: Counted) -> str:
    """What to tell where no lead was found."""
    lead = f'name one in the leads of "{team}", or no step-in of theirs can be seen.'
    if not counted.merged:
        return f'Nothing is merged in "{team}", so the log does not tell who leads it: {lead}'
    return f'Nobody merged {LEAD_MERGES} times in "{team}", so no lead was guessed: {lead}'


def _post(deed: Deeds, end: date) -> Post:
    gone = (end - deed.last).days > GONE_DAYS
    return Post(deed.login, since=deed.first, until=deed.last + timedelta(days=1) if gone else None)
