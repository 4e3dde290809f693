"""What people do in Jira: each deed changes the truth and says what a webhook would tell."""

import random
from collections.abc import Mapping

from tests.simulator.deeds import Deed, Told
from tests.simulator.history import (
    assignee_item,
    capitalised_item,
    move_items,
    parent_item,
    transition_items,
)
from tests.simulator.site_deeds import SITE_VERBS, SiteDeeds
from tests.simulator.world import (
    CAPITALISED_YES,
    Change,
    Issue,
    IssueType,
    Item,
    Project,
    Status,
    User,
    World,
)

USUAL = {"transition": 5, "assign": 3, "edit": 2, "capitalise": 1, "describe": 2}
"""How often a random deed is which."""


class Mutator:
    """Does things to a world."""

    def __init__(self, world: World, dice: random.Random) -> None:
        self._world = world
        self._dice = dice
        self._site = SiteDeeds(world)
        self._pools: dict[int, list[Issue]] = {}

    def apply(self, told: Told) -> list[Deed]:
        """Do what is asked, `{"do": "edit", "issue": "APP-1"}` say; KeyError if it cannot."""
        verb = told["do"]
        match verb:
            case "bulk":
                return self.bulk(int(told["count"]), told.get("issues"), told.get("verbs"))
            case "create":
                return [self.create(told)]
            case _ if verb in SITE_VERBS:
                return [self._site.apply(told)]
            case _:
                return self._do(verb, self._any(str(told["issue"])), told)

    def _any(self, name: str) -> Issue:
        """Give an issue, whether it can be seen or not."""
        number = int(name) if name.isdigit() else self._world.keys[name]
        return self._world.issues[number]

    def _do(self, verb: str, issue: Issue, told: Told) -> list[Deed]:
        work = getattr(self, f"_to_{verb}", None)
        if work is None:
            raise KeyError(verb)
        issue.hold()
        done: list[Deed] = work(issue, told)
        return done

    def bulk(
        self, count: int, among: int | None = None, verbs: Mapping[str, float] | None = None
    ) -> list[Deed]:
        """Do so many random things to random issues, `among` so many different ones.

        `verbs` says how often which; of issues that vanish on the way, others take the place.
        """
        weights = dict(verbs or USUAL)
        chosen = self._chosen(among)
        deeds: list[Deed] = []
        for verb in self._dice.choices(list(weights), list(weights.values()), k=count):
            if verb == "create":
                deeds.append(self.create({}))
                continue
            issue = self._dice.choice(chosen)
            while issue.id not in self._world.issues or not self._world.visible(issue):
                chosen.remove(issue)
                issue = self._dice.choice(chosen)
            deeds += self._do(verb, issue, {})
        return deeds

    def _chosen(self, among: int | None) -> list[Issue]:
        """Give the visible issues, or always the same so many of them."""
        if among is not None and among in self._pools:
            return self._pools[among]
        visible = [issue for issue in self._world.issues.values() if self._world.visible(issue)]
        if among is None:
            return visible
        self._pools[among] = self._dice.sample(visible, min(among, len(visible)))
        return self._pools[among]

    def create(self, told: Told) -> Deed:
        """Create an issue: in a project, of a type, below a parent, of a summary, if told."""
        world = self._world
        live = [project for project in world.projects.values() if project.state == "live"]
        home = world.project(told["project"]) if told.get("project") else self._dice.choice(live)
        now = world.now()
        issue = Issue(
            id=next(world.issue_ids),
            number=home.next_number,
            project=home,
            type=self._type(home, told.get("type")),
            summary=told.get("summary", "A new issue"),
            status=world.statuses_of(home)[0],
            created=now,
            updated=now,
            reporter=self._someone(),
            held=[],
        )
        if told.get("parent"):
            issue.parent_id = self._existing(told["parent"]).id
        world.add(issue)
        return Deed("jira:issue_created", "issue_created", issue, author=issue.reporter)

    def _to_transition(self, issue: Issue, told: Told) -> list[Deed]:
        choices = self._world.statuses_of(issue.project)
        after = self._status(choices, issue, told.get("status"))
        items = transition_items(issue.status, after)
        issue.status = after
        deed = self._changed(issue, "issue_generic", *items)
        issue.resolved = issue.updated if after.category == "done" else None
        return [deed]

    def _status(self, choices: list[Status], issue: Issue, told: object) -> Status:
        if told is None:
            others = [status for status in choices if status != issue.status]
            return self._dice.choice(others or choices)
        for status in choices:
            if told == status.name:
                return status
        return self._world.statuses[int(str(told))]

    def _to_assign(self, issue: Issue, told: Told) -> list[Deed]:
        account = told.get("account")
        after = self._world.users[account] if account else self._someone()
        if "account" in told and account is None:
            after = None
        item = assignee_item(issue.assignee, after)
        issue.assignee = after
        return [self._changed(issue, "issue_assigned", item)]

    def _to_edit(self, issue: Issue, told: Told) -> list[Deed]:
        before = issue.summary
        issue.summary = told.get("summary") or f"{before.split(' ✎')[0]} ✎{self._dice.random():.6f}"
        item = Item("summary", "summary", None, before, None, issue.summary)
        return [self._changed(issue, "issue_updated", item)]

    def _to_describe(self, issue: Issue, _told: Told) -> list[Deed]:
        item = Item("description", "description", None, "Old words.", None, "New words.")
        return [self._changed(issue, "issue_updated", item)]

    def _to_capitalise(self, issue: Issue, _told: Told) -> list[Deed]:
        label = self._world.option_names[CAPITALISED_YES]
        if not label:
            raise KeyError(CAPITALISED_YES)
        issue.capitalised = not issue.capitalised
        item = capitalised_item(yes=issue.capitalised, label=label)
        return [self._changed(issue, "issue_updated", item)]

    def _to_comment(self, issue: Issue, _told: Told) -> list[Deed]:
        """Comment: no history entry, but `updated` moves on."""
        self._world.touch(issue)
        comment = {"id": str(self._dice.getrandbits(30)), "body": "A comment."}
        author, kind = self._someone(), "comment_created"
        return [Deed(kind, kind, issue, author=author, more={"comment": comment})]

    def _to_worklog(self, issue: Issue, told: Told) -> list[Deed]:
        """Log work: the webhook has no issue, only its id."""
        number, seconds = str(self._dice.getrandbits(30)), int(told.get("seconds", 3600))
        item = Item("WorklogId", None, None, None, number, number)
        deed = self._changed(issue, "", item)
        log = {"id": number, "issueId": str(issue.id), "timeSpentSeconds": seconds}
        return [Deed("worklog_created", "", issue, deed.change, more={"worklog": log})]

    def _to_link(self, issue: Issue, told: Told) -> list[Deed]:
        """Link two issues: the webhook has their ids and nothing else."""
        other = self._existing(told["to"])
        other.hold()
        for one, two in ((issue, other), (other, issue)):
            words = f"This issue relates to {two.key}"
            self._changed(one, "", Item("Link", None, None, None, two.key, words))
        link = {
            "id": self._dice.getrandbits(30),
            "sourceIssueId": issue.id,
            "destinationIssueId": other.id,
        }
        return [Deed("issuelink_created", "", issue, more={"issueLink": link})]

    def _to_reparent(self, issue: Issue, told: Told) -> list[Deed]:
        before = self._world.issues.get(issue.parent_id or 0)
        after = self._existing(told["parent"]) if told.get("parent") else None
        issue.parent_id = after.id if after else None
        return [self._changed(issue, "issue_updated", parent_item(before, after))]

    def _to_retype(self, issue: Issue, told: Told) -> list[Deed]:
        before, after = issue.type, self._type(issue.project, told.get("type"))
        issue.type = after
        # The change of workflow that comes with it has no field id.
        workflow = Item("Workflow", None, "1", "Usual workflow", "2", "Other workflow")
        return [self._changed(issue, "issue_updated", _type_item(before, after), workflow)]

    def _to_move(self, issue: Issue, told: Told) -> list[Deed]:
        """Move to another project: the id stays, the key changes, the old key still leads here."""
        others = [p for p in self._world.projects.values() if p is not issue.project]
        live = [project for project in others if project.state == "live"]
        name = told.get("project")
        after = self._world.project(name) if name is not None else self._dice.choice(live)
        children = self._world.children(issue)
        for child in children:
            child.hold()
        deeds = [self._moved(issue, after)]
        deeds += [self._moved(child, after) for child in children if child.type.level == -1]
        return deeds

    def _moved(self, issue: Issue, after: Project) -> Deed:
        before, old_key = issue.project, issue.key
        self._world.members[before.id].pop(issue.id, None)
        issue.project, issue.number = after, after.next_number
        self._world.add(issue)
        items = [*move_items(before, old_key, issue)]
        types, statuses = self._world.types_of(after), self._world.statuses_of(after)
        if issue.type not in types:
            kind = next((t for t in types if t.level == issue.type.level), types[0])
            items.append(_type_item(issue.type, kind))
            issue.type = kind
        if issue.status not in statuses:
            same = [status for status in statuses if status.category == issue.status.category]
            status = (same or statuses)[0]
            items.append(transition_items(issue.status, status)[0])
            issue.status = status
        return self._changed(issue, "issue_moved", *items)

    def _to_delete(self, issue: Issue, _told: Told) -> list[Deed]:
        """Delete; sub-tasks go with it, other children stay without a parent."""
        children = self._world.children(issue)
        for child in children:
            # Their histories name the parent as it was.
            child.hold()
        self._world.remove(issue)
        author = self._someone()
        deeds = [Deed("jira:issue_deleted", "issue_deleted", issue, author=author)]
        for child in children:
            if child.type.level == -1:
                self._world.remove(child)
                deeds.append(Deed("jira:issue_deleted", "issue_deleted", child, flow="Secondary"))
            else:
                child.parent_id = None
                deeds.append(self._changed(child, "issue_updated", parent_item(issue, None)))
        return deeds

    def _to_archive(self, issue: Issue, _told: Told) -> list[Deed]:
        """Archive, sub-tasks too: no webhook tells."""
        self._world.archived |= {issue.id, *self._sub_tasks(issue)}
        return [Deed("", issue=issue)]

    def _to_restore(self, issue: Issue, _told: Told) -> list[Deed]:
        self._world.archived -= {issue.id, *self._sub_tasks(issue)}
        return [Deed("", issue=issue)]

    def _sub_tasks(self, issue: Issue) -> set[int]:
        return {child.id for child in self._world.children(issue) if child.type.level == -1}

    def _changed(self, issue: Issue, kind: str, *items: Item) -> Deed:
        at = self._world.touch(issue)
        author = self._someone()
        change = Change(next(self._world.change_ids), at, author, items)
        issue.hold().append(change)
        return Deed("jira:issue_updated", kind, issue, change, author)

    def _existing(self, name: object) -> Issue:
        found = self._world.find(str(name))
        if found is None:
            raise KeyError(name)
        return found

    def _type(self, project: Project, told: object) -> IssueType:
        """Give the type of an id or name, or any ordinary one of the project."""
        kinds = self._world.types_of(project)
        if told is None:
            return self._dice.choice([kind for kind in kinds if kind.level == 0])
        for kind in kinds:
            if told == kind.name:
                return kind
        return self._world.types[int(str(told))]

    def _someone(self) -> User | None:
        people = list(self._world.users.values())
        return self._dice.choice(people) if people else None


def _type_item(before: IssueType, after: IssueType) -> Item:
    return Item("issuetype", "issuetype", str(before.id), before.name, str(after.id), after.name)
