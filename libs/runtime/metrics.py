"""any service: what every process tells of itself."""

from importlib.metadata import PackageNotFoundError, version

from prometheus_client import Gauge, Info

BUILD = Info("flowstate_build", "Which release runs, as which service.")
LOOP_LAG = Gauge(
    "flowstate_event_loop_lag_seconds", "How late the event loop last woke: work that blocks it."
)


def release() -> str:
    """Give the version of the installed package, or `source` in a checkout."""
    try:
        return version("flowstate-jira")
    except PackageNotFoundError:
        return "source"
