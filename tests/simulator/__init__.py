"""A stand-in for Jira Cloud, faithful enough to be wrong in the ways Jira is."""

from tests.simulator.faults import Faults
from tests.simulator.server import Simulator
from tests.simulator.world import World

__all__ = ["Faults", "Simulator", "World"]
