"""What administrators do in Jira: projects renamed, archived, deleted, hidden."""

from tests.simulator.deeds import Deed
from tests.simulator.world import Project, User, World

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

    def rename_user(self, user: User, name: str) -> Deed:
        """Give a person another name; histories keep the old one."""
        for issue in self._world.issues.values():
            issue.hold()
        user.name = name
        return Deed("user_updated")

    def rename_field(self, field_id: str, name: str) -> Deed:
        """Give a custom field another name, or take it away (an empty name): nobody tells."""
        self._world.field_names[field_id] = name
        return Deed("")

    def state(self, project: Project, state: str) -> Deed:
        """Archive, delete or restore a project; `lost` takes it from sight, and nobody tells."""
        if state not in ("live", "archived", "deleted", "lost"):
            raise ValueError(f"no such state: {state}")
        event = EVENTS.get((project.state, state), "")
        project.state = state
        return Deed(event, project=project)
