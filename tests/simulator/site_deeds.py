"""What administrators do in Jira: projects renamed, archived, deleted, hidden."""

from tests.simulator.deeds import Deed
from tests.simulator.world import Project, World

EVENTS = {
    ("live", "archived"): "project_archived",
    ("archived", "live"): "project_restored_archived",
    ("live", "deleted"): "project_soft_deleted",
    ("deleted", "live"): "project_restored_deleted",
}


class SiteDeeds:
    """Does things to projects."""

    def __init__(self, world: World) -> None:
        self._world = world

    def rename(self, project: Project, key: str) -> Deed:
        """Give a project another key, and thereby each issue: neither `updated` nor history tell.

        Old keys still lead to the issues and to the project.
        """
        for issue in self._world.issues.values():
            # Histories name keys as they were at the time.
            issue.hold()
        self._world.project_keys[project.key] = project.id
        project.key = key
        for number in self._world.members.get(project.id, {}):
            self._world.keys[self._world.issues[number].key] = number
        return Deed("project_updated", project=project)

    def state(self, project: Project, state: str) -> Deed:
        """Archive, delete or restore a project; `lost` takes it from sight, and nobody tells."""
        if state not in ("live", "archived", "deleted", "lost"):
            raise ValueError(f"no such state: {state}")
        event = EVENTS.get((project.state, state), "")
        project.state = state
        return Deed(event, project=project)
