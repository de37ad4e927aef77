"""Short scenes among three people on one item: what they ask, promise, approve and hand on."""

from collections.abc import Sequence
from datetime import timedelta

from hypothesis import strategies as st

BOT = "github:ci"
SOON = tuple(timedelta(minutes=m) for m in (30, 60, 61, 170, 1440))
LATE = timedelta(days=33)
Step = tuple[str, str | None, str | None, timedelta, int]  # kind, actor, value, time since the last one, seq
Three = Sequence[str | None]
SAID = ("ask", "answer", "support")
PARTING = ("", "chase", "ask you", "promise", "approve", "decide")
TURNS = ("pushed", "approved", "reviewed", "assigned", "unassigned", "review_requested", "reopened")


@st.composite
def scenes(draw: st.DrawFn, logins: tuple[str, ...], leads: tuple[str, ...], kind: str) -> list[Step]:
    """A few that fit the kind, mostly each after the item was opened again: nothing said before counts.

    Mostly a lead, of whichever team, has the first part.
    """
    fitting = [*BOTH, *(ON_CHANGES if kind == "change" else ELSEWHERE)]
    found = list[Step]()
    for _ in range(draw(st.integers(2, 4))):
        three = draw(_three(logins, leads))
        again = [_step("reopened", three[2], None, LATE)] * draw(st.sampled_from((0, 1, 1)))
        found += [*again, *draw(st.sampled_from(fitting))(draw, three, draw(st.sampled_from(SOON)))]
    return found


@st.composite
def approvals(draw: st.DrawFn, logins: tuple[str, ...], leads: tuple[str, ...]) -> list[Step]:
    """The scene in which several approve, alone."""
    return _approve_one_after_another(draw, draw(_three(logins, leads)), draw(st.sampled_from(SOON)))


@st.composite
def _three(draw: st.DrawFn, logins: tuple[str, ...], leads: tuple[str, ...]) -> Three:
    first = draw(st.sampled_from((*leads, *leads, *logins)))
    return [first, *draw(st.permutations([each for each in logins if each != first]))][:3]


@st.composite
def threads(draw: st.DrawFn, logins: tuple[str, ...], author: str | None) -> list[Step]:
    """The scene in review threads, alone: reviewers and the author of the change."""
    one, third = draw(st.permutations([each for each in logins if each != author]))[:2]
    return _talk_in_threads(draw, [one, author, third], draw(st.sampled_from(SOON)))


def _step(kind: str, actor: str | None, value: str | None, gap: timedelta = SOON[1]) -> Step:
    return kind, actor, value, gap, 0


def _comment(actor: str | None, words: str, gap: timedelta = SOON[1]) -> Step:
    return _step("commented", actor, words or None, gap)


def _asks_and_talks_on(draw: st.DrawFn, people: Three, soon: timedelta) -> list[Step]:
    one, other, third = people
    later = draw(st.sampled_from(("", "answer", "ask", "promise", "decide", "decide")))
    asks = draw(st.sampled_from(("ask", "ask promise")))
    return [_comment(one, f"{asks} mention:{other}"), _comment(one, later, soon), _comment(third, "")]


def _promises(draw: st.DrawFn, people: Three, soon: timedelta) -> list[Step]:
    one, other, third = people
    kind, who = (
        draw(st.sampled_from(("commented", "reviewed", "approved"))),
        draw(st.sampled_from((one, BOT))),
    )
    then = draw(st.sampled_from(("commented", "labelled", "pushed", "assigned")))
    return [_step(kind, who, "promise"), _comment(other, "", soon), _step(then, third, other)]


def _joins_the_talk(draw: st.DrawFn, people: Three, soon: timedelta) -> list[Step]:
    one, other, third = people
    asks = draw(st.sampled_from(("ask you", "ask you", f"ask you mention:{third}")))
    return [_comment(draw(st.sampled_from((other, other, BOT, None))), "ask"), _comment(one, asks, soon)]


def _a_bot_asks_for_a_review(draw: st.DrawFn, people: Three, soon: timedelta) -> list[Step]:
    one, other, third = people
    by = draw(st.sampled_from((BOT, None, other)))
    asked = draw(st.sampled_from((third, "team:search")))
    return [_step("reviewed", one, None), _step("review_requested", by, asked, soon), _comment(third, "")]


def _approves_after_asking_for_changes(draw: st.DrawFn, people: Three, soon: timedelta) -> list[Step]:
    one, other, third = people
    approves = draw(st.sampled_from((("approved", None), ("commented", "approve"), ("reviewed", "approve"))))
    first = draw(st.sampled_from(("changes_requested", "reviewed")))
    return [
        _step(first, one, None),
        _step(first, draw(st.sampled_from((one, third))), None),
        _step("pushed", draw(st.sampled_from((other, None))), None, soon),
        _step(approves[0], one, approves[1]),
        _step(draw(st.sampled_from(("pushed", "commented"))), other, None, soon),
    ]


def _approve_one_after_another(draw: st.DrawFn, people: Three, soon: timedelta) -> list[Step]:
    one, other, third = people
    between = draw(st.sampled_from(("commented", "labelled", "approved", "changes_requested", "pushed")))
    then = draw(st.sampled_from(("approved", "commented", "merged", "review_requested", "assigned")))
    late = draw(st.sampled_from((soon, LATE)))
    return [
        _step("approved", one, None),
        _step(between, draw(st.sampled_from((one, third))), None, late),
        _step("approved", other, None, soon),
        _step(then, draw(st.sampled_from((third, one, BOT))), one, soon),
    ]


def _asks_for_a_review_after_an_approval(draw: st.DrawFn, people: Three, soon: timedelta) -> list[Step]:
    one, other, third = people
    by = draw(st.sampled_from((other, BOT, None)))
    then = draw(st.sampled_from(("commented", "labelled", "approved", "pushed", "review_requested")))
    early = [_step("review_requested", one, third)] * draw(st.integers(0, 1))
    again = [_step("review_requested", BOT, third)] * draw(st.integers(0, 1))
    return [
        *early,
        _step("approved", one, None),
        _step("review_requested", by, third, soon),
        *again,
        _step(then, draw(st.sampled_from((one, third))), other),
    ]


def _talk_in_threads(draw: st.DrawFn, people: Three, soon: timedelta) -> list[Step]:
    one, other, third = people
    first = draw(st.sampled_from(("reviewed", "reviewed", "changes_requested", "approved")))
    by, cue = st.sampled_from((one, one, one, other, other, third)), st.sampled_from(("", "", "", *SAID))
    where = st.sampled_from(("", *("thread:1", "thread:2") * 3))
    remark = st.builds(lambda who, says, n: _comment(who, f"{says} {n}".strip()), by, cue, where)
    remarks = draw(st.lists(remark, min_size=4, max_size=7))
    turn = _step(draw(st.sampled_from(TURNS)), draw(by), third, soon)
    remarks[draw(st.integers(0, 3)) : 0] = [turn] * draw(st.integers(0, 1))
    return [_step(first, one, draw(st.sampled_from((None, "support")))), *remarks]


def _urges_others(draw: st.DrawFn, people: Three, soon: timedelta) -> list[Step]:
    one, other, third = people
    before = [_step("reviewed", by, None) for by in (one, draw(st.sampled_from((third, third, one))))]
    urging = ("ask chase you", f"ask chase mention:{other}") * 3
    words = draw(st.sampled_from((*urging, "ask chase", "ask you", f"chase mention:{other}")))
    urges = _comment(draw(st.sampled_from((one, one, one, third))), words, LATE)
    return [
        _step("reopened", other, None),
        *before,
        _step("pushed", None, None),
        urges,
        _comment(other, "", soon),
    ]


def _closes_and_opens_again(draw: st.DrawFn, people: Three, soon: timedelta) -> list[Step]:
    one, other, third = people
    asks = _comment(third, f"ask mention:{other}")
    by = draw(st.sampled_from((one, one, other)))
    says = _comment(draw(st.sampled_from((one, one, one, BOT))), draw(st.sampled_from(PARTING)), LATE)
    closes = _step("closed", one, None, timedelta(seconds=draw(st.sampled_from((0, 60, 61)))))
    return [asks, says, closes, _step("reopened", by, None, soon), _comment(third, "")]


def _late_acts(draw: st.DrawFn, people: Three, soon: timedelta) -> list[Step]:
    one, other, third = people
    given = [(kind, to) for kind in ("assigned", "review_requested") for to in (one, third, BOT)]
    asked = [("commented", f"ask mention:{to}") for to in (other, third, BOT)]
    acts = draw(st.lists(st.sampled_from([*given, *asked, *asked]), min_size=1, max_size=3))
    late = [_step(kind, one, value, LATE) for kind, value in acts]
    return [_step("assigned", other, other), *late, _comment(third, "", soon)]


BOTH = (_asks_and_talks_on, _promises, _late_acts, _late_acts, _closes_and_opens_again)
ON_CHANGES = (
    _a_bot_asks_for_a_review,
    *(_talk_in_threads,) * 2,
    *(_approves_after_asking_for_changes, _asks_for_a_review_after_an_approval) * 2,
    *(_approve_one_after_another, _urges_others) * 2,
)
ELSEWHERE = (_joins_the_talk, _joins_the_talk)
