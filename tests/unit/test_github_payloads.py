import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepin.log.schema import EVENT_KINDS
from stepin.sources.github.payloads import NotAPayloadError, read
from tests.github_payloads import at, comment, commit, entry, issue, line, pull, review, user


def told(payload: object) -> list[tuple[str, str | None, str, str | None, str | None]]:
    """(HH:MM, actor, kind, value, previous) of each event but the opening."""
    return [
        (f"{e.occurred_at:%H:%M}", (e.actor or "?").removeprefix("github:"), e.kind, e.value, e.previous)
        for e in read(payload).events
        if e.kind != "opened"
    ]


def test_an_issue_is_opened_by_its_author() -> None:
    reading = read(issue(number=7, by="ana"))
    assert reading.item.item_id == "github:acme/pay#7"
    assert (reading.item.kind, reading.item.container, reading.item.author) == (
        "issue",
        "acme/pay",
        "github:ana",
    )
    assert [(e.event_id, e.actor, e.seq) for e in reading.events] == [
        ("github:acme/pay#7:opened", "github:ana", 0)
    ]


def test_each_entry_becomes_the_kind_and_value_of_the_contract() -> None:
    who = {"requested_reviewer": user("cyd")}
    payload = pull(
        entry("labeled", 1, label={"name": "team:pay"}),
        entry("unlabeled", 2, label={"name": "team:pay"}),
        entry("assigned", 3, assignee=user("Dee")),
        entry("unassigned", 4, assignee=user("Dee")),
        entry("review_requested", 5, **who),
        entry("review_requested", 6, requested_team={"slug": "core"}),
        entry("review_request_removed", 7, **who),
        entry("convert_to_draft", 8),
        entry("ready_for_review", 9),
        entry("renamed", 10, rename={"from": "a", "to": "b"}),
        entry("head_ref_force_pushed", 11),
        entry("closed", 12),
        entry("reopened", 13),
        entry("comment_deleted", 14),
    )
    assert told(payload) == [
        ("09:01", "ben", "labelled", "team:pay", None),
        ("09:02", "ben", "unlabelled", "team:pay", None),
        ("09:03", "ben", "assigned", "github:Dee", None),
        ("09:04", "ben", "unassigned", "github:Dee", None),
        ("09:05", "ben", "review_requested", "github:cyd", None),
        ("09:06", "ben", "review_requested", "team:core", None),
        ("09:07", "ben", "other", "review_request_removed:github:cyd", None),
        ("09:08", "ben", "status_changed", "draft", "ready"),
        ("09:09", "ben", "status_changed", "ready", "draft"),
        ("09:10", "ben", "described", None, None),
        ("09:11", "ben", "pushed", None, None),
        ("09:12", "ben", "closed", None, None),
        ("09:13", "ben", "reopened", None, None),
        ("09:14", "ben", "other", "comment_deleted", None),
    ]


def test_reviews_are_told_by_their_state_and_words() -> None:
    payload = pull(
        review(1, "APPROVED", "ACK", native=1),
        review(2, "CHANGES_REQUESTED", "Could you add a test?", native=2),
        review(3, "COMMENTED", native=3),
        review(4, "DISMISSED", native=4),
        entry("review_dismissed", 5, dismissed_review={"review_id": 4, "state": "CHANGES_REQUESTED"}),
    )
    assert [(kind, value) for _, _, kind, value, _ in told(payload)] == [
        ("approved", "approve"),
        ("changes_requested", "ask you"),
        ("reviewed", None),
        ("changes_requested", None),
        ("other", "review_dismissed"),
    ]


def test_an_authors_review_of_their_own_pull_is_a_comment() -> None:
    payload = pull(review(1, "COMMENTED", "Done.", by="ana"), by="ana")
    assert told(payload) == [("09:01", "ana", "commented", "answer", None)]


def test_a_line_comment_happens_when_its_review_is_submitted() -> None:
    payload = pull(
        review(30, "COMMENTED", native=5), lines=(line(3, "Why?", review_id=5), line(40, "Done", native=71))
    )
    assert [(t, kind, value) for t, _, kind, value, _ in told(payload)] == [
        ("09:30", "reviewed", None),
        ("09:30", "commented", "ask thread:70"),
        ("09:40", "commented", "answer thread:71"),
    ]


def test_a_line_comment_bears_the_number_of_the_one_its_thread_begins_with() -> None:
    answer = line(4, "Done, @ben", by="ana", native=71) | {"in_reply_to_id": 70}
    alone = line(5, "Fine", native=72) | {"in_reply_to_id": None}
    payload = pull(lines=(line(3, "Why?"), answer, alone))
    assert [row[3] for row in told(payload)] == [
        "ask thread:70",
        "answer thread:70 mention:github:ben",
        "thread:72",
    ]


def test_an_authors_empty_review_is_only_the_envelope_of_its_line_comments() -> None:
    payload = pull(
        review(2, "COMMENTED", by="ana", native=5), lines=(line(1, "Fixed", by="ana", review_id=5),)
    )
    assert told(payload) == [("09:02", "ana", "commented", "answer thread:70", None)]
    assert sum(read(payload).left_out.values()) == 1


@pytest.mark.parametrize(
    ("turns", "draft_now", "expected"),
    [
        ((), False, []),
        ((), True, ["draft"]),
        (("ready_for_review",), False, ["draft", "ready"]),
        (("convert_to_draft",), True, ["draft"]),
        (("convert_to_draft", "ready_for_review"), False, ["draft", "ready"]),
    ],
)
def test_a_pull_opened_as_a_draft_begins_as_one(turns, draft_now, expected) -> None:
    payload = pull(*(entry(turn, 5 + n) for n, turn in enumerate(turns)), draft=draft_now)
    found = read(payload).events
    assert [e.value for e in found if e.kind == "status_changed"] == expected
    began = any(e.event_id.endswith(":opened-as-draft") for e in found)
    assert began == (expected[:1] == ["draft"] and turns[:1] != ("convert_to_draft",))


def test_labels_without_an_entry_are_there_from_the_start_by_nobody_known() -> None:
    payload = issue(
        entry("labeled", 1, label={"name": "bug"}),
        entry("unlabeled", 2, label={"name": "triage"}),
        labels=[{"name": "bug"}, {"name": "old"}],
    )
    assert [row for row in told(payload) if row[0] == "09:00"] == [
        ("09:00", "?", "labelled", "triage", None),
        ("09:00", "?", "labelled", "old", None),
    ]


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2026-03-01T08:00:00Z", "09:00"),  # before the pull was opened: came with it
        ("2026-03-02T09:20:00Z", "09:20"),
        ("2026-03-02T10:20:00+01:00", "09:20"),
        ("2031-01-01T00:00:00Z", "19:00"),  # a clock of the future: the pull last changed at 19:00
    ],
)
def test_a_commits_own_clock_is_brought_into_the_life_of_the_pull(date: str, expected: str) -> None:
    assert [row[0] for row in told(pull(commit(date)))] == [expected]


def test_a_push_is_the_authors_where_the_committer_is_who_opened_the_pull_with_commits() -> None:
    early, late = "2026-03-02T08:00:00Z", "2026-03-02T09:30:00Z"
    payload = pull(
        commit(early, sha="1", email="ana@acme.test"),
        commit(late, sha="2", email="ana@acme.test"),
        commit(late, sha="3", name="Zoe", email="zoe@acme.test"),
        commit(late, sha="4", name="Zoe", email="12+zoe-z@users.noreply.github.com"),
    )
    assert [row[1] for row in told(payload)] == ["ana", "ana", "?", "zoe-z"]


def test_where_several_committed_before_the_opening_only_the_login_in_the_address_tells() -> None:
    early = "2026-03-02T08:00:00Z"
    payload = pull(
        commit(early, sha="1", name="A.", email="ana@acme.test"),
        commit(early, sha="2", name="B.", email="b@acme.test"),
    )
    assert [row[1] for row in told(payload)] == ["ana", "?"]


def test_a_closing_says_why_where_that_is_known() -> None:
    merged = pull(entry("merged", 5, native=1), entry("closed", 5, native=2), state="closed")
    twice = issue(entry("closed", 1), entry("reopened", 2), entry("closed", 3))
    twice["issue"] |= {"state": "closed", "state_reason": "not_planned"}
    assert [(row[2], row[3]) for row in told(merged)] == [("merged", None), ("closed", "completed")]
    assert [row[3] for row in told(twice) if row[2] == "closed"] == [None, "not_planned"]


def test_an_issue_made_a_discussion_is_closed_as_such_whatever_its_reason_is_said_to_be() -> None:
    moved = issue(entry("locked", 4), entry("converted_to_discussion", 5), state="closed")
    moved["issue"] |= {"state_reason": "completed"}
    assert told(moved) == [("09:05", "ben", "closed", "converted_to_discussion", None)]


def test_one_id_counts_once_and_so_does_one_closing_with_two_ids() -> None:
    same = comment(1, "Hello")
    reading = read(
        issue(same, same, entry("closed", 5, native=1, commit_id="c0"), entry("closed", 5, native=2))
    )
    assert [e.kind for e in reading.events] == ["opened", "commented", "closed"]
    assert (reading.entries, reading.duplicates) == (4, 2)


def test_a_milestone_gives_a_date_only_while_its_date_is_known() -> None:
    v1 = {"title": "v1", "due_on": "2026-04-01T07:00:00Z"}
    payload = issue(
        entry("milestoned", 1, milestone={"title": "v0"}),
        entry("demilestoned", 2, milestone={"title": "v0"}),
        entry("milestoned", 3, milestone={"title": "v1"}),
        milestone=v1,
    )
    assert [(row[2], row[3]) for row in told(payload)] == [
        ("other", "milestoned:v0"),
        ("other", "demilestoned:v0"),
        ("due_changed", "2026-04-01"),
    ]
    assert str(read(payload).item.due_on) == "2026-04-01"


def test_a_reference_from_elsewhere_links_to_that_item() -> None:
    source = {"issue": {"html_url": "https://github.com/acme/other/pull/3"}}
    row = told(issue(entry("cross-referenced", 1, source=source) | {"id": None}))
    assert row == [("09:01", "ben", "linked", "github:acme/other#3", None)]


def test_deleted_accounts_act_as_nobody_known() -> None:
    reading = read(issue(entry("closed", 1, None), by=None))
    assert [e.actor for e in reading.events] == [None, None]


def test_apps_are_named_as_machines() -> None:
    app = {"login": "ci[bot]", "type": "Bot"}
    reading = read(issue(entry("closed", 1) | {"actor": app}, comment(2, "x")))
    assert reading.bots == {"github:ci[bot]"}


def test_notices_are_left_out_and_counted_with_the_reason() -> None:
    reading = read(issue(entry("mentioned", 1), entry("subscribed", 1), entry("mentioned", 2)))
    assert len(reading.events) == 1
    assert {k.split(":")[0]: n for k, n in reading.left_out.items()} == {"mentioned": 2, "subscribed": 1}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"created_at": None}, "created_at is missing"),
        ({"created_at": "2026-03-02T09:00:00"}, "created_at has no time zone: '2026-03-02T09:00:00'"),
        ({"created_at": "soon"}, "created_at is no time: 'soon'"),
        (
            {"created_at": "0001-01-01T00:00:00+14:00"},
            "created_at is out of range: '0001-01-01T00:00:00+14:00'",
        ),
        ({"id": None}, "id is missing"),
    ],
)
def test_a_bad_entry_is_rejected_with_its_place_and_the_rest_is_read(change: dict, reason: str) -> None:
    reading = read(issue(entry("closed", 1) | change, entry("reopened", 2)))
    assert reading.rejected == (f"events[0] (closed): {reason}",)
    assert [e.kind for e in reading.events] == ["opened", "reopened"]


def test_events_of_one_instant_are_numbered_in_the_order_of_the_source() -> None:
    payload = pull(
        entry("closed", 1, native=9), entry("reopened", 1, native=3), lines=(line(1, "x", native=1),)
    )
    assert [(e.kind, e.seq) for e in read(payload).events] == [
        ("opened", 0),
        ("closed", 0),
        ("reopened", 1),
        ("commented", 2),
    ]


def test_a_longer_timeline_leaves_every_earlier_event_as_it_was() -> None:
    short = [comment(1, "a"), entry("closed", 5)]
    before = read(pull(*short, lines=(line(3, "x"),))).events
    after = read(pull(*short, entry("reopened", 9), lines=(line(3, "x"), line(9, "y", native=80)))).events
    assert set(before) < set(after)


@pytest.mark.parametrize(
    "payload",
    [
        None, [], 3, "text", {}, {"type": "release"}, {"type": "issue"}, {"type": "issue", "issue": []},
        {"type": "issue", "issue": {"url": "https://example.test", "created_at": at(0)}},
        issue(created_at=None), issue(created_at="2026-03-02"), issue(closed_at="never"),
        issue() | {"events": {}}, issue() | {"events": [1]},
    ],
)  # fmt: skip
def test_what_is_no_payload_is_named_as_such(payload: object) -> None:
    with pytest.raises(NotAPayloadError):
        read(payload)


def test_titles_can_be_left_out() -> None:
    assert read(issue(), titles=False).item.title is None
    assert read(issue()).item.title == "A bug"


_keys = st.sampled_from(["login", "name", "date", "title", "state", "issue"])
_junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just(at(3)),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_keys, inner),
    max_leaves=4,
)
_names = ("closed", "reviewed", "committed", "labeled", "unlabeled", "milestoned", "cross-referenced", "odd")
_fields = [
    "id", "created_at", "submitted_at", "actor", "user", "body", "sha", "committer", "author", "state",
    "label", "milestone", "assignee", "source", "pull_request_review_id", "dismissed_review",
]  # fmt: skip
_entries = st.dictionaries(st.sampled_from(_fields), _junk).flatmap(
    lambda fields: st.sampled_from(_names).map(lambda name: fields | {"event": name})
)


@given(st.lists(_entries, max_size=5), st.lists(_entries, max_size=3), _junk)
def test_whatever_the_entries_hold_each_is_an_event_left_out_rejected_or_a_duplicate(
    timeline: list[dict], lines: list[dict], extra: object
) -> None:
    payload = pull(*timeline, lines=tuple(lines), labels=extra, milestone=extra, user=extra, title=extra)
    reading = read(payload)
    synthesised = sum(":opened" in e.event_id for e in reading.events)
    read_in = len(reading.events) - synthesised
    assert (
        reading.entries
        == read_in + sum(reading.left_out.values()) + len(reading.rejected) + reading.duplicates
    )
    assert {e.kind for e in reading.events} <= set(EVENT_KINDS)
