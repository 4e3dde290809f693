"""Whatever people do in Jira, and whichever webhooks are lost: after one sync, all is level.

A story is a list of deeds made from a seed; half of them are told in epics mode, with *Is
Capitalised* and *Product Area* mapped. One that ends otherwise is cut down to the few deeds that
matter before it is told.
"""

import asyncio
import random
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from tests.simulator.generate import generate
from tests.simulator.world import CAPITALISED, PRODUCT_AREA
from tests.support.epics import in_sight, misplaced_tasks, misread_fields
from tests.support.system import Site, System, connected

Deeds = Sequence[dict[str, Any]]
FIELDS = (CAPITALISED, PRODUCT_AREA)
ISSUES, LENGTH = 150, 100
SEEDS = range(20)
LOSSES = (0.0, 0.3, 1.0)
AT_ONCE = 6
SHORTENING = 60
"""Seconds spent on making a bad story short."""
ON_ISSUES = {
    "edit": 10, "transition": 14, "assign": 8, "capitalise": 4, "describe": 3, "comment": 3,
    "retype": 4, "reparent": 6, "move": 6, "delete": 4, "archive": 2, "restore": 2,
}  # fmt: skip
ON_SITE = {
    "create": 12, "rename_project_key": 2, "project_state": 6, "rename_user": 2, "rename_field": 2,
}  # fmt: skip
ROADMAP = """
insert into pms.roadmap_project (name)
values (' payments'), ('ONBOARDING'), ('Reporting') on conflict do nothing
"""
EPICS = """
with c as (update sync.connection set mode = 'epics' where slug = $1 returning id)
insert into sync.field_mapping (connection_id, behaviour, field_id, options)
select c.id, m.behaviour, m.field_id, m.options
from c cross join (values
    ('capex', $2, '{10100}'::text[]),
    ('project_name', $3, '{}')
) as m (behaviour, field_id, options)
"""


def story(seed: int) -> list[dict[str, Any]]:
    """Give deeds; issues, projects and people are named by a number, taken when it is told."""
    dice = random.Random(seed)
    verbs = ON_ISSUES | ON_SITE
    return [
        {
            "do": dice.choices(list(verbs), list(verbs.values()))[0],
            "number": dice.randrange(10_000),
            "other": dice.randrange(10_000),
            "state": dice.choice(("archived", "deleted", "lost", "hidden", "live", "live", "live")),
            "roll": dice.random(),
        }
        for _ in range(LENGTH)
    ]


def tell(site: Site, deed: dict[str, Any], loss: float) -> None:
    """Do it, if it can be done as the site is by now; some webhooks are lost."""
    world = site.jira.world
    site.jira.faults.change({"webhook_losses": 1.0 if deed["roll"] < loss else 0.0})
    issue = picked(world.issues, deed["number"])
    if not world.visible(issue) and deed["do"] in set(ON_ISSUES) - {"restore"}:
        return
    try:
        site.jira.do(deed["do"], **meant(world, deed))
    except (KeyError, IndexError):
        return


def meant(world: Any, deed: dict[str, Any]) -> dict[str, Any]:
    """Give what the deed's numbers mean on the site as it is by now."""
    issue, other = picked(world.issues, deed["number"]), picked(world.issues, deed["other"])
    told: dict[str, Any]
    match deed["do"]:
        case "create":
            told = {"parent": str(other.id)} if deed["other"] % 2 and other is not issue else {}
        case "rename_project_key":
            project = picked(world.projects, deed["number"])
            told = {"project": project.id, "key": f"K{deed['other']}"}
        case "project_state":
            told = {"project": picked(world.projects, deed["number"]).id, "state": deed["state"]}
        case "rename_user":
            user = picked(world.users, deed["number"])
            told = {"account": user.account_id, "name": f"Renamed {deed['other']}"}
        case "rename_field":
            told = {"field": FIELDS[deed["other"] % 2], "name": f"Renamed {deed['other']}"}
        case "reparent":
            above = {other.id, *(up.id for up in ancestors(world, other))}
            told = {"issue": str(issue.id), "parent": None if issue.id in above else str(other.id)}
        case _:
            told = {"issue": str(issue.id)}
    return told


def picked(there: Mapping[Any, Any], number: int) -> Any:
    """Give one of what there is."""
    return list(there.values())[number % len(there)]


def ancestors(world: Any, issue: Any) -> list[Any]:
    """Give the parents of an issue, the nearest first."""
    found: list[Any] = []
    while (parent := world.issues.get(issue.parent_id or 0)) is not None and parent not in found:
        found.append(parent)
        issue = parent
    return found


async def end_of(system: System, seed: int, deeds: Deeds, loss: float) -> list[str]:
    """Tell a story to a fresh site that is level, sync once, and give what is not as it should."""
    async with connected(system, generate(ISSUES, seed), time_scale=0.001) as site:
        epics = seed % 2 == 1
        if epics:
            await site.pool.execute(EPICS, site.slug, *FIELDS)
            await site.pool.execute(ROADMAP)
            # Old sites tell of epics in the legacy field alone.
            site.jira.faults.change({"epic_link_only": seed % 4 == 1})
        await site.sync()
        for place, deed in enumerate(deeds):
            tell(site, deed, loss)
            if place % 10 == 0:
                await asyncio.sleep(0.02)
        await site.jira.sender.settle()
        # Jira's clock tells seconds: what was deleted and restored within one is found by the next.
        await asyncio.sleep(1.1)
        await site.sync()
        found = await site.until_level(20)
        wrong = [*(told for told in found.examples if knowable(site, told))]
        wrong += await misplaced(site)
        if epics:
            wrong += [*await misplaced_tasks(site), *await misread_fields(site)]
        return wrong


def knowable(site: Site, told: str) -> bool:
    """Whether a difference is one that the mirror could have known of.

    A legacy Epic Link tells a key. Of an epic out of sight whose project got another key since,
    nobody can tell which epic that is.
    """
    words = told.split()
    if not told.endswith("differs in parent_id") or not site.jira.faults.epic_link_only:
        return True
    return in_sight(site.jira.world, site.jira.world.issues[int(words[1])])


async def misplaced(site: Site) -> list[str]:
    """Give what the comparison does not see: states, and what is derived from them."""
    world = site.jira.world
    states = await site.pool.fetch(
        "select i.id, i.project_id, i.state, t.state as task from jira.issue i"
        " join sync.connection c on c.id = i.connection_id"
        " left join pms.task t on t.connection_id = c.id and t.issue_id = i.id where c.slug = $1",
        site.slug,
    )
    wrong = [f"task {row['id']} is {row['task']}" for row in states if row["state"] != row["task"]]
    for row in states:
        issue = world.issues.get(row["id"])
        expected: tuple[str, ...] = {
            "archived": ("archived",), "deleted": ("deleted",),
            "lost": ("access_lost",), "hidden": ("access_lost",),
        }.get(issue.project.state if issue else "", ("deleted",))  # fmt: skip
        if issue is not None and world.visible(issue):
            expected = ("present",)
        elif issue is None or row["id"] in world.archived or row["project_id"] != issue.project.id:
            # It went, or was moved out of sight, before or with its project: nobody can tell which.
            expected = ("deleted", "archived", "access_lost")
        if row["state"] not in expected:
            wrong.append(f"issue {row['id']} is {row['state']}, not {expected}")
    names = await site.pool.fetch(
        "select a.account_id, a.display_name from jira.account a"
        " join sync.connection c on c.id = a.connection_id where c.slug = $1",
        site.slug,
    )
    fields = await site.pool.fetch(
        "select f.id, f.name from jira.field f join sync.connection c on c.id = f.connection_id"
        " where c.slug = $1",
        site.slug,
    )
    wrong += [
        f"field {row['id']} is called {row['name']}"
        for row in fields
        if row["name"] != world.field_names.get(row["id"], row["name"])
    ]
    return wrong + [
        f"account {row['account_id']} is called {row['display_name']}"
        for row in names
        if row["display_name"] != world.users[row["account_id"]].name
    ]


async def shortest(system: System, seed: int, deeds: Deeds, loss: float) -> Deeds:
    """Leave out of a story whatever does not matter for its ending badly (delta debugging)."""
    loop = asyncio.get_running_loop()
    enough = loop.time() + SHORTENING
    size = len(deeds) // 2
    while size and loop.time() < enough:
        for start in range(0, len(deeds), size):
            fewer = [*deeds[:start], *deeds[start + size :]]
            if await end_of(system, seed, fewer, loss):
                deeds = fewer
                break
        else:
            size //= 2
    return deeds


@pytest.mark.timeout(600)
@pytest.mark.parametrize("loss", LOSSES)
async def test_after_one_sync_everything_is_as_in_jira_whatever_was_lost(system, loss):
    gate = asyncio.Semaphore(AT_ONCE)

    async def told(seed: int) -> list[str]:
        async with gate:
            return await end_of(system, seed, story(seed), loss)

    ends = await asyncio.gather(*(told(seed) for seed in SEEDS))
    bad = {seed: end for seed, end in zip(SEEDS, ends, strict=True) if end}
    if bad:
        seed, end = next(iter(bad.items()))
        short = await shortest(system, seed, story(seed), loss)
        pytest.fail(f"seed {seed} of {list(bad)}: {end[:5]}\nthe story in short: {short}")
