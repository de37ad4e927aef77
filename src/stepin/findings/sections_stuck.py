"""The sections on stuck work: what waits on the reader first, then the rest."""

from collections import Counter
from datetime import datetime

from stepin.findings import words
from stepin.findings.figures import Band, Bands, Bar, Bars, Figure
from stepin.findings.model import DORMANT_HOURS, Chances, Stuck
from stepin.findings.names import Names, clock_of, kind_name
from stepin.findings.page import ROWS, Entry, Link, Part, Section, Sentence, Table, one_line, ref, web_address
from stepin.findings.plain import by_when, count, share, span
from stepin.findings.views import LEAD, View

_ADVICE = ("step in", "ask the lead", "ask the owner", "wait")
_LONGEST_BAR = 10.0  # times the expectation
_FORECASTS = 6
_WORTH_A_CHART = 4  # items; fewer are quicker read than drawn
_NOTHING_STUCK = "Nothing else is stuck. Look again tomorrow, after: stepin sync, stepin analyse."
_STUCK_COLUMNS = ("Item", "Team", "Kind", "Waits on", "Waiting for", "Expected", "Advice")


def waits_on_reader(view: View, shown: int) -> Section:
    """What waits on the viewer; on any lead, where there is no viewer."""
    mine = in_order(tuple(s for s in view.findings.stuck if is_readers(s, view)))
    title = "Waits on you" if view.scope == LEAD else "Waits on a lead"
    whom = "you" if view.scope == LEAD else "a lead"
    return Section(
        id="waits-on-you",
        title=title,
        entries=tuple(_entry(each, view) for each in mine[:shown]),
        tables=_all_of(mine, view, caption=f"All that waits on {whom}", anchor="all-yours")
        if len(mine) > shown
        else (),
        empty=None if mine else f"Nothing stuck waits on {whom}.",
    )


def stuck(view: View, shown: int) -> Section:
    rest = in_order(tuple(s for s in view.findings.stuck if not is_readers(s, view)))
    entries = tuple(_entry(each, view, chart=n < _FORECASTS) for n, each in enumerate(rest[:shown]))
    more = len(rest) > shown
    return Section(
        id="stuck",
        title="Stuck, and on whom it waits",
        says=(*(_more(len(rest), shown) if more else ()), *_dormant(rest)),
        figures=(_on_whom(rest), _against(rest[:shown])) if len(rest) >= _WORTH_A_CHART else (),
        entries=entries,
        tables=_all_of(rest, view, caption="All that is stuck", anchor="all-stuck") if more else (),
        empty=None if rest else _NOTHING_STUCK,
    )


def stuck_counts(view: View) -> Section:
    """For sharing: how much is stuck, by team and kind."""
    rows = tuple((c.team, kind_name(c.kind), f"{c.stuck:,}") for c in view.stuck_counts)
    table = Table("Stuck items by team and kind", ("Team", "Kind", "Stuck"), rows)
    return Section(
        id="stuck",
        title="How much is stuck",
        tables=(table,) if rows else (),
        empty=None if rows else "Nothing is stuck in the teams shown here.",
    )


def is_readers(stuck: Stuck, view: View) -> bool:
    if view.scope == LEAD:
        return view.names.is_up(stuck.waiting_on, stuck.team)
    return stuck.waiting_on.role == "lead"


def in_order(rows: tuple[Stuck, ...]) -> tuple[Stuck, ...]:
    """Customers first, dormant work last, then by what the advice asks; else as the run has it."""
    return tuple(sorted(rows, key=_urgency))


def _urgency(each: Stuck) -> tuple[bool, bool, int]:
    return (each.customer_impact != "yes", is_dormant(each), _ADVICE.index(each.advice))


def is_dormant(each: Stuck) -> bool:
    """Waiting for so long that it is no question of this Monday."""
    return each.idle_hours > DORMANT_HOURS


def _ratio(each: Stuck) -> float:
    """How many times what is expected it has taken: the wait, or the whole where that is what is late."""
    if each.past == "done" and each.done_hours:
        return each.open_hours / each.done_hours
    return each.idle_hours / max(each.expected_hours, 1 / 60)


def _entry(each: Stuck, view: View, *, chart: bool = False) -> Entry:
    as_of = view.findings.as_of
    told = (
        words.waits(each, view.names),
        words.passed_on(each),
        words.asked(each.asked, view.names),
        words.forecast(each, as_of),
    )
    return Entry(
        title=one_line(each.title) if each.title else ref(each.item),
        ref=described(each.item, each.team, view, titled=bool(each.title)),
        url=web_address(each.url),
        says=tuple((sentence,) for sentence in told if sentence),
        advice=words.advice(each, view.names),
        tag="customers affected" if each.customer_impact == "yes" else None,
        figure=_bands(each, as_of) if chart and each.forecast else None,
    )


def described(item: str, team: str, view: View, *, titled: bool) -> str | None:
    """What stands beside an entry's title: the item, and its team where the view has several."""
    parts = [ref(item)] if titled else []
    parts += [one_line(team, longest=60)] if len(view.teams) > 1 else []
    return ", ".join(parts) or None


def _more(number: int, shown: int) -> tuple[Sentence, ...]:
    all_of_them = Link(count(number, "item"), "#all-stuck")
    return ((f"The {shown} to look at first are told here, of ", all_of_them, ". All: stepin stuck"),)


def _dormant(rows: tuple[Stuck, ...]) -> tuple[Sentence, ...]:
    number = sum(is_dormant(each) for each in rows)
    if not number:
        return ()
    return ((words.dormant(number, of=len(rows)),),)


def _all_of(rows: tuple[Stuck, ...], view: View, *, caption: str, anchor: str) -> tuple[Table, ...]:
    """As far as a page holds them; where that is not all, how many there are in which team."""
    told = tuple(_row(each, view.names) for each in rows[:ROWS])
    many = count(len(rows), "item")
    head = f"{caption}: {many}" if len(rows) <= ROWS else f"{caption}: the first {ROWS} of {many}"
    return (
        *(_by_team(rows, view, caption) if len(rows) > ROWS else ()),
        Table(head, _STUCK_COLUMNS, told, id=anchor, long=True),
    )


def _by_team(rows: tuple[Stuck, ...], view: View, caption: str) -> tuple[Table, ...]:
    """In the organisation's order: it ranks nobody."""
    stuck_in, on_nobody = Counter(s.team for s in rows), Counter(_on_nobody(rows))
    teams = sorted(stuck_in, key=lambda team: (team not in view.teams, *_place(team, view)))
    told = tuple((one_line(team), f"{stuck_in[team]:,}", f"{on_nobody[team]:,}") for team in teams)
    return (Table(f"{caption}, by team", ("Team", "Stuck", "Waits on nobody"), told, long=True),)


def _on_nobody(rows: tuple[Stuck, ...]) -> list[str]:
    return [each.team for each in rows if each.waiting_on.role == "nobody"]


def _place(team: str, view: View) -> tuple[int, str]:
    return (view.teams.index(team) if team in view.teams else 0), team


def _row(each: Stuck, names: Names) -> tuple[Part, ...]:
    clock = clock_of(each.kind)
    return (
        linked(each.item, each.title, each.url),
        each.team,
        kind_name(each.kind, many=False),
        words.party(each.waiting_on, names, each.team),
        span(each.idle_hours, round_the_clock=clock),
        span(each.expected_hours, round_the_clock=clock),
        words.advised(each, names),
    )


def linked(item: str, title: str | None, url: str | None) -> Part:
    """The item's name for a table, leading to where it lives if that is known."""
    name = f"{one_line(title, longest=80)} ({ref(item)})" if title else ref(item)
    address = web_address(url)
    return Link(name, address) if address else name


def _on_whom(rows: tuple[Stuck, ...]) -> Figure:
    counted = Counter(each.waiting_on.role for each in rows)
    told = [(words.ROLES[role], counted[role]) for role in words.ROLES if counted[role]]
    bars = tuple(Bar(label.capitalize(), n, count(n, "item")) for label, n in told)
    table = Table(
        "On whom stuck work waits", ("Waits on", "Items"), tuple((label, f"{n:,}") for label, n in told)
    )
    return Bars("On whom stuck work waits", bars, table)


def _against(rows: tuple[Stuck, ...]) -> Figure:
    bars = tuple(
        Bar(f"{ref(each.item)}", _ratio(each), f"{_idle(each)}, {_times(_ratio(each))} what is expected")
        for each in rows[:8]
    )
    told = tuple((bar.label, bar.says) for bar in bars)
    title = "How long the first of them have waited, against what is expected"
    table = Table(title, ("Item", "Waiting for"), told)
    return Bars(title, bars, table, mark=1.0, key="the line: what is expected", cap=_LONGEST_BAR)


def _times(ratio: float) -> str:
    return f"{ratio:.1f} times" if ratio < 10 else f"{ratio:,.0f} times"


def _idle(each: Stuck) -> str:
    hours = each.open_hours if each.past == "done" else each.idle_hours
    return span(hours, round_the_clock=clock_of(each.kind))


def _bands(each: Stuck, as_of: datetime) -> Figure | None:
    if each.forecast is None:
        return None
    clock = clock_of(each.kind)
    told = (
        ("left alone", each.forecast.unprompted),
        ("once somebody asks", each.forecast.if_anyone_asks),
        ("once a lead asks", each.forecast.if_a_lead_asks),
    )
    rows = tuple(Band(label, _three(chances)) for label, chances in told if chances)
    ends = tuple(by_when(as_of, days, round_the_clock=clock) for days in (1, 3, 10))
    title = f"How likely {ref(each.item)} is to have moved"
    table = Table(title, ("", *ends), tuple((r.label, *(share(p) for p in r.chances)) for r in rows))
    return Bands(title, (ends[0], ends[1], ends[2]), rows, table)


def _three(chances: Chances) -> tuple[float, float, float]:
    return (chances.within_1d, chances.within_3d, chances.within_10d)
