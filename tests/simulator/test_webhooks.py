"""Webhooks come as Jira sends them: signed, at once, again, and in no order."""

# mypy: allow-untyped-defs, allow-untyped-calls

import asyncio
import hashlib
import hmac
import json
from dataclasses import dataclass, field

import pytest
from aiohttp import web

from tests.simulator.generate import generate
from tests.simulator.server import Simulator
from tests.simulator.webhooks import CONCURRENT, RETRIES

SECRET = "It's a Secret to Everybody"


@dataclass
class Receiver:
    """Takes webhooks, and answers as it is told to, 200 in the end."""

    answers: list[int] = field(default_factory=list)
    slow: float = 0
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    busy: int = 0
    peak: int = 0

    async def take(self, request):
        self.busy += 1
        self.peak = max(self.peak, self.busy)
        self.got.append((dict(request.headers), await request.read()))
        await asyncio.sleep(self.slow)
        self.busy -= 1
        return web.Response(status=self.answers.pop(0) if self.answers else 200)

    @property
    def bodies(self):
        return [json.loads(body) for _, body in self.got]


@pytest.fixture
async def receiver(jira):
    made = Receiver()
    app = web.Application(client_max_size=10_000_000)
    app.router.add_post("/hook", made.take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    jira.sender.url, jira.sender.secret = f"http://127.0.0.1:{port}/hook", SECRET
    jira.sender._time_scale = 0.00001
    yield made
    await runner.cleanup()


async def test_a_webhook_is_signed_over_its_raw_bytes(jira, receiver):
    jira.do("edit", issue="10001")
    await jira.sender.settle()
    ((headers, body),) = receiver.got
    digest = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    assert headers["x-hub-signature"] == f"sha256={digest}"
    assert headers["x-atlassian-webhook-flow"] == "Primary"
    assert "x-atlassian-webhook-retry" not in headers


async def test_without_a_secret_nothing_is_signed(jira, receiver):
    jira.sender.secret = None
    jira.do("edit", issue="10001")
    await jira.sender.settle()
    assert "x-hub-signature" not in receiver.got[0][0]


async def test_a_retry_is_the_same_webhook_with_a_count(jira, receiver):
    receiver.answers = [503, 429]
    jira.do("edit", issue="10001")
    await jira.sender.settle()
    names = {headers["x-atlassian-webhook-identifier"] for headers, _ in receiver.got}
    retries = [headers.get("x-atlassian-webhook-retry") for headers, _ in receiver.got]
    assert len(names) == len({body for _, body in receiver.got}) == 1
    assert retries == [None, "1", "2"]
    assert (jira.sender.sent.delivered, jira.sender.sent.retried) == (1, 2)


@pytest.mark.parametrize("status", [408, 409, 425, 429, 500, 503])
async def test_after_five_retries_a_webhook_is_given_up(jira, receiver, status):
    receiver.answers = [status] * 20
    jira.do("edit", issue="10001")
    await jira.sender.settle()
    assert len(receiver.got) == 1 + RETRIES
    assert jira.sender.sent.given_up == 1


@pytest.mark.parametrize("status", [400, 401, 404, 413])
async def test_other_refusals_are_never_sent_again(jira, receiver, status):
    receiver.answers = [status]
    jira.do("edit", issue="10001")
    await jira.sender.settle()
    assert len(receiver.got) == 1
    assert jira.sender.sent.refused == 1


async def test_a_broken_connection_is_tried_again(jira, receiver):
    right, jira.sender.url = jira.sender.url, "http://127.0.0.1:9/hook"
    jira.do("edit", issue="10001")
    while not jira.sender.sent.retried:
        await asyncio.sleep(0.001)
    jira.sender.url = right
    await jira.sender.settle()
    assert len(receiver.got) == 1
    assert "x-atlassian-webhook-retry" in receiver.got[0][0]


async def test_some_twenty_are_sent_at_once(jira, receiver):
    receiver.slow = 0.05
    jira.do("bulk", count=60)
    await jira.sender.settle()
    assert len(receiver.got) == 60
    assert receiver.peak == CONCURRENT["Primary"]


async def test_webhooks_are_lost_doubled_and_shuffled_when_asked(jira, receiver):
    jira.faults.change(
        {"webhook_losses": 0.2, "webhook_duplicates": 0.5, "webhook_shuffle_seconds": 0.1}
    )
    jira.do("bulk", count=100)
    await jira.sender.settle()
    names = [headers["x-atlassian-webhook-identifier"] for headers, _ in receiver.got]
    times = [body["changelog"]["id"] for body in receiver.bodies]
    assert 60 < len(set(names)) < 95
    assert len(set(names)) + jira.sender.sent.lost == 100
    assert len(names) > len(set(names)) + 20
    assert times != sorted(times)


async def test_the_issue_is_told_in_version_two_without_emails(jira, receiver):
    (deed,) = jira.do("transition", issue="10001")
    await jira.sender.settle()
    (body,) = receiver.bodies
    assert body["webhookEvent"] == "jira:issue_updated"
    assert body["issue_event_type_name"] == "issue_generic"
    assert body["timestamp"] == round(deed.issue.updated.timestamp() * 1000)
    assert body["changelog"]["id"] == str(deed.change.id)
    assert isinstance(body["issue"]["fields"]["description"], str)
    assert body["issue"]["self"].endswith("/rest/api/2/10001")
    assert body["issue"]["fields"]["reporter"]["accountId"]
    assert b"emailAddress" not in receiver.got[0][1]


@pytest.mark.parametrize(
    ("wish", "event", "members"),
    [
        ({"do": "create"}, "jira:issue_created", {"issue", "user", "issue_event_type_name"}),
        (
            {"do": "delete", "issue": "10009"},
            "jira:issue_deleted",
            {"issue", "user", "issue_event_type_name"},
        ),
        ({"do": "comment", "issue": "10009"}, "comment_created", {"issue", "comment"}),
        ({"do": "worklog", "issue": "10009"}, "worklog_created", {"worklog"}),
        ({"do": "link", "issue": "10009", "to": "10010"}, "issuelink_created", {"issueLink"}),
        (
            {"do": "rename_project_key", "project": "LAB", "key": "LABOR"},
            "project_updated",
            {"project"},
        ),
        (
            {"do": "project_state", "project": "LAB", "state": "archived"},
            "project_archived",
            {"project"},
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_each_event_has_an_envelope_of_its_own(jira, receiver, wish, event, members):
    told = dict(wish)
    jira.do(told.pop("do"), **told)
    await jira.sender.settle()
    body = receiver.bodies[0]
    assert body["webhookEvent"] == event
    assert body.keys() == {"timestamp", "webhookEvent"} | members


async def test_a_comments_issue_has_a_few_fields_only(jira, receiver):
    jira.do("comment", issue="10009")
    await jira.sender.settle()
    assert receiver.bodies[0]["issue"]["fields"].keys() == {
        "summary", "issuetype", "project", "assignee", "status",
    }  # fmt: skip


async def test_nothing_tells_of_an_archived_issue_or_of_lost_access(jira, receiver):
    jira.do("archive", issue="10009")
    jira.do("project_state", project="LAB", state="lost")
    await jira.sender.settle()
    assert receiver.got == []


async def test_what_follows_from_a_deletion_is_told_in_the_secondary_flow(jira, receiver):
    issues = jira.world.issues
    parent = next(i for i in issues.values() if i.type.level == -1).parent_id
    jira.do("delete", issue=str(parent))
    await jira.sender.settle()
    flows = [headers["x-atlassian-webhook-flow"] for headers, _ in receiver.got]
    assert flows.count("Primary") >= 1
    assert flows.count("Secondary") >= 1


async def test_every_webhook_is_waited_for():
    async with Simulator.start(generate(20), time_scale=0.00001) as jira:
        jira.sender.url = "http://127.0.0.1:9/hook"
        jira.do("bulk", count=3)
        assert jira.sender.sent.pending == 3
        await asyncio.wait_for(jira.sender.settle(), 30)
        assert jira.sender.sent.pending == 0
        assert jira.sender.sent.given_up == 3
