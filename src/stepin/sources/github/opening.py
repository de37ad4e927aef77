"""What was true of an item from the start but has no entry of its own in the timeline."""

from collections.abc import Iterable, Iterator

from stepin.log.schema import FIXES
from stepin.sources.github.fixes import fixed
from stepin.sources.github.work import Act, Json, Work


def opening(work: Work, timeline: list[Json]) -> Iterator[Act]:
    """Opened, perhaps as a draft, with its first labels (who gave those is not known) and what it fixes."""
    here, at = work.item_id, work.opened_at
    yield Act(f"{here}:opened", at, work.author, "opened")
    if work.is_pull and _began_as_draft(work.main, timeline):
        yield Act(f"{here}:opened-as-draft", at, work.author, "status_changed", "draft")
    for label in _first_labels(work.main, timeline):
        yield Act(f"{here}:opened-with/{label}", at, None, "labelled", label)
    for number in fixed(work) if work.is_pull else ():
        issue = f"{here.partition('#')[0]}#{number}"
        yield Act(f"{here}:fixes/{number}", at, work.author, "linked", f"{FIXES}{issue}")


def _began_as_draft(main: Json, timeline: Iterable[Json]) -> bool:
    turns = [e["event"] for e in timeline if e.get("event") in ("ready_for_review", "convert_to_draft")]
    return turns[0] == "ready_for_review" if turns else main.get("draft") is True


def _first_labels(main: Json, timeline: Iterable[Json]) -> list[str]:
    """Labels it has now, or lost, that no entry says were added."""
    added: set[str] = set()
    held: dict[str, None] = {}
    for entry in timeline:
        if entry.get("event") in ("labeled", "unlabeled") and isinstance(entry.get("label"), dict):
            name = str(entry["label"].get("name"))
            if entry["event"] == "unlabeled" and name not in added:
                held[name] = None
            added.add(name)
    return [*held, *(name for name in labels(main) if name not in added)]


def labels(main: Json) -> tuple[str, ...]:
    found = main.get("labels")
    given = found if isinstance(found, list) else []
    names = (label.get("name") for label in given if isinstance(label, dict))
    return tuple(name for name in names if isinstance(name, str))
