"""The site's own settings, on a home of their own for each test process."""

import os
from tempfile import mkdtemp

os.environ["STEPIN_HOME"] = mkdtemp(prefix="stepin-tests-")

from stepin.ledger.django_settings import *  # noqa: F403

EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
