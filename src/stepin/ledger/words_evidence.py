"""The sentences of the evidence beside a look back's questions. "You" is whose step-in it is."""

from datetime import date, datetime

from stepin.findings.page import one_line, ref
from stepin.findings.plain import count, day, times

OTHER_TEAM = "It waited on another team."
NO_BLOCK = "Nobody had marked it as blocked, and it waited on no other team."
ON_NOBODY = "It waited on nobody when you came."
NO_ASSIGNEE = "Nobody was assigned to it while it waited."
ASSIGNEE_LEFT = "Whoever it was assigned to was no longer in the team."
ON_SOMEBODY = "It waited on somebody by name."
YOU_ASSIGNED = "You named somebody when you came."
NO_PRIORITY = "It had no priority, where others there have one."
YOU_PRIORITISED = "You set its priority when you came."
SETTLED = "Until you came it was not rewritten, opened again or taken back, nor were changes asked for twice."
NO_DATE = "It had no date, where others there have one."
YOU_DATED = "You set its date when you came."
DATE_HELD = "Its date had not been moved back."
NO_LEAD_BETWEEN = "You lead the team yourself: there is no lead between."
LEAD_UNSEEN = "The log shows no lead of the team on it in this wait."
PLACE_HELD = "In stepin.toml its team, their lead and what they own had not changed for sixty days."
UNKNOWN = "Nobody in the team had moved such work there in the year before."
NOTHING_MOVED = "The team moved nothing else forward while it waited."


def comes_first(item: str) -> str:
    return f"It waited for {ref(item)}, which was still open."


def blocked(since: datetime, near: datetime, *, by: str | None) -> str:
    whom = f" by {ref(by.removeprefix('team:'))}" if by else ""
    return f"It was marked as blocked{whom} on {day(since, near=near)}, and still was when you came."


def unblocked(on: datetime, near: datetime) -> str:
    return f"It had been blocked, and was free again from {day(on, near=near)}."


def assignee_gone(on: datetime, near: datetime) -> str:
    return f"From {day(on, near=near)} nobody was assigned to it any more."


def assigned(on: datetime, near: datetime) -> str:
    return f"Somebody was assigned to it, since {day(on, near=near)}."


def hands(number: int) -> str:
    return f"It had been assigned to {count(number, 'person', 'people')} by then."


def prioritised(on: datetime, near: datetime, wait: datetime) -> str:
    """``wait``: when the wait began."""
    when = "before this wait" if on <= wait else "in this wait"
    return f"Its priority was set on {day(on, near=near)}, {when}."


def reprioritised(number: int) -> str:
    return f"Its priority was changed {times(number)}."


def rewritten(number: int) -> str:
    return f"Its title or description was rewritten {times(number)}."


def reopened(number: int) -> str:
    return f"It was opened again {times(number)}."


def reverted(number: int) -> str:
    return f"Work on it was taken back {times(number)}."


def changes_asked(number: int) -> str:
    return f"Changes were asked for {times(number)}."


def dated(on: datetime, near: datetime) -> str:
    return f"It had a date, set on {day(on, near=near)}."


def pushed_back(number: int) -> str:
    return f"Its date was moved back {times(number)}."


def lead_acted(on: datetime, near: datetime) -> str:
    return (
        f"A lead of the team had asked, or had named an owner, a priority or a date, on {day(on, near=near)}."
    )


def lead_saw(on: datetime, near: datetime) -> str:
    return (
        f"A lead of the team was on it on {day(on, near=near)}, "
        "and neither asked nor named an owner, a priority or a date."
    )


def no_team(team: str) -> str:
    return f"No team in stepin.toml owns it: {one_line(team, longest=60)} stands for one."


def lead_changed(on: date) -> str:
    return f"The team's lead changed on {_day(on)}."


def parent_changed(on: date) -> str:
    return f"The team moved in the organisation on {_day(on)}."


def owner_changed(on: date) -> str:
    return f"Who owns this work changed on {_day(on)}."


def known(movers: int, members: int) -> str:
    return f"{movers:,} of the {members:,} in the team had moved such work there in the year before."


def lower_moved(lower: int, moved: int) -> str:
    return f"Meanwhile the team moved {count(moved, 'other item')} forward, {lower:,} of a lower priority."


def none_lower(moved: int, ranked: int) -> str:
    return (
        f"Meanwhile the team moved {count(moved, 'other item')} forward; "
        f"of the {ranked:,} with a priority none had a lower one."
    )


def much_open(number: int, usual: float) -> str:
    return f"The team had {count(number, 'item')} open; {usual:g} was usual in the twelve weeks before."


def no_more_open(number: int, usual: float) -> str:
    return f"The team had {count(number, 'item')} open, no more than usual ({usual:g})."


def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"
