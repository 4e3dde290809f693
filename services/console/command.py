"""admin → console: how a command of the command line runs: one action, one exit code."""

import asyncio
import getpass
import logging
import os
import sys
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Annotated, NoReturn

import typer
from pydantic import ValidationError

from libs.runtime import logs
from libs.runtime.settings import complaint
from services.console.actions import Actions, open_actions
from services.console.errors import BadInputError, ConsoleError
from services.console.settings import Settings

LONGEST_NAME: int = 200

Slug = Annotated[str, typer.Argument(help="The connection's name.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for a program.")]


_BY: ContextVar[str | None] = ContextVar("by", default=None)


def act_as(by: str | None) -> None:
    """Note who acts, as told by `--by`."""
    _BY.set(by)


def acting() -> str:
    """Give who acts: as told, else the operating system's name of them."""
    told = _BY.get()
    if told is None:
        try:
            return getpass.getuser()
        except (KeyError, OSError):  # a container may know no name of its user
            return f"user {os.getuid()}"
    if not 0 < len(told.strip()) <= LONGEST_NAME or not told.isprintable():
        raise BadInputError(f"--by has to be a name of at most {LONGEST_NAME} characters.")
    return told.strip()


def run(act: Callable[[Actions], Awaitable[int]]) -> NoReturn:
    """Do something with the actions; end with its exit code, or with one clear sentence."""

    async def with_actions() -> int:
        async with open_actions(settings, by) as actions:
            return await act(actions)

    try:
        by = acting()
        settings = Settings()
        logs.configure("console", "error")
        logging.disable()  # what libraries log of a lost connection is said in a sentence of ours
        code = asyncio.run(with_actions())
    except ConsoleError as error:
        sys.stderr.write(f"{error}\n")
        code = error.exit_code
    except ValidationError as error:
        sys.stderr.write(f"{complaint(error)}\n")
        code = 2
    raise SystemExit(code)
