"""A digest in Block Kit. Titles are other people's words: they go in as escaped text."""

from typing import Any

from stepin.notify.addresses import address
from stepin.notify.digest import Digest, Entry, Part

Block = dict[str, Any]
MOST_BLOCKS = 50  # that Slack takes in a message
LONGEST = 2900  # letters in a section; Slack takes 3,000
LABELS = {"ask": "Ask", "look_back": "Look back", "snooze": "Next Monday"}


def escaped(text: str) -> str:
    """As Slack wants it: nothing in it is a link, a mention or a channel."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def blocks_of(told: Digest) -> list[Block]:
    blocks = [_text(escaped(told.says))]
    for part in told.parts:
        blocks += _part(part)
    foot = f"<{address('digests')}|Less often, or not at all>. Calls and direct messages are not seen."
    return [*blocks[: MOST_BLOCKS - 2], _actions((_button("I stepped in", "log", ""),)), _context(foot)]


def _part(part: Part) -> list[Block]:
    blocks: list[Block] = [{"type": "divider"}, _text(f"*<{address(part.page)}|{escaped(part.title)}>*")]
    for entry in part.entries:
        blocks += _entry(entry)
    return blocks


def _entry(entry: Entry) -> list[Block]:
    said = "\n".join(escaped(sentence) for sentence in entry.says)
    told = [_text(f"*<{address(entry.page, entry.query)}|{escaped(entry.title)}>*\n{said}")]
    buttons = tuple(_button(LABELS[act], act, entry.query) for act in entry.acts)
    return [*told, _actions(buttons)] if buttons else told


def _text(words: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": words[:LONGEST]}}


def _context(words: str) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": words}]}


def _actions(buttons: tuple[Block, ...]) -> Block:
    return {"type": "actions", "elements": list(buttons)}


def _button(label: str, act: str, about: str) -> Block:
    return {"type": "button", "text": plain(label), "action_id": act, "value": about or "-"}


def plain(words: str) -> Block:
    return {"type": "plain_text", "text": words}
