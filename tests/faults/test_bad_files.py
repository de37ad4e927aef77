"""Files that cannot be read: what is wrong, what to do, exit code 3, and a home as it was."""

import io
import json
import lzma
import tarfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.faults.histories import EVENTS, HEADER, event_ids, home, payloads, table
from tests.faults.running import ordinary_rights, stepin


def raw(place: Path, content: bytes, name: str) -> Path:
    (place / name).write_bytes(content)
    return place / name


def packed(place: Path, *, count: int = 40) -> bytes:
    """A tar of payloads, not compressed."""
    payloads(place, count)
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w") as tar:
        tar.add(place / "payloads", "payloads")
    return whole.getvalue()


def cut_parquet(place: Path) -> Path:
    pq.write_table(pa.table({"event_id": ["e1"] * 100}), place / "whole.parquet")
    return raw(place, (place / "whole.parquet").read_bytes()[:-40], "cut.parquet")


def folder_of(place: Path, content: bytes) -> Path:
    (place / "folder").mkdir()
    return raw(place, content, "folder/1.json").parent


PLAIN = f"{HEADER}\n{EVENTS.strip()}\n".encode()
ISSUE = json.dumps({"type": "issue", "issue": {"title": "é"}}, ensure_ascii=False)
CASES = {
    "an empty table": ("table", lambda p: raw(p, b"", "a.csv"), "a.csv is empty. A table starts with a row"),
    "a cut table": (
        "table",
        lambda p: raw(p, PLAIN[:90], "a.csv"),
        "Nothing in a.csv could be taken in. Mend",
    ),
    "a table in Latin-1": (
        "table",
        lambda p: raw(p, PLAIN.replace(b"kim", b"k\xefm"), "a.csv"),
        "a.csv is not encoded in UTF-8. Save it as UTF-8",
    ),
    "a cut Parquet file": ("table", cut_parquet, "cut.parquet is cut short or damaged. Fetch or export it"),
    "an empty archive": ("github", lambda p: raw(p, b"", "a.tar.xz"), "a.tar.xz is empty. Fetch or export"),
    "an archive cut in its first file": (
        "github",
        lambda p: raw(p, packed(p)[:1400], "a.tar"),
        "a.tar: the archive breaks off or is damaged after 0 files; fetch it again",
    ),
    "a cut payload": (
        "github",
        lambda p: folder_of(p, ISSUE.encode()[:30]),
        "1.json: it is no JSON (Untermin",
    ),
    "a payload in Latin-1": (
        "github",
        lambda p: folder_of(p, ISSUE.encode("latin-1")),
        "1.json: it is not UTF-8 text.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_cannot_be_read_is_said_with_what_to_do_and_the_log_stays(tmp_path, case):
    kind, made, says = CASES[case]
    there = home(tmp_path)
    ended = stepin("import", kind, made(tmp_path).name, "--home", there, place=tmp_path)
    assert ended.code == 3
    assert says in ended.err
    assert event_ids(there) == ["t:1", "t:2", "t:3", "t:4"]


@pytest.mark.parametrize("kind", ["table", "github"])
def test_a_file_that_may_not_be_read_is_said_so(tmp_path, kind):
    started_with, file = ordinary_rights(), table(tmp_path)
    file.chmod(0o000)
    ended = stepin("import", kind, file, "--home", tmp_path / "home", place=tmp_path, before=started_with)
    assert ended.code == 3
    assert str(file) in ended.err
    assert "read" in ended.err
    assert not (tmp_path / "home" / "log").exists()


def test_of_a_cut_archive_what_came_before_is_taken_in_or_with_strict_nothing(tmp_path):
    whole = lzma.compress(packed(tmp_path))
    cut = raw(tmp_path, whole[: len(whole) * 3 // 4], "cut.tar.xz")
    strict = stepin("import", "github", cut, "--home", tmp_path / "home", "--strict", place=tmp_path)
    assert (strict.code, "so nothing was imported" in strict.err) == (3, True)
    loose = stepin("import", "github", cut, "--home", tmp_path / "home", place=tmp_path)
    assert (loose.code, "the archive breaks off or is damaged after" in loose.out) == (0, True)
    assert 0 < len(event_ids(tmp_path / "home")) < 80
    raw(tmp_path, whole, "whole.tar.xz")
    stepin("import", "github", "whole.tar.xz", "--home", tmp_path / "home", place=tmp_path)
    assert len(set(event_ids(tmp_path / "home"))) == len(event_ids(tmp_path / "home")) == 80
