"""What administrators do in Jira: projects renamed, archived, hidden; fields and people renamed."""

from tests.simulator.deeds import Deed, Told
from tests.simulator.world import Project, User, World

EVENTS = {
    ("live", "archived"): "project_archived",
    ("archived", "live"): "project_restored_archived",
    ("live", "deleted"): "project_soft_deleted",
    ("deleted", "live"): "project_restored_deleted",
}
SITE_VERBS = ("rename_project_key", "rename_user", "rename_field", "rename_option", "project_state")


class SiteDeeds:
    """Does things to projects, people, fields and options."""

    def __init__(self, world: World) -> None:
        self._world = world

    def apply(self, told: Told) -> Deed:
        """Do one of `SITE_VERBS`; KeyError or ValueError if it cannot."""
        match told["do"]:
            case "rename_project_key":
                return self.rename(self._world.project(told["project"]), told["key"])
            case "rename_user":
                return self.rename_user(self._world.users[told["account"]], told["name"])
            case "rename_field":
                return self.rename_field(told["field"], told["name"])
            case "rename_option":
                return self.rename_option(told["option"], told["name"])
            case _:
                return self.state(self._world.project(told["project"]), told["state"])

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

    def rename_option(self, option: str, name: str) -> Deed:
        """Give a field's option another name, or take it away (an empty name): nobody tells.

        Issues show the new name at once, though neither `updated` nor history tell; of one taken
        away they carry nothing any more. Histories keep the old name.
        """
        if not self._world.option_names[option]:
            raise ValueError(f"the option was deleted: {option}")
        self._world.option_names[option] = name
        if not name:
            for issue in self._world.issues.values():
                # Made histories name the option where it is ticked.
                issue.hold()
                issue.capitalised = False
        return Deed("")

    def state(self, project: Project, state: str) -> Deed:
        """Archive, delete or restore a project.

        `lost` takes it from sight, `hidden` leaves it to be administered only; nobody tells of it.
        """
        if state not in ("live", "archived", "deleted", "lost", "hidden"):
            raise ValueError(f"no such state: {state}")
        event = EVENTS.get((project.state, state), "")
        project.state = state
        return Deed(event, project=project)
