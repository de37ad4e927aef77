import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepin.org.organisation import CuePatterns
from stepin.sources.cues import cues

ASKS = [
    "Could you rebase?", "Please rebase.", "ping", "any update on this", "nit: a space",
    "```suggestion\nx = 1\n```", "Needs rebase.", "Mind having another look",
    "I'd like you to split this", "It would be great if you could squash", "We need you to sign it",
    "How about a list",
    "Maybe rename it", "Nice. Consider adding a test.", "You can use `f()`", "This should be removed",
    "@ana is this the only one?", "@ana please rebase", "@ana could you look at it", "Let me know",
    "Take a look at the list", "Also have a look at it", "I'd ask you to take another look",
]  # fmt: skip
WISHES = [
    "@ana I see your point, but you should do the effort.", "I agree with @ana, a wider one would be better.",
    "I'd prefer a list here", "I suggest a list", "It would be nice to have a list", "We should add a list",
    "That should be easy", "@ana we could use a list", "Maybe this could be a list",
    "@ana I'd consider moving it",
]  # fmt: skip
LOOKS_OF_ONES_OWN = [
    "I'll take a look.", "I’ll also take a closer look", "Will have another look.", "Let me take a look",
    "@ana we're going to have a look", "I need to have a look", "Somebody wants to take a look",
    "I can have a look", "I'd have a look", "I take a quick look now and then",
]  # fmt: skip
ANSWERS = [
    "Done.",
    "Fixed in abc",
    "Rebased.",
    "Yes, that is why.",
    "> why?\n\nBecause it is faster.",
    "@ana it is so",
]
APPROVALS = [
    "ACK", "utACK 1234567", "tACK 1234567", "re-ACK 1234567", "Tested ACK 1234567", "Code review ACK 1234567",
    "post-merge ACK 1234567", "Nice work!\n\nACK 1234567", "LGTM", "looks good to me", ":+1:", "+1", "👍",
]  # fmt: skip
NO_APPROVALS = [
    "Concept ACK", "Approach ACK", "NACK", "Concept ACK 1234567", "Concept re-ACK. Thanks",
    "almost-ACK 1234567", "ACK otherwise", "ACKs so far", "Looks good to me otherwise",
    "I will ACK once the tests pass", "package", "back", "+1 to zeros",
]  # fmt: skip
SUPPORTS = [
    "Concept ACK", "Concept ACK.", "concept ack", "Approach ACK", "Design ACK!", "Strong concept ACK",
    "Big Concept ACK", "Concept ACK 👍", "Concept ACK :+1:", "**Concept ACK**", "Concept and approach ACK",
    "Approach ACK 1a63f44609d1c7a4de0f5c4727e0d4cd3d7448ad.", "Concept re-ACK", "> a list\n\nConcept ACK",
    "@ana Concept ACK",
]  # fmt: skip
NO_SUPPORTS = [
    "Concept ACK, but a list would do.", "Concept ACK. Could you rebase?", "Concept NACK", "ACK",
    "no concept ACK", "Concept ACK\n```\nx = 1\n```", "> Concept ACK", "Concept ACK, tested ACK 1234567",
    "almost concept ACK", "Concept ACKs so far: 2", "Concept ACK 123", "a concept", "",
    "Concept ACK\n```suggestion\nx = 1\n```",
]  # fmt: skip
DECISIONS = [
    "NACK",
    "Closing this as outdated.",
    "Will merge after rebase",
    "Let's go with the list.",
    "Merging.",
]

PROMISES = [
    "Will do. I'll PR this as a fix.", "I'll rework it. Thanks!", "I'll look at it next week.", "On it.",
    "I'm working on it", "I can take this.", "Good catch, will fix.", "I'm going to look into this tomorrow",
    "Yes, still working on this.", "I will try to reproduce it", "I'll take another look when I get the time",
    "I plan to review this.", "I'll add a test for `f()`", "I'll check if that is so",
    "Let me take a look", "Thanks, let me have a closer look.", "@ana let me also have a look",
    "We'll have a look", "Thanks! We're going to have a look.",
    "You are correct! I will think about redefining the goals.", "I'll think it over.", "I'll think about it",
]  # fmt: skip
NO_PROMISES = [
    "I'll close this.", "I'll wait for the others", "I'll let you know", "I'll be away next week",
    "If nobody minds, I'll do it", "I'll rebase once that is merged", "> I'll do it", "Should I do it?",
    "I'll do that in a follow-up", "`f()` will add one", "This will fix it", "I'll probably look at it",
    "I take it that you agree", "Just ping me and I'll review it", "@ben will review it", "That builds on it",
    "I'll leave it to the others", "Are you working on it?", "I can do it if you like", "I'll merge this now",
    "I can take it to the others", "I'll do better in the future", "Will test after rebase",
    "Let me take a look if you like", "Users say: it is slow, let me take a look", "They will have a look",
    "I think about it every day", "I'll think twice next time", "I think it is over",
]  # fmt: skip


ASIDE = [
    "I agree with @ana here.", "I discussed the matter with @ana.", "It was suggested by @ana.",
    "The patch is from [@ana](https://acme.test).", "Thanks to @ana it works.", "It is similar to @ana.",
    "The above response to @ana.", "It is slow, as @ana already mentioned.", "It does what @ana wanted.",
    "I believe @ana has counted them.", "However, @ana has very clearly explained it.",
    "The question of @ana 's list.", "I would use @ana suggestion.", "Kudos to @ana.",
]  # fmt: skip
SPOKEN_TO = [
    "@ana mentioned it.", "Thanks @ana for it.", "Perhaps @ana knows.", "cc @ana", "Ping @ana",
    "It needs a review from @ana.", "I would like to hear from @ana.", "It could be tested by @ana.",
    "It should be taken over by @ana.", "Thanks @ana noted.", "The opinion of most, and an ACK by @ana.",
    "Talk with @ana about it.", "Is it so, @ana?", "I do not see that @ana", "Is that @ana?",
    "I looked by\n@ana look", "In response to @ana.", "I agree with @ana. @ana look.",
]  # fmt: skip


def named(text: str) -> list[str]:
    return [c.rpartition(":")[2] for c in (cues(text) or "").split() if c.startswith("mention:")]


def acts(text: str) -> set[str]:
    return {cue for cue in (cues(text) or "").split() if ":" not in cue}


@pytest.mark.parametrize("text", ASKS)
def test_questions_and_requests_ask(text: str) -> None:
    assert "ask" in acts(text)


@pytest.mark.parametrize("text", WISHES)
def test_advice_and_wishes_do_not_ask(text: str) -> None:
    assert "ask" not in acts(text)


@pytest.mark.parametrize("text", LOOKS_OF_ONES_OWN)
def test_a_look_that_its_writer_or_others_take_is_not_asked_for(text: str) -> None:
    assert "ask" not in acts(text)


def test_a_wish_put_to_somebody_by_name_is_no_answer() -> None:
    assert cues("@ana we could use a list") == "mention:github:ana"
    assert cues("@ana we have a list") == "answer mention:github:ana"


@pytest.mark.parametrize("text", WISHES)
def test_a_wish_with_an_outright_question_asks(text: str) -> None:
    assert "ask" in acts(f"{text} Could you look?")


@pytest.mark.parametrize("text", ANSWERS)
def test_replies_answer(text: str) -> None:
    assert acts(text) == {"answer"}


@pytest.mark.parametrize("text", APPROVALS)
def test_acks_and_the_like_approve(text: str) -> None:
    assert "approve" in acts(text)


@pytest.mark.parametrize("text", NO_APPROVALS)
def test_agreeing_to_the_idea_or_with_a_reserve_does_not_approve(text: str) -> None:
    assert "approve" not in acts(text)


@pytest.mark.parametrize("text", SUPPORTS)
def test_agreeing_to_the_idea_and_no_more_supports_and_does_not_approve(text: str) -> None:
    assert acts(text) - {"answer"} == {"support"}


@pytest.mark.parametrize("text", NO_SUPPORTS)
def test_what_says_more_or_less_than_that_the_idea_is_good_does_not_support(text: str) -> None:
    assert "support" not in acts(text)


@pytest.mark.parametrize("text", DECISIONS)
def test_closing_merging_and_refusing_decide(text: str) -> None:
    assert "decide" in acts(text)


@pytest.mark.parametrize("text", PROMISES)
def test_saying_that_one_will_do_it_promises(text: str) -> None:
    assert "promise" in acts(text)


@pytest.mark.parametrize("text", NO_PROMISES)
def test_conditions_courtesies_and_other_peoples_work_promise_nothing(text: str) -> None:
    assert "promise" not in acts(text)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("@ana and @ben-b, look", ["ana", "ben-b"]),
        ("(@ana)", ["ana"]),
        ("thanks @ana.", ["ana"]),
        ("@ANA @Ben", ["ana", "Ben"]),
        ("@ana, yes @ana", ["ana"]),
        ("mail ana@acme.test", []),
        ("Otherwise @ana's warnings should be added.", []),
        ("@ana’s patch does it", []),
        ("'@ana'", ["ana"]),
        ("> @ana said so", []),
        ("`@ana`", []),
        ("```\n@ana\n```", []),
        ("@pytest.fixture and @cached()", []),
        ("@acme/core", []),
        ("https://acme.test/@ana", []),
    ],
)
def test_people_are_named_outside_quotes_code_links_and_addresses(text: str, named: list[str]) -> None:
    found = (cues(text, logins={"ana": "ana"}) or "").split()
    assert [c for c in found if ":" in c] == [f"mention:github:{login}" for login in named]


@pytest.mark.parametrize("text", ASIDE)
def test_a_name_in_passing_is_no_mention_where_something_is_asked(text: str) -> None:
    assert named(f"Why so? {text}") == []
    assert named(text) == ["ana"]


@pytest.mark.parametrize("text", SPOKEN_TO)
def test_who_is_spoken_to_or_whose_word_is_to_come_is_named(text: str) -> None:
    assert named(f"Why so? {text}") == ["ana"]


def test_names_listed_together_are_in_passing_together() -> None:
    assert named("Taken from @ana, @ben-b and @cy. @di?") == ["di"]
    assert named("As said by @ana, @ben-b could you look?") == ["ben-b"]
    assert named("Why so? @ana @ben-b explained it.") == ["ana", "ben-b"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("~~@ana why?~~ It is so.", None),
        ("~ACK 1234567~", None),
        ("~~I'll fix it.~~ It is right.", None),
        ("~~Done.~~ Why?", "ask"),
        ("~5 ms before, ~6 after. Why?", "ask"),
        ("a ~ b? c ~ d", "ask"),
        ("`~~` why? `~~`", "ask"),
        ("~~ why?\n~~", "ask"),
    ],
)
def test_what_is_struck_out_is_not_said(text: str, found: str | None) -> None:
    assert cues(text) == found


@pytest.mark.parametrize(
    "text", ["> Could you rebase?", "```\nwhy?\n```", "`ACK`", "https://a.test/?q=1", "", None]
)
def test_what_is_quoted_or_code_says_nothing(text: str | None) -> None:
    assert cues(text) is None


def test_cues_come_in_the_order_of_the_log() -> None:
    text = "@ben Done. Closing this; could you look? ACK 1234567\nI'll rebase it."
    told = "ask answer approve decide chase you promise"
    assert cues(text) == f"{told} mention:github:ben"
    assert cues(text, thread=12) == f"{told} thread:12 mention:github:ben"
    assert cues("Concept ACK", thread=12) == "support thread:12"
    assert cues("", thread=12) == "thread:12"


def test_the_config_adds_patterns() -> None:
    rules = CuePatterns(
        approve=(r"\bship it\b",), ask=(r"\bbitte\b",), promise=(r"\bmach ich\b",), support=(r"^dafür\b",)
    )
    assert cues("Dafür", rules=rules) == "support"
    assert cues("Dafür, aber warum so?", rules=rules) == "ask"
    assert cues("Mach ich", rules=rules) == "promise"
    assert cues("SHIP IT", rules=rules) == "approve"
    assert cues("Bitte prüfen", rules=rules) == "ask"
    assert cues("SHIP IT") is None


@given(st.text(alphabet="ab ?@>`~\n.ACKack:-/<!", max_size=300))
def test_any_text_gives_known_cues_in_order_and_none_twice(text: str) -> None:
    found = (cues(text) or "").split()
    order = ["ask", "answer", "approve", "decide", "support"]
    plain = [c for c in found if c in order]
    assert plain == sorted(set(plain), key=order.index)
    assert all(c.startswith("mention:github:") for c in found[len(plain) :])


_PIECES = [
    "`",
    "~",
    "<",
    "@a-",
    "> ",
    "ACK ",
    "re-",
    "a?",
    "<!--",
    "maybe ",
    "!",
    " ",
    "-",
    "\n",
    "t",
    "would be ",
    "will ",
    "I'll just ",
    "needs (a ",
    "yes, ",
    ":+",
    "strong ",
    "concept ",
]


@pytest.mark.parametrize("piece", _PIECES)
def test_hostile_text_takes_no_longer_than_its_length_asks(piece: str) -> None:
    start = time.process_time()
    cues(piece * (100_000 // len(piece)))
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Any update on this?", "ask chase"),
        ("Rebase?", "ask chase"),
        ("Can this be merged?", "ask chase"),
        ("Can this be closed?", "ask"),
        ("@cy Can one of you review this?", "ask chase you mention:github:cy"),
        ("Are you still working on this?", "ask chase you"),
        ("Which version did you see this with?", "ask you"),
        ("Why is this a pointer?", "ask"),
        ("Ping", "ask chase"),
        ("needs (trivial) rebase", "ask chase"),
        ("Need more rebase.", "ask chase"),
        ("This needs to be rebased", "ask answer chase"),
        ("This no longer needs a rebase", None),
        ("The version bump looks fine to me as it is", None),
    ],
)
def test_chasing_is_told_from_asking(text: str, found: str | None) -> None:
    assert cues(text) == found
