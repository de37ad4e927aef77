"""A real Chromium for these tests; they are skipped, with the reason, where there is none."""

import os

import pytest
from playwright.sync_api import sync_playwright

from tests.browser_ready import chromium, environment

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
