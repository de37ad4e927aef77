"""The sections on step-ins: what came of them, whether they needed a lead, what recurs, the early ones."""

from calendar import month_name
from collections import Counter
from datetime import datetime

from stepin.findings import words, words_of_many
from stepin.findings.figures import Figure, Interval, Intervals, Months
from stepin.findings.model import Estimate, NeedRow, StepIn
from stepin.findings.names import Names, cell_name, kind_name, team_name
from stepin.findings.page import ROWS, Entry, Link, Part, Section, Sentence, Table, one_line, ref, web_address
from stepin.findings.plain import between, count, day, listed, share, small, times
from stepin.findings.rows_seen import FEWEST_LEADS, REASON
from stepin.findings.sections_stuck import described, linked
from stepin.findings.views import LEAD, SHARE, View, need_by_cell, overall_need, own

_MONTHS = 24
_STEP_IN_COLUMNS = ("When", "Item", "Team", "Kind", "Who", "What came of it", "Would have moved anyway", "Id")
_NEED_COLUMNS = ("Team", "Kind", "Step-ins", "Moved", "Carried", "Anyway", "Anyone's nudge", "Took a lead")
_IN_PART = f", since the rest are of fewer than {small(FEWEST_LEADS)} leads."
_OUTCOMES = {"carried": "done by the lead", "moved": "moved", "answered": "answered", "still": "did not move"}


def stepped_in(view: View, shown: int) -> Section:
    """What came of it, as counts; then whether it took a lead, as far as that can be told."""
    late = tuple(s for s in newest_first(own(view)) if not s.early)
    who = "you" if view.scope == LEAD else "leads"
    return Section(
        id="step-ins",
        title=f"Where {who} stepped in, and whether it needed {'you' if view.scope == LEAD else 'them'}",
        says=(*_tally(late, view), *_overall(view), *_untold(view), *_others(view), *_more(late, shown)),
        figures=(*_need_figure(view), *_by_month(late, view.findings.as_of)),
        entries=tuple(_entry(each, view) for each in late[:shown]),
        tables=(*_need_table(view), *_all_of(view)),
        empty=_nothing(view) if not late else None,
    )


def early(view: View, shown: int) -> Section:
    came = tuple(s for s in newest_first(own(view)) if s.early)
    return Section(
        id="early",
        title="Stepping in too quickly",
        says=((words_of_many.early_summary(len(came), view.names),), *_more(came, shown)) if came else (),
        entries=tuple(_early_entry(each, view) for each in came[:shown]),
        empty=None if came else "None: nothing was taken over, decided or reassigned before its time.",
    )


def newest_first(step_ins: tuple[StepIn, ...]) -> tuple[StepIn, ...]:
    return tuple(sorted(step_ins, key=lambda each: (each.at, each.id), reverse=True))


def row_anchors(view: View) -> dict[str, str]:
    """The anchor of each step-in's row in the table of them, as far as a page holds it."""
    rows = newest_first(view.findings.step_ins)[:ROWS]
    return {each.id: f"step-in-{n}" for n, each in enumerate(rows, 1)}


def _nothing(view: View) -> str | None:
    if view.scope == SHARE:
        return None
    nobody = "You have not" if view.scope == LEAD else "No lead has"
    return (
        f"{nobody} stepped into stuck work in this history. "
        "If that is wrong, mend the leads in stepin.toml, then: stepin analyse."
    )


def _tally(late: tuple[StepIn, ...], view: View) -> tuple[Sentence, ...]:
    if not late:
        return ()
    counted = Counter(each.outcome for each in late)
    outcomes = words_of_many.came_of(by_viewer=view.scope == LEAD)
    told = listed(tuple(f"{counted[key]:,} {what}" for key, what in outcomes if counted[key]))
    justified = sum(bool(each.justified_by) for each in late)
    whose = "your " if view.scope == LEAD else ""
    says: Sentence = (f"Of {whose}", Link(count(len(late), "step-in"), "#all-step-ins"), f": {told}.")
    if not justified:
        return (says,)
    right = (
        f"{count(justified, 'of them was', 'of them were')} right whatever the figures say: "
        "customers, urgency, a near date or a real block."
    )
    return (says, (right,))


def _overall(view: View) -> tuple[Sentence, ...]:
    """The organisation's own row."""
    row, over = overall_need(view.findings), "all teams and leads" if view.whole else "the teams shown here"
    if view.scope == LEAD and not view.whole:
        return ((REASON,),)
    told = [f"Across {over}, {words_of_many.need_counts(row)}", words_of_many.need_shares(row)]
    told += [said for said in (words_of_many.e_value(row),) if said]
    return tuple((each,) for each in told)


def _others(view: View) -> tuple[Sentence, ...]:
    others = len([s for s in view.findings.step_ins if not s.early]) - len(
        [s for s in own(view) if not s.early]
    )
    if view.scope != LEAD or not others:
        return ()
    return (("Other leads stepped into your teams' work ", Link(times(others), "#all-step-ins"), "."),)


def _more(late: tuple[StepIn, ...], shown: int) -> tuple[Sentence, ...]:
    if len(late) <= shown:
        return ()
    return ((f"The latest {shown} are told here. All: stepin step-ins",),)


def _entry(each: StepIn, view: View) -> Entry:
    names = view.names
    told = (
        f"{day(each.at, near=view.findings.as_of)}. {words.stepped_in(each, names)}",
        words.asked_before(each, names),
        words.outcome(each, names, as_of=view.findings.as_of),
        words.justified(each),
        words.need_told(each),
    )
    return _step_in_entry(each, told, view)


def _early_entry(each: StepIn, view: View) -> Entry:
    when = day(each.at, near=view.findings.as_of)
    return _step_in_entry(each, (f"{when}. {words.stepped_in(each, view.names)}",), view)


def _step_in_entry(each: StepIn, told: tuple[str | None, ...], view: View) -> Entry:
    return Entry(
        title=one_line(each.title) if each.title else ref(each.item),
        ref=described(each.item, each.team, view, titled=bool(each.title)),
        url=web_address(each.url),
        says=tuple((sentence,) for sentence in told if sentence),
        tag="customers affected" if "customer_impact" in each.justified_by else None,
        more=f"stepin explain {each.id}",
    )


def _by_month(late: tuple[StepIn, ...], as_of: datetime) -> tuple[Figure, ...]:
    figure = months_of(late, "Step-ins by month", as_of)
    return (figure,) if figure else ()


def months_of(step_ins: tuple[StepIn, ...], title: str, as_of: datetime) -> Months | None:
    """Counts from the first step-in's month to the present one, at most 24; None where that is one month."""
    counted = Counter((each.at.year, each.at.month) for each in step_ins)
    last = (as_of.year, as_of.month)
    first = min(counted, default=last)
    span = (last[0] - first[0]) * 12 + last[1] - first[1] + 1
    if span < 2:
        return None
    keys = [_months_after(first, n) for n in range(max(0, span - _MONTHS), span)]
    months = tuple((f"{month_name[month]} {year}", counted[year, month]) for year, month in keys)
    rows = tuple((label, f"{number:,}") for label, number in months)
    return Months(title, months, Table(title, ("Month", "Step-ins"), rows))


def _months_after(first: tuple[int, int], number: int) -> tuple[int, int]:
    months = first[0] * 12 + first[1] - 1 + number
    return months // 12, months % 12 + 1


def _need_figure(view: View) -> tuple[Figure, ...]:
    """The overall shares; then, where they can be told by team and kind, the share that took a lead."""
    overall, rows = overall_need(view.findings), need_by_cell(view.findings)
    figures = []
    shares = (
        ("would have moved anyway", overall.anyway),
        ("anyone's nudge", overall.anyone),
        ("took a lead", overall.you),
    )
    if told := tuple(_interval(label, estimate) for label, estimate in shares if estimate):
        figures.append(_intervals("Of the step-ins that then moved, across all teams", told))
    cells = tuple(_interval(cell_name(row.team, row.kind), row.you) for row in rows if row.you)
    if len(cells) > 1:
        figures.append(_intervals("The share that took a lead, by team and kind", cells))
    return tuple(figures)


def _interval(label: str, estimate: Estimate) -> Interval:
    says = f"{share(estimate.mean)}, {share(estimate.low)} to {share(estimate.high)}"
    return Interval(label, estimate.mean, estimate.low, estimate.high, says)


def _intervals(title: str, rows: tuple[Interval, ...]) -> Intervals:
    told = tuple((r.label, share(r.mean), share(r.low), share(r.high)) for r in rows)
    return Intervals(title, rows, Table(title, ("", "Share", "From", "To"), told))


def _need_table(view: View) -> tuple[Table, ...]:
    """The rows that can be told; and, where that is not all of them, all of them."""
    cells = need_by_cell(view.findings)
    told = tuple(row for row in cells if row.anyway or row.you)
    tables = []
    if told:
        rows = tuple(_need_row(row) for row in (overall_need(view.findings), *told))
        tables.append(
            Table("Did it need a lead, by team and kind (90% intervals)", _NEED_COLUMNS, rows, id="need")
        )
    if len(told) < len(cells):
        rows = tuple(_need_row(row) for row in cells)
        caption = f"Counts for all {count(len(rows), 'team and kind', 'teams and kinds')}"
        tables.append(Table(caption, _NEED_COLUMNS, rows, id="all-need", long=True))
    return tuple(tables)


def _untold(view: View) -> tuple[Sentence, ...]:
    """Of how many teams and kinds it is not told, and why; nor then of their single step-ins."""
    cells = [row for row in need_by_cell(view.findings) if not (row.anyway or row.you)]
    of = len(need_by_cell(view.findings))
    in_part = sum(row.reason == REASON for row in cells)
    says: list[Sentence] = []
    if untold := len(cells) - in_part:
        which = Link("it cannot be told yet", "#all-need")
        single = "" if view.scope == SHARE else ", nor of a single step-in there"
        says.append((f"By team and kind{_some(untold, of)}, ", which, f"{single}."))
    if in_part:
        which = Link("only what you may see one by one is counted", "#all-need")
        says.append((f"By team and kind{_some(in_part, of)}, ", which, _IN_PART))
    return tuple(says)


def _some(number: int, of: int) -> str:
    return "" if number == of else f", in {number:,} of {count(of, 'team and kind', 'teams and kinds')}"


def _need_row(row: NeedRow) -> tuple[Part, ...]:
    shares = tuple(
        f"{share(e.low)} to {share(e.high)}" if e else "cannot tell"
        for e in (row.anyway, row.anyone, row.you)
    )
    team, kind = team_name(row.team), kind_name(row.kind)
    return (team, kind, f"{row.step_ins:,}", f"{row.progressed:,}", f"{row.carried:,}", *shares)


def _all_of(view: View) -> tuple[Table, ...]:
    rows = newest_first(view.findings.step_ins)
    if not rows:
        return ()
    many = count(len(rows), "step-in")
    caption = f"All {many}" if len(rows) <= ROWS else f"The latest {ROWS} of {many}"
    told = tuple(_row(each, view.names) for each in rows[:ROWS])
    ids = tuple(row_anchors(view).values())
    return (Table(caption, _STEP_IN_COLUMNS, told, id="all-step-ins", row_ids=ids, long=True),)


def _row(each: StepIn, names: Names) -> tuple[Part, ...]:
    return (
        f"{each.at:%Y-%m-%d}",
        linked(each.item, each.title, each.url),
        each.team,
        kind_name(each.kind, many=False),
        names.who(each.leader),
        "came early" if each.early else _OUTCOMES[each.outcome],
        between(each.anyway) if each.anyway else "–",
        each.id,
    )
