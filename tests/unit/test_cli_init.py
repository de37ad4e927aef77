"""The draft takes what CODEOWNERS says, and says what is wrong with a file that it cannot take."""

import pytest

from stepin.cli.importing import keep_bots
from stepin.cli.main import main
from stepin.errors import BusyError
from stepin.log.home import LogHome
from stepin.log.lock import exclusive
from stepin.log.records import Event, Item
from stepin.log.writing import append
from stepin.org.file import read_organisation
from tests.unit.log_homes import NOW


def home(tmp_path, *repositories):
    """One issue in each repository."""
    there = tmp_path / "home"
    items = [Item(f"github:{each}#1", "github", "issue", each) for each in repositories]
    events = [Event(f"e:{item.item_id}", item.item_id, NOW, 0, "github:ana", "opened") for item in items]
    append(LogHome(there), items=items, events=events, now=NOW)
    (tmp_path / "CODEOWNERS").write_text("* @li @acme/team\n")
    return there


def init(there, *codeowners):
    given = [word for each in codeowners for word in ("--codeowners", each)]
    return main(["init", "--home", str(there), *given])


def members(there):
    return {team.id: [post.person for post in team.members] for team in read_organisation(there).teams}


def test_the_only_repository_takes_a_file_without_being_named(tmp_path, capsys):
    there = home(tmp_path, "acme/pay")
    assert init(there, str(tmp_path / "CODEOWNERS")) == 0
    assert members(there) == {"pay": ["github:li"]}
    assert "Since when those whom CODEOWNERS names belong to" in capsys.readouterr().out


def test_each_repository_takes_its_own_file(tmp_path):
    there = home(tmp_path, "acme/pay", "acme/web")
    (tmp_path / "a=b").write_text("* @kim\n")
    assert init(there, f"acme/pay={tmp_path}/CODEOWNERS", f"acme/web={tmp_path}/a=b") == 0
    assert members(there) == {"pay": ["github:li"], "web": ["github:kim"]}


@pytest.mark.parametrize(
    ("repositories", "given", "says"),
    [
        (("acme/pay", "acme/web"), "CODEOWNERS", "the log has 2 repositories on GitHub. Say whose it is"),
        (("acme/pay",), "acme/shop=CODEOWNERS", "the log has nothing of acme/shop. It has: acme/pay."),
        (("acme/pay",), "acme/pay=gone", "gone cannot be read (No such file or directory)"),
        (("acme/pay",), "odd", "odd is not UTF-8 text"),
    ],
)
def test_what_cannot_be_taken_is_told_and_nothing_is_drafted(
    tmp_path, monkeypatch, capsys, repositories, given, says
):
    there = home(tmp_path, *repositories)
    (tmp_path / "odd").write_bytes("* @josé".encode("latin-1"))
    monkeypatch.chdir(tmp_path)
    assert init(there, given) == 3
    assert says in capsys.readouterr().err
    assert not (there / "stepin.toml").exists()


def test_machines_are_written_down_by_one_writer_at_a_time(tmp_path):
    there = LogHome(home(tmp_path, "acme/pay"))
    with exclusive(there), pytest.raises(BusyError):
        keep_bots(there, ("github:robot",))
    keep_bots(there, ("github:robot",))
    assert [(each.id, each.bot) for each in read_organisation(there.folder).people] == [
        ("github:robot", True)
    ]


def test_a_draft_in_the_place_of_another_still_says_where_the_log_is(tmp_path):
    there = home(tmp_path, "acme/pay")
    (there / "log").rename(there / "kept")
    (there / "stepin.toml").write_text('[log]\nurl = "kept/"\n')
    assert main(["init", "--home", str(there), "--force"]) == 0
    assert read_organisation(there).log_url == "kept/"
