"""A site that grows costs little more a night: `make bench-growth` shows a million issues."""

import pytest

from tests.simulator.generate import generate
from tests.support import memory
from tests.support.system import connected

MOST_MB = 300


@pytest.mark.timeout(200)
async def test_a_night_of_20_000_unchanged_issues_costs_few_requests_and_little_memory(system):
    async with connected(system, generate(20_000)) as site:
        await site.sync(seconds=150)
        site.jira.gate.reset()
        run = await site.sync()
        unchanged = "select listed from sync.run where run = $1 and wanted = 0"
        assert await site.pool.fetchval(unchanged, run) == 20_000
        assert site.jira.gate.total <= 40
    programs = system.services.programs
    pids = {name: program.process.pid for name, program in programs.items()}
    peaks = {name: memory.peak(pid) for name, pid in pids.items() if memory.told(pid)}
    assert {name: peak for name, peak in peaks.items() if peak > MOST_MB} == {}
