"""A home whose ledger can be used: the folder made, Django set up, the database brought up to date."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stepin import settings
from stepin.cli.errors import DatabaseError, DriverError
from stepin.cli.reading import usable_home
from stepin.log.home import home_errors


def ready_ledger(given: Path | None) -> Path:
    """The home's folder, made where it is missing, its ledger ready to be used by this process."""
    folder = usable_home(given).absolute()
    with home_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        settings.secret_key(folder)
    from stepin.ledger.setup import setup

    with database_errors(folder):
        setup(folder)
        from django.core.management import call_command

        from stepin.ledger.upgrade import upgrade

        upgrade(folder)
        call_command("createcachetable", verbosity=0)
    return folder


@contextmanager
def database_errors(folder: Path) -> Iterator[None]:
    """Says what is wrong with the database when it cannot be reached or written; other errors pass."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import OperationalError

    try:
        yield
    except OperationalError as error:
        own = settings.secret("STEPIN_DATABASE_URL") is None
        raise DatabaseError(folder, error, is_own_file=own) from error
    except ImproperlyConfigured as error:
        if "psycopg" not in str(error):
            raise
        raise DriverError from None
