import pytest

pytest.register_assert_rewrite("tests.spec.tables")

from tests.spec.engines import ENGINES, Engine  # noqa: E402 (so that its assertions tell what differs)


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Engine:
    """Each spec runs on every engine."""
    return ENGINES[request.param]
