"""The organisation's file: every form it may have, and every mistake named with its place."""

from datetime import date, time

import pytest

from stepin.errors import ConfigError
from stepin.org.file import parse_organisation, read_organisation
from stepin.org.kinds import KINDS
from stepin.org.organisation import (
    Expect,
    KindRule,
    Organisation,
    Parent,
    Person,
    Post,
    Selector,
    StatusOrder,
    Team,
)
from stepin.org.problems import OrganisationError

HOUR_US = 3_600_000_000

WHOLE = """
owner = "ana"
[log]
url = "s3://bucket/log"
[waiting]
on_owner_labels = ["needs rebase"]
[[person]]
id = "ana"
name = "Ana"
logins = ["github:ana-b", "jira:ana@acme.test"]
timezone = "Europe/Madrid"
[[person]]
id = "ci"
bot = true
logins = ["github:acme-ci"]
[[team]]
id = "payments"
parent = [{ team = "platform", from = 2024-01-01 }]
owns = ["github:acme/payments", "jira:CORE?component=Billing",
        { match = "github:acme/mono?label=team:pay", until = "2025-06-01" }]
leads = [{ who = "ana", from = 2024-01-15 }]
members = ["github:li", { who = "jira:ana@acme.test", until = 2024-01-15 }]
timezone = "Asia/Tokyo"
hours = "08:30-24:00"
weekdays = ["sun", "Monday"]
holidays = "ES-MD"
[[team]]
id = "platform"
[[expect]]
kind = "alert"
first = "15m"
next = "4h"
done = "1d4h"
[[kind]]
is = "request"
when = { label = "request:*" }
[[status]]
source = "jira:CORE"
order = ["To Do", "Done"]
"""

ORGANISATION = Organisation(
    people=(
        Person("ana", "Ana", ("github:ana-b", "jira:ana@acme.test"), timezone="Europe/Madrid"),
        Person("ci", "ci", ("github:acme-ci",), bot=True),
        Person("github:li", "li", ("github:li",)),
    ),
    teams=(
        Team(
            "payments",
            parents=(Parent("platform", since=date(2024, 1, 1)),),
            leads=(Post("ana", since=date(2024, 1, 15)),),
            members=(Post("github:li"), Post("ana", until=date(2024, 1, 15))),
            timezone="Asia/Tokyo",
            hours=(time(8, 30), time(0)),
            weekdays=(0, 6),
            holidays="ES-MD",
        ),
        Team("platform"),
    ),
    selectors=(
        Selector("payments", "github:acme/payments"),
        Selector("payments", "jira:CORE", label="component:Billing"),
        Selector("payments", "github:acme/mono", label="team:pay", until=date(2025, 6, 1)),
    ),
    expects=(Expect("alert", "*", first_us=HOUR_US // 4, next_us=4 * HOUR_US, done_us=12 * HOUR_US),),
    kind_rules=(KindRule("request", "request:*"),),
    statuses=(StatusOrder("jira:CORE", ("To Do", "Done")),),
    owner="ana",
    log_url="s3://bucket/log",
    waits_on_owner_labels=("needs rebase",),
)

PAY = '[[team]]\nid = "pay"\nowns = ["github:acme/pay"]\n'
ANA = '[[person]]\nid = "ana"\nlogins = ["github:ana"]\n'


def mistakes(text: str, people: str = "") -> list[tuple[str, str]]:
    """Place and what is said, of every mistake."""
    with pytest.raises(OrganisationError) as caught:
        parse_organisation(text, people)
    return [(str(each.place), each.says) for each in caught.value.mistakes]


def only_mistake(text: str, people: str = "") -> tuple[str, str]:
    (found,) = mistakes(text, people)
    return found


def test_every_form_of_the_file_is_read():
    assert parse_organisation(WHOLE) == ORGANISATION


def test_a_home_without_files_is_an_organisation_that_says_nothing(tmp_path):
    assert read_organisation(tmp_path) == Organisation()


def test_both_files_are_read_from_the_home(tmp_path):
    (tmp_path / "stepin.toml").write_text(ANA)
    (tmp_path / "people.toml").write_text('[[person]]\nid = "ana"\nlogins = ["jira:ana"]\n')
    assert read_organisation(tmp_path).people == (Person("ana", "ana", ("github:ana", "jira:ana")),)


def test_merged_people_may_be_new_and_a_lead_named_by_a_merged_login_is_that_person():
    read = parse_organisation(PAY + 'leads = ["github:bo"]', '[[person]]\nid = "bo"\nlogins = ["github:bo"]')
    assert (read.people, read.teams[0].leads) == ((Person("bo", "bo", ("github:bo",)),), (Post("bo"),))


def test_a_parent_may_be_one_word():
    read = parse_organisation(PAY + 'parent = "all"\n[[team]]\nid = "all"')
    assert read.teams[0].parents == (Parent("all"),)


def test_the_next_span_may_begin_on_the_day_the_last_one_ends():
    leads = 'leads = [{ who = "ana", until = 2024-02-01 }, { who = "ana", from = 2024-02-01 }]'
    read = parse_organisation(PAY + leads + "\n" + ANA)
    assert read.teams[0].leads == (Post("ana", until=date(2024, 2, 1)), Post("ana", since=date(2024, 2, 1)))


ONE_MISTAKE = [
    ("owners = 1", "owners", '"owners" is unknown here. Did you mean "owner"?'),
    ("[log]\npath = 1", "log.path", '"path" is unknown here. Known: url.'),
    ("[log]\nurl = 7", "log.url", "should be a text in quotes with something in it, not 7."),
    ("log = 7", "log", "should be a table, not 7."),
    (
        '[log]\nurl = "gs://bucket/log"',
        "log.url",
        '"gs://bucket/log" is neither a folder nor s3://bucket/folder, where a log can be.',
    ),
    ("team = 7", "team", "should be written [[team]], once for each, not 7."),
    (ANA + "bot = 1", "person[0].bot", "should be true or false, not 1."),
    (
        '[[person]]\nlogins = ["github:x"]',
        "person[0]",
        'id is missing; write id = "ana".',
    ),
    (
        '[[person]]\nid = "ana"',
        "person[0]",
        'has no logins; write logins = ["github:ana"].',
    ),
    (
        ANA + '[[person]]\nid = "ana"\nlogins = ["github:b"]',
        "person[1].id",
        'a person "ana" is declared already; put the logins into one [[person]].',
    ),
    (
        ANA + '[[person]]\nid = "bo"\nlogins = ["github:bo", "github:ana"]',
        "person[1].logins",
        '"github:ana" is a login of "ana" too; take it from one of them.',
    ),
    (
        '[[person]]\nid = "ana"\nlogins = ["github:a", "ana-b"]',
        "person[0].logins",
        '"ana-b" lacks its source; write such as "github:ana-b".',
    ),
    (
        ANA + 'timezone = "Europe/Madird"',
        "person[0].timezone",
        '"Europe/Madird" is no time zone. Did you mean "Europe/Madrid"?',
    ),
    (
        PAY + 'timezone = "Lisbon time"',
        "team[0].timezone",
        '"Lisbon time" is no time zone. Write one such as "Europe/Madrid".',
    ),
    (
        PAY + 'hours = "22:00-06:00"',
        "team[0].hours",
        'should be "HH:MM-HH:MM" within one day, such as "09:00-17:00", not "22:00-06:00".',
    ),
    (PAY + 'weekdays = ["mo"]', "team[0].weekdays", '"mo" is no weekday; write such as "mon" or "monday".'),
    (
        PAY + 'holidays = "ES-XX"',
        "team[0].holidays",
        'should be a country such as "ES", or a part of one such as "ES-MD", not "ES-XX".',
    ),
    (
        '[[team]]\nid = "pay"\nowns = []',
        "team[0]",
        '"pay" owns nothing; write owns = ["github:acme/pay"], or take the team out.',
    ),
    (
        PAY + PAY.replace("acme/pay", "acme/b"),
        "team[1].id",
        'a team "pay" is declared already; give this one another id.',
    ),
    (PAY + 'parent = "py"', "team[0].parent[0].team", 'no other team is called "py". Did you mean "pay"?'),
    (
        PAY + 'parent = "zz"',
        "team[0].parent[0].team",
        'no other team is called "zz". Add a [[team]] with that id.',
    ),
    (
        PAY + 'parent = "pay"',
        "team[0].parent[0].team",
        'no other team is called "pay". A team is not its own parent.',
    ),
    (
        PAY + 'parent = ["b", { team = "b", from = 2024-01-01 }]\n[[team]]\nid = "b"',
        "team[0].parent[1]",
        "overlaps another parent's dates; a team has one parent at a time.",
    ),
    (
        PAY + 'leads = ["anna"]\n' + ANA,
        "team[0].leads[0].who",
        'nobody is called "anna". Did you mean "ana"? '
        'Add a [[person]], or write a login such as "github:anna".',
    ),
    (
        PAY + 'leads = ["ana", { who = "github:ana", from = 2024-01-01 }]\n' + ANA,
        "team[0].leads[1]",
        'overlaps another entry of "ana" here; join them, or mend from and until.',
    ),
    (
        PAY + 'members = [{ who = "github:x", from = 2024-02-01, until = 2024-02-01 }]',
        "team[0].members[0].until",
        "until (2024-02-01) should come after from (2024-02-01); it is the first day no longer.",
    ),
    (
        PAY + 'leads = [{ who = "github:x", from = 2024-02-01T00:00:00Z }]',
        "team[0].leads[0].from",
        "should be a date, such as from = 2024-01-31, not a time (2024-02-01T00:00:00+00:00).",
    ),
    (
        PAY + "members = [3]",
        "team[0].members[0]",
        'should be a text or { who = "…", from = … }, not 3.',
    ),
    (
        '[[team]]\nid = "a"\nowns = ["acme"]',
        "team[0].owns[0].match",
        '"acme" is no selector; write source:container, such as "github:acme/payments".',
    ),
    (
        '[[team]]\nid = "a"\nowns = ["jira:A?comp=B"]',
        "team[0].owns[0].match",
        '"?comp=B" is unknown; write "?label=NAME" or "?component=NAME".',
    ),
    (
        PAY + '[[team]]\nid = "b"\nowns = [{ match = "github:acme/pay", from = 2024-01-01 }]',
        "team[1].owns[0]",
        'team "pay" owns the same at the same time (team[0].owns[0]); give it to one of them.',
    ),
    (
        '[[expect]]\nkind = "fire"\nnext = "1d"',
        "expect[0].kind",
        '"fire" is no kind of item. Kinds: ' + ", ".join(KINDS) + ".",
    ),
    (
        '[[expect]]\nteam = "payments"\nnext = "1d"',
        "expect[0].team",
        'no team is called "payments". Write a declared team, or * for every one.',
    ),
    (
        '[[expect]]\nnext = "3w"',
        "expect[0].next",
        'should be a duration such as "15m", "4h", "2d" or "1d4h", not "3w".',
    ),
    (
        '[[expect]]\nkind = "alert"',
        "expect[0]",
        'expects nothing; write first, next or done, such as next = "1d".',
    ),
    (
        '[[expect]]\nnext = "1d"\n[[expect]]\ndone = "2d"',
        "expect[1]",
        'kind "*" and team "*" have an [[expect]] already; join them.',
    ),
    ('[[kind]]\nis = "request"', "kind[0].when", 'label is missing; write label = "request:*".'),
    (
        '[[kind]]\nis = "isue"\nwhen = { label = "x" }',
        "kind[0].is",
        '"isue" is no kind of item. Did you mean "issue"?',
    ),
    (
        '[[status]]\nsource = "jira:A"',
        "status[0].order",
        'says no order; write order = ["To Do", "In Progress", "Done"].',
    ),
]


@pytest.mark.parametrize(("text", "place", "says"), ONE_MISTAKE, ids=[each[2][:40] for each in ONE_MISTAKE])
def test_a_mistake_is_named_with_its_place(text, place, says):
    assert only_mistake(text) == (place, says)


def test_a_cycle_of_parents_is_told_once_with_the_way_round():
    text = (
        PAY
        + 'parent = "b"\n[[team]]\nid = "b"\nparent = [{ team = "c" }]\n[[team]]\nid = "c"\nparent = "b"\n'
    )
    assert only_mistake(text) == (
        "team[1].parent",
        "is above itself: b under c under b. Take one of these parents out.",
    )


def test_a_cycle_that_holds_for_some_days_only_says_from_when():
    later = 'parent = [{ team = "pay", from = 2024-05-01, until = 2024-06-01 }]'
    text = PAY + 'parent = "b"\n[[team]]\nid = "b"\n' + later
    says = "is above itself on 2024-05-01: pay under b under pay. Take one of these parents out."
    assert only_mistake(text) == ("team[0].parent", says)


def test_parents_that_change_places_one_after_the_other_are_no_cycle():
    before, after = "until = 2024-05-01", "from = 2024-05-01"
    text = (
        f'[[team]]\nid = "a"\nowns = ["github:a/a"]\nparent = [{{ team = "b", {before} }}]\n'
        f'[[team]]\nid = "b"\nowns = ["github:b/b"]\nparent = [{{ team = "a", {after} }}]\n'
    )
    assert [team.id for team in parse_organisation(text).teams] == ["a", "b"]


def test_all_mistakes_of_both_files_come_at_once_by_file_and_line():
    text = 'onwer = "x"\n' + PAY + 'leads = [\n  # the first\n  "github:a",\n  { who = "nobody" },\n]\n'
    with pytest.raises(ConfigError) as caught:
        parse_organisation(text, "[[person]]\nid = 3\n[team]")
    assert str(caught.value).splitlines() == [
        "4 mistakes in the organisation's files; mend and run again.",
        '  stepin.toml line 1, onwer: "onwer" is unknown here. Did you mean "owner"?',
        '  stepin.toml line 8, team[0].leads[1].who: nobody is called "nobody". '
        'Add a [[person]], or write a login such as "github:nobody".',
        "  people.toml line 2, person[0].id: should be a text in quotes with something in it, not 3.",
        "  people.toml line 3, team: people.toml holds [[person]] alone; move this to stepin.toml.",
    ]


def test_a_file_that_is_no_toml_says_where():
    place, says = only_mistake('[[team]\nid = "x"')
    assert (place, says[:24], "line 1" in says) == ("", "is not valid TOML: Expec", True)


def test_a_file_in_another_encoding_is_told(tmp_path):
    (tmp_path / "stepin.toml").write_bytes('owner = "josé"'.encode("latin-1"))
    with pytest.raises(OrganisationError, match="is not UTF-8 text; save it again as UTF-8"):
        read_organisation(tmp_path)


def test_a_folder_in_the_files_place_is_told(tmp_path):
    (tmp_path / "stepin.toml").mkdir()
    with pytest.raises(OrganisationError, match="cannot be read"):
        read_organisation(tmp_path)


def test_a_mistake_in_toml_hides_no_mistake_of_the_other_file_and_invents_none():
    assert [place for place, _ in mistakes("x = ", "y = ")] == ["", ""]
    assert len(mistakes("x = ", '[[person]]\nid = "a"\nlogins = ["github:a"]')) == 1


def test_a_cue_that_is_no_regular_expression_is_named_with_its_place() -> None:
    with pytest.raises(OrganisationError, match=r"cues\.ask\[1\].*is no regular expression"):
        parse_organisation('[cues]\nask = ["eta", "("]\n')


def test_a_login_that_stepin_toml_gives_to_somebody_is_theirs_whatever_people_toml_says() -> None:
    found = parse_organisation(
        '[[person]]\nid = "ci"\nbot = true\nlogins = ["github:ci"]\n',
        '[[person]]\nid = "github:ci"\nbot = true\nlogins = ["github:ci"]\n',
    )
    assert [person.id for person in found.people] == ["ci"]
