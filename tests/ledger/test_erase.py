"""A person is exported whole, and erased so that no byte of the home names them; counts stay as they were."""

import json
from datetime import timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from django.db import connection

from stepin.ledger.actions.step_ins import LookedBack, correct, look_back
from stepin.ledger.backup import back_up
from stepin.ledger.erasing import erase, would_erase
from stepin.ledger.export_person import export_person, readable
from stepin.ledger.models import Account, LookBack, Read, StepIn
from stepin.ledger.somebody import NobodyOfThatNameError
from stepin.log.home import LogHome
from stepin.log.reading import open_log
from stepin.org.file import read_organisation
from tests.cast import account
from tests.ledger.homes import NOW, TOML, home, refreshed

pytestmark = pytest.mark.django_db(transaction=True)
SHE = TOML.replace('"ana"', '"zelda"').replace('"Ana"', '"Zelda Quist"').replace("desk:ana", "desk:zel-q")
CALLED = (b"zelda", b"zel-q", b"quist")


def lived_in(place: Path) -> Path:
    """A home in which Zelda has answered, corrected, been named and been looked up."""
    home(place, toml=SHE + "# ask Zelda Quist about this\n")
    table = place / "events.csv"
    table.write_text(table.read_text().replace("desk:ana", "desk:zel-q"))
    refreshed(place)
    zelda, li = account("zelda"), account("desk:li")
    Account.objects.filter(pk=zelda.pk).update(name="Zelda Quist", email="zel-q@acme.test")
    first, second = StepIn.objects.order_by("at")[:2]
    look_back(
        first, LookedBack({}, same_kind=True, notes="Mine"), by=zelda, now=NOW, evidence={"who": "zelda"}
    )
    look_back(first, LookedBack({}, same_kind=True, notes="Zelda Quist knew"), by=li, now=NOW, evidence={})
    correct(second, "waited_on", "zelda", by=zelda, now=NOW)
    Read.objects.create(at=NOW, by=li, page="team", about="zelda")
    refreshed(place, NOW + timedelta(minutes=5))
    back_up(place, place / "backups" / "one.tar.gz", now=NOW)
    return place


def bytes_of(place: Path) -> dict[str, bytes]:
    """Every file, and of Parquet what it holds once it is unpacked; without the table that was read."""
    connection.close()
    files = [each for each in place.rglob("*") if each.is_file() and each.name != "events.csv"]
    found = {str(each.relative_to(place)): each.read_bytes() for each in files}
    for each in files:
        if each.suffix == ".parquet":
            found[f"{each.name} unpacked"] = json.dumps(pq.read_table(each).to_pylist(), default=str).encode()
    return found


def naming(place: Path) -> set[str]:
    database = Path(str(connection.settings_dict["NAME"]))
    found = bytes_of(place)
    if database.is_file():
        found |= {each.name: each.read_bytes() for each in database.parent.glob(f"{database.name}*")}
    else:
        rows = [list(row) for table in connection.introspection.table_names() for row in _rows(table)]
        found["the database"] = json.dumps(rows, default=str).encode()
    return {name for name, held in found.items() if any(word in held.lower() for word in CALLED)}


def _rows(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
        return cursor.fetchall()


def test_after_erasing_nothing_in_the_home_names_them(tmp_path):
    lived_in(tmp_path)
    assert len(naming(tmp_path)) > 5
    erase(tmp_path, "zelda")
    assert naming(tmp_path) == set()


def test_what_they_did_stays_as_somebody_s_and_what_they_wrote_for_themselves_goes(tmp_path):
    lived_in(tmp_path)
    before = StepIn.objects.count()
    pseudonym = erase(tmp_path, "desk:zel-q")
    assert set(StepIn.objects.values_list("leader", flat=True)) == {pseudonym}
    assert StepIn.objects.count() == before
    assert [each.notes for each in LookBack.objects.all()] == ["somebody knew"]
    assert Read.objects.count() == 0
    assert [team.leads[0].person for team in read_organisation(tmp_path).teams] == [pseudonym]
    gone = Account.objects.get(username=pseudonym)
    assert (gone.is_active, gone.has_usable_password(), gone.name, gone.email) == (False, False, "", "")


def test_the_next_refresh_finds_the_same_and_erases_again_what_a_source_brings_back(tmp_path):
    lived_in(tmp_path)
    before = set(StepIn.objects.filter(withdrawn_at=None).values_list("id", flat=True))
    pseudonym = erase(tmp_path, "zelda")
    refreshed(tmp_path, NOW + timedelta(hours=1))
    assert set(StepIn.objects.filter(withdrawn_at=None).values_list("id", flat=True)) == before
    assert set(StepIn.objects.values_list("leader", flat=True)) == {pseudonym}
    assert naming(tmp_path) == set()


def test_others_stay_as_they_were(tmp_path):
    lived_in(tmp_path)
    log = open_log(LogHome(tmp_path))
    before = [each for each in log.events().read_all().to_pylist() if each["actor"] != "desk:zel-q"]
    erase(tmp_path, "zelda")
    after = open_log(LogHome(tmp_path)).events().read_all().to_pylist()
    assert [each for each in after if not each["actor"].startswith("erased:")] == before
    assert len(after) == 24


def test_it_says_first_what_it_would_do_and_changes_nothing(tmp_path):
    lived_in(tmp_path)
    would = would_erase(tmp_path, "zelda")
    assert (would.look_backs, would.reads, would.runs, would.backups) == (1, 1, 2, ("one.tar.gz",))
    assert (would.somebody.id, would.somebody.logins) == ("zelda", ("desk:zel-q",))
    assert LookBack.objects.count() == 2


def test_nobody_of_that_name_is_told(tmp_path):
    home(tmp_path)
    with pytest.raises(NobodyOfThatNameError, match="Nobody is called 'zed'"):
        erase(tmp_path, "zed")


def test_an_export_holds_their_own_rows_whole_and_of_others_only_where_they_are_named(tmp_path):
    lived_in(tmp_path)
    held = export_person(tmp_path, "zelda", now=NOW)
    assert held["person"] == {"id": "zelda", "logins": ["desk:zel-q"], "names": ["Zelda Quist"]}
    assert [each["notes"] for each in held["ledger"]["LookBack"]] == ["Mine"]
    assert [each["page"] for each in held["ledger"]["Read"]] == ["team"]
    assert len(held["ledger"]["StepIn"]) == len(held["log"]["events"]) == 6
    assert "knew" not in json.dumps(held)
    assert [name for name in ("password", "digest", "feed_key") if f'"{name}"' in json.dumps(held)] == []
    assert "Zelda Quist" in readable(held)
