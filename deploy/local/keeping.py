"""The keeper's watch over the services: what ends by itself is started again, after a pause."""

import signal
import time
from collections.abc import Callable, Mapping

from deploy.local.program import Program

PAUSES: tuple[float, ...] = (1, 2, 5, 10, 30)
"""Seconds before a start, by how often it ended lately: what cannot run must not keep us busy."""
WELL_AFTER: float = 60
"""Who ran for so many seconds was well: the pauses begin anew."""


class Watch:
    """Looks after programs; `say` is told what ended and what was started again."""

    def __init__(
        self,
        programs: Mapping[str, Program],
        say: Callable[[str], None],
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._programs = programs
        self._say = say
        self._seconds = seconds
        self._started = dict.fromkeys(programs, seconds())
        self._ends = dict.fromkeys(programs, 0)
        self._due: dict[str, float] = {}

    def look(self) -> None:
        """Note what has ended since the last look, and start again what has waited long enough."""
        now = self._seconds()
        for name, program in self._programs.items():
            if program.running:
                continue
            if name not in self._due:
                self._due[name] = now + self._note_end(name, program, now)
            elif now >= self._due[name]:
                del self._due[name]
                self._started[name] = now
                program.start()
                self._say(f"{name} was started again.")

    def _note_end(self, name: str, program: Program, now: float) -> float:
        """Say that a program ended; give how long to wait."""
        if now - self._started[name] > WELL_AFTER:
            self._ends[name] = 0
        pause = PAUSES[min(self._ends[name], len(PAUSES) - 1)]
        self._ends[name] += 1
        how = ended_how(program.process.returncode if program.process is not None else None)
        self._say(f"{name} ended by itself ({how}); it is started again in {pause:.0f} s.")
        return pause


def ended_how(status: int | None) -> str:
    """Say how a process ended, by its status as `subprocess` gives it."""
    if status is None:
        return "it never ran"
    if status < 0:
        return f"killed by {signal.Signals(-status).name}"
    return f"exit status {status}"
