"""What is found as of a moment is what would have been found at that moment."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import HealthCheck, assume, given, settings

from stepin.findings.analyse import analyse, read_and_analyse
from stepin.findings.compose.findings import compose
from stepin.findings.compose.places import places_of
from stepin.log.home import LogHome
from stepin.log.reading import open_log
from stepin.log.records import Event, Item
from stepin.log.writing import append
from stepin.sources.table import import_table
from tests.reference.strategies import Case, cases
from tests.unit.tables import EVENTS, csv

FEW = settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
LONG_AFTER = datetime(2025, 6, 1, tzinfo=UTC)


def as_it_is_in_the_end(item: Item) -> Item:
    """With every column that changes over time changed."""
    return replace(
        item,
        closed_at=LONG_AFTER,
        labels=("urgent", "team:search"),
        priority="p0",
        due_on=date(2024, 1, 1),
        customer_impact="yes",
    )


def found(folder, case: Case, events: list[Event], items: list[Item]):
    append(LogHome(folder), events=events, items=items, now=LONG_AFTER)
    log = open_log(LogHome(folder))
    told = read_and_analyse(log, folder, case.organisation, as_of=case.as_of)
    ids = log.event_ids(places_of(told))
    return compose(told, event_ids=ids, as_of=case.as_of).records()


@given(case=cases())
@FEW
def test_what_came_later_changes_no_report(tmp_path_factory, case):
    cut = [event for event in case.events if event.occurred_at <= case.as_of]
    assume(cut)
    then, now = tmp_path_factory.mktemp("then"), tmp_path_factory.mktemp("now")
    later = [as_it_is_in_the_end(item) for item in case.items]
    assert found(then, case, cut, case.items) == found(now, case, case.events, later)


def test_where_nothing_has_waited_and_nobody_has_acted_nothing_is_told(tmp_path):
    merged = csv(tmp_path, "e1,gh:a#1,2024-06-01T10:00:00Z,gh:ana,merged,")
    import_table(LogHome(tmp_path), merged, now=LONG_AFTER)
    told = analyse(tmp_path, as_of=LONG_AFTER, now=LONG_AFTER)
    assert (len(told.stuck), len(told.step_ins)) == (0, 0)


def stuck_with_impact(folder, *said, as_of):
    """After one import a day, each with what the table of items says of the first item's impact."""
    first = datetime(2024, 6, 20, tzinfo=UTC)
    for day, impact in enumerate(said):
        items = csv(folder, f"gh:a#1,gh,Title,{impact}", "item_id,source,title,customer_impact", "items.csv")
        import_table(LogHome(folder), csv(folder, EVENTS), items=items, now=first + timedelta(days=day))
    told = analyse(folder, as_of=first + as_of, now=LONG_AFTER).records().stuck
    return {each.item: each.customer_impact for each in told}["gh:a#1"]


def test_an_impact_that_a_later_import_told_of_was_not_known_before(tmp_path):
    before, after = timedelta(hours=12), timedelta(hours=36)
    said = [("no", "yes"), ("unknown", "yes"), ("no",)]
    homes = [tmp_path / str(number) for number in range(len(said) * 2)]
    for home in homes:
        home.mkdir()
    at_first = [stuck_with_impact(home, *each, as_of=before) for home, each in zip(homes, said, strict=False)]
    at_last = [
        stuck_with_impact(home, *each, as_of=after) for home, each in zip(homes[3:], said, strict=True)
    ]
    assert at_first == ["no", "unknown", "no"]
    assert at_last == ["yes", "yes", "no"]
