"""On which line of a TOML text a value stands. tomllib does not say, so the text is searched again."""

import re

Path = tuple[str | int, ...]

_HEADER = re.compile(r"\s*\[\[?\s*[\"']?([\w-]+)[\"']?\s*\]\]?\s*(#.*)?$")
_TOKEN = re.compile(r"\"(?:\\.|[^\"\\])*\"|'[^']*'|#.*|[\[\]{},]|[^\s\[\]{},\"'#]+")


def line_of(text: str, path: Path) -> int | None:
    """The 1-based line of the value, else of the nearest thing around it; None where nothing is found.

    A best effort: tables written inline, or headers within multi-line strings, give the line of what holds
    them, or none.
    """
    if not path:
        return None
    lines = text.splitlines()
    headers = [(row, match[1]) for row, line in enumerate(lines) if (match := _HEADER.match(line))]
    first_header = headers[0][0] if headers else len(lines)
    named = [row for row, name in headers if name == path[0]]
    number, rest = (path[1], path[2:]) if len(path) > 1 and isinstance(path[1], int) else (0, path[1:])
    if number >= len(named):
        row = _key_row(lines, range(first_header), path[0])
        return None if row is None else row + 1
    start = named[number]
    end = next((row for row, _ in headers if row > start), len(lines))
    return _within(lines, range(start, end), rest) + 1


def _within(lines: list[str], table: range, rest: Path) -> int:
    """The row of ``rest`` in the table, else of its header."""
    if not rest:
        return table.start
    row = _key_row(lines, table, rest[0])
    if row is None:
        return table.start
    number = rest[1] if len(rest) > 1 else None
    found = _element_row(lines, row, number) if isinstance(number, int) else row
    return row if found is None else found


def _key_row(lines: list[str], rows: range, key: str | int) -> int | None:
    pattern = re.compile(rf"\s*[\"']?{re.escape(str(key))}[\"']?\s*[=.]")
    return next((row for row in rows if pattern.match(lines[row])), None)


def _element_row(lines: list[str], start: int, number: int) -> int | None:
    """The row on which element ``number`` of the array that opens after ``=`` on row ``start`` begins."""
    depth, count, expecting = 0, -1, False
    for row in range(start, len(lines)):
        text = lines[row].partition("=")[2] if row == start else lines[row]
        for token in _TOKEN.findall(text):
            if token.startswith("#"):
                break
            if depth == 1 and expecting and token not in ",]":
                count, expecting = count + 1, False
                if count == number:
                    return row
            depth += (token in ("[", "{")) - (token in ("]", "}"))
            expecting = expecting or (depth == 1 and token in ("[", ","))
            if depth <= 0:
                return None
    return None
