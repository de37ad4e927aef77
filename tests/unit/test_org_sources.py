"""What a refresh brings in, when, and what is kept: read, or each mistake named with its place."""

import pytest

from stepin.org.file import parse_organisation
from stepin.org.organisation import Keep, Refreshing, Source
from stepin.org.problems import OrganisationError


def mistakes(toml):
    with pytest.raises(OrganisationError) as error:
        parse_organisation(toml)
    return [f"{each.place}: {each.says}" for each in error.value.mistakes]


def test_sources_are_read_in_file_order():
    read = parse_organisation(
        '[[source]]\ntable = "a.csv"\nitems = "i.csv"\nmap = "servicenow"\n[[source]]\ngithub = "acme/a"\n'
    )
    assert read.sources == (Source(table="a.csv", items="i.csv", map="servicenow"), Source(github="acme/a"))
    assert [each.name for each in read.sources] == ["a.csv", "github:acme/a"]


def test_without_a_word_it_is_hourly_in_working_hours_and_a_year_of_reads():
    read = parse_organisation("")
    assert (read.sources, read.refreshing, read.keep) == ((), Refreshing(3600, True), Keep(365, 90, 50))


def test_every_may_be_minutes_hours_days_or_off():
    every = [parse_organisation(f'[refresh]\nevery = "{text}"').refreshing.every_s for text in
             ("15m", "2h", "1d", "off")]  # fmt: skip
    assert every == [900, 7200, 86400, None]


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ("[[source]]", "source[0]: names no one thing to read"),
        ('[[source]]\ngithub = "acme/a"\ntable = "a.csv"', "source[0]: names no one thing to read"),
        ('[[source]]\ngithub = "acme"', 'source[0].github: should be "owner/repo", not "acme"'),
        ('[[source]]\ngithub = "a/b"\nitems = "i.csv"', "source[0].items: goes with table, not with github"),
        ('[[source]]\ntable = "a.csv"\ntitles = false', "source[0].titles: goes with github, not with table"),
        ('[[source]]\ngithub = "a/b"\n[[source]]\ngithub = "a/b"', 'source[1]: "github:a/b" is a [[source]]'),
        ('[refresh]\nevery = "30s"', "refresh.every: should be a while"),
        ('[refresh]\nwithin = "workinghours"', 'refresh.within: should be "always" or "working hours"'),
        ('[keep]\nreads = "1y"', "keep.reads: should be whole days"),
        ("[keep]\nruns = 0", "keep.runs: should be a number of analyses"),
    ],
)
def test_a_mistake_is_named_with_its_place(toml, says):
    assert [each[: len(says)] for each in mistakes(toml)] == [says]
