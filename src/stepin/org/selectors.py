"""Selectors as people write them: ``github:acme/mono?label=team:pay``, ``jira:CORE?component=Billing``."""

from dataclasses import dataclass

from stepin.org.organisation import Selector

COMPONENT = "component:"


@dataclass(frozen=True, slots=True)
class SelectorText:
    pattern: str
    label: str | None


@dataclass(frozen=True, slots=True)
class NoSelector:
    """Why a text is no selector."""

    says: str


def parse_selector(text: str) -> SelectorText | NoSelector:
    """``source:container``, with ``*`` for anything, and at most one ``?label=`` or ``?component=``.

    A component becomes the label ``component:NAME``. What follows ``=`` is taken as it stands.
    """
    pattern, question, narrowed = text.partition("?")
    source, colon, container = pattern.partition(":")
    if not (source.strip() and colon and container.strip()):
        return NoSelector(f'"{text}" is no selector; write source:container, such as "github:acme/payments".')
    if not question:
        return SelectorText(pattern, None)
    key, _, value = narrowed.partition("=")
    if key not in ("label", "component") or not value:
        return NoSelector(f'"?{narrowed}" is unknown; write "?label=NAME" or "?component=NAME".')
    return SelectorText(pattern, COMPONENT + value if key == "component" else value)


def selector_text(selector: Selector) -> str:
    """The inverse of ``parse_selector``."""
    if selector.label is None:
        return selector.pattern
    if selector.label.startswith(COMPONENT) and selector.label != COMPONENT:
        return f"{selector.pattern}?component={selector.label.removeprefix(COMPONENT)}"
    return f"{selector.pattern}?label={selector.label}"
