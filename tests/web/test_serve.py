"""``stepin serve`` and ``stepin accounts`` as they are run: in processes of their own."""

import os
import re
import signal
import socket
import subprocess
import sys
import time

import httpx
import pytest

from tests.faults.running import environment, finished, killed, ordinary_rights, started, stepin

pytestmark = pytest.mark.own_process


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def answers(address, process):
    """The first answer to come, within half a minute."""
    for _ in range(300):
        if process.poll() is not None:
            break
        try:
            return httpx.get(address)
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(finished(process))


@pytest.fixture
def serving(tmp_path):
    """Starts ``stepin serve`` on the test's home: the process, and where it is once it answers."""
    processes = []

    def starts(*arguments):
        port = free_port()
        process = started(
            "serve", "--home", "home", "--port", port, *arguments, place=tmp_path, start_new_session=True
        )
        processes.append(process)
        address = f"http://127.0.0.1:{port}"
        assert answers(f"{address}/accounts/login/", process).status_code == 200
        return process, address

    yield starts
    for process in processes:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            killed(process)


def signed_in_with(link):
    """Where a browser that presses the link's button lands, and where the first page leads it then."""
    with httpx.Client(follow_redirects=True) as browser:
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', browser.get(link).text)[1]
        landed = browser.post(link, data={"csrfmiddlewaretoken": token}, headers={"Referer": link})
        return landed.url.path, browser.get(landed.url.join("/")).url.path


def test_a_new_home_is_made_and_links_let_in_until_somebody_has_signed_in(tmp_path, serving):
    process, address = serving("--workers", 2)
    link = stepin("serve", "--sign-in-link", "first-leader", "--home", "home", place=tmp_path).out.strip()
    landed = signed_in_with(link.replace("http://127.0.0.1:8765", address))
    assert landed == ("/welcome/", "/welcome/")
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does, to the workers too
    first = finished(process)
    assert f"stepin is open at {address} and keeps everything in {tmp_path / 'home'}." in first.out
    assert re.search(rf"{address}/sign-in/\S+/", first.out)
    later, _ = serving()
    os.kill(later.pid, signal.SIGTERM)
    second = finished(later)
    assert (first.code, second.code) == (130, 0)
    assert second.err.splitlines()[-1] == "Ended."
    assert "/sign-in/" not in second.out


def test_the_demo_opens_its_pages_and_closes_them_where_nobody_looks(tmp_path):
    ended = stepin("demo", "--home", "demo", "--quiet", "--port", free_port(), place=tmp_path)
    assert (ended.code, "The pages open, and were closed again: /, /look-back/" in ended.out) == (0, True)


def test_a_port_that_is_taken_is_said_and_another_named(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = stepin("serve", "--home", "home", "--port", port, place=tmp_path)
    assert ended.code == 1
    assert ended.err == (
        f"stepin: Cannot listen on 127.0.0.1 port {port}: something else listens there already. "
        f"Choose another: stepin serve --port {port + 1}\n"
    )


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--host", "nowhere.invalid"), 1, "Cannot listen on nowhere.invalid"),
        (("--certificate", "missing.pem"), 4, "one of --certificate and --key is missing"),
        (("--certificate", "a.pem", "--key", "b.pem"), 4, "https needs a certificate and its key"),
        (("--sign-in-link", "nobody"), 3, "Nobody signs in as 'nobody'. See who does"),
    ],
)
def test_what_cannot_be_served_is_said(tmp_path, arguments, code, said):
    ended = stepin("serve", "--home", "home", "--port", free_port(), *arguments, place=tmp_path)
    assert (ended.code, said in ended.err) == (code, True), ended.err


def test_a_database_that_cannot_be_reached_is_said(tmp_path):
    address = f"postgresql://stepin:secret@127.0.0.1:{free_port()}/stepin"
    ended = stepin("accounts", "list", place=tmp_path, env=environment(tmp_path, STEPIN_DATABASE_URL=address))
    assert ended.code == 5
    assert "STEPIN_DATABASE_URL names it" in ended.err
    assert "secret" not in ended.err


def test_a_home_that_may_not_be_written_is_said(tmp_path):
    (tmp_path / "home").mkdir(mode=0o500)
    ended = finished(started("accounts", "list", "--home", "home", place=tmp_path, before=ordinary_rights()))
    assert (ended.code, "may not be written to" in ended.err) == (5, True)


def test_accounts_are_made_let_in_and_closed_from_the_shell(tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "stepin.toml").write_text(
        '[[person]]\nid = "ana"\nname = "Ana"\nlogins = ["github:ana"]\n'
    )

    def accounts(*arguments):
        return stepin("accounts", *arguments, "--home", "home", place=tmp_path)

    made = accounts("add", "ana", "--sign-in-name", "ana@acme.test", "--administrator")
    assert re.fullmatch(
        r"Ana signs in as ana@acme.test. This link does, once, within a day:\nhttp\S+/sign-in/\S+/\n",
        made.out,
    )
    assert "Maya is nobody in stepin.toml, so the account leads no team." in accounts("add", "Maya").out
    assert accounts("list").out == (
        "ana@acme.test: Ana (ana, administers, never signed in)\n"
        "maya: Maya (nobody in stepin.toml, never signed in)\n"
    )
    refused = accounts("person", "ana", "nobody")
    assert (refused.code, "stepin.toml names nobody 'nobody'" in refused.err) == (3, True)
    assert accounts("close", "maya").out == "The account of Maya is closed.\n"
    last = accounts("administrator", "ana", "--take-back")
    assert (last.code, "Somebody has to administer this" in last.err) == (3, True)
    assert accounts("link", "ana", "--forget-second-factor").out.startswith("http://127.0.0.1:8765/sign-in/")


def test_with_an_https_address_cookies_travel_encrypted_only_and_browsers_stay_with_it(tmp_path):
    names = ("SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS")
    shows = f"from django.conf import settings as s; print([getattr(s, n, None) for n in {names}])"

    def kept(address):
        more = {"STEPIN_URL": address, "DJANGO_SETTINGS_MODULE": "stepin.ledger.django_settings"}
        env = environment(tmp_path, STEPIN_HOME=str(tmp_path / "home"), **more)
        return subprocess.run([sys.executable, "-c", shows], env=env, capture_output=True, text=True).stdout

    assert kept("https://stepin.acme.test") == "['__Host-stepin_session', True, True, 31536000]\n"
    assert kept("http://127.0.0.1:8765") == "['stepin_session', False, False, 0]\n"
