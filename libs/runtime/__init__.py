"""What it takes to run a process: settings, logs, health, metrics, signals, the clock."""

from libs.runtime.service import Service, run

__all__ = ["Service", "run"]
