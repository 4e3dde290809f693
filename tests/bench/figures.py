"""A figure a line: JSON that a later run can be held against."""

import json
import os
import platform
import sys
from typing import Any


def tell(name: str, value: float, unit: str, **more: Any) -> None:
    """Print one figure, and the machine it was measured on."""
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    line = {"name": name, "value": value, "unit": unit, **more, "machine": machine}
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
