"""A process as operations see it: settings, health, signals, logs."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from deploy.local.program import free_ports
from libs.runtime.logs import hide_secrets

ROOT = Path(__file__).parents[3]

PROGRAM = """
import asyncio
from libs.runtime import Service, run
from libs.runtime.settings import ServiceSettings

async def main(settings, service):
    async def ready():
        if {broken}:
            raise OSError("s3cret")
    service.ready_when("thing", ready)
    if {crash}:
        raise RuntimeError("boom")
    await service.stopping.wait()

run(main, ServiceSettings, "demo")
"""


def start(port, *, crash=False, broken=False, **environment):
    settings = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": "postgresql://u:p4ss@h/d",
        "AMQP_URL": "amqp://u:p4ss@h/",
        "HEALTH_PORT": str(port),
    }
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM.format(crash=crash, broken=broken)],
        cwd=ROOT,
        env={k: v for k, v in (settings | environment).items() if v is not None},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def get(port, page):
    deadline = time.monotonic() + 15
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{page}", timeout=2) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except urllib.error.URLError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


@pytest.fixture
def port():
    return free_ports({"x": 0})["x"]


def test_a_running_service_is_alive_ready_measured_and_ends_in_order(port):
    process = start(port)
    assert get(port, "/healthz") == (200, '{"alive": true}')
    status, body = get(port, "/readyz")
    assert (status, json.loads(body)) == (200, {"ready": True, "failing": {}})
    assert "flowstate_build_info" in get(port, "/metrics")[1]
    process.send_signal(signal.SIGTERM)
    out, _ = process.communicate(timeout=10)
    assert process.returncode == 0
    assert [json.loads(line)["event"] for line in out.splitlines()] == [
        "service.started",
        "service.stopped",
    ]


def test_a_service_that_cannot_work_says_what_is_missing_and_no_secret(port):
    process = start(port, broken=True)
    status, body = get(port, "/readyz")
    process.terminate()
    process.communicate(timeout=10)
    assert (status, json.loads(body)["failing"]) == (503, {"thing": "OSError"})
    assert "s3cret" not in body


def test_a_crash_is_one_line_of_log_and_exit_status_one(port):
    process = start(port, crash=True)
    out, _ = process.communicate(timeout=15)
    assert process.returncode == 1
    last = json.loads(out.splitlines()[-1])
    assert (last["event"], last["error"]) == ("service.failed", "RuntimeError")


def test_a_missing_setting_is_named_in_one_sentence_and_no_value_shown(port):
    process = start(port, DATABASE_URL=None, LOG_LEVEL="info")
    _, err = process.communicate(timeout=15)
    assert process.returncode == 2
    assert "DATABASE_URL" in err
    assert "p4ss" not in err


def test_a_setting_may_be_a_file(port, tmp_path):
    place = tmp_path / "url"
    place.write_text("postgresql://u:p4ss@h/d\n")
    process = start(port, DATABASE_URL=None, DATABASE_URL_FILE=str(place))
    assert get(port, "/healthz")[0] == 200
    process.terminate()
    process.communicate(timeout=10)
    assert process.returncode == 0


def test_what_is_named_like_a_secret_is_hidden_from_the_log():
    event = {"event": "x", "api_token": "t", "Authorization": "Basic x", "count": 3}
    assert hide_secrets(None, "info", event) == {
        "event": "x",
        "api_token": "…",
        "Authorization": "…",
        "count": 3,
    }


@pytest.mark.parametrize("name", ["ingress", "fetcher", "mapper", "scheduler", "console"])
def test_every_service_lists_its_settings(name):
    done = subprocess.run(
        [sys.executable, "-m", f"services.{name}", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "DATABASE_URL" in done.stdout
    assert "HEALTH_PORT" in done.stdout
