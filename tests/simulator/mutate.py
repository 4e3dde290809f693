"""What people do in Jira: each deed changes the truth and says what a webhook would tell."""

import random
from dataclasses import dataclass
from typing import Any

from tests.simulator.history import assignee_item, status_item
from tests.simulator.world import CAPITALISED, Change, Issue, Item, User, World


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that happened to an issue, as a webhook tells it."""

    event: str
    kind: str
    issue: Issue
    change: Change | None
    author: User | None


class Mutator:
    """Does things to a world."""

    def __init__(self, world: World, dice: random.Random) -> None:
        self._world = world
        self._dice = dice
        self._pools: dict[int | None, list[Issue]] = {}

    def apply(self, told: dict[str, Any]) -> list[Deed]:
        """Do what is asked, `{"do": "edit", "issue": "APP-1"}` say; KeyError if it cannot."""
        verb = told["do"]
        if verb == "bulk":
            return self.bulk(int(told["count"]), told.get("issues"))
        if verb == "create":
            return [self.create(told.get("project"), told.get("summary", "A new issue"))]
        if verb == "rename_project_key":
            self._rename(told["project"], told["key"])
            return []
        if verb == "project_state":
            self._project(told["project"]).state = told["state"]
            return []
        issue = self._world.find(str(told["issue"])) or self._world.issues[int(told["issue"])]
        return [getattr(self, f"_{verb}")(issue, told)]

    def bulk(self, count: int, among: int | None = None) -> list[Deed]:
        """Do so many random things to random issues, `among` so many different ones."""
        chosen = self._chosen(among)
        verbs = ("transition", "assign", "edit", "capitalise", "describe")
        weights = (5, 3, 2, 1, 2)
        return [
            getattr(self, f"_{self._dice.choices(verbs, weights)[0]}")(
                self._dice.choice(chosen), {}
            )
            for _ in range(count)
        ]

    def _chosen(self, among: int | None) -> list[Issue]:
        """Give the visible issues, or always the same so many of them."""
        if among in self._pools:
            return [issue for issue in self._pools[among] if issue.id in self._world.issues]
        visible = [issue for issue in self._world.issues.values() if self._world.visible(issue)]
        if among is None:
            return visible
        self._pools[among] = self._dice.sample(visible, min(among, len(visible)))
        return self._pools[among]

    def create(self, project: str | None, summary: str) -> Deed:
        """Create an issue."""
        home = self._project(project) if project else self._dice.choice(self._live())
        now = self._world.now()
        kind = self._dice.choice([t for t in self._world.types.values() if t.level == 0])
        issue = Issue(
            id=next(self._world.issue_ids),
            number=home.next_number,
            project=home,
            type=kind,
            summary=summary,
            status=self._world.working[0],
            created=now,
            updated=now,
            reporter=self._someone(),
        )
        self._world.add(issue)
        return Deed("jira:issue_created", "issue_created", issue, None, issue.reporter)

    def _transition(self, issue: Issue, told: dict[str, Any]) -> Deed:
        choices = [
            s
            for s in self._world.statuses.values()
            if s != issue.status and s.project_id in (None, issue.project.id)
        ]
        after = (
            self._world.statuses[int(told["status"])]
            if "status" in told
            else self._dice.choice(choices)
        )
        item = status_item(issue.status, after)
        issue.status = after
        deed = self._changed(issue, "issue_generic", item)
        issue.resolved = issue.updated if after.category == "done" else None
        return deed

    def _assign(self, issue: Issue, told: dict[str, Any]) -> Deed:
        account = told.get("account")
        after = self._world.users[account] if account else self._someone()
        if "account" in told and account is None:
            after = None
        item = assignee_item(issue.assignee, after)
        issue.assignee = after
        return self._changed(issue, "issue_assigned", item)

    def _edit(self, issue: Issue, told: dict[str, Any]) -> Deed:
        before = issue.summary
        issue.summary = told.get("summary") or f"{before.split(' ✎')[0]} ✎{self._dice.random():.6f}"
        item = Item("summary", "summary", None, before, None, issue.summary)
        return self._changed(issue, "issue_updated", item)

    def _describe(self, issue: Issue, _told: dict[str, Any]) -> Deed:
        item = Item("description", "description", None, "Old words.", None, "New words.")
        return self._changed(issue, "issue_updated", item)

    def _comment(self, issue: Issue, _told: dict[str, Any]) -> Deed:
        """Comment: no history entry, but `updated` moves on."""
        self._touch(issue)
        return Deed("comment_created", "comment_created", issue, None, self._someone())

    def _capitalise(self, issue: Issue, _told: dict[str, Any]) -> Deed:
        before, after = ("Yes", None) if issue.capitalised else (None, "Yes")
        issue.capitalised = not issue.capitalised
        numbers = ["[10100]" if word else None for word in (before, after)]
        item = Item("Is Capitalised", CAPITALISED, numbers[0], before, numbers[1], after)
        return self._changed(issue, "issue_updated", item)

    def _reparent(self, issue: Issue, told: dict[str, Any]) -> Deed:
        before = self._world.issues.get(issue.parent_id or 0)
        after = self._world.find(str(told["parent"])) if told.get("parent") else None
        issue.parent_id = after.id if after else None
        item = Item(
            "IssueParentAssociation",
            None,
            str(before.id) if before else None,
            before.key if before else None,
            str(after.id) if after else None,
            after.key if after else None,
        )
        return self._changed(issue, "issue_updated", item)

    def _retype(self, issue: Issue, told: dict[str, Any]) -> Deed:
        before, after = issue.type, self._world.types[int(told["type"])]
        issue.type = after
        item = Item(
            "issuetype", "issuetype", str(before.id), before.name, str(after.id), after.name
        )
        return self._changed(issue, "issue_updated", item)

    def _move(self, issue: Issue, told: dict[str, Any]) -> Deed:
        """Move to another project: the id stays, the key changes, the old key still leads here."""
        before, old_key = issue.project, issue.key
        after = self._project(told["project"])
        self._world.members[before.id].pop(issue.id, None)
        issue.project, issue.number = after, after.next_number
        self._world.add(issue)
        return self._changed(
            issue,
            "issue_moved",
            Item("project", "project", str(before.id), before.name, str(after.id), after.name),
            Item("Key", None, None, old_key, None, issue.key),
        )

    def _delete(self, issue: Issue, _told: dict[str, Any]) -> Deed:
        self._world.remove(issue)
        return Deed("jira:issue_deleted", "issue_deleted", issue, None, self._someone())

    def _archive(self, issue: Issue, _told: dict[str, Any]) -> Deed:
        self._world.archived.add(issue.id)
        return Deed("", "", issue, None, None)

    def _restore(self, issue: Issue, _told: dict[str, Any]) -> Deed:
        self._world.archived.discard(issue.id)
        return Deed("", "", issue, None, None)

    def _rename(self, name: str, key: str) -> None:
        project = self._project(name)
        project.key = key
        for number in self._world.members.get(project.id, {}):
            issue = self._world.issues[number]
            self._world.keys[issue.key] = number

    def _changed(self, issue: Issue, kind: str, *items: Item) -> Deed:
        at = self._touch(issue)
        author = self._someone()
        change = Change(next(self._world.change_ids), at, author, items)
        issue.changes.append(change)
        return Deed("jira:issue_updated", kind, issue, change, author)

    def _touch(self, issue: Issue) -> Any:
        issue.indexed, issue.updated = issue.updated, self._world.now()
        return issue.updated

    def _someone(self) -> User | None:
        people = list(self._world.users.values())
        return self._dice.choice(people) if people else None

    def _live(self) -> list[Any]:
        return [p for p in self._world.projects.values() if p.state == "live"]

    def _project(self, name: Any) -> Any:
        for project in self._world.projects.values():
            if str(name) in (project.key, str(project.id)):
                return project
        raise KeyError(name)
