"""`/api/v1` over HTTP, on a real database and broker."""

import asyncio
import gzip
import io
import json
import os
import sys
import zlib
from contextlib import AsyncExitStack, asynccontextmanager

import aiohttp
import pytest
from aiohttp.test_utils import TestClient, TestServer
from pydantic import ValidationError

from deploy.local.program import free_ports
from libs import connections
from libs.connections import Connection, Secrets
from libs.contracts.topology import MAPPER_MAPPING
from libs.runtime.settings import complaint
from services.console.actions import Actions
from services.console.api import web
from services.console.api.web import EMPLOYEES, LARGEST_BODY, Api
from services.console.employee import Employee
from services.console.settings import Settings
from tests.services.console.conftest import ROOT
from tests.support.fixtures import KEY, take

TOKEN = "s3cret-ünïcode-of-length"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
ADA = {
    "email": "ada@example.com", "name": "Ada Lovelace", "start_date": "2024-01-31",
    "annual_cost": 85000.5, "currency": "EUR", "cost_centre": "Research", "zone": "Europe/London",
    "country": "GB",
}  # fmt: skip
BOB = {"email": "bob@example.com", "name": "Bob Jones"}


@asynccontextmanager
async def served(pool, amqp_url, database_url, token=TOKEN):
    settings = Settings(database_url=database_url, amqp_url=amqp_url, secret_keys=KEY)
    async with AsyncExitStack() as stack:
        actions = Actions(settings, pool, stack, by="api")
        client = TestClient(TestServer(Api(actions, token).application()), headers=BEARER)
        yield await stack.enter_async_context(client)


@pytest.fixture
async def api(acme, amqp_url, database_url):
    await connections.write(acme, Secrets([KEY]), Connection(0, "other", "https://x", "a@b", "t"))
    async with served(acme, amqp_url, database_url) as client:
        yield client


async def put(api, *employees, **more):
    answer = await api.put(EMPLOYEES, json={"employees": employees} | more)
    return answer.status, await answer.json()


async def problem(answer, status):
    assert answer.status == status
    assert answer.content_type == "application/problem+json"
    told = await answer.json()
    assert (told["status"], told["type"], bool(told["title"])) == (status, "about:blank", True)
    return told


async def test_employees_are_added_changed_or_left_and_the_mapper_is_told(api, acme, amqp_url):
    assert await put(api, ADA, BOB) == (
        200, {"added": 2, "changed": 0, "unchanged": 0, "dry_run": False},
    )  # fmt: skip
    told = await take(amqp_url, MAPPER_MAPPING)
    assert [(one.connection, one.changed) for one in told] == [
        ("acme", "people"), ("other", "people"),
    ]  # fmt: skip
    assert (await put(api, ADA, BOB | {"zone": "Europe/Paris"}))[1]["changed"] == 1
    assert (await put(api, ADA, BOB))[1]["unchanged"] == 2
    row = await acme.fetchrow("select annual_cost, currency, zone from pms.employee order by email")
    assert [str(value) for value in row.values()] == ["85000.50", "EUR", "Europe/London"]


async def test_a_dry_run_counts_stores_nothing_and_tells_nobody(api, acme, amqp_url):
    status, told = await put(api, ADA, dry_run=True)
    assert (status, told) == (200, {"added": 1, "changed": 0, "unchanged": 0, "dry_run": True})
    assert await acme.fetchval("select count(*) from pms.employee") == 0
    assert await take(amqp_url, MAPPER_MAPPING) == []


async def test_the_same_employees_put_at_once_by_many_are_there_once(api, acme):
    many = [ADA | {"email": f"{n}@example.com"} for n in range(200)]
    answers = await asyncio.gather(*(put(api, *many) for _ in range(4)))
    assert [status for status, _ in answers] == [200] * 4
    assert sum(told["added"] for _, told in answers) == 200
    assert await acme.fetchval("select count(*) from pms.employee") == 200


async def test_what_is_wrong_is_told_by_entry_and_member_and_nothing_is_stored(api, acme):
    answer = await api.put(EMPLOYEES, json={"employees": [ADA, BOB | {"email": "bob"}, 5]})
    told = await problem(answer, 422)
    assert [(e["entry"], e["member"], e["pointer"]) for e in told["errors"]] == [
        (1, "email", "/employees/1/email"), (2, None, "/employees/2"),
    ]  # fmt: skip
    assert "'bob' is no e-mail address" in told["errors"][0]["detail"]
    assert await acme.fetchval("select count(*) from pms.employee") == 0


async def test_dates_that_contradict_what_is_known_are_refused(api):
    await put(api, ADA)
    late = {"email": ADA["email"], "name": "Ada", "end_date": "2023-01-01"}
    answer = await api.put(EMPLOYEES, json={"employees": [late]})
    assert "ada@example.com would end before the start" in (await problem(answer, 422))["detail"]


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"", {}, 400),
        (b"no json", {}, 400),
        (b"\xff" * 100, {}, 400),
        (b"[" * 100_000, {}, 400),
        (b"[]", {}, 400),
        (b'{"employees": 1}', {}, 400),
        (b'{"employees": [{"\\ud800": "\\ud800"}]}', {}, 422),
        (b'{"employees": [{"email": "a@b", "name": "\\u0000"}]}', {}, 422),
        (b'{"employees": [{"email": "a@b", "name": "\\ud800"}]}', {}, 422),
        (b'{"employees": [{"email": "a@b", "name": "A", "annual_cost": 1e999}]}', {}, 422),
        (io.BytesIO(b" " * (LARGEST_BODY + 1)), {}, 413),
        (zlib.compress(b" " * (LARGEST_BODY * 3)), {"Content-Encoding": "deflate"}, 413),
        (b"no gzip", {"Content-Encoding": "gzip"}, 400),
        (gzip.compress(b"{}")[:-9], {"Content-Encoding": "gzip"}, 400),
    ],
    ids=[
        "empty", "words", "no utf-8", "deep", "array", "number", "surrogates", "nul", "surrogate",
        "huge number", "too large", "a bomb", "no gzip", "half",
    ],
)  # fmt: skip
async def test_a_bad_body_is_said_to_be_one_and_never_an_error_of_ours(api, body, headers, status):
    answer = await api.put(
        EMPLOYEES, data=body, headers=headers, skip_auto_headers=["Content-Type"]
    )
    assert (await problem(answer, status))["detail"].endswith(".")
    assert (await put(api, BOB))[0] == 200


async def test_a_body_that_does_not_arrive_is_not_waited_for(api, monkeypatch):
    monkeypatch.setattr(web, "BODY_SECONDS", 0.2)

    async def drops():
        yield b'{"employees": ['
        await asyncio.sleep(5)

    await problem(await api.put(EMPLOYEES, data=drops()), 408)
    assert (await put(api, BOB))[0] == 200


async def test_employees_are_given_page_by_page_without_what_they_cost(api):
    await put(api, *(ADA | {"email": f"{n}@example.com"} for n in range(5)))
    place, pages = f"{EMPLOYEES}?limit=2", []
    while place is not None:
        told = await (await api.get(place)).json()
        place = told["next"]
        pages.append([one["email"] for one in told["employees"]])
    assert pages == [["0@example.com", "1@example.com"], ["2@example.com", "3@example.com"],
                     ["4@example.com"]]  # fmt: skip
    whole = await (await api.get(EMPLOYEES)).json()
    first = whole["employees"][0]
    assert isinstance(first.pop("id"), int)
    assert first == {
        "email": "0@example.com", "name": "Ada Lovelace", "start_date": "2024-01-31",
        "end_date": None, "cost_centre": "Research", "zone": "Europe/London", "country": "GB",
    }  # fmt: skip
    assert whole["next"] is None


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=1001", "limit=x", "limit=-1", "limit=²", "after=x", "after=" + "9" * 30],
)
async def test_a_page_out_of_bounds_is_refused(api, query):
    assert "whole number" in (await problem(await api.get(f"{EMPLOYEES}?{query}"), 400))["detail"]


async def test_a_question_that_is_not_understood_is_refused_not_passed_over(api):
    for query, words in (("limt=2", "'limt' is no parameter"), ("limit=1&limit=2", "more than")):
        assert words in (await problem(await api.get(f"{EMPLOYEES}?{query}"), 400))["detail"]
    answer = await api.put(f"{EMPLOYEES}?dry_run=true", json={"employees": [BOB]})
    assert "'dry_run' is no parameter" in (await problem(answer, 400))["detail"]


def test_a_token_that_can_be_guessed_is_refused_and_not_shown():
    assert Settings(database_url="x", amqp_url="x", api_token="x" * 20).api_token
    try:
        Settings(database_url="x", amqp_url="x", api_token="x" * 19)
    except ValidationError as error:
        said = complaint(error)
    assert said.startswith("API_TOKEN: this is shorter than 20 characters")
    assert "xxx" not in said


@pytest.mark.parametrize(
    "shown",
    ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", TOKEN, f"Bearer {TOKEN}x", "Bearer \udcff"],
)
async def test_without_the_token_nothing_is_given_and_nothing_taken(api, acme, shown):
    headers = {"Authorization": shown}
    for answer in (
        await api.get(EMPLOYEES, headers=headers),
        await api.put(EMPLOYEES, json={"employees": [ADA]}, headers=headers),
        await api.get("/api/v1/nothing", headers=headers),
    ):
        told = await problem(answer, 401)
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert TOKEN not in json.dumps(told, ensure_ascii=False)
    assert await acme.fetchval("select count(*) from pms.employee") == 0


async def test_where_no_token_is_set_the_api_is_closed_and_says_how_to_open_it(
    acme, amqp_url, database_url
):
    async with served(acme, amqp_url, database_url, token="") as api:
        for headers in ({}, {"Authorization": "Bearer "}):
            told = await problem(await api.get(EMPLOYEES, headers=headers), 403)
            assert "set API_TOKEN" in told["detail"]


async def test_an_unknown_page_or_method_is_a_problem_too(api):
    await problem(await api.get("/api/v1/nothing"), 404)
    answer = await api.post(EMPLOYEES, json={})
    await problem(answer, 405)
    assert set(answer.headers["Allow"].split(",")) == {"GET", "HEAD", "PUT"}


async def test_while_the_broker_is_away_it_says_to_come_again_and_again_is_enough(
    api, acme, database_url, amqp_url
):
    nowhere = "amqp://guest:guest@127.0.0.1:1/"
    async with served(acme, nowhere, database_url) as cut_off:
        answer = await cut_off.put(EMPLOYEES, json={"employees": [ADA]})
        assert "RabbitMQ" in (await problem(answer, 503))["detail"]
        assert int(answer.headers["Retry-After"]) > 0
    assert (await put(api, ADA))[1]["unchanged"] == 1
    assert len(await take(amqp_url, MAPPER_MAPPING)) == 2


async def test_while_the_database_is_away_it_says_to_come_again(api, acme):
    acme.terminate()
    assert "PostgreSQL" in (await problem(await api.get(EMPLOYEES), 503))["detail"]
    await problem(await api.put(EMPLOYEES, json={"employees": [ADA]}), 503)


async def test_an_employee_put_by_a_program_is_as_one_imported_from_a_file(
    api, acme, console, tmp_path
):
    await put(api, ADA)
    columns = [name for name in Employee.__dataclass_fields__ if name in ADA]
    file = tmp_path / "people.csv"
    file.write_text(",".join(columns) + "\n" + ",".join(str(ADA[name]) for name in columns))
    code, out, _ = await console("people", "import", str(file))
    assert (code, out) == (0, "0 added, 0 changed, 1 as before.\n")


async def test_the_service_answers_with_its_token_from_a_file(
    acme, amqp_url, database_url, tmp_path
):
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    ports = free_ports({"web": 0, "health": 0})
    settings = {
        "DATABASE_URL": database_url, "AMQP_URL": amqp_url, "SECRET_KEYS": KEY,
        "API_TOKEN_FILE": str(tmp_path / "token"), "HOST": "127.0.0.1",
        "PORT": str(ports["web"]), "HEALTH_PORT": str(ports["health"]),
    }  # fmt: skip
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services.console", cwd=ROOT, env=os.environ | settings,
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        async with aiohttp.ClientSession(
            f"http://127.0.0.1:{ports['web']}", headers=BEARER
        ) as http:
            async with asyncio.timeout(30):
                while True:
                    try:
                        answer = await http.put(EMPLOYEES, json={"employees": [ADA]})
                        break
                    except aiohttp.ClientConnectionError:
                        await asyncio.sleep(0.1)
            assert (answer.status, (await answer.json())["added"]) == (200, 1)
            assert (
                "command line" in await (await http.get("/", headers={"Authorization": ""})).text()
            )
    finally:
        process.terminate()
        out, _ = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 0
    assert TOKEN not in out.decode()
    assert [told.changed for told in await take(amqp_url, MAPPER_MAPPING)] == ["people"]
