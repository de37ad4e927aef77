"""The sums: worked by hand, and against a slow count of one wait at a time."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from stepin.analysis.estimates.counting import ALONE, BEFORE_LEAD, FOLLOWED, Counts, count, gather, nothing
from stepin.analysis.estimates.states import FRESH, STATES
from stepin.analysis.records import HOUR_US, End, Spells, Touches, Who
from tests.unit.slow_counting import Slow
from tests.unit.waits import waits

NEVER, PEER, LEAD = (
    0,
    1,
    7,
)  # states: nobody yet; peer, lead within 8 hours; + 1 within 24, + 2 within 40, ...


def counted(text: str) -> Counts:
    return count(*waits(text))


def hours_by_state(counts: Counts) -> dict[int, float]:
    _, _, _, state, _, _ = counts.time.columns()
    hours = np.bincount(state, counts.time.sums[:, 0], STATES) / HOUR_US
    return {int(each): float(hours[each]) for each in np.flatnonzero(hours)}


def moves_by_state(counts: Counts) -> dict[int, int]:
    _, _, _, state, _, _ = counts.time.columns()
    moves = np.bincount(state, counts.time.sums[:, 1], STATES)
    return {int(each): int(moves[each]) for each in np.flatnonzero(moves)}


def test_only_time_past_the_expectation_counts_and_falls_into_bins_a_quarter_longer_each():
    # Expected 8, ended 16: bins [8, 10), [10, 12.5), [12.5, 15.625), [15.625, ...
    counts = counted("1 0 8 100 116 move")
    _, _, bins, _, _, _ = counts.time.columns()
    assert bins.tolist() == [0, 1, 2, 3]
    assert (counts.time.sums[:, 0] / HOUR_US).tolist() == [2, 2.5, 3.125, 0.375]
    assert counts.time.sums[:, 1:4].tolist() == [[0, 0, 0], [0, 0, 0], [0, 0, 0], [1, 1, 0]]


def test_baseline_time_is_untouched_time_and_never_only_untouched_waits():
    # Touched at 10, moved at 60: untouched from 8 to 10, fresh to 34, and untouched again to 60.
    counts = counted("1 0 8 0 60 move p10")
    assert hours_by_state(counts) == {NEVER: 2, PEER: 8, PEER + 1: 16, PEER + 2: 16, PEER + 3: 10}
    untouched = sum(hours for state, hours in hours_by_state(counts).items() if not FRESH[state])
    assert untouched == 28
    assert moves_by_state(counts) == {PEER + 3: 1}


def test_the_state_runs_from_the_start_of_the_wait_and_not_from_the_expectation():
    # Touched at 5, long before the expectation at 20: fresh until 29.
    counts = counted("1 0 20 0 30 move p5")
    assert hours_by_state(counts) == {PEER + 1: 9, PEER + 2: 1}
    assert len(counts.touches.key) == 0


def test_a_later_touch_takes_over_the_state():
    counts = counted("1 0 8 0 30 move p10 l14")
    assert hours_by_state(counts) == {NEVER: 2, PEER: 4, LEAD: 8, LEAD + 1: 8}
    assert moves_by_state(counts) == {LEAD + 1: 1}


def test_a_touch_is_keyed_by_who_and_by_what_came_before_it():
    counts = counted("1 0 8 0 80 carried p10 l14 l60")
    _, _, _, who, state = counts.touches.columns()
    assert list(zip(who.tolist(), state.tolist(), strict=True)) == [
        (Who.PEER, NEVER),
        (Who.LEAD, PEER),
        (Who.LEAD, LEAD + 3),  # a lead, 46 hours ago
    ]


def test_what_followed_a_touch_is_told_apart_and_only_within_the_window():
    counts = counted("""
        1 0 8 0 20 move      l10
        2 0 8 0 34 pass      l10
        3 0 8 0 35 move      l10
        4 0 8 0 20 carried   l10
        5 0 8 0 20 abandoned l10
        6 0 8 0 20 open      l10
        """)
    # n, progress, passed on, carried, other, cut short: the third moved after 25 hours
    assert counts.touches.sums.tolist() == [[6, 1, 1, 1, 1, 1]]


def test_a_window_ahead_of_a_touch_is_laid_over_the_bins_and_over_what_is_left_of_the_touch_before():
    # A lead at 18, a peer 8 hours before: sub-window 2 of the peer's touch until 34, untouched until 42.
    counts = counted("1 0 8 0 80 open p10 l18")
    *_, who, _, segment, bins = counts.windows.columns()
    lead = who == Who.LEAD
    hours = counts.windows.sums[lead, 0] / HOUR_US
    # Edges at 15.625, 19.53125, 24.4140625, 30.517578125, 38.1469...
    assert np.bincount(segment[lead], hours).tolist() == [8, 0, 16]
    assert np.bincount(bins[lead], hours)[3:6].tolist() == [1.53125, 4.8828125, 6.103515625]


def test_a_bots_touch_changes_no_state_but_the_day_after_it_is_marked():
    counts = counted("1 0 8 0 50 move b10")
    *_, state, _, after_bot = counts.time.columns()
    assert set(state.tolist()) == {NEVER}
    assert (counts.time.sums[after_bot == 1, 0].sum() / HOUR_US, len(counts.touches.key)) == (24, 0)


def test_a_wait_that_began_by_redirecting_inherits_the_touch_that_redirected_it():
    # The lead redirects at 10; the next wait is fresh for its first 24 hours, 8 of them not late.
    counts = counted("""
        1 0 8 0 10 redirected l10
        1 1 8 10 50 move
        """)
    assert hours_by_state(counts) == {NEVER: 2, LEAD + 1: 16, LEAD + 2: 16}


def test_a_touch_is_inherited_through_several_waits_with_the_time_that_passed_in_them():
    counts = counted("""
        1 0 8 0 5  redirected p2
        1 0 8 5 9  redirected
        1 0 8 9 30 move
        """)
    # 7 hours ago when the third began: fresh for 17 hours of it, 9 of them past its expectation.
    assert hours_by_state(counts) == {PEER + 1: 9, PEER + 2: 4}


def test_a_wait_that_began_otherwise_inherits_nothing():
    assert hours_by_state(counted("1 0 8 0 10 move l10\n1 0 8 10 20 move")) == {NEVER: 4}


def test_a_move_at_the_very_moment_of_a_touch_comes_after_it():
    counts = counted("1 0 8 0 20 move l20")
    assert moves_by_state(counts) == {LEAD: 1}
    assert counts.touches.sums.tolist() == [[1, 1, 0, 0, 0, 0]]


def test_waits_are_told_apart_by_what_came_after_them_on_the_item():
    counts = counted("""
        1 0 8 0  18 move
        2 0 8 0  19 move
        2 0 8 19 22 open
        3 0 8 0  20 move!
        3 0 8 20 30 open l9
        """)
    *_, line, _ = counts.time.columns()
    hours = np.bincount(line, counts.time.sums[:, 0]) / HOUR_US
    assert hours[[ALONE, FOLLOWED, BEFORE_LEAD]].tolist() == [10 + 2, 11, 12]


def test_life_tables_count_who_still_waited_who_moved_and_who_was_cut_short():
    counts = counted("""
        1 0 8 0 11 move    l10
        2 0 8 0 17 carried l10
        3 0 8 0 99 move    l10
        """)
    # After 1 hour, after 7, not within 24: sub-windows 0-2, 2-4, 4-8, 8-16, 16-24
    assert counts.life.sums.tolist() == [[3, 1, 0], [2, 0, 0], [2, 0, 1], [1, 0, 0], [1, 0, 0]]


def test_a_touch_that_is_part_of_an_ordinary_conversation_changes_the_state_and_is_not_compared():
    spells, touches = waits("1 0 8 0 40 move p10 l14")
    touches = replace(touches, deliberate=np.array([False, True]))
    counts = count(spells, touches)
    _, _, _, who, state = counts.touches.columns()
    assert list(zip(who.tolist(), state.tolist(), strict=True)) == [(Who.LEAD, PEER)]
    assert hours_by_state(counts) == {NEVER: 2, PEER: 4, LEAD: 8, LEAD + 1: 16, LEAD + 2: 2}


def test_strata_without_anything_late_are_counted_too():
    assert counted("1 4 8 0 7 move").strata == 5


def test_an_empty_log_counts_to_nothing():
    none = np.empty(0, np.int64)
    spells = Spells(*(none,) * 7, before_lead=none.astype(bool))
    assert same(count(spells, Touches(*(none,) * 6)), nothing())


hour = st.sampled_from([0, 0.1, 2, 7.9, 8, 11, 16, 24, 30, 40, 77])


@st.composite
def logs(draw) -> str:
    lines = []
    for item in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, 50))
        for _ in range(draw(st.integers(1, 3))):
            length = draw(st.floats(0, 300).map(lambda value: round(value, 2)) | hour)
            inside = st.one_of(hour, st.floats(0, 300).map(lambda value: round(value, 3)))
            times = sorted(value for value in draw(st.lists(inside, max_size=5)) if value <= length)
            touches = " ".join(f"{draw(st.sampled_from('lpb'))}{value}" for value in times)
            how = draw(st.sampled_from([end.name.lower() for end in End])) + draw(st.sampled_from(["", "!"]))
            expected = draw(st.sampled_from([0.25, 8, 13.37]))
            lines.append(
                f"{item} {draw(st.integers(0, 2))} {expected} {at} {at + length:.6f} {how} {touches}"
            )
            at += length
    return "\n".join(lines)


@given(logs(), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_the_sums_are_of_the_touches_and_the_quiet_time_that_are_handed_on(text, random):
    spells, touches = waits(text)
    order = np.array(random.sample(range(len(touches.spell)), len(touches.spell)), np.int64)
    order = order[np.argsort(touches.at_us[order], kind="stable")]
    mixed = Touches(*(getattr(touches, name)[order] for name in Touches.__slots__))
    found = gather(spells, mixed)
    _, _, _, state, _, _ = found.counts.time.columns()
    assert (found.quiet.to_us - found.quiet.from_us).sum() == found.counts.time.sums[~FRESH[state], 0].sum()
    assert len(found.late.row) == found.counts.touches.sums[:, 0].sum()
    assert found.late.spell.tolist() == mixed.spell[found.late.row].tolist()
    assert (found.late.age_us + spells.start_us[found.late.spell]).tolist() == mixed.at_us[
        found.late.row
    ].tolist()


@given(logs())
@settings(max_examples=80, deadline=None)
def test_the_fast_count_is_the_slow_count(text):
    spells, touches = waits(text)
    touches = replace(touches, deliberate=touches.at_us % 3 > 0)
    slow, fast = Slow(spells, touches), count(spells, touches)
    assert as_dict(fast.time) == {
        key: (sums["us"], sums["moves"], sums["progress"], sums["other"], sums["day"])
        for key, sums in slow.time.items()
    }
    names = ("n", "progress", "passed", "carried", "other", "cut")
    assert as_dict(fast.touches) == {
        key: tuple(sums[name] for name in names) for key, sums in slow.touches.items()
    }
    assert as_dict(fast.windows) == {key: (us,) for key, us in slow.windows.items()}
    assert as_dict(fast.life) == {
        key: (sums["risk"], sums["moved"], sums["cut"]) for key, sums in slow.life.items()
    }


@given(logs(), logs())
@settings(max_examples=30, deadline=None)
def test_the_counts_of_two_parts_add_up_to_the_count_of_both(one, other):
    (spells, touches), (more_spells, more_touches) = waits(one), waits(other)
    more_spells = replace(more_spells, item=more_spells.item + 100)
    more_touches = replace(more_touches, spell=more_touches.spell + len(spells.item))
    both = count(joined(spells, more_spells), joined(touches, more_touches))
    assert same(both, count(*waits(one)) + count(*waits(other)))


def test_neither_the_order_of_items_nor_that_of_the_touches_matters():
    spells, touches = waits("""
        1 0 8 0 10 redirected l10
        1 1 8 10 50 move p9
        2 0 8 0 40 move b3 p12 l20
        """)
    mixed = Spells(*(getattr(spells, name)[[2, 0, 1]] for name in Spells.__slots__))
    moved = replace(touches, spell=np.array([1, 2, 0])[touches.spell])
    assert same(count(mixed, moved), count(spells, touches))


def as_dict(sums) -> dict[tuple[int, ...], tuple[int, ...]]:
    columns = zip(*(column.tolist() for column in sums.columns()), strict=True)
    return dict(zip(columns, map(tuple, sums.sums.tolist()), strict=True))


def same(one: Counts, other: Counts) -> bool:
    tables = ("time", "touches", "windows", "life")
    alike = all(as_dict(getattr(one, name)) == as_dict(getattr(other, name)) for name in tables)
    return alike and one.strata == other.strata


def joined(one, other):
    return type(one)(*(np.append(getattr(one, name), getattr(other, name)) for name in one.__slots__))
