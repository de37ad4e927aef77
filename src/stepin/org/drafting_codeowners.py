"""Whom a CODEOWNERS file names."""

import re

_USER = re.compile(r"(?<!\S)@([A-Za-z0-9-]+)(?=\s|$)")


def owners_named(codeowners: str) -> tuple[str, ...]:
    """The logins of the people whom a CODEOWNERS file names, each once; not its teams and addresses."""
    lines = (line.partition("#")[0] for line in codeowners.splitlines())
    return tuple(dict.fromkeys(f"github:{name}" for line in lines for name in _USER.findall(line)))
