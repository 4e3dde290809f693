"""A connection to a Jira and its secrets: read by every service, written by the console."""

from libs.connections.connection import Connection
from libs.connections.secrets import Secrets
from libs.connections.store import read, read_all, write

__all__ = ["Connection", "Secrets", "read", "read_all", "write"]
