"""The two real repositories, where they lie beside the checkout, as analysed homes."""

import shutil
import tarfile
from datetime import UTC, datetime
from pathlib import Path

from bench.child import ROOT, stepin

DATA = ROOT.parent / "shared" / "data" / "github"
ARCHIVE, TEAMS = DATA / "secp256k1-and-gui.tar.xz", DATA / "org.toml"
REPOSITORIES = ("bitcoin-core-secp256k1", "bitcoin-core-gui")
BOTH = "both"
AS_OF = datetime(2026, 9, 1, tzinfo=UTC)  # just after the last of it
ABSENT = f"the real repositories are not in ../{DATA.relative_to(ROOT.parent)}."


def real_home(folder: Path, which: str) -> Path:
    """A home with one repository or BOTH, taken in and analysed by the commands that a person would give."""
    home, payloads = folder / f"home-{which}", folder / "payloads"
    if not payloads.exists():
        with tarfile.open(ARCHIVE) as archive:
            archive.extractall(payloads, filter="data")
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    shutil.copyfile(TEAMS, home / "stepin.toml")
    path = payloads if which == BOTH else payloads / which
    stepin("import", "github", str(path), "--home", str(home), "--quiet")
    stepin("analyse", "--home", str(home), "--as-of", AS_OF.isoformat(), "--quiet")
    return home
