"""Finds out whether the tests can have a PostgreSQL of their own; says loudly where they cannot, and why.

Run before pytest (``python -m tests.postgresql_ready``). Ends with 1 where there is none to be had.
"""

import os
import subprocess
import sys

TRY = [sys.executable, "-c", "import psycopg, tests.django_settings"]


def main() -> int:
    tried = subprocess.run(
        TRY, env=os.environ | {"STEPIN_TEST_ON": "postgresql"}, capture_output=True, text=True
    )
    if tried.returncode != 0:
        why = (tried.stderr.strip() or "it says nothing").splitlines()[-1]
        print(f"\n*** No PostgreSQL: the tests on it will be SKIPPED ({why}). ***\n", file=sys.stderr)  # noqa: T201
    return tried.returncode


if __name__ == "__main__":
    sys.exit(main())
