"""Mistakes in the settings: all at once, each with its place, exit code 4, and nothing changed."""

import pytest

from tests.faults.histories import MORE, event_ids, home, payloads, table
from tests.faults.running import stepin

MANY = """
ownr = "ana"
[[person]]
id = "ana"
logins = ["t:ana"]
[[person]]
id = "bo"
logins = ["t:ana"]
[[team]]
id = "red"
parent = "blue"
owns = ["t:pay"]
leads = ["ana", { who = "nobody-known", from = "2024-02-30" }]
[[team]]
id = "blue"
parent = "red"
owns = ["t:pay"]
members = [{ who = "ana", from = 2024-05-01, until = 2024-04-01 }]
[[team]]
id = "green"
"""
PEOPLE = """
[[person]]
id = 3
logins = "x"
"""
TOLD = """
stepin: 10 mistakes in the organisation's files; mend and run again.
  stepin.toml line 2, ownr: "ownr" is unknown here. Did you mean "owner"?
  stepin.toml line 8, person[1].logins: "t:ana" is a login of "ana" too; take it from one of them.
  stepin.toml line 11, team[0].parent: is above itself: red under blue under red. \
Take one of these parents out.
  stepin.toml line 13, team[0].leads[1].from: should be a date, such as from = 2024-01-31, not "2024-02-30".
  stepin.toml line 13, team[0].leads[1].who: nobody is called "nobody-known". \
Add a [[person]], or write a login such as "github:nobody-known".
  stepin.toml line 17, team[1].owns[0]: team "red" owns the same at the same time (team[0].owns[0]); \
give it to one of them.
  stepin.toml line 18, team[1].members[0].until: until (2024-04-01) should come after from (2024-05-01); \
it is the first day no longer.
  stepin.toml line 19, team[2]: "green" owns nothing; write owns = ["github:acme/green"], \
or take the team out.
  people.toml line 3, person[0].id: should be a text in quotes with something in it, not 3.
  people.toml line 4, person[0].logins: should be a list, such as logins = ["…"], not "x".
"""


@pytest.mark.parametrize("command", ["analyse", "import table more.csv"])
def test_every_mistake_in_both_files_is_told_at_once(tmp_path, command):
    there = home(tmp_path, team=MANY)
    (there / "people.toml").write_text(PEOPLE)
    table(tmp_path, MORE, "more.csv")
    ended = stepin(*command.split(), "--home", there, place=tmp_path)
    assert (ended.code, ended.out, ended.err.strip()) == (4, "", TOLD.strip())
    assert event_ids(there) == ["t:1", "t:2", "t:3", "t:4"]


BROKEN = {
    "no TOML": ("a = = b", "people.toml: is not valid TOML: Invalid value (at line 1, column 5)."),
    "a team": (
        '[[team]]\nid = "x"',
        "people.toml line 1, team: people.toml holds [[person]] alone; move this",
    ),
    "Latin-1": ("# Zo\xeb", "people.toml: is not UTF-8 text"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_people_file_is_told_and_left_as_it_is(tmp_path, case):
    there, (text, says) = home(tmp_path), BROKEN[case]
    (there / "people.toml").write_bytes(text.encode("latin-1"))
    payloads(tmp_path, 1, bot=True)
    ended = stepin("import", "github", "payloads", "--home", there, place=tmp_path)
    assert (ended.code, says in ended.err) == (4, True), ended.err
    assert (there / "people.toml").read_bytes() == text.encode("latin-1")
    assert event_ids(there) == ["t:1", "t:2", "t:3", "t:4"]
