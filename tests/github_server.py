"""A small GitHub on loopback: replays payloads through the REST API's paging, and fails where told to."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from hashlib import md5
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

Json = dict[str, Any]
Fault = tuple[int, dict[str, str], str] | str  # an answer, or "cut": the connection ends in the middle


@dataclass
class GitHub:
    """``faults[n]`` is what the n-th request (from 0) gets instead of its answer."""

    repo: str
    payloads: list[Json]
    faults: dict[int, Fault] = field(default_factory=dict)
    largest_page: int = 100
    requests: list[str] = field(default_factory=list)
    tokens: list[str | None] = field(default_factory=list)
    before: Callable[[int], None] = lambda n: None
    url: str = ""

    def main(self, number: int) -> tuple[Json, Json] | None:
        for payload in self.payloads:
            main = payload[payload["type"]]
            if main["number"] == number:
                return payload, main
        return None

    def answer(self, path: str, query: dict[str, str]) -> list[Json] | Json | None:
        prefix = f"/repos/{self.repo}/"
        if not path.startswith(prefix):
            return None
        match path.removeprefix(prefix).split("/"):
            case ["issues"]:
                return self.listed(query.get("since", ""))
            case ["issues", number, "timeline"] if found := self.main(int(number)):
                return found[0]["events"]
            case ["pulls", number] if found := self.main(int(number)):
                return found[1]
            case ["pulls", number, "comments"] if found := self.main(int(number)):
                return found[0]["comments"]
        return None

    def listed(self, since: str) -> list[Json]:
        rows = [_as_issue(p[p["type"]], p["type"] == "pull") for p in self.payloads]
        return sorted(
            (r for r in rows if r["updated_at"] >= since), key=lambda r: (r["updated_at"], r["number"])
        )


def _as_issue(main: Json, is_pull: bool) -> Json:
    if not is_pull:
        return main
    kept = {k: main.get(k) for k in ("number", "title", "user", "created_at", "updated_at", "state")}
    return kept | {"url": main["url"].replace("/pulls/", "/issues/"), "pull_request": {}}


@contextmanager
def serving(github: GitHub) -> Iterator[GitHub]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(github))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    github.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield github
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(github: GitHub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            pass

        def do_GET(self) -> None:
            n = len(github.requests)
            github.requests.append(self.path)
            github.tokens.append(self.headers.get("Authorization"))
            github.before(n)
            fault = github.faults.get(n)
            if isinstance(fault, tuple):
                self.reply(*fault)
            else:
                self.reply(*self.told(), cut=fault == "cut")

        def told(self) -> tuple[int, dict[str, str], str]:
            parts = urlsplit(self.path)
            query = {k: v[0] for k, v in parse_qs(parts.query).items()}
            found = github.answer(parts.path, query)
            if found is None:
                return 404, {}, '{"message": "Not Found"}'
            headers, rows = (self.paged(found, parts.path, query)) if isinstance(found, list) else ({}, found)
            body = json.dumps(rows)
            etag = f'"{md5(body.encode(), usedforsecurity=False).hexdigest()}"'
            if self.headers.get("If-None-Match") == etag:
                return 304, {}, ""
            return 200, headers | {"ETag": etag}, body

        def paged(
            self, rows: list[Json], path: str, query: dict[str, str]
        ) -> tuple[dict[str, str], list[Json]]:
            size = min(int(query.get("per_page", 30)), github.largest_page)
            page = int(query.get("page", 1))
            part = rows[(page - 1) * size : page * size]
            following = f"{github.url}{path}?{urlencode(query | {'page': page + 1})}"
            more = page * size < len(rows)
            return ({"Link": f'<{following}>; rel="next"'} if more else {}), part

        def reply(self, status: int, headers: dict[str, str], body: str, *, cut: bool = False) -> None:
            data = body.encode()
            self.send_response_only(status)
            for name, value in (
                {"Date": formatdate(usegmt=True), "Content-Length": str(len(data))} | headers
            ).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data[: len(data) // 2] if cut else data)
            self.close_connection = True

    return Handler
