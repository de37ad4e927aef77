"""The gate: where a timing control failed, no shares may be told."""

from bench.controls import gate

from tests.builders import control, estimate, findings, need_row

TOLD = {"anyway": estimate(0.5, 0.4, 0.6), "anyone": estimate(0.3, 0.2, 0.4), "you": estimate(0.2, 0.1, 0.3)}


def _need(**changes):
    return (need_row(**{**TOLD, "reason": None, **changes}),)


HELD_BACK = {**dict.fromkeys(TOLD), "reason": "Cannot tell apart from timing."}


def test_shares_are_told_where_all_controls_passed():
    found = findings(controls=(control(name="bots", passed=True),), need=_need())
    said = gate(found, "acme")
    assert (said.held, said.measured) == (
        True,
        "no control failed; 1 rows tell shares, 0 are held back for timing",
    )


def test_shares_told_beside_a_failed_control_break_the_gate():
    found = findings(controls=(control(name="bots", passed=False),), need=_need())
    assert (gate(found, "acme").held, gate(found, "acme").measured) == (
        False,
        "failed: bots; 1 rows tell shares",
    )


def test_shares_held_back_for_a_failed_control_obey_the_gate():
    found = findings(controls=(control(name="bots", passed=False),), need=_need(**HELD_BACK))
    assert gate(found, "acme").held is True


def test_shares_held_back_for_timing_though_no_control_failed_break_the_gate():
    found = findings(controls=(control(passed=None),), need=_need(**HELD_BACK))
    assert gate(found, "acme").held is False
