"""A page as Markdown, for an issue, a wiki or a message. Anchors on the page are left as plain words."""

import re

from stepin.findings.page import Entry, Page, Part, Section, Sentence, Table, without_controls

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def markdown_report(page: Page) -> str:
    blocks = [f"# {_text(page.title)}", _text(page.about), _paragraph(page.says), _paragraph(page.seen)]
    for section in page.sections:
        blocks += _section(section)
    return "\n\n".join(block for block in blocks if block) + "\n"


def _section(section: Section) -> list[str]:
    blocks = [f"## {_text(section.title)}"]
    blocks += [_sentence(sentence) for sentence in section.says]
    for entry in section.entries:
        blocks += _entry(entry)
    if section.empty:
        blocks.append(_text(section.empty))
    blocks += [_table(table) for table in section.tables if not table.long]
    return blocks


def _entry(entry: Entry) -> list[str]:
    title = f"[{_text(entry.title)}]({_address(entry.url)})" if entry.url else _text(entry.title)
    ref = f" ({_text(entry.ref)})" if entry.ref else ""
    tag = f" **{_text(entry.tag)}**" if entry.tag else ""
    advice = f"**{_text(entry.advice)}**" if entry.advice else ""
    return [f"### {title}{ref}{tag}", _paragraph(entry.says), advice]


def _paragraph(sentences: tuple[Sentence, ...]) -> str:
    return " ".join(_sentence(sentence) for sentence in sentences)


def _sentence(sentence: Sentence) -> str:
    return "".join(_part(part) for part in sentence)


def _part(part: Part) -> str:
    if isinstance(part, str):
        return _text(part)
    return _text(part.text) if part.href.startswith("#") else f"[{_text(part.text)}]({_address(part.href)})"


def _table(table: Table) -> str:
    head = f"| {' | '.join(_text(name) for name in table.columns)} |"
    rule = f"|{' --- |' * len(table.columns)}"
    rows = [f"| {' | '.join(_part(part) for part in row)} |" for row in table.rows]
    return f"{_text(table.caption)}:\n\n" + "\n".join((head, rule, *rows))


def _text(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", without_controls(text).replace("\n", " "))


def _address(url: str) -> str:
    return url.replace("(", "%28").replace(")", "%29")
