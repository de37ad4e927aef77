"""The pages as a WSGI application, for the server's workers; ``stepin serve`` readies the ledger first."""

import sys

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from stepin import settings

home = settings.home().absolute()
settings.share_metrics(home / ".metrics")  # before what counts is imported
application = get_wsgi_application()

from stepin.ledger.scheduling import keep_fresh  # noqa: E402
from stepin.web.logging import write_logs  # noqa: E402
from stepin.web.metrics import forget_dead  # noqa: E402

write_logs(sys.stderr)
forget_dead(home / ".metrics")
keep_fresh(home)
get_resolver().url_patterns  # noqa: B018  # loaded now, so that the first reader does not wait for it
