"""The shipped analysis and the slow reference give the same answer, to the last row."""

from dataclasses import fields

import pytest
from hypothesis import HealthCheck, given, settings

from tests.reference.analyse import analyse
from tests.reference.answer import Answer
from tests.reference.fixing import fixings
from tests.reference.strategies import Case, cases
from tests.reference.talks import talks
from tests.spec.engines import ENGINES

SLOW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def parts(answer: Answer) -> dict[str, tuple]:
    return {field.name: getattr(answer, field.name) for field in fields(answer)}


@pytest.mark.parametrize("engine", [name for name in ENGINES if name != "reference"])
@given(case=cases())
@SLOW
def test_every_engine_agrees_with_the_reference_about_any_log(engine: str, case: Case) -> None:
    about = case.events, case.items, case.organisation, case.as_of, case.corrections
    found, expected = ENGINES[engine](*about), analyse(*about)
    assert parts(found) == parts(expected)


@pytest.mark.parametrize("engine", [name for name in ENGINES if name != "reference"])
@given(case=talks())
@SLOW
def test_every_engine_agrees_with_the_reference_about_what_people_say_to_each_other(
    engine: str, case: Case
) -> None:
    about = case.events, case.items, case.organisation, case.as_of
    found, expected = ENGINES[engine](*about), analyse(*about)
    assert parts(found) == parts(expected)


@pytest.mark.parametrize("engine", [name for name in ENGINES if name != "reference"])
@given(case=fixings())
@SLOW
def test_every_engine_agrees_with_the_reference_about_changes_that_fix(engine: str, case: Case) -> None:
    about = case.events, case.items, case.organisation, case.as_of, case.corrections
    found, expected = ENGINES[engine](*about), analyse(*about)
    assert parts(found) == parts(expected)


@given(case=cases() | fixings())
@SLOW
def test_what_came_later_changes_nothing_that_was_told_before(case: Case) -> None:
    cut = [event for event in case.events if event.occurred_at <= case.as_of]
    about = case.items, case.organisation, case.as_of, case.corrections
    assert analyse(case.events, *about) == analyse(cut, *about)
