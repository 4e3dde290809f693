"""admin → console: how a command of the command line runs: one action, one exit code."""

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable
from typing import Annotated, NoReturn

import typer
from pydantic import ValidationError

from libs.runtime import logs
from libs.runtime.settings import complaint
from services.console.actions import Actions, open_actions
from services.console.errors import ConsoleError
from services.console.settings import Settings

Slug = Annotated[str, typer.Argument(help="The connection's name.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for a program.")]


def run(act: Callable[[Actions], Awaitable[int]]) -> NoReturn:
    """Do something with the actions; end with its exit code, or with one clear sentence."""

    async def with_actions() -> int:
        async with open_actions(settings) as actions:
            return await act(actions)

    try:
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
