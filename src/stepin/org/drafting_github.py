"""What GitHub itself says about teams: its teams' payloads, and CODEOWNERS."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_USER = re.compile(r"(?<!\S)@([A-Za-z0-9-]+)(?=\s|$)")


@dataclass(frozen=True, slots=True)
class GithubTeam:
    """``repositories`` are full names (``acme/payments``), ``members`` logins (``github:ana-b``)."""

    slug: str
    repositories: tuple[str, ...]
    members: tuple[str, ...] = ()
    parent: str | None = None


def github_team(
    team: Mapping[str, object],
    *,
    repositories: Sequence[Mapping[str, object]],
    members: Sequence[Mapping[str, object]],
) -> GithubTeam:
    """From REST payloads: an element of ``/orgs/ORG/teams``, and that team's ``repos`` and ``members``."""
    parent = team.get("parent")
    return GithubTeam(
        slug=str(team["slug"]),
        repositories=tuple(str(each["full_name"]) for each in repositories),
        members=tuple(f"github:{each['login']}" for each in members),
        parent=str(parent["slug"]) if isinstance(parent, Mapping) else None,
    )


def owners_named(codeowners: str) -> tuple[str, ...]:
    """The logins of the people whom a CODEOWNERS file names, each once; not its teams and addresses."""
    lines = (line.partition("#")[0] for line in codeowners.splitlines())
    return tuple(dict.fromkeys(f"github:{name}" for line in lines for name in _USER.findall(line)))
