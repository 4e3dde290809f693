"""A mapped field or a chosen option that is renamed or deleted in Jira is noticed, and said."""

import asyncio
import os
import sys
from pathlib import Path

from services.console.fields import Fields
from tests.simulator.world import CAPITALISED, CAPITALISED_YES

ROOT = Path(__file__).parents[2]
FIELD, OPTION = f"the mapped field {CAPITALISED}", f"the chosen option {CAPITALISED_YES}"


async def console(site, *arguments):
    """Run the command line as an admin would; give what it says."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services.console.cli", *arguments,
        cwd=ROOT, env=os.environ | site.system.services.environment,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    out, _ = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 0, out.decode()
    return out.decode()


async def noticed(site, words, seconds=20):
    """Wait until something is said of the connection's mappings; give all that is."""
    fields, number = Fields(site.pool), await site.number()
    async with asyncio.timeout(seconds):
        while words not in (told := " ".join(await fields.notices(number))):
            await asyncio.sleep(0.1)
    return told


async def mapped(site):
    """Choose Is Capitalised as an admin would, and wait until it was read."""
    told = await console(site, "fields", site.slug, CAPITALISED)
    assert "Nothing is known of its values" in told
    await console(site, "map-field", site.slug, "capex", CAPITALISED, "--yes", CAPITALISED_YES)
    await site.until(
        "select phase = 'done' from sync.run where connection_id = $1 and reason = 'mapping'",
        await site.number(),
    )


async def test_what_is_renamed_in_jira_is_noticed_and_said(site):
    await site.sync()
    await mapped(site)
    world = site.jira.world
    carriers = [issue for issue in world.issues.values() if issue.capitalised]
    told = await console(site, "fields", site.slug, CAPITALISED)
    assert f"option {CAPITALISED_YES}  Yes: {len(carriers)} issues, means yes" in told
    assert await Fields(site.pool).notices(await site.number()) == []
    site.jira.do("rename_option", option=CAPITALISED_YES, name="Ja")
    site.jira.do("edit", issue=carriers[0].key)
    told = await noticed(site, OPTION)
    assert told.startswith(f'capex: {OPTION} "Yes" is now labelled "Ja"')
    site.jira.do("rename_field", field=CAPITALISED, name="CapEx?")
    await site.sync()
    await noticed(site, f'{FIELD} "Is Capitalised" is now called "CapEx?"')
    status = await console(site, "status", site.slug)
    assert f'{FIELD} "Is Capitalised" is now called "CapEx?"' in status
    assert f'{OPTION} "Yes" is now labelled "Ja"' in status


async def test_what_is_deleted_in_jira_is_noticed_and_said(site):
    await site.sync()
    await mapped(site)
    site.jira.do("rename_option", option=CAPITALISED_YES, name="")
    await site.sync(deep=True)
    told = await noticed(site, OPTION)
    assert told.startswith(f'capex: {OPTION} "Yes" is carried by no issue any more')
    capex = "select count(*) from pms.task where connection_id = $1 and capex"
    assert await site.pool.fetchval(capex, await site.number()) == 0
    site.jira.do("rename_field", field=CAPITALISED, name="")
    await site.sync()
    told = await noticed(site, FIELD)
    assert f'{FIELD} "Is Capitalised" is not in Jira any more since 20' in told
    assert OPTION not in told, "that goes without saying"
    assert told in " ".join((await console(site, "status", site.slug)).split())
