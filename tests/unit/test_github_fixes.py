"""What a pull says that it fixes."""

import pytest

from stepin.sources.github.payloads import read
from tests.github_payloads import issue, pull


def fixes(payload: object) -> list[str | None]:
    return [e.value for e in read(payload).events if e.kind == "linked"]


def test_a_pull_that_fixes_an_issue_is_linked_to_it_by_its_author_from_the_opening_on() -> None:
    (opened, linked) = read(pull(number=8, by="ana", body="Rounds up.\r\n\r\nFixes #7.")).events
    assert (linked.event_id, linked.seq) == ("github:acme/pay#8:fixes/7", 1)
    assert (linked.occurred_at, linked.actor) == (opened.occurred_at, "github:ana")
    assert (linked.kind, linked.value) == ("linked", "fixes:github:acme/pay#7")


@pytest.mark.parametrize(
    "words",
    [
        "fix",
        "fixes",
        "fixed",
        "close",
        "closes",
        "closed",
        "resolve",
        "resolves",
        "resolved",
        "FIXES",
        "Fixes:",
    ],
)
def test_each_of_githubs_closing_words_tells_it(words: str) -> None:
    assert fixes(pull(body=f"This {words} #7 for good")) == ["fixes:github:acme/pay#7"]


@pytest.mark.parametrize(
    "where",
    [
        "acme/pay#7",
        "Acme/Pay#7",
        "https://github.com/acme/pay/issues/7",
        "<https://github.com/acme/pay/issues/7>",
        "https://github.com/acme/pay/pull/7",
        "https://github.com/acme/pay/issues/7.",
    ],
)
def test_the_same_repository_may_be_named(where: str) -> None:
    assert fixes(pull(body=f"Closes {where}")) == ["fixes:github:acme/pay#7"]


@pytest.mark.parametrize(
    "text",
    [
        "Fixes acme/shop#7",
        "Fixes https://github.com/acme/shop/issues/7",
        "Fixes https://github.com/acme/pay/issues/7#issuecomment-1",
        "Fixes https://git.acme.test/acme/pay/issues/7",
        "See #7",
        "The fixes of #7",
        "A prefix #7, a bug-fix #7, a fixer #7",
        "Fixes #7th, #07 and # 7",
        "> Fixes #7",
        "Not yet `fixes #7`",
        "<!-- Say: Fixes #7 -->",
        "```\nfixes #7\n```",
    ],
)
def test_other_repositories_and_what_the_author_does_not_say_are_passed_over(text: str) -> None:
    assert fixes(pull(body=text)) == []


def test_each_number_counts_once_and_its_own_never() -> None:
    told = pull(number=8, title="Fix #12: round up", body="Fixes #8, fixes #7, closes #12, resolves #7")
    assert fixes(told) == ["fixes:github:acme/pay#12", "fixes:github:acme/pay#7"]


def test_on_a_server_of_ones_own_its_address_counts() -> None:
    here = "https://git.acme.test/acme/pay"
    told = pull(
        html_url=f"{here}/pull/8", body=f"Fixes {here}/issues/7, fixes https://github.com/acme/pay/issues/9"
    )
    assert fixes(told) == ["fixes:github:acme/pay#7"]


def test_an_issue_fixes_nothing_and_a_pull_without_words_neither() -> None:
    assert fixes(issue(body="Fixes #8")) == []
    assert fixes(pull(title=None, body=None)) == []
