import pytest

from tests.web.site import home_of_the_cast


@pytest.fixture
def home(settings, tmp_path, monkeypatch):
    return home_of_the_cast(settings, tmp_path, monkeypatch)
