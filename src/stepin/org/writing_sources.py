"""Writes what ``read_sources`` reads: sources, when a refresh runs, what is kept."""

import json

from stepin.org.organisation import Keep, Organisation, Refreshing, Source
from stepin.org.read_sources import ALWAYS


def sources_text(organisation: Organisation) -> list[str]:
    """Each ``[[source]]``, then ``[refresh]`` and ``[keep]``; what is as usual is left out."""
    sources = [_table("[[source]]", _source(source)) for source in organisation.sources]
    rest = (
        _table("[refresh]", _refreshing(organisation.refreshing)),
        _table("[keep]", _keep(organisation.keep)),
    )
    return [*sources, *(text for text in rest if text.count("\n") > 1)]


def _table(head: str, values: dict[str, str | bool | int | None]) -> str:
    # JSON writes texts, numbers and flags as TOML has them, but for the delete character
    lines = [
        f"{key} = {json.dumps(value, ensure_ascii=False)}".replace("\x7f", "\\u007f")
        for key, value in values.items()
        if value is not None
    ]
    return "\n".join([head, *lines]) + "\n"


def _source(source: Source) -> dict[str, str | bool | int | None]:
    usual = Source()
    return {
        "github": source.github,
        "table": source.table,
        "items": source.items,
        "map": source.map,
        "api_url": None if source.api_url == usual.api_url else source.api_url,
        "titles": None if source.titles else False,
    }


def _refreshing(when: Refreshing) -> dict[str, str | bool | int | None]:
    every = "off" if when.every_s is None else f"{when.every_s // 60}m"
    return {
        "every": None if when.every_s == Refreshing().every_s else every,
        "within": None if when.in_working_hours else ALWAYS,
    }


def _keep(keep: Keep) -> dict[str, str | bool | int | None]:
    usual = Keep()
    return {
        "reads": None if keep.reads_days == usual.reads_days else f"{keep.reads_days}d",
        "refreshes": None if keep.refreshes_days == usual.refreshes_days else f"{keep.refreshes_days}d",
        "runs": None if keep.runs == usual.runs else keep.runs,
    }
