"""How sure the page is: checks on the estimate, what was expected, what was left out, what is not seen."""

from stepin.findings import words_of_many
from stepin.findings.model import Expectation
from stepin.findings.names import clock_of, kind_name, team_name
from stepin.findings.page import Part, Section, Sentence, Table
from stepin.findings.plain import span
from stepin.findings.views import View

_COLUMNS = ("Team", "Kind", "First answer", "Next step", "Done", "Where from")


def how_sure(view: View) -> Section:
    checks = tuple((words_of_many.control(check),) for check in view.findings.controls)
    notes = tuple((note,) for note in view.findings.notes)
    return Section(
        id="sure",
        title="How sure this is",
        says=((words_of_many.NOT_SEEN,), *_on_checks(view), *checks, *notes),
        tables=_expectations(view),
    )


def _on_checks(view: View) -> tuple[Sentence, ...]:
    if not view.findings.controls:
        return ()
    return ((words_of_many.ON_CHECKS,),)


def _expectations(view: View) -> tuple[Table, ...]:
    rows = tuple(_row_of(each) for each in view.findings.expectations)
    if not rows:
        return ()
    return (
        Table("What is expected now, after which work is stuck", _COLUMNS, rows, id="expected", long=True),
    )


def _row_of(each: Expectation) -> tuple[Part, ...]:
    clock = clock_of(each.kind)
    spans = (each.first_hours, each.next_hours, each.done_hours)
    told = tuple("–" if hours is None else span(hours, round_the_clock=clock) for hours in spans)
    return (team_name(each.team), kind_name(each.kind), *told, words_of_many.where_from(each))
