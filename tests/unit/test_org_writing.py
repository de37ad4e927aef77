"""What is written is read back the same; whatever is read, only a list of mistakes may come of it."""

from datetime import date, time

from hypothesis import given, settings
from hypothesis import strategies as st

from stepin.log.schema import ITEM_KINDS
from stepin.org.durations import MINUTE_US, duration_text, parse_duration
from stepin.org.file import organisation_of, parse_organisation
from stepin.org.kinds import KINDS
from stepin.org.lines import line_of
from stepin.org.organisation import (
    Expect,
    Keep,
    KindRule,
    Organisation,
    Parent,
    Person,
    Post,
    Refreshing,
    Selector,
    Source,
    StatusOrder,
    Team,
)
from stepin.org.reading import KEYS
from stepin.org.values import hours_text, parse_hours
from stepin.org.writing import organisation_text, people_text

words = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), include_characters="\x7f"), min_size=1, max_size=8
)
texts = words.map(str.strip).filter(bool)
ids = texts.filter(lambda text: ":" not in text and text != "*")
days = st.dates(date(2015, 1, 1), date(2030, 1, 1))
spans = st.tuples(st.none() | days, st.none() | days).filter(lambda span: None in span or span[0] < span[1])
opening = st.integers(0, 23 * 60 + 58).map(lambda minute: time(minute // 60, minute % 60))
hours = st.tuples(opening, opening | st.just(time(0))).filter(
    lambda pair: pair[1] == time(0) or pair[0] < pair[1]
)
zones = st.none() | st.sampled_from(["Europe/Madrid", "Asia/Kolkata", "UTC"])
durations = st.none() | st.integers(1, 5000).map(lambda minutes: minutes * MINUTE_US)


@st.composite
def some_people(draw, count):
    return tuple(
        Person(
            f"p{number}",
            draw(texts),
            (f"github:p{number}", f"jira:{number}"),
            draw(st.booleans()),
            draw(zones),
        )
        for number in range(count)
    )


@st.composite
def some_posts(draw, people):
    chosen = draw(st.lists(st.sampled_from(people), max_size=3, unique=True)) if people else []
    return tuple(Post(person.id, *draw(spans)) for person in chosen)


@st.composite
def some_teams(draw, people):
    names = draw(st.lists(ids, max_size=4, unique=True))
    return tuple(
        Team(
            name,
            parents=tuple(
                Parent(above, *draw(spans)) for above in draw(st.sets(st.sampled_from(names[:n]), max_size=1))
            )
            if (n := number)
            else (),
            leads=draw(some_posts(people)),
            members=draw(some_posts(people)),
            timezone=draw(zones),
            hours=draw(st.none() | hours),
            weekdays=tuple(sorted(draw(st.sets(st.integers(0, 6), min_size=1)))),
            holidays=draw(st.sampled_from([None, "ES", "US-CA"])),
        )
        for number, name in enumerate(names)
    )


repositories = st.builds(
    Source, github=st.sampled_from(["acme/a", "acme/b.c"]), titles=st.booleans(), api_url=texts
)
own_tables = st.builds(Source, table=texts, items=st.none() | texts, map=st.none() | texts)
sources = st.lists(repositories | own_tables, max_size=3, unique_by=lambda source: source.name)
refreshing = st.builds(
    Refreshing,
    every_s=st.none() | st.integers(1, 7 * 24 * 60).map(lambda m: m * 60),
    in_working_hours=st.booleans(),
)
kept = st.builds(Keep, *[st.integers(1, 9999)] * 3)


@st.composite
def organisations(draw):
    people = draw(some_people(draw(st.integers(0, 3))))
    teams = draw(some_teams(people))
    selectors = [
        Selector(team.id, f"github:{number}/*", draw(st.none() | texts), *draw(spans))
        for number, team in enumerate(teams)
    ]
    kinds, names = st.sampled_from(["*", *KINDS]), st.sampled_from(["*", *(team.id for team in teams)])
    keys = draw(st.lists(st.tuples(kinds, names), unique=True, max_size=3))
    expects = [
        Expect(*key, first_us=draw(durations), next_us=MINUTE_US, done_us=draw(durations)) for key in keys
    ]
    return Organisation(
        people=people,
        teams=teams,
        selectors=tuple(selectors),
        expects=tuple(expects),
        kind_rules=tuple(
            KindRule("request", label) for label in draw(st.lists(texts, max_size=2, unique=True))
        ),
        statuses=tuple(
            StatusOrder(source, ("a", "b")) for source in draw(st.lists(texts, max_size=2, unique=True))
        ),
        owner=people[0].id if people else None,
        log_url=draw(texts),
        waits_on_owner_labels=tuple(draw(st.lists(texts, max_size=2, unique=True))),
        sources=tuple(draw(sources)),
        refreshing=draw(refreshing),
        keep=draw(kept),
    )


@settings(max_examples=60, deadline=None)
@given(organisations())
def test_an_organisation_is_read_back_as_it_was_written(organisation):
    assert parse_organisation(organisation_text(organisation)) == organisation


@settings(deadline=None)
@given(some_people(3))
def test_people_are_read_back_as_they_were_written(people):
    assert parse_organisation("", people_text(people)).people == people


every_key = sorted({key for keys in KEYS.values() for key in keys})
leaves = st.one_of(
    st.integers(), st.booleans(), st.floats(), texts, days, st.datetimes(), st.times(),
    st.sampled_from(["ana", "github:ana", "pay", "github:a/b?label=", "1d", "*", "alert", "Europe", "ES-"]),
)  # fmt: skip
toml_ish = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(every_key) | texts, inner, max_size=5)
    ),
    max_leaves=25,
)
tables = st.lists(st.dictionaries(st.sampled_from(every_key), toml_ish, max_size=6), max_size=4)
files = st.dictionaries(st.sampled_from(KEYS[""]) | texts, toml_ish | tables, max_size=6)


@settings(max_examples=80, deadline=None)
@given(files, files)
def test_whatever_the_files_hold_the_reader_only_lists_mistakes(stepin, people):
    mistakes = []
    organisation = organisation_of(stepin, people, mistakes)
    assert isinstance(organisation, Organisation)
    assert all(each.says and str(each.place) for each in mistakes)


@given(st.text(max_size=80), st.lists(st.text(max_size=5) | st.integers(0, 3), max_size=5))
def test_looking_for_a_line_never_fails(text, path):
    line = line_of(text, tuple(path))
    assert line is None or 1 <= line <= len(text.splitlines())


@given(st.integers(1, 4_000_000))
def test_durations_are_read_back(minutes):
    assert parse_duration(duration_text(minutes * MINUTE_US)) == minutes * MINUTE_US


def test_a_day_is_eight_hours_and_nonsense_is_no_duration():
    hour = 60 * MINUTE_US
    written = ["15m", "4h", "2d", "1d4h", " 1h30m ", "90m"]
    assert [parse_duration(text) for text in written] == [
        hour // 4,
        4 * hour,
        16 * hour,
        12 * hour,
        hour * 3 // 2,
        hour * 3 // 2,
    ]
    assert [
        parse_duration(text) for text in ["", "0h", "3w", "4h1d", "1.5h", "-1h", "1", "10001d", "٣h"]
    ] == [None] * 9


@given(hours)
def test_hours_are_read_back(pair):
    assert parse_hours(hours_text(pair)) == pair


def test_the_kinds_are_those_of_the_log():
    assert KINDS == ITEM_KINDS
