"""No count that a lead is shown tells of one to three other leads, by itself or less the others."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from stepin.findings.model import NeedRow, StepIn
from stepin.findings.rows_seen import FEWEST_LEADS, rows_seen
from tests.builders import findings, need_row, step_in

TEAMS, KINDS, LEADS = ("payments", "search"), ("issue", "alert"), tuple("abcdef")  # few, so that rows fill
CAME = st.tuples(st.sampled_from(LEADS), st.sampled_from(TEAMS), st.sampled_from(KINDS), st.booleans())


def story(drawn) -> tuple[StepIn, ...]:
    return tuple(
        step_in(id=str(n), leader=who, team=team, kind=kind, early=early)
        for n, (who, team, kind, early) in enumerate(drawn)
    )


def behind(step_ins, row: NeedRow) -> list[StepIn]:
    return [
        s for s in step_ins if not s.early and (row.team in (s.team, "*")) and (row.kind in (s.kind, "*"))
    ]


def told(step_ins: tuple[StepIn, ...], teams: set[str], viewer: str) -> tuple[NeedRow, ...]:
    cells = Counter((s.team, s.kind) for s in step_ins if not s.early)
    rows = tuple(need_row(team=t, kind=k, step_ins=n) for (t, k), n in sorted(cells.items()))
    found = findings(step_ins=step_ins, need=(need_row(step_ins=cells.total()), *rows))
    return rows_seen(found, tuple(s for s in step_ins if s.leader == viewer), teams)


def leads_told_of(step_ins, viewer: str) -> int:
    return len({s.leader for s in step_ins} - {viewer})


@given(st.lists(CAME, min_size=8, max_size=25), st.sets(st.sampled_from(TEAMS)), st.sampled_from(LEADS))
def test_no_count_tells_of_one_to_three_other_leads(drawn, teams, viewer):
    step_ins = story(drawn)
    overall, *rows = told(step_ins, teams, viewer)
    for row in (overall, *rows):
        own = [s for s in behind(step_ins, row) if s.leader == viewer]
        whole = row.step_ins == len(behind(step_ins, row)) and row.you is not None
        others = leads_told_of(behind(step_ins, row), viewer) if whole else 0
        assert others == 0 or others >= FEWEST_LEADS
        assert whole or (row.step_ins, row.you) == (len(own), None)
    if overall.you is not None:
        hidden = [each for row in rows if row.you is not None for each in behind(step_ins, row)]
        left = leads_told_of([s for s in behind(step_ins, overall) if s not in hidden], viewer)
        assert left == 0 or left >= FEWEST_LEADS


@given(st.lists(CAME, max_size=25), st.sets(st.sampled_from(TEAMS)), st.sampled_from(LEADS))
def test_the_overall_row_comes_first_and_then_only_rows_of_the_teams_with_something_in_them(
    drawn, teams, viewer
):
    overall, *rows = told(story(drawn), teams, viewer)
    assert (overall.team, overall.kind) == ("*", "*")
    assert all(row.team in teams and row.step_ins for row in rows)
    assert all((row.reason is None) == (row.you is not None) for row in (overall, *rows))
