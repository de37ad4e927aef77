import gzip
import io
import json
import lzma
import tarfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepin.sources.cues import BUILT_IN
from stepin.sources.github.archive import File, NoSuchPathError, ZstandardError
from stepin.sources.github.folder import Unread, _reading, parsed, readings
from tests.github_payloads import comment, issue, pull

ISSUE = json.dumps(issue(comment(1, "Hello"), number=7)).encode()
PULL = json.dumps(pull(number=8)).encode()


def tar(*files: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in files:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def told(path: Path) -> list[tuple[str, str]]:
    """(file, item id without its repository, or the reason there is none)."""
    return [
        (name, found.reason if isinstance(found, Unread) else found.item.item_id.partition("#")[2])
        for name, found in readings(path)
    ]


def test_a_folder_is_read_at_any_depth_and_by_name(tmp_path: Path) -> None:
    (tmp_path / "b" / "c").mkdir(parents=True)
    (tmp_path / "b" / "c" / "8.json").write_bytes(PULL)
    (tmp_path / "a.json").write_bytes(ISSUE)
    assert told(tmp_path) == [("a.json", "7"), ("b/c/8.json", "8")]


def test_one_payload_file_is_enough(tmp_path: Path) -> None:
    (tmp_path / "7.json").write_bytes(ISSUE)
    assert told(tmp_path / "7.json") == [("7.json", "7")]


@pytest.mark.parametrize("squeeze", [lambda b: b, gzip.compress, lzma.compress], ids=["plain", "gzip", "xz"])
def test_a_tar_is_read_without_unpacking_whatever_its_name(tmp_path: Path, squeeze) -> None:
    path = tmp_path / "backup"
    path.write_bytes(squeeze(tar(("x/7.json", ISSUE), ("../../8.json", PULL))))
    assert told(path) == [("x/7.json", "7"), ("../../8.json", "8")]
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["backup"]


@pytest.mark.parametrize("squeeze", [lambda b: b, gzip.compress, lzma.compress], ids=["plain", "gzip", "xz"])
def test_of_a_tar_cut_anywhere_what_came_before_is_read_and_the_cut_is_told(tmp_path: Path, squeeze) -> None:
    whole = squeeze(tar(("7.json", ISSUE), ("8.json", PULL)))
    path = tmp_path / "backup.tar"
    for cut in range(300, len(whole.rstrip(b"\0")), 11):
        path.write_bytes(whole[:cut])
        *before, last = told(path)
        assert last[1].startswith("the archive breaks off or is damaged after"), cut
        assert before in ([], [("7.json", "7")], [("7.json", "7"), ("8.json", "8")])


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "it is empty."),
        (
            b"{",
            "it is no JSON (Expecting property name enclosed in double quotes: line 1 column 2 (char 1)).",
        ),
        (b'{"a": "\xff"}', "it is not UTF-8 text."),
        (b"[" * 200_000, "it is no JSON"),
        (b"[]", 'it is no GitHub payload: "type" must be "issue" or "pull".'),
        (b'{"type": "issue"}', 'its "issue" is missing.'),
    ],
)
def test_a_file_that_holds_no_item_is_named_with_the_reason_and_the_rest_is_read(
    tmp_path: Path, data: bytes, reason: str
) -> None:
    (tmp_path / "1.json").write_bytes(data)
    (tmp_path / "7.json").write_bytes(ISSUE)
    first, second = told(tmp_path)
    assert first[0] == "1.json"
    assert first[1].startswith(reason)
    assert second == ("7.json", "7")


def test_other_files_are_told_apart_from_bad_ones(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("hello")
    assert list(readings(tmp_path)) == [("README.md", Unread("README.md", "no .json file", other=True))]


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_bytes(ISSUE)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "7.json").symlink_to(tmp_path / "secret.json")
    assert told(tmp_path / "in") == []


def test_a_byte_order_mark_and_sixteen_bits_are_read(tmp_path: Path) -> None:
    (tmp_path / "7.json").write_bytes(b"\xef\xbb\xbf" + ISSUE)
    (tmp_path / "8.json").write_bytes(PULL.decode().encode("utf-16"))
    assert told(tmp_path) == [("7.json", "7"), ("8.json", "8")]


def test_half_a_surrogate_pair_becomes_a_question_mark() -> None:
    assert parsed(rb'["\ud83d\ude00", "a\ud83d"]') == ["\N{GRINNING FACE}", "a?"]


def test_a_missing_path_says_so(tmp_path: Path) -> None:
    with pytest.raises(NoSuchPathError, match=r"No such file or directory\. Check the path"):
        list(readings(tmp_path / "nowhere"))


def test_zstandard_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "a.tar.zst").write_bytes(b"\x28\xb5\x2f\xfd rest")
    with pytest.raises(ZstandardError, match=r"Unpack it first: zstd -d a\.tar\.zst"):
        list(readings(tmp_path / "a.tar.zst"))


@given(st.binary(max_size=60), st.integers(0, len(ISSUE)), st.integers(0, 20))
def test_any_bytes_in_the_middle_of_a_file_give_an_item_or_a_reason(
    junk: bytes, start: int, cut: int
) -> None:
    found = _reading(File("7.json", ISSUE[:start] + junk + ISSUE[start + cut :]), rules=BUILT_IN, titles=True)
    assert found.reason if isinstance(found, Unread) else found.item.item_id
