"""What the machine is like is no claim of the tests: how busy it is, or that it ignores Ctrl-C.

And one real Chromium for all tests of pages; they are skipped, with the reason, where there is none.
"""

import os
import signal

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import sync_playwright

from tests.browser_ready import chromium, environment

settings.register_profile("stepin", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("stepin")

# A shell's background job ignores Ctrl-C, and so would all that the tests start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser():
    where = chromium()
    if where is None:
        pytest.skip("no Chromium here; python -m tests.browser_ready fetches one")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
        "1"  # Playwright runs a loop in the thread that asks the database
    )
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=where, headless=True, args=FLAGS, env=environment()
        )
        yield launched
        launched.close()
