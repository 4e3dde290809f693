"""Each import contract breaks when it is violated: a rule that cannot fail is no rule."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
VIOLATIONS = {
    "Libraries never import services": ("libs/bus/verdict.py", "services.mapper.rows"),
    "Services meet only on the bus": ("services/fetcher/history.py", "services.mapper.rows"),
    "Libraries stand in layers": ("libs/jira/errors.py", "libs.bus.errors"),
    "Contracts are values: pydantic and nothing else": ("libs/contracts/message.py", "asyncio"),
    "The middle is pure: no clock, no input, no output": ("services/mapper/mapping.py", "asyncio"),
    "Only the ingress and the fetcher know issue.changed": (
        "services/mapper/rows.py",
        "libs.contracts.issue_changed",
    ),
    "Only the ingress, the mapper and the fetcher know catalogue.changed": (
        "services/console/show.py",
        "libs.contracts.catalogue_changed",
    ),
    "Only those who wish for a sync, and the fetcher, know sync.requested": (
        "services/ingress/web.py",
        "libs.contracts.sync_requested",
    ),
    "Only the fetcher and the mapper know issues.listed": (
        "services/console/show.py",
        "libs.contracts.issues_listed",
    ),
    "Only the mapper and the fetcher know issues.wanted": (
        "services/console/show.py",
        "libs.contracts.issues_wanted",
    ),
    "Only the fetcher and the mapper know issues.fetched": (
        "services/ingress/web.py",
        "libs.contracts.issues_fetched",
    ),
    "Only the fetcher and the mapper know catalogue.fetched": (
        "services/ingress/web.py",
        "libs.contracts.catalogue_fetched",
    ),
    "Only the console and the mapper know absence.decided": (
        "services/fetcher/census.py",
        "libs.contracts.absence_decided",
    ),
    "Only the console and the mapper know mapping.changed": (
        "services/fetcher/census.py",
        "libs.contracts.mapping_changed",
    ),
}


def lint(place):
    return subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=place,
        env=os.environ | {"PYTHONPATH": str(place), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    ).stdout


@pytest.fixture
def copy(tmp_path):
    for name in ("libs", "services"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_contract_has_a_violation_here():
    told = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    assert {contract["name"] for contract in told["contracts"]} == set(VIOLATIONS)


@pytest.mark.parametrize("name", VIOLATIONS)
def test_a_contract_breaks_when_it_is_violated(copy, name):
    place, module = VIOLATIONS[name]
    with (copy / place).open("a") as source:
        source.write(f"\n\nimport {module}\n")
    assert f"{name} BROKEN" in lint(copy)


def test_a_main_only_wires_and_no_file_is_long():
    mains = list(ROOT.glob("services/*/__main__.py"))
    files = [place for top in ("libs", "services") for place in (ROOT / top).rglob("*.py")]
    assert len(mains) == 5
    assert {place: n for place in mains if (n := len(code_of(place))) > 40} == {}
    assert {place: n for place in files if (n := len(place.read_text().splitlines())) > 300} == {}


def code_of(place):
    """Give the lines that do something: no blank ones, no imports."""
    lines = place.read_text().splitlines()
    return [line for line in lines if line.strip() and not line.startswith(("import", "from"))]
