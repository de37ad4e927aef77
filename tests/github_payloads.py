"""Small GitHub payloads for tests: only the fields that are read."""

from typing import Any

Json = dict[str, Any]
REPO = "https://api.github.com/repos/acme/pay"
T0 = "2026-03-02T09:00:00Z"


def user(name: str | None) -> Json | None:
    return {"login": name} if name else None


def at(minute: int) -> str:
    return f"2026-03-02T{9 + minute // 60:02}:{minute % 60:02}:00Z"


def issue(*events: Json, number: int = 7, by: str | None = "ana", **main: Any) -> Json:
    told = {"url": f"{REPO}/issues/{number}", "html_url": f"https://github.com/acme/pay/issues/{number}"}
    told |= {"number": number, "title": "A bug", "user": user(by), "created_at": T0, "updated_at": at(600)}
    return {"type": "issue", "issue": told | {"state": "open", "labels": []} | main, "events": list(events)}


def pull(*events: Json, lines: tuple[Json, ...] = (), number: int = 8, by: str = "ana", **main: Any) -> Json:
    told = issue(number=number, by=by)["issue"] | {"url": f"{REPO}/pulls/{number}", "draft": False} | main
    return {"type": "pull", "pull": told, "events": list(events), "comments": list(lines)}


def entry(event: str, minute: int, by: str | None = "ben", *, native: int | None = None, **more: Any) -> Json:
    return {"event": event, "id": native or 1000 + minute, "created_at": at(minute), "actor": user(by)} | more


def comment(minute: int, text: str, by: str = "ben") -> Json:
    return entry("commented", minute, by, body=text, user=user(by))


def review(minute: int, state: str, text: str = "", by: str = "ben", *, native: int = 50) -> Json:
    told = {"event": "reviewed", "id": native, "state": state, "body": text}
    return told | {"user": user(by), "submitted_at": at(minute)}


def line(minute: int, text: str, by: str = "ben", *, native: int = 70, review_id: int | None = None) -> Json:
    told = {"id": native, "body": text, "user": user(by), "created_at": at(minute)}
    return told | {"pull_request_review_id": review_id}


def commit(date: str, *, sha: str = "c0ffee", name: str = "Ana", email: str = "ana@acme.test") -> Json:
    return {"event": "committed", "sha": sha, "committer": {"name": name, "email": email, "date": date}}
