import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import stamina

from stepin.sources.github import progress
from stepin.sources.github.client import Cursor, changed, payload
from stepin.sources.github.web import (
    BadAnswerError,
    BadTokenError,
    ForbiddenError,
    LimitedError,
    NotFoundError,
    Settings,
    UnreachableError,
    Web,
    connect,
)
from tests.github_payloads import at, comment, issue, line, pull, review
from tests.github_server import GitHub, serving

DATA = Path(__file__).parents[3] / "shared" / "data" / "payloads" / "github"


@pytest.fixture(autouse=True)
def no_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=6, cap=True):
        yield


def three() -> list[dict]:
    return [
        issue(comment(1, "Hello"), number=1, updated_at=at(1)),
        pull(review(2, "APPROVED"), lines=(line(2, "x"),), number=2, updated_at=at(2)),
        issue(number=3, updated_at=at(3)),
    ]


def sync(github: GitHub, *, cursor: Cursor = Cursor(), **more) -> tuple[list[dict], Cursor, list[float]]:  # noqa: B008
    """Every payload, the last cursor, and the waits for limits in seconds."""
    waits: list[float] = []
    settings = Settings(**({"repo": "acme/pay", "token": "t0ken", "api_url": github.url} | more))
    with connect(settings) as client:
        web = Web(client, settings, waits.append)
        found = []
        for page in changed(web, cursor):
            found += [told for row in page.issues if (told := payload(web, row))]
            cursor = page.then
    return found, cursor, waits


def numbers(payloads: list[dict]) -> list[int]:
    return [p[p["type"]]["number"] for p in payloads]


def test_the_payloads_are_those_that_a_folder_would_hold() -> None:
    with serving(GitHub("acme/pay", three())) as github:
        found, cursor, _ = sync(github)
    assert found == three()
    assert cursor == Cursor("2026-03-02T09:02:59Z")
    assert set(github.tokens) == {"Bearer t0ken"}


@pytest.mark.parametrize("size", [1, 2, 3])
def test_lists_are_read_to_their_last_page(size: int) -> None:
    events = [comment(n, f"no {n}") for n in range(7)]
    lines = tuple(line(n, "x", native=n) for n in range(5))
    payloads = [pull(*events, lines=lines, number=n, updated_at=at(n)) for n in range(1, 6)]
    with serving(GitHub("acme/pay", payloads, largest_page=size)) as github:
        assert sync(github)[0] == payloads


def test_more_items_changed_in_one_second_than_a_page_holds_are_all_read() -> None:
    payloads = [issue(number=n, updated_at=at(5)) for n in range(1, 8)]
    with serving(GitHub("acme/pay", payloads, largest_page=2)) as github:
        assert numbers(sync(github)[0]) == [1, 2, 3, 4, 5, 6, 7]


def test_an_item_that_changes_while_others_are_read_moves_none_out_of_sight() -> None:
    payloads = [issue(number=n, updated_at=at(n)) for n in range(1, 7)]

    def touch(n: int) -> None:
        if n == 1:  # after the first page was listed
            payloads[0]["issue"]["updated_at"] = at(30)

    with serving(GitHub("acme/pay", payloads, largest_page=2, before=touch)) as github:
        assert numbers(sync(github)[0]) == [1, 2, 3, 4, 5, 6, 1]


def test_the_next_sync_reads_what_changed_and_then_nothing_until_something_does() -> None:
    with serving(GitHub("acme/pay", three())) as github:
        _, cursor, _ = sync(github)
        github.payloads.append(issue(number=4, updated_at=at(9)))
        second, cursor, _ = sync(github, cursor=cursor)
        third, cursor, _ = sync(github, cursor=cursor)
        asked = len(github.requests)
        fourth, cursor, _ = sync(github, cursor=cursor)
    assert [numbers(found) for found in (second, third, fourth)] == [[3, 4], [4], []]
    assert len(github.requests) - asked == 1


def test_an_item_deleted_since_it_was_listed_is_passed_over() -> None:
    gone = {2: (404, {}, "{}")}
    with serving(GitHub("acme/pay", three(), faults=gone)) as github:
        assert numbers(sync(github)[0]) == [1, 3]


SECONDARY = '{"message": "You have exceeded a secondary rate limit."}'


@pytest.mark.parametrize(
    ("fault", "waits"),
    [
        ((429, {"Retry-After": "1"}, SECONDARY), [1.0]),
        ((403, {"Retry-After": "0"}, SECONDARY), [0.0]),
        ((403, {}, SECONDARY), [60]),
        ((429, {}, "{}"), [60]),
        ((502, {}, "<html>"), []),
        ((200, {}, "<html>"), []),
        ("cut", []),
    ],
)
def test_limits_are_waited_for_and_passing_faults_tried_again(fault, waits: list[float]) -> None:
    with serving(GitHub("acme/pay", three(), faults={0: fault, 4: fault})) as github:
        found, _, waited = sync(github)
    assert found == three()
    assert waited == waits * 2


def test_a_recorded_abuse_answer_is_a_limit() -> None:
    recorded = DATA / "abuse_rate_limit"
    if not recorded.exists():
        pytest.skip("the recorded answers are not beside the checkout")
    with serving(GitHub("acme/pay", three(), faults={0: (403, {}, recorded.read_text())})) as github:
        assert sync(github)[2] == [60]


@pytest.mark.parametrize(("left", "waits"), [("60", [61.0]), ("0", [1.0])])
def test_the_hourly_limit_is_waited_for_by_githubs_own_clock(left: str, waits: list[float]) -> None:
    used_up = {
        "X-RateLimit-Remaining": "0",
        "X-RateLimit-Reset": str(1_700_000_000 + int(left)),
        "Date": "Tue, 14 Nov 2023 22:13:20 GMT",  # 1 700 000 000
    }
    with serving(GitHub("acme/pay", three(), faults={0: (403, used_up, "{}")})) as github:
        assert sync(github)[2] == waits


def test_a_limit_longer_than_the_patience_ends_the_sync_and_says_when_to_go_on() -> None:
    faults = {0: (403, {"Retry-After": "3000"}, SECONDARY)}
    with (
        serving(GitHub("acme/pay", three(), faults=faults)) as github,
        pytest.raises(
            LimitedError, match=r"used up for 50 minutes\. Run the same command after that: it continues"
        ),
    ):
        sync(github)


@pytest.mark.parametrize(
    ("status", "body", "error", "words"),
    [
        (401, '{"message": "Bad credentials"}', BadTokenError, "Set GITHUB_TOKEN to one that is valid"),
        (404, '{"message": "Not Found"}', NotFoundError, "GitHub has no acme/pay"),
        (403, '{"message": "Resource protected by SAML"}', ForbiddenError, "403: Resource protected by SAML"),
        (422, '{"message": "No"}', BadAnswerError, "GitHub answered 422"),
        (500, "", UnreachableError, "it answered 500"),
        (200, '{"a": 1}', BadAnswerError, "did not answer with a list"),
        (200, '[{"number": 1}]', BadAnswerError, "listed an item whose updated_at is missing"),
    ],
)
def test_each_refusal_says_what_to_do(status: int, body: str, error: type[Exception], words: str) -> None:
    faults = dict.fromkeys(range(6), (status, {}, body))
    with serving(GitHub("acme/pay", three(), faults=faults)) as github, pytest.raises(error, match=words):
        sync(github)


def test_a_closed_port_is_unreachable_and_says_so() -> None:
    with serving(GitHub("acme/pay", [])) as github:
        pass
    with pytest.raises(UnreachableError, match=r"could not be reached: .*refused"):
        sync(github)


def test_a_next_page_at_another_host_is_not_asked_for() -> None:
    away = {"Link": '<http://127.0.0.2/repos/acme/pay/issues?page=2>; rel="next"'}
    faults = {0: (200, away, "[]")}
    with (
        serving(GitHub("acme/pay", three(), faults=faults)) as github,
        pytest.raises(BadAnswerError, match=r"another host, 127\.0\.0\.2\. Nothing was sent there"),
    ):
        sync(github)


@pytest.mark.parametrize("token", ["", "a b", "naïve", "two\nlines"])
def test_a_token_that_can_be_none_is_refused_without_showing_it(token: str) -> None:
    with pytest.raises(BadTokenError) as caught:
        connect(Settings("acme/pay", token))
    assert not token or token not in str(caught.value)


def test_the_token_is_not_shown_with_the_settings() -> None:
    assert "t0ken" not in repr(Settings("acme/pay", "t0ken"))


@pytest.mark.parametrize("repo", ["acme", "acme/pay/x", "../x", "acme/pay?x=1", ""])
def test_a_repository_is_owner_and_name(repo: str) -> None:
    settings = Settings(repo)
    with connect(settings) as client, pytest.raises(NotFoundError, match="Write it as OWNER/REPO"):
        list(changed(Web(client, settings), Cursor()))


def test_progress_is_kept_for_each_repository_and_host(tmp_path: Path) -> None:
    one = progress.path_of(tmp_path, Settings("Acme/Pay"))
    other = progress.path_of(tmp_path, Settings("acme/pay", api_url="https://git.acme.test:8443/api/v3"))
    assert [p.relative_to(tmp_path).as_posix() for p in (one, other)] == [
        "sync/github+api.github.com+acme+pay.json",
        "sync/github+git.acme.test+8443+acme+pay.json",
    ]
    progress.save(one, Cursor("2026-03-02T09:00:00Z", '"e"'))
    assert progress.load(one) == Cursor("2026-03-02T09:00:00Z", '"e"')
    assert progress.load(other) == Cursor()


@pytest.mark.parametrize(
    "kept", ["", "{", "[]", "{}", '{"since": 3, "etag": null}', json.dumps({"since": "x"})]
)
def test_a_broken_progress_file_means_from_the_start(tmp_path: Path, kept: str) -> None:
    (tmp_path / "x.json").write_text(kept)
    assert progress.load(tmp_path / "x.json") == Cursor()


def test_progress_that_cannot_be_kept_is_told(tmp_path: Path) -> None:
    (tmp_path / "sync").write_text("a file where the folder should be")
    with pytest.raises(progress.StateUnwritableError, match="cannot be written"):
        progress.save(tmp_path / "sync" / "x.json", Cursor())


def test_an_enterprise_address_is_used_as_given() -> None:
    with serving(GitHub("acme/pay", three())) as github:
        settings = Settings("acme/pay", api_url=f"{github.url}/")
        with connect(settings) as client:
            assert [len(page.issues) for page in changed(Web(client, settings), Cursor())] == [3]
    assert httpx.URL(github.requests[0]).path == "/repos/acme/pay/issues"
