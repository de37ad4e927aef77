"""Makes Django ready for one home, once in a process."""

import os
from pathlib import Path

SETTINGS = "stepin.ledger.django_settings"


def setup(home: Path) -> None:
    """From here on this process, and those it starts, work on ``home``: one home per process."""
    import django

    os.environ["STEPIN_HOME"] = str(home.absolute())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    django.setup()
