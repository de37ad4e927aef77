"""The commands one after the other, as somebody new to it would run them."""

import json

from stepin.cli.main import main
from stepin.org.file import read_organisation
from tests.github_payloads import entry, issue, pull
from tests.github_server import GitHub, serving

# Li is assigned on Monday, Kim asks on Tuesday, Ana (who leads) on Friday, and Li closes it an hour later.
# The second has waited on nobody since Monday.
EVENTS = """
event_id,item_id,occurred_at,seq,actor,kind,value,previous
t:1,t:pay#1,2024-05-06T09:00:00Z,1,t:kim,opened,,
t:2,t:pay#1,2024-05-06T09:00:00Z,2,t:kim,assigned,t:li,
t:3,t:pay#1,2024-05-07T09:00:00Z,3,t:kim,commented,ask chase you mention:t:li,
t:4,t:pay#1,2024-05-10T09:00:00Z,4,t:ana,commented,ask chase you mention:t:li,
t:5,t:pay#1,2024-05-10T10:00:00Z,5,t:li,closed,completed,
t:6,t:pay#2,2024-05-06T09:00:00Z,1,t:kim,opened,,
"""
ITEMS = """
item_id,source,kind,container,title
t:pay#1,t,issue,pay,Refunds are late
t:pay#2,t,issue,pay,Fees are rounded down
"""
TEAM = """
[[person]]
id = "ana"
name = "Ana"
logins = ["t:ana"]
[[team]]
id = "payments"
owns = ["t:pay"]
leads = ["ana"]
members = ["t:li", "t:kim"]
[[expect]]
kind = "issue"
first = "2d"
next = "1d"
"""


def imported(tmp_path, events=EVENTS):
    (tmp_path / "events.csv").write_text(events.lstrip())
    (tmp_path / "items.csv").write_text(ITEMS.lstrip())
    home = tmp_path / "home"
    table = ["import", "table", str(tmp_path / "events.csv"), "--items", str(tmp_path / "items.csv")]
    assert main([*table, "--home", str(home)]) == 0
    return home


def analysed(tmp_path, events=EVENTS):
    home = imported(tmp_path, events)
    (home / "stepin.toml").write_text(TEAM)
    assert main(["analyse", "--home", str(home), "--as-of", "2024-05-13"]) == 0
    return home


def told(capsys):
    return json.loads(capsys.readouterr().out)


def test_an_import_says_what_was_read_and_what_comes_next(tmp_path, capsys):
    imported(tmp_path)
    out = capsys.readouterr().out
    assert "Events: 6 new, 0 changed, 0 in the log already." in out
    assert out.endswith("Next: stepin init\n")


def test_importing_again_changes_nothing(tmp_path, capsys):
    imported(tmp_path)
    capsys.readouterr()
    imported(tmp_path)
    assert "Events: 0 new, 0 changed, 6 in the log already." in capsys.readouterr().out


def test_the_draft_is_an_organisation_and_is_not_replaced_unasked(tmp_path, capsys):
    home = imported(tmp_path)
    assert main(["init", "--home", str(home)]) == 0
    assert "It assumes:\n- " in capsys.readouterr().out
    assert [team.id for team in read_organisation(home).teams] == ["pay"]
    assert main(["init", "--home", str(home)]) == 1
    assert main(["init", "--home", str(home), "--force"]) == 0


def test_the_report_tells_the_step_in_and_what_is_stuck(tmp_path, capsys):
    home = analysed(tmp_path)
    capsys.readouterr()
    main(["report", "--home", str(home), "--format", "json"])
    report = told(capsys)
    (step_in,) = report["step_ins"]
    assert (step_in["id"], step_in["leader"], step_in["outcome"]) == ("t:4", "ana", "moved")
    assert (step_in["idle_hours"], step_in["after_hours"]) == (32.0, 1.0)
    assert [ask["who"] for ask in step_in["asked_before"]] == ["t:kim"]
    assert [(s["item"], s["waiting_on"]["role"]) for s in report["stuck"]] == [("t:pay#2", "nobody")]


def test_an_analysis_as_of_a_moment_is_made_where_there_is_none_and_kept(tmp_path, capsys):
    home = analysed(tmp_path)
    capsys.readouterr()
    asked = ["report", "--home", str(home), "--as-of", "2024-05-08T12:00", "--format", "json"]
    for remark in ("This has not been analysed yet, so that comes first.\n", ""):
        assert main(asked) == 0
        out, err = capsys.readouterr()
        assert (json.loads(out)["step_ins"], json.loads(out)["as_of"]) == ([], "2024-05-08T12:00:00Z")
        assert err == remark


def test_a_look_back_does_not_take_the_place_of_the_present(tmp_path, capsys):
    home = str(analysed(tmp_path))
    main(["report", "--home", home, "--as-of", "2024-05-08T12:00", "--quiet"])
    main(["analyse", "--home", home, "--as-of", "2024-05-09", "--quiet"])
    capsys.readouterr()
    assert main(["report", "--home", home, "--format", "json"]) == 0
    assert told(capsys)["as_of"] == "2024-05-13T00:00:00Z"


# Dana leads above Ana. Ana assigns the second to Li, asks on Tuesday, and Dana an hour later.
LED_ABOVE = TEAM.replace(
    "[[team]]\n",
    """[[person]]
id = "dana"
name = "Dana"
logins = ["t:dana"]
[[team]]
id = "platform"
leads = ["dana"]
[[team]]
parent = "platform"
""",
)
BOTH_CAME = """
t:7,t:pay#2,2024-05-10T09:00:00Z,2,t:ana,assigned,t:li,
t:8,t:pay#2,2024-05-14T09:00:00Z,3,t:ana,commented,ask chase you mention:t:li,
t:9,t:pay#2,2024-05-14T10:00:00Z,4,t:dana,commented,ask chase you mention:t:li,
"""


def led_above(tmp_path):
    home = imported(tmp_path, EVENTS + BOTH_CAME.lstrip())
    (home / "stepin.toml").write_text(LED_ABOVE)
    for moment in ("2024-05-16", "2024-05-13"):
        assert main(["analyse", "--home", str(home), "--as-of", moment]) == 0
    return str(home)


def test_a_step_in_is_laid_open_to_those_who_may_see_it_and_names_no_lead_below_them(tmp_path, capsys):
    home = led_above(tmp_path)
    capsys.readouterr()
    assert main(["explain", "t:9", "--home", home, "--for", "dana"]) == 0
    out = capsys.readouterr().out
    assert "It had been asked for once before, by a lead." in out
    assert [line.split()[3:5] for line in out.splitlines() if " 2024-05-14 " in line] == [
        ["a", "lead"],
        ["you", "commented"],
    ]
    assert "Ana" not in out
    assert main(["explain", "t:8", "--home", home, "--for", "dana"]) == 3
    assert main(["explain", "t:8", "--home", home, "--for", "ana"]) == 0


def test_a_step_in_is_laid_open_as_of_the_moment_asked_for(tmp_path, capsys):
    home = led_above(tmp_path)
    capsys.readouterr()
    assert main(["explain", "t:9", "--home", home, "--as-of", "2024-05-13"]) == 3
    assert main(["explain", "t:4", "--home", home, "--as-of", "2024-05-13"]) == 0
    assert "Too little stuck work has moved by itself yet" in capsys.readouterr().out


def test_a_log_that_grew_is_remarked_on(tmp_path, capsys):
    home = analysed(tmp_path)
    more = "event_id,item_id,occurred_at,seq,actor,kind\nt:7,t:pay#2,2024-05-12T09:00:00Z,2,t:li,commented\n"
    (tmp_path / "more.csv").write_text(more)
    main(["import", "table", str(tmp_path / "more.csv"), "--home", str(home)])
    capsys.readouterr()
    main(["report", "--home", str(home)])
    assert capsys.readouterr().err == "Since this analysis the log changed. Anew: stepin analyse\n"


def test_a_step_in_is_laid_open_by_its_id(tmp_path, capsys):
    home = analysed(tmp_path)
    capsys.readouterr()
    assert main(["explain", "t:4", "--home", str(home), "--for", "ana"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Refunds are late  pay#1\nYou came after 4 working days (expected 1), ")
    assert "▶ 2024-05-10 09:00 you" in out
    assert "How the numbers came about" in out


def test_logins_that_a_map_calls_machines_are_no_people_afterwards(tmp_path):
    (tmp_path / "map.toml").write_text('bots = ["t:robot"]\n')
    (tmp_path / "events.csv").write_text(EVENTS.lstrip())
    home = str(tmp_path / "home")
    command = ["import", "table", str(tmp_path / "events.csv"), "--map", str(tmp_path / "map.toml")]
    for _ in range(2):
        assert main([*command, "--home", home]) == 0
    people = read_organisation(tmp_path / "home").people
    assert [(each.id, each.bot) for each in people] == [("t:robot", True)]


def test_strict_refuses_all_of_a_table_with_one_bad_row(tmp_path, capsys):
    (tmp_path / "events.csv").write_text(f"{EVENTS.lstrip()}t:9,t:pay#2,yesterday,9,t:li,closed,,\n")
    command = ["import", "table", str(tmp_path / "events.csv"), "--home", str(tmp_path / "home")]
    assert main([*command, "--strict"]) == 3
    assert "row 7" in capsys.readouterr().err
    assert main(command) == 0
    assert "Bad, and left out: 1\n  row 7" in capsys.readouterr().out


def test_a_sync_reads_a_live_repository_with_the_token_of_the_environment(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("GITHUB_TOKEN", "secret-1")
    home = str(tmp_path / "home")
    with serving(GitHub("acme/pay", [issue(entry("closed", 5)), pull()])) as github:
        assert main(["sync", "github", "acme/pay", "--api-url", github.url, "--home", home]) == 0
    assert set(github.tokens) == {"Bearer secret-1"}
    out, err = capsys.readouterr()
    assert "Items: 2 new" in out
    assert "secret-1" not in out + err


def test_a_repository_that_is_not_there_is_one_message(tmp_path, capsys):
    with serving(GitHub("acme/pay", [])) as github:
        sync = ["sync", "github", "acme/other", "--api-url", github.url, "--home", str(tmp_path / "home")]
        assert main(sync) == 7
    assert capsys.readouterr().err.startswith(
        "stepin: GitHub has no acme/other, or not for this token (404)."
    )


def test_the_demo_goes_all_the_way_to_a_page_and_can_be_run_again(tmp_path, capsys):
    home = tmp_path / "demo"
    assert main(["demo", "--home", str(home), "--quiet", "--no-site"]) == 0
    out = capsys.readouterr().out
    assert "WHERE YOU STEPPED IN, AND WHETHER IT NEEDED YOU" in out
    assert f"The same as a page, with charts: {home}/report.html" in out
    assert (home / "report.html").read_text().startswith("<!doctype html>")
    assert main(["demo", "--home", str(home), "--quiet", "--no-site"]) == 0


def test_with_next_to_no_history_no_chance_of_moving_is_told(tmp_path, capsys):
    home = analysed(tmp_path)
    capsys.readouterr()
    main(["report", "--home", str(home), "--format", "json"])
    assert [(s["forecast"], s["advice"]) for s in told(capsys)["stuck"]] == [(None, "ask the lead")]


TWO_TEAMS = """
[[team]]
id = "front"
owns = ["t:p*?label=new"]
[[team]]
id = "back"
owns = ["t:*y?label=old"]
"""
LABELS = """
t:7,t:pay#2,2024-05-06T09:00:00Z,2,t:kim,labelled,new,
t:8,t:pay#2,2024-05-06T09:00:00Z,3,t:kim,labelled,old,
t:9,t:pay#2,2024-05-06T10:00:00Z,4,t:li,assigned,t:li,
"""


def test_an_item_that_two_teams_match_equally_counts_for_neither_and_a_note_names_both(tmp_path, capsys):
    home = imported(tmp_path, EVENTS + LABELS.lstrip())
    (home / "stepin.toml").write_text(TWO_TEAMS)
    main(["analyse", "--home", str(home), "--as-of", "2024-05-13"])
    capsys.readouterr()
    main(["report", "--home", str(home), "--format", "json"])
    assert told(capsys)["notes"][0] == (
        "Two teams' selectors match 1 item equally (t:pay#2: front and back), so they count for neither. "
        "Make one team's selector more specific in stepin.toml."
    )


# Weeks later: a bot, somebody new who asks somebody else new, and one more item.
LATER = """
t:7,t:pay#2,2024-06-03T09:00:00Z,1,t:helper[bot],labelled,urgent,
t:8,t:pay#2,2024-06-03T10:00:00Z,1,t:zoe,commented,ask mention:t:yann,
t:9,t:pay#3,2024-06-03T11:00:00Z,1,t:zoe,opened,,
"""


def test_a_report_of_a_moment_is_the_same_whatever_came_after_it(tmp_path, capsys):
    reports = []
    for name, events in (("whole", EVENTS + LATER.lstrip()), ("cut", EVENTS)):
        (tmp_path / name).mkdir()
        home = analysed(tmp_path / name, events)
        capsys.readouterr()
        assert main(["report", "--home", str(home), "--format", "json"]) == 0
        reports.append(told(capsys) | {"run": ""})
    assert reports[0] == reports[1]
    assert reports[0]["notes"] == []
