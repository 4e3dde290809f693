"""The body of a webhook: what Jira Cloud says of what happened."""

from typing import Any

from tests.simulator.deeds import Deed
from tests.simulator.render import COMMENTED, Json, Renderer
from tests.simulator.world import Project


def envelope(show: Renderer, deed: Deed, now: int) -> Json:
    """Give the body; `now` is in epoch milliseconds.

    Issue events tell the issue in the shape of version 2, comments a little of it; work logs and
    links tell ids only, projects themselves. People never have e-mail addresses.
    """
    told: Json = {"timestamp": now, "webhookEvent": deed.event, **deed.more}
    if deed.project is not None:
        return told | {"project": _project(show, deed.project)}
    if deed.issue is None or deed.event.startswith(("worklog_", "issuelink_")):
        return told
    if deed.event.startswith("comment_"):
        author = show.user(deed.author, webhook=True)
        comment = deed.more["comment"] | {"author": author}
        return told | {"comment": comment, "issue": show.webhook_issue(deed.issue, COMMENTED)}
    told["timestamp"] = int(deed.issue.updated.timestamp() * 1000)
    told["issue_event_type_name"] = deed.kind
    told["user"] = show.user(deed.author, webhook=True)
    told["issue"] = show.webhook_issue(deed.issue)
    if deed.change is not None:
        items = [show.item(item) for item in deed.change.items]
        told["changelog"] = {"id": str(deed.change.id), "items": items}
    return told


def _project(show: Renderer, project: Project) -> dict[str, Any]:
    return {
        "self": f"{show.base}/rest/api/2/project/{project.id}",
        "id": project.id,
        "key": project.key,
        "name": project.name,
        "assigneeType": "UNASSIGNED",
    }
