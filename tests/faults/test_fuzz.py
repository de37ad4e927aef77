"""Damaged input of every form, bit by bit: an error in words, or a report that names what is bad."""

import io
import json
import tarfile
from functools import cache
from pathlib import Path

import pyarrow.csv
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stepin.errors import StepinError
from stepin.log.home import LogHome
from stepin.log.reading import open_log
from stepin.sources.github.importing import import_github
from stepin.sources.table import import_table
from tests.faults.histories import EVENTS, HEADER, MORE
from tests.github_payloads import comment, entry, issue, line, pull, review
from tests.unit.log_homes import NOW

CSV = f"{HEADER}\n{EVENTS.strip()}\n{MORE.strip()}\n".encode()
PAYLOAD = pull(
    comment(5, "Please look @ana"), review(9, "approved"), entry("closed", 20), lines=(line(7, "why?"),)
)
LATER = NOW.replace(year=2026, month=6)


@cache
def parquet() -> bytes:
    whole = io.BytesIO()
    pq.write_table(pyarrow.csv.read_csv(io.BytesIO(CSV)), whole)
    return whole.getvalue()


@cache
def tar() -> bytes:
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w") as packed:
        for n, told in enumerate((PAYLOAD, issue(comment(3, "Soon?"), number=9))):
            content = json.dumps(told).encode()
            about = tarfile.TarInfo(f"payloads/{n}.json")
            about.size = len(content)
            packed.addfile(about, io.BytesIO(content))
    return whole.getvalue()


FORMS = {
    "a.csv": (import_table, lambda: CSV),
    "a.parquet": (import_table, parquet),
    "a.json": (import_github, lambda: json.dumps(PAYLOAD).encode()),
    "a.tar": (import_github, tar),
}


def taken_in(form, path: Path, home: LogHome, *, strict: bool):
    """The report, or None where the input was refused in words; anything else is a fault of ours."""
    with_path = (home, path) if form is import_table else (path, home)
    try:
        return form(*with_path, now=LATER, strict=strict)
    except StepinError:
        return None


def held(home: LogHome) -> list[str]:
    try:
        return sorted(open_log(home).events(columns=["event_id"]).read_all()["event_id"].to_pylist())
    except StepinError:  # there is no log
        return []


def survived(name: str, content: bytes, folder: Path) -> None:
    form, _ = FORMS[name]
    (folder / name).write_bytes(content)
    careful, easy = LogHome(folder / "strict"), LogHome(folder / "home")
    strictly = taken_in(form, folder / name, careful, strict=True)
    told = taken_in(form, folder / name, easy, strict=False)
    assert strictly is None or not strictly.rejected.count
    assert held(careful) == (held(easy) if strictly else [])
    assert (strictly is None) == (told is None or told.rejected.count > 0)
    assert len(held(easy)) == len(set(held(easy))) == (told.appended.events.new if told else 0)


BITS = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=6)
FEW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("name", FORMS)
@FEW
@given(bits=BITS)
def test_wrong_bytes_anywhere_are_refused_or_reported(tmp_path_factory, name, bits):
    damaged = bytearray(FORMS[name][1]())
    for place, byte in bits:
        damaged[int(place * len(damaged))] = byte
    survived(name, bytes(damaged), tmp_path_factory.mktemp("fuzz"))


@pytest.mark.parametrize("name", FORMS)
@FEW
@given(start=st.floats(0, 1), length=st.floats(0, 1), instead=st.binary(max_size=20))
def test_what_is_cut_out_or_put_in_is_refused_or_reported(tmp_path_factory, name, start, length, instead):
    whole = FORMS[name][1]()
    at = int(start * len(whole))
    survived(
        name, whole[:at] + instead + whole[at + int(length * len(whole)) :], tmp_path_factory.mktemp("fuzz")
    )


ODD = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.just([]), st.just({}),
    st.sampled_from(["2026-13-01T00:00:00Z", "2026-03-02", "9999-12-31T23:59:59Z", "\x00", "\ud800"]),
)  # fmt: skip


def places(value, path=()):
    """Every place in a JSON value."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield from places(each, (*path, key))


def with_odd(value, path, odd):
    if not path:
        return odd
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = with_odd(value[path[0]], path[1:], odd)
    return copy


@settings(FEW, max_examples=40)
@given(path=st.sampled_from(list(places(PAYLOAD))), odd=ODD)
def test_a_payload_with_something_odd_anywhere_is_refused_or_reported(tmp_path_factory, path, odd):
    content = json.dumps(with_odd(PAYLOAD, path, odd)).encode()
    survived("a.json", content, tmp_path_factory.mktemp("fuzz"))
