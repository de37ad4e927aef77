"""Logins to people: codes, bots, names, and who may be the same person."""

from stepin.org.organisation import Organisation, Person
from stepin.org.people import Suggestion, directory, merge_suggestions

ANA = Person("ana", "Ana", ("github:ana-b", "jira:ana@acme.test"))
CI = Person("ci", "CI", ("github:acme-ci",), bot=True)
ACME = Organisation(people=(ANA, CI))


def test_logins_of_one_person_have_one_code_and_strangers_their_own():
    who = directory(ACME, ["github:zed", "github:ana-b", "github:bo", "github:zed"])
    logins = [
        "jira:ana@acme.test",
        "github:ana-b",
        "github:acme-ci",
        "github:bo",
        "github:zed",
        None,
        "github:new",
    ]
    assert who.codes(logins).tolist() == [0, 0, 1, 2, 3, -1, -1]


def test_a_stranger_is_a_person_whose_id_is_the_login():
    who = directory(ACME, ["github:bo"])
    assert who.people == (ANA, CI, Person("github:bo", "bo", ("github:bo",)))


def test_declared_bots_and_automatic_names_are_bots_and_a_note_says_which():
    who = directory(ACME, ["github:robot", "github:renovate[bot]", "github:Copilot"])
    assert who.bots().tolist() == [False, True, True, True, False]
    assert who.notes == ("Taken for bots by their logins: github:Copilot, github:renovate[bot].",)


def test_a_person_declared_with_an_automatic_name_is_no_bot():
    who = directory(Organisation(people=(Person("x", "X", ("github:x[bot]",)),)), ["github:x[bot]"])
    assert (who.bots().tolist(), who.notes) == ([False], ())


def test_alike_logins_and_names_are_suggested_once_and_bots_never():
    who = directory(
        Organisation(people=(ANA, CI, Person("li", "Ana", ("github:li",)))),
        ["jira:LI@other.test", "slack:acme-ci", "github:ANA-B"],
    )
    assert merge_suggestions(who) == (
        Suggestion("ana", "li", "same name"),
        Suggestion("ana", "github:ANA-B", "logins alike"),
        Suggestion("li", "jira:LI@other.test", "logins alike"),
    )


def test_nobody_alike_gives_no_suggestion():
    assert merge_suggestions(directory(ACME, ["github:bo"])) == ()
