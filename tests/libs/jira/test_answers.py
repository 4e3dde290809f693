"""What Jira's answers mean, and that nothing but reads can be sent."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from multidict import CIMultiDict

from libs.jira import answers, errors, reads
from libs.jira.address import check_url, is_public
from libs.jira.client import Client, NotARead
from libs.jira.reads import Read
from tests.simulator import Simulator
from tests.simulator.generate import generate


def check(status, body=b"{}", **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answers.check(status, CIMultiDict(named), body)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (301, errors.BadRequestError),
        (400, errors.BadRequestError),
        (401, errors.UnauthorisedError),
        (403, errors.ForbiddenError),
        (404, errors.NotFoundError),
        (408, errors.JiraUnavailableError),
        (410, errors.BadRequestError),
        (429, errors.RateLimitedError),
        (500, errors.JiraUnavailableError),
        (503, errors.JiraUnavailableError),
    ],
)
def test_every_status_has_one_meaning(status, error):
    with pytest.raises(error):
        check(status)


def test_a_200_for_nobody_is_not_an_answer():
    with pytest.raises(errors.AnonymousAnswerError):
        check(200, X_Seraph_LoginReason="AUTHENTICATED_FAILED")
    check(200, X_Seraph_LoginReason="OK")


@pytest.mark.parametrize(
    ("header", "wait"),
    [("7", 7), ("", None), ("soon", None), ("-1", None), ("99999999999", 3600)],
)
def test_retry_after_is_seconds_or_not_told(header, wait):
    with pytest.raises(errors.RateLimitedError) as caught:
        check(429, Retry_After=header)
    assert caught.value.retry_after == (None if wait is None else timedelta(seconds=wait))


def test_a_captcha_is_named_as_such():
    with pytest.raises(errors.ForbiddenError, match="CAPTCHA"):
        check(403, X_Authentication_Denied_Reason="CAPTCHA_CHALLENGE; login-url=x")


@pytest.mark.parametrize("body", [b"<html>", b'{"issues": [', b"", b"\xff"])
def test_a_page_or_a_cut_off_body_is_no_json(body):
    with pytest.raises(errors.UnreadableAnswerError):
        answers.json(answers.Answer(200, {}, body, datetime.now(UTC)))  # noqa: TID251


@pytest.mark.recorded_data
def test_the_recorded_errors_mean_what_they_should(data_folder):
    meant = {
        "401-json.json": errors.UnauthorisedError,
        "401-plain-text.json": errors.UnauthorisedError,
        "429-cloud-headers-burst.json": errors.RateLimitedError,
        "429-cloud-headers-quota.json": errors.RateLimitedError,
        "429-cloud-json.json": errors.RateLimitedError,
        "429-data-center.json": errors.RateLimitedError,
        "429-gateway-no-retry-after.json": errors.RateLimitedError,
        "429-html-body-cloud.json": errors.RateLimitedError,
        "200-expired-token-treated-as-anonymous.json": errors.AnonymousAnswerError,
        "search-410-removed.json": errors.BadRequestError,
    }
    for place in sorted((data_folder / "errors").glob("*.json")):
        told = json.loads(place.read_bytes())
        status = told.get("status", int("".join(filter(str.isdigit, place.name))[:3] or 0))
        headers = CIMultiDict({k: str(v) for k, v in (told.get("headers") or {}).items()})
        with pytest.raises(meant[place.name]):
            answers.check(status, headers, json.dumps(told.get("body")).encode())


def test_the_list_of_reads_holds_nothing_that_writes():
    posts = {read.path for read in reads.ALLOWED if read.method == "POST"}
    assert posts == {
        "/rest/api/3/search/jql",
        "/rest/api/3/issue/bulkfetch",
        "/rest/api/3/changelog/bulkfetch",
    }
    assert {read.method for read in reads.ALLOWED} == {"GET", "POST"}


async def test_what_is_not_on_the_list_cannot_be_sent():
    async with Simulator.start(generate(20)) as jira:
        client = Client(jira.url, jira.email, jira.token, allow_private=True)
        for method, path in (("POST", "/rest/api/3/issue"), ("GET", "/rest/api/3/dashboard")):
            with pytest.raises(NotARead):
                await client.request(Read("x", method, path))  # type: ignore[arg-type]
        assert (await client.request(reads.MYSELF)).status == 200
        await client.aclose()
        assert jira.gate.total == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://acme.atlassian.net",
        "ftp://acme.atlassian.net",
        "https://127.0.0.1",
        "https://10.1.2.3",
        "https://169.254.169.254/latest",
        "https://[::1]",
        "https://[::ffff:127.0.0.1]",
        "https://user:secret@acme.atlassian.net",
        "https://",
        "acme.atlassian.net",
        "",
    ],
)
def test_an_address_that_a_server_must_not_fetch_is_refused(url):
    with pytest.raises(errors.ForbiddenAddressError):
        check_url(url, allow_private=False)


def test_an_address_is_reduced_to_its_site():
    url = check_url(" https://acme.atlassian.net/jira/software ", allow_private=False)
    assert str(url) == "https://acme.atlassian.net"


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111"])
def test_a_public_address_is_public(address):
    assert is_public(address)


async def test_a_name_that_leads_to_this_machine_is_refused_when_it_is_resolved():
    client = Client("https://localhost:1", "a", "b", allow_private=False)
    with pytest.raises(errors.ForbiddenAddressError):
        await client.request(reads.MYSELF)
    await client.aclose()
