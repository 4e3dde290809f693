"""In epics mode: does each task belong to the epic that Jira's hierarchy says, and to no other?"""

from typing import Any

TASKS = """
select t.issue_id, t.capex, p.jira_id, p.source_kind, p.named, r.name as roadmap,
    t.status_name, k.name as expected, n.name as status
from pms.task as t
left join pms.project as p on p.id = t.pms_project_id
left join pms.roadmap_project as r on r.id = p.roadmap_project_id
left join pms.roadmap_project as k on k.name_key = pms.name_key(p.named)
left join jira.status as n on n.connection_id = t.connection_id and n.id = t.status_id
where t.connection_id = $1 and t.state = 'present'
"""
HIGHEST = 4


def epic_of(world: Any, issue: Any) -> Any:
    """Give the epic an issue belongs to, itself perhaps; None where there is none."""
    for _ in range(HIGHEST):
        if issue is None or issue.type.level == 1:
            return issue
        issue = world.issues.get(issue.parent_id or 0) if issue.type.level < 1 else None
    return None


def in_sight(world: Any, issue: Any) -> bool:
    """Whether an issue and all above it can be seen: of others the mirror cannot know."""
    above = world.issues.get(issue.parent_id or 0)
    return world.visible(issue) and (above is None or in_sight(world, above))


async def misplaced_tasks(site: Any) -> list[str]:
    """Give the tasks that belong elsewhere."""
    world = site.jira.world
    wrong = []
    for row in await site.pool.fetch(TASKS, await site.number()):
        issue = world.issues.get(row["issue_id"])
        if issue is None or not in_sight(world, issue):
            continue
        epic = epic_of(world, issue)
        expected = (epic.id, "epic") if epic is not None else (None, None)
        if (row["jira_id"], row["source_kind"]) != expected:
            wrong.append(f"task {issue.id} belongs to {row['jira_id']}, not to {expected[0]}")
    return wrong


async def misread_fields(site: Any) -> list[str]:
    """Give the tasks whose *Is Capitalised*, status or link is another, and such epics."""
    world = site.jira.world
    wrong = []
    for row in await site.pool.fetch(TASKS, await site.number()):
        issue = world.issues.get(row["issue_id"])
        if issue is None or not world.visible(issue):
            continue
        if bool(row["capex"]) != issue.capitalised:
            wrong.append(f"task {issue.id} is capex {row['capex']}")
        if issue.type.level == 1 and row["named"] != issue.area:
            wrong.append(f"epic {issue.id} names {row['named']}, not {issue.area}")
        if row["roadmap"] != row["expected"]:
            wrong.append(f"{issue.id} links to {row['roadmap']}, not to {row['expected']}")
        if row["status_name"] != row["status"]:
            wrong.append(f"{issue.id} is {row['status_name']}, not {row['status']}")
    return wrong
