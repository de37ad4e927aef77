"""One entry of a timeline → one act, or the reason why it is none."""

from collections.abc import Callable

from stepin.sources.github.work import (
    Act,
    BadEntryError,
    Json,
    Work,
    happened_at,
    login,
    native_id,
    number,
    whose,
)

# Entries that are left out, and why; `stepin import` says so, and docs/github.md lists them.
NOTICE = "a notice that GitHub sent, not an act on the item"
ELSEWHERE = "told by the review comments"
BRANCH = "about the branch, not the work"
HOUSEKEEPING = "moderation and housekeeping"
AUTOMATION = "an automaton's own log"
LEFT_OUT = {
    "mentioned": NOTICE, "subscribed": NOTICE, "unsubscribed": NOTICE, "referenced": NOTICE,
    "line-commented": ELSEWHERE, "commit-commented": ELSEWHERE,
    "head_ref_deleted": BRANCH, "head_ref_restored": BRANCH, "base_ref_force_pushed": BRANCH,
    "base_ref_deleted": BRANCH, "automatic_base_change_succeeded": BRANCH,
    "automatic_base_change_failed": BRANCH,
    "locked": HOUSEKEEPING, "unlocked": HOUSEKEEPING, "pinned": HOUSEKEEPING, "unpinned": HOUSEKEEPING,
    "user_blocked": HOUSEKEEPING,
    "copilot_work_started": AUTOMATION, "copilot_work_finished": AUTOMATION, "deployed": AUTOMATION,
    "deployment_environment_changed": AUTOMATION,
}  # fmt: skip

REVIEWS = {"approved": "approved", "changes_requested": "changes_requested"}

Told = tuple[str, str | None, str | None]  # kind, value, previous


def act(entry: Json, work: Work, *, dismissed: dict[int | None, str]) -> Act:
    """What a timeline entry says was done; ``dismissed`` gives the first state of reviews dismissed since.

    Raises BadEntryError. Entries in LEFT_OUT and ``committed`` are not for this function.
    """
    name = str(entry.get("event"))
    kind, value, previous = _TOLD.get(name, _other)(entry, work)
    if name == "reviewed":
        kind = _review_kind(entry, work, dismissed)
    return Act(_native(name, entry, work), happened_at(entry), whose(entry), kind, value, previous)


def _native(name: str, entry: Json, work: Work) -> str:
    if name == "cross-referenced":  # has no number of its own
        return f"{work.item_id}:linked/{_source(entry)}/{entry.get('created_at')}"
    prefix = {"commented": "comment", "reviewed": "review"}.get(name, "event")
    return f"{prefix}/{native_id(entry)}"


def _review_kind(entry: Json, work: Work, dismissed: dict[int | None, str]) -> str:
    """A pull's author cannot review it: what GitHub files as their review is a comment."""
    if work.author is not None and whose(entry) == work.author:
        return "commented"
    state = str(entry.get("state")).lower()
    return REVIEWS.get(dismissed.get(number(entry, "id"), state), "reviewed")


def _text(entry: Json, work: Work) -> Told:
    return "commented", work.cues(entry.get("body")), None


def _plain(kind: str, value: str | None = None, previous: str | None = None) -> Callable[[Json, Work], Told]:
    return lambda entry, work: (kind, value, previous)


def _label(kind: str) -> Callable[[Json, Work], Told]:
    return lambda entry, work: (kind, _name_in(entry, "label", "name"), None)


def _assignee(kind: str) -> Callable[[Json, Work], Told]:
    return lambda entry, work: (kind, login(entry.get("assignee")), None)


def reviewer(entry: Json) -> str | None:
    """``github:LOGIN``, or ``team:SLUG``."""
    team = entry.get("requested_team")
    slug = team.get("slug") if isinstance(team, dict) else None
    return f"team:{slug}" if slug else login(entry.get("requested_reviewer"))


def _review_requested(entry: Json, work: Work) -> Told:
    return "review_requested", reviewer(entry), None


def _review_request_removed(entry: Json, work: Work) -> Told:
    return "other", f"review_request_removed:{reviewer(entry) or ''}", None


def _closed(entry: Json, work: Work) -> Told:
    reason = entry.get("state_reason")
    return "closed", reason if isinstance(reason, str) else None, None


def _milestoned(entry: Json, work: Work) -> Told:
    """A date where the milestone is the item's present one: an entry has the title alone."""
    title, present = _name_in(entry, "milestone", "title"), work.main.get("milestone")
    if isinstance(present, dict) and present.get("title") == title and present.get("due_on"):
        return "due_changed", str(present["due_on"])[:10], None
    return "other", f"milestoned:{title}", None


def _demilestoned(entry: Json, work: Work) -> Told:
    return "other", f"demilestoned:{_name_in(entry, 'milestone', 'title')}", None


def _linked(entry: Json, work: Work) -> Told:
    return "linked", _source(entry), None


def _source(entry: Json) -> str | None:
    source = entry.get("source")
    issue = source.get("issue") if isinstance(source, dict) else None
    parts = str(issue.get("html_url", "")).split("/") if isinstance(issue, dict) else []
    return f"github:{parts[-4]}/{parts[-3]}#{parts[-1]}" if len(parts) >= 5 else None


def _other(entry: Json, work: Work) -> Told:
    name = entry.get("event")
    if not isinstance(name, str) or not name:
        raise BadEntryError("event is missing")
    return "other", name, None


def _name_in(entry: Json, field: str, name: str) -> str:
    inner = entry.get(field)
    if not isinstance(inner, dict) or not isinstance(inner.get(name), str):
        raise BadEntryError(f"{field} is missing")
    return str(inner[name])


_TOLD: dict[str, Callable[[Json, Work], Told]] = {
    "commented": _text,
    "reviewed": _text,
    "head_ref_force_pushed": _plain("pushed"),
    "merged": _plain("merged"),
    "closed": _closed,
    # GitHub closes the issue without an entry of its own for that
    "converted_to_discussion": _plain("closed", "converted_to_discussion"),
    "reopened": _plain("reopened"),
    "labeled": _label("labelled"),
    "unlabeled": _label("unlabelled"),
    "assigned": _assignee("assigned"),
    "unassigned": _assignee("unassigned"),
    "review_requested": _review_requested,
    "review_request_removed": _review_request_removed,
    "ready_for_review": _plain("status_changed", "ready", "draft"),
    "convert_to_draft": _plain("status_changed", "draft", "ready"),
    "renamed": _plain("described"),
    "milestoned": _milestoned,
    "demilestoned": _demilestoned,
    "cross-referenced": _linked,
    "connected": _plain("linked"),
}
