"""The stand-in as a program of its own: what it says at the start."""

import socket
import subprocess
import sys
from pathlib import Path

from deploy.local.program import Program, free_ports

ROOT = Path(__file__).parents[2]


def test_a_port_that_is_taken_is_one_sentence() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-m", "tests.simulator", "--issues", "10", "--port", port],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith(f"Port {port} cannot be had")
    assert len(done.stderr.splitlines()) == 1


def test_it_says_whom_it_lets_in(tmp_path: Path) -> None:
    port = free_ports({"jira": 0})["jira"]
    alone = Program(
        "jira",
        ["tests.simulator", "--issues", "10", "--port", str(port), "--token", "t0ken"],
        {},
        tmp_path / "jira.log",
        f"http://127.0.0.1:{port}/_control/requests",
    )
    alone.start()
    try:
        alone.wait_ready()
        assert "log in as sync@example.com with token t0ken" in alone.tail()
    finally:
        alone.stop()
