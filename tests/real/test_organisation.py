"""The organisation file that comes with the real repositories."""

from pathlib import Path

import pytest

from stepin.org.file import parse_organisation

FILE = Path(__file__).parents[3] / "shared" / "data" / "github" / "org.toml"


@pytest.mark.real
@pytest.mark.skipif(not FILE.exists(), reason="the real data is not beside the checkout")
def test_the_file_of_the_real_repositories_loads():
    read = parse_organisation(FILE.read_text(encoding="utf-8"))
    sizes = {team.id: (len(team.leads), len(team.members)) for team in read.teams}
    bots = [person for person in read.people if person.bot]
    assert (sizes, len(bots), len(read.people)) == ({"secp256k1": (5, 0), "gui": (4, 0)}, 3, 12)
    assert all(team.leads[0].since is not None for team in read.teams)
