"""Pages of a large organisation show a part at a time."""

import pytest

from stepin.findings.model import Expectation
from tests.web.site import published, signed_in, text_of

pytestmark = pytest.mark.django_db
TEAMS = tuple(f"squad-{number:02}" for number in range(60))


@pytest.fixture
def large(home):
    """Dora leads sixty teams more."""
    file = home / "stepin.toml"
    below = "".join(
        f'\n[[team]]\nid = "{team}"\nparent = "platform"\nleads = ["dora"]\nowns = ["github:acme/{team}"]\n'
        for team in TEAMS
    )
    file.write_text(file.read_text() + below)
    return home


def squads(page: str) -> list[str]:
    return [team for team in TEAMS if team in page]


def test_teams_are_listed_fifty_at_a_time_and_none_is_left_out(client, large):
    signed_in(client, "dora")
    first, second = (text_of(client.get(f"/teams/?page={page}")) for page in (1, 2))
    assert [*squads(first), *squads(second)] == list(TEAMS)
    assert len(squads(first)) < 50 < len(TEAMS)
    assert "Page 1 of 2" in first


def test_expectations_are_listed_fifty_at_a_time_and_unfolded_where_one_goes_on_reading(client, large):
    published(expectations=tuple(Expectation(team, "change", 8.0, 16.0, 80.0, True, 400) for team in TEAMS))
    signed_in(client, "dora")
    first, second = (client.get(address) for address in ("/method/", "/method/?page=2"))
    assert [*squads(text_of(first)), *squads(text_of(second))] == list(TEAMS)
    assert [b"<details open>" in page.content for page in (first, second)] == [False, True]
    assert b'href="?page=2#expected"' in first.content
