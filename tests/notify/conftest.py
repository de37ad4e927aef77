import pytest

from tests.notify.slack_stand_in import TOKEN, slack
from tests.web.site import home_of_the_cast


@pytest.fixture
def home(settings, tmp_path, monkeypatch):
    return home_of_the_cast(settings, tmp_path, monkeypatch)


@pytest.fixture
def chat(monkeypatch):
    """What the stand-in took."""
    with slack() as (address, took):
        monkeypatch.setenv("STEPIN_SLACK_TOKEN", TOKEN)
        monkeypatch.setenv("STEPIN_SLACK_SIGNING_SECRET", "shh")
        monkeypatch.setenv("STEPIN_SLACK_URL", address)
        yield took
