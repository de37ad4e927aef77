"""The two real repositories, where they lie beside the checkout, as analysed homes."""

import shutil
import tarfile
from datetime import UTC, datetime
from pathlib import Path

from bench.child import ROOT, stepin

DATA = ROOT.parent / "shared" / "data" / "github"
ARCHIVE, TEAMS = DATA / "secp256k1-and-gui.tar.xz", DATA / "org.toml"
REPOSITORIES = ("bitcoin-core-secp256k1", "bitcoin-core-gui")
AS_OF = datetime(2026, 9, 1, tzinfo=UTC)  # just after the last of it
ABSENT = f"the real repositories are not in ../{DATA.relative_to(ROOT.parent)}."


def real_home(folder: Path, repository: str) -> Path:
    """A home with one repository, taken in and analysed by the commands that a person would give."""
    home, payloads = folder / f"home-{repository}", folder / "payloads"
    if not (payloads / repository).exists():
        with tarfile.open(ARCHIVE) as archive:
            archive.extractall(payloads, filter="data")
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    shutil.copyfile(TEAMS, home / "stepin.toml")
    stepin("import", "github", str(payloads / repository), "--home", str(home), "--quiet")
    stepin("analyse", "--home", str(home), "--as-of", AS_OF.isoformat(), "--quiet")
    return home
