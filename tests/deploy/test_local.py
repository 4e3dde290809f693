"""`make up` as a person sees it: what it refuses, what it says, and what the keeper does."""

import json
import os
import signal
import socket
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from typing_extensions import override

from deploy.backing.process import alive, until
from deploy.local.keeping import PAUSES, WELL_AFTER, Watch
from deploy.local.program import Program, free_ports
from deploy.local.services import HEALTH_PORTS
from deploy.local.wishes import BadWishError, check_free, read_wishes

ROOT = Path(__file__).parents[2]


@pytest.fixture
def local(tmp_path, database_url, amqp_url):
    """Run `python -m deploy.local` on given backing services, in a folder of the test's own."""
    ports = free_ports({"INGRESS_PORT": 0, "CONSOLE_PORT": 0})
    settings = {"FLOWSTATE_BACKING": "given", "DATABASE_URL": database_url, "AMQP_URL": amqp_url}

    def run(*arguments, **environment):
        told = {name: str(port) for name, port in ports.items()}
        command, *more = arguments
        done = subprocess.run(
            [sys.executable, "-m", "deploy.local", command, "--run-dir", str(tmp_path), *more],
            cwd=ROOT,
            env=os.environ | settings | told | environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert "Traceback" not in done.stdout + done.stderr
        return done

    yield run
    run("down")


@pytest.mark.timeout(240)
def test_a_service_that_is_killed_is_started_again_and_up_says_which(local, tmp_path):
    done = local("up")
    assert done.returncode == 0, done.stderr
    state = json.loads((tmp_path / "state.json").read_text())
    assert state["SECRET_KEYS"] not in done.stdout
    health = (state[name] for name in HEALTH_PORTS)
    assert not any(open_elsewhere(port) for port in (*health, state["console-web"]))
    if sys.platform == "linux":  # where all of 127.0.0.0/8 is this machine
        assert open_elsewhere(state["ingress-web"])
    note = tmp_path / "log" / "mapper.pid"
    before = int(note.read_text())
    os.kill(before, signal.SIGKILL)
    done = local("up")
    assert done.returncode == 0
    assert "already, but without mapper" in done.stdout
    assert "mapper: ready again" in done.stdout
    assert int(note.read_text()) != before
    log = (tmp_path / "keeper.log").read_text()
    assert "mapper ended by itself (killed by SIGKILL); it is started again in 1 s." in log
    assert "mapper was started again." in log
    assert "all five services are ready" in local("up").stdout
    pids = [int(place.read_text()) for place in (tmp_path / "log").glob("*.pid")]
    assert len(pids) == 5
    local("down")
    assert not any(alive(pid) for pid in pids)


@pytest.mark.timeout(240)
def test_a_killed_keeper_and_what_it_left_do_not_hold_up_the_next(local, tmp_path):
    assert local("up").returncode == 0
    keeper = int((tmp_path / "keeper.pid").read_text())
    os.kill(keeper, signal.SIGKILL)
    assert until(lambda: not alive(keeper), 10)
    again = local("up")
    assert again.returncode == 0, again.stderr


def test_a_taken_port_is_refused_in_one_sentence_that_names_the_setting(local):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = local("up", INGRESS_PORT=str(port))
    assert done.returncode == 1
    assert done.stderr.startswith(f"Port {port}, where the ingress answers, is taken")
    assert f"INGRESS_PORT={port + 1}" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"ALLOW_PRIVATE_JIRA": "maybe"}, "ALLOW_PRIVATE_JIRA has to be true or false"),
        ({"INGRESS_PORT": "http"}, "INGRESS_PORT has to be a port"),
        ({"CONSOLE_PORT": "70000"}, "CONSOLE_PORT has to be a port"),
        ({"INGRESS_PORT": "8000"}, "have to be different"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_refused(environment, words):
    with pytest.raises(BadWishError, match=words):
        read_wishes(environment)


def test_what_is_not_said_is_as_usual_and_yes_has_many_words():
    usual = read_wishes({})
    assert (usual.private_jira, dict(usual.web_ports)) == (
        False,
        {"ingress-web": 8080, "console-web": 8000},
    )
    assert read_wishes({"ALLOW_PRIVATE_JIRA": "1", "INGRESS_PORT": ""}).private_jira


def test_a_port_taken_everywhere_is_taken():
    with socket.socket() as other:
        other.bind(("0.0.0.0", 0))  # noqa: S104 - that is what is tested
        other.listen()
        port = str(other.getsockname()[1])
        with pytest.raises(BadWishError, match=f"Port {port}, where the console"):
            check_free(read_wishes({"CONSOLE_PORT": port, "INGRESS_PORT": "1024"}))


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("run", "--", "nosuchprog"), 127, "nosuchprog cannot be run: No such file"),
        (("run",), 1, "Say what to run"),
    ],
)
def test_a_program_that_is_not_there_is_one_sentence(local, tmp_path, arguments, code, words):
    (tmp_path / "state.json").write_text('{"DATABASE_URL": "x"}')
    done = local(*arguments)
    assert (done.returncode, words in done.stderr) == (code, True)


def test_without_anything_up_help_works_from_any_folder_and_the_rest_says_so(tmp_path):
    (tmp_path / "services.py").write_text("raise SystemExit('the wrong services')")
    for arguments, code, words in (
        (("--help",), 0, "Usage"),
        ((), 0, "Usage"),
        (("sync", "--help"), 0, "Ask for a sync"),
    ):
        done = subprocess.run(
            [ROOT / "deploy" / "console", *arguments],
            cwd=tmp_path, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (done.returncode, words in done.stdout) == (code, True), done.stderr


def test_nothing_up_is_said(local):
    done = local("run", "--", "python", "-m", "services.console.cli", "status")
    assert (done.returncode, "make up" in done.stderr) == (1, True)


class Ends(Program):
    """A program that ends whenever it was started."""

    starts = 0

    @override
    def start(self):
        self.starts += 1


def test_what_ends_again_and_again_is_started_after_longer_and_longer_pauses():
    said: list[str] = []
    program, now = Ends("mapper", [], {}, Path(os.devnull), ""), [0.0]
    watch = Watch({"mapper": program}, said.append, lambda: now[0])
    started_at = []
    while program.starts < 7:
        before = program.starts
        watch.look()
        if program.starts > before:
            started_at.append(now[0])
        now[0] += 0.5
    pauses = [later - earlier for earlier, later in pairwise(started_at)]
    assert pauses == [pause + 0.5 for pause in (*PAUSES[1:], PAUSES[-1], PAUSES[-1])]
    assert "it never ran" in said[0]
    now[0] += WELL_AFTER + 1
    watch.look()
    assert said[-1].endswith("in 1 s.")


def open_elsewhere(port):
    """Whether a port answers at an address other than 127.0.0.1."""
    with socket.socket() as caller:
        caller.settimeout(2)
        return caller.connect_ex(("127.0.0.2", int(port))) == 0
