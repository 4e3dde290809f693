"""What a person is told when nothing of Jira's comes back."""

import asyncio
import re
import socket

import pytest
from aiohttp import ClientTimeout

from deploy.local.program import free_ports
from libs.jira import client, reads
from libs.jira.client import Client
from libs.jira.errors import JiraUnavailableError


async def asked(url):
    jira = Client(url, "a@example.com", "t", allow_private=True)
    try:
        await jira.request(reads.SERVER_INFO)
    finally:
        await jira.aclose()


async def test_a_port_where_nobody_listens_is_said():
    port = free_ports({"x": 0})["x"]
    with pytest.raises(JiraUnavailableError, match="nothing answers at that address"):
        await asked(f"http://127.0.0.1:{port}")


async def test_a_name_that_nobody_knows_is_said(monkeypatch):
    def nobody(*_arguments, **_more):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    with pytest.raises(JiraUnavailableError, match=r"the name acme\.example is not known"):
        await asked("http://acme.example")


@pytest.mark.parametrize(
    ("answer", "scheme", "words"),
    [
        (b"", "http", "the connection broke"),
        (b"SSH-2.0-OpenSSH\r\n", "http", "what came is not HTTP"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "https", "speaks no https there"),
        (None, "http", "it took too long"),
    ],
)
async def test_a_place_that_is_no_jira_is_said_without_names_of_classes(
    monkeypatch, answer, scheme, words
):
    monkeypatch.setattr(client, "TIMEOUT", ClientTimeout(total=1))

    ended = asyncio.Event()

    async def talk(reader, writer):
        await reader.read(100)
        if answer is None:
            await reader.read()  # until the caller has enough of it
        writer.write(answer or b"")
        writer.close()
        ended.set()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(JiraUnavailableError, match=words) as told:
            await asked(f"{scheme}://127.0.0.1:{port}")
        await ended.wait()
    assert not re.search(r"[a-z][A-Z]\w*Error", str(told.value))
